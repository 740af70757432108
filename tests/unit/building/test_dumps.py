"""The data set as files to take away."""

from __future__ import annotations

import gzip
import hashlib

import pyoxigraph
import pytest
from rdflib import Graph

from kzgraph.building.dumps import Dump, make_dumps, write_checksums
from kzgraph.building.nquads import to_nquads
from kzgraph.engine import GraphFormat
from kzgraph.vocabulary.prefixes import GRAPH

PARSED_AS = {
    GraphFormat.N_QUADS: pyoxigraph.RdfFormat.N_QUADS,
    GraphFormat.TRIG: pyoxigraph.RdfFormat.TRIG,
    GraphFormat.TURTLE: pyoxigraph.RdfFormat.TURTLE,
}
GRAPHS = {
    "b": '<x:s> <x:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer>, "Ә \\" <x:g> .\\n"@kk .',
    "a-2024": "[] <x:p> [ <x:q> ( 1 2 ) ] . <x:s> <x:p> <x:o> .",
    "a": "<x:s> <x:p> <x:o> .",
}


@pytest.fixture(scope="module")
def nquads() -> bytes:
    return to_nquads(
        {name: Graph().parse(data=text, format="turtle") for name, text in GRAPHS.items()}
    )


@pytest.fixture(scope="module")
def dumps(nquads: bytes) -> tuple[Dump, ...]:
    return make_dumps(nquads)


def test_each_dump_is_exactly_its_graphs(nquads: bytes, dumps: tuple[Dump, ...]) -> None:
    quads = set(pyoxigraph.parse(nquads, pyoxigraph.RdfFormat.N_QUADS))
    for dump in dumps:
        found = list(pyoxigraph.parse(gzip.decompress(dump.content), PARSED_AS[dump.format]))
        if dump.graph is None:
            assert set(found) == quads
        else:
            graph = pyoxigraph.NamedNode(GRAPH + dump.graph)
            assert {one.triple for one in found} == {
                quad.triple for quad in quads if quad.graph_name == graph
            }
        assert len(found) == len(set(found))
    assert [dump.name for dump in dumps] == [
        "kzgraph.nq.gz",
        "kzgraph.trig.gz",
        "graph-a.ttl.gz",
        "graph-a-2024.ttl.gz",
        "graph-b.ttl.gz",
    ]
    assert gzip.decompress(dumps[0].content) == nquads


def test_headers_tell_neither_time_nor_name_nor_system(dumps: tuple[Dump, ...]) -> None:
    # https://www.rfc-editor.org/rfc/rfc1952#page-5: no flags, no time, best compression, unknown.
    assert {dump.content[:10] for dump in dumps} == {b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"}


def test_checksums_are_of_the_compressed_files(dumps: tuple[Dump, ...]) -> None:
    lines = write_checksums(dumps).decode().splitlines()
    assert lines == [f"{hashlib.sha256(one.content).hexdigest()}  {one.name}" for one in dumps]
