"""Records of one fact that cannot both be right.

Unknown contradicts nothing: a record that leaves a value out, calls it "not stated" or gives it as
"about" goes with any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from math import inf
from types import MappingProxyType
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDF
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

_NOT_STATED = frozenset({CONCEPT["procedure-not-stated"], CONCEPT["outcome-not-stated"]})

_RANGES: Final[Mapping[Node | None, Callable[[int], tuple[float, float]]]] = MappingProxyType(
    {
        None: lambda number: (number, number),
        CONCEPT["qualifier-about"]: lambda _: (-inf, inf),
        CONCEPT["qualifier-at-least"]: lambda number: (number, inf),
        CONCEPT["qualifier-over"]: lambda number: (number + 1, inf),
        CONCEPT["qualifier-under"]: lambda number: (-inf, number - 1),
        CONCEPT["qualifier-up-to"]: lambda number: (-inf, number),
    }
)
"""Qualifier → least and greatest whole number that a qualified number can mean."""


def find_conflicts(facts: Facts, fact: SameFact) -> Iterator[Pair]:
    """Yield the pairs of records of one fact that contradict each other, and in what."""
    for dated in (dated_starts(facts, fact.records), dated_ends(facts, fact.records)):
        for one, other in combinations(dated, 2):
            if conflict(one.bounds, other.bounds):
                yield one.record, other.record, (one.premise, other.premise)
    for first, second in combinations(fact.records, 2):
        for name in (KZ.outcome, KZ.procedure):
            yield from _different_values(facts, first, second, name)
        yield from _different_penalties(facts, first, second)


def _different_values(facts: Facts, first: Node, second: Node, name: URIRef) -> Iterator[Pair]:
    said, also_said = (
        [stated for stated in facts.statements(record, name) if stated[2] not in _NOT_STATED]
        for record in (first, second)
    )
    values, other_values = {stated[2] for stated in said}, {stated[2] for stated in also_said}
    if values and other_values and not values & other_values:
        yield first, second, (*said, *also_said)


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


def _range(facts: Facts, length: Triple) -> tuple[float, float]:
    penalty, _, number = length
    qualifier = facts.data.value(penalty, KZ.qualifier)
    if qualifier not in _RANGES:
        raise DerivationError(
            str(penalty), f"{shorten(str(qualifier))} is no qualifier that kzgraph knows"
        )
    try:
        return _RANGES[qualifier](int(str(number)))
    except ValueError as error:
        raise DerivationError(str(penalty), f"{number} is no whole number") from error
