"""Messages between the server, the nursery and the workers.

A frame is a header of JSON and a body of bytes, each with its length before it. It also knows how
our errors travel: as the name of the class and the data that it was made from.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kzgraph import errors
from kzgraph.engine.execution import Answer, Limits, Query
from kzgraph.engine.formats import GraphFormat, ResultsFormat
from kzgraph.engine.store import Facts, RequestedDataset, Source
from kzgraph.errors import KzgraphError

Header = dict[str, Any]
"""What a frame says, as JSON can hold it."""

LENGTHS: Final = struct.Struct("!IQ")
"""How many bytes the header has, and how many the body."""


def encode_frame(header: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Write one frame."""
    written = json.dumps(header).encode()
    return LENGTHS.pack(len(written), len(body)) + written + body


def decode_header(written: bytes) -> Header:
    """Read the header of a frame."""
    header: Header = json.loads(written)
    return header


def receive_frame(connection: socket.socket) -> tuple[Header, bytes] | None:
    """Wait for one frame; None when the other side has gone."""
    lengths = _receive(connection, LENGTHS.size)
    if lengths is None:
        return None
    header_length, body_length = LENGTHS.unpack(lengths)
    header = _receive(connection, header_length)
    body = _receive(connection, body_length)
    if header is None or body is None:
        return None
    return decode_header(header), body


def _receive(connection: socket.socket, length: int) -> bytes | None:
    received = bytearray()
    while len(received) < length:
        try:
            part = connection.recv(min(length - len(received), 1 << 20))
        except ConnectionResetError:
            return None
        if not part:
            return None
        received += part
    return bytes(received)


def describe_query(query: Query, limits: Limits) -> Header:
    """Write a query and its limits as a header."""
    return {
        "text": query.text,
        "results_format": query.results_format and query.results_format.value,
        "graph_format": query.graph_format and query.graph_format.value,
        "dataset": query.dataset and [query.dataset.default_graphs, query.dataset.named_graphs],
        "base_iri": query.base_iri,
        "limits": vars(limits),
    }


def revive_query(header: Header) -> tuple[Query, Limits]:
    """Read what `describe_query` wrote."""
    results, graph, dataset = (header[key] for key in ("results_format", "graph_format", "dataset"))
    query = Query(
        header["text"],
        results and ResultsFormat(results),
        graph and GraphFormat(graph),
        dataset and RequestedDataset(tuple(dataset[0]), tuple(dataset[1])),
        base_iri=header["base_iri"],
    )
    return query, Limits(**header["limits"])


def encode_part(part: Answer, *, more: bool) -> bytes:
    """Write an answer, or a part of it, as a frame.

    Args:
        part: the bytes, and how they are written.
        more: whether another part follows.
    """
    graph = isinstance(part.format, GraphFormat)
    header = {"answer": {"format": part.format.value, "graph": graph}, "more": more}
    return encode_frame(header, part.body)


def revive_format(answer: Header) -> ResultsFormat | GraphFormat:
    """Read the format that `encode_part` wrote."""
    formats = GraphFormat if answer["graph"] else ResultsFormat
    return formats(answer["format"])


def describe_source(source: Source) -> Header:
    """Write where the data come from."""
    return {
        "paths": [str(path) for path in source.paths],
        "named_graphs": [[iri, str(path)] for iri, path in source.named_graphs],
        "merge": source.merge,
        "description": source.description and str(source.description),
    }


def revive_source(header: Header) -> Source:
    """Read what `describe_source` wrote."""
    return Source(
        tuple(Path(path) for path in header["paths"]),
        tuple((iri, Path(path)) for iri, path in header["named_graphs"]),
        header["merge"],
        header["description"] and Path(header["description"]),
    )


def describe_facts(facts: Facts) -> Header:
    """Write what can be said of the store."""
    return vars(facts).copy()


def revive_facts(header: Header) -> Facts:
    """Read what `describe_facts` wrote."""
    named_graphs = tuple((iri, triples) for iri, triples in header["named_graphs"])
    return Facts(**{**header, "named_graphs": named_graphs})


def describe_error(error: KzgraphError) -> Header:
    """Write one of our errors: its class and the data it was made from."""
    data = {
        name: str(value) if isinstance(value, Path) else value
        for name, value in vars(error).items()
    }
    return {"class": type(error).__name__, "data": data, "message": str(error)}


def revive_error(header: Header) -> KzgraphError:
    """Make the error again that `describe_error` wrote.

    Our errors are made from their data; those without any from their message.
    """
    made: type[KzgraphError] = getattr(errors, header["class"])
    return made(**header["data"]) if header["data"] else made(header["message"])
