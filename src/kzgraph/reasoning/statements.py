"""What a reasoner is given: axioms, and statements about classes and object properties.

Labels, dates and other literals say nothing to OWL that the graph asks of it, and they cost both
reasoners dear: one rewrites plain strings, the other stops at dates.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from kzgraph.vocabulary.prefixes import PREFIXES
from kzgraph.vocabulary.terms import KZ

Triple = tuple[Node, Node, Node]

_PROVENANCE = tuple(PREFIXES[prefix] for prefix in ("oa", "prov"))


def axioms(ontology: Graph) -> tuple[Triple, ...]:
    """Return the axioms of an ontology, without annotations, header and imports.

    Literals stay where they belong to an axiom (the number of a cardinality).
    """
    headers = set(ontology.subjects(RDF.type, OWL.Ontology))
    annotations = {RDFS.isDefinedBy, *ontology.subjects(RDF.type, OWL.AnnotationProperty)}
    return tuple(
        (subject, predicate, value)
        for subject, predicate, value in ontology
        if subject not in headers
        and predicate not in annotations
        and (not isinstance(value, Literal) or str(predicate).startswith(PREFIXES["owl"]))
    )


def object_statements(ontology: Graph, graphs: Iterable[Graph]) -> tuple[Triple, ...]:
    """Return types and object-property statements of data, each once, in order."""
    properties = {RDF.type, *ontology.subjects(RDF.type, OWL.ObjectProperty)}
    found = {
        (subject, predicate, value)
        for graph in graphs
        for predicate in properties
        for subject, _, value in graph.triples((None, predicate, None))
        if not isinstance(value, Literal)
    }
    return in_order(found)


def without_provenance(statements: Iterable[Triple]) -> tuple[Triple, ...]:
    """Leave out passages, selectors and what leads to them: a third of all, and no logic in it."""
    passage_types = {KZ.Passage, URIRef(PREFIXES["oa"] + "TextPositionSelector")}
    return tuple(
        (subject, predicate, value)
        for subject, predicate, value in statements
        if value not in passage_types and not str(predicate).startswith(_PROVENANCE)
    )


def in_order(statements: Iterable[Triple]) -> tuple[Triple, ...]:
    """Sort statements by their text."""
    return tuple(sorted(statements, key=lambda statement: tuple(map(str, statement))))
