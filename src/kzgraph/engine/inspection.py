"""What this service must know of a query before the engine runs it.

The engine reads more than the grammar allows: it takes `SERVICE:x`, `trueSERVICE<x>` and, after an
operand, `<?b)SERVICE?x#>` apart where SPARQL sees one token. Wherever its reading could find a
SERVICE that the tokens do not show, the query is refused. (Should one pass all the same, the worker
that runs it cannot open a connection; see `kzgraph.engine.worker`.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from kzgraph.engine.tokens import Kind, Token, fail_at, locate, tokenize
from kzgraph.errors import QueryLimitError, QueryRefusedError, QuerySyntaxError
from kzgraph.vocabulary.prefixes import PREFIXES

SERVICE_REFUSAL: Final = (
    "SERVICE is refused: this service asks no other server; "
    "run the query from a client that can, or ask both servers and join the answers"
)


ENGINE_MESSAGE_LENGTH: Final = 240
"""How many characters of the engine's own message an error carries."""


class Form(Enum):
    """The four forms of a query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is an RDF graph; else it is a table or a boolean."""
        return self in {Form.CONSTRUCT, Form.DESCRIBE}


@dataclass(frozen=True)
class Inspection:
    """What the tokens of a query say.

    Attributes:
        form: its form.
        prologue: the text before the form: BASE and PREFIX declarations.
        default_graphs: the IRIs of the FROM clauses as written, resolved against the prologue by
            nobody yet.
        named_graphs: those of the FROM NAMED clauses.
        graph_offsets: where they stand in the query, the default graphs first.
    """

    form: Form
    prologue: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    graph_offsets: tuple[int, ...]


_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
_HIDDEN_IN_IRI: Final = re.compile(r"\).*service", re.IGNORECASE)
_SCHEME: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_GLUED_TO_NAME: Final = re.compile(r"service(silent)?:", re.IGNORECASE)


def inspect(text: str, *, nesting_limit: int, has_base: bool = False) -> Inspection:
    """Read off the tokens what must be known, and refuse what this service does not run.

    Args:
        text: the query.
        nesting_limit: how many brackets of any kind may be open at once. The engine's parser and
            evaluator recurse, and end their process on deep queries.
        has_base: whether the engine will be told a base for relative IRIs.

    Raises:
        QuerySyntaxError: not a query: an update, a bracket without partner, an undeclared prefix, a
            relative IRI without base.
        QueryLimitError: nested too deep.
        QueryRefusedError: SERVICE.
    """
    tokens = tokenize(text)
    _check_brackets(text, tokens, nesting_limit)
    start, prefixes = _read_prologue(text, tokens)
    form = _read_form(text, tokens, start)
    _refuse_service(text, tokens[start:])
    _check_prefixes(text, tokens[start:], prefixes)
    if not has_base and not any(token.text == "BASE" for token in tokens[:start]):
        _check_iris(text, tokens)
    default, named = _read_dataset(text, tokens[start:])
    return Inspection(
        form,
        text[: tokens[start].start],
        tuple(text[graph.start : graph.end] for graph in default),
        tuple(text[graph.start : graph.end] for graph in named),
        tuple(graph.start for graph in default + named),
    )


def _check_brackets(text: str, tokens: Sequence[Token], nesting_limit: int) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.kind is not Kind.SIGN:
            continue
        if token.text in _CLOSING:
            opened.append(token)
            if len(opened) > nesting_limit:
                line, column = locate(text, token.start)
                raise QueryLimitError(
                    f"the query nests brackets more than {nesting_limit} levels deep, "
                    "the limit of this service; write it flatter",
                    limit=nesting_limit,
                    unit="levels",
                    line=line,
                    column=column,
                )
        elif token.text in _CLOSING.values():
            if not opened:
                raise fail_at(text, token.start, f"this {token.text} closes nothing")
            opening = opened.pop()
            if _CLOSING[opening.text] != token.text:
                line, column = locate(text, opening.start)
                raise fail_at(
                    text,
                    token.start,
                    f"{token.text} stands where {_CLOSING[opening.text]} must close the "
                    f"{opening.text} of line {line}, column {column}",
                )
    if opened:
        opening = opened[-1]
        raise fail_at(
            text,
            opening.start,
            f"the {opening.text} that stands here is never closed by a {_CLOSING[opening.text]}",
        )


def _read_prologue(text: str, tokens: Sequence[Token]) -> tuple[int, frozenset[str]]:
    """Give the index of the first token behind the prologue, and the prefixes declared."""
    prefixes: set[str] = set()
    index = 0
    while index < len(tokens) and tokens[index].kind is Kind.WORD:
        expected: tuple[Kind, ...]
        match tokens[index].text:
            case "BASE":
                expected = (Kind.IRI,)
            case "VERSION":
                expected = (Kind.STRING,)
            case "PREFIX":
                expected = (Kind.PREFIXED_NAME, Kind.IRI)
            case _:
                break
        following = tokens[index + 1 : index + 1 + len(expected)]
        if tuple(token.kind for token in following) != expected:
            forms = {"BASE": "BASE <iri>", "VERSION": 'VERSION "1.2"', "PREFIX": "PREFIX p: <iri>"}
            raise fail_at(
                text,
                tokens[index].start,
                f"this declaration is not of the form {forms[tokens[index].text]}",
            )
        if tokens[index].text == "PREFIX":
            name = following[0].text
            if not name.endswith(":") or name.count(":") != 1:
                raise fail_at(text, following[0].start, f"a prefix ends in its colon, not {name}")
            prefixes.add(name)
        index += 1 + len(expected)
    return index, frozenset(prefixes)


