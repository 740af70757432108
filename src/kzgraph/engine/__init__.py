"""The engine: a data set in memory, queries on it in this process or in killable ones.

The only package that imports pyoxigraph.
"""

from __future__ import annotations

from kzgraph.engine.execution import (
    DEFAULT_LIMITS,
    Answer,
    Limits,
    Query,
    execute,
    query_in_process,
    select_rows,
)
from kzgraph.engine.formats import GraphFormat, ResultsFormat, format_of_file, write_graph
from kzgraph.engine.reading import Kind, Token, tokenize
from kzgraph.engine.scheduling import Capacity, Delivery, Engine
from kzgraph.engine.store import (
    GRAPHS_LIMIT,
    Facts,
    RequestedDataset,
    Source,
    Store,
    load,
    load_packaged,
    load_text,
    packaged_source,
)
from kzgraph.engine.terms import BlankNode, Iri, Literal, Term, Triple

__all__ = [
    "DEFAULT_LIMITS",
    "GRAPHS_LIMIT",
    "Answer",
    "BlankNode",
    "Capacity",
    "Delivery",
    "Engine",
    "Facts",
    "GraphFormat",
    "Iri",
    "Kind",
    "Limits",
    "Literal",
    "Query",
    "RequestedDataset",
    "ResultsFormat",
    "Source",
    "Store",
    "Term",
    "Token",
    "Triple",
    "execute",
    "format_of_file",
    "load",
    "load_packaged",
    "load_text",
    "packaged_source",
    "query_in_process",
    "select_rows",
    "tokenize",
    "write_graph",
]
