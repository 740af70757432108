"""The first and the last day on which something can have begun or ended.

| a record states                 | :earliest, :latest       | :untilEarliest, :untilLatest |
| ------------------------------- | ------------------------ | ---------------------------- |
| `:when` a point in time         | its bounds               | -                            |
| `:when` an interval a/b         | bounds of a              | bounds of b                  |
| `:until`                        | -                        | its bounds                   |
| `:attestedOn`                   | -, last day              | first day, -                 |
| `:endStatus` ongoing, for life  | -, day of the report     | day of the report, -         |
| `:endStatus` ended              | -, day of the report     | -, day of the report         |

The day of the report is the last one of the period of the record's section, else of the period
that the document covers or whose state it shows (`:asOf`). The last three rows fill only what the
others leave open, and count together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from kzgraph.building.facts import Facts, SameFact
from kzgraph.building.sections import sections_of
from kzgraph.errors import DerivationError, PartialDateError
from kzgraph.model.partial_date import UNBOUNDED, Bounds, PartialDate, hull, overlap, parse
from kzgraph.reasoning import Triple
from kzgraph.vocabulary.prefixes import shorten
from kzgraph.vocabulary.terms import CONCEPT, KZ

START = (KZ.earliest, KZ.latest)
END = (KZ.untilEarliest, KZ.untilLatest)

_ENDED = CONCEPT["end-status-ended"]
_GOES_ON = frozenset({CONCEPT["end-status-ongoing"], CONCEPT["end-status-for-life"]})

_Limit = tuple[Bounds, tuple[Triple, ...]]
"""What a statement allows, and the statements that say so."""


@dataclass(frozen=True)
class Dated:
    """What a record says about one point in time.

    Attributes:
        record: the record.
        bounds: what it allows.
        premises: the statements that say so.
    """

    record: Node
    bounds: Bounds
    premises: tuple[Triple, ...]


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
    common, premises = _agree(fact, dated)
    for record in fact.records:
        for name, day in zip(properties, (common.earliest, common.latest), strict=True):
            if day:
                yield (record, name, _literal(day)), premises


def derive_sort_date(facts: Facts, fact: SameFact) -> Iterator[tuple[Triple, tuple[Triple, ...]]]:
    """Yield one day for all records of a fact, by which they can be put in order.

    It is the first day on which the fact can have begun, or else the last such day, or else the
    first or last on which it can have ended.
    """
    for dated in (dated_starts(facts, fact.records), dated_ends(facts, fact.records)):
        common, premises = _agree(fact, dated)
        if day := common.earliest or common.latest:
            for record in fact.records:
                yield (record, KZ.sortDate, _literal(day)), premises
            return


def _agree(fact: SameFact, dated: list[Dated]) -> tuple[Bounds, tuple[Triple, ...]]:
    """Return what the records of a fact allow together, and the statements that say so."""
    if not dated:
        return UNBOUNDED, ()
    each = [found.bounds for found in dated]
    ties = fact.premises if len(fact.records) > 1 else ()
    premises = (*(premise for found in dated for premise in found.premises), *ties)
    return overlap(*each) or hull(*each), premises


def _literal(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def as_of(facts: Facts, document: Node) -> tuple[date, Triple] | None:
    """Find the last day of the period that a document covers, or else whose state it shows.

    Returns:
        The day, as of which the document calls something ongoing or former, and the statement it
        follows from; None when the document is not known to have such a day.
    """
    for name in (KZ.periodCovered, KZ.stateOfText):
        for premise, stated in _dates(facts, document, name):
            if stated.end.latest:
                return stated.end.latest, premise
    return None


def _start(facts: Facts, record: Node) -> Iterator[Dated]:
    stated: list[_Limit] = [
        (when.start, (premise,)) for premise, when in _dates(facts, record, KZ.when)
    ]
    implied: list[_Limit] = [
        (Bounds(None, attested.end.latest), (premise,))
        for premise, attested in _dates(facts, record, KZ.attestedOn)
    ]
    for day, _, premises in _end_status(facts, record):
        implied.append((Bounds(None, day), premises))
    yield from _count_together(record, stated, implied)


def _end(facts: Facts, record: Node) -> Iterator[Dated]:
    stated: list[_Limit] = [
        (until.end, (premise,)) for premise, until in _dates(facts, record, KZ.until)
    ] or [(when.end, (premise,)) for premise, when in _dates(facts, record, KZ.when) if when.lasts]
    implied: list[_Limit] = [
        (Bounds(attested.start.earliest, None), (premise,))
        for premise, attested in _dates(facts, record, KZ.attestedOn)
    ]
    for day, status, premises in _end_status(facts, record):
        if status in _GOES_ON:
            implied.append((Bounds(day, None), premises))
        elif status == _ENDED:
            implied.append((Bounds(None, day), premises))
    yield from _count_together(record, stated, implied)


def _end_status(facts: Facts, record: Node) -> Iterator[tuple[date, Node, tuple[Triple, ...]]]:
    """Yield the day of the report and what is said of a record as of this day, if it is."""
    for stated in facts.statements(record, KZ.endStatus):
        for day, premises in islice(_days_of_report(facts, record), 1):
            yield day, stated[2], (stated, *premises)


def _days_of_report(facts: Facts, record: Node) -> Iterator[tuple[date, tuple[Triple, ...]]]:
    # A report for March that stands in a document of August knows nothing of August.
    for section, premises in sections_of(facts, record):
        for premise, period in _dates(facts, section, KZ.period):
            if period.end.latest:
                yield period.end.latest, (*premises, premise)
    for passage, source in facts.sources(record):
        if found := as_of(facts, source[2]):
            yield found[0], (passage, source, found[1])


def _count_together(record: Node, stated: list[_Limit], implied: list[_Limit]) -> Iterator[Dated]:
    """Yield what the stated limits allow together, or, if there are none, the implied ones."""
    for limits in (stated, implied):
        said = [limit for limit in limits if limit[0] != UNBOUNDED]
        if said:
            each = [bounds for bounds, _ in said]
            premises = tuple(premise for _, premises in said for premise in premises)
            yield Dated(record, overlap(*each) or hull(*each), premises)
            return


def _dates(facts: Facts, record: Node, name: URIRef) -> Iterator[tuple[Triple, PartialDate]]:
    """Yield the date that a record states with a property, if it does."""
    for premise in facts.statements(record, name):
        try:
            yield premise, parse(str(premise[2]))
        except PartialDateError as error:
            raise DerivationError(str(record), f"{shorten(name)}: {error}") from error
