"""Errors as problem details, https://www.rfc-editor.org/rfc/rfc9457, made in one place.

How a problem is written for a client is in `kzgraph.web.responses`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from kzgraph.errors import (
    AnswerFormatError,
    ClientLimitError,
    DocumentRequestError,
    EngineBusyError,
    EvaluationError,
    GoneError,
    KzgraphError,
    MemoryLimitError,
    ParameterError,
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
_GIVEN_LENGTH: Final = 200
"""How much of a value is told back."""
_BUSY_SECONDS: Final = 5
"""When somebody whom no worker could serve may ask again."""


@dataclass(frozen=True)
class Kind:
    """A kind of problem.

    Attributes:
        name: last part of the IRI of the kind; empty when a status says it all.
        statuses: the HTTP statuses it can have, the usual one first.
        title: what happened.
        meaning: the same in a sentence or two.
        remedy: what the client can do.
    """

    name: str
    statuses: tuple[int, ...]
    title: str
    meaning: str
    remedy: str

    @property
    def iri(self) -> str:
        """What `type` of a problem says."""
        return f"{BASE}problem/{self.name}" if self.name else "about:blank"


KINDS: Final = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind(
                "protocol",
                (400, 403, 405, 414, 415, 431),
                "Not a SPARQL request",
                "The request is no query operation of the SPARQL 1.1 Protocol: its method, type "
                "of content, or a parameter is wrong, it asks for an update, or its URL or Accept "
                "header is too long.",
                "Send exactly one query: by GET as ?query=…, by POST as a form with query=…, or "
                "by POST as application/sparql-query.",
            ),
            Kind(
                "query-syntax",
                (400,),
                "Not a SPARQL query",
                "The text is no SPARQL 1.1 query: it breaks the grammar, uses a prefix that it "
                "does not declare or a function that does not exist, or is an update.",
                "Look at the line and column that are named: what is wrong stands there or "
                "shortly before.",
            ),
            Kind(
                "query-limit",
                (400, 413),
                "Query over a limit",
                "The query nests deeper than this service reads, or its data set has more graphs "
                "(400), or it is longer (413).",
                "Write the query flatter, or ask in several shorter queries.",
            ),
            Kind(
                "query-refused",
                (403,),
                "Query refused",
                "The query asks for something that this service never does: with SERVICE, to call "
                "another server.",
                "Run the query from a client that asks several servers, or ask each and join the "
                "answers.",
            ),
            Kind(
                "format",
                (406,),
                "No acceptable format",
                "None of the formats that the request accepts can hold the answer to this query.",
                "Ask for one of the formats that are offered, in the Accept header or as format=….",
            ),
            Kind(
                "answer-limit",
                (422,),
                "Answer over its limit",
                "The answer is larger than this service sends; nothing of it was sent.",
                "Ask for fewer columns or rows, or page with ORDER BY, LIMIT and OFFSET.",
            ),
            Kind(
                "client-limit",
                (429,),
                "Client over its share",
                "As many queries of this client wait as may wait at once, or it has used up its "
                "query-seconds; then short queries are still answered.",
                "Wait as long as Retry-After says, then ask one query at a time, and for less in "
                "each.",
            ),
            Kind(
                "evaluation",
                (500,),
                "Query could not be worked out",
                "The query is in order, but the engine gave it up.",
                "Write the query in another way, and report it to whoever runs this service.",
            ),
            Kind(
                "crash",
                (500,),
                "Query ended its process",
                "The process that ran the query ended: a fault of the engine, or too little "
                "memory. No other query was affected.",
                "Write the query flatter or ask for less, and report it to whoever runs this "
                "service.",
            ),
            Kind(
                "busy",
                (503,),
                "Service busy",
                "No worker came free in time, too many queries wait already, or the service "
                "starts or stops just now.",
                "Ask again after as many seconds as Retry-After says.",
            ),
            Kind(
                "timeout",
                (503,),
                "Query stopped at its time limit",
                "The query was not done at its time limit and was stopped; no part of an answer "
                "was sent.",
                "Ask for less: fewer patterns, a FILTER earlier, a LIMIT without ORDER BY.",
            ),
            Kind(
                "memory",
                (503,),
                "Query stopped at its memory limit",
                "The query needed more memory than one query may take and was stopped; no part of "
                "an answer was sent.",
                "Ask for less: no ORDER BY, DISTINCT or GROUP BY over so many rows, fewer columns.",
            ),
            Kind(
                "document",
                (400, 404, 406),
                "Nothing like that is here",
                "There is something to say about this thing, but not in the way that is asked for: "
                "no acceptable format, a parameter that is no page number or language, or a class "
                "or page that is not there.",
                "Ask for one of the formats named, for page=1, or for lang=en, ru or kk.",
            ),
            Kind(
                "parameter",
                (422,),
                "Not a parameter, or not a value for it",
                "The question or page has no parameter of this name, the parameter is given more "
                "than once, or it has a value that is none for it: no day, no number, no name of a "
                "thing of the right kind.",
                "Give a value of the kind that is named, such as one of those that are listed.",
            ),
            Kind(
                "gone",
                (410,),
                "This name was withdrawn",
                "What had this name was joined with something else, or turned out not to be a "
                "thing of its own. A name is never given a second time.",
                "Go on to its successor, if one is named.",
            ),
        )
    }
)
"""The kinds of problem by their names, in the order of their statuses: 4xx is the client's to
change, 5xx is what the service could not do."""


@dataclass(frozen=True)
class Problem:
    """An error as a client sees it.

    Attributes:
        kind: what kind of problem it is.
        status: HTTP status.
        detail: what happened this time.
        members: further members, such as line, column and limit; those that are None fall away.
        headers: header fields of the response.
    """

    kind: Kind
    status: int
    detail: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> bytes:
        """The problem as JSON."""
        document = {
            "type": self.kind.iri,
            "title": self.kind.title,
            "status": self.status,
            "detail": self.detail,
            "remedy": self.kind.remedy,
            **{name: value for name, value in self.members.items() if value is not None},
        }
        text = json.dumps(document, ensure_ascii=False, indent=1)
        return text.encode(errors="replace") + b"\n"  # a lone surrogate has no UTF-8


def describe(error: KzgraphError) -> Problem:  # noqa: PLR0911, PLR0912  (one for each cause)
    """Say in HTTP what an error of ours means.

    A query that is wrong is 400, one that is right but refused 403; a query or an answer that is
    too large is the client's to change (413, 414, 422), and so is a client that asks too much
    (429); what the service could not do is 5xx, with a Retry-After where waiting helps.
    """
    match error:
        case QuerySyntaxError():
            members = _place(error) | {"engine": error.engine_message or None}
            return _make("query-syntax", error.cause, members)
        case QueryLimitError():
            members = _place(error) | _limit(error.limit, error.unit)
            status = 413 if error.unit == "bytes" else 400
            return _make("query-limit", error.cause, members, status=status)
        case QueryRefusedError():
            return _make("query-refused", error.cause, _place(error))
        case QueryTimeoutError(limit_seconds=seconds):
            return _make(
                "timeout",
                f"the query was stopped after {seconds:g} seconds, its time limit",
                _limit(seconds, "seconds"),
                _retry_after(seconds),
            )
        case MemoryLimitError(limit_bytes=limit):
            # The same query would need as much again: no Retry-After.
            detail = (
                f"the query needed more than {limit} bytes of memory, the limit of this service"
            )
            return _make("memory", detail, _limit(limit, "bytes"))
        case ResultTooLargeError(limit_bytes=limit):
            detail = f"the answer is larger than {limit} bytes, the limit of this service"
            return _make("answer-limit", detail, _limit(limit, "bytes"))
        case ClientLimitError():
            members = {"policy": error.kind} | _limit(error.limit, error.unit)
            return _make("client-limit", str(error), members, _rate_limit(error))
        case WorkerCrashedError():
            return _make("crash", str(error))
        case EvaluationError():
            return _make("evaluation", str(error))
        case EngineBusyError():
            return _make("busy", str(error), {}, _retry_after(_BUSY_SECONDS))
        case ProtocolError():
            return _make("protocol", error.cause, {}, error.headers, status=error.status)
        case AnswerFormatError():
            return _make("format", str(error))
        case DocumentRequestError():
            return _make("document", error.cause, status=error.status)
        case ParameterError():
            members = {
                "parameter": error.parameter,
                "given": error.given[:_GIVEN_LENGTH],
                "allowed": error.allowed or None,
            }
            return _make("parameter", error.cause, members)
        case GoneError():
            successor = error.successor
            link = (("link", f'<{successor}>; rel="successor-version"'),) if successor else ()
            return _make("gone", str(error), {"successor": successor or None}, link)
        case _:
            return from_status(500)


def from_status(
    status: int,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Problem:
    """Make the problem that says no more than its status."""
    detail, remedy = _PLAIN.get(status, ("", ""))
    known = HTTPStatus(status)
    kind = Kind("", (status,), known.phrase, known.description, remedy)
    fields = tuple((headers or {}).items())
    return Problem(kind, status, detail or known.phrase, members or {}, fields)


_PLAIN: Final = {
    404: ("there is nothing at this address", "Begin at /, which says what is where."),
    405: ("this address does not know the method", "Use a method that the Allow header names."),
    500: (
        "the service failed in a way that nobody foresaw",
        "Try again; if that fails, too, report the request to whoever runs this service.",
    ),
}
"""What happened and what to do, for the statuses that can come without an error of ours."""


def _make(
    kind: str,
    detail: str,
    members: Mapping[str, object] | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    *,
    status: int | None = None,
) -> Problem:
    known = KINDS[kind]
    return Problem(known, status or known.statuses[0], detail, members or {}, headers)


def _place(error: QuerySyntaxError | QueryRefusedError) -> dict[str, object]:
    return {"line": error.line, "column": error.column}


def _limit(limit: float, unit: str) -> dict[str, object]:
    return {"limit": limit, "unit": unit}


def _retry_after(seconds: float) -> tuple[tuple[str, str], ...]:
    return (("retry-after", str(max(1, math.ceil(seconds)))),)


def _rate_limit(error: ClientLimitError) -> tuple[tuple[str, str], ...]:
    """Name the limit as https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/."""
    (wait,) = _retry_after(error.retry_after_seconds)
    unit = "concurrent-requests" if error.kind == "share" else error.unit
    return (
        wait,
        ("ratelimit-policy", f'"{error.kind}";q={math.floor(error.limit)};qu="{unit}"'),
        ("ratelimit", f'"{error.kind}";r=0;t={wait[1]}'),
    )
