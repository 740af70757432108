"""Answers of the engine as responses: streamed, limited, and broken off where they fail."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from starlette.types import Message, Receive, Scope, Send

from kzgraph.engine import (
    AnswerCache,
    Delivery,
    GraphFormat,
    Kept,
    Key,
    Origin,
    Outcome,
    Query,
    ResultsFormat,
    outcome_of,
)
from kzgraph.errors import AnswerFormatError, KzgraphError
from kzgraph.protocol import Choice, choose_token, list_offers
from kzgraph.web.clients import client_of
from kzgraph.web.http import BREAK, CUT
from kzgraph.web.problems import Problem, describe
from kzgraph.web.representations import LEAST_BYTES, is_among
from kzgraph.web.responses import send_problem

_logger: Final = logging.getLogger(__name__)
_CHUNK_BYTES: Final = 1 << 18
_SECONDS_UNWATCHED: Final = 0.01
_LEAST_BYTES_PER_SECOND: Final = 1 << 16
"""The pace at which a client must take an answer that is complete."""


class ClientGoneError(Exception):
    """The client closed the connection; nobody waits for an answer."""


class BrokenTransferError(Exception):
    """An answer failed after its first part was sent: the client must see that it is not whole."""


@dataclass(frozen=True)
class Asked:
    """A query with what its answer must suit.

    Attributes:
        query: what to put to the engine.
        key: of the query; None: its answer is not kept.
        choice: how the answer can be written.
        fields: for the header of the answer, besides those that any has.
        change: makes what is sent of the answer, which then comes whole or not at all.
    """

    query: Query
    key: Key | None
    choice: Choice
    fields: tuple[tuple[str, str], ...] = ()
    change: Callable[[bytes], bytes] | None = None


class Sender:
    """Sends answers, within the limits of the engine.

    Args:
        answers: of the engine, and those that are kept.
    """

    def __init__(self, answers: AnswerCache) -> None:
        self._answers = answers
        self._engine = answers.engine

    @cached_property
    def _policy(self) -> str:
        """Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/."""
        capacity = self._engine.capacity
        return (
            f'"budget";q={capacity.client_seconds:.0f};qu="query-seconds";'
            f"w={capacity.client_period_seconds:.0f}"
        )

    async def send_answer(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the answer to a query, or with what became of it."""
        kept = self._answers.find(asked.key)
        if kept is not None and asked.change is None and len(kept.body) <= _CHUNK_BYTES:
            await self._send_kept(kept, Origin.KEPT, asked, scope, send)
            return
        try:
            with contextlib.suppress(ClientGoneError):  # nobody is there to be told
                await _unless_left(receive, self._answer(asked, scope, send))
        except BrokenTransferError as error:
            _logger.warning("transfer broken", extra={"cause": str(error)})
            # A server without this closes the connection, too, but takes it for a fault of ours.
            if BREAK in scope.get("extensions", {}):
                await send({"type": BREAK})

    async def _answer(self, asked: Asked, scope: Scope, send: Send) -> None:
        # Where nothing but the end of the connection marks the end of the answer, half of one
        # would look whole.
        whole = scope["http_version"] == "1.0" or asked.change is not None
        try:
            answer, origin = await self._answers.deliver(
                asked.key, asked.query, client_of(scope), whole=whole
            )
            with answer:
                if asked.change is not None:
                    body = await asyncio.to_thread(asked.change, await answer.read())
                    fields = self._tell(answer.format, origin, asked, scope)
                    await send_whole(scope, send, 200, fields, body)
                elif isinstance(answer, Kept):
                    await self._send_kept(answer, origin, asked, scope, send)
                else:
                    await self._send_delivery(answer, asked, scope, send)
        except KzgraphError as error:
            problem = describe(error)
            if isinstance(error, AnswerFormatError):
                problem = list_formats(problem, error.form, asked.choice)
            await send_problem(scope, send, problem, asked.query.text)

    async def _send_kept(
        self, kept: Kept, origin: Origin, asked: Asked, scope: Scope, send: Send
    ) -> None:
        """Send an answer that has an entity tag, or that the client has it."""
        fields = self._tell(kept.format, origin, asked, scope)
        codings, known_tags = _read_conditions(scope)
        if codings and len(kept.body) >= LEAST_BYTES:
            coding = choose_token(codings, ("identity", "gzip"))
            if coding == "gzip":
                kept = await self._answers.compress(kept)
                fields.append(("content-encoding", coding))
        fields.append(("cache-control", "no-cache"))
        # A POST asks for no representation of what its address names.
        if scope["method"] != "POST":
            # The same bytes are another representation under another type.
            told = f"{kept.tag} {content_type(kept.format, asked.choice)}".encode()
            tag = f'"{hashlib.blake2b(told, digest_size=16).hexdigest()}"'
            fields.append(("etag", tag))
            if is_among(tag, known_tags):
                await send_whole(scope, send, 304, fields, b"")
                return
        if len(kept.body) <= _CHUNK_BYTES or scope["method"] == "HEAD":
            await send_whole(scope, send, 200, fields, kept.body)
            return
        fields.append(("content-length", str(len(kept.body))))
        await send(_start(200, fields))
        async with _taken_within(self._engine.limits.seconds, len(kept.body)):
            await _send_slices(send, kept.body)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_delivery(
        self, delivery: Delivery, asked: Asked, scope: Scope, send: Send
    ) -> None:
        fields = self._tell(delivery.format, Origin.PASSED_ON, asked, scope)
        fields.append(("cache-control", "no-store"))
        if delivery.body is not None:
            fields.append(("content-length", str(len(delivery.body))))
        await send(_start(200, fields))
        if scope["method"] != "HEAD":
            try:
                await _send_parts(send, delivery)
            except KzgraphError as error:
                # Without its words, which may be those of the query.
                raise BrokenTransferError(outcome_of(error).value) from error
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _tell(
        self, written: ResultsFormat | GraphFormat, origin: Origin, asked: Asked, scope: Scope
    ) -> list[tuple[str, str]]:
        """Tell what an answer is, where it comes from, and what is left to the client."""
        self._engine.observer.answer_given(origin)
        account = self._engine.account(client_of(scope))
        left = f'"budget";r={account.seconds:.0f};t={math.ceil(account.whole_after)}'
        return [
            ("content-type", content_type(written, asked.choice)),
            ("vary", "accept, accept-encoding"),
            ("query-timeout", f"{self._engine.limits.seconds_of(asked.query):g}"),
            ("ratelimit-policy", self._policy),
            ("ratelimit", left),
            ("cache-status", f"kzgraph; {origin.value}"),
            *asked.fields,
        ]


