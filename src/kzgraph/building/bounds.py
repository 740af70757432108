"""The first and the last day on which something can have begun or ended.

| a record states         | :earliest, :latest       | :untilEarliest, :untilLatest |
| ----------------------- | ------------------------ | ---------------------------- |
| `:when` a point in time | its bounds               | -                            |
| `:when` an interval a/b | bounds of a              | bounds of b                  |
| `:until`                | -                        | its bounds                   |
| `:attestedOn`           | -, last day              | first day, -                 |

A row further up goes before one further down, so that `:attestedOn` fills only what is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from kzgraph.building.facts import Facts, SameFact
from kzgraph.errors import DerivationError, PartialDateError
from kzgraph.model.partial_date import UNBOUNDED, Bounds, PartialDate, hull, overlap, parse
from kzgraph.reasoning import Triple
from kzgraph.vocabulary.prefixes import shorten
from kzgraph.vocabulary.terms import KZ

START = (KZ.earliest, KZ.latest)
END = (KZ.untilEarliest, KZ.untilLatest)


@dataclass(frozen=True)
class Dated:
    """What a record says about one point in time.

    Attributes:
        record: the record.
        bounds: what it allows.
        premise: the statement that says so.
    """

    record: Node
    bounds: Bounds
    premise: Triple


def dated_starts(facts: Facts, records: Iterable[Node]) -> list[Dated]:
    """Return what records say about the beginning, those that say nothing left out."""
    return [found for record in records for found in _start(facts, record)]


def dated_ends(facts: Facts, records: Iterable[Node]) -> list[Dated]:
    """Return what records say about the end, those that say nothing left out."""
    return [found for record in records for found in _end(facts, record)]


def derive_bounds(
    fact: SameFact, dated: list[Dated], properties: tuple[URIRef, URIRef]
) -> Iterator[tuple[Triple, tuple[Triple, ...]]]:
    """Yield the bounds of all records of a fact, each with its premises.

    They are what the documents allow together, or, where they contradict each other, the range
    that holds all they say.
    """
    if not dated:
        return
    each = [found.bounds for found in dated]
    common = overlap(*each) or hull(*each)
    ties = fact.premises if len(fact.records) > 1 else ()
    premises = (*(found.premise for found in dated), *ties)
    for record in fact.records:
        for name, day in zip(properties, (common.earliest, common.latest), strict=True):
            if day:
                yield (record, name, Literal(day.isoformat(), datatype=XSD.date)), premises


def _start(facts: Facts, record: Node) -> Iterator[Dated]:
    for premise, date in _dates(facts, record, KZ.when):
        yield from _some(record, date.start, premise)
        return
    for premise, date in _dates(facts, record, KZ.attestedOn):
        yield from _some(record, Bounds(None, date.end.latest), premise)


def _end(facts: Facts, record: Node) -> Iterator[Dated]:
    for premise, date in _dates(facts, record, KZ.until):
        yield from _some(record, date.end, premise)
        return
    for premise, date in _dates(facts, record, KZ.when):
        if date.lasts:
            yield from _some(record, date.end, premise)
            return
    for premise, date in _dates(facts, record, KZ.attestedOn):
        yield from _some(record, Bounds(date.start.earliest, None), premise)


def _some(record: Node, bounds: Bounds, premise: Triple) -> Iterator[Dated]:
    if bounds != UNBOUNDED:
        yield Dated(record, bounds, premise)


def _dates(facts: Facts, record: Node, name: URIRef) -> Iterator[tuple[Triple, PartialDate]]:
    """Yield the date that a record states with a property, if it does."""
    for premise in facts.statements(record, name):
        try:
            yield premise, parse(str(premise[2]))
        except PartialDateError as error:
            raise DerivationError(str(record), f"{shorten(name)}: {error}") from error
