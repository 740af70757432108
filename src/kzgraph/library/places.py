"""Where a query has places for values, and what it becomes when they are filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kzgraph.engine import Kind, Token, tokenize


@dataclass(frozen=True)
class Place:
    """A part of a query that gives way to a value.

    Attributes:
        parameter: whose value.
        start: offset of its first character.
        end: offset behind its last character.
        default: what stands between the braces, if this is a VALUES clause that binds the
            parameter alone: it falls away. None for the variable itself: the term takes its place.
    """

    parameter: str
    start: int
    end: int
    default: str | None = None


class MisplacedError(Exception):
    """A parameter stands where no value can.

    Args:
        cause: what is wrong, one sentence without full stop.
        remedy: what to do.
        offset: where it stands.
    """

    def __init__(self, cause: str, remedy: str, offset: int) -> None:
        self.cause = cause
        self.remedy = remedy
        self.offset = offset
        super().__init__(cause)


def find_places(text: str, parameters: Iterable[str]) -> tuple[Place, ...]:
    """Find the places of parameters, in their order.

    Raises:
        QuerySyntaxError: the text has no tokens.
        MisplacedError: a parameter stands where no value can.
    """
    names = frozenset(parameters)
    tokens = tokenize(text)
    projected, bound = frozenset(_find_projected(tokens)), frozenset(_find_bound(tokens))
    places = []
    for index, token in enumerate(tokens):
        name = token.text[1:]
        if token.text == "*" and index in projected and names:
            raise MisplacedError(
                "SELECT * would project the parameters", "name the columns", token.start
            )
        if token.kind is not Kind.VARIABLE or name not in names:
            continue
        before = tokens[index - 1]
        if before.text == "VALUES":
            places.append(_read_clause(text, tokens, index))
        elif index in bound:
            raise MisplacedError(
                f"VALUES binds the parameter {token.text} together with others",
                f"give it a clause of its own: VALUES {token.text} {{ … }}",
                token.start,
            )
        elif before.text == "AS":
            raise MisplacedError(
                f"AS gives a value to the parameter {token.text}",
                "use another variable behind AS",
                token.start,
            )
        elif index in projected:
            raise MisplacedError(
                f"the query projects the parameter {token.text}",
                "take it out of SELECT; who asks knows its value",
                token.start,
            )
        else:
            places.append(Place(name, token.start, token.end))
    return tuple(places)


def fill(text: str, places: Iterable[Place], terms: Mapping[str, str]) -> str:
    """Put terms in their places; clauses that stand alone on their lines go with these.

    Args:
        text: the query.
        places: all of them, in order.
        terms: name of a parameter → its term, in N-Triples.
    """
    return _replace(text, places, terms, lambda _: "")


def fill_keeping_lines(text: str, places: Iterable[Place], terms: Mapping[str, str]) -> str:
    """Put terms in their places, but keep what is left on the line where it stood."""
    return _replace(text, places, terms, lambda clause: "\n" * clause.count("\n"))


def _replace(
    text: str, places: Iterable[Place], terms: Mapping[str, str], shorten: Callable[[str], str]
) -> str:
    parts, end = [], 0
    for place in places:
        instead = (
            terms[place.parameter]
            if place.default is None
            else shorten(text[place.start : place.end])
        )
        parts += [text[end : place.start], instead]
        end = place.end
    return "".join((*parts, text[end:]))


def _read_clause(text: str, tokens: Sequence[Token], index: int) -> Place:
    """Read `VALUES ?x { term }`, of which ?x is the token at an index."""
    start = tokens[index - 1].start
    name = tokens[index].text
    closing = next((one for one in tokens[index:] if one.text == "}"), None)
    if closing is None or tokens[index + 1].text != "{":
        raise MisplacedError(
            f"no clause of the form VALUES {name} {{ … }}", "mend the braces", start
        )
    default = text[tokens[index + 1].end : closing.start].strip()
    end = closing.end
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end) + 1 or len(text)
    if not text[line_start:start].strip() and not text[end:line_end].strip():
        start, end = line_start, line_end
    else:
        end += len(text[end:]) - len(text[end:].lstrip(" "))
    return Place(name[1:], start, end, default)


def _find_projected(tokens: Sequence[Token]) -> Iterator[int]:
    """Give the indices of what stands between SELECT and the pattern, outside parentheses."""
    depth, is_projection = 0, False
    for index, token in enumerate(tokens):
        if token.text == "SELECT":
            depth, is_projection = 0, True
        elif token.text in {"{", "WHERE", "FROM"}:
            is_projection = False
        depth += (token.text == "(") - (token.text == ")")
        if is_projection and depth == 0:
            yield index


def _find_bound(tokens: Sequence[Token]) -> Iterator[int]:
    """Give the indices of what stands between VALUES ( and its closing parenthesis."""
    is_bound = False
    for index, token in enumerate(tokens):
        if token.text == "(" and index and tokens[index - 1].text == "VALUES":
            is_bound = True
        elif token.text == ")":
            is_bound = False
        if is_bound:
            yield index
