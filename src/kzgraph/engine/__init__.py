"""The engine: a data set in memory, queries on it in this process or in killable ones.

The only package that imports pyoxigraph.
"""

from __future__ import annotations

from kzgraph.engine.budget import Budget
from kzgraph.engine.cache import AnswerCache, Kept, Key, key_of
from kzgraph.engine.execution import (
    DEFAULT_LIMITS,
    Answer,
    Limits,
    Query,
    execute,
    query_in_process,
    select_rows,
)
from kzgraph.engine.formats import (
    GraphFormat,
    ResultsFormat,
    format_of_file,
    rewrite,
    write_graph,
    write_quads,
)
from kzgraph.engine.lanes import Lane
from kzgraph.engine.observation import (
    End,
    Incident,
    LaneLoad,
    Load,
    Observer,
    Origin,
    Outcome,
    hash_query,
    outcome_of,
)
from kzgraph.engine.reading import Kind, Token, tokenize
from kzgraph.engine.scheduling import Capacity, Delivery, Engine
from kzgraph.engine.store import (
    DESCRIPTION_GRAPH,
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
from kzgraph.engine.terms import BlankNode, Iri, Literal, Quad, Term, Triple, write_term

__all__ = [
    "DEFAULT_LIMITS",
    "DESCRIPTION_GRAPH",
    "GRAPHS_LIMIT",
    "Answer",
    "AnswerCache",
    "BlankNode",
    "Budget",
    "Capacity",
    "Delivery",
    "End",
    "Engine",
    "Facts",
    "GraphFormat",
    "Incident",
    "Iri",
    "Kept",
    "Key",
    "Kind",
    "Lane",
    "LaneLoad",
    "Limits",
    "Literal",
    "Load",
    "Observer",
    "Origin",
    "Outcome",
    "Quad",
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
    "hash_query",
    "key_of",
    "load",
    "load_packaged",
    "load_text",
    "outcome_of",
    "packaged_source",
    "query_in_process",
    "rewrite",
    "select_rows",
    "tokenize",
    "write_graph",
    "write_quads",
    "write_term",
]
