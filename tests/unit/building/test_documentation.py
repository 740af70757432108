"""What the pages of the ontology show: from a few statements with the real ontology and shapes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph

from kzgraph.building.diagrams import is_fresh, write_dot
from kzgraph.building.documentation import read_documentation
from kzgraph.building.shapes import Shapes
from kzgraph.errors import FileError
from kzgraph.model.documentation import Class, Constraint, Documentation, Property
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import CONCEPT, ID, ONTOLOGY, PREFIXES
from kzgraph.vocabulary.terms import KZ

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
GRAPHS = {
    "concepts": "c:role a skos:ConceptScheme . c:role-leader skos:inScheme c:role ; "
    'skos:prefLabel "leader"@en, "лидер"@ru .',
    "entities": "id:person-x a foaf:Person . id:person-y a foaf:Person . "
    "id:party-z a :PoliticalParty .",
    "fiw-2024": """
        id:claim-fiw-2024-a a :Claim ; :by id:person-x ; :content "It rains."@en .
        id:claim-fiw-2024-b a :Claim ; :by id:person-y .
        id:claim-fiw-2024-c a :Claim .
        id:sentence-fiw-2024-a a :Sentence ; :penalty id:penalty-fiw-2024-a .
        id:penalty-fiw-2024-a a :Fine ; :days 3 .""",
    "ontology": ':Claim rdfs:label "claim"@en .',
    "nit-2022": "id:claim-nit-2022-d a :Claim ; :by id:person-x .",
    "derived": """
        id:claim-fiw-2024-b :mainRecord id:claim-fiw-2024-b .
        id:claim-nit-2022-d :mainRecord id:claim-fiw-2024-b .
        id:claim-fiw-2024-a a :Record ; :earliest "2024-01-01" .
        id:person-x a :OppositionFigure, foaf:Agent ; :leads id:party-z .
        id:person-y a foaf:Agent . id:party-z a org:Organization .""",
}
WITH_WORDS = {
    DCTERMS.created,
    DCTERMS.creator,
    DCTERMS.description,
    DCTERMS.license,
    DCTERMS.modified,
    DCTERMS.title,
    OWL.priorVersion,
    OWL.versionIRI,
    OWL.versionInfo,
    RDF.type,
    RDFS.domain,
    RDFS.isDefinedBy,
    RDFS.label,
    RDFS.range,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    SKOS.broadMatch,
    SKOS.changeNote,
    SKOS.closeMatch,
    SKOS.definition,
    SKOS.example,
    SKOS.relatedMatch,
    SKOS.scopeNote,
}
"""Predicates of terms and header that are shown, or say what every page says."""


@pytest.fixture(scope="module")
def here(repository: Path) -> Resources:
    return Resources(repository)


@pytest.fixture(scope="module")
def documentation(here: Resources) -> Documentation:
    return read_documentation(here, {name: read(text) for name, text in GRAPHS.items()})


def read(text: str) -> Graph:
    return Graph(bind_namespaces="none").parse(data=PREFIX_LINES + text, format="turtle")


def find_class(documentation: Documentation, name: str) -> Class:
    (found,) = (each for each in documentation.classes if each.term.name == name)
    return found


def find_property(documentation: Documentation, name: str) -> Property:
    (found,) = (each for each in documentation.properties if each.term.name == name)
    return found


def named(*names: str) -> list[str]:
    return [ID + name for name in names]


def terms(*names: str) -> tuple[str, ...]:
    return tuple(str(KZ[name]) for name in names)


# Examples


def test_examples_are_told_by_most_documents_and_from_several(documentation: Documentation) -> None:
    """The fact of two documents first, each fact once, then one of another document."""
    members = find_class(documentation, "Claim").members
    assert [member.iri for member in members] == named(
        "claim-fiw-2024-b", "claim-fiw-2024-a", "claim-fiw-2024-c"
    )
    assert members[0].speakers == tuple(named("person-y"))
    assert members[0].documents == tuple(named("document-fiw-2024"))


def test_who_is_in_a_class_because_of_what_is_said_is_no_example(
    documentation: Documentation,
) -> None:
    figure = find_class(documentation, "OppositionFigure")
    assert (figure.term.count, figure.members) == (1, ())
    persons = find_class(documentation, "foaf:Person").members
    assert [member.iri for member in persons] == named("person-x", "person-y")
    assert persons[0].documents == tuple(named("document-fiw-2024", "document-nit-2022"))
    agents = find_class(documentation, "foaf:Agent").members
    assert named("person-x")[0] in [member.iri for member in agents]


def test_a_statement_is_shown_with_its_source_or_not_at_all(documentation: Documentation) -> None:
    leads = find_property(documentation, "leads")
    assert (leads.term.count, leads.statement) == (1, None)
    earliest = find_property(documentation, "earliest").statement
    assert earliest is not None
    assert earliest.documents == tuple(named("document-fiw-2024"))
    assert (earliest.value, earliest.is_literal) == ("2024-01-01", True)
    assert earliest.speakers == tuple(named("person-x"))
    days = find_property(documentation, "days").statement
    assert days is not None
    assert days.documents == tuple(named("document-fiw-2024"))  # a penalty is part of a record


def test_names_are_kept_of_what_is_mentioned(documentation: Documentation) -> None:
    assert documentation.names[CONCEPT + "role-leader"] == {"en": "leader", "ru": "лидер"}
    assert set(documentation.names) == {CONCEPT + "role-leader"}


# Terms


def test_a_class_has_what_ontology_and_shapes_say(documentation: Documentation) -> None:
    sentence = find_class(documentation, "Sentence")
    assert sentence.superclasses == terms("Sanction")
    assert sentence.subclasses == terms("CriminalSentence")
    assert tuple(each.origin for each in sentence.inherited) == terms(
        "Sanction", "JusticeStep", "Record"
    )
    (criminal,) = find_class(documentation, "CriminalSentence").sufficient
    assert [(part.kind, part.property, part.value) for part in criminal] == [
        ("class", "", *terms("Sentence")),
        ("hasValue", *terms("procedure"), CONCEPT + "procedure-criminal"),
    ]
    agents = {name: find_class(documentation, name) for name in ("foaf:Group", "foaf:Person")}
    assert agents["foaf:Person"].term.iri in agents["foaf:Group"].disjoint
    uses = {use.property: use.rules for use in find_class(documentation, "Sanction").uses}
    (rule,) = uses[terms("procedure")[0]]
    assert (rule.name, rule.constraints[0].component) == ("SanctionShape-procedure", "minCount")
    assert terms("subgroupOf")[0] in find_class(documentation, "PersonGroup").values_of


def test_a_property_has_what_ontology_and_shapes_say(documentation: Documentation) -> None:
    describes = find_property(documentation, "describes")
    assert describes.above == terms("participant")
    assert describes.used_with == terms("Characterization")
    when = find_property(documentation, "when")
    assert when.characteristics == ("FunctionalProperty",)
    assert [rule.name for rule in when.rules] == ["RecordProperties"]
    # No ontology and no shape tells whose property this is: the data do.
    assert set(terms("Claim", "Record")) <= set(find_property(documentation, "earliest").used_with)


def test_everything_said_of_terms_is_shown(repository: Path) -> None:
    graph = Graph()
    for path in (repository / "ontology").glob("*.ttl"):
        graph.parse(path)
    found = {
        predicate
        for subject, predicate, _ in graph
        if str(subject).startswith(ONTOLOGY)
        and not str(predicate).startswith("http://purl.org/vocab/")
    }
    assert found == WITH_WORDS


def test_an_axiom_without_words_is_refused(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "ontology", tmp_path / "ontology")
    axiom = ":Case rdfs:subClassOf [ owl:onProperty :about ; owl:maxCardinality 1 ] ."
    (tmp_path / "ontology" / "zero.ttl").write_text(PREFIX_LINES + axiom, encoding="utf-8")
    with pytest.raises(FileError, match="axiom with maxCardinality, onProperty"):
        read_documentation(Resources(tmp_path), {"concepts": Graph()})


def test_the_same_sources_give_the_same_bytes(repository: Path) -> None:
    """Whatever the order in which Python's sets happen to be."""
    code = """
import json, pathlib, sys
from rdflib import Graph
from kzgraph.building.documentation import document_ontology
from kzgraph.resources import Resources
texts = json.load(sys.stdin)
graphs = {name: Graph().parse(data=text, format="turtle") for name, text in texts.items()}
sys.stdout.buffer.write(document_ontology(Resources(pathlib.Path(sys.argv[1])), graphs))
"""
    one, other = (
        subprocess.run(
            [sys.executable, "-c", code, repository],
            input=json.dumps({name: PREFIX_LINES + text for name, text in GRAPHS.items()}),
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert one == other
    assert json.loads(one)["iri"] == ONTOLOGY


def test_changes_stand_newest_first(documentation: Documentation) -> None:
    versions = [change.version for change in documentation.changes]
    assert versions[0] == documentation.version
    assert versions[-1] == "0.1.0"
    assert all(change.notes["en"] for change in documentation.changes)


# Shapes


def test_constraints_are_read_for_people() -> None:
    shapes = Shapes(
        read("""
        shapes:S a sh:NodeShape ; sh:targetClass :Claim ; sh:closed true ;
            sh:ignoredProperties ( rdf:type ) ; sh:property shapes:S-p, shapes:S-q .
        shapes:S-p sh:path :topic ; sh:minCount 1 ; sh:maxCount 1 ; sh:class skos:Concept ;
            sh:pattern "^https://w3id\\\\.org/kzgraph/concept/topic-" ; sh:severity sh:Warning .
        shapes:S-q sh:path [ sh:alternativePath ( :by :of ) ] ; sh:or ( shapes:A shapes:B ) ;
            sh:qualifiedValueShape shapes:A ; sh:qualifiedMinCount 2 .
        shapes:A sh:class foaf:Agent . shapes:B sh:property [ sh:path :value ; sh:maxCount 0 ] .
        """)
    )
    whole, first, second = shapes.of_class[KZ.Claim]
    assert [one.component for one in whole.constraints] == ["closed"]
    assert [(one.component, one.values) for one in first.constraints] == [
        ("exactly", ("1",)),
        ("scheme", (CONCEPT + "topic",)),
    ]
    assert (first.severity, second.severity) == ("warning", "violation")
    assert second.paths == terms("by", "of")
    found = {one.component: one for one in second.constraints}
    assert found["qualifiedMinCount"].values == ("2",)
    assert [shape.name for shape in found["qualifiedMinCount"].shapes] == ["A"]
    assert [shape.name for shape in found["or"].shapes] == ["A", "B"]
    agent = Constraint(component="class", values=(PREFIXES["foaf"] + "Agent",), shapes=())
    assert found["or"].shapes[0].constraints == (agent,)
    assert found["or"].shapes[1].absent == terms("value")


def test_a_shape_of_bearers_tells_where_a_property_belongs() -> None:
    shapes = Shapes(
        read("""
        shapes:S a sh:NodeShape ; sh:targetSubjectsOf :seats ; sh:or ( shapes:A shapes:B ) .
        shapes:A sh:class :Result . shapes:B sh:class :SeatRule .
        """)
    )
    assert shapes.bearers[KZ.seats] == {KZ.Result, KZ.SeatRule}


# Diagrams


def test_each_module_has_a_fresh_diagram(here: Resources) -> None:
    documentation = read_documentation(here, {"concepts": Graph()})
    for module in documentation.modules:
        dot = write_dot(documentation, module.name)
        assert is_fresh(module.diagram, dot), "the ontology has changed: run `make diagrams`"
        assert not is_fresh(module.diagram, dot + " ")
        for each in documentation.classes:
            if each.term.module == module.name:
                assert f">{each.term.name}</text>" in module.diagram
    drawn = {path.stem for path in (here.ontology / "diagrams").iterdir()}
    assert drawn == {module.name for module in documentation.modules}


def test_diagrams_fit_any_page(here: Resources) -> None:
    for path in (here.ontology / "diagrams").iterdir():
        text = path.read_text(encoding="utf-8")
        svg = ET.fromstring(text)  # noqa: S314  (ours)
        assert (svg.get("role"), svg[0].tag) == ("img", "{http://www.w3.org/2000/svg}title")
        assert svg.get("viewBox")
        assert not {"width", "height"} & set(svg.attrib)
        assert not re.search(r' (id|style|class)="(?!node|edge)|xlink', text)
        assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) <= {"none", "currentColor"}


def test_a_diagram_shows_classes_and_how_they_are_tied(here: Resources) -> None:
    dot = write_dot(read_documentation(here, {"concepts": Graph()}), "elections")
    assert '"Election" -> "Referendum" [dir=back, arrowtail=onormal' in dot
    assert '"Result" -> "Election" [arrowhead=vee, label="election"]' in dot
    assert '"Record" [label="Record", style=dashed]' in dot
    assert '"Election" [label="Election\\n↻ partOf", style=solid]' in dot
