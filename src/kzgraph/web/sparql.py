"""`/sparql`: the SPARQL 1.1 Protocol over the pool of workers."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import re
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from kzgraph.engine import Delivery, Engine, GraphFormat, Query, ResultsFormat
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
    list_offers,
    most_bytes,
    read_operation,
    write_description,
)
from kzgraph.web.clients import client_of
from kzgraph.web.problems import Problem, describe
from kzgraph.web.responses import send_problem

_logger: Final = logging.getLogger(__name__)
_CHUNK_BYTES: Final = 1 << 18
_LEAST_BYTES_PER_SECOND: Final = 1 << 16
"""The pace at which a client must take an answer that is complete."""
_HOST: Final = re.compile(r"([A-Za-z0-9.-]+|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])(:[0-9]{1,5})?")
_LARGE_BYTES: Final = 1 << 16
"""Above this, reading a request would hold up all others for milliseconds."""


class ClientGoneError(Exception):
    """The client closed the connection; nobody waits for an answer."""


class BrokenTransferError(Exception):
    """An answer failed after its first part was sent: the client must see that it is not whole."""


class SparqlEndpoint:
    """A plain ASGI application: for a small answer, a framework's machinery would cost more.

    Args:
        engine: what answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            await self._respond(scope, receive, send)
        except ClientGoneError:
            _logger.info("client left")
        except BrokenTransferError as error:
            # Nothing more is sent: the server closes the connection without the end of the chunks.
            _logger.warning("transfer broken", extra={"cause": str(error)})
        except KzgraphError as error:
            await send_problem(scope, send, describe(error))

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await _send(scope, send, 204, CAPABILITIES, b"")
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
        await _unless_left(receive, self._answer(query, choice, scope, send))

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
            problem = _list_formats(describe(error), error.form, choice)
            await send_problem(scope, send, problem)
            return
        graph_format, _ = choice.graph
        # In a thread: with a thousand graphs it takes a tenth of a second.
        written = await asyncio.to_thread(
            write_description, endpoint, facts, self._engine.limits, graph_format
        )
        fields = [("content-type", _content_type(graph_format, choice)), ("vary", "accept")]
        await _send(scope, send, 200, fields, written)

    async def _answer(self, query: Query, choice: Choice, scope: Scope, send: Send) -> None:
        # Where nothing but the end of the connection marks the end of the answer, half of one
        # would look whole.
        whole = scope["http_version"] == "1.0"
        client = client_of(scope)
        begun = False
        try:
            async with self._engine.deliver(query, client, whole=whole) as delivery:
                fields = [
                    ("content-type", _content_type(delivery.format, choice)),
                    ("vary", "accept"),
                    ("query-timeout", f"{delivery.seconds:g}"),
                    *self._tell_budget(client),
                ]
                if delivery.size is not None:
                    fields.append(("content-length", str(delivery.size)))
                await send(_start(200, fields))
                begun = True
                if scope["method"] != "HEAD":
                    await _send_parts(send, delivery)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except KzgraphError as error:
            if begun:
                raise BrokenTransferError(str(error)) from error
            problem = describe(error)
            if isinstance(error, AnswerFormatError):
                problem = _list_formats(problem, error.form, choice)
            await send_problem(scope, send, problem, query.text)

    def _tell_budget(self, client: str) -> tuple[tuple[str, str], ...]:
        """Tell what is left, https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/."""
        account, capacity = self._engine.account(client), self._engine.capacity
        most, period = capacity.client_seconds, capacity.client_period_seconds
        return (
            ("ratelimit-policy", f'"budget";q={most:.0f};qu="query-seconds";w={period:.0f}'),
            ("ratelimit", f'"budget";r={account.seconds:.0f};t={math.ceil(account.whole_after)}'),
        )

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


async def _unless_left(receive: Receive, answering: Coroutine[Any, Any, None]) -> None:
    """Answer, but stop when the client leaves.

    Raises:
        ClientGoneError: it left.
    """

    async def leave() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    tasks = asyncio.ensure_future(answering), asyncio.ensure_future(leave())
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if not tasks[0].done():
            raise ClientGoneError
        tasks[0].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # An error has this frame in its traceback: a task that has the error must not be in the
        # frame, or both live on, and with them the part of an answer that was being sent.
        del task, tasks


async def _send(
    scope: Scope, send: Send, status: int, fields: Iterable[tuple[str, str]], body: bytes
) -> None:
    fields = [*fields] if status == 204 else [*fields, ("content-length", str(len(body)))]
    await send(_start(status, fields))
    body = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _start(status: int, fields: Iterable[tuple[str, str]]) -> Message:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in fields]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _send_parts(send: Send, delivery: Delivery) -> None:
    """Send an answer to a client that takes it at a fair pace: it holds a place meanwhile."""
    seconds = delivery.seconds + (delivery.size or 0) / _LEAST_BYTES_PER_SECOND
    try:
        async with asyncio.timeout(seconds):
            async for part in delivery.parts:
                view = memoryview(part)
                for start in range(0, len(part), _CHUNK_BYTES):
                    chunk = bytes(view[start : start + _CHUNK_BYTES])
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except TimeoutError:
        raise BrokenTransferError(f"not taken within {seconds:.0f} seconds") from None


def _content_type(written: ResultsFormat | GraphFormat, choice: Choice) -> str:
    chosen = choice.graph if isinstance(written, GraphFormat) else choice.results
    media_type = chosen[1] if chosen is not None else written.media_type
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _list_formats(problem: Problem, form: str, choice: Choice) -> Problem:
    graph = form not in {"SELECT", "ASK"}
    tried = choice.graph if graph else choice.results
    # When a format was found, it is the one that cannot hold this answer.
    unfit = tried[0].media_type if tried is not None else None
    offers = tuple(offer for offer in list_offers(graph=graph) if offer != unfit)
    detail = f"{problem.detail}; it can be had as {', '.join(offers)}"
    return replace(problem, detail=detail, members={"offers": offers})
