"""Answers that are graphs, for rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import httpx
from rdflib import Graph

from kzgraph.client.transfer import GRAPH_TYPES, media_type_of
from kzgraph.errors import BrokenAnswerError

_NAMES: Final = dict(zip(GRAPH_TYPES, ("nt", "turtle", "xml"), strict=True))
"""Media type → rdflib's name."""


def read_graph(responses: Iterable[httpx.Response], prefixes: Mapping[str, str]) -> Graph:
    """Read graphs into one.

    Args:
        responses: each of one of `GRAPH_TYPES`.
        prefixes: prefix → namespace, by which the graph is shown.

    Raises:
        BrokenAnswerError: one is not what its type says.
    """
    graph = Graph()
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace, replace=True)
    for response in responses:
        media_type = media_type_of(response)
        try:
            graph.parse(data=response.content, format=_NAMES[media_type])
        except Exception as error:  # rdflib's parsers raise whatever they stumble over
            raise BrokenAnswerError(f"the answer is no {media_type}: {error}") from error
    return graph
