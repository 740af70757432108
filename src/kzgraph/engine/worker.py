"""A worker: a forked copy of the nursery that answers one query after the other.

It is behind walls that the kernel guards. It may not have another file descriptor than those it
holds, so no query can open a file or a connection. Its memory is limited. It ends when the nursery
ends. What goes wrong beyond our own errors ends the process: the server sees the end of the
connection, and the nursery forks another.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from kzgraph.engine.execution import Answer, Limits, execute
from kzgraph.engine.frames import (
    describe_error,
    encode_frame,
    encode_part,
    receive_frame,
    revive_query,
)
from kzgraph.engine.store import Store
from kzgraph.errors import KzgraphError

_CONNECTION: Final = 3
"""The file descriptor of the connection to the server: the first behind the standard three."""

_SHORT_QUERY_BYTES: Final = 1 << 10
"""A text that cannot say more than the stack of any thread holds."""
_STACK_BYTES: Final = 8 << 20
_STACK_BYTES_PER_BYTE: Final = 2 << 10
"""Stack that a query may need for each byte of its text.

The engine recurses along chains when it reads, improves, runs and drops a query. The steepest
measured with pyoxigraph 0.5.13 is `ORDER BY (1)(1)…` with 1.1 KiB for each byte; sequences of
triples, paths and sums follow. Brackets take up to 2 KiB, and their depth is limited besides.
"""
_Result = TypeVar("_Result")

_PR_SET_PDEATHSIG: Final = 1  # <linux/prctl.h>


def end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends (Linux; elsewhere do nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def confine(connection: socket.socket, memory_bytes: int) -> socket.socket:
    """Put up the walls around this process.

    Args:
        connection: the only descriptor, besides the standard ones, that stays open.
        memory_bytes: address space the worker may take beyond what it has now.

    Returns:
        The connection, under its new number.
    """
    # A group of its own: priority is given to all its threads at once, and the group that a
    # terminal interrupts is another.
    os.setpgid(0, 0)
    descriptor = connection.detach()
    if descriptor != _CONNECTION:
        os.dup2(descriptor, _CONNECTION)
    highest = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(_CONNECTION + 1, min(highest, 1 << 16))
    if sys.platform == "linux":
        with open("/proc/self/statm") as statm:  # noqa: PTH123  (the last file it ever opens)
            taken = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_CONNECTION + 1,) * 2)
    return socket.socket(fileno=_CONNECTION)


def call_with_stack(function: Callable[[], _Result], text_bytes: int) -> _Result:
    """Call a function with a stack that fits what a query can say in a chain.

    A long query gets a thread for it, which takes 0.2 ms.

    The stack is address space, so it counts against the limit of memory; it is memory only as far
    as it is used, and given back at the end. What the function raises must not take results of the
    engine along: they would be dropped here, where the stack is small. So the frames are emptied.

    Args:
        function: what to do with the query.
        text_bytes: size of the query in UTF-8.

    Raises:
        MemoryError: the limit of memory leaves no room for the stack.
    """
    if text_bytes <= _SHORT_QUERY_BYTES:
        return function()
    outcome: Future[_Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(function())
        except BaseException as error:  # noqa: BLE001  (handed over, not swallowed)
            raised: BaseException | None = error
            while raised is not None:
                traceback.clear_frames(raised.__traceback__)
                raised = raised.__cause__ or raised.__context__
            outcome.set_exception(error)

    page = resource.getpagesize()
    stack_bytes = _STACK_BYTES + _STACK_BYTES_PER_BYTE * text_bytes
    usual = threading.stack_size(-(-stack_bytes // page) * page)
    thread = threading.Thread(target=run, name="query")
    try:
        thread.start()
    except RuntimeError as error:
        raise MemoryError("no room for the stack of the query") from error
    finally:
        threading.stack_size(usual)
    thread.join()
    return outcome.result()


def work(store: Store, connection: socket.socket, limits: Limits) -> None:
    """Answer queries until the server hangs up.

    An answer that fits the buffer goes as one frame, a longer one as several; an error can come
    after some of them.

    Args:
        store: the data.
        connection: where the queries come from.
        limits: what each may use.
    """
    limits_when_whole = replace(limits, answer_bytes=min(limits.answer_bytes, limits.buffer_bytes))

    def send_part(part: Answer) -> None:
        connection.sendall(encode_part(part, more=True))

    read = connection.makefile("rb").read  # through a buffer: most queries are had at once
    while (frame := receive_frame(read)) is not None:
        query, whole = revive_query(frame[0])
        try:
            rest = call_with_stack(
                partial(execute, store, query, limits_when_whole if whole else limits, send_part),
                min(len(query.text.encode()), limits.query_bytes),
            )
        except KzgraphError as error:
            connection.sendall(encode_frame({"error": describe_error(error)}))
        except MemoryError:
            # The interpreter asked for what was not there; the engine ends in the same way.
            os.abort()
        else:
            connection.sendall(encode_part(rest, more=False))
