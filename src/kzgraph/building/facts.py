"""What is stated, arranged for the rules: records, and which of them report the same fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from rdflib import Graph, URIRef
from rdflib.namespace import PROV, RDF, RDFS
from rdflib.term import Node

from kzgraph.errors import DerivationError
from kzgraph.reasoning import Closure, Triple, axioms, close, object_statements
from kzgraph.vocabulary.prefixes import PREFIXES, shorten
from kzgraph.vocabulary.terms import CONCEPT, KZ

_HAS_SOURCE = URIRef(PREFIXES["oa"] + "hasSource")


@dataclass(frozen=True)
class SameFact:
    """All records that report one fact; one record alone is such a set, too.

    Attributes:
        records: the records, in order.
        main: the one that says most and stands for all.
        premises: the statements of the decisions that tie them; for a record alone, its type.
    """

    records: tuple[Node, ...]
    main: Node
    premises: tuple[Triple, ...]


@dataclass(frozen=True)
class Extent:
    """Lines of a document.

    Attributes:
        thing: passage or section that takes these lines.
        first: first line, 1-based.
        last: last line.
        premises: the statements that say so.
    """

    thing: Node
    first: int
    last: int
    premises: tuple[Triple, ...]

    @property
    def length(self) -> int:
        """Number of lines."""
        return self.last - self.first + 1

    def holds(self, other: Extent) -> bool:
        """Tell whether all lines of another one are among these."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True)
class Facts:
    """What is stated.

    Attributes:
        data: all authored graphs and the concepts, as one graph.
        ontology: the ontology.
    """

    data: Graph
    ontology: Graph

    def of_class(self, name: URIRef) -> list[Node]:
        """Return the things of a class or of a class below it, in order."""
        return sorted(
            {
                thing
                for below in self.classes_below(name)
                for thing in self.data.subjects(RDF.type, below)
            },
            key=str,
        )

    def classes_below(self, name: URIRef) -> set[Node]:
        """Return a class and all classes that the ontology puts below it."""
        below = self.ontology.transitive_subjects(RDFS.subClassOf, name)
        return {found for found in below if found is not None}

    def statements(self, subject: Node, *predicates: Node) -> Iterator[Triple]:
        """Yield what is stated of a subject with some predicates, in order."""
        for predicate in predicates:
            for value in sorted(self.data.objects(subject, predicate), key=str):
                yield (subject, predicate, value)

    def sources(self, record: Node) -> Iterator[tuple[Triple, Triple]]:
        """Yield how a record leads to its document: to a passage, and from there to its source."""
        for passage in self.statements(record, PROV.wasDerivedFrom):
            for source in self.statements(passage[2], _HAS_SOURCE):
                yield passage, source

    def extents(self, thing: Node) -> Iterator[Extent]:
        """Yield the lines that a passage or section takes, if they are stated.

        Raises:
            DerivationError: the number of a line is none.
        """
        for first in self.statements(thing, KZ.startLine):
            for last in self.statements(thing, KZ.endLine):
                try:
                    yield Extent(thing, int(str(first[2])), int(str(last[2])), (first, last))
                except ValueError as error:
                    raise DerivationError(
                        str(thing), f":startLine and :endLine: {error}"
                    ) from error

    @cached_property
    def sections(self) -> Mapping[Node, tuple[Extent, ...]]:
        """Document → its sections, the shorter ones first."""
        found: dict[Node, list[Extent]] = defaultdict(list)
        for section in self.of_class(KZ.Section):
            for passage, source in islice(self.sources(section), 1):
                for extent in self.extents(section):
                    premises = (passage, source, *extent.premises)
                    found[source[2]].append(replace(extent, premises=premises))
        return {
            document: tuple(sorted(extents, key=lambda extent: extent.length))
            for document, extents in found.items()
        }

    @cached_property
    def records(self) -> tuple[Node, ...]:
        """All records, in order."""
        return tuple(self.of_class(KZ.Record))

    @cached_property
    def same_facts(self) -> tuple[SameFact, ...]:
        """The records, put together by the decisions that they report the same fact.

        Ties reach on: if one decision ties A and B, another B and C, these are one set.

        Raises:
            DerivationError: the decisions about a set name no fullest record, or several, or one
                that does not belong to the set.
        """
        decisions = self._decisions_on_records()
        parent: dict[Node, Node] = {record: record for record in self.records}

        def root(record: Node) -> Node:
            while parent[record] != record:
                record = parent[record]
            return record

        for records in decisions.values():
            for record in records[1:]:
                parent[root(record)] = root(records[0])
        members: dict[Node, list[Node]] = defaultdict(list)
        for record in self.records:
            members[root(record)].append(record)
        deciding: dict[Node, list[Node]] = defaultdict(list)
        for decision, records in decisions.items():
            deciding[root(records[0])].append(decision)
        return tuple(
            self._join(tuple(records), deciding[first]) for first, records in members.items()
        )

    @cached_property
    def closure(self) -> Closure:
        """What follows from the data by the ontology."""
        return close(axioms(self.ontology), object_statements(self.ontology, [self.data]))

    def _decisions_on_records(self) -> dict[Node, list[Node]]:
        """Find the decisions that records report the same fact.

        Name uses are records, too, but a decision about them says that two names mean one thing.
        """
        names = set(self.of_class(KZ.NameUse))
        records = set(self.records) - names
        found: dict[Node, list[Node]] = {}
        for decision in sorted(self.data.subjects(KZ.verdict, CONCEPT["verdict-same"]), key=str):
            about = set(self.data.objects(decision, KZ.about))
            if about & records:
                if not about <= records:
                    strangers = ", ".join(sorted(shorten(str(other)) for other in about - records))
                    raise DerivationError(
                        str(decision),
                        f"ties records to what is no record of a fact: {strangers}; a decision "
                        "is about records, or about names, or about things",
                    )
                found[decision] = sorted(about, key=str)
        return found

    def _join(self, records: tuple[Node, ...], decisions: list[Node]) -> SameFact:
        if not decisions:
            (record,) = records
            return SameFact(records, record, tuple(self.statements(record, RDF.type))[:1])
        premises = tuple(
            statement
            for decision in decisions
            for statement in self.statements(decision, KZ.verdict, KZ.about, KZ.fullest)
        )
        fullest = {value for _, predicate, value in premises if predicate == KZ.fullest}
        named = ", ".join(sorted(shorten(str(record)) for record in fullest)) or "none"
        if len(fullest) != 1 or not fullest <= set(records):
            others = ", ".join(shorten(str(decision)) for decision in decisions[1:])
            raise DerivationError(
                str(decisions[0]),
                "the records of one fact need one fullest record among them"
                + (f", together with {others}" if others else "")
                + f"; :fullest names {named}",
            )
        return SameFact(records, fullest.pop(), premises)


def gather(graphs: Iterable[Graph], ontology: Graph, concepts: Graph) -> Facts:
    """Put the authored graphs and the concepts together."""
    data = Graph(bind_namespaces="none")
    for graph in (*graphs, concepts):
        for statement in graph:
            data.add(statement)
    return Facts(data, ontology)
