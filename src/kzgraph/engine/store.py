"""The store: RDF files in, one data set that never changes afterwards out."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast
from xml.parsers import expat

import pyoxigraph

from kzgraph.engine.formats import GraphFormat, format_of_file, holds_named_graphs, rdf_format
from kzgraph.engine.terms import Quad, quad_from_engine
from kzgraph.errors import (
    FileError,
    MissingFileError,
    ProtocolError,
    QueryLimitError,
    SyntaxInFileError,
)
from kzgraph.resources import DESCRIPTION_NAME
from kzgraph.vocabulary.prefixes import GRAPH

GRAPHS_LIMIT: Final = 1000
"""How many default graphs, and how many named ones, a data set may ask for."""

DESCRIPTION_GRAPH: Final = GRAPH + "description"
"""The graph that says what the data set is; it is served beside it and is no part of it."""

_MERGES_KEPT: Final = 8
_MERGED_TRIPLES_KEPT: Final = 200_000
"""How many triples all of them may have; a million takes 350 MB."""
_MERGE_ALL: Final = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_COUNT: Final = "SELECT ?g (COUNT(*) AS ?triples) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_Names = frozenset[pyoxigraph.NamedNode]
_Value = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
_ENTITY: Final = re.compile(r"&([^#;][^;]*);")
_ENTITIES_LENGTH: Final = 1 << 20
_PLACE_IN_MESSAGE: Final = re.compile(r"^Parser error (at|between) .*?: ")


@dataclass(frozen=True)
class Source:
    """What a store is loaded from.

    Attributes:
        paths: RDF files, the format decided by the suffix. Files of triples fill the default
            graph; files of quads keep their graphs.
        named_graphs: pairs of graph IRI and file of triples.
        merge: whether the default graph also gets the triples of all named graphs, each once.
        description: a file of triples about the data set, which becomes `DESCRIPTION_GRAPH`.
    """

    paths: tuple[Path, ...] = ()
    named_graphs: tuple[tuple[str, Path], ...] = ()
    merge: bool = False
    description: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, in the order in which they are loaded."""
        named = (path for _, path in self.named_graphs)
        return (*self.paths, *named, *((self.description,) if self.description else ()))


@dataclass(frozen=True)
class RequestedDataset:
    """The data set that a query or a request asks for.

    Attributes:
        default_graphs: IRIs whose merge is the default graph; empty means an empty default graph.
        named_graphs: IRIs of the graphs that GRAPH can see.

    Raises:
        QueryLimitError: too many graphs.
    """

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]

    def __post_init__(self) -> None:
        for kind, graphs in (("default", self.default_graphs), ("named", self.named_graphs)):
            if len(graphs) > GRAPHS_LIMIT:
                raise QueryLimitError(
                    f"the data set has {len(graphs)} {kind} graphs, the limit of this service is "
                    f"{GRAPHS_LIMIT}; ask for fewer, or select them by GRAPH ?g and FILTER",
                    limit=GRAPHS_LIMIT,
                    unit="graphs",
                )


@dataclass(frozen=True)
class Facts:
    """What can be said of a loaded store.

    Attributes:
        triples: number of triples in the default graph.
        named_graphs: IRI of each named graph and number of its triples, sorted. Graphs named by
            blank nodes are not among them: nobody can ask for one.
        union_default_graph: whether the default graph is the union of the others, each triple once.
        digest: SHA-256, in hexadecimal, of the files of the data set one after the other, each
            uncompressed and one for a named graph with the IRI of that before it. The description
            does not count: it holds the digest of what it describes.
    """

    triples: int
    named_graphs: tuple[tuple[str, int], ...]
    union_default_graph: bool = False
    digest: str = ""


