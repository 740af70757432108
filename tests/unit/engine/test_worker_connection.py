"""The server's end of a worker's connection, with the other end in our hands."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from kzgraph.engine.frames import encode_frame
from kzgraph.engine.processes import Nursery, Worker

FRAME = encode_frame({"a": 1}, b"body")
HEADER = b'{"a": 1}'
SECONDS = 10


def play(scene: Callable[[Worker, socket.socket], Awaitable[None]]) -> None:
    async def run() -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        theirs.settimeout(0)
        with theirs:
            worker = Worker(1, ours, cast("Nursery", None))
            try:
                await scene(worker, theirs)
            finally:
                worker.close()

    asyncio.run(run())


def soon(seconds: float = SECONDS) -> float:
    return asyncio.get_running_loop().time() + seconds


@pytest.mark.parametrize("cut", range(len(FRAME)))
def test_what_has_come_is_kept_when_the_time_is_over(cut: int) -> None:
    async def scene(worker: Worker, theirs: socket.socket) -> None:
        async def receive(seconds: float) -> tuple[bytes, bytes]:
            header, body_bytes = await worker.receive_header(soon(seconds))
            return header, await worker.receive(body_bytes, soon(SECONDS))

        theirs.send(FRAME[:cut])
        if cut < len(FRAME) - len(b"body"):
            with pytest.raises(TimeoutError):
                await receive(0)
        theirs.send(FRAME[cut:] + FRAME)
        for _ in range(2):
            assert await receive(SECONDS) == (HEADER, b"body")

    play(scene)


def test_nothing_is_read_while_nobody_waits() -> None:
    async def scene(worker: Worker, theirs: socket.socket) -> None:
        theirs.send(b"x")
        assert await worker.receive(1, soon()) == b"x"
        sent = 0
        with contextlib.suppress(BlockingIOError):
            while sent < 1 << 24:
                sent += theirs.send(bytes(1 << 16))
                await asyncio.sleep(0)
        assert sent < 1 << 24
        assert await worker.receive(sent, soon()) == bytes(sent)

    play(scene)


def test_frame_larger_than_the_connection_holds_goes_whole() -> None:
    frame = bytes(range(256)) * (1 << 13)

    async def scene(worker: Worker, theirs: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(2):
            worker.send(frame)
            received = b""
            while len(received) < len(frame):
                async with asyncio.timeout(SECONDS):
                    received += await loop.sock_recv(theirs, 1 << 18)
            assert received == frame
            assert not loop.remove_writer(worker._connection), "the loop is kept busy"

    play(scene)


@pytest.mark.parametrize("comes", [b"", FRAME[:14]])
def test_end_of_the_worker_is_told_to_whoever_waits(comes: bytes) -> None:
    async def scene(worker: Worker, theirs: socket.socket) -> None:
        waiting = asyncio.create_task(worker.receive_header(soon()))
        await asyncio.sleep(0)
        theirs.send(comes)
        theirs.close()
        with pytest.raises(ConnectionError):
            await waiting
        worker.send(FRAME)  # does not raise: the reply shows it
        with pytest.raises(ConnectionError):
            await worker.receive_header(soon())

    play(scene)
