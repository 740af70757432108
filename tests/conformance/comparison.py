"""Compares an answer with the expected one, up to the labels of blank nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import filterfalse
from typing import Final

from answers import Answer, BlankNode, Literal, Row, Table, Term, Triple
from rdflib import XSD

_Renaming = Mapping[BlankNode, BlankNode]
_NUMERIC: Final = frozenset(map(str, (XSD.integer, XSD.decimal, XSD.double, XSD.float)))


def find_difference(
    expected: Answer,
    actual: Answer,
    *,
    computed: Collection[str] = (),
    ordered: bool = False,
    may_reduce: bool = False,
) -> str | None:
    """Say how an answer differs from the expected one; None when it does not.

    Args:
        expected: what should be.
        actual: what is.
        computed: columns with results of operations: their numbers are compared by value, since
            SPARQL does not say how they are written. Other terms must be the same.
        ordered: whether the order of rows counts; it does in any case when they are numbered.
        may_reduce: whether duplicates may be missing.
    """
    if isinstance(expected, bool) or isinstance(actual, bool):
        return None if expected is actual else f"{expected} is expected, not {actual}"
    if set(expected.columns) != set(actual.columns):
        return f"columns {sorted(expected.columns)} are expected, not {sorted(actual.columns)}"
    wanted = _arrange(expected, expected.columns, computed)
    given = _arrange(actual, expected.columns, computed)
    if may_reduce and Counter(given) <= Counter(wanted):
        wanted, given = list(dict.fromkeys(wanted)), list(dict.fromkeys(given))
    if len(wanted) != len(given):
        return f"{len(wanted)} rows are expected, not {len(given)}"
    if ordered or expected.numbered:
        return _compare_sequences(wanted, given)
    return _compare_bags(wanted, given)


def _arrange(table: Table, columns: Sequence[str], computed: Collection[str]) -> list[Row]:
    """Put the columns in one order, and write computed numbers in one way."""
    places = [(table.columns.index(column), column in computed) for column in columns]
    return [
        tuple(_normalize(row[place]) if by_value else row[place] for place, by_value in places)
        for row in table.rows
    ]


def _compare_sequences(wanted: Sequence[Row], given: Sequence[Row]) -> str | None:
    renaming: _Renaming = {}
    for number, (row, other) in enumerate(zip(wanted, given, strict=True), 1):
        extended = _unify(row, other, renaming)
        if extended is None:
            return f"row {number} should be {_show(row)}, not {_show(other)}"
        renaming = extended
    return None


def _compare_bags(wanted: Sequence[Row], given: Sequence[Row]) -> str | None:
    wanted_ground = Counter(filter(_is_ground, wanted))
    given_ground = Counter(filter(_is_ground, given))
    for row in wanted_ground - given_ground:
        return f"{_show(row)} is missing"
    for row in given_ground - wanted_ground:
        return f"{_show(row)} is too much"
    wanted, given = [*filterfalse(_is_ground, wanted)], [*filterfalse(_is_ground, given)]
    return None if _match(wanted, given, {}) else "blank nodes stand in other places"


def _match(wanted: Sequence[Row], given: Sequence[Row], renaming: _Renaming) -> bool:
    """Say whether one renaming of blank nodes pairs all rows."""
    if not wanted:
        return True
    for index, row in enumerate(given):
        extended = _unify(wanted[0], row, renaming)
        rest = [*given[:index], *given[index + 1 :]]
        if extended is not None and _match(wanted[1:], rest, extended):
            return True
    return False


def _unify(row: Row, other: Row, renaming: _Renaming) -> _Renaming | None:
    """Extend a renaming, one to one, so that it makes two rows equal; None when none does."""
    extended = dict(renaming)
    pairs = list(zip(row, other, strict=True))
    while pairs:
        match pairs.pop():
            case BlankNode() as one, BlankNode() as two:
                if extended.setdefault(one, two) != two:
                    return None
            case Triple() as one, Triple() as two:
                pairs += zip(_parts(one), _parts(two), strict=True)
            case one, two if one != two:
                return None
    return extended if len(set(extended.values())) == len(extended) else None


def _normalize(term: Term | None) -> Term | None:
    """Write equal numbers of one type alike; other terms stay as they are."""
    if not isinstance(term, Literal) or term.datatype not in _NUMERIC:
        return term
    try:
        number = Decimal(term.lexical)
    except InvalidOperation:
        return term
    return Literal(str(number.normalize() + 0), term.datatype) if number.is_finite() else term


def _parts(triple: Triple) -> tuple[Term, Term, Term]:
    return triple.subject, triple.predicate, triple.object


def _is_ground(terms: Iterable[Term | None]) -> bool:
    """Say whether no blank node is in the terms."""
    return not any(
        isinstance(term, BlankNode) or (isinstance(term, Triple) and not _is_ground(_parts(term)))
        for term in terms
    )


def _show(row: Row) -> str:
    return f"({', '.join(map(str, row))})"
