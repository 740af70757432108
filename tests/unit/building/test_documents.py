"""The ontology and the shapes as one document each: nothing is lost, nothing comes twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDFS, SH, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from kzgraph import __version__
from kzgraph.building.documents import merge_ontology, merge_shapes
from kzgraph.dataset import read_ontology
from kzgraph.errors import MissingFileError
from kzgraph.query_files import read_query_files
from kzgraph.vocabulary.prefixes import BASE, PREFIXES


def parse(document: bytes) -> Graph:
    return Graph().parse(data=document, format="turtle")


def test_ontology_is_that_of_the_data_set(repository: Path) -> None:
    document = merge_ontology(repository / "ontology")
    assert isomorphic(parse(document), read_ontology(repository / "ontology"))


def test_ontology_begins_with_its_header_and_keeps_comments(repository: Path) -> None:
    text = merge_ontology(repository / "ontology").decode()
    first = next(line for line in text.splitlines() if line and line[0] not in "@#")
    assert first == f"<{BASE}ontology>"
    written = {
        line
        for path in (repository / "ontology").glob("*.ttl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert written - set(text.splitlines()) == set()
    assert "\n\n\n" not in text


def test_shapes_are_all_there_with_the_rules(repository: Path) -> None:
    folder = repository / "shapes"
    document = parse(merge_shapes(folder, folder / "rules"))
    rules = [node for node in document.subjects(SH.select) if isinstance(node, URIRef)]
    found = Graph()
    for triple in document:
        if triple[0] not in rules and triple[0] != URIRef(BASE + "shapes"):
            found.add(triple)
    files = Graph()
    for path in folder.glob("*.ttl"):
        files.parse(path)
    assert isomorphic(found, files)
    assert len(rules) == len(list((folder / "rules").glob("*.rq")))
    for rule in read_query_files(folder / "rules"):
        node = URIRef(f"{PREFIXES['shapes']}rule-{rule.name}")
        assert document.value(node, SH.select) == Literal(rule.sparql)
        assert document.value(node, SH.message) == Literal(rule.message, lang="en")
        assert str(document.value(node, SH.severity)).lower().endswith(f"#{rule.severity}")
        assert document.value(node, RDFS.label) == Literal(rule.title, lang="en")
    assert (
        URIRef(BASE + "shapes"),
        URIRef(PREFIXES["owl"] + "versionInfo"),
        Literal(__version__),
    ) in document


def test_folder_without_turtle_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        merge_ontology(tmp_path)
