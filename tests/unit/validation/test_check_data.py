"""The three checks as the command line calls them: graph by graph, with files, sorted."""

from pathlib import Path

import pytest
from rdflib import Graph

from kzgraph.dataset import Graphs, read_concepts, read_ontology
from kzgraph.engine import load_text
from kzgraph.errors import MissingFileError, SyntaxInFileError
from kzgraph.model.finding import Finding, Severity
from kzgraph.validation import check_dates, check_rules, check_shapes
from kzgraph.vocabulary.prefixes import ID, ONTOLOGY, PREFIXES

ROOT = Path(__file__).parents[3]
PREAMBLE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

GOOD = {
    "catalog": f'id:document-x a :SourceDocument ; rdfs:label "X"@en ; :sha256 "{"a" * 64}" ; '
    ':fileName "x.txt" ; :evidence "Seen."@en ; '
    ":perspective c:perspective-independent-assessment .",
    "alpha": 'id:charge-x a :Charge ; rdfs:label "Charge"@en ; :against id:person-x ; '
    ":by c:voice-critics ; prov:wasDerivedFrom id:passage-x . id:passage-x a :Passage ; "
    "oa:hasSource id:document-x ; oa:hasSelector id:selector-x ; :startLine 1 ; :endLine 1 . "
    f'id:selector-x a oa:TextPositionSelector ; oa:start 0 ; oa:end 1 ; :sha256 "{"a" * 64}" .',
    "entities": 'id:person-x a foaf:Person ; skos:prefLabel "X"@en , "Х"@ru , "Х"@kk .',
}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read_ontology(ROOT / "ontology")


@pytest.fixture(scope="module")
def concepts() -> Graph:
    return read_concepts(ROOT / "ontology")


def graphs_of(**texts: str) -> Graphs:
    """Make graphs from Turtle; the file of a node is named after its graph."""
    graphs = {
        name: Graph().parse(data=PREAMBLE + text, format="turtle")
        for name, text in (GOOD | texts).items()
    }
    files = {
        name: {str(subject): f"data/ttl/{name}/all.ttl" for subject in graph.subjects()}
        for name, graph in graphs.items()
    }
    return Graphs(graphs, files)


def found(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(finding.file, finding.focus.removeprefix(ID), finding.check) for finding in findings]


def test_good_data_have_no_findings(ontology: Graph, concepts: Graph) -> None:
    assert check_shapes(graphs_of(), ontology, concepts, ROOT / "shapes") == ()


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("prov:wasDerivedFrom id:passage-x", ":attestedOn '2023'", "RecordShape-passage"),
        (":against", ":when '2023' , '2024' ; :against", "RecordShape-when"),
        (":against id:person-x", ":against id:document-x", "AgainstBearers-against"),
        # Inside of sh:or: what pySHACL skips in silence when it is told its focus nodes.
        (":by c:voice-critics", ":by id:passage-x", "RecordShape-by"),
    ],
)
def test_canary_in_one_graph(
    old: str, new: str, check: str, ontology: Graph, concepts: Graph
) -> None:
    assert GOOD["alpha"].count(old) == 1
    graphs = graphs_of(alpha=GOOD["alpha"].replace(old, new))
    (finding,) = check_shapes(graphs, ontology, concepts, ROOT / "shapes")
    assert finding.check == check
    assert finding.severity is Severity.VIOLATION
    assert finding.file == "data/ttl/alpha/all.ttl"
    assert finding.focus == f"{ID}charge-x"
    assert finding.path.startswith("http")
    assert finding.message


def test_one_graph_does_not_complete_another(ontology: Graph, concepts: Graph) -> None:
    label = 'rdfs:label "Charge"@en ;'
    graphs = graphs_of(
        alpha=GOOD["alpha"].replace(label, ""), beta=f"id:charge-x {label} a :Charge ."
    )
    findings = check_shapes(graphs, ontology, concepts, ROOT / "shapes")
    assert ("data/ttl/alpha/all.ttl", "charge-x", "RecordShape-label") in found(findings)


def test_severities_are_those_of_the_shapes(ontology: Graph, concepts: Graph) -> None:
    graphs = graphs_of(entities='id:person-x a foaf:Person ; skos:prefLabel "X"@en .')
    findings = check_shapes(graphs, ontology, concepts, ROOT / "shapes")
    assert found(findings) == [
        ("data/ttl/entities/all.ttl", "person-x", "EntityShape-prefLabelKk"),
        ("data/ttl/entities/all.ttl", "person-x", "EntityShape-prefLabelRu"),
    ]
    assert {finding.severity for finding in findings} == {Severity.INFO}


