"""The ontology stays within OWL 2 RL, as far as the constructs it uses go.

The profile allows a class expression on the left of a subclass axiom that it forbids on the right,
and the other way round. The checker below knows the constructs we use or may come to use; whatever
else it meets in OWL's vocabulary it reports, so that nothing passes for not being understood.
Source of the table: OWL 2 Web Ontology Language Profiles (second edition), section 4.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from ontology_files import KINDS, concepts, copy, declared, ontology
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Node, URIRef
from rdflib.collection import Collection


@dataclass(frozen=True)
class Side:
    """What the profile allows on one side of a subclass axiom, beside names and values."""

    name: str
    filler: URIRef
    lists: frozenset[URIRef]


LEFT: Final = Side("left", OWL.someValuesFrom, frozenset({OWL.intersectionOf, OWL.unionOf}))
RIGHT: Final = Side("right", OWL.allValuesFrom, frozenset({OWL.intersectionOf}))

TYPES: Final = {
    *KINDS,
    OWL.Ontology,
    OWL.Restriction,
    OWL.AllDisjointClasses,
    OWL.FunctionalProperty,
    OWL.SymmetricProperty,
    SKOS.Concept,
    SKOS.ConceptScheme,
}
PREDICATES: Final = {
    RDF.type,
    RDF.first,
    RDF.rest,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    RDFS.label,
    RDFS.isDefinedBy,
    OWL.allValuesFrom,
    OWL.hasValue,
    OWL.intersectionOf,
    OWL.members,
    OWL.onProperty,
    OWL.priorVersion,
    OWL.someValuesFrom,
    OWL.unionOf,
    OWL.versionIRI,
    OWL.versionInfo,
}
# Date, gYear and duration are outside the datatypes of OWL 2: a reasoner stops at them.
DATATYPES: Final = {XSD.string, XSD.integer, XSD.decimal, XSD.boolean, XSD.dateTime, XSD.anyURI}


def problems(graph: Graph) -> list[str]:
    """What in a graph is outside the profile, one sentence each, sorted."""
    return sorted({*_vocabulary(graph), *_axioms(graph), *_kinds(graph)})


def _vocabulary(graph: Graph) -> Iterator[str]:
    for node in set(graph.predicates()):
        built_in = any(node in namespace for namespace in (OWL, RDF, RDFS))  # type: ignore[attr-defined]
        if built_in and node not in PREDICATES:
            yield f"predicate {_name(node)} is not one we check"
    for node in set(graph.objects(predicate=RDF.type)):
        if node not in TYPES:
            yield f"type {_name(node)} is not one we check"


def _axioms(graph: Graph) -> Iterator[str]:
    for sub, sup in graph.subject_objects(RDFS.subClassOf):
        yield from _left(graph, sub)
        yield from _right(graph, sup)
    for _, domain in graph.subject_objects(RDFS.domain):
        yield from _right(graph, domain)
    for prop, target in graph.subject_objects(RDFS.range):
        if (prop, RDF.type, OWL.DatatypeProperty) in graph:
            if target not in DATATYPES:
                yield f"datatype {_name(target)} as range of {_name(prop)}"
        else:
            yield from _right(graph, target)
    for group in graph.objects(predicate=OWL.members):
        for member in Collection(graph, group):
            yield from _left(graph, member)


def _kinds(graph: Graph) -> Iterator[str]:
    """Object and data properties stand where OWL 2 DL wants them."""
    individuals = set(graph.subjects(RDF.type, SKOS.Concept))
    for node in declared(graph):
        if sum((node, RDF.type, kind) in graph for kind in KINDS) > 1:
            yield f"{_name(node)} is of several kinds"
        if node in individuals:
            yield f"{_name(node)} is a term and an individual"
    for sub, sup in graph.subject_objects(RDFS.subPropertyOf):
        if set(graph.objects(sub, RDF.type)) & set(KINDS) != set(
            graph.objects(sup, RDF.type)
        ) & set(KINDS):
            yield f"{_name(sub)} and its super-property {_name(sup)} are of different kinds"
    for restriction, prop in graph.subject_objects(OWL.onProperty):
        if (prop, RDF.type, OWL.ObjectProperty) not in graph:
            yield f"condition on {_name(prop)}, which is no object property"
        value = graph.value(restriction, OWL.hasValue)
        if isinstance(value, (Literal, BNode)):
            yield f"condition on {_name(prop)} with a value that is no individual"


def _left(graph: Graph, node: Node) -> list[str]:
    """Problems of an expression that stands where the subclass stands."""
    return _expression(graph, node, LEFT)


def _right(graph: Graph, node: Node) -> list[str]:
    """Problems of an expression that stands where the superclass stands."""
    return _expression(graph, node, RIGHT)


def _expression(graph: Graph, node: Node, side: Side) -> list[str]:
    if isinstance(node, URIRef):
        named = (node, RDF.type, OWL.Class) in graph
        return [] if named else [f"{_name(node)} is no declared class ({side.name})"]
    found: list[str] = []
    understood = False
    for predicate, value in graph.predicate_objects(node):
        if predicate == OWL.hasValue:
            understood = True
        elif predicate == side.filler:
            understood = True
            found += _expression(graph, value, side)
        elif predicate in side.lists:
            understood = True
            for member in Collection(graph, value):
                found += _expression(graph, member, side)
        elif predicate not in {RDF.type, OWL.onProperty, RDFS.subClassOf}:
            found.append(f"{_name(predicate)} on the {side.name} side")
    return found if understood or found else [f"an expression that says nothing ({side.name})"]


def _name(node: Node) -> str:
    return str(node).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def test_the_ontology_is_within_the_profile() -> None:
    assert problems(ontology() + concepts()) == []


PREFIXES: Final = """
@prefix : <https://w3id.org/kzgraph/ontology#> .
@prefix c: <https://w3id.org/kzgraph/concept/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CONCEPT: Final = "c:verdict-same a skos:Concept . "
ON_PENALTY: Final = "[ a owl:Restriction ; owl:onProperty :penalty ;"


