"""What this service must know of a query before the engine runs it.

What the engine gets is not the text but its tokens, written once more one by one, and only when the
grammar allows their order. So it reads what the tokens say: where it would see a SERVICE in
`trueSERVICE<x>`, in `:a.b.SERVICE:x {` or, after an operand, in `<?b)SERVICE?x#>`, either no query
stands there or the letters are no SERVICE any more. (Should one pass all the same, the worker that
runs it cannot open a connection; see `kzgraph.engine.worker`.)

It also makes up for what the engine cannot read though SPARQL has it: TRUE and FALSE in capitals,
white space before the parentheses of CONCAT, COALESCE and BNODE, several dots in a local name,
and comments inside `( )` and `[ ]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from kzgraph.engine.reading.explanation import explain_misfit
from kzgraph.engine.reading.grammar import find_misfit
from kzgraph.engine.reading.meaning import CLOSING, find_nested_aggregate
from kzgraph.engine.reading.tokens import (
    AGGREGATES,
    FUNCTIONS,
    Kind,
    Token,
    fail_at,
    locate,
    tokenize,
)
from kzgraph.errors import QueryLimitError, QueryRefusedError, QuerySyntaxError, show
from kzgraph.vocabulary.prefixes import PREFIXES

SERVICE_REFUSAL: Final = (
    "SERVICE is refused: this service asks no other server; "
    "run the query from a client that can, or ask both servers and join the answers"
)


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


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the tokens of a query say.

    Attributes:
        form: its form.
        tokens: all of them.
        start: index of the first behind the prologue.
        rendering: what the engine gets, a piece for each token.
        default_graphs: indices of the IRIs of the FROM clauses.
        named_graphs: those of the FROM NAMED clauses.
    """

    form: Form
    tokens: list[Token]
    start: int
    rendering: list[str]
    default_graphs: tuple[int, ...]
    named_graphs: tuple[int, ...]


_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
SCHEME: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_SPELT: Final = frozenset((Kind.WORD, Kind.SIGN))
_LONG_QUOTES: Final = frozenset(('"""', "'''"))
_PLAIN_DOT: Final = re.compile(r"(?<!\\)\.")


@dataclass(frozen=True, slots=True)
class _Outline:
    """What words, signs, and the kinds of all other tokens say of a query that has these.

    Attributes:
        form: its form.
        start: index of the first token behind the prologue.
        has_base: whether the prologue has a BASE.
        pieces: what the engine gets for words and signs; the empty text for other tokens.
        open: indices of these others.
        default_graphs: indices of the IRIs of the FROM clauses.
        named_graphs: those of the FROM NAMED clauses.
    """

    form: Form
    start: int
    has_base: bool
    pieces: tuple[str, ...]
    open: tuple[int, ...]
    default_graphs: tuple[int, ...]
    named_graphs: tuple[int, ...]


# Many queries have one outline, and what was found right is right again. What was wrong is not
# kept: it has to be explained each time.
_outlines: dict[tuple[int, tuple[str, ...]], _Outline] = {}
_OUTLINES_KEPT: Final = 1000
_OUTLINE_KEPT_TOKENS: Final = 300


def inspect(text: str, *, nesting_limit: int, has_base: bool = False) -> Inspection:
    """Read off the tokens what must be known, and refuse what this service does not run.

    Args:
        text: the query.
        nesting_limit: how many brackets of any kind may be open at once, and signs of negation
            stand in a row.
        has_base: whether the engine will be told a base for relative IRIs.

    Raises:
        QuerySyntaxError: not a query: an update, tokens out of order, a bracket without partner, an
            undeclared prefix, a relative IRI without base.
        QueryLimitError: nested too deep.
        QueryRefusedError: SERVICE.
    """
    tokens = tokenize(text)
    # Words in capitals, kinds in small letters: neither is taken for the other.
    written = tuple([spelling if kind in _SPELT else kind for kind, spelling, _, _ in tokens])
    outline = _outlines.get((nesting_limit, written))
    if outline is None:
        outline = _read_outline(text, tokens, nesting_limit)
        if len(tokens) <= _OUTLINE_KEPT_TOKENS:
            if len(_outlines) >= _OUTLINES_KEPT:
                _outlines.clear()
            _outlines[nesting_limit, written] = outline
    rendering = _render(text, tokens, outline, has_base=has_base or outline.has_base)
    return Inspection(
        outline.form,
        tokens,
        outline.start,
        rendering,
        outline.default_graphs,
        outline.named_graphs,
    )


def _read_outline(text: str, tokens: list[Token], nesting_limit: int) -> _Outline:
    """Check and read what depends on nothing but words, signs and the kinds of other tokens."""
    _check_brackets(text, tokens, nesting_limit)
    start = _read_prologue(text, tokens)
    body = tokens[start:]
    form = _read_form(text, tokens, start)
    _refuse_service(text, body)
    misfit = find_misfit(body)
    if misfit is not None:
        raise explain_misfit(text, body, misfit)
    _check_aggregates(text, body)
    default, named = _read_dataset(tokens, start)
    pieces = [
        _write(token, following)
        for token, following in zip(tokens, [*tokens[1:], None], strict=True)
    ]
    return _Outline(
        form,
        start,
        any(token.text == "BASE" for token in tokens[:start]),
        tuple(pieces),
        tuple(index for index, piece in enumerate(pieces) if not piece),
        default,
        named,
    )


