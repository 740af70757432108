"""The pool of workers: stopped, crashed, abandoned and killed queries, and what remains of them."""

import asyncio
import os
import resource
import select
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kzgraph.engine import Engine, Limits, Query, ResultsFormat, Source, pool
from kzgraph.errors import (
    EngineBusyError,
    MissingFileError,
    QueryTimeoutError,
    ResultTooLargeError,
    SyntaxInFileError,
    WorkerCrashedError,
)

POINT = Query("SELECT ?o { <x:s> <x:p> ?o }", ResultsFormat.CSV)
VALUES = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(10)))} }}" for i in range(12))
RUNAWAY = Query(f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}")
DEEP = Query("ASK { FILTER(" + "IF(1,1," * 20_000 + "1" + ")" * 20_000 + ") }")

Scene = Callable[[Engine], Awaitable[None]]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "data.ttl"
    path.write_text('<x:s> <x:p> "1" .')
    return Source((path,))


def play(scene: Scene, source: Source, **settings: Any) -> None:  # noqa: ANN401  (Engine's own)
    """Start an engine, run the scene, stop the engine, and see that no process is left."""

    async def run() -> None:
        engine = Engine(source, **settings)
        try:
            await engine.start()
            processes = descendants()
            await scene(engine)
            processes |= descendants()
        finally:
            await engine.stop()
        assert not processes & living().keys()

    asyncio.run(run())


