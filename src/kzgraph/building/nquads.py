"""Graphs as sorted N-Quads, the same bytes for the same graphs.

https://www.w3.org/TR/n-quads/#canonical-quads
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.namespace import XSD
from rdflib.term import Node

from kzgraph.errors import UnwritableTermError
from kzgraph.vocabulary.prefixes import GRAPH

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_TO_ESCAPE = re.compile(r'["\\\n\r]')
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def to_nquads(graphs: Mapping[str, Graph]) -> bytes:
    """Write graphs.

    Args:
        graphs: name of a graph (what follows `…/graph/`) → its triples.

    Raises:
        UnwritableTermError: an IRI has a character that none may have.
    """
    lines = {line for name, graph in graphs.items() for line in _lines(GRAPH + name, graph)}
    return "".join(sorted(lines)).encode()


def _lines(name: str, graph: Graph) -> Iterator[str]:
    # Blank nodes (only the axioms of the ontology have them) get labels that follow from what is
    # said about them.
    has_blank = any(isinstance(node, BNode) for triple in graph for node in triple)
    for triple in to_canonical_graph(graph) if has_blank else graph:
        yield " ".join((*map(_write, triple), _write(URIRef(name)), ".\n"))


def _write(term: Node) -> str:
    if isinstance(term, URIRef):
        if _NOT_IN_IRI.search(term):
            raise UnwritableTermError(str(term), "has a character that an IRI may not have")
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        raise UnwritableTermError(str(term), "is neither IRI, blank node nor literal")
    text = _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], str(term))
    if term.language:
        return f'"{text}"@{term.language}'
    if term.datatype in {None, XSD.string}:
        return f'"{text}"'
    return f'"{text}"^^<{term.datatype}>'
