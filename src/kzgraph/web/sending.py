"""Answers of the engine as responses: streamed, limited, and broken off where they fail."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, Final

from starlette.types import Message, Receive, Scope, Send

from kzgraph.engine import Delivery, Engine, GraphFormat, Query, ResultsFormat
from kzgraph.errors import AnswerFormatError, KzgraphError
from kzgraph.protocol import Choice, list_offers
from kzgraph.web.clients import client_of
from kzgraph.web.problems import Problem, describe
from kzgraph.web.responses import send_problem

_logger: Final = logging.getLogger(__name__)
_CHUNK_BYTES: Final = 1 << 18
_LEAST_BYTES_PER_SECOND: Final = 1 << 16
"""The pace at which a client must take an answer that is complete."""


class ClientGoneError(Exception):
    """The client closed the connection; nobody waits for an answer."""


class BrokenTransferError(Exception):
    """An answer failed after its first part was sent: the client must see that it is not whole."""


class Sender:
    """Sends answers of the engine, within its limits.

    Args:
        engine: what answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def send_answer(
        self,
        query: Query,
        choice: Choice,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        fields: Iterable[tuple[str, str]] = (),
        change: Callable[[bytes], bytes] | None = None,
    ) -> None:
        """Answer a request with the answer to a query, or with what became of it.

        Args:
            query: what to put to the engine.
            choice: how the answer can be written.
            scope: of the request.
            receive: tells when the client leaves.
            send: takes the response.
            fields: for the header of an answer, besides those that any has.
            change: makes what is sent of the answer, which then comes whole or not at all.
        """
        answering = self._answer(query, choice, scope, send, further=fields, change=change)
        try:
            await _unless_left(receive, answering)
        except ClientGoneError:
            tell_that_client_left()
        except BrokenTransferError as error:
            # Nothing more is sent: the server closes the connection without the end of the chunks.
            _logger.warning("transfer broken", extra={"cause": str(error)})

    async def _answer(
        self,
        query: Query,
        choice: Choice,
        scope: Scope,
        send: Send,
        *,
        further: Iterable[tuple[str, str]],
        change: Callable[[bytes], bytes] | None,
    ) -> None:
        # Where nothing but the end of the connection marks the end of the answer, half of one
        # would look whole.
        whole = scope["http_version"] == "1.0" or change is not None
        client = client_of(scope)
        begun = False
        try:
            async with self._engine.deliver(query, client, whole=whole) as given:
                delivery = given if change is None else await _change(given, change)
                fields = [
                    ("content-type", content_type(delivery.format, choice)),
                    ("vary", "accept"),
                    ("query-timeout", f"{delivery.seconds:g}"),
                    *self._tell_budget(client),
                    *further,
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
                problem = list_formats(problem, error.form, choice)
            await send_problem(scope, send, problem, query.text)

    def _tell_budget(self, client: str) -> tuple[tuple[str, str], ...]:
        """Tell what is left, https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/."""
        account, capacity = self._engine.account(client), self._engine.capacity
        most, period = capacity.client_seconds, capacity.client_period_seconds
        return (
            ("ratelimit-policy", f'"budget";q={most:.0f};qu="query-seconds";w={period:.0f}'),
            ("ratelimit", f'"budget";r={account.seconds:.0f};t={math.ceil(account.whole_after)}'),
        )


def tell_that_client_left() -> None:
    """Log it: nobody is there to be told."""
    _logger.info("client left")


async def send_whole(
    scope: Scope, send: Send, status: int, fields: Iterable[tuple[str, str]], body: bytes
) -> None:
    """Send a response that is complete."""
    fields = [*fields] if status == 204 else [*fields, ("content-length", str(len(body)))]
    await send(_start(status, fields))
    body = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": body, "more_body": False})


def content_type(written: ResultsFormat | GraphFormat, choice: Choice) -> str:
    """Give the content type of an answer in a format, by the name that the client likes."""
    chosen = choice.graph if isinstance(written, GraphFormat) else choice.results
    media_type = chosen[1] if chosen is not None else written.media_type
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def list_formats(problem: Problem, form: str, choice: Choice) -> Problem:
    """Tell in which formats the answer to a form of query could be had."""
    graph = form not in {"SELECT", "ASK"}
    tried = choice.graph if graph else choice.results
    # When a format was found, it is the one that cannot hold this answer.
    unfit = tried[0].media_type if tried is not None else None
    offers = tuple(offer for offer in list_offers(graph=graph) if offer != unfit)
    detail = f"{problem.detail}; it can be had as {', '.join(offers)}"
    return replace(problem, detail=detail, members={"offers": offers})


async def _change(delivery: Delivery, change: Callable[[bytes], bytes]) -> Delivery:
    """Make another answer of one that is there, beside the event loop."""
    answer = b"".join([part async for part in delivery.parts])
    body = await asyncio.to_thread(change, answer)

    async def parts() -> AsyncIterator[bytes]:
        yield body

    return replace(delivery, size=len(body), parts=parts())


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
