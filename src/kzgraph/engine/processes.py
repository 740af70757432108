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
from dataclasses import dataclass
from typing import Final

from kzgraph.engine.frames import (
    LENGTHS,
    Header,
    decode_header,
    describe_source,
    encode_frame,
)
from kzgraph.engine.store import Source

_LESS_URGENT: Final = 10
"""The niceness of long queries: a tenth of the weight of others, and never nothing."""


class Nursery:
    """The process that loads the store and forks workers.

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
        self._control = ours
        # The only order without a bound; from the next on, nothing here waits.
        ours.sendall(
            encode_frame({"source": describe_source(source), "memory_bytes": memory_bytes})
        )
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


@dataclass(frozen=True, eq=False)
class Worker:
    """A process that answers one query after the other."""

    number: int
    connection: socket.socket
    nursery: Nursery

    def has_gone(self) -> bool:
        """Say whether an idle worker has ended, or is about to."""
        if self.nursery.has_ended:
            return True
        try:
            return self.connection.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    async def send(self, frame: bytes) -> None:
        """Hand a query over.

        Raises:
            ConnectionError: the worker ended.
        """
        await asyncio.get_running_loop().sock_sendall(self.connection, frame)

    async def receive_header(self) -> tuple[Header, int]:
        """Wait for a frame; give its header, and how many bytes of body follow.

        Raises:
            ConnectionError: the worker ended.
        """
        header_length, body_length = LENGTHS.unpack(await self.receive(LENGTHS.size))
        return decode_header(await self.receive(header_length)), body_length

    async def receive(self, length: int) -> bytes:
        """Wait for so many bytes.

        Raises:
            ConnectionError: the worker ended.
        """
        loop = asyncio.get_running_loop()
        received = bytearray(length)
        view = memoryview(received)
        while view:
            count = await loop.sock_recv_into(self.connection, view)
            if count == 0:
                raise ConnectionResetError("the worker ended")
            view = view[count:]
        return bytes(received)

    def give_way(self) -> None:
        """Let others go first; for good, the system allows no return."""
        with contextlib.suppress(ProcessLookupError):
            # Not the process alone: Linux takes that for its first thread.
            os.setpriority(os.PRIO_PGRP, self.number, _LESS_URGENT)

    def replace(self) -> asyncio.Future[int | None]:
        """Have this worker killed and another forked; see `Nursery.replace`."""
        # Whoever was cancelled while reading takes its hands off the descriptor first: closed, its
        # number could be another connection's by then.
        asyncio.get_running_loop().call_soon(self.connection.close)
        return self.nursery.replace(self.number)