def _read_form(text: str, tokens: Sequence[Token], start: int) -> Form:
    if start == len(tokens):
        raise fail_at(
            text, len(text), "there is no query here: SELECT, ASK, CONSTRUCT or DESCRIBE is missing"
        )
    token = tokens[start]
    if token.kind is Kind.WORD and token.text in Form.__members__:
        return Form[token.text]
    if token.kind is Kind.WORD and token.text in _UPDATES:
        raise fail_at(
            text, token.start, f"{token.text} begins an update, and this service only answers"
        )
    raise fail_at(
        text,
        token.start,
        f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not {_shown(token.text)}",
    )


def _refuse_service(text: str, tokens: Sequence[Token]) -> None:
    for index, token in enumerate(tokens):
        followed_by_group = tokens[index + 1 : index + 2] and tokens[index + 1].text == "{"
        hidden = (
            token.kind is Kind.PREFIXED_NAME
            and _GLUED_TO_NAME.search(token.text) is not None
            and followed_by_group
            and tokens[index - 1].text not in {"GRAPH", "FROM", "NAMED"}
        ) or (token.kind is Kind.IRI and _HIDDEN_IN_IRI.search(token.text) is not None)
        if hidden or (token.kind is Kind.WORD and token.text == "SERVICE"):
            line, column = locate(text, token.start)
            raise QueryRefusedError(SERVICE_REFUSAL, line=line, column=column)


def _check_prefixes(text: str, tokens: Sequence[Token], declared: frozenset[str]) -> None:
    for token in tokens:
        if token.kind is not Kind.PREFIXED_NAME:
            continue
        prefix = token.text[: token.text.index(":") + 1]
        if prefix not in declared:
            known = PREFIXES.get(prefix[:-1])
            remedy = f"; begin the query with PREFIX {prefix} <{known}>" if known else ""
            raise fail_at(text, token.start, f"the prefix {_shown(prefix)} is not declared{remedy}")


def _check_iris(text: str, tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.kind is Kind.IRI and _SCHEME.match(token.text) is None:
            raise fail_at(
                text, token.start, f"the IRI {_shown(token.text)} is relative, and there is no BASE"
            )


def _read_dataset(text: str, tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    default: list[Token] = []
    named: list[Token] = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind is Kind.SIGN:
            depth += (token.text in _CLOSING) - (token.text in _CLOSING.values())
        elif token.kind is Kind.WORD and token.text == "FROM" and depth == 0:
            following = list(tokens[index + 1 : index + 3])
            graphs = default
            if following and following[0].text == "NAMED":
                graphs = named
                following.pop(0)
            if not following or following[0].kind not in {Kind.IRI, Kind.PREFIXED_NAME}:
                raise fail_at(text, token.start, "FROM is not followed by the IRI of a graph")
            graphs.append(following[0])
    return default, named


def explain_syntax(text: str, message: str) -> QuerySyntaxError:
    """Say in our words why the engine could not read a query.

    Args:
        text: the query, which has passed `inspect`, with `PADDING` behind it.
        message: what the engine said of it, `error at 1:16: expected one of …`.
    """
    short = _shorten(message)
    place = _PLACE.search(message)
    sentence = next((ours for theirs, ours in _SENTENCES.items() if theirs in message), None)
    if place is None:
        return QuerySyntaxError(sentence or "the engine cannot read it", engine_message=short)
    offset = _offset(text, int(place["line"]), int(place["column"]))
    # The engine points behind the keyword that it tried in vain; a single character it would have
    # liked to see is tried where it points.
    expected = re.split(r", |expected (?:one of )?", message)
    tried = [len(item) for item in expected if _KEYWORD.fullmatch(item)]
    if tried and not any(item.startswith(('"', "[")) for item in expected):
        offset -= min(tried)
    tokens = tokenize(text)
    token = next((token for token in tokens if token.end > offset), None)
    if token is None:
        offset = tokens[-1].end
        sentence = sentence or "the query stops before it is complete"
    else:
        offset = token.start
        sentence = sentence or f"something is wrong at {_shown(token.text)} or shortly before it"
    line, column = locate(text, offset)
    return QuerySyntaxError(sentence, line=line, column=column, engine_message=short)


PADDING: Final = " " * 20
"""What must stand behind a query for its syntax error to be placed: the longest keyword and more.
Closer to the end than a keyword is long, the engine always blames the end."""

_PLACE: Final = re.compile(r"error at (?P<line>\d+):(?P<column>\d+)")
_KEYWORD: Final = re.compile(r"[A-Za-z_0-9]{2,}")
_SENTENCES: Final = {
    "The SELECT contains a variable that is unbound": (
        "SELECT names a variable that is neither in GROUP BY nor inside an aggregate"
    ),
    "Duplicated variable name": "the same variable is given a value twice",
    "IRI parsing failed": "an IRI here is malformed",
}
"""The few sentences among the engine's lists of what it expected, and ours for them."""


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(before) + 1 for before in lines[: line - 1]) + column - 1


def _shorten(message: str) -> str:
    """Drop the character classes, which are most of the engine's message."""
    head, _, expected = message.replace("\n", " ").partition("expected one of ")
    if not expected:
        return head[:ENGINE_MESSAGE_LENGTH]
    listed = [item for item in expected.split(", ") if not re.match(r"\[|'|\\|\||\(", item)]
    return f"{head}expected one of {', '.join(listed)}"[:ENGINE_MESSAGE_LENGTH]


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
