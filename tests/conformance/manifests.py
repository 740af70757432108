"""Reads the manifests of the W3C test suites into tests.

Requests of the protocol are written there as HTTP in RDF, https://www.w3.org/TR/HTTP-in-RDF10/.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT: Final = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT: Final = Namespace("http://www.w3.org/2011/http#")
CNT: Final = Namespace("http://www.w3.org/2011/content#")

WITHOUT_SUITES: Final = "the W3C test suites are not here: set KZGRAPH_W3C"

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_PROTOCOL: Final = "sparql11/protocol"
_DESCRIPTION: Final = "sparql11/service-description"
# This service offers no entailment regime. The folders that are left out for holding no query need
# no naming.
_OUT_OF_SCOPE: Final = frozenset({"sparql11/entailment", _PROTOCOL, _DESCRIPTION})
_FROM: Final = re.compile(r"^\s*FROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_SERVICE: Final = re.compile(r"\bSERVICE\b")


class Kind(Enum):
    """What a test does with a query; the value is the class of the test."""

    EVALUATION = "QueryEvaluationTest"
    CSV = "CSVResultFormatTest"
    SYNTAX = "PositiveSyntaxTest"
    BAD_SYNTAX = "NegativeSyntaxTest"


@dataclass(frozen=True)
class Dataset:
    """The files that a server has loaded when a test asks it.

    Attributes:
        default: files whose triples are the default graph; files of quads keep their graphs.
        named: IRI and file of each named graph.
    """

    default: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True)
class W3cTest:
    """A test of any suite.

    Attributes:
        name: folder and name of the entry, `sparql11/bind#bind01`.
        dataset: what is loaded.
    """

    name: str
    dataset: Dataset

    @property
    def suite(self) -> str:
        """The folder."""
        return self.name.partition("#")[0]


@dataclass(frozen=True)
class QueryTest(W3cTest):
    """A query and what must come of it.

    Attributes:
        kind: what is done with it.
        query: its file.
        result: file with the expected answer; None for tests of syntax.
        may_reduce: whether duplicates may be missing from the answer.
        federated: whether the query has SERVICE.
    """

    kind: Kind
    query: Path
    result: Path | None
    may_reduce: bool
    federated: bool


@dataclass(frozen=True)
class Exchange:
    """A request and what must be answered.

    Attributes:
        method: of HTTP.
        parameters: what follows the question mark of the URL, encoded.
        headers: names and values.
        body: the bytes.
        statuses: first digits of the statuses allowed.
        boolean: the answer to ASK, or None.
        form: `boolean`, `tabular` or `RDF`; empty when the answer does not matter.
    """

    method: str
    parameters: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[int]
    boolean: bool | None
    form: str

    @property
    def is_update(self) -> bool:
        """Whether it asks for an update."""
        return (
            "update=" in self.parameters
            or self.body.startswith(b"update=")
            or any("update" in value for _, value in self.headers)
        )


@dataclass(frozen=True)
class ProtocolTest(W3cTest):
    """Requests that are sent one after the other.

    Attributes:
        exchanges: the requests.
    """

    exchanges: tuple[Exchange, ...]

    @property
    def writes(self) -> bool:
        """Whether it demands that an update succeeds."""
        first = self.exchanges[0]
        return first.is_update and 2 in first.statuses


@dataclass(frozen=True)
class DescriptionTest(W3cTest):
    """A test of the service description; of the three, the manifest gives no more than titles."""


def find_suites() -> Path | None:
    """Give the folder with the folders sparql10, sparql11 and sparql12, if it is here."""
    folder = os.environ.get("KZGRAPH_W3C") or _REPOSITORY.parent / "shared" / "w3c-sparql"
    path = Path(folder).resolve()
    return path if path.is_dir() else None


def read_tests(suites: Path) -> list[W3cTest]:
    """Read all tests that concern an endpoint for queries."""
    return [
        *_read_query_tests(suites),
        *_read_protocol_tests(suites),
        *_read_description_tests(suites),
    ]


def _read_query_tests(suites: Path) -> Iterator[QueryTest]:
    for manifest in sorted(suites.glob("sparql1[012]/*/manifest.ttl")):
        suite = manifest.parent.relative_to(suites).as_posix()
        if suite in _OUT_OF_SCOPE:
            continue
        graph = _read_graph(manifest)
        for entry in _entries(graph):
            action = graph.value(entry, MF.action)
            query = graph.value(action, QT.query) or action
            kind = _kind(graph, entry)
            if kind is not None and not str(query).endswith(".ru"):  # an update
                yield _read_query_test(graph, entry, suite, kind, _path(query))


def _read_query_test(graph: Graph, entry: Node, suite: str, kind: Kind, query: Path) -> QueryTest:
    text = query.read_text(encoding="utf-8")
    result = graph.value(entry, MF.result)
    federated = _SERVICE.search(text) is not None
    return QueryTest(
        _name(suite, entry),
        Dataset() if result is None or federated else _dataset(graph, entry, query, text),
        kind,
        query,
        None if result is None else _path(result),
        (entry, MF.resultCardinality, MF.LaxCardinality) in graph,
        federated,
    )


def _dataset(graph: Graph, entry: Node, query: Path, text: str) -> Dataset:
    """Give the files that the manifest names; when it names none, those of FROM."""
    action = graph.value(entry, MF.action)
    default = tuple(sorted(map(_path, graph.objects(action, QT.data))))
    named = {str(one) for one in graph.objects(action, QT.graphData)}
    if not default and not named:
        named = {urljoin(query.as_uri(), iri) for iri in _FROM.findall(text)}
    return Dataset(default, tuple((iri, _path(iri)) for iri in sorted(named)))


def _read_protocol_tests(suites: Path) -> Iterator[ProtocolTest]:
    graph = _read_graph(suites / _PROTOCOL / "manifest.ttl")
    for entry in _entries(graph):
        named = [
            (str(graph.value(data, RDFS.label)), _path(graph.value(data, UT.graph)))
            for data in graph.objects(entry, UT.graphData)
        ]
        requests = graph.value(graph.value(entry, MF.action), HT.requests)
        yield ProtocolTest(
            _name(_PROTOCOL, entry),
            Dataset(named=tuple(sorted(named))),
            tuple(_read_exchange(graph, request) for request in _items(graph, requests)),
        )


def _read_exchange(graph: Graph, request: Node) -> Exchange:
    body, response = graph.value(request, HT.body), graph.value(request, HT.resp)
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
    boolean = graph.value(response, MF.expectedBoolean)
    return Exchange(
        str(graph.value(request, HT.methodName)),
        urlsplit(str(graph.value(request, HT.absolutePath))).query,
        tuple(
            (str(graph.value(header, HT.fieldName)), str(graph.value(header, HT.fieldValue)))
            for header in _items(graph, graph.value(request, HT.headers))
        ),
        str(graph.value(body, CNT.chars) or "").encode(encoding),
        frozenset(
            int(str(status).removesuffix("xx")[-1])  # …#StatusCode2xx
            for status in graph.objects(response, MF.expectedStatus)
        ),
        None if boolean is None else str(boolean) == "true",
        str(graph.value(response, MF.expectedFormat) or ""),
    )


def _read_description_tests(suites: Path) -> Iterator[DescriptionTest]:
    for entry in _entries(_read_graph(suites / _DESCRIPTION / "manifest.ttl")):
        yield DescriptionTest(_name(_DESCRIPTION, entry), Dataset())


def _read_graph(manifest: Path) -> Graph:
    return Graph().parse(manifest, publicID=manifest.as_uri(), format="turtle")


def _entries(graph: Graph) -> list[Node]:
    return [entry for head in graph.objects(None, MF.entries) for entry in _items(graph, head)]


def _items(graph: Graph, head: Node | None) -> list[Node]:
    return [] if head is None else list(Collection(graph, head))


def _kind(graph: Graph, entry: Node) -> Kind | None:
    classes = {str(one).removesuffix("11") for one in graph.objects(entry, RDF.type)}
    return next((kind for kind in Kind if str(MF[kind.value]) in classes), None)


def _name(suite: str, entry: Node) -> str:
    return f"{suite}#{str(entry).rpartition('#')[2]}"


def _path(iri: object) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))
