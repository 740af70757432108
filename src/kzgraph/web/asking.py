"""Queries that pages put to the engine, and their answers as tables of terms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from kzgraph.engine import AnswerCache, BlankNode, Iri, Literal, Query, ResultsFormat, Term
from kzgraph.vocabulary.prefixes import PREFIXES
from kzgraph.web.clients import client_of

_LARGE_BYTES: Final = 1 << 16
"""Above this, reading an answer would hold up all others for milliseconds."""
_NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float")
)


@dataclass(frozen=True)
class Table:
    """The answer to a SELECT.

    Attributes:
        columns: names of the variables, without question mark.
        rows: for each solution what each variable is bound to, None where it is unbound.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


async def ask(answers: AnswerCache, request: Request, text: str) -> Table:
    """Put a SELECT to the engine for the client of a request, unless its answer is at hand.

    It counts for this client as if it came to `/sparql`.

    Raises:
        QueryError: the query failed.
        EngineBusyError: no query can be answered now.
        ClientLimitError: this client has used too much.
    """
    query = Query(text, ResultsFormat.JSON, None)
    answer = await answers.ask(query, client_of(request.scope))
    is_large = len(answer) > _LARGE_BYTES
    return await asyncio.to_thread(read_table, answer) if is_large else read_table(answer)


def read_table(answer: bytes) -> Table:
    """Read the answer to a SELECT, https://www.w3.org/TR/sparql11-results-json/."""
    document = json.loads(answer)
    columns = tuple(document["head"]["vars"])
    rows = tuple(
        tuple(_read_term(found[column]) if column in found else None for column in columns)
        for found in document["results"]["bindings"]
    )
    return Table(columns, rows)


def _read_term(written: Mapping[str, str]) -> Term:
    value = written["value"]
    match written["type"]:
        case "uri":
            return Iri(value)
        case "bnode":
            return BlankNode(value)
        case _ if "datatype" in written:
            return Literal(value, written["datatype"])
        case _:
            return Literal(value, language=written.get("xml:lang"))


def is_number(term: Term | None) -> bool:
    """Say whether a cell holds a number."""
    return isinstance(term, Literal) and term.datatype in _NUMBERS
