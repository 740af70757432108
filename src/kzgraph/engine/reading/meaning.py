"""Mistakes that the grammar allows: what a query may not say though its words are in order.

Looked for only when the engine has refused a query, so that a sentence of ours can name place and
remedy. The notes of https://www.w3.org/TR/sparql11-query/#sparqlGrammar list most of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kzgraph.engine.reading.tokens import AGGREGATES, FUNCTIONS, Kind, Token

CLOSING: Final = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
"""The brackets, and what closes each."""

_ANY: Final = 1 << 20
_ARITIES: Final = {
    (0, 0): "RAND NOW UUID STRUUID",
    (0, 1): "BNODE",
    (0, _ANY): "CONCAT COALESCE",
    (2, 2): (
        "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM ADJUST"
    ),
    (2, 3): "SUBSTR REGEX",
    (3, 3): "IF TRIPLE STRLANGDIR",
    (3, 4): "REPLACE",
}
"""How many arguments a function takes, at least and at most; one when it is not named here."""
_MODIFIERS: Final = frozenset(("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"))
_IRIS: Final = frozenset((Kind.IRI, Kind.PREFIXED_NAME))

Mistake = tuple[int, str]
"""Index of a token, and a sentence in which `{found}` stands for its text."""


@dataclass(frozen=True)
class _Select:
    """A SELECT, of the query or of a part of it.

    Attributes:
        star: index of its *, or None.
        columns: index of each column's variable → indices of the tokens of its expression.
        pattern: indices of the tokens of its pattern.
        modifiers: indices of the tokens behind it.
    """

    star: int | None
    columns: dict[int, range]
    pattern: range
    modifiers: range


@dataclass
class _Reading:
    """Tokens, with the partner of each opening bracket and the group that each stands in."""

    tokens: list[Token]
    partners: dict[int, int] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        opened: list[int] = []
        groups = [-1]
        for index, token in enumerate(self.tokens):
            if token.kind is Kind.SIGN and token.text in CLOSING.values() and opened:
                self.partners[opened.pop()] = index
                if token.text == "}":
                    groups.pop()
            self.groups.append(groups[-1])
            if token.kind is Kind.SIGN and token.text in CLOSING:
                opened.append(index)
                if token.text == "{":
                    groups.append(index)

    def text(self, index: int) -> str:
        """Give the text of a token; the empty one behind the end."""
        return self.tokens[index].text if index < len(self.tokens) else ""

    def inside(self, opening: int) -> range:
        """Give the indices between a bracket and its partner."""
        return range(opening + 1, self.partners.get(opening, opening + 1))

    def outermost(self, indices: range) -> Iterator[int]:
        """Give those of the indices that stand in no bracket that opens among them."""
        index = indices.start
        while index < indices.stop:
            yield index
            index = self.partners.get(index, index) + 1

    def is_variable(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].kind is Kind.VARIABLE

    def names(self, indices: range) -> set[str]:
        """Give the variables among some tokens."""
        return {self.name(index) for index in indices if self.is_variable(index)}

    def name(self, index: int) -> str:
        """Give the name of a variable: $x is ?x."""
        return self.tokens[index].text[1:]


def find_mistake(tokens: list[Token], message: str) -> Mistake | None:
    """Find what the engine dislikes in a query.

    Args:
        tokens: those of the query behind its prologue; the grammar allows them.
        message: what the engine said.
    """
    reading = _Reading(tokens)
    for said, check in _CHECKS:
        if said in message:
            mistake = next(check(reading), None)
            if mistake is not None:
                return mistake
    return None


def _selects(reading: _Reading) -> Iterator[_Select]:
    for start, token in enumerate(reading.tokens):
        if token.kind is not Kind.WORD or token.text != "SELECT":
            continue
        star = None
        columns: dict[int, range] = {}
        end = len(reading.tokens)
        for index in reading.outermost(range(start + 1, end)):
            text = reading.text(index)
            if text == "*":
                star = index
            elif text == "(":
                inner = reading.inside(index)
                columns[inner.stop - 1] = range(inner.start, inner.stop - 2)
            elif reading.is_variable(index):
                columns[index] = range(index, index)
            elif text == "{":
                pattern = reading.inside(index)
                group = reading.groups[start]
                stop = reading.partners[group] if group >= 0 else end
                yield _Select(star, columns, pattern, range(pattern.stop + 1, stop))
                break


def _group_keys(reading: _Reading, select: _Select) -> set[str] | None:
    """Give the variables that a SELECT groups by; None when it does not group."""
    keys: set[str] | None = None
    for index in reading.outermost(select.modifiers):
        text = reading.text(index)
        if text == "GROUP":
            keys = set()
        elif text in _MODIFIERS and keys is not None:
            return keys
        elif keys is not None and reading.is_variable(index):
            keys.add(reading.name(index))
        elif keys is not None and text == "(":
            inner = reading.inside(index)
            if reading.text(inner.stop - 2) in {"AS", "("}:
                keys.add(reading.name(inner.stop - 1))
    aggregates = [
        index
        for indices in (*select.columns.values(), select.modifiers)
        for index in indices
        if _is_aggregate(reading, index)
    ]
    return keys if keys is not None or not aggregates else set()


def _is_aggregate(reading: _Reading, index: int) -> bool:
    token = reading.tokens[index]
    return token.kind is Kind.WORD and token.text in AGGREGATES


def _ungrouped(reading: _Reading) -> Iterator[Mistake]:
    sentence = (
        "{found} stands neither in GROUP BY nor in an aggregate, and has many values in a group; "
        "add it to GROUP BY, or take SAMPLE or COUNT of it"
    )
    used_at_once = (
        "the engine of this service cannot use {found} in the SELECT that makes it and groups; "
        "use a sub-select"
    )
    for select in _selects(reading):
        keys = _group_keys(reading, select)
        if keys is None:
            continue
        made: set[str] = set()
        for column, expression in select.columns.items():
            used = [column] if not expression else []
            index = expression.start
            while index < expression.stop:
                if _is_aggregate(reading, index) or reading.text(index) in {"EXISTS", "COALESCE"}:
                    index = reading.partners.get(index + 1, index)
                elif reading.is_variable(index) and reading.text(index - 2) != "BOUND":
                    used.append(index)
                index += 1
            for index in used:
                if reading.name(index) in made:
                    yield index, used_at_once
                elif reading.name(index) not in keys:
                    yield index, sentence
            made.add(reading.name(column))


def _star_with_groups(reading: _Reading) -> Iterator[Mistake]:
    yield from _misplaced_aggregates(reading)
    for index, token in enumerate(reading.tokens):
        if token.text == "GROUP" and token.kind is Kind.WORD:
            for select in _selects(reading):
                if index in select.modifiers and select.star is not None:
                    yield select.star, "SELECT * cannot stand with GROUP BY; name the columns"
            yield index, "the engine of this service groups in SELECT only; put it in a sub-select"
        if _is_aggregate(reading, index):
            yield index, "{found} needs a SELECT with named columns, or a GROUP BY"


def _misplaced_aggregates(reading: _Reading) -> Iterator[Mistake]:
    for index, token in enumerate(reading.tokens):
        if token.kind is Kind.WORD and token.text in {"FILTER", "BIND"}:
            opening = next(
                (
                    i
                    for i in range(index + 1, min(index + 4, len(reading.tokens)))
                    if reading.text(i) == "("
                ),
                index,
            )
            for inner in range(index + 1, reading.partners.get(opening, index)):
                if _is_aggregate(reading, inner) and reading.groups[inner] == reading.groups[index]:
                    yield (
                        inner,
                        f"{{found}} cannot stand in {token.text}: aggregates stand in SELECT, "
                        "HAVING and ORDER BY",
                    )


def _named_twice(reading: _Reading) -> Iterator[Mistake]:
    for select in _selects(reading):
        seen: set[str] = set()
        for column in select.columns:
            if reading.name(column) in seen:
                yield column, "SELECT names {found} twice"
            seen.add(reading.name(column))


def _overridden(reading: _Reading) -> Iterator[Mistake]:
    for select in _selects(reading):
        used = reading.names(select.pattern) | reading.names(select.modifiers)
        for column, expression in select.columns.items():
            if expression and reading.name(column) in used:
                yield column, "{found} has values from the pattern already; AS needs another name"


def _bound_again(reading: _Reading) -> Iterator[Mistake]:
    for index, token in enumerate(reading.tokens):
        if token.text == "BIND" and token.kind is Kind.WORD:
            variable = reading.inside(index + 1).stop - 1
            if reading.name(variable) in reading.names(range(reading.groups[index] + 1, index)):
                yield variable, "{found} is in use before this BIND, which needs another name"


def _wrong_arguments(reading: _Reading) -> Iterator[Mistake]:
    for index, token in enumerate(reading.tokens):
        if reading.text(index + 1) != "(":
            continue
        inner = reading.inside(index + 1)
        if token.kind in _IRIS and reading.text(index + 2) == "DISTINCT":
            yield (
                index,
                "this service has no aggregate {found}; DISTINCT stands in COUNT and its kin",
            )
        if token.kind is not Kind.WORD:
            continue
        if token.text in AGGREGATES - {"COUNT"} and reading.text(index + 2) == "*":
            yield index, "only COUNT takes *; {found} takes an expression"
        if token.text == "BOUND" and not reading.is_variable(index + 2):
            yield index, "BOUND takes a variable"
        if token.text in FUNCTIONS:
            least, most = next(
                (arity for arity, names in _ARITIES.items() if token.text in names.split()), (1, 1)
            )
            commas = sum(reading.text(i) == "," for i in reading.outermost(inner))
            given = commas + 1 if inner else 0
            if not least <= given <= most:
                takes = str(least) if least == most else f"{least} or {most}"
                plural = "" if takes == "1" else "s"
                yield index, f"{{found}} takes {takes} argument{plural}, not {given}"


def _uneven_values(reading: _Reading) -> Iterator[Mistake]:
    for index, token in enumerate(reading.tokens):
        if token.text != "VALUES" or reading.text(index + 1) != "(":
            continue
        head = reading.inside(index + 1)
        names = [reading.name(i) for i in head]
        for i in head:
            if reading.name(i) in names[: i - head.start]:
                yield i, "VALUES names {found} twice"
        for row in reading.outermost(reading.inside(head.stop + 1)):
            starts = [
                i for i in reading.outermost(reading.inside(row)) if _begins_value(reading, i)
            ]
            if len(starts) != len(names):
                yield (
                    row,
                    f"this row has {len(starts)} values for {len(names)} variables; UNDEF fills up",
                )


def _begins_value(reading: _Reading, index: int) -> bool:
    token = reading.tokens[index]
    return token.kind in {Kind.STRING, Kind.NUMBER, Kind.WORD} or (
        (token.kind in _IRIS or token.text == "<<(") and reading.text(index - 1) != "^^"
    )


def _broken_counts(reading: _Reading) -> Iterator[Mistake]:
    for index, token in enumerate(reading.tokens):
        if token.kind is Kind.WORD and token.text in {"LIMIT", "OFFSET"}:
            count = reading.text(index + 1)
            if not count.isdecimal() or int(count[:20]) >= 1 << 63:
                yield index + 1, f"{token.text} is followed by a whole number below 2^63"


def _blank_nodes_in_two_patterns(reading: _Reading) -> Iterator[Mistake]:
    """A basic graph pattern ends where a group begins or ends."""
    first: dict[str, int] = {}
    pattern = -1
    for index, token in enumerate(reading.tokens):
        if token.text in {"{", "}"}:
            pattern = index
        elif token.kind is Kind.BLANK_NODE and first.setdefault(token.text, pattern) != pattern:
            yield index, "{found} stands in another basic graph pattern already; use a variable"


def _lonely_subject(reading: _Reading) -> Iterator[Mistake]:
    for index, token in enumerate(reading.tokens):
        if (
            token.text in {"[", "("}
            and reading.text(index + 1) == CLOSING[token.text]
            and reading.text(index - 1) in {"{", ".", "}"}
            and reading.text(index + 2) in {".", "}"}
        ):
            yield index, "behind this empty subject a predicate and an object are missing"


def find_nested_aggregate(tokens: list[Token]) -> Mistake | None:
    """Find an aggregate among the arguments of another, which the engine lets pass.

    https://www.w3.org/TR/sparql12-query/#sparqlGrammarNotes
    """
    reading = _Reading(tokens)
    for outer in range(len(tokens)):
        if _is_aggregate(reading, outer):
            for inner in reading.inside(outer + 1):
                if _is_aggregate(reading, inner) and reading.groups[inner] == reading.groups[outer]:
                    return inner, "{found} stands inside another aggregate; use a sub-select"
    return None


_CHECKS: Final[tuple[tuple[str, Callable[[_Reading], Iterator[Mistake]]], ...]] = (
    ("variable that is unbound", _ungrouped),
    ("is not authorized with GROUP BY", _star_with_groups),
    ("Duplicated variable name", _named_twice),
    ("overrides an existing variable", _overridden),
    ("", _wrong_arguments),
    ("", _broken_counts),
    ("", _uneven_values),
    ("", _misplaced_aggregates),
    ("", _blank_nodes_in_two_patterns),
    ("", _lonely_subject),
    ("", _bound_again),
)
"""Mistakes, each with what the engine says of it when it says anything of use."""