@dataclass(frozen=True)
class Store:
    """A loaded data set; only this package looks inside.

    Data sets with merged default graphs that requests ask for are copied into engine stores of
    their own, the least recently used of which go first. Merged within the one store they would
    stay for ever: it does not free the memory of triples that are removed.
    """

    _engine: pyoxigraph.Store
    _graphs: tuple[pyoxigraph.NamedNode | pyoxigraph.BlankNode, ...]
    facts: Facts
    _merges: OrderedDict[tuple[_Names, _Names], pyoxigraph.Store] = field(
        default_factory=OrderedDict
    )

    def match(
        self, subject: str | None = None, predicate: str | None = None, value: str | None = None
    ) -> Iterator[Quad]:
        """Give the quads of named graphs that have these IRIs, None standing for anything.

        Raises:
            ValueError: no absolute IRI.
        """
        node, name, other = (
            None if iri is None else pyoxigraph.NamedNode(iri)
            for iri in (subject, predicate, value)
        )
        for quad in self._engine.quads_for_pattern(node, name, other):
            if isinstance(quad.graph_name, pyoxigraph.NamedNode):
                yield quad_from_engine(quad)

    def evaluate(
        self,
        text: str,
        dataset: RequestedDataset | None,
        base_iri: str | None = None,
        valueless_functions: Sequence[str] = (),
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        """Start a query; rows are worked out as they are read.

        Default and named graphs are always both handed to the engine: else it would take the
        missing part from the FROM clauses, and count a triple once for each graph it stands in.

        Args:
            text: SPARQL.
            dataset: the graphs to ask; None: all of them.
            base_iri: against what relative IRIs are resolved.
            valueless_functions: IRIs of functions that give no value, whatever their arguments.

        Raises:
            SyntaxError: the engine cannot read the query.
            RuntimeError: the engine does not have a function.
            ProtocolError: 400, a graph of the data set has a malformed IRI.
        """
        engine = self._engine
        default: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph]
        named: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode]
        if dataset is None:
            default, named = [pyoxigraph.DefaultGraph()], list(self._graphs)
        else:
            wanted = frozenset(map(_name_graph, dataset.default_graphs))
            visible = frozenset(map(_name_graph, dataset.named_graphs))
            default, named = list(wanted), list(visible)
            if len(wanted) > 1:
                engine, default = self._merge(wanted, visible), [pyoxigraph.DefaultGraph()]
        functions = dict.fromkeys(map(pyoxigraph.NamedNode, valueless_functions), _give_nothing)
        return engine.query(
            text,
            base_iri=base_iri,
            default_graph=default,
            named_graphs=named,
            custom_functions=functions,
        )

    def _merge(self, default: _Names, named: _Names) -> pyoxigraph.Store:
        if (default, named) in self._merges:
            self._merges.move_to_end((default, named))
            return self._merges[default, named]
        merged = pyoxigraph.Store()
        for graph in default:
            merged.extend(
                pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
                for quad in self._engine.quads_for_pattern(None, None, None, graph)
            )
        for graph in named:
            merged.extend(self._engine.quads_for_pattern(None, None, None, graph))
        self._merges[default, named] = merged
        while (
            len(self._merges) > _MERGES_KEPT
            or sum(map(len, self._merges.values())) > _MERGED_TRIPLES_KEPT
        ):
            self._merges.popitem(last=False)
        return merged


def load(source: Source, read: Callable[[Path], bytes] = Path.read_bytes) -> Store:
    """Load files into a store, in memory and without starting threads.

    Blank nodes of different files stay different.

    Args:
        source: the files.
        read: gives the content of each.

    Raises:
        MissingFileError: a file is not there.
        SyntaxInFileError: a file does not parse, or is not the gzip file its suffix says.
        FileError: a file that cannot be read or put where it should go.
    """
    engine = pyoxigraph.Store()
    digest = hashlib.sha256()
    for path in source.paths:
        digest.update(_load_file(engine, path, None, read))
    for iri, path in source.named_graphs:
        digest.update(iri.encode())
        digest.update(_load_file(engine, path, iri, read))
    if source.description:
        _load_file(engine, source.description, DESCRIPTION_GRAPH, read)
    return _finish(engine, digest.hexdigest(), merge=source.merge)


def load_packaged(path: Path) -> Store:
    """Load the built data set with its description, where that lies beside it.

    The default graph is the merge of all graphs.

    Raises:
        FileError: see `load`.
    """
    return load(packaged_source(path))


def packaged_source(path: Path) -> Source:
    """Say how the built data set is loaded, see `load_packaged`."""
    description = path.with_name(DESCRIPTION_NAME)
    return Source(
        paths=(path,), merge=True, description=description if description.is_file() else None
    )


def load_text(
    text: str, graph_format: GraphFormat = GraphFormat.TRIG, *, merge: bool = False
) -> Store:
    """Load RDF text, for tests and for data that never were a file.

    Raises:
        SyntaxInFileError: the text does not parse.
    """
    engine = pyoxigraph.Store()
    content = text.encode()
    _load(engine, Path("text"), content, graph_format, None)
    return _finish(engine, hashlib.sha256(content).hexdigest(), merge=merge)


