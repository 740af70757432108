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
from typing import Final

from kzgraph.engine.execution import Answer, execute
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


def work(store: Store, connection: socket.socket) -> None:
    """Answer queries until the server hangs up.

    An answer that fits the buffer goes as one frame, a longer one as several; an error can come
    after some of them.
    """

    def send_part(part: Answer) -> None:
        connection.sendall(encode_part(part, more=True))

    while (frame := receive_frame(connection)) is not None:
        query, limits = revive_query(frame[0])
        try:
            rest = execute(store, query, limits, send_part)
        except KzgraphError as error:
            connection.sendall(encode_frame({"error": describe_error(error)}))
        except MemoryError:
            # The interpreter asked for what was not there; the engine ends in the same way.
            os.abort()
        else:
            connection.sendall(encode_part(rest, more=False))
