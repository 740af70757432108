"""Queries that pages put to the engine, and their answers as tables of terms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache
from starlette.requests import Request

from kzgraph.engine import BlankNode, Engine, Iri, Literal, Query, ResultsFormat, Term
from kzgraph.vocabulary.prefixes import PREFIXES
from kzgraph.web.clients import client_of

_LARGE_BYTES: Final = 1 << 16
"""Above this, reading an answer would hold up all others for milliseconds."""
KEPT_ANSWERS: Final = 128
KEPT_LENGTH: Final = 1 << 14
"""How many characters a query may have that is kept with its answer."""
_KEPT_ROWS: Final = 500
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


async def ask(
    engine: Engine, request: Request, text: str, form: ResultsFormat = ResultsFormat.JSON
) -> bytes:
    """Put a SELECT or ASK to the engine for the client of a request; wait for the whole answer.

    It counts for this client as if it came to `/sparql`.

    Raises:
        QueryError: the query failed.
        EngineBusyError: no query can be answered now.
        ClientLimitError: this client has used too much.
    """
    query = Query(text, form, None)
    async with engine.deliver(query, client_of(request.scope), whole=True) as delivery:
        return b"".join([part async for part in delivery.parts])


class Answers:
    """Puts queries of pages to the engine, and keeps answers: the data do not change meanwhile.

    Args:
        engine: what answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: LRUCache[str, Table] = LRUCache(KEPT_ANSWERS)

    async def table(self, request: Request, text: str) -> Table:
        """Give the answer to a SELECT, by the engine unless it is still at hand; see `ask`."""
        table = self._kept.get(text)
        if table is None:
            answer = await ask(self._engine, request, text)
            is_large = len(answer) > _LARGE_BYTES
            table = await asyncio.to_thread(read_table, answer) if is_large else read_table(answer)
            if len(text) <= KEPT_LENGTH and len(table.rows) <= _KEPT_ROWS:
                self._kept[text] = table
        return table


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
