"""The worked examples of `docs/modelling.md` are excerpts of the data, and show every term.

Each block is what an author wrote: the record as it stands in the data, with `:cites` in the place
of its passages. Where the texts are at hand, the citations are looked up and compared with these.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kzgraph.dataset import read_graphs, read_ontology
from kzgraph.dataset.passages import CITES, DERIVED_FROM, read_sources, resolve_citation
from kzgraph.query_files import read_query_files
from kzgraph.validation.shapes import SHAPES, read_shapes
from kzgraph.vocabulary.prefixes import ONTOLOGY, PREFIXES
from kzgraph.vocabulary.terms import KZ

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "modelling.md").read_text(encoding="utf-8")
# Told in the guides on documents and on identity; no record has them.
OF_DOCUMENTS_AND_MATCHES = {
    KZ.entity,
    KZ.evidence,
    KZ.fileName,
    KZ.issued,
    KZ.periodCovered,
    KZ.perspective,
    KZ.sha256,
    KZ.stateOfText,
    KZ.target,
}
# Terms of other vocabularies in the diagrams.
FOREIGN = {"Agent", "Organization", "Group", "postIn", "wasDerivedFrom", "hasSource"}
TURTLE_PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return read_ontology(ROOT / "ontology")


@pytest.fixture(scope="session")
def examples() -> Graph:
    """What the guide says, citations and all."""
    written = Graph()
    for block in blocks("turtle"):
        written.parse(data=TURTLE_PREFIXES + block, format="turtle")
    return written


@pytest.fixture(scope="session")
def data() -> Graph:
    """What all authored graphs say."""
    whole = Graph()
    for graph in read_graphs(ROOT / "data" / "ttl").graphs.values():
        whole += graph
    return whole


def test_examples_say_what_the_data_say(examples: Graph, data: Graph) -> None:
    for subject in set(examples.subjects()):
        difference = facts_of(subject, examples) ^ facts_of(subject, data)
        assert difference == set(), f"mend {subject} in docs/modelling.md"


def facts_of(subject: Node, graph: Graph) -> set[tuple[Node, object]]:
    """What is said of a subject, passages left out; 58.0 and 58 are one number."""
    return {
        (predicate, value.toPython() if isinstance(value, Literal) else value)
        for predicate, value in graph.predicate_objects(subject)
        if predicate not in {CITES, DERIVED_FROM}
    }


def test_citations_are_passages_of_the_record(examples: Graph, data: Graph, sources: Path) -> None:
    texts = read_sources(sources)
    for subject, citation in examples.subject_objects(CITES):
        passage = resolve_citation(str(citation), texts)
        assert (subject, DERIVED_FROM, passage.iri) in data, f"{subject}: {citation}"


def test_every_kind_of_record_has_an_example(examples: Graph, ontology: Graph) -> None:
    """A class with classes below it is shown by one of these; all steps of justice by one step."""
    written = set(examples.objects(None, RDF.type))
    for kind in kinds_of_record(ontology) - below(KZ.JusticeStep, ontology) | {KZ.JusticeStep}:
        assert written & below(kind, ontology), f"{kind} has no example in docs/modelling.md"


def test_every_property_of_records_has_an_example(examples: Graph, ontology: Graph) -> None:
    ours = {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ontology.subjects(RDF.type, kind)
        if str(term).startswith(ONTOLOGY)
    }
    derived = listed_in_shape("DerivedPropertiesShape", SH.targetSubjectsOf)
    assert ours - set(examples.predicates()) - derived - OF_DOCUMENTS_AND_MATCHES == set()


def test_diagrams_name_declared_terms_and_every_kind_of_record(ontology: Graph) -> None:
    declared = {str(term).rpartition("#")[2] for term in ontology.subjects(RDF.type)} | FOREIGN
    shown = {
        word
        for diagram in blocks("mermaid")
        for word in re.findall(r"\w+", diagram)
        if word not in {"classDiagram", "class"}
    }
    assert shown - declared == set()
    assert {str(kind).rpartition("#")[2] for kind in kinds_of_record(ontology)} - shown == set()


def below(kind: Node, ontology: Graph) -> set[Node]:
    return {found for found in ontology.transitive_subjects(RDFS.subClassOf, kind) if found}


def kinds_of_record(ontology: Graph) -> set[Node]:
    """The classes that authors give records, with those above them."""
    defined = listed_in_shape("DerivedClassesShape", SH.targetClass)
    return {kind for kind in below(KZ.Record, ontology) - defined if isinstance(kind, URIRef)}


def listed_in_shape(shape: str, parameter: URIRef) -> set[Node]:
    shapes = read_shapes(ROOT / "shapes")
    return set(shapes.objects(URIRef(SHAPES + shape), parameter))


def test_every_query_of_the_library_is_listed_once() -> None:
    table = GUIDE.partition("\n# Questions\n")[2]
    listed = re.findall(r"\| (.+) \| \[([a-z0-9-]+)\]\(\.\./queries/\2\.rq\) \|", table)
    assert sorted(listed) == sorted(
        (query.title, query.name) for query in read_query_files(ROOT / "queries")
    )
