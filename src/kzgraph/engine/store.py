"""The store: RDF files in, one data set that never changes afterwards out."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4
from xml.parsers import expat

import pyoxigraph

from kzgraph.engine.formats import GraphFormat, format_of_file, holds_named_graphs, rdf_format
from kzgraph.errors import FileError, MissingFileError, ProtocolError, SyntaxInFileError

_MERGES_KEPT: Final = 8
_MERGE_ALL: Final = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_MERGE_GRAPHS: Final = (
    "INSERT {{ GRAPH {merged} {{ ?s ?p ?o }} }} "
    "WHERE {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }} }}"
)
_GraphName = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph
_PLACE_IN_MESSAGE: Final = re.compile(r"^Parser error (at|between) .*?: ")


@dataclass(frozen=True)
class Source:
    """What a store is loaded from.

    Attributes:
        paths: RDF files, the format decided by the suffix. Files of triples fill the default
            graph; files of quads keep their graphs.
        named_graphs: pairs of graph IRI and file of triples.
        merge: whether the default graph also gets the triples of all named graphs, each once.
    """

    paths: tuple[Path, ...] = ()
    named_graphs: tuple[tuple[str, Path], ...] = ()
    merge: bool = False


@dataclass(frozen=True)
class RequestedDataset:
    """The data set that a query or a request asks for.

    Attributes:
        default_graphs: IRIs whose merge is the default graph; empty means an empty default graph.
        named_graphs: IRIs of the graphs that GRAPH can see.
    """

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What can be said of a loaded store.

    Attributes:
        triples: number of triples in the default graph.
        named_graphs: IRIs of the named graphs, sorted.
    """

    triples: int
    named_graphs: tuple[str, ...]


@dataclass(frozen=True)
class Store:
    """A loaded data set; only this package looks inside.

    Merged default graphs that requests ask for are kept in the same engine store, as graphs whose
    names nobody can guess and no query sees; the oldest go first.
    """

    _engine: pyoxigraph.Store
    _graphs: tuple[pyoxigraph.NamedNode | pyoxigraph.BlankNode, ...]
    facts: Facts
    _merges: OrderedDict[frozenset[str], pyoxigraph.NamedNode] = field(default_factory=OrderedDict)

    def evaluate(
        self, text: str, dataset: RequestedDataset | None, base_iri: str | None = None
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        """Start a query; rows are worked out as they are read.

        Default and named graphs are always both handed to the engine: else it would take the
        missing part from the FROM clauses, and count a triple once for each graph it stands in.

        Raises:
            SyntaxError: the engine cannot read the query.
            ProtocolError: 400, a graph of the data set has a malformed IRI.
        """
        if dataset is None:
            return self._engine.query(
                text,
                base_iri=base_iri,
                default_graph=[pyoxigraph.DefaultGraph()],
                named_graphs=list(self._graphs),
            )
        return self._engine.query(
            text,
            base_iri=base_iri,
            default_graph=self._default_graph(dataset.default_graphs),
            named_graphs=[_name_graph(iri) for iri in dataset.named_graphs],
        )

    def _default_graph(self, iris: Sequence[str]) -> list[_GraphName]:
        wanted = frozenset(iris)
        names = [_name_graph(iri) for iri in sorted(wanted)]
        if len(wanted) < 2:
            return list(names)
        if wanted not in self._merges:
            if len(self._merges) >= _MERGES_KEPT:
                self._engine.remove_graph(self._merges.popitem(last=False)[1])
            merged = pyoxigraph.NamedNode(f"urn:uuid:{uuid4()}")
            graphs = " ".join(map(str, names))
            self._engine.update(_MERGE_GRAPHS.format(merged=merged, graphs=graphs))
            self._merges[wanted] = merged
        self._merges.move_to_end(wanted)
        return [self._merges[wanted]]


def load(source: Source) -> Store:
    """Load files into a store, in memory and without starting threads.

    Blank nodes of different files stay different.

    Raises:
        MissingFileError: a file is not there.
        SyntaxInFileError: a file does not parse, or is not the gzip file its suffix says.
        FileError: a file that cannot be read or put where it should go.
    """
    engine = pyoxigraph.Store()
    for path in source.paths:
        _load_file(engine, path, None)
    for iri, path in source.named_graphs:
        _load_file(engine, path, iri)
    if source.merge:
        engine.update(_MERGE_ALL)
    return _finish(engine)


def load_packaged(path: Path) -> Store:
    """Load the built data set: its default graph is the merge of all its graphs.

    Raises:
        FileError: see `load`.
    """
    return load(packaged_source(path))


def packaged_source(path: Path) -> Source:
    """Say how the built data set is loaded."""
    return Source(paths=(path,), merge=True)


def load_text(
    text: str, graph_format: GraphFormat = GraphFormat.TRIG, *, merge: bool = False
) -> Store:
    """Load RDF text, for tests and for data that never were a file.

    Raises:
        SyntaxInFileError: the text does not parse.
    """
    engine = pyoxigraph.Store()
    _load(engine, Path("text"), text.encode(), graph_format, None)
    if merge:
        engine.update(_MERGE_ALL)
    return _finish(engine)


def _name_graph(iri: str) -> pyoxigraph.NamedNode:
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise ProtocolError(
            400, f"a graph is named by an absolute IRI, not by {iri!r}: {error}"
        ) from error


def _finish(engine: pyoxigraph.Store) -> Store:
    graphs = tuple(engine.named_graphs())
    triples = sum(1 for _ in engine.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
    return Store(engine, graphs, Facts(triples, tuple(sorted(graph.value for graph in graphs))))


def _load_file(engine: pyoxigraph.Store, path: Path, graph: str | None) -> None:
    graph_format, compressed = format_of_file(path)
    if graph is not None and holds_named_graphs(graph_format):
        raise FileError(
            path,
            f"a file of this format has graphs of its own and cannot become the graph {graph}",
            remedy="name it without --named-graph, or write it as Turtle or N-Triples",
        )
    try:
        content = path.read_bytes()
        if compressed:
            content = gzip.decompress(content)
    except FileNotFoundError as error:
        raise MissingFileError(path, "there is no such file") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SyntaxInFileError(path, f"not a whole gzip file: {error}") from error
    except OSError as error:
        raise FileError(path, error.strerror or str(error)) from error
    _load(engine, path, content, graph_format, graph)


def _load(
    engine: pyoxigraph.Store,
    path: Path,
    content: bytes,
    graph_format: GraphFormat,
    graph: str | None,
) -> None:
    try:
        engine.load(
            # Windows programs mark UTF-8 so; to the grammars it is a character like any other.
            content.removeprefix(codecs.BOM_UTF8),
            rdf_format(graph_format),
            base_iri=path.absolute().as_uri(),
            to_graph=None if graph is None else pyoxigraph.NamedNode(graph),
        )
    except SyntaxError as error:
        line, column = error.lineno, error.offset
        if line is None and graph_format is GraphFormat.RDF_XML:
            line, column = _locate_xml_error(content)
        cause = _PLACE_IN_MESSAGE.sub("", error.msg)
        raise SyntaxInFileError(path, cause, line=line, column=column) from error
    except ValueError as error:
        raise FileError(path, f"{graph} cannot name a graph: {error}") from error


def _locate_xml_error(content: bytes) -> tuple[int | None, int | None]:
    """Find the place of what makes XML not well-formed, which the engine does not tell."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(content, True)  # noqa: FBT003  (expat takes it by position only)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    except LookupError:
        pass  # an encoding that expat does not have, which the engine has told
    return None, None
