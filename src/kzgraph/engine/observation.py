"""What the engine tells of itself while it works: how queries end, and what becomes of workers.

Whoever wants to know gives the engine an `Observer`. The engine knows nothing of metrics or logs.
"""

from __future__ import annotations

import asyncio
import hashlib
import signal
import time
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Final, Self

from kzgraph.engine.execution import BYTE_ORDER_MARK, Query
from kzgraph.engine.reading import condense
from kzgraph.errors import (
    ClientLimitError,
    EngineBusyError,
    EvaluationError,
    KzgraphError,
    MemoryLimitError,
    QueryTimeoutError,
    ResultTooLargeError,
    WorkerCrashedError,
    WorkerKilledError,
)

_CONDENSED_LENGTH: Final = 1 << 13
"""How many characters a query may have that is condensed for its hash: more would hold up others
for milliseconds."""
_HASH_DIGITS: Final = 16


class Outcome(Enum):
    """How a query ended.

    Whoever cancels a task that asks can give one as the message, see `asyncio.Task.cancel`.
    """

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    KILLED = "killed"
    """Its process was killed from outside, and so was another that ran it again."""
    BUDGET = "client_budget"
    SHARE = "client_share"
    BUSY = "busy"
    TOO_LARGE = "answer_limit"
    FAILED = "failed"
    """The engine gave up, though the query is in order."""
    REFUSED = "refused"
    """It is no SPARQL, or none that is answered here."""
    CLIENT_LEFT = "client_left"
    NOT_TAKEN = "not_taken"
    """Whoever asked did not read the answer to its end: the client was too slow, or failed."""
    GIVEN_UP = "given_up"
    """Whoever asked needs the answer no more: another query for the same page has failed."""


class Origin(Enum):
    """Where an answer comes from, in the words of RFC 9211.

    Source: https://www.rfc-editor.org/rfc/rfc9211#section-2.
    """

    KEPT = "hit"
    NEW = "fwd=miss; stored"
    SHARED = "fwd=miss; collapsed"
    PASSED_ON = "fwd=bypass"


