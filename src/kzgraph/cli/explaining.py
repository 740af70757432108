"""`kzgraph why`: what a statement about a thing or a record rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.namespace import PROV
from rdflib.term import Node

from kzgraph.building import derive
from kzgraph.dataset import read_concepts, read_graphs, read_ontology
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import shorten
from kzgraph.vocabulary.terms import KZ


@dataclass(frozen=True)
class Reason:
    """One statement with what it rests on.

    Attributes:
        statement: the statement, for people to read.
        rule: the rule that derives it; empty when it is stated.
        because: for a derived statement the stated ones it rests on; for a stated one document and
            line of the passages of its subject, or the file when it has none.
    """

    statement: str
    rule: str
    because: tuple[str, ...]


def explain(resources: Resources, subject: str, predicate: str | None) -> Iterator[Reason]:
    """Explain the statements about a subject.

    Args:
        resources: where ontology and data lie.
        subject: IRI of a thing or a record.
        predicate: IRI of a property, or None for all that is derived about the subject.

    Yields:
        A reason for each derived statement, then one for each stated one that those rest on.
    """
    graphs = read_graphs(resources.data)
    derivation = derive(
        graphs.graphs.values(), read_ontology(resources.ontology), read_concepts(resources.ontology)
    )
    data = derivation.facts.data
    pattern = (URIRef(subject), URIRef(predicate) if predicate else None, None)
    stated = set(data.triples(pattern)) if predicate else set()
    for triple in sorted(derivation.graph.triples(pattern)):
        trace = derivation.trace(triple)
        stated |= set(trace.premises)
        yield Reason(_write(triple), trace.rule, tuple(_write(each) for each in trace.premises))
    for triple in sorted(stated):
        places = tuple(dict.fromkeys(_places(data, triple[0])))
        yield Reason(_write(triple), "", places or graphs.files_of(str(triple[0])))


def _write(triple: tuple[Node, Node, Node]) -> str:
    return " ".join(shorten(str(t)) if isinstance(t, URIRef) else repr(str(t)) for t in triple)


def _places(data: Graph, subject: Node) -> Iterator[str]:
    for passage in sorted(data.objects(subject, PROV.wasDerivedFrom), key=str):
        name = str(passage).rpartition("/passage-")[2].rsplit("-", 2)[0]
        yield f"{name} line {data.value(passage, KZ.startLine)}"
