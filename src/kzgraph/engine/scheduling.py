"""The engine as the server sees it: queries in, answers out, and nobody kept waiting by others.

Every query starts in the quick lane. What has not answered after a moment, or answers at length, is
long: it goes on in the slow lane, in what time of the processors the quick ones leave, or, when the
slow lane is full, is ended and starts again when its turn comes. So no number of long queries holds
up a short one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, NamedTuple, Self, TypeVar

from kzgraph.engine.budget import Account, Budget
from kzgraph.engine.execution import Answer, Limits, Query
from kzgraph.engine.formats import GraphFormat, ResultsFormat
from kzgraph.engine.frames import describe_query, encode_frame, read_reply
from kzgraph.engine.lanes import Lane
from kzgraph.engine.observation import (
    Incident,
    Load,
    Observer,
    Watch,
    incident_of,
    incident_of_code,
)
from kzgraph.engine.pool import STOPPING, Pool
from kzgraph.engine.processes import Worker
from kzgraph.engine.store import Facts, Source
from kzgraph.errors import (
    EngineBusyError,
    KzgraphError,
    MemoryLimitError,
    QueryTimeoutError,
    WorkerCrashedError,
    WorkerKilledError,
)

_URGENT_SECONDS: Final = 0.1
"""After this, a query gives way to those that have just come."""
_LIGHT_BYTES: Final = 1 << 20
"""An answer up to this size is not waited for until its client has read it."""
_Received = TypeVar("_Received")


@dataclass(frozen=True)
class Capacity:
    """How much runs at once, how much waits, and what of it one client may have.

    Attributes:
        quick_workers: queries that run at once in their first moment.
        slow_workers: long queries that run at once beside them; one client has all but one.
        memory_bytes: what each query may take beyond the data.
        quick_seconds: the first moment.
        queue_length: queries that may wait for each lane; one client's may be half of them.
        queue_seconds: how long a query waits for its place.
        client_seconds: query-seconds that a client may use before its long queries are refused.
        client_period_seconds: in how much time as many come back.
    """

    quick_workers: int = 2
    slow_workers: int = 2
    memory_bytes: int = 1 << 30
    quick_seconds: float = 0.25
    queue_length: int = 512
    queue_seconds: float = 10
    client_seconds: float = 120
    client_period_seconds: float = 60


@dataclass
class Delivery:
    """An answer on its way; at the end of its context, what it holds is free for others.

    Attributes:
        format: how it is written.
        seconds: the time that the query was given.
        body: the whole answer; None when it is longer than the buffer and still being worked out.
        rest: then, its parts. It may end in a QueryError: what came before it is no answer, and
            whoever passes it on must make that plain.
        held: the place in which it is worked out, and waits to be taken.
    """

    format: ResultsFormat | GraphFormat
    seconds: float
    body: bytes | None = None
    rest: AsyncIterator[bytes] | None = None
    held: contextlib.ExitStack | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.held is not None:
            self.held.__exit__(kind, error, trace)

    async def parts(self) -> AsyncIterator[bytes]:
        """Give the bytes, whether all are there or not."""
        if self.body is not None:
            yield self.body
        elif self.rest is not None:
            async for part in self.rest:
                yield part

    async def read(self) -> bytes:
        """Give all the bytes."""
        return b"".join([part async for part in self.parts()])


class _KilledError(Exception):
    """The worker was killed, not by us and not by its query."""


class _Head(NamedTuple):
    """The first frame of a reply, but for its body."""

    format: ResultsFormat | GraphFormat
    more: bool
    body_bytes: int

    @property
    def is_light(self) -> bool:
        return not self.more and self.body_bytes <= _LIGHT_BYTES


class _Conversation:
    """One query on one worker, up to its end or ours.

    Args:
        pool: where the worker goes afterwards.
        worker: who is about to be asked.
        seconds: the time it has, reading the answer included.
    """

    def __init__(self, pool: Pool, worker: Worker, seconds: float) -> None:
        self._pool = pool
        self._worker: Worker | None = worker
        self._seconds = seconds
        self._started = asyncio.get_running_loop().time()
        self._deadline = self._started + seconds
        self._reader_seconds = 0.0
        self._gave_way = False
        self._finished = False

    async def head(self) -> _Head:
        """Wait for the head of the reply.

        Raises:
            QueryError: the query failed.
            _KilledError: its worker was killed.
        """
        return await self._explained(self._receive_head(self._deadline))

    async def head_within(self, seconds: float) -> _Head | None:
        """Wait for the head of the reply up to this second of its run; see `head`."""
        if seconds >= self._seconds:
            return await self.head()
        try:
            return await self._explained(self._receive_head(self._started + seconds))
        except QueryTimeoutError:
            return None

    async def body(self, head: _Head) -> bytes:
        """Read what follows the head."""
        body = await self._explained(self._of_worker().receive(head.body_bytes, self._deadline))
        if not head.more:
            self._finished = True
            self.end()
        return body

    async def parts(self, first: bytes) -> AsyncIterator[bytes]:
        """Read what follows the first frame of a reply, and give that before.

        Raises:
            QueryError: it failed on the way.
            TimeoutError: its time is over, most of which the reader has taken.
        """
        now = asyncio.get_running_loop().time
        body, more = first, True
        try:
            while True:
                given = now()
                yield body
                if not more:
                    return
                self._reader_seconds += now() - given
                head = await self.head()
                body, more = await self.body(head), head.more
        except _KilledError as error:
            raise WorkerKilledError("the process that ran the query was killed") from error

    def give_way(self) -> None:
        """Go on in what time other processes leave."""
        self._gave_way = True
        self._of_worker().give_way()

    def end(self, why: Incident = Incident.NOT_TAKEN) -> None:
        """Let the worker go: back to the others if it has finished, else to its end."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if self._finished and (not self._gave_way or worker.recover()):
            self._pool.give_back(worker)
            return
        self._pool.observer.worker_ended(Incident.RENEWED if self._finished else why)
        worker.replace()

    def leave(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Let the worker go, see `end`, whatever the query came to."""
        self.end(incident_of(error))

    async def _receive_head(self, until: float) -> _Head:
        header, body_bytes = await self._of_worker().receive_header(until)
        return _Head(*read_reply(header), body_bytes)

    def _of_worker(self) -> Worker:
        if self._worker is None:
            raise EngineBusyError(STOPPING)
        return self._worker

    async def _explained(self, receiving: Coroutine[None, None, _Received]) -> _Received:
        """Receive from the worker, and say what it means when nothing comes."""
        try:
            return await receiving
        except TimeoutError:
            if self._reader_seconds > self._seconds / 2:
                raise
            raise QueryTimeoutError(self._seconds) from None
        except KzgraphError:
            self._finished = True  # the worker has said all
            self.end()
            raise
        except ConnectionError:
            worker, self._worker = self._worker, None
            code = None if worker is None else await self._await_exit(worker)
            if self._pool.stopping:
                raise EngineBusyError(STOPPING) from None
            incident = incident_of_code(code)
            self._pool.observer.worker_ended(incident)
            if incident is Incident.KILLED:
                raise _KilledError from None
            if incident is Incident.MEMORY:
                raise MemoryLimitError(self._pool.memory_bytes) from None
            raise WorkerCrashedError(
                "the query ended the process that ran it; other queries were not affected"
            ) from None

    async def _await_exit(self, worker: Worker) -> int | None:
        """Replace a worker that has ended; give its exit code, which comes when it was reaped.

        Raises:
            QueryTimeoutError: it did not come in the time of the query: the system has no room for
                the next worker, which is made first.
        """
        try:
            async with asyncio.timeout_at(self._deadline):
                return await worker.replace()
        except TimeoutError:
            raise QueryTimeoutError(self._seconds) from None


class Engine:
    """Answers queries in processes that can be killed.

    A query runs until its answer is whole, its time is over, its caller leaves the context or is
    cancelled, or its process ends; then, but for the first, its process is killed and another takes
    its place.

    Args:
        source: the data.
        limits: what each query may use.
        capacity: how many run and wait.
        budget: what clients have left, when this engine takes the place of another.
    """

    def __init__(
        self,
        source: Source,
        limits: Limits | None = None,
        capacity: Capacity | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.capacity = capacity = capacity or Capacity()
        self._pool = Pool(
            source,
            workers=capacity.quick_workers + capacity.slow_workers,
            memory_bytes=capacity.memory_bytes,
            limits=self.limits,
            patience_seconds=capacity.queue_seconds,
        )
        self._quick = Lane(
            "quick",
            capacity.quick_workers,
            share=capacity.quick_workers,
            length=capacity.queue_length,
            patience_seconds=capacity.queue_seconds,
        )
        self._slow = Lane(
            "long",
            capacity.slow_workers,
            share=max(1, capacity.slow_workers - 1),
            length=capacity.queue_length,
            patience_seconds=capacity.queue_seconds,
        )
        self.budget = budget or Budget(capacity.client_seconds, capacity.client_period_seconds)
        self.loaded: datetime | None = None
        """Since when queries can be answered."""

    @property
    def facts(self) -> Facts | None:
        """What can be said of the data; None while they have not been loaded."""
        return self._pool.facts

    @property
    def has_workers(self) -> bool:
        """Whether a worker is there, free or not, so that queries can be answered."""
        return self._pool.has_workers

    @property
    def observer(self) -> Observer:
        """Who is told what happens."""
        return self._pool.observer

    def observe(self, observer: Observer) -> None:
        """Tell what happens from now on to somebody else."""
        self._pool.observer = observer

    @property
    def load(self) -> Load:
        """How full it is just now."""
        return Load(self._quick.load, self._slow.load, self._pool.size, self._pool.idle)

    def launch(self) -> None:
        """Start loading the data in another process; may be called before the event loop runs."""
        self._pool.launch()

    async def start(self) -> Facts:
        """Wait until the data are loaded and all workers are there.

        Raises:
            FileError: the data cannot be loaded.
            EngineStartError: the loading process ended without a word.
        """
        facts = await self._pool.start()
        self.loaded = datetime.now(UTC)
        return facts

    async def stop(self) -> None:
        """End all processes; queries that run or wait end with EngineBusyError."""
        self._quick.close(STOPPING)
        self._slow.close(STOPPING)
        await self._pool.stop()

    def account(self, client: str) -> Account:
        """Say what a client has left of its query-seconds."""
        return self.budget.account(client)

    async def query(self, query: Query, client: str = "") -> Answer:
        """Answer a query completely, in memory.

        Raises:
            QueryError: see `deliver`.
        """
        with await self.deliver(query, client, whole=True) as delivery:
            return Answer(delivery.format, await delivery.read())

    async def deliver(
        self, query: Query, client: str = "", *, whole: bool = False, begun: float | None = None
    ) -> Delivery:
        """Answer a query; the caller enters the context of what it gets.

        Args:
            query: what is asked.
            client: who asks; places and seconds are shared out among clients.
            whole: whether an answer that does not fit the buffer is refused.
            begun: since when the client waits, by `time.monotonic`, for who observes; None: now.

        Raises:
            QueryTimeoutError: it was stopped at its time limit.
            MemoryLimitError: it needed more memory than it may have.
            WorkerCrashedError: its process ended, by a fault of the engine or killed twice.
            EngineBusyError: no place came free in time, or the engine was stopped.
            ClientLimitError: the client has used up its share or its seconds.
            QueryError: see `kzgraph.engine.execute`.
        """
        seconds = self.limits.seconds_of(query)
        frame = encode_frame(describe_query(query, whole=whole))
        # Queries only read: one whose worker was killed from outside is asked once more.
        with contextlib.ExitStack() as watched:
            watch = watched.enter_context(Watch(self.observer, query, client, begun))
            for _ in range(2):
                with contextlib.ExitStack() as held:
                    try:
                        delivery = await self._run(frame, seconds, client, held, watch)
                    except _KilledError:
                        continue
                    watched.push(held.pop_all())
                    delivery.held = watched.pop_all()
                    return delivery
            raise WorkerKilledError(
                "the process that ran the query was killed, and so was another that ran it again; "
                "the system may be short of memory"
            )

    async def _run(
        self, frame: bytes, seconds: float, client: str, held: contextlib.ExitStack, watch: Watch
    ) -> Delivery:
        """Take a query through the lanes; what it holds at the end stands on the stack."""
        loop = asyncio.get_running_loop()
        watch.lane = "quick"
        await self._quick.enter(client)
        started = loop.time()
        try:
            try:
                conversation = await self._begin(frame, seconds, held)
                head = await conversation.head_within(_URGENT_SECONDS)
                if head is None:
                    conversation.give_way()
                    head = await conversation.head_within(self.capacity.quick_seconds)
                if head is not None and head.is_light:
                    body = await conversation.body(head)
                    watch.stop_clock()
                    return Delivery(head.format, seconds, body)
            finally:
                self._charge_since(started, client, watch)
            self.budget.check(client)
            goes_on = self._slow.try_enter(client)
            if not goes_on:
                conversation.end(Incident.POSTPONED)
        finally:
            self._quick.leave(client)
        watch.lane = "slow"
        if not goes_on:
            await self._slow.enter(client)
        # Also the time in which the client takes the answer: the place is taken.
        held.callback(self._charge_since, loop.time(), client, watch)
        held.callback(self._slow.leave, client)
        if not goes_on:
            self.budget.check(client)  # others of its queries may have run meanwhile
            conversation, head = await self._begin(frame, seconds, held), None
        conversation.give_way()
        head = head or await conversation.head()
        first = await conversation.body(head)
        if head.more:
            return Delivery(head.format, seconds, rest=conversation.parts(first))
        return Delivery(head.format, seconds, first)

    async def _begin(
        self, frame: bytes, seconds: float, held: contextlib.ExitStack
    ) -> _Conversation:
        worker = await self._pool.take()
        conversation = _Conversation(self._pool, worker, seconds)
        held.push(conversation.leave)
        worker.send(frame)
        return conversation

    def _charge_since(self, started: float, client: str, watch: Watch) -> None:
        """Charge a client for the time that has passed."""
        seconds = asyncio.get_running_loop().time() - started
        self.budget.charge(client, seconds)
        watch.run_seconds += seconds
