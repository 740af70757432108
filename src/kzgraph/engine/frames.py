"""Messages between the server, the nursery and the workers.

A frame is a header of JSON and a body of bytes, each with its length before it. The limits of
queries go to the workers once, when these are made, and the few headers that answers can have are
known by their bytes: every query passes here. It also knows how our errors travel: as the name of
the class and the data that it was made from.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from kzgraph import errors
from kzgraph.engine.execution import Answer, Limits, Query
from kzgraph.engine.formats import GraphFormat, ResultsFormat
from kzgraph.engine.snapshot import Snapshot
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


def receive_frame(read: Callable[[int], bytes]) -> tuple[Header, bytes] | None:
    """Wait for one frame; None when the other side has gone.

    Args:
        read: waits for so many bytes and gives them, or fewer when no more will come.
    """
    try:
        lengths = read(LENGTHS.size)
        if len(lengths) < LENGTHS.size:
            return None
        header_length, body_length = LENGTHS.unpack(lengths)
        header, body = read(header_length), read(body_length)
    except ConnectionResetError:
        return None
    if len(header) < header_length or len(body) < body_length:
        return None
    return decode_header(header), body


def describe_limits(limits: Limits) -> Header:
    """Write the limits of all queries as a header."""
    return vars(limits).copy()


def revive_limits(header: Header) -> Limits:
    """Read what `describe_limits` wrote."""
    return Limits(**header)


def describe_query(query: Query, *, whole: bool) -> Header:
    """Write a query as a header.

    Args:
        query: what is asked.
        whole: whether an answer that does not fit the buffer is refused.
    """
    return {
        "text": query.text,
        "results_format": query.results_format and query.results_format.value,
        "graph_format": query.graph_format and query.graph_format.value,
        "dataset": query.dataset and [query.dataset.default_graphs, query.dataset.named_graphs],
        "base_iri": query.base_iri,
        "whole": whole,
    }


def revive_query(header: Header) -> tuple[Query, bool]:
    """Read what `describe_query` wrote."""
    results, graph, dataset = (header[key] for key in ("results_format", "graph_format", "dataset"))
    query = Query(
        header["text"],
        results and ResultsFormat(results),
        graph and GraphFormat(graph),
        dataset and RequestedDataset(tuple(dataset[0]), tuple(dataset[1])),
        base_iri=header["base_iri"],
    )
    return query, header["whole"]


def encode_part(part: Answer, *, more: bool) -> bytes:
    """Write an answer, or a part of it, as a frame.

    Args:
        part: the bytes, and how they are written.
        more: whether another part follows.
    """
    header = _ANSWER_HEADERS[part.format, more]
    return LENGTHS.pack(len(header), len(part.body)) + header + part.body


def read_reply(header: bytes) -> tuple[ResultsFormat | GraphFormat, bool]:
    """Read the header of what a worker replies.

    Returns:
        How the answer is written, and whether another part follows.

    Raises:
        KzgraphError: what went wrong with the query.
    """
    return _ANSWERS.get(header) or _raise_error(decode_header(header))


def _raise_error(header: Header) -> NoReturn:
    raise revive_error(header["error"])


_ANSWER_HEADERS: Final = {
    (written, more): json.dumps({"answer": written.value, "more": more}).encode()
    for written in (*ResultsFormat, *GraphFormat)
    for more in (False, True)
}
_ANSWERS: Final = {header: said for said, header in _ANSWER_HEADERS.items()}


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


def describe_snapshot(snapshot: Snapshot) -> Header:
    """Write where the copies of files are, for a process that inherits the descriptor."""
    places = [[str(path), *place] for path, place in snapshot.places.items()]
    return {"descriptor": snapshot.file.fileno(), "places": places}


def revive_snapshot(header: Header) -> Snapshot:
    """Read what `describe_snapshot` wrote; the descriptor belongs to the snapshot."""
    places = {Path(path): (start, length) for path, start, length in header["places"]}
    return Snapshot(os.fdopen(header["descriptor"], "rb"), places)


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
