"""The ontology's files, parsed once for all tests about them."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, Graph, URIRef

from kzgraph.vocabulary.prefixes import PREFIXES

FOLDER: Final = Path(__file__).resolve().parents[2] / "ontology"
TERM_FILES: Final = tuple(sorted(FOLDER.glob("*.ttl")))
CONCEPT_FILES: Final = tuple(sorted(FOLDER.glob("concepts/*.ttl")))
TERMS: Final = PREFIXES[""]
CONCEPTS: Final = PREFIXES["c"]

KINDS: Final = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
)


@cache
def ontology() -> Graph:
    """Every term file as one graph. Tests do not change it: they copy it."""
    return _parse(TERM_FILES)


@cache
def concepts() -> Graph:
    """Every concept file as one graph. Tests do not change it: they copy it."""
    return _parse(CONCEPT_FILES)


@cache
def alignments() -> Graph:
    """What is said of terms of other vocabularies. Tests do not change it: they copy it."""
    return _parse((FOLDER / "alignments.ttl",))


def declared(graph: Graph) -> set[URIRef]:
    """The classes and properties that a graph declares, ours and others'."""
    subjects = chain.from_iterable(graph.subjects(RDF.type, kind) for kind in KINDS)
    return {subject for subject in subjects if isinstance(subject, URIRef)}


def own_terms() -> list[URIRef]:
    """Our own classes and properties, by name."""
    return sorted(term for term in declared(ontology()) if term.startswith(TERMS))


def copy(graph: Graph) -> Graph:
    """A graph that a test may change."""
    result = Graph()
    for triple in graph:
        result.add(triple)
    return result


def _parse(paths: tuple[Path, ...]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph
