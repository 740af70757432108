"""`/sparql`: the SPARQL 1.1 Protocol over the pool of workers."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from cachetools import LRUCache
from starlette.types import Receive, Scope, Send

from kzgraph.engine import AnswerCache, Query, key_of
from kzgraph.errors import (
    AnswerFormatError,
    EngineBusyError,
    KzgraphError,
    ProtocolError,
    QueryLimitError,
)
from kzgraph.protocol import (
    CAPABILITIES,
    METHODS,
    Choice,
    Operation,
    choose_formats,
    most_bytes,
    read_operation,
    write_description,
)
from kzgraph.web.problems import describe
from kzgraph.web.responses import send_problem
from kzgraph.web.sending import (
    Asked,
    ClientGoneError,
    Sender,
    content_type,
    list_formats,
    send_whole,
)

_HOST: Final = re.compile(r"([A-Za-z0-9.-]+|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])(:[0-9]{1,5})?")
_LARGE_BYTES: Final = 1 << 16
"""Above this, reading a request would hold up all others for milliseconds."""
_REMEMBERED: Final = 1000
"""How many requests are remembered."""
_REMEMBERED_LENGTH: Final = 1 << 12
"""How long such a request may be, its fields included."""


class _Request(NamedTuple):
    """All of a request that says what it asks for; of fields that are not there, the text is empty.

    Attributes:
        method: in capitals.
        query_string: behind the question mark, still encoded.
        body: the content.
        content_type: the header field; of two such fields together, none is known.
        content_encoding: the header field.
        accept: the header field.
        endpoint: the address by which the client reached us.
    """

    method: str
    query_string: bytes
    body: bytes
    content_type: str
    content_encoding: str
    accept: str
    endpoint: str


@dataclass(frozen=True)
class _Description:
    """What is asked for is the service description."""

    choice: Choice


class SparqlEndpoint:
    """A plain ASGI application: for a small answer, a framework's machinery would cost more.

    Args:
        answers: what answers.
    """

    def __init__(self, answers: AnswerCache) -> None:
        self._engine = answers.engine
        self._sender = Sender(answers)
        # What a request asks for depends on nothing else, so it is read once.
        self._read_before: LRUCache[_Request, Asked] = LRUCache(_REMEMBERED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            with contextlib.suppress(ClientGoneError):  # nobody is there to be told
                await self._respond(scope, receive, send)
        except KzgraphError as error:
            await send_problem(scope, send, describe(error))

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "OPTIONS":
            await send_whole(scope, send, 204, CAPABILITIES, b"")
            return
        fields: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            fields[name] = fields[name] + b", " + value if name in fields else value
        has_body = method in METHODS
        request = _Request(
            method,
            scope["query_string"],
            await self._read_body(receive, fields.get(b"content-length", b"0"))
            if has_body
            else b"",
            fields.get(b"content-type", b"").decode("latin-1"),
            fields.get(b"content-encoding", b"").decode("latin-1"),
            fields.get(b"accept", b"").decode("latin-1"),
            _base_iri(scope["scheme"], fields.get(b"host", b""), scope["path"]),
        )
        asked = self._read_before.get(request) or await self._read_anew(request)
        if isinstance(asked, _Description):
            await self._describe(request.endpoint, asked.choice, scope, send)
        else:
            await self._sender.send_answer(asked, scope, receive, send)

    async def _read_anew(self, request: _Request) -> Asked | _Description:
        size = len(request.body) + len(request.query_string)
        if size > _LARGE_BYTES:
            return await asyncio.to_thread(self._read, request)
        asked = self._read(request)
        length = sum(map(len, request))
        if isinstance(asked, Asked) and length <= _REMEMBERED_LENGTH:
            self._read_before[request] = asked
        return asked

    def _read(self, request: _Request) -> Asked | _Description:
        operation = read_operation(
            request.method,
            request.query_string,
            request.content_type,
            request.body,
            request.content_encoding,
        )
        choice = _choose_formats(request.accept, operation.format)
        if not isinstance(operation, Operation):
            return _Description(choice)
        self._check_length(request.method, operation.query)
        query = Query(
            operation.query,
            choice.results and choice.results[0],
            choice.graph and choice.graph[0],
            operation.dataset,
            operation.timeout_seconds,
            request.endpoint,
        )
        return Asked(query, key_of(query), choice)

    async def _describe(self, endpoint: str, choice: Choice, scope: Scope, send: Send) -> None:
        facts = self._engine.facts
        if facts is None:
            raise EngineBusyError("the data are still being loaded; try again in a moment")
        if choice.graph is None:
            error = AnswerFormatError("a request for the service description")
            problem = list_formats(describe(error), error.form, choice)
            await send_problem(scope, send, problem)
            return
        graph_format, _ = choice.graph
        # In a thread: with a thousand graphs it takes a tenth of a second.
        written = await asyncio.to_thread(
            write_description, endpoint, facts, self._engine.limits, graph_format
        )
        fields = [("content-type", content_type(graph_format, choice)), ("vary", "accept")]
        await send_whole(scope, send, 200, fields, written)

    def _check_length(self, method: str, text: str) -> None:
        limit = self._engine.limits.query_bytes
        if len(text.encode()) > limit:
            cause = f"the query is longer than {limit} bytes, the limit of this service"
            if method in {"POST", "QUERY"}:
                raise QueryLimitError(cause, limit=limit, unit="bytes")
            raise ProtocolError(414, cause)

    async def _read_body(self, receive: Receive, announced: bytes) -> bytes:
        query_limit = self._engine.limits.query_bytes
        limit = most_bytes(query_limit)
        body = bytearray()
        more = True
        while more and len(body) <= limit and not (announced.isdigit() and int(announced) > limit):
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if more or len(body) > limit:
            raise QueryLimitError(
                f"the request has more than {limit} bytes; a query may have {query_limit}",
                limit=query_limit,
                unit="bytes",
            )
        return bytes(body)


@lru_cache(maxsize=256)
def _choose_formats(accept: str, name: str | None) -> Choice:
    return choose_formats([accept], name)


@lru_cache(maxsize=256)
def _base_iri(scheme: str, host: bytes, path: str) -> str:
    """Give the IRI by which the client reached us: relative IRIs of a query are relative to it.

    Source: https://www.w3.org/TR/sparql11-protocol/#base-iri.
    """
    name = host.decode("latin-1")
    return f"{scheme}://{name if _is_host(name) else 'localhost'}{path}"


def _is_host(text: str) -> bool:
    match = _HOST.fullmatch(text)
    if match is None:
        return False
    try:
        ipaddress.IPv6Address(match["ipv6"] or "::1")
    except ValueError:
        return False
    return True
