"""Records of one fact that cannot both be right.

Unknown contradicts nothing: a record that leaves a value out, calls it "not stated" or gives it as
"about" or "usually" goes with any other. Neither do a concept and one below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import combinations, permutations
from types import MappingProxyType
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from kzgraph.building.bounds import dated_ends, dated_starts
from kzgraph.building.facts import Facts, SameFact
from kzgraph.errors import DerivationError
from kzgraph.model.partial_date import conflict
from kzgraph.reasoning import Triple
from kzgraph.vocabulary.prefixes import shorten
from kzgraph.vocabulary.terms import CONCEPT, KZ

Pair = tuple[Node, Node, tuple[Triple, ...]]
"""Two records that contradict each other, and the statements that do."""

_BURDENS = CONCEPT["modality-burdens"]
_BENEFITS = CONCEPT["modality-benefits"]
_NOT_STATED = frozenset({CONCEPT["procedure-not-stated"], CONCEPT["outcome-not-stated"]})

_Limit = tuple[Decimal, int]
"""A number, and whether the limit lies right below it (-1), at it (0) or right above it (1)."""

_LEAST: Final[_Limit] = (Decimal("-Infinity"), 0)
_GREATEST: Final[_Limit] = (Decimal("Infinity"), 0)

_RANGES: Final[Mapping[Node | None, Callable[[Decimal], tuple[_Limit, _Limit]]]] = MappingProxyType(
    {
        None: lambda number: ((number, 0), (number, 0)),
        CONCEPT["qualifier-about"]: lambda _: (_LEAST, _GREATEST),
        CONCEPT["qualifier-at-least"]: lambda number: ((number, 0), _GREATEST),
        CONCEPT["qualifier-over"]: lambda number: ((number, 1), _GREATEST),
        CONCEPT["qualifier-under"]: lambda number: (_LEAST, (number, -1)),
        CONCEPT["qualifier-up-to"]: lambda number: (_LEAST, (number, 0)),
        CONCEPT["qualifier-usually"]: lambda _: (_LEAST, _GREATEST),
    }
)
"""Qualifier → least and greatest number that a qualified number can mean."""

_COUNTED: Final[Mapping[URIRef, tuple[URIRef, ...]]] = MappingProxyType(
    {
        KZ.value: (KZ.measure, KZ.unit, KZ.indicator),
        KZ.seats: (),
        KZ.seatsTotal: (),
        KZ.termLimit: (),
        KZ.termYears: (),
    }
)
"""Property with a number → what two records must have in common for the numbers to compare."""


def find_conflicts(facts: Facts, fact: SameFact) -> Iterator[Pair]:
    """Yield the pairs of records of one fact that contradict each other, and in what."""
    for dated in (dated_starts(facts, fact.records), dated_ends(facts, fact.records)):
        for one, other in combinations(dated, 2):
            if conflict(one.bounds, other.bounds):
                yield one.record, other.record, (*one.premises, *other.premises)
    for first, second in combinations(fact.records, 2):
        for name in (KZ.outcome, KZ.procedure, KZ.electoralSystem):
            yield from _different_values(facts, first, second, name)
        if not (_ends_before(facts, first, second) or _ends_before(facts, second, first)):
            yield from _different_values(facts, first, second, KZ.legalStatus)
            yield from _opposed_modalities(facts, first, second)
        yield from _different_penalties(facts, first, second)
        for name, alike in _COUNTED.items():
            yield from _different_numbers(facts, first, second, name, alike)


def _different_values(facts: Facts, first: Node, second: Node, name: URIRef) -> Iterator[Pair]:
    said, also_said = (
        [stated for stated in facts.statements(record, name) if stated[2] not in _NOT_STATED]
        for record in (first, second)
    )
    pairs = [(one[2], other[2]) for one in said for other in also_said]
    if pairs and not any(_go_together(facts, *pair) for pair in pairs):
        yield first, second, (*said, *also_said)


def _opposed_modalities(facts: Facts, first: Node, second: Node) -> Iterator[Pair]:
    """Compare rules: what is a burden by one record and a benefit by the other cannot be both."""
    for one in facts.statements(first, KZ.modality):
        for other in facts.statements(second, KZ.modality):
            sides = [
                set(facts.data.transitive_objects(stated[2], SKOS.broader))
                for stated in (one, other)
            ]
            if any(_BURDENS in here and _BENEFITS in there for here, there in permutations(sides)):
                yield first, second, (one, other)


def _go_together(facts: Facts, one: Node, other: Node) -> bool:
    """Tell whether two concepts are the same, or one is above the other."""
    above, other_above = (
        set(facts.data.transitive_objects(concept, SKOS.broader)) for concept in (one, other)
    )
    return one in other_above or other in above


def _ends_before(facts: Facts, one: Node, other: Node) -> bool:
    """Tell whether what a record says is certainly over when that of another begins."""
    return any(
        end.bounds.latest and start.bounds.earliest and end.bounds.latest < start.bounds.earliest
        for end in dated_ends(facts, [one])
        for start in dated_starts(facts, [other])
    )


def _different_numbers(
    facts: Facts, first: Node, second: Node, name: URIRef, alike: tuple[URIRef, ...]
) -> Iterator[Pair]:
    said, also_said = (list(facts.statements(record, name)) for record in (first, second))
    context, other_context = (list(facts.statements(record, *alike)) for record in (first, second))
    same = {part[1:] for part in context} == {part[1:] for part in other_context}
    pairs = [(one, other) for one in said for other in also_said]
    if same and pairs and all(_disjoint(facts, one, other) for one, other in pairs):
        more = (
            part
            for record in (first, second)
            for part in facts.statements(record, KZ.qualifier, KZ.valueHigh)
        )
        yield first, second, (*said, *also_said, *context, *other_context, *more)


def _different_penalties(facts: Facts, first: Node, second: Node) -> Iterator[Pair]:
    """Compare penalties of the same stated kind, and of these the lengths in the same unit.

    A record that gives two penalties of a kind contradicts another only if neither goes with it.
    """
    kinds = facts.classes_below(KZ.Penalty) - {KZ.Penalty}
    for kind in sorted(kinds, key=str):
        for unit in (KZ.months, KZ.days):
            said, also_said = (
                [
                    (link, (link[2], RDF.type, kind), length)
                    for link in facts.statements(record, KZ.penalty)
                    if (link[2], RDF.type, kind) in facts.data
                    for length in facts.statements(link[2], unit)
                ]
                for record in (first, second)
            )
            pairs = [(one, other) for one in said for other in also_said]
            if pairs and all(_disjoint(facts, one[-1], other[-1]) for one, other in pairs):
                yield first, second, tuple(part for one in (*said, *also_said) for part in one)


def _disjoint(facts: Facts, one: Triple, other: Triple) -> bool:
    (low, high), (other_low, other_high) = (_range(facts, length) for length in (one, other))
    return high < other_low or other_high < low


def _range(facts: Facts, stated: Triple) -> tuple[_Limit, _Limit]:
    subject, name, number = stated
    qualifier = facts.data.value(subject, KZ.qualifier)
    if qualifier not in _RANGES:
        raise DerivationError(
            str(subject),
            f"{shorten(str(qualifier))} is no qualifier that kzgraph knows",
        )
    least, greatest = _RANGES[qualifier](_number(subject, number))
    if name == KZ.value:
        for _, _, end in facts.statements(subject, KZ.valueHigh):
            greatest = max(greatest, (_number(subject, end), 0))
    return least, greatest


def _number(subject: Node, number: Node) -> Decimal:
    try:
        return Decimal(str(number))
    except InvalidOperation as error:
        raise DerivationError(str(subject), f"{number} is no number") from error
