"""The worked examples of `docs/modelling.md` are data: they are checked and asked like data.

Every Turtle block of the guide is read as an author would write it. Each subject goes to the graph
that its name says, beside the real shared things, and what comes out is built as the real data
are. In the place of a cited sentence stands a passage of one character in the cited line; where
the texts are at hand, a test of its own looks the citations up.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kzgraph.building import build
from kzgraph.dataset import Graphs, read_concepts, read_graphs, read_ontology
from kzgraph.dataset.passages import (
    CITES,
    DERIVED_FROM,
    Passage,
    read_sources,
    resolve_citation,
)
from kzgraph.engine import Store, load_packaged, query_in_process
from kzgraph.model import names
from kzgraph.model.finding import Finding, Severity
from kzgraph.query_files import QueryFile, read_query_files
from kzgraph.resources import Resources
from kzgraph.validation import check_dates, check_rules, check_shapes
from kzgraph.validation.shapes import SHAPES, read_shapes
from kzgraph.vocabulary.prefixes import DOCUMENT_GRAPHS, ID, ONTOLOGY, PREFIXES
from kzgraph.vocabulary.terms import KZ

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "modelling.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs" / "examples"
ANSWERS = Path(__file__).parent / "answers"
QUERIES = read_query_files(EXAMPLES)
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


@dataclass(frozen=True)
class Examples:
    """The examples, built as the data are.

    Attributes:
        written: what the guide says, citations and all.
        graphs: the same as graphs of a data set, with the real shared things.
        store: the built data set.
        resources: where ontology, shapes and rules lie; the data are those of the examples.
    """

    written: Graph
    graphs: Graphs
    store: Store
    resources: Resources


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return read_ontology(ROOT / "ontology")


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Examples:
    written = Graph()
    for block in blocks("turtle"):
        written.parse(data=TURTLE_PREFIXES + block, format="turtle")
    things = Graph().parse(EXAMPLES / "things.ttl")
    real = read_graphs(ROOT / "data" / "ttl").graphs
    folder = tmp_path_factory.mktemp("examples")
    (folder / "ontology").symlink_to(ROOT / "ontology")
    graphs = {"entities": real["entities"] + things, "catalog": real["catalog"], "links": Graph()}
    for subject in set(written.subjects()):
        graph = graphs.setdefault(graph_of(subject), Graph())
        for predicate, value in written.predicate_objects(subject):
            if predicate == CITES:
                passage = stand_in(str(value))
                passage.describe(graph)
                graph.add((subject, DERIVED_FROM, passage.iri))
            else:
                graph.add((subject, predicate, value))
    for name, graph in graphs.items():
        path = folder / "data" / "ttl" / name / "examples.ttl"
        path.parent.mkdir(parents=True)
        graph.serialize(path, format="turtle", encoding="utf-8")
    resources = Resources(folder)
    build(resources, resources.build)
    return Examples(
        written, read_graphs(resources.data), load_packaged(resources.dataset), resources
    )


def graph_of(subject: Node) -> str:
    name = str(subject).removeprefix(ID)
    kind = names.kind_of(name)
    if kind in names.THING_KINDS:
        return "entities"
    if kind in names.LINK_KINDS:
        return "links"
    (document,) = (one for one in DOCUMENT_GRAPHS if name.startswith(f"{kind}-{one}-"))
    return document


def stand_in(citation: str) -> Passage:
    """Make a passage in the cited line; another line has another place."""
    document, line = re.split(r"[ :]", citation)[:2]
    return Passage(document, int(line), int(line) + 1, int(line), int(line), "0" * 64)


def about_examples(findings: tuple[Finding, ...], examples: Examples) -> list[Finding]:
    """Keep what is wrong with the examples; not all real things are spelt and used in them."""
    subjects = {str(subject) for subject in examples.written.subjects()}
    return [one for one in findings if one.focus in subjects and one.severity is Severity.VIOLATION]


def test_examples_conform_to_the_shapes(examples: Examples, ontology: Graph) -> None:
    concepts = read_concepts(ROOT / "ontology")
    findings = check_shapes(examples.graphs, ontology, concepts, ROOT / "shapes")
    assert about_examples(findings, examples) == []
    assert check_dates(examples.graphs) == ()


def test_examples_keep_the_rules_and_use_declared_terms_only(examples: Examples) -> None:
    findings = check_rules(examples.store, examples.graphs, ROOT / "shapes" / "rules")
    assert about_examples(findings, examples) == []


def test_examples_point_to_what_there_is(examples: Examples) -> None:
    described = {
        subject for graph in examples.graphs.graphs.values() for subject in graph.subjects()
    }
    named = {value for value in examples.written.objects() if str(value).startswith(ID)}
    assert named - described == set()


def test_what_the_data_have_the_guide_quotes(examples: Examples) -> None:
    """An example that is in the data says the same there; citations are written otherwise."""
    for name, graph in read_graphs(ROOT / "data" / "ttl").graphs.items():
        for subject in set(examples.written.subjects()) & set(graph.subjects()):
            difference = facts_of(subject, examples.written) ^ facts_of(subject, graph)
            assert difference == set(), f"mend {subject} in docs/modelling.md, see data/ttl/{name}"


def facts_of(subject: Node, graph: Graph) -> set[tuple[Node, object]]:
    """What is said of a subject, passages left out; 58.0 and 58 are one number."""
    return {
        (predicate, value.toPython() if isinstance(value, Literal) else value)
        for predicate, value in graph.predicate_objects(subject)
        if predicate not in {CITES, DERIVED_FROM}
    }


def test_things_beside_the_examples_are_not_in_the_data() -> None:
    things = set(Graph().parse(EXAMPLES / "things.ttl").subjects())
    in_data = things & set(read_graphs(ROOT / "data" / "ttl").graphs["entities"].subjects())
    assert in_data == set(), "remove them from docs/examples/things.ttl"


def test_every_citation_is_found(examples: Examples, sources: Path) -> None:
    texts = read_sources(sources)
    for citation in examples.written.objects(None, CITES):
        resolve_citation(str(citation), texts)


def test_every_kind_of_record_has_an_example(examples: Examples, ontology: Graph) -> None:
    """A class with classes below it is shown by one of these; all steps of justice by one step."""
    written = set(examples.written.objects(None, RDF.type))
    for kind in kinds_of_record(ontology) - below(KZ.JusticeStep, ontology) | {KZ.JusticeStep}:
        assert written & below(kind, ontology), f"{kind} has no example in docs/modelling.md"


def test_every_property_of_records_has_an_example(examples: Examples, ontology: Graph) -> None:
    ours = {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ontology.subjects(RDF.type, kind)
        if str(term).startswith(ONTOLOGY)
    }
    derived = listed_in_shape("DerivedPropertiesShape", SH.targetSubjectsOf)
    assert ours - set(examples.written.predicates()) - derived - OF_DOCUMENTS_AND_MATCHES == set()


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


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_gives_its_rows_on_the_examples(query: QueryFile, examples: Examples) -> None:
    answer = query_in_process(examples.store, query.text, "csv").decode()
    rows = list(csv.reader(io.StringIO(answer)))
    expected = (ANSWERS / f"{query.name}.csv").read_text(encoding="utf-8")
    assert rows == list(csv.reader(io.StringIO(expected)))
    assert tuple(rows[0]) == query.columns
    assert len(rows) > 1, "a query that finds nothing shows nothing"


def test_queries_and_answers_go_together() -> None:
    assert {path.stem for path in ANSWERS.glob("*.csv")} == {query.name for query in QUERIES}


def test_questions_are_listed_and_asked_in_fewer_than_fifteen_lines() -> None:
    table = GUIDE.partition("\n# Questions\n")[2]
    listed = [EXAMPLES.parent / path for path in re.findall(r"\]\((\S+\.rq)\)", table)]
    assert {path for path in listed if path.parent == EXAMPLES} == {one.path for one in QUERIES}
    for path in listed:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert sum(1 for line in lines if line and not line.startswith("#")) < 15, path.name
