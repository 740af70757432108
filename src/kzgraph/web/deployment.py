"""Deployments: data with all that is made of them, swapped as one while requests come.

A deployment is an engine and the application over it, with its pages, questions and caches, made
of the files as they were at one time. `Deployments` hands each request to the one that is current
when it comes; so no answer can mix two. A reload makes another deployment beside it, checks it, and
exchanges them by one assignment; the old one answers what it has begun, and ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import reduce
from operator import add
from pathlib import Path
from typing import Final

from starlette.types import Receive, Scope, Send

from kzgraph.config import Settings
from kzgraph.engine import (
    DESCRIPTION_GRAPH,
    Budget,
    Engine,
    Facts,
    LaneLoad,
    Query,
    ResultsFormat,
    Source,
    packaged_source,
)
from kzgraph.errors import FileError, KzgraphError, ReloadError
from kzgraph.resources import Resources
from kzgraph.web.application import Application, create_app
from kzgraph.web.control import Reloaded
from kzgraph.web.metrics import Metrics, State
from kzgraph.web.observing import EngineWatcher

_logger: Final = logging.getLogger(__name__)
_MOST_OLD: Final = 2
"""How many old deployments may still answer; a further reload waits, for each holds its data."""
_SECONDS_TO_MAKE: Final = 600
"""After this, a deployment is given up: the system lacks what it needs, and others wait."""
_SECONDS_BETWEEN: Final = 5
"""For what passes between the limits of a query: reading it, starting processes, writing."""
_MIXED: Final = "wait until `kzgraph build` has ended, or run it again; then reload"
_NO_PAGES: Final = LaneLoad(0, 0, 0)
_CHECKSUM: Final = "http://spdx.org/rdf/terms#checksumValue"


class Deployment:
    """An engine with its application, and how many requests they have to answer.

    Args:
        engine: answers queries.
        app: answers requests.
    """

    def __init__(self, engine: Engine, app: Application) -> None:
        self.engine = engine
        self.app = app
        self._requests = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def pages(self) -> LaneLoad:
        """How full the lane is in which pages are made; without places where there are none."""
        representer = getattr(self.app.state, "representer", None)
        return _NO_PAGES if representer is None else representer.load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it while that lasts."""
        self._requests += 1
        self._idle.clear()
        try:
            await self.app(scope, receive, send)
        finally:
            self._requests -= 1
            if not self._requests:
                self._idle.set()

    async def finish(self, seconds: float) -> None:
        """Wait until all requests have been answered, up to so many seconds, and end."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            _logger.warning("old deployment ended early", extra={"requests": self._requests})
        await self.engine.stop()
        if (loader := getattr(self.app.state, "loader", None)) is not None:
            loader.forget()


class Deployments:
    """The application that the server runs: the current deployment, and the way to the next.

    Args:
        engine: of the first deployment.
        settings: for all of them.
        source: the data, unless it is the packaged graph.
        resources: where that lies, or None.
        metrics: where is counted what happens.

    Raises:
        FileError: a file of the library cannot be used.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        source: Source,
        resources: Resources | None,
        metrics: Metrics,
    ) -> None:
        self._metrics = metrics
        self._watcher = EngineWatcher(
            metrics, slow_seconds=settings.slow_query_seconds, log_queries=settings.log_queries
        )
        engine.observe(self._watcher)
        self._started = datetime.now(UTC)
        self.current = Deployment(engine, create_app(engine, settings, resources, self._started))
        self._settings = settings
        self._source = source
        self._resources = resources
        self._one_at_a_time = asyncio.Lock()
        self._room = asyncio.Semaphore(_MOST_OLD)
        self._next: asyncio.Task[Reloaded] | None = None
        self._running: set[asyncio.Task[object]] = set()
        self._engines = {engine}
        self._old: set[Deployment] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the current deployment answer a request."""
        await self.current(scope, receive, send)

    async def start(self) -> Facts:
        """Start the first deployment; a reload that is asked for meanwhile comes after it.

        Raises:
            FileError: the data cannot be loaded.
            EngineStartError: the loading process ended without a word.
        """
        async with self._one_at_a_time:
            return await self.current.engine.start()

    def look(self) -> State:
        """Say what this is like just now: the data that are current, and what all answer."""
        current, answers = self.current, self.current.app.state.answers
        entries, size = answers.size
        all_of_us = (current, *self._old)
        return State(
            reduce(add, (one.engine.load for one in all_of_us)),
            reduce(add, (one.pages for one in all_of_us)),
            current.engine.facts,
            cache_entries=entries,
            cache_bytes=size,
            cache_waiting=sum(one.app.state.answers.waiting for one in all_of_us),
        )

    def warm_up(self) -> None:
        """Begin to make what pages need and what is asked most: the first should not wait."""
        if self._resources is not None:
            self._keep(asyncio.create_task(self._warm_up(self.current.app)))

    @staticmethod
    async def _warm_up(app: Application) -> None:
        await app.state.loader.start()
        await app.state.warm_up()

    def reload(self) -> asyncio.Task[Reloaded]:
        """Load what the files hold now, and have it served from then on.

        Whoever asks while another reload runs gets one that begins after it, together with all
        others who asked.

        Returns:
            What is served then. ReloadError: nothing has changed for clients, and why.
        """
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._reload())
            self._keep(self._next)
        return self._next

    async def stop(self) -> None:
        """End all processes; queries that run end with EngineBusyError."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.gather(*(engine.stop() for engine in self._engines))

    async def _reload(self) -> Reloaded:
        async with self._one_at_a_time:
            await self._room.acquire()
            self._next = None  # whoever asks from here on may mean files that change from here on
            started = time.perf_counter()
            old = self.current
            engine: Engine | None = None
            try:
                source = self._source
                if self._resources is not None:
                    source = packaged_source(self._resources.dataset)
                engine = self._make_engine(source, old.engine.budget)
                async with asyncio.timeout(_SECONDS_TO_MAKE):
                    new = await self._make(engine, source, old)
            except BaseException as error:
                self._room.release()
                if engine is not None:
                    await self._end(engine)
                if not isinstance(error, Exception):
                    raise  # the service is stopping
                known = isinstance(error, KzgraphError)
                cause = str(error) if known else f"{type(error).__name__}: {error}"
                self._metrics.count_refused_reload()
                _logger.log(
                    logging.ERROR, "reload refused", extra={"cause": cause}, exc_info=not known
                )
                raise ReloadError(f"{cause}; what was served before is served on") from error
            before, facts = old.engine.facts, engine.facts
            self._old.add(old)
            self.current = new
            self.warm_up()
            self._keep(asyncio.create_task(self._retire(old)))
            done = Reloaded(
                digest_before=before.digest if before else "",
                digest=facts.digest if facts else "",
                triples=facts.triples if facts else 0,
                seconds=round(time.perf_counter() - started, 3),
            )
            self._metrics.count_reload()
            _logger.info("reloaded", extra=asdict(done))
            return done

    def _make_engine(self, source: Source, budget: Budget) -> Engine:
        settings = self._settings
        engine = Engine(source, settings.limits, settings.capacity, budget)
        engine.observe(self._watcher)
        self._engines.add(engine)
        return engine

    async def _make(self, engine: Engine, source: Source, old: Deployment) -> Deployment:
        """Make a deployment whole, so that no request waits for a part of it.

        Raises:
            KzgraphError: it would not serve well.
        """
        resources = self._resources
        before = await asyncio.to_thread(_look_at, source, resources)
        starting = asyncio.create_task(engine.start())
        try:
            app = await asyncio.to_thread(
                create_app, engine, self._settings, resources, self._started
            )
            site = await app.state.loader.site() if resources is not None else None
            facts = await starting
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        await _ask(engine, facts)
        size, size_before = _count(facts), _count(old.engine.facts)
        if size_before and not size:
            raise ReloadError("there is not one triple in the data; look at the files")
        if resources is not None and site is not None:
            manifest = json.loads(site.files[resources.manifest.name])
            digests = {site.store.facts.digest, facts.digest, manifest["sha256"]}
            if len(digests) > 1 or not await _is_described(engine, facts, source):
                raise FileError(
                    resources.build, "the files are not those of one build", remedy=_MIXED
                )
        if before != await asyncio.to_thread(_look_at, source, resources):
            raise ReloadError("the files changed while they were read; reload again")
        return Deployment(engine, app)

    async def _retire(self, old: Deployment) -> None:
        """End a deployment when it has answered all."""
        limits, capacity = old.engine.limits, old.engine.capacity
        # A query may wait in both lanes, and is asked once more when its worker is killed.
        once = limits.seconds + 2 * capacity.queue_seconds + _SECONDS_BETWEEN
        try:
            await old.finish(2 * once)
        finally:
            await self._end(old.engine)
            self._old.discard(old)
            self._room.release()

    async def _end(self, engine: Engine) -> None:
        await engine.stop()
        self._engines.discard(engine)

    def _keep(self, task: asyncio.Task[object]) -> None:
        """Keep a task until it is done; what went wrong it has logged."""

        def forget(task: asyncio.Task[object]) -> None:
            self._running.discard(task)
            if not task.cancelled():
                task.exception()

        self._running.add(task)
        task.add_done_callback(forget)