def living() -> dict[int, int]:
    """Every process that has not ended, with its parent."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            found[int(status.parent.name)] = int(parent)
    return found


def children(parent: int) -> set[int]:
    return {number for number, its_parent in living().items() if its_parent == parent}


def descendants() -> set[int]:
    """The nursery and its workers."""
    nurseries = children(os.getpid())
    return nurseries.union(*(children(nursery) for nursery in nurseries))


def workers() -> set[int]:
    return descendants() - children(os.getpid())


def kill(number: int) -> None:
    """Kill a process and wait until it has ended."""
    descriptor = os.pidfd_open(number)
    os.kill(number, signal.SIGKILL)
    select.select([descriptor], [], [], 10)
    os.close(descriptor)


def test_worker_answers_many_queries(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        for _ in range(20):
            assert (await engine.query(POINT)).body == b"o\r\n1\r\n"
        assert workers() == before
        assert engine.facts is not None
        assert engine.facts.triples == 1

    play(scene, source, workers=1)


def test_runaway_is_killed_at_its_limit_and_the_next_query_answered(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        (before,) = workers()
        with pytest.raises(QueryTimeoutError) as caught:
            await engine.query(RUNAWAY)
        assert caught.value.limit_seconds == 0.3
        assert (await engine.query(POINT)).body == b"o\r\n1\r\n"
        assert before not in workers()

    play(scene, source, workers=1, limits=Limits(seconds=0.3))


def test_query_may_ask_for_less_time_but_not_for_more(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        for asked, given in ((0.1, 0.1), (100, 0.2)):
            with pytest.raises(QueryTimeoutError) as caught:
                await engine.query(Query(RUNAWAY.text, seconds=asked))
            assert caught.value.limit_seconds == given

    play(scene, source, workers=1, limits=Limits(seconds=0.2))


def test_crash_is_told_and_the_next_query_answered(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        with pytest.raises(WorkerCrashedError):
            await engine.query(DEEP)
        assert (await engine.query(POINT)).body == b"o\r\n1\r\n"

    limits = Limits(nesting=1 << 20, query_bytes=1 << 20)
    play(scene, source, workers=1, limits=limits)


def test_query_over_its_memory_ends_alone(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        greedy = Query(f"SELECT * {{ {VALUES} }} ORDER BY ?v11 ?v10 ?v9 LIMIT 1")
        calm = asyncio.create_task(engine.query(POINT))
        with pytest.raises(WorkerCrashedError, match="memory"):
            await engine.query(greedy)
        assert (await calm).body == b"o\r\n1\r\n"

    play(scene, source, workers=2, memory_bytes=1 << 25)


def test_answer_over_its_limit_keeps_the_worker(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        with pytest.raises(ResultTooLargeError):
            await engine.query(Query(f"SELECT * {{ {VALUES} }}"))
        assert workers() == before

    play(scene, source, workers=1, limits=Limits(answer_bytes=100_000))


def test_large_answer_arrives_whole(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        answer = await engine.query(
            Query(f"SELECT * {{ {VALUES} }} LIMIT 200000", ResultsFormat.CSV)
        )
        assert answer.body.count(b"\r\n") == 200_001

    play(scene, source, workers=1)


def test_cancelled_query_frees_its_worker(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        (before,) = workers()
        running = asyncio.create_task(engine.query(RUNAWAY))
        await asyncio.sleep(0)  # lets it take the worker
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert (await engine.query(POINT)).body == b"o\r\n1\r\n"
        assert before not in workers()

    play(scene, source, workers=1)


def test_busy_engine_says_so(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(RUNAWAY))
        await asyncio.sleep(0)  # lets it take the worker
        with pytest.raises(EngineBusyError):
            await engine.query(POINT)
        running.cancel()

    play(scene, source, workers=1, queue_seconds=0.05)


def test_stopped_engine_answers_nobody(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(RUNAWAY))
        waiting = [asyncio.create_task(engine.query(POINT)) for _ in range(2)]
        await asyncio.sleep(0)  # lets the first take the worker
        await engine.stop()
        for query in (running, *waiting):
            with pytest.raises(EngineBusyError, match="stopping"):
                await query

    play(scene, source, workers=1)


def test_idle_worker_killed_by_hand_is_replaced(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        await engine.query(POINT)
        for _ in range(3):
            for number in workers():
                kill(number)
            assert (await engine.query(POINT)).body == b"o\r\n1\r\n"

    play(scene, source, workers=2)


def test_working_worker_killed_by_hand_is_a_crash(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(RUNAWAY))
        await asyncio.sleep(0)  # lets it take the worker
        (number,) = workers()
        kill(number)
        with pytest.raises(WorkerCrashedError):
            await running
        assert (await engine.query(POINT)).body == b"o\r\n1\r\n"

    play(scene, source, workers=1)


def test_nursery_killed_by_hand_is_started_again(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        await engine.query(POINT)
        (nursery,) = children(os.getpid())
        (orphan,) = workers()
        descriptor = os.pidfd_open(orphan)
        kill(nursery)
        assert select.select([descriptor], [], [], 10)[0], "a worker outlives its nursery"
        os.close(descriptor)
        assert (await engine.query(POINT)).body == b"o\r\n1\r\n"
        assert children(os.getpid()) != {nursery}

    play(scene, source, workers=1)


def test_worker_that_no_descriptor_is_left_for_is_replaced(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_SECONDS_TO_NEXT_WORKER", 0.01)

    async def scene(engine: Engine) -> None:
        assert engine.has_workers
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            with pytest.raises(QueryTimeoutError):
                await engine.query(RUNAWAY)
            with pytest.raises(EngineBusyError, match="missing"):
                await engine.query(POINT)
            assert not engine.has_workers
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert await answers_again(engine)
        assert engine.has_workers

    play(scene, source, workers=1, limits=Limits(seconds=0.2), queue_seconds=0.3)


def test_data_that_are_gone_for_a_while_are_loaded_again(
    source: Source, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pool, "_SECONDS_TO_NEXT_START", (0.01,))
    (path,) = source.paths
    away = path.with_suffix(".away")

    async def scene(engine: Engine) -> None:
        path.rename(away)
        (nursery,) = children(os.getpid())
        (orphan,) = workers()
        descriptor = os.pidfd_open(orphan)
        kill(nursery)
        select.select([descriptor], [], [], 10)
        os.close(descriptor)
        with pytest.raises(EngineBusyError, match="missing"):
            await engine.query(POINT)
        assert not engine.has_workers
        assert engine.facts is not None
        away.rename(path)
        assert await answers_again(engine)
        assert engine.has_workers
        attempts = [one for one in caplog.records if "loaded again" in one.message]
        assert len(attempts) >= 2

    play(scene, source, workers=1, queue_seconds=1)


async def answers_again(engine: Engine) -> bool:
    for _ in range(20):
        try:
            return (await engine.query(POINT)).body == b"o\r\n1\r\n"
        except EngineBusyError:
            continue
    return False


def test_many_at_once_over_few_workers(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        answers = await asyncio.gather(*(engine.query(POINT) for _ in range(50)))
        assert {answer.body for answer in answers} == {b"o\r\n1\r\n"}

    play(scene, source, workers=2)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [("data.ttl", "<x:s> <x:p .", SyntaxInFileError), ("other.ttl", "", MissingFileError)],
)
def test_data_that_cannot_be_loaded_are_told(
    tmp_path: Path, name: str, content: str, error: type[Exception]
) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(content)
    with pytest.raises(error, match=str(tmp_path / name)):
        play(never, Source((tmp_path / name,)))


async def never(_: Engine) -> None:
    pytest.fail("the engine has started")
