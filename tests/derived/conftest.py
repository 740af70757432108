"""Deriving from a few lines of Turtle, with the real ontology and concepts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph

from kzgraph.building import Derivation, derive
from kzgraph.dataset import read_concepts, read_graphs, read_ontology
from kzgraph.vocabulary.prefixes import PREFIXES

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

Derive = Callable[[str], Derivation]
Read = Callable[[str], Graph]


@pytest.fixture(scope="session")
def ontology(repository: Path) -> Graph:
    return read_ontology(repository / "ontology")


@pytest.fixture(scope="session")
def concepts(repository: Path) -> Graph:
    return read_concepts(repository / "ontology")


@pytest.fixture(scope="session")
def read() -> Read:
    """A function from Turtle, with the prefixes of the project, to a graph."""
    return lambda turtle: Graph().parse(data=PREFIX_LINES + turtle, format="turtle")


@pytest.fixture(scope="session")
def derive_from(ontology: Graph, concepts: Graph, read: Read) -> Derive:
    """A function from Turtle, which may hold several graphs' statements, to what is derived."""
    return lambda turtle: derive([read(turtle)], ontology, concepts)


@pytest.fixture(scope="session")
def whole(repository: Path, ontology: Graph, concepts: Graph) -> Derivation:
    """What is derived of the real data, once for all tests; nobody changes it."""
    return derive(read_graphs(repository / "data" / "ttl").graphs.values(), ontology, concepts)
