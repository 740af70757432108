"""The formats of answers and of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

import pyoxigraph

from kzgraph.engine.terms import Quad, Triple, quad_to_engine, to_engine
from kzgraph.errors import FileError


class ResultsFormat(Enum):
    """How the answer to SELECT or ASK is written; the value is the short name."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return {
            ResultsFormat.JSON: "application/sparql-results+json",
            ResultsFormat.XML: "application/sparql-results+xml",
            ResultsFormat.CSV: "text/csv",
            ResultsFormat.TSV: "text/tab-separated-values",
        }[self]

    @property
    def iri(self) -> str:
        """The IRI that the W3C gave it, see https://www.w3.org/ns/formats/."""
        return _RESULTS_FORMATS[self].iri


class GraphFormat(Enum):
    """How the answer to CONSTRUCT or DESCRIBE is written; the value is the short name."""

    TURTLE = "turtle"
    N_TRIPLES = "ntriples"
    N_QUADS = "nquads"
    TRIG = "trig"
    JSON_LD = "jsonld"
    RDF_XML = "rdfxml"

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return _RDF_FORMATS[self].media_type

    @property
    def iri(self) -> str:
        """The IRI that the W3C gave it, see https://www.w3.org/ns/formats/."""
        # The engine has another one for JSON-LD, which that list does not know.
        return _JSON_LD_IRI if self is GraphFormat.JSON_LD else _RDF_FORMATS[self].iri


_RDF_FORMATS: Final = {
    GraphFormat.TURTLE: pyoxigraph.RdfFormat.TURTLE,
    GraphFormat.N_TRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
    GraphFormat.N_QUADS: pyoxigraph.RdfFormat.N_QUADS,
    GraphFormat.TRIG: pyoxigraph.RdfFormat.TRIG,
    GraphFormat.JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    GraphFormat.RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
}
_JSON_LD_IRI: Final = "http://www.w3.org/ns/formats/JSON-LD"
_RESULTS_FORMATS: Final = {
    ResultsFormat.JSON: pyoxigraph.QueryResultsFormat.JSON,
    ResultsFormat.XML: pyoxigraph.QueryResultsFormat.XML,
    ResultsFormat.CSV: pyoxigraph.QueryResultsFormat.CSV,
    ResultsFormat.TSV: pyoxigraph.QueryResultsFormat.TSV,
}
_SUFFIXES: Final = {
    ".ttl": GraphFormat.TURTLE,
    ".nt": GraphFormat.N_TRIPLES,
    ".nq": GraphFormat.N_QUADS,
    ".trig": GraphFormat.TRIG,
    ".jsonld": GraphFormat.JSON_LD,
    ".json": GraphFormat.JSON_LD,
    ".rdf": GraphFormat.RDF_XML,
    ".owl": GraphFormat.RDF_XML,
    ".xml": GraphFormat.RDF_XML,
}
_WITH_GRAPHS: Final = frozenset({GraphFormat.N_QUADS, GraphFormat.TRIG, GraphFormat.JSON_LD})


def rdf_format(graph_format: GraphFormat) -> pyoxigraph.RdfFormat:
    """Give the engine's name of an RDF format."""
    return _RDF_FORMATS[graph_format]


def results_format(table_format: ResultsFormat) -> pyoxigraph.QueryResultsFormat:
    """Give the engine's name of a format of results."""
    return _RESULTS_FORMATS[table_format]


def write_graph(
    triples: Iterable[Triple], graph_format: GraphFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Write triples in their order; formats without prefixes ignore these.

    Raises:
        ValueError: a malformed IRI, blank node or language tag.
    """
    written = pyoxigraph.serialize(
        map(to_engine, triples), format=rdf_format(graph_format), prefixes=dict(prefixes)
    )
    return written or b""  # None stands for what went to a file


def write_quads(
    quads: Iterable[Quad], graph_format: GraphFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Write quads in their order as N-Quads or TriG, as anything else their triples, each once.

    Raises:
        ValueError: a malformed IRI, blank node or language tag.
    """
    if graph_format not in {GraphFormat.N_QUADS, GraphFormat.TRIG}:
        triples = dict.fromkeys((subject, name, value) for subject, name, value, _ in quads)
        return write_graph(triples, graph_format, prefixes)
    written = pyoxigraph.serialize(
        map(quad_to_engine, quads), format=rdf_format(graph_format), prefixes=dict(prefixes)
    )
    return written or b""


def rewrite(
    content: bytes, before: GraphFormat, after: GraphFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Write what is written in one format in another one: the same terms in the same order.

    Nothing goes through a store, so literals keep their spelling (but for capitals in the tags of
    languages) and blank nodes their labels.

    Raises:
        SyntaxError: it is not written in the first format.
        ValueError: quads of named graphs for a format that has no graphs.
    """
    quads = pyoxigraph.parse(content, rdf_format(before))
    written = pyoxigraph.serialize(quads, format=rdf_format(after), prefixes=dict(prefixes))
    return written or b""  # None stands for what went to a file


def holds_named_graphs(graph_format: GraphFormat) -> bool:
    """Say whether files of this format may have graphs of their own."""
    return graph_format in _WITH_GRAPHS


def format_of_file(path: Path) -> tuple[GraphFormat, bool]:
    """Decide by the suffix what a file holds.

    Returns:
        The format, and whether the file is compressed by gzip.

    Raises:
        FileError: a suffix that stands for no RDF format.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compressed = suffixes[-1:] == [".gz"]
    if compressed:
        suffixes.pop()
    found = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if found is None:
        known = ", ".join(_SUFFIXES)
        raise FileError(path, "its suffix names no RDF format", remedy=f"known: {known}, also .gz")
    return found, compressed