def _count(facts: Facts | None) -> int:
    """Count the triples of all graphs; those of a merged default graph twice."""
    return facts.triples + sum(count for _, count in facts.named_graphs) if facts else 0


async def _ask(engine: Engine, facts: Facts) -> None:
    """See that queries are answered.

    Raises:
        QueryError: one is not.
        ReloadError: one is answered wrongly.
    """
    asked = await engine.query(Query("ASK {}"))
    rows = await engine.query(Query("SELECT ?s { ?s ?p ?o } LIMIT 1", ResultsFormat.CSV))
    if b"true" not in asked.body or len(rows.body.splitlines()) != 1 + bool(facts.triples):
        raise ReloadError("the engine does not answer rightly; see what was logged")


async def _is_described(engine: Engine, facts: Facts, source: Source) -> bool:
    """Say whether the description that lies beside the data, if any, is theirs."""
    if source.description is None:
        return True
    described = f'?sum <{_CHECKSUM}> ?value FILTER(STR(?value) = "{facts.digest}")'
    answer = await engine.query(Query(f"ASK {{ GRAPH <{DESCRIPTION_GRAPH}> {{ {described} }} }}"))
    return b"true" in answer.body


def _look_at(source: Source, resources: Resources | None) -> dict[Path, tuple[int, int, int]]:
    """Give what tells whether a file was replaced or written to.

    Raises:
        OSError: a folder cannot be read.
    """
    files = set(source.files)
    if resources is not None:
        folders = (resources.build, resources.dumps, resources.frontend, resources.queries)
        files |= {path for folder in folders if folder.is_dir() for path in folder.iterdir()}
        files.add(resources.names)
    looks = {path: path.stat() for path in files if path.is_file()}
    return {path: (one.st_ino, one.st_size, one.st_mtime_ns) for path, one in looks.items()}
