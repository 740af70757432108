"""Coverage on the real data: what they use is checked, and what checks finds something to check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from shape_background import ROOT, read_background

from kzgraph.dataset import read_graphs
from kzgraph.validation.shapes import SHAPES
from kzgraph.vocabulary.prefixes import shorten

UNCHECKED: Mapping[str, str] = {
    "rdf:type": "the rules undeclared-class and disjoint-classes check it",
}
"""Properties that data use and no shape checks → what does."""

BUILD = "holds authors back from writing what the build derives"
IDLE: Mapping[str, str] = {
    "DerivedClassesShape": BUILD,
    "DerivedPropertiesShape": BUILD,
}
"""Shapes that select nothing in the data → why they are there all the same."""


@dataclass(frozen=True)
class Shape:
    """A node shape with its targets and the properties that it speaks of.

    Attributes:
        name: its name.
        classes: the classes whose instances it selects, with their subclasses.
        subjects_of: the properties whose subjects it selects.
        paths: the properties whose values it checks.
    """

    name: str
    classes: frozenset[Node]
    subjects_of: frozenset[Node]
    paths: frozenset[Node]


def paths_of(shapes: Graph, shape: Node) -> Iterator[Node]:
    for part in shapes.objects(shape, SH.property):
        path = shapes.value(part, SH.path)
        assert path is not None
        alternatives = shapes.value(path, SH.alternativePath)
        if alternatives is None:
            yield path
        else:
            yield from Collection(shapes, alternatives)


@cache
def read_targets() -> tuple[Shape, ...]:
    """List the shapes that have a target."""
    background = read_background()
    shapes, ontology = background.shapes, background.ontology
    found = []
    for shape in sorted(set(shapes.subjects(RDF.type, SH.NodeShape)), key=str):
        subjects_of = frozenset(shapes.objects(shape, SH.targetSubjectsOf))
        classes = frozenset(
            below
            for target in shapes.objects(shape, SH.targetClass)
            for below in ontology.transitive_subjects(RDFS.subClassOf, target)
            if below is not None
        )
        if classes or subjects_of:
            found.append(
                Shape(
                    name=str(shape).removeprefix(SHAPES),
                    classes=classes,
                    subjects_of=subjects_of,
                    paths=frozenset(paths_of(shapes, shape)),
                )
            )
    return tuple(found)


@cache
def read_uses() -> frozenset[tuple[frozenset[Node], frozenset[Node]]]:
    """List what nodes of the data are like: their classes and their properties.

    Nodes without a class are left to the rule node-without-class.
    """
    graphs = (*read_graphs(ROOT / "data" / "ttl").graphs.values(), read_background().concepts)
    return frozenset(
        (frozenset(graph.objects(node, RDF.type)), frozenset(graph.predicates(node)))
        for graph in graphs
        for node in set(graph.subjects(RDF.type))
    )


def selects(shape: Shape, classes: frozenset[Node], properties: frozenset[Node]) -> bool:
    return bool(shape.classes & classes or shape.subjects_of & properties)


def test_every_class_in_the_data_is_checked() -> None:
    used = {each for classes, _ in read_uses() for each in classes}
    checked = {each for shape in read_targets() for each in shape.classes}
    assert used - checked == set()


def test_every_property_in_the_data_is_checked() -> None:
    """Its value by a shape of the node, or at least who has it."""
    unchecked = {
        shorten(str(each))
        for classes, properties in read_uses()
        for each in properties
        if not any(
            each in shape.paths | shape.subjects_of
            for shape in read_targets()
            if selects(shape, classes, properties)
        )
    }
    assert unchecked == set(UNCHECKED)


def test_every_shape_selects_something() -> None:
    idle = {
        shape.name
        for shape in read_targets()
        if not any(selects(shape, classes, properties) for classes, properties in read_uses())
    }
    assert idle == set(IDLE)


def test_unknown_class_would_be_noticed() -> None:
    unknown = frozenset({URIRef("https://example.org/Unknown")})
    assert not any(selects(shape, unknown, unknown) for shape in read_targets())
