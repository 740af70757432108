"""The server's side of the engine: a pool of workers that answer queries and can be stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

from kzgraph.engine.execution import Answer, Limits, Query
from kzgraph.engine.frames import (
    LENGTHS,
    Header,
    decode_header,
    describe_query,
    describe_source,
    encode_frame,
    revive_answer,
    revive_error,
    revive_facts,
)
from kzgraph.engine.store import Facts, Source
from kzgraph.errors import (
    EngineBusyError,
    EngineStartError,
    KzgraphError,
    QueryTimeoutError,
    WorkerCrashedError,
)

_logger: Final = logging.getLogger(__name__)
_STOPPING: Final = "the service is stopping"
_SECONDS_TO_NEXT_WORKER: Final = 1.0
"""What passes before another worker is ordered for one whose connection could not be taken."""
_SECONDS_TO_NEXT_START: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""What passes between attempts to load the data again; the last is repeated."""


class _Nursery:
    """The server's handle on the process that loads the store and forks workers.

    Args:
        source: what the process loads.
        memory_bytes: what each worker may take beyond the store.
    """

    def __init__(self, source: Source, memory_bytes: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as when_it_fails:
            when_it_fails.callback(ours.close)
            self._process = subprocess.Popen(  # noqa: S603  (our own module, no foreign words)
                # -P: what lies in the current folder must not stand in for our modules.
                [sys.executable, "-P", "-m", "kzgraph.engine", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
            when_it_fails.pop_all()
        ours.settimeout(0)
        self._control = ours
        self._send({"source": describe_source(source), "memory_bytes": memory_bytes})
        self._received = bytearray()
        self._descriptors: deque[int] = deque()
        self._loading = True

    def listen(
        self, on_report: Callable[[Header, int | None], None], on_end: Callable[[], None]
    ) -> None:
        """Have the event loop hand on what the process reports.

        Args:
            on_report: gets each report, and with `worker` the descriptor of its connection; None
                when this process could not open another.
            on_end: called once, when the process has gone.
        """

        def read() -> None:
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, 1 << 16, 16)
            except BlockingIOError:
                return
            except ConnectionError:
                data, descriptors = b"", []
            self._received += data
            self._descriptors.extend(descriptors)
            for report in self._take_reports():
                self._loading = False
                of_worker = "worker" in report and self._descriptors
                on_report(report, self._descriptors.popleft() if of_worker else None)
            if not data:
                asyncio.get_running_loop().remove_reader(self._control)
                on_end()

        asyncio.get_running_loop().add_reader(self._control, read)

    def _take_reports(self) -> list[Header]:
        """Cut what was received into frames; reports have no bodies."""
        reports = []
        while len(self._received) >= LENGTHS.size:
            header_length, _ = LENGTHS.unpack_from(self._received)
            end = LENGTHS.size + header_length
            if len(self._received) < end:
                break
            reports.append(decode_header(bytes(self._received[LENGTHS.size : end])))
            del self._received[:end]
        return reports

    def fork(self) -> None:
        """Order a worker."""
        self._send({"fork": True})

    def replace(self, worker: int) -> None:
        """Order the end of a worker, and another in its place."""
        self._send({"replace": worker})

    def _send(self, order: Header) -> None:
        # A nursery that has gone is reported by `on_end`, one that was told to end is closed:
        # orders to either are void.
        with contextlib.suppress(OSError):
            self._control.send(encode_frame(order))

    async def end(self) -> None:
        """Hang up, and wait until the process and its workers have ended."""
        if self._control.fileno() >= 0:  # not closed yet
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
        if self._loading:
            # It would hear of the hanging up only when it has loaded; workers it has none.
            self._process.kill()
        await asyncio.to_thread(self._process.wait)


@dataclass(frozen=True, eq=False)
class _Worker:
    """A worker process as the server sees it."""

    number: int
    connection: socket.socket
    nursery: _Nursery

    def has_gone(self) -> bool:
        """Say whether an idle worker has ended."""
        try:
            return self.connection.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    async def ask(self, frame: bytes) -> tuple[Header, bytes]:
        """Send a query and wait for the whole reply.

        Raises:
            ConnectionError: the worker ended.
        """
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.connection, frame)
        header_length, body_length = LENGTHS.unpack(await self._receive(LENGTHS.size))
        header = decode_header(await self._receive(header_length))
        return header, await self._receive(body_length)

    async def _receive(self, length: int) -> bytes:
        loop = asyncio.get_running_loop()
        received = bytearray(length)
        view = memoryview(received)
        while view:
            count = await loop.sock_recv_into(self.connection, view)
            if count == 0:
                raise ConnectionResetError("the worker ended")
            view = view[count:]
        return bytes(received)

    def replace(self) -> None:
        """Have this worker killed and another forked."""
        self.connection.close()
        self.nursery.replace(self.number)


class Engine:
    """Answers queries in processes that can be killed.

    A query runs until it has its whole answer, until its time is over, until its caller is
    cancelled, or until its process ends; then, but for the first, the worker is killed and another
    takes its place.

    Args:
        source: the data.
        workers: how many queries run at once.
        limits: what each query may use.
        memory_bytes: what each worker may take beyond the store.
        queue_seconds: how long a query waits for a worker.
    """

    def __init__(
        self,
        source: Source,
        *,
        workers: int = 2,
        limits: Limits | None = None,
        memory_bytes: int = 1 << 30,
        queue_seconds: float = 10,
    ) -> None:
        self.limits = limits or Limits()
        self._source = source
        self._count = workers
        self._memory_bytes = memory_bytes
        self._queue_seconds = queue_seconds
        # None stands for the end: no worker will come any more.
        self._idle: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        self._stopping = False
        self._nursery: _Nursery | None = None
        self._restart: asyncio.Task[None] | None = None
        # The workers whose connections could not be taken, until others are in their places.
        self._lost: set[int] = set()
        self.facts: Facts | None = None
        """What can be said of the data; None while they have not been loaded."""

    @property
    def has_workers(self) -> bool:
        """Whether a worker is there, free or not, so that queries can be answered."""
        restarting = self._restart is not None and not self._restart.done()
        return self.facts is not None and not restarting and len(self._lost) < self._count

    def launch(self) -> None:
        """Start loading the data in another process; may be called before the event loop runs."""
        self._nursery = _Nursery(self._source, self._memory_bytes)

    async def start(self) -> Facts:
        """Wait until the data are loaded and all workers are there.

        Raises:
            FileError: the data cannot be loaded.
            EngineStartError: the loading process ended without a word.
        """
        if self._nursery is None:
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
                case {"ready": facts}:
                    ready.set_result(revive_facts(facts))
                case {"failed": error}:
                    ready.set_exception(revive_error(error))
                case {"worker": number} if descriptor is not None:
                    connection = socket.socket(fileno=descriptor)
                    connection.settimeout(0)
                    self._idle.put_nowait(_Worker(number, connection, nursery))
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
                # All workers have ended with it; those that are idle show it when they are taken.
                _logger.error("nursery ended, starting another")
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

    async def query(self, query: Query) -> Answer:
        """Answer a query completely.

        Raises:
            QueryTimeoutError: it was stopped at its time limit.
            WorkerCrashedError: its process ended, by too little memory or a fault of the engine.
            EngineBusyError: no worker came free in time, or the engine was stopped.
            QueryError: see `kzgraph.engine.execute`.
        """
        seconds = min(query.seconds or self.limits.seconds, self.limits.seconds)
        frame = encode_frame(describe_query(query, self.limits))
        worker = await self._take_worker()
        replied = False
        try:
            async with asyncio.timeout(seconds):
                header, body = await worker.ask(frame)
            replied = True
        except TimeoutError:
            raise QueryTimeoutError(seconds) from None
        except ConnectionError:
            if self._stopping:
                raise EngineBusyError(_STOPPING) from None
            raise WorkerCrashedError(
                "the query ended the process that ran it: it may need more memory than "
                f"{self._memory_bytes} bytes, or nest deeper than the engine can follow"
            ) from None
        finally:
            if replied and not self._stopping:
                self._idle.put_nowait(worker)
            else:
                worker.replace()
        if "error" in header:
            raise revive_error(header["error"])
        return revive_answer(header["answer"], body)

    async def _take_worker(self) -> _Worker:
        try:
            async with asyncio.timeout(self._queue_seconds):
                while (worker := await self._idle.get()) is not None and worker.has_gone():
                    worker.replace()
        except TimeoutError:
            state = "busy" if self.has_workers else "missing"
            raise EngineBusyError(
                f"all {self._count} workers were {state} for {self._queue_seconds:g} seconds; "
                "try again later"
            ) from None
        if worker is None:
            self._idle.put_nowait(None)
            raise EngineBusyError(_STOPPING)
        return worker

    async def stop(self) -> None:
        """End all processes; queries that run or wait end with EngineBusyError."""
        self._stopping = True
        if self._restart is not None:
            self._restart.cancel()
        nursery, self._nursery = self._nursery, None
        if nursery is not None:
            await nursery.end()
        while not self._idle.empty():
            if (worker := self._idle.get_nowait()) is not None:
                worker.connection.close()
        self._idle.put_nowait(None)