@pytest.mark.parametrize(
    ("axiom", "problem"),
    [
        (
            f":Sentence rdfs:subClassOf {ON_PENALTY} owl:someValuesFrom :Fine ] .",
            "someValuesFrom on the right side",
        ),
        (
            f"{ON_PENALTY} owl:allValuesFrom :Fine ] rdfs:subClassOf :Sentence .",
            "allValuesFrom on the left side",
        ),
        (
            ":Fine rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :Arrest :Charge ) ] .",
            "unionOf on the right side",
        ),
        (
            "[ a owl:Class ; owl:complementOf :Fine ] rdfs:subClassOf :Sentence .",
            "complementOf on the left side",
        ),
        (
            f":Sentence rdfs:subClassOf {ON_PENALTY} owl:minCardinality 1 ] .",
            "minCardinality on the right side",
        ),
        (
            ":Sentence rdfs:subClassOf [ a owl:Class ] .",
            "an expression that says nothing (right)",
        ),
        (
            f":Sentence owl:equivalentClass {ON_PENALTY} owl:someValuesFrom :Fine ] .",
            "predicate equivalentClass is not one we check",
        ),
        (":penalty a owl:ReflexiveProperty .", "type ReflexiveProperty is not one we check"),
        (":earliest rdfs:range xsd:date .", "datatype date as range of earliest"),
        (":issued rdfs:range xsd:gYear .", "datatype gYear as range of issued"),
        (":days rdfs:range xsd:duration .", "datatype duration as range of days"),
        (":penalty rdfs:range :Penaltie .", "Penaltie is no declared class (right)"),
        (":penalty a owl:DatatypeProperty .", "penalty is of several kinds"),
        ("c:verdict-same a owl:Class .", "verdict-same is a term and an individual"),
        (
            ":days rdfs:subPropertyOf :penalty .",
            "days and its super-property penalty are of different kinds",
        ),
        (
            ":Fine rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :days ; owl:hasValue 1 ] .",
            "condition on days, which is no object property",
        ),
        (
            f":Sentence rdfs:subClassOf {ON_PENALTY} owl:hasValue 1 ] .",
            "condition on penalty with a value that is no individual",
        ),
    ],
)
def test_axioms_outside_the_profile_are_reported(axiom: str, problem: str) -> None:
    graph = copy(ontology())
    graph.parse(data=PREFIXES + CONCEPT + axiom, format="turtle")
    assert problem in problems(graph)
