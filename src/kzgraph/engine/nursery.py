"""The nursery: a process without threads that holds the store and forks the workers.

It is started by `python -m kzgraph.engine`, not by a fork of the server, so it has none of the
server's threads, and a fork of it is safe. It takes orders over a socket: `fork`, and `replace`
with the number of a worker. Only the nursery, as the parent, kills and reaps; until it has reaped
a worker the kernel gives its number to nobody else. When the server closes the socket, or dies,
the nursery ends, and every worker with it.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from functools import partial

from kzgraph.engine.execution import Limits, Query, execute
from kzgraph.engine.frames import (
    describe_error,
    describe_facts,
    encode_frame,
    receive_frame,
    revive_limits,
    revive_snapshot,
    revive_source,
)
from kzgraph.engine.store import Store, load
from kzgraph.engine.worker import confine, end_with_parent, work
from kzgraph.errors import KzgraphError

_SECONDS_BETWEEN_LOOKS = 0.005
"""How often it is looked whether killed workers have gone."""
_SECONDS_TO_NEXT_FORK = 0.5
"""What passes between attempts when the system lacks processes, memory or descriptors."""


def run(descriptor: int) -> None:
    """Load the store, then serve orders until the server hangs up.

    Args:
        descriptor: the inherited end of the socket over which the orders come.
    """
    # Ctrl-C reaches every process of the terminal, and a service manager's SIGTERM every process
    # of the service; here the server decides when to end, and SIGHUP is for it alone.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end_with_parent()
    control = socket.socket(fileno=descriptor)
    order = receive_frame(partial(_read, control))
    if order is None:
        return
    try:
        with revive_snapshot(order[0]["snapshot"]) as snapshot:
            store = load(revive_source(order[0]["source"]), snapshot.read)
    except KzgraphError as error:
        control.sendall(encode_frame({"failed": describe_error(error)}))
        return
    # The first query makes tables that every worker then has.
    execute(store, Query("ASK {}"))
    # What stands now stands for good: the collector would only copy shared pages of memory.
    gc.collect()
    gc.freeze()
    with suppress(BrokenPipeError):
        control.sendall(encode_frame({"ready": describe_facts(store.facts)}))
        _serve_orders(store, control, order[0]["memory_bytes"], revive_limits(order[0]["limits"]))


def _serve_orders(store: Store, control: socket.socket, memory_bytes: int, limits: Limits) -> None:
    workers: set[int] = set()
    # Killed, and not gone yet: a process of low priority can take long to take itself down, and
    # nobody is to wait for that.
    dying: set[int] = set()
    try:
        while True:
            for worker in tuple(dying):
                ended, status = os.waitpid(worker, os.WNOHANG)
                if ended:
                    dying.remove(worker)
                    code = os.waitstatus_to_exitcode(status)
                    control.sendall(encode_frame({"ended": worker, "code": code}))
            patience = _SECONDS_BETWEEN_LOOKS if dying else None
            if not select.select([control], [], [], patience)[0]:
                continue
            order = receive_frame(partial(_read, control))
            if order is None:
                return
            replaced = order[0].get("replace")
            if replaced in workers:
                os.kill(replaced, signal.SIGKILL)
                workers.remove(replaced)
                dying.add(replaced)
            workers.add(_fork_at_last(store, control, memory_bytes, limits))
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        for worker in workers | dying:
            os.waitpid(worker, 0)


def _read(control: socket.socket, length: int) -> bytes:
    """Wait for so many bytes and no more, so that `select` sees what is left."""
    return control.recv(length, socket.MSG_WAITALL)


def _fork_at_last(store: Store, control: socket.socket, memory_bytes: int, limits: Limits) -> int:
    """Fork a worker, as soon as the system has room for one."""
    while True:
        try:
            return _fork(store, control, memory_bytes, limits)
        except ConnectionError:
            raise  # the server has gone
        except OSError as error:
            print(f"a worker cannot be made: {error}; trying again", file=sys.stderr)  # noqa: T201
            time.sleep(_SECONDS_TO_NEXT_FORK)


def _fork(store: Store, control: socket.socket, memory_bytes: int, limits: Limits) -> int:
    """Fork a worker and send the server's end of its connection."""
    ours, theirs = socket.socketpair()
    nursery = os.getpid()
    worker = os.fork()
    if worker == 0:
        code = 1
        try:
            end_with_parent()
            if os.getppid() == nursery:
                with suppress(ConnectionError):
                    work(store, confine(ours, memory_bytes), limits)
            code = 0
        except BaseException:  # noqa: BLE001  (the outermost edge of the process: nothing stands above it)
            traceback.print_exc()
        finally:
            # Not a return: the stack below belongs to the nursery.
            os._exit(code)
    with ours, theirs:
        frame = encode_frame({"worker": worker})
        socket.send_fds(control, [frame], [theirs.fileno()])
    return worker
