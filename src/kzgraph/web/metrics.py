"""What Prometheus reads of the server, at a port of its own.

Names and units follow https://prometheus.io/docs/practices/naming/. What happens is counted in the
event loop by children made beforehand; what is, such as queues and memory, is looked at when
somebody asks. All of it belongs to the server: a reload does not begin anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import platform
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    make_asgi_app,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from kzgraph import __version__
from kzgraph.engine import End, Facts, Incident, LaneLoad, Load, Origin, Outcome
from kzgraph.web.http import HttpLimits, LimitedProtocol, Server, configure

_logger: Final = logging.getLogger(__name__)
_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""From an answer that is kept to twice the time that a query has by default."""
PATH: Final = "/metrics"
_PROC: Final = Path("/proc")
_KIBIBYTE: Final = 1024
_LINE_BYTES: Final = 1 << 12
_CONNECTIONS: Final = 16
_SECONDS_TO_END: Final = 1


class Kind(Enum):
    """What a request is for: few, whatever paths clients think of."""

    SPARQL = "sparql"
    PAGE = "page"
    DATA = "data"
    SEARCH = "search"
    OTHER = "other"


_KINDS: Final = {
    "sparql": Kind.SPARQL,
    **dict.fromkeys(
        ("", "about", "browse", "page", "query", "queries", "ontology", "shapes"), Kind.PAGE
    ),
    **dict.fromkeys(
        (".well-known", "concept", "data", "dataset", "dumps", "graph", "id", "api/queries"),
        Kind.DATA,
    ),
    **dict.fromkeys(("search", "opensearch.xml", "api/search", "api/suggest"), Kind.SEARCH),
}
_BROKEN: Final = -1
"""The class of status of a request whose answer has begun and not ended."""
_CLASSES: Final = {_BROKEN: "broken", 0: "none", 2: "2xx", 3: "3xx", 4: "4xx", 5: "5xx"}
_ORIGINS: Final = {
    Origin.KEPT: "hit",
    Origin.NEW: "miss",
    Origin.SHARED: "shared",
    Origin.PASSED_ON: "bypass",
}


def kind_of(path: str) -> Kind:
    """Say what a request to a path is for."""
    if path == "/sparql":
        return Kind.SPARQL
    first, _, rest = path[1:].partition("/")
    if first == "api":
        first = f"api/{rest.partition('/')[0]}"
    return _KINDS.get(first, Kind.OTHER)


@dataclass(frozen=True)
class State:
    """What a server is like just now.

    Attributes:
        load: of the engines.
        pages: of the lane in which pages are made.
        facts: of the data; None while they load.
        cache_entries: how many answers are kept.
        cache_bytes: and how much they take.
        cache_waiting: how many requests wait for the answer to the same query of somebody else.
    """

    load: Load
    pages: LaneLoad
    facts: Facts | None
    cache_entries: int
    cache_bytes: int
    cache_waiting: int


class Memory(NamedTuple):
    """Bytes of memory of the processes, what several share in equal parts."""

    server: int
    nurseries: int
    workers: int


