"""Errors as problem details, https://www.rfc-editor.org/rfc/rfc9457, made in one place."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from kzgraph.errors import (
    AnswerFormatError,
    ClientLimitError,
    EngineBusyError,
    EvaluationError,
    KzgraphError,
    MemoryLimitError,
    ProtocolError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    WorkerCrashedError,
)
from kzgraph.vocabulary.prefixes import BASE

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """An error as a client sees it.

    Attributes:
        status: HTTP status.
        kind: last part of the IRI of its type; empty when the status says it all.
        title: what happened, the same for each problem of its kind.
        detail: what happened this time, and what to do.
        members: further members, such as line, column and limit; those that are None fall away.
        headers: header fields of the response.
    """

    status: int
    kind: str
    title: str
    detail: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> bytes:
        """The problem as JSON."""
        document = {
            "type": f"{BASE}problem/{self.kind}" if self.kind else "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **{name: value for name, value in self.members.items() if value is not None},
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def describe(error: KzgraphError) -> Problem:  # noqa: PLR0911, PLR0912  (one for each)
    """Say in HTTP what an error of ours means.

    A query that is wrong is 400, one that is right but refused 403; a query or an answer that is
    too large is the client's to change (413, 414, 422); what the service could not do is 5xx, with
    a Retry-After where waiting helps.
    """
    members: dict[str, object]
    detail = str(error)
    match error:
        case QuerySyntaxError():
            members = {
                "line": error.line,
                "column": error.column,
                "engine": error.engine_message or None,
            }
            return Problem(400, "query-syntax", "Not a SPARQL query", error.cause, members)
        case QueryLimitError():
            status = 413 if error.unit == "bytes" else 400
            members = {
                "line": error.line,
                "column": error.column,
                "limit": error.limit,
                "unit": error.unit,
            }
            return Problem(status, "query-limit", "Query over a limit", error.cause, members)
        case QueryRefusedError():
            members = {"line": error.line, "column": error.column}
            return Problem(403, "query-refused", "Query refused", error.cause, members)
        case QueryTimeoutError():
            return Problem(
                503,
                "timeout",
                "Query stopped at its time limit",
                detail,
                {"limit": error.limit_seconds, "unit": "seconds"},
                (("retry-after", str(math.ceil(error.limit_seconds))),),
            )
        case ResultTooLargeError():
            members = {"limit": error.limit_bytes, "unit": "bytes"}
            return Problem(422, "answer-limit", "Answer over its limit", detail, members)
        case MemoryLimitError():
            members = {"limit": error.limit_bytes, "unit": "bytes"}
            return Problem(503, "memory", "Query over its memory", detail, members)
        case ClientLimitError():
            return Problem(
                429,
                "client-limit",
                "Client over its share",
                detail,
                {"limit": error.limit, "unit": error.unit},
                (("retry-after", str(math.ceil(error.retry_after_seconds))),),
            )
        case WorkerCrashedError():
            return Problem(500, "crash", "Query ended its process", detail)
        case EvaluationError():
            return Problem(500, "evaluation", "Query could not be worked out", detail)
        case EngineBusyError():
            return Problem(503, "busy", "Service busy", detail, headers=(("retry-after", "5"),))
        case ProtocolError():
            return Problem(
                error.status, "protocol", "Not a SPARQL request", detail, headers=error.headers
            )
        case AnswerFormatError():
            return Problem(406, "format", "No acceptable format", detail)
        case _:
            return from_status(500)


def from_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """Make the problem that says no more than its status."""
    known = HTTPStatus(status)
    return Problem(
        status,
        "",
        known.phrase,
        known.description or known.phrase,
        headers=tuple((headers or {}).items()),
    )