def _write(token: Token, following: Token | None) -> str:
    """Write a word or sign so that the engine reads the same, with what parts it from the next."""
    text = token.text
    if token.kind not in _SPELT:
        return ""
    if token.kind is Kind.WORD and text in {"A", "TRUE", "FALSE"}:
        text = text.lower()
    touches = following is not None and (
        (text in {"(", "["} and following.text == CLOSING[text])
        or (text in {"+", "-"} and following.kind is Kind.NUMBER)
        or (text in FUNCTIONS and following.text == "(")
    )
    return text if touches else text + " "


def _render(text: str, tokens: Sequence[Token], outline: _Outline, *, has_base: bool) -> list[str]:
    """Write all tokens, a piece for each, and check names as far as the engine would not."""
    pieces = list(outline.pieces)
    declared = _read_prefixes(text, tokens[: outline.start])
    for index in outline.open:
        kind, written, start, _ = tokens[index]
        if kind is Kind.PREFIXED_NAME:
            prefix, colon, local = written.partition(":")
            if prefix not in declared:
                raise _explain_prefix(text, start, prefix)
            if "." in local:
                written = prefix + colon + _PLAIN_DOT.sub(r"\\.", local)
        elif kind is Kind.IRI and not has_base and SCHEME.match(written) is None:
            raise fail_at(text, start, f"the IRI {show(written)} is relative, and there is no BASE")
        pieces[index] = written + " "
    return pieces


def _check_brackets(text: str, tokens: Sequence[Token], nesting_limit: int) -> None:
    """See that brackets match and do not nest too deep.

    The engine recurses when it reads, improves, runs and drops a query. The deepest recursion comes
    from brackets, 2 to 10 KiB of stack for a level, and from `!`.
    """
    opened: list[Token] = []
    negations = 0
    for token in tokens:
        if token.kind is not Kind.SIGN:
            continue
        negations = negations + 1 if token.text == "!" else 0
        if token.text in CLOSING:
            opened.append(token)
        if len(opened) > nesting_limit or negations > nesting_limit:
            line, column = locate(text, token.start)
            raise QueryLimitError(
                f"the query nests more than {nesting_limit} levels deep, "
                "the limit of this service; write it flatter",
                limit=nesting_limit,
                unit="levels",
                line=line,
                column=column,
            )
        if token.text in CLOSING.values():
            if not opened:
                raise fail_at(text, token.start, f"this {token.text} closes nothing")
            opening = opened.pop()
            if CLOSING[opening.text] != token.text:
                line, column = locate(text, opening.start)
                raise fail_at(
                    text,
                    token.start,
                    f"{token.text} stands where {CLOSING[opening.text]} must close the "
                    f"{opening.text} of line {line}, column {column}",
                )
    if opened:
        opening = opened[-1]
        raise fail_at(
            text,
            opening.start,
            f"the {opening.text} that stands here is never closed by a {CLOSING[opening.text]}",
        )


def _read_prologue(text: str, tokens: Sequence[Token]) -> int:
    """Give the index of the first token behind the prologue."""
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
        index += 1 + len(expected)
    return index


def _read_prefixes(text: str, prologue: Sequence[Token]) -> set[str]:
    """Give the prefixes that a prologue declares, without their colons."""
    prefixes = set()
    for kind, written, start, _ in prologue:
        if kind is Kind.PREFIXED_NAME:
            prefix, _, local = written.partition(":")
            if local:
                raise fail_at(text, start, f"a prefix ends in its colon, not {written}")
            prefixes.add(prefix)
        elif kind is Kind.STRING and written[:3] in _LONG_QUOTES:
            raise fail_at(text, start, "VERSION is followed by a short string")
    return prefixes


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
    if token.text.lower() in {"@prefix", "@base"}:
        word = token.text[1:].upper()
        raise fail_at(
            text, token.start, f"{token.text} is Turtle; here it is {word}, without @ and final dot"
        )
    if token.text in {";", "."} and start:
        raise fail_at(text, token.start, f"no {token.text} stands behind a declaration")
    raise fail_at(
        text,
        token.start,
        f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not {show(token.text)}",
    )


def _refuse_service(text: str, tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.kind is Kind.WORD and token.text == "SERVICE":
            line, column = locate(text, token.start)
            raise QueryRefusedError(SERVICE_REFUSAL, line=line, column=column)


def _check_aggregates(text: str, tokens: list[Token]) -> None:
    if sum(token.text in AGGREGATES for token in tokens) > 1:
        nested = find_nested_aggregate(tokens)
        if nested is not None:
            token = tokens[nested[0]]
            raise fail_at(text, token.start, nested[1].format(found=token.text))


def _explain_prefix(text: str, start: int, prefix: str) -> QuerySyntaxError:
    known = PREFIXES.get(prefix)
    remedy = f"; begin the query with PREFIX {prefix}: <{known}>" if known else ""
    return fail_at(text, start, f"the prefix {show(prefix + ':')} is not declared{remedy}")


def _read_dataset(tokens: Sequence[Token], start: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the indices of the IRIs behind FROM and behind FROM NAMED."""
    clauses = [
        index
        for index in range(start, len(tokens))
        if tokens[index].kind is Kind.WORD and tokens[index].text == "FROM"
    ]
    named = tuple(index + 2 for index in clauses if tokens[index + 1].text == "NAMED")
    default = tuple(index + 1 for index in clauses if index + 2 not in named)
    return default, named