class Metrics:
    """All that is counted, and how to write it."""

    def __init__(self) -> None:
        # Otherwise each counter has a second series with the time at which it began.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        requests = Histogram(
            "kzgraph_http_request_duration_seconds",
            "Time from the head of a request to the end of its answer.",
            ["kind", "status"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._requests = {
            (kind, of_class): requests.labels(kind.value, name).observe
            for kind in Kind
            for of_class, name in _CLASSES.items()
        }
        self._refused = Counter(
            "kzgraph_http_refused_total",
            "Requests and connections refused below the application; status 0: cut.",
            ["status"],
            registry=self.registry,
        )
        queries = Counter(
            "kzgraph_queries_total",
            "Queries put to the engine that have ended.",
            ["outcome"],
            registry=self.registry,
        )
        self._outcomes = {one: queries.labels(one.value).inc for one in Outcome}
        waited = Histogram(
            "kzgraph_query_wait_seconds",
            "Time for which queries had no place to run.",
            ["lane"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        run = Histogram(
            "kzgraph_query_run_seconds",
            "Time for which queries had a place, by the lane in which they ended.",
            ["lane"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._lanes = {
            lane: (waited.labels(lane).observe, run.labels(lane).observe)
            for lane in ("quick", "slow")
        }
        workers = Counter(
            "kzgraph_workers_ended_total",
            "Workers that were killed or ended, and were replaced.",
            ["cause"],
            registry=self.registry,
        )
        self._workers = {one: workers.labels(one.value).inc for one in Incident}
        self.count_nursery = Counter(
            "kzgraph_nurseries_ended_total",
            "How often the process with the data ended and was started again.",
            registry=self.registry,
        ).inc
        answers = Counter(
            "kzgraph_answers_total",
            "Answers by where they came from: hit, miss (kept from then on), shared with somebody "
            "who asked the same before, bypass (not kept).",
            ["cache"],
            registry=self.registry,
        )
        self._answers = {one: answers.labels(label).inc for one, label in _ORIGINS.items()}
        reloads = Counter(
            "kzgraph_reloads_total", "Reloads of the data.", ["result"], registry=self.registry
        )
        self.count_reload = reloads.labels("done").inc
        self.count_refused_reload = reloads.labels("refused").inc
        ProcessCollector(registry=self.registry)
        self._state = _StateCollector()
        self.registry.register(self._state)

    def show(self, state: State, memory: Memory | None) -> None:
        """Have it written from now on that the server is like this."""
        self._state.now = (state, memory)

    def observe_request(
        self, path: str, status: int, seconds: float, *, is_complete: bool = True
    ) -> None:
        """Count a request that has ended; of one without an answer the status is 0."""
        is_broken = status and not is_complete
        self._requests[kind_of(path), _BROKEN if is_broken else status // 100](seconds)

    def count_refusal(self, status: int) -> None:
        """Count what was refused below the application; 0 stands for a connection that was cut."""
        self._refused.labels(str(status)).inc()

    def count_query(self, end: End) -> None:
        """Count a query that has ended."""
        self._outcomes[end.outcome]()
        if end.lane:
            observe_wait, observe_run = self._lanes[end.lane]
            observe_wait(end.waited_seconds)
            if end.run_seconds:  # it had a place
                observe_run(end.run_seconds)

    def count_worker(self, incident: Incident) -> None:
        """Count a worker that has ended."""
        self._workers[incident]()

    def count_answer(self, origin: Origin) -> None:
        """Count an answer by where it came from."""
        self._answers[origin]()


class Exposition:
    """A plain ASGI application that gives the metrics to Prometheus.

    Args:
        metrics: what was counted.
        look: says what the server is like just now.
    """

    def __init__(self, metrics: Metrics, look: Callable[[], State]) -> None:
        self._metrics = metrics
        self._look = look
        self._write = make_asgi_app(metrics.registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["path"] != PATH:
            await PlainTextResponse(f"The metrics are at {PATH}.\n", 404)(scope, receive, send)
            return
        # Reading the memory of a process goes through all its pages.
        memory = await asyncio.to_thread(read_memory)
        self._metrics.show(self._look(), memory)
        await self._write(scope, receive, send)


class _StateCollector(Collector):
    """Writes what the server was like when it was last looked at."""

    def __init__(self) -> None:
        self.now: tuple[State, Memory | None] | None = None

    def collect(self) -> Iterator[Metric]:
        if self.now is None:
            return
        state, memory = self.now
        load, facts = state.load, state.facts
        lanes = {"quick": load.quick, "slow": load.slow, "page": state.pages}
        for name, about in (
            ("running", "Queries, or pages to be made, that have a place."),
            ("waiting", "Those that wait for a place."),
            ("places", "Those that can run at once."),
        ):
            family = GaugeMetricFamily(f"kzgraph_lane_{name}", about, labels=["lane"])
            for lane, its_load in lanes.items():
                family.add_metric([lane], getattr(its_load, name))
            yield family
        workers = GaugeMetricFamily("kzgraph_workers", "Workers by state.", labels=["state"])
        workers.add_metric(["idle"], load.idle)
        workers.add_metric(["busy"], load.workers - load.idle)
        yield workers
        yield GaugeMetricFamily(
            "kzgraph_cache_entries", "Answers that are kept.", state.cache_entries
        )
        yield GaugeMetricFamily("kzgraph_cache_bytes", "Bytes that they take.", state.cache_bytes)
        yield GaugeMetricFamily(
            "kzgraph_cache_waiting",
            "Requests that wait for the answer to the same query of somebody else.",
            state.cache_waiting,
        )
        if memory is not None:
            of_processes = GaugeMetricFamily(
                "kzgraph_memory_bytes",
                "Memory of the processes; what several share is split among them (PSS).",
                labels=["process"],
            )
            for process, size in memory._asdict().items():
                of_processes.add_metric([process], size)
            yield of_processes
        if facts is not None:
            yield GaugeMetricFamily(
                "kzgraph_triples", "Triples in the default graph.", facts.triples
            )
        yield InfoMetricFamily(
            "kzgraph",
            "What runs, on which data.",
            {
                "version": __version__,
                "pyoxigraph": version("pyoxigraph"),
                "python": platform.python_version(),
                "digest": facts.digest if facts is not None else "",
            },
        )


@contextlib.asynccontextmanager
async def expose(exposition: Exposition, listener: socket.socket) -> AsyncIterator[None]:
    """Serve the metrics at a socket that is bound already."""

    class Protocol(LimitedProtocol):
        """HTTP for a scraper or two."""

        limits = HttpLimits(line_bytes=_LINE_BYTES, connections=_CONNECTIONS)

    server = Server(configure(exposition, Protocol, seconds_to_stop=_SECONDS_TO_END))
    serving = asyncio.create_task(server.serve([listener]))
    serving.add_done_callback(_tell_failure)
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({serving})


def _tell_failure(serving: asyncio.Task[None]) -> None:
    """Log at once why the metrics are served no more: the service itself goes on without them."""
    if not serving.cancelled() and (error := serving.exception()) is not None:
        _logger.error("metrics are served no more", exc_info=error)


def read_memory() -> Memory | None:
    """Read what the processes take of the memory; None where the system does not tell.

    Source: https://www.kernel.org/doc/html/latest/filesystems/proc.html, smaps_rollup.
    """
    own = _read_size("self")
    if own is None:
        return None
    nurseries = _list_children("self")
    workers = [worker for nursery in nurseries for worker in _list_children(nursery)]
    return Memory(own, sum(map(_size, nurseries)), sum(map(_size, workers)))


def _size(process: str) -> int:
    return _read_size(process) or 0


def _read_size(process: str) -> int | None:
    """Give the bytes of a process; None if it has ended, or is another user's."""
    try:
        lines = (_PROC / process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    sizes = (int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return next(sizes, 0) * _KIBIBYTE


def _list_children(process: str) -> list[str]:
    found: list[str] = []
    for path in (_PROC / process / "task").glob("*/children"):
        try:
            found += path.read_text().split()
        except OSError:  # the thread has ended
            continue
    return found
