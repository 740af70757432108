"""An engine on one statement, and the processes that belong to it."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import served

from kzgraph.engine import (
    Budget,
    Capacity,
    Engine,
    Limits,
    Observer,
    Query,
    ResultsFormat,
    Source,
)

STATEMENT = '<x:s> <x:p> "1" .'
POINT = Query(served.POINT, ResultsFormat.CSV)
POINT_ANSWER = served.POINT_ANSWER.encode()
RUNAWAY = Query(served.RUNAWAY)
ENDLESS = Query(served.ENDLESS, ResultsFormat.CSV)

Scene = Callable[[Engine], Awaitable[None]]
_others: set[int] = set()
"""What other tests have begun and not ended, such as the server of the W3C suites."""


def play(
    scene: Scene,
    source: Source,
    limits: Limits | None = None,
    budget: Budget | None = None,
    observer: Observer | None = None,
    **capacity: Any,  # noqa: ANN401  (Capacity's own)
) -> None:
    """Start an engine, run the scene, stop the engine, and see that no process is left.

    One quick and one slow worker, if the scene does not say otherwise.
    """

    async def run() -> None:
        most = {"quick_workers": 1, "slow_workers": 1, "quick_seconds": 0.05} | capacity
        engine = Engine(source, limits, Capacity(**most), budget)
        if observer is not None:
            engine.observe(observer)
        try:
            await engine.start()
            processes = nurseries() | workers()
            async with asyncio.timeout(100):
                await scene(engine)
            processes |= nurseries() | workers()
        finally:
            await engine.stop()
        assert not served.living(processes)

    _others.clear()
    _others.update(served.children(os.getpid()))
    asyncio.run(run())


def nurseries() -> set[int]:
    """The process with the data; two while one takes the place of another."""
    return served.children(os.getpid()) - _others


def workers() -> set[int]:
    """The processes that answer queries."""
    return set[int]().union(*map(served.children, nurseries()))


def busy_workers() -> set[int]:
    """The workers that use the processor just now; at least one."""
    return served.find_busy(workers)


def kill(*processes: int) -> None:
    """Kill processes and wait until they have ended."""
    for number in processes:
        descriptor = os.pidfd_open(number)
        os.kill(number, signal.SIGKILL)
        select.select([descriptor], [], [], 10)
        os.close(descriptor)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so; a killed process takes its time on a busy machine."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)