class Incident(Enum):
    """Why a worker ended; another took its place."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    KILLED = "killed"
    BUDGET = "client_budget"
    CLIENT_LEFT = "client_left"
    NOT_TAKEN = "not_taken"
    POSTPONED = "postponed"
    """Its query is long and there was no place for it: it starts again when its turn comes."""
    RENEWED = "renewed"
    """It has answered a long query, and could not be made as it was before."""


@dataclass(frozen=True, slots=True)
class End:
    """What is known of a query when it has ended.

    Attributes:
        query: what was asked.
        client: who asked.
        outcome: how it ended.
        cause: the same as a sentence, if one is known that has no words of the query.
        lane: in which it was last, "quick" or "slow"; empty of one that waited for the answer to
            the same query of somebody else.
        waited_seconds: how long it had no place.
        run_seconds: how long it had one, the time included in which a long answer was taken.
    """

    query: Query
    client: str
    outcome: Outcome
    cause: str
    lane: str
    waited_seconds: float
    run_seconds: float


@dataclass(frozen=True, slots=True)
class LaneLoad:
    """How full a lane is: how many queries run, wait, and can run at once."""

    running: int
    waiting: int
    places: int

    def __add__(self, other: LaneLoad) -> LaneLoad:
        return LaneLoad(
            self.running + other.running,
            self.waiting + other.waiting,
            self.places + other.places,
        )


@dataclass(frozen=True, slots=True)
class Load:
    """How full an engine is.

    Attributes:
        quick: the lane in which queries begin.
        slow: the lane of long ones.
        workers: how many there should be.
        idle: how many of them wait for a query.
    """

    quick: LaneLoad
    slow: LaneLoad
    workers: int
    idle: int

    def __add__(self, other: Load) -> Load:
        return Load(
            self.quick + other.quick,
            self.slow + other.slow,
            self.workers + other.workers,
            self.idle + other.idle,
        )


class Observer:
    """Is told what happens, in the event loop; by itself it does not listen."""

    def query_ended(self, end: End) -> None:
        """Hear of a query that was put to the engine."""

    def worker_ended(self, incident: Incident) -> None:
        """Hear of a worker that must be replaced."""

    def nursery_ended(self) -> None:
        """Hear that the data must be loaded again, all workers being gone."""

    def answer_given(self, origin: Origin) -> None:
        """Hear where an answer came from."""


class Watch:
    """A query that is under way from here on; its end is told when the context ends.

    Args:
        observer: whom.
        query: what is asked.
        client: who asks.
        begun: since when, by `time.monotonic`; None: now.
    """

    __slots__ = ("_begun", "_client", "_ended", "_observer", "_query", "lane", "run_seconds")

    def __init__(
        self, observer: Observer, query: Query, client: str, begun: float | None = None
    ) -> None:
        self._observer = observer
        self._query = query
        self._client = client
        self._begun = time.monotonic() if begun is None else begun
        self._ended: float | None = None
        self.lane = ""
        self.run_seconds = 0.0

    def stop_clock(self) -> None:
        """Count no further time: who reads the answer now holds no place."""
        self._ended = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        whole = (self._ended or time.monotonic()) - self._begun
        outcome = outcome_of(error)
        self._observer.query_ended(
            End(
                self._query,
                self._client,
                outcome,
                str(_find_ours(error)) if outcome in _TOLD else "",
                self.lane,
                max(0.0, whole - self.run_seconds),
                self.run_seconds,
            )
        )


_TOLD: Final = frozenset(
    {
        Outcome.TIMEOUT,
        Outcome.MEMORY,
        Outcome.CRASH,
        Outcome.KILLED,
        Outcome.BUDGET,
        Outcome.SHARE,
        Outcome.BUSY,
        Outcome.TOO_LARGE,
    }
)
"""Outcomes whose errors have no words of the query in their messages."""


def outcome_of(error: BaseException | None) -> Outcome:  # noqa: PLR0911  (one for each cause)
    """Say how a query ended that ended with this exception, or with one that was made of it."""
    ours = _find_ours(error)
    match ours:
        case None if error is None:
            return Outcome.ANSWERED
        case None if isinstance(error, asyncio.CancelledError):
            told = (one for one in error.args if isinstance(one, Outcome))
            return next(told, Outcome.GIVEN_UP)
        case None:
            return Outcome.NOT_TAKEN
        case QueryTimeoutError():
            return Outcome.TIMEOUT
        case MemoryLimitError():
            return Outcome.MEMORY
        case WorkerKilledError():
            return Outcome.KILLED
        case WorkerCrashedError():
            return Outcome.CRASH
        case ClientLimitError():
            return Outcome.BUDGET if ours.kind == "budget" else Outcome.SHARE
        case EngineBusyError():
            return Outcome.BUSY
        case ResultTooLargeError():
            return Outcome.TOO_LARGE
        case EvaluationError():
            return Outcome.FAILED
        case _:
            return Outcome.REFUSED


def _find_ours(error: BaseException | None) -> KzgraphError | None:
    """Give an exception of ours: this one, or the one it was made of."""
    for one in (error, error.__cause__ if error is not None else None):
        if isinstance(one, KzgraphError):
            return one
    return None


_INCIDENTS: Final = {
    Outcome.TIMEOUT: Incident.TIMEOUT,
    Outcome.BUDGET: Incident.BUDGET,
    Outcome.CLIENT_LEFT: Incident.CLIENT_LEFT,
}


def incident_of(error: BaseException | None) -> Incident:
    """Say why a worker must end whose query was left, with this exception, before it was done."""
    return _INCIDENTS.get(outcome_of(error), Incident.NOT_TAKEN)


def incident_of_code(code: int | None) -> Incident:
    """Say why a worker has ended by itself.

    Args:
        code: its exit code, negative for a signal; None when all have ended with the nursery.
    """
    if code in {None, -signal.SIGKILL}:
        return Incident.KILLED
    # How the engine ends when it gets no memory.
    return Incident.MEMORY if code == -signal.SIGABRT else Incident.CRASH


def hash_query(text: str) -> str:
    """Give 16 hexadecimal digits by which a query is known, whatever its comments and layout.

    They are the first of the SHA-256 of the text without these; of the text as it is when it cannot
    be a query, or is long.
    """
    if len(text) <= _CONDENSED_LENGTH:
        condensed = condense(text.removeprefix(BYTE_ORDER_MARK))
        text = condensed.text if condensed is not None else text
    digest = hashlib.sha256(text.encode(errors="surrogatepass"))
    return digest.hexdigest()[:_HASH_DIGITS]