def _read_conditions(scope: Scope) -> tuple[list[str], str]:
    """Give the lines that name codings, and the entity tags that the client has."""
    codings: list[str] = []
    tags: list[str] = []
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            codings.append(value.decode("latin-1"))
        elif name == b"if-none-match":
            tags.append(value.decode("latin-1"))
    return codings, ",".join(tags)


async def send_whole(
    scope: Scope, send: Send, status: int, fields: Iterable[tuple[str, str]], body: bytes
) -> None:
    """Send a response that is complete."""
    if status not in {204, 304}:
        fields = [*fields, ("content-length", str(len(body)))]
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


async def _unless_left(receive: Receive, answering: Coroutine[Any, Any, None]) -> None:
    """Answer, but stop when the client leaves, or the server cuts its connection.

    Raises:
        ClientGoneError: it is gone.
    """
    asker = asyncio.current_task()
    has_left = False

    async def watch() -> None:
        nonlocal has_left
        while (message := await receive())["type"] != "http.disconnect":
            pass
        has_left = True
        if asker is not None:
            was_cut = message.get(CUT, False)
            asker.cancel(Outcome.NOT_TAKEN if was_cut else Outcome.CLIENT_LEFT)

    watching: list[asyncio.Task[None]] = []

    def begin() -> None:
        watching.append(asyncio.create_task(watch()))

    # To watch costs as much as to answer what is quick.
    beginning = asyncio.get_running_loop().call_later(_SECONDS_UNWATCHED, begin)
    try:
        await answering
    except asyncio.CancelledError:
        if has_left and asker is not None and not asker.uncancel():
            raise ClientGoneError from None
        raise
    finally:
        beginning.cancel()
        for task in watching:
            task.cancel()


def _start(status: int, fields: Iterable[tuple[str, str]]) -> Message:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in fields]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _send_parts(send: Send, delivery: Delivery) -> None:
    """Send an answer that holds a place until its client has taken it."""
    async with _taken_within(delivery.seconds, len(delivery.body or b"")):
        async for part in delivery.parts():
            await _send_slices(send, part)


@contextlib.asynccontextmanager
async def _taken_within(seconds: float, size: int) -> AsyncIterator[None]:
    """Let a client take an answer at a fair pace, or break it off.

    Raises:
        BrokenTransferError: it has not; or what gives the answer found so, by a TimeoutError.
    """
    seconds += size / _LEAST_BYTES_PER_SECOND
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise BrokenTransferError(f"not taken within {seconds:.0f} seconds") from None


async def _send_slices(send: Send, body: bytes) -> None:
    """Send bytes in pieces, so that no client has more of them waiting than one."""
    view = memoryview(body)
    for start in range(0, len(body), _CHUNK_BYTES):
        piece = bytes(view[start : start + _CHUNK_BYTES])
        await send({"type": "http.response.body", "body": piece, "more_body": True})
