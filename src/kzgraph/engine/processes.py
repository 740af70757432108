"""The server's handles on its processes: the nursery, and the workers that it forks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from kzgraph.engine.execution import Limits
from kzgraph.engine.frames import (
    LENGTHS,
    Header,
    decode_header,
    describe_limits,
    describe_snapshot,
    describe_source,
    encode_frame,
)
from kzgraph.engine.snapshot import Snapshot
from kzgraph.engine.store import Source

_PIECE_BYTES: Final = 1 << 16
"""How much is read at once; memory of this size need not be asked of the system."""
_LESS_URGENT: Final = 10
"""The niceness of long queries: a tenth of the weight of others, and never nothing."""
_MOST_GROWTH_BYTES: Final = 1 << 26
"""Address space that a worker may have taken for a long query, and keep: the engine gives none of
it back, and what is kept counts against the next query."""


class Nursery:
    """The process that loads the store and forks workers.

    Args:
        source: what the process loads.
        snapshot: of its files.
        memory_bytes: what each worker may take beyond the store.
        limits: what each query may use.
    """

    def __init__(
        self, source: Source, snapshot: Snapshot, memory_bytes: int, limits: Limits
    ) -> None:
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as when_it_fails:
            when_it_fails.callback(ours.close)
            self._process = subprocess.Popen(  # noqa: S603  (our own module, no foreign words)
                # -P: what lies in the current folder must not stand in for our modules.
                [sys.executable, "-P", "-m", "kzgraph.engine", str(theirs.fileno())],
                pass_fds=[theirs.fileno(), snapshot.file.fileno()],
                stdin=subprocess.DEVNULL,
            )
            when_it_fails.pop_all()
        self._control = ours
        # The only order without a bound; from the next on, nothing here waits.
        order = {
            "source": describe_source(source),
            "snapshot": describe_snapshot(snapshot),
            "memory_bytes": memory_bytes,
            "limits": describe_limits(limits),
        }
        ours.sendall(encode_frame(order))
        ours.settimeout(0)
        self._received = bytearray()
        self._descriptors: deque[int] = deque()
        self._loading = True
        self.has_ended = False
        """Whether the process has gone, and all workers with it or in a moment."""
        self._exits: dict[int, asyncio.Future[int | None]] = {}

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
                if "ended" in report:
                    self._tell_exit(report["ended"], report["code"])
                of_worker = "worker" in report and self._descriptors
                on_report(report, self._descriptors.popleft() if of_worker else None)
            if not data:
                asyncio.get_running_loop().remove_reader(self._control)
                self.has_ended = True
                self._forget_exits()
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

    def replace(self, worker: int) -> asyncio.Future[int | None]:
        """Order the end of a worker, and another in its place.

        Returns:
            How it ended: its exit code, negative for a signal; of one that had ended before, how
            that came about; None when the nursery has gone.
        """
        exit_code = asyncio.get_running_loop().create_future()
        if self._control.fileno() < 0:
            exit_code.set_result(None)
        else:
            self._exits[worker] = exit_code
            self._send({"replace": worker})
        return exit_code

    def _tell_exit(self, worker: int, code: int | None) -> None:
        exit_code = self._exits.pop(worker, None)
        if exit_code is not None and not exit_code.done():
            exit_code.set_result(code)

    def _forget_exits(self) -> None:
        for worker in tuple(self._exits):
            self._tell_exit(worker, None)

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
        self._forget_exits()
        if self._loading:
            # It would hear of the hanging up only when it has loaded; workers it has none.
            self._process.kill()
        await asyncio.to_thread(self._process.wait)


class Worker:
    """A process that answers one query after the other.

    Its connection stays with the event loop as long as somebody waits for what comes over it, from
    one query to the next. When nobody does, nothing is read, and the process has to wait.

    Args:
        number: of the process.
        connection: to it; does not block.
        nursery: its parent.
    """

    def __init__(self, number: int, connection: socket.socket, nursery: Nursery) -> None:
        self.number = number
        self._connection = connection
        self._nursery = nursery
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._awaited = 0
        self._arrival: asyncio.Future[Exception | None] | None = None
        self._listening = False
        self._usual_bytes = _address_bytes(number)

    def has_gone(self) -> bool:
        """Say whether an idle worker has ended, or is about to."""
        if self._nursery.has_ended:
            return True
        try:
            return self._connection.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def send(self, frame: bytes) -> None:
        """Hand a query over, at once or as fast as it is taken; an end shows in the reply."""
        self._write(memoryview(frame))

    def _write(self, frame: memoryview, *, again: bool = False) -> None:
        try:
            rest = frame[self._connection.send(frame) :]
        except BlockingIOError:
            rest = frame
        except OSError:
            rest = frame[:0]
        if rest:
            self._loop.add_writer(self._connection, partial(self._write, rest, again=True))
        elif again:
            self._loop.remove_writer(self._connection)

    async def receive_header(self, until: float) -> tuple[bytes, int]:
        """Wait for a frame; give its header, and how many bytes of body follow.

        Raises:
            ConnectionError: the worker ended.
            TimeoutError: it did not come until then; what has come of it is kept.
        """
        await self._wait_for(LENGTHS.size, until)
        header_length, body_length = LENGTHS.unpack_from(self._received)
        await self._wait_for(LENGTHS.size + header_length, until)
        return self._take(LENGTHS.size + header_length)[LENGTHS.size :], body_length

    async def receive(self, length: int, until: float) -> bytes:
        """Wait for so many bytes; see `receive_header`."""
        await self._wait_for(length, until)
        return self._take(length)

    async def _wait_for(self, length: int, until: float) -> None:
        if len(self._received) >= length:
            return
        if not self._listening:
            self._loop.add_reader(self._connection, self._read)
            self._listening = True
        self._awaited = length
        self._arrival = arrival = self._loop.create_future()
        timer = self._loop.call_at(until, _tell, arrival, TimeoutError())
        try:
            # Not as an exception of the future, which would be logged when nobody waits any more.
            error = await arrival
        finally:
            timer.cancel()
            self._arrival = None
        if error is not None:
            raise error

    def _read(self) -> None:
        if self._arrival is None:
            self._loop.remove_reader(self._connection)
            self._listening = False
            return
        try:
            while len(self._received) < self._awaited:
                data = self._connection.recv(_PIECE_BYTES)
                if not data:
                    raise ConnectionResetError("the worker ended")
                self._received += data
        except BlockingIOError:
            return
        except OSError as error:
            _tell(self._arrival, error)
        else:
            _tell(self._arrival, None)

    def _take(self, length: int) -> bytes:
        with memoryview(self._received) as received:
            taken = bytes(received[:length])
        del self._received[:length]
        return taken

    def give_way(self) -> None:
        """Let others go first."""
        with contextlib.suppress(ProcessLookupError):
            # Not the process alone: Linux takes that for its first thread.
            os.setpriority(os.PRIO_PGRP, self.number, _LESS_URGENT)

    def recover(self) -> bool:
        """Be as urgent as at first, after a long query, and say whether that can be.

        A new worker would be, too, but would have to copy what it reads of the data, which can take
        as long as the query. The system must allow it: to root, or with RLIMIT_NICE of 20.
        """
        grown = _address_bytes(self.number) - self._usual_bytes
        if not self._usual_bytes or grown > _MOST_GROWTH_BYTES:
            return False
        try:
            usual = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PGRP, self.number, usual)
        except (PermissionError, ProcessLookupError):
            return False
        return True

    def replace(self) -> asyncio.Future[int | None]:
        """Have this worker killed and another forked; see `Nursery.replace`."""
        self.close()
        return self._nursery.replace(self.number)

    def close(self) -> None:
        """Hang up."""
        # Before the number of the descriptor can be another connection's.
        self._loop.remove_reader(self._connection)
        self._loop.remove_writer(self._connection)
        self._connection.close()


def _address_bytes(process: int) -> int:
    """Give the size of the address space of a process; 0 if it has ended, or none can be told."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _tell(arrival: asyncio.Future[Exception | None], error: Exception | None) -> None:
    if not arrival.done():
        arrival.set_result(error)