def test_concepts_are_checked_and_their_file_named(ontology: Graph, concepts: Graph) -> None:
    text = f"{PREAMBLE} c:role-x a skos:Concept . c:end-status-x a skos:Concept ."
    more = Graph().parse(data=text, format="turtle")
    findings = check_shapes(graphs_of(), ontology, concepts + more, ROOT / "shapes")
    files = {"ontology/concepts/end-status.ttl", "ontology/concepts/role.ttl"}
    assert {finding.file for finding in findings} == files
    assert "ConceptShape-inScheme" in {finding.check for finding in findings}


def test_file_of_a_concept_is_that_of_the_longest_scheme(tmp_path: Path) -> None:
    rule = RULE.replace("GRAPH ?graph { ?focus ?path ?value }", "?focus ?path ?value")
    schemes = "c:end a skos:ConceptScheme . c:end-status a skos:ConceptScheme . "
    store = load_text(f"{PREAMBLE} {schemes} c:end-status-x a skos:Concept .")
    findings = check_rules(store, graphs_of(), write_rule(tmp_path, rule))
    assert found(findings) == [
        (f"ontology/concepts/{file}.ttl", f"{PREFIXES['c']}{concept}", "everything")
        for file, concept in (
            ("end-status", "end-status"),
            ("end-status", "end-status-x"),
            ("end", "end"),
        )
    ]


def test_folder_without_shapes(tmp_path: Path, ontology: Graph, concepts: Graph) -> None:
    with pytest.raises(MissingFileError, match="no shapes"):
        check_shapes(graphs_of(), ontology, concepts, tmp_path)


# ---- Dates ----


def test_dates_that_are_none() -> None:
    graphs = graphs_of(alpha='id:charge-x :when "2023-02-30" . id:charge-y :until "2023-02-28" .')
    (finding,) = check_dates(graphs)
    assert finding.focus == f"{ID}charge-x"
    assert finding.path == f"{ONTOLOGY}#when"
    assert finding.value == "2023-02-30"
    assert finding.file == "data/ttl/alpha/all.ttl"
    assert "no day 30" in finding.message


# ---- Rules ----

RULE = """\
#+ title: Everything
#+ description: Finds all.
#+ columns: focus, path, value, graph
#+ severity: warning
#+ message: {value} is said with {path}
SELECT ?focus ?path ?value ?graph WHERE { GRAPH ?graph { ?focus ?path ?value } }
"""


def write_rule(folder: Path, text: str) -> Path:
    (folder / "everything.rq").write_text(text, encoding="utf-8")
    return folder


def test_row_becomes_finding(tmp_path: Path) -> None:
    store = load_text(PREAMBLE + 'GRAPH graph:entities { id:person-x :when "2023" }', merge=True)
    (finding,) = check_rules(store, graphs_of(), write_rule(tmp_path, RULE))
    assert finding == Finding(
        check="everything",
        severity=Severity.WARNING,
        message="2023 is said with :when",
        file="data/ttl/entities/all.ttl",
        focus=f"{ID}person-x",
        path=f"{ONTOLOGY}#when",
        value="2023",
    )


def test_file_is_that_of_the_first_graph_where_the_row_names_none(tmp_path: Path) -> None:
    store = load_text(PREAMBLE + 'GRAPH graph:derived { id:person-x :when "2023" }', merge=True)
    (finding,) = check_rules(store, graphs_of(), write_rule(tmp_path, RULE))
    assert finding.file == "data/ttl/entities/all.ttl"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (RULE.replace("GRAPH ?graph {", "GRAPH {"), "line 6"),
        (
            RULE.replace("#+ severity: warning\n#+ message: {value} is said with {path}\n", ""),
            "rule",
        ),
        (RULE.replace("focus", "node"), "a query, not a rule"),
    ],
)
def test_broken_rule(tmp_path: Path, text: str, cause: str) -> None:
    with pytest.raises(SyntaxInFileError, match=cause) as caught:
        check_rules(load_text(""), graphs_of(), write_rule(tmp_path, text))
    assert caught.value.path.name == "everything.rq"


def test_folder_without_rules(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no rules"):
        check_rules(load_text(""), graphs_of(), tmp_path)
