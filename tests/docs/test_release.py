"""One version and one day of release, wherever they are told."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, Graph, Literal, URIRef

from kzgraph import RELEASED, __version__
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import BASE

VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # newer than rdflib's list
DAY = Literal(date.fromisoformat(RELEASED))


def test_citation(repository: Path) -> None:
    text = (repository / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in text
    assert f'\ndate-released: "{RELEASED}"\n' in text


def test_newest_entry_of_the_changelog(repository: Path) -> None:
    text = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d\S*) \((\S+)\)$", text, re.MULTILINE)
    assert newest
    assert newest[1] == __version__
    # On the way to a release the day is that of the last one, or already that of the next.
    assert newest[2] == RELEASED or ("## Unreleased\n" in text and newest[2] < RELEASED)


def test_manifest(resources: Resources) -> None:
    manifest = json.loads(resources.manifest.read_bytes())
    assert (manifest["version"], manifest["released"]) == (__version__, RELEASED)


@pytest.mark.parametrize("name", ["ontology", "shapes", "dataset"])
def test_documents(resources: Resources, name: str) -> None:
    file = {
        "ontology": resources.ontology_document,
        "shapes": resources.shapes_document,
        "dataset": resources.description,
    }[name]
    graph, node = Graph().parse(file), URIRef(BASE + name)
    assert list(graph.objects(node, OWL.versionInfo)) == [Literal(__version__)]
    assert list(graph.objects(node, DCTERMS.modified)) == [DAY]
    if name == "dataset":
        assert set(graph.objects(None, VERSION)) == {Literal(__version__)}
        assert set(graph.objects(None, DCTERMS.modified)) == {DAY}
        assert list(graph.objects(node, DCTERMS.issued)) == [DAY]