def _give_nothing(*_: object) -> _Value | None:
    """Stand for a function that nobody knows: an error, so no value."""
    return None


def _name_graph(iri: str) -> pyoxigraph.NamedNode:
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise ProtocolError(
            400, f"a graph is named by an absolute IRI, not by {iri!r}: {error}"
        ) from error


def _finish(engine: pyoxigraph.Store, digest: str, *, merge: bool) -> Store:
    counts = {
        row["g"]: int(row["triples"].value)
        for row in cast("pyoxigraph.QuerySolutions", engine.query(_COUNT))
    }
    graphs = tuple(engine.named_graphs())
    union = merge and len(engine) == sum(counts.values())  # nothing in the default graph yet
    if merge:
        engine.update(_MERGE_ALL)
    facts = Facts(
        triples=len(engine) - sum(counts.values()),
        named_graphs=tuple(
            sorted(
                (graph.value, counts.get(graph, 0))
                for graph in graphs
                if isinstance(graph, pyoxigraph.NamedNode)
            )
        ),
        union_default_graph=union,
        digest=digest,
    )
    return Store(engine, graphs, facts)


def _load_file(
    engine: pyoxigraph.Store, path: Path, graph: str | None, read: Callable[[Path], bytes]
) -> bytes:
    """Load a file, and give its content, uncompressed."""
    graph_format, compressed = format_of_file(path)
    if graph is not None and holds_named_graphs(graph_format):
        raise FileError(
            path,
            f"a file of this format has graphs of its own and cannot become the graph {graph}",
            remedy="name it without --named-graph, or write it as Turtle or N-Triples",
        )
    try:
        content = read(path)
        if compressed:
            content = gzip.decompress(content)
    except FileNotFoundError as error:
        raise MissingFileError(path, "there is no such file") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SyntaxInFileError(path, f"not a whole gzip file: {error}") from error
    except OSError as error:
        raise FileError(path, error.strerror or str(error)) from error
    _load(engine, path, content, graph_format, graph)
    return content


def _load(
    engine: pyoxigraph.Store,
    path: Path,
    content: bytes,
    graph_format: GraphFormat,
    graph: str | None,
) -> None:
    if graph_format is GraphFormat.RDF_XML:
        _check_xml(path, content)
    try:
        engine.load(
            # Windows programs mark UTF-8 so; to the grammars it is a character like any other.
            content.removeprefix(codecs.BOM_UTF8),
            rdf_format(graph_format),
            base_iri=path.absolute().as_uri(),
            to_graph=None if graph is None else pyoxigraph.NamedNode(graph),
        )
    except SyntaxError as error:
        cause = _PLACE_IN_MESSAGE.sub("", error.msg)
        raise SyntaxInFileError(path, cause, line=error.lineno, column=error.offset) from error
    except ValueError as error:
        raise FileError(path, f"{graph} cannot name a graph: {error}") from error


def _check_xml(path: Path, content: bytes) -> None:
    """Find what makes XML not well-formed, whose place the engine does not tell, and entity bombs.

    The engine writes out the entities of a file when it reads their declarations.

    Raises:
        SyntaxInFileError: it is not well-formed.
        FileError: its entities grow beyond all measure.
    """
    sizes: dict[str, int] = {}

    def declare(name: str, _: bool, value: str | None, *__: str | None) -> None:  # noqa: FBT001
        text = value or ""
        sizes[name] = len(text) + sum(sizes.get(inner, 0) for inner in _ENTITY.findall(text))
        if sum(sizes.values()) > _ENTITIES_LENGTH:
            raise FileError(
                path,
                f"its entities have more than {_ENTITIES_LENGTH} characters",
                remedy="write them out, or write the file as Turtle",
            )

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = declare
    try:
        parser.Parse(content, True)  # noqa: FBT003  (expat takes it by position only)
    except expat.ExpatError as error:
        cause = expat.ErrorString(error.code)
        raise SyntaxInFileError(
            path, f"not well-formed XML: {cause}", line=error.lineno, column=error.offset + 1
        ) from error
    except LookupError:
        pass  # an encoding that expat does not have: the engine tells
