"""The pool: idle workers, and what brings lost ones back."""

from __future__ import annotations

import asyncio
import logging
import socket
from itertools import chain, repeat
from typing import Final

from kzgraph.engine.execution import Limits
from kzgraph.engine.frames import Header, revive_error, revive_facts
from kzgraph.engine.observation import Incident, Observer
from kzgraph.engine.processes import Nursery, Worker
from kzgraph.engine.snapshot import Snapshot
from kzgraph.engine.store import Facts, Source
from kzgraph.errors import EngineBusyError, EngineStartError, KzgraphError

_logger: Final = logging.getLogger(__name__)
STOPPING: Final = "the service is stopping"
"""Why queries are sent away at the end."""
_SECONDS_TO_NEXT_WORKER: Final = 1.0
"""What passes before another worker is ordered for one whose connection could not be taken."""
_SECONDS_TO_NEXT_START: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""What passes between attempts to load the data again; the last is repeated."""


class Pool:
    """A fixed number of workers over one store.

    Args:
        source: the data.
        workers: how many.
        memory_bytes: what each may take beyond the store.
        limits: what each query may use.
        patience_seconds: how long somebody waits for one that is being made.
    """

    def __init__(
        self,
        source: Source,
        *,
        workers: int,
        memory_bytes: int,
        limits: Limits,
        patience_seconds: float,
    ) -> None:
        self._source = source
        # Taken once: a nursery in the place of one that has ended loads the same data.
        self._snapshot: Snapshot | None = None
        self._limits = limits
        self._count = workers
        self.memory_bytes = memory_bytes
        self._patience_seconds = patience_seconds
        # None stands for the end: no worker will come any more.
        self._idle: asyncio.LifoQueue[Worker | None] = asyncio.LifoQueue()
        self.stopping = False
        """Whether `stop` was called."""
        self._nursery: Nursery | None = None
        self._restart: asyncio.Task[None] | None = None
        # The workers whose connections could not be taken, until others are in their places.
        self._lost: set[int] = set()
        self.facts: Facts | None = None
        """What can be said of the data; None while they have not been loaded."""
        self.observer = Observer()
        """Who is told of workers that end."""

    @property
    def size(self) -> int:
        """How many workers there should be."""
        return self._count

    @property
    def idle(self) -> int:
        """How many of them wait for a query."""
        return self._idle.qsize()

    @property
    def has_workers(self) -> bool:
        """Whether a worker is there, free or not, so that queries can be answered."""
        restarting = self._restart is not None and not self._restart.done()
        return self.facts is not None and not restarting and len(self._lost) < self._count

    def launch(self) -> None:
        """Start loading the data in another process; may be called before the event loop runs."""
        self._snapshot = self._snapshot or Snapshot.take(self._source)
        self._nursery = Nursery(self._source, self._snapshot, self.memory_bytes, self._limits)

    async def start(self) -> Facts:
        """Wait until the data are loaded and all workers are there.

        Raises:
            FileError: the data cannot be loaded.
            EngineStartError: the loading process ended without a word.
        """
        if self._nursery is None:
            self._snapshot = await asyncio.to_thread(Snapshot.take, self._source)
            self.launch()
        facts = await self._raise_workers()
        for worker in [await self._idle.get() for _ in range(self._count)]:
            self._idle.put_nowait(worker)
        return facts

    async def _raise_workers(self) -> Facts:
        """Wait until the nursery has loaded the data, and order the workers."""
        nursery = self._nursery
        if nursery is None:
            raise EngineStartError("the engine was stopped while it started")
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[Facts] = loop.create_future()

        def take_report(report: Header, descriptor: int | None) -> None:
            match report:
                case {"ready": _} | {"failed": _} if ready.done():
                    pass  # nobody waits for it any more
                case {"ready": facts}:
                    ready.set_result(revive_facts(facts))
                case {"failed": error}:
                    ready.set_exception(revive_error(error))
                case {"worker": number} if descriptor is not None:
                    connection = socket.socket(fileno=descriptor)
                    connection.settimeout(0)
                    self._idle.put_nowait(Worker(number, connection, nursery))
                case {"worker": number}:
                    _logger.error("no descriptor is left for a worker", extra={"worker": number})
                    self._lost.add(number)
                    loop.call_later(_SECONDS_TO_NEXT_WORKER, nursery.replace, number)
                case {"ended": number, "code": code}:
                    self._lost.discard(number)
                    _logger.info("worker replaced", extra={"worker": number, "code": code})

        def take_end() -> None:
            if not ready.done():
                ready.set_exception(
                    EngineStartError("the process that loads the data ended; see what it wrote")
                )
            elif not ready.cancelled() and ready.exception() is None:
                # All workers have ended with it; those that are out show it to whoever has them.
                _logger.error("nursery ended, starting another")
                self.observer.nursery_ended()
                while not self._idle.empty():
                    if (worker := self._idle.get_nowait()) is not None:
                        self._replace_killed(worker)
                self._restart = loop.create_task(self._start_again())

        nursery.listen(take_report, take_end)
        self.facts = await ready
        for _ in range(self._count):
            nursery.fork()
        return self.facts

    async def _start_again(self) -> None:
        """Load the data again in another process, as often as it takes."""
        last = _SECONDS_TO_NEXT_START[-1]
        for seconds in chain(_SECONDS_TO_NEXT_START, repeat(last)):
            gone, self._nursery = self._nursery, None
            if gone is not None:
                await gone.end()
            self._lost.clear()
            try:
                self.launch()
                await self._raise_workers()
            except (KzgraphError, OSError) as error:
                _logger.critical(
                    "the data cannot be loaded again",
                    extra={"cause": str(error), "next_attempt_in_seconds": seconds},
                )
            else:
                return
            await asyncio.sleep(seconds)

    async def take(self) -> Worker:
        """Take an idle worker; the taker gives it back or replaces it.

        Raises:
            EngineBusyError: none came in time, or the pool was stopped.
        """
        if self.stopping:
            raise EngineBusyError(STOPPING)
        while not self._idle.empty():  # most often one is there, and no clock is needed
            worker = self._idle.get_nowait()
            if worker is not None and not worker.has_gone():
                return worker
            if worker is not None:
                self._replace_killed(worker)
        try:
            async with asyncio.timeout(self._patience_seconds):
                while (worker := await self._idle.get()) is not None and worker.has_gone():
                    self._replace_killed(worker)
        except TimeoutError:
            raise EngineBusyError(
                f"no worker was there for {self._patience_seconds:g} seconds; try again later"
            ) from None
        if worker is None:
            self._idle.put_nowait(None)
            raise EngineBusyError(STOPPING)
        return worker

    def _replace_killed(self, worker: Worker) -> None:
        """Have another worker take the place of one that ended while it was idle."""
        self.observer.worker_ended(Incident.KILLED)
        worker.replace()

    def give_back(self, worker: Worker) -> None:
        """Put a worker that has finished among the idle ones."""
        if self.stopping:
            worker.close()
        else:
            self._idle.put_nowait(worker)

    async def stop(self) -> None:
        """End all processes."""
        self.stopping = True
        if self._restart is not None:
            self._restart.cancel()
        nursery, self._nursery = self._nursery, None
        if nursery is not None:
            await nursery.end()
        if self._snapshot is not None:
            self._snapshot.file.close()
        while not self._idle.empty():
            if (worker := self._idle.get_nowait()) is not None:
                worker.close()
        self._idle.put_nowait(None)
