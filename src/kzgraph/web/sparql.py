"""`/sparql`: the SPARQL 1.1 Protocol over the pool of workers."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from functools import partial
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from kzgraph.engine import Engine, Query
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
    DescriptionRequest,
    Operation,
    choose_formats,
    most_bytes,
    read_operation,
    write_description,
)
from kzgraph.web.problems import describe
from kzgraph.web.responses import send_problem
from kzgraph.web.sending import (
    ClientGoneError,
    Sender,
    content_type,
    list_formats,
    send_whole,
    tell_that_client_left,
)

_HOST: Final = re.compile(r"([A-Za-z0-9.-]+|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])(:[0-9]{1,5})?")
_LARGE_BYTES: Final = 1 << 16
"""Above this, reading a request would hold up all others for milliseconds."""


class SparqlEndpoint:
    """A plain ASGI application: for a small answer, a framework's machinery would cost more.

    Args:
        engine: what answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sender = Sender(engine)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            await self._respond(scope, receive, send)
        except ClientGoneError:
            tell_that_client_left()
        except KzgraphError as error:
            await send_problem(scope, send, describe(error))

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await send_whole(scope, send, 204, CAPABILITIES, b"")
            return
        headers = Headers(scope=scope)
        request = await self._read_request(scope, receive, headers)
        choice = choose_formats(headers.getlist("accept"), request.format)
        endpoint = _base_iri(scope, headers)
        if not isinstance(request, Operation):
            await self._describe(endpoint, choice, scope, send)
            return
        self._check_length(scope["method"], request.query)
        query = Query(
            request.query,
            choice.results and choice.results[0],
            choice.graph and choice.graph[0],
            request.dataset,
            request.timeout_seconds,
            endpoint,
        )
        await self._sender.send_answer(query, choice, scope, receive, send)

    async def _read_request(
        self, scope: Scope, receive: Receive, headers: Headers
    ) -> Operation | DescriptionRequest:
        body = await self._read_body(receive, headers) if scope["method"] in METHODS else b""
        read = partial(
            read_operation,
            scope["method"],
            scope["query_string"],
            # Of two such fields together, none is known.
            ", ".join(headers.getlist("content-type")),
            body,
            ", ".join(headers.getlist("content-encoding")),
        )
        is_large = len(body) + len(scope["query_string"]) > _LARGE_BYTES
        return await asyncio.to_thread(read) if is_large else read()

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

    async def _read_body(self, receive: Receive, headers: Headers) -> bytes:
        query_limit = self._engine.limits.query_bytes
        limit = most_bytes(query_limit)
        announced = headers.get("content-length", "0")
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


def _base_iri(scope: Scope, headers: Headers) -> str:
    """Give the IRI by which the client reached us: relative IRIs of a query are relative to it.

    Source: https://www.w3.org/TR/sparql11-protocol/#base-iri.
    """
    host = headers.get("host", "")
    if not _is_host(host):
        host = "localhost"
    return f"{scope['scheme']}://{host}{scope['path']}"


def _is_host(text: str) -> bool:
    match = _HOST.fullmatch(text)
    if match is None:
        return False
    try:
        ipaddress.IPv6Address(match["ipv6"] or "::1")
    except ValueError:
        return False
    return True
