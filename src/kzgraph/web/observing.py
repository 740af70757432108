"""Watching the server: an id for each request, what is counted, and what is said in the log."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Container
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kzgraph.engine import End, Incident, Observer, Origin, Outcome, hash_query
from kzgraph.logs import Request, current_request, name_request
from kzgraph.web.clients import client_of
from kzgraph.web.http import REQUEST_ID, REQUEST_ID_FIELD
from kzgraph.web.metrics import Metrics

_logger: Final = logging.getLogger(__name__)
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_STOPPED: Final = frozenset(
    {
        Outcome.TIMEOUT,
        Outcome.MEMORY,
        Outcome.CRASH,
        Outcome.KILLED,
        Outcome.FAILED,
        Outcome.BUDGET,
    }
)
"""What the service did not let go on, or could not; it is logged unless errors alone are."""
_LEFT: Final = frozenset({Outcome.CLIENT_LEFT, Outcome.NOT_TAKEN, Outcome.GIVEN_UP})
"""What was stopped because nobody waited for it any more."""


class EngineWatcher(Observer):
    """Counts what the engines tell, and logs each query that got no answer, or got it late.

    Args:
        metrics: where it is counted.
        slow_seconds: from when on an answered query is logged, too.
        log_queries: whether the text of a query may stand in the log.
    """

    def __init__(self, metrics: Metrics, *, slow_seconds: float, log_queries: bool) -> None:
        self._metrics = metrics
        self._slow_seconds = slow_seconds
        self._log_queries = log_queries

    def query_ended(self, end: End) -> None:
        self._metrics.count_query(end)
        seconds = end.waited_seconds + end.run_seconds
        if end.outcome is not Outcome.ANSWERED:
            is_stopped = end.outcome in _STOPPED
            event = "query stopped" if is_stopped or end.outcome in _LEFT else "query refused"
            level = logging.WARNING if is_stopped else logging.INFO
        elif seconds >= self._slow_seconds:
            event, level = "slow query", logging.WARNING
        else:
            return
        if not _logger.isEnabledFor(level):
            return
        if (request := current_request.get()) is not None:
            request.is_told = True
        told: dict[str, object] = {
            "outcome": end.outcome.value,
            "client": end.client,
            "query_hash": hash_query(end.query.text),
            "seconds": round(seconds, 3),
            "waited_seconds": round(end.waited_seconds, 3),
            "lane": end.lane,
        }
        if end.cause:
            told["cause"] = end.cause
        if self._log_queries:
            told["query"] = end.query.text
        _logger.log(level, event, extra=told)

    def worker_ended(self, incident: Incident) -> None:
        self._metrics.count_worker(incident)

    def nursery_ended(self) -> None:
        self._metrics.count_nursery()

    def answer_given(self, origin: Origin) -> None:
        self._metrics.count_answer(origin)


class RequestWatcher:
    """The outermost application: gives each request its id, and says what became of it.

    Args:
        app: answers.
        metrics: where requests are counted.
        proxies: hosts whose requests have ids already, which are kept.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, proxies: Container[str] = ()) -> None:
        self._app = app
        self._metrics = metrics
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        state = scope.setdefault("state", {})
        if REQUEST_ID not in state:  # what is refused already has one
            state[REQUEST_ID] = self._find_id(scope) or name_request()
        request = Request(state[REQUEST_ID])
        current_request.set(request)
        answer = _Answer(send, request.id)
        try:
            await self._app(scope, receive, answer.send)
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.observe_request(
                scope["path"], answer.status, seconds, is_complete=answer.is_complete
            )
            failed = answer.status >= 400 or not answer.is_complete
            level = logging.INFO if failed and not request.is_told else logging.DEBUG
            if _logger.isEnabledFor(level):
                _logger.log(
                    level,
                    "request",
                    extra={
                        "client": client_of(scope),
                        "method": scope["method"],
                        "path": scope["path"],
                        "status": answer.status or None,
                        "complete": answer.is_complete,
                        "bytes": answer.size,
                        "seconds": round(seconds, 6),
                    },
                )

    def _find_id(self, scope: Scope) -> str | None:
        """Give the id that a proxy has given to its request, if it is fit for a log."""
        if not scope.get("client") or scope["client"][0] not in self._proxies:
            return None
        for name, value in scope["headers"]:
            if name == REQUEST_ID_FIELD:
                return value.decode() if _REQUEST_ID.fullmatch(value) else None
        return None


class _Answer:
    """What is sent in answer to a request, on its way."""

    __slots__ = ("_id", "_send", "is_complete", "size", "status")

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._id = request_id
        self.status = 0
        self.size = 0
        self.is_complete = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            fields = [*message.get("headers", ()), (REQUEST_ID_FIELD, self._id.encode())]
            message = {**message, "headers": fields}
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            self.is_complete = not message.get("more_body", False)
        await self._send(message)
