"""RDF terms and triples as values of ours, so that no other package meets the engine's types."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Iri:
    """An IRI, without angle brackets."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class BlankNode:
    """A blank node; its name means something within one store only."""

    name: str

    def __str__(self) -> str:
        return f"_:{self.name}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal.

    Attributes:
        value: the lexical form as the engine keeps it: values, not spellings (1.50 is 1.5).
        datatype: IRI of the datatype.
        language: language tag in lower case, or None.
    """

    value: str
    datatype: str = XSD_STRING
    language: str | None = None

    def __str__(self) -> str:
        return self.value


Term = Iri | BlankNode | Literal
Triple = tuple[Iri | BlankNode, Iri, Term]
"""Subject, predicate and object."""
Quad = tuple[Iri | BlankNode, Iri, Term, Iri]
"""A triple and the named graph it stands in."""


def from_engine(term: object) -> Term:
    """Turn a term of the engine into one of ours.

    Raises:
        TypeError: a triple term, which RDF 1.1 and our data do not have.
    """
    match term:
        case pyoxigraph.NamedNode():
            return Iri(term.value)
        case pyoxigraph.BlankNode():
            return BlankNode(term.value)
        case pyoxigraph.Literal():
            return Literal(term.value, term.datatype.value, term.language)
        case _:
            raise TypeError(f"{type(term).__name__} is not a term of RDF 1.1")


def quad_from_engine(quad: pyoxigraph.Quad) -> Quad:
    """Turn a quad of the engine into one of ours.

    Raises:
        TypeError: a triple term, which RDF 1.1 and our data do not have, or no named graph.
    """
    subject, predicate, value, graph = map(from_engine, quad)
    if isinstance(subject, Literal) or not isinstance(predicate, Iri) or not isinstance(graph, Iri):
        raise TypeError(f"{quad} is not a quad of RDF 1.1 in a graph with a name")
    return subject, predicate, value, graph


def quad_to_engine(quad: Quad) -> pyoxigraph.Quad:
    """Turn a quad of ours into one of the engine.

    Raises:
        ValueError: a malformed IRI, blank node or language tag.
    """
    triple = to_engine(quad[:3])
    return pyoxigraph.Quad(
        triple.subject, triple.predicate, triple.object, pyoxigraph.NamedNode(quad[3].value)
    )


def to_engine(triple: Triple) -> pyoxigraph.Triple:
    """Turn a triple of ours into one of the engine.

    Raises:
        ValueError: a malformed IRI, blank node or language tag.
    """
    subject, predicate, value = triple
    return pyoxigraph.Triple(
        _node_to_engine(subject),
        pyoxigraph.NamedNode(predicate.value),
        _literal_to_engine(value) if isinstance(value, Literal) else _node_to_engine(value),
    )


def write_term(term: Term) -> str:
    """Write a term as N-Triples do, which SPARQL reads as the same term.

    Source: https://www.w3.org/TR/n-triples/#canonical-ntriples.

    Raises:
        ValueError: a malformed IRI, blank node or language tag, or a lone surrogate.
    """
    return str(_literal_to_engine(term) if isinstance(term, Literal) else _node_to_engine(term))


def _node_to_engine(node: Iri | BlankNode) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    if isinstance(node, Iri):
        return pyoxigraph.NamedNode(node.value)
    return pyoxigraph.BlankNode(node.name)


def _literal_to_engine(literal: Literal) -> pyoxigraph.Literal:
    if literal.language is not None:
        return pyoxigraph.Literal(literal.value, language=literal.language)
    return pyoxigraph.Literal(literal.value, datatype=pyoxigraph.NamedNode(literal.datatype))
