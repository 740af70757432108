"""The engine: queries that are stopped, crash, are abandoned, wait, and what remains of them."""

import asyncio
import contextlib
import os
import resource
import select
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from engines import (
    ENDLESS,
    POINT,
    POINT_ANSWER,
    RUNAWAY,
    busy_workers,
    kill,
    nurseries,
    play,
    until,
    workers,
)
from served import product

from kzgraph.engine import (
    Engine,
    Limits,
    Query,
    RequestedDataset,
    ResultsFormat,
    Source,
    pool,
    processes,
)
from kzgraph.errors import (
    ClientLimitError,
    EngineBusyError,
    MemoryLimitError,
    MissingFileError,
    ProtocolError,
    QueryError,
    QueryTimeoutError,
    ResultTooLargeError,
    SyntaxInFileError,
    WorkerCrashedError,
)

# About a second of work for one row.
SLOW = Query(f"SELECT (COUNT(*) AS ?n) {{ {product(6)} VALUES ?w {{ 1 2 3 4 5 6 }} }}")
# It must keep a million rows in memory to sort them.
SORTED = Query(f"SELECT ?v1 {{ {product(6)} }} ORDER BY ?v5 ?v4 ?v3 LIMIT 5")
LARGE = Query(f"{ENDLESS.text} LIMIT 100000", ResultsFormat.CSV)


def test_worker_answers_many_queries(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        for _ in range(20):
            assert (await engine.query(POINT)).body == POINT_ANSWER
        assert workers() == before
        assert engine.facts is not None
        assert engine.facts.triples == 1
        assert engine.loaded is not None

    play(scene, source)


def test_runaway_is_killed_at_its_limit_and_the_next_query_answered(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        with pytest.raises(QueryTimeoutError) as caught:
            await engine.query(RUNAWAY)
        assert caught.value.limit_seconds == 0.3
        assert (await engine.query(POINT)).body == POINT_ANSWER
        await until(lambda: bool(before - workers()))

    play(scene, source, limits=Limits(seconds=0.3))


def test_query_may_ask_for_less_time_but_not_for_more(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        for asked, given in ((0.1, 0.1), (100, 0.2)):
            with pytest.raises(QueryTimeoutError) as caught:
                await engine.query(Query(RUNAWAY.text, seconds=asked))
            assert caught.value.limit_seconds == given

    play(scene, source, limits=Limits(seconds=0.2))


def test_crash_is_told_and_the_next_query_answered(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(RUNAWAY))
        await asyncio.sleep(0.2)
        for number in busy_workers():
            os.kill(number, signal.SIGSEGV)
        with pytest.raises(WorkerCrashedError):
            await running
        assert (await engine.query(POINT)).body == POINT_ANSWER

    play(scene, source)


def test_query_over_its_memory_ends_alone(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        greedy = Query(f"SELECT * {{ {product(12)} }} ORDER BY ?v11 ?v10 ?v9 LIMIT 1")
        calm = asyncio.create_task(engine.query(POINT))
        with pytest.raises(MemoryLimitError) as caught:
            await engine.query(greedy)
        assert caught.value.limit_bytes == 1 << 25
        assert (await calm).body == POINT_ANSWER

    play(scene, source, quick_workers=2, memory_bytes=1 << 25)


def test_answer_over_its_limit_keeps_the_worker(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        with pytest.raises(ResultTooLargeError):
            await engine.query(Query(f"SELECT * {{ {product(12)} }}"))
        assert workers() == before

    play(scene, source, limits=Limits(answer_bytes=100_000))


def test_large_answer_arrives_whole(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        answer = await engine.query(
            Query(f"SELECT * {{ {product(12)} }} LIMIT 200000", ResultsFormat.CSV)
        )
        assert answer.body.count(b"\r\n") == 200_001

    play(scene, source)


def test_cancelled_query_frees_its_worker(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        running = asyncio.create_task(engine.query(RUNAWAY))
        await asyncio.sleep(0)  # lets it take the worker
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert (await engine.query(POINT)).body == POINT_ANSWER
        await until(lambda: bool(before - workers()))

    play(scene, source)


def test_no_place_in_time_is_told(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(RUNAWAY))
        await asyncio.sleep(0.2)  # lets it move to the slow lane
        with pytest.raises(EngineBusyError, match="long queries"):
            await engine.query(RUNAWAY)
        running.cancel()

    play(scene, source, queue_seconds=0.1)


def test_stopped_engine_answers_nobody(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(RUNAWAY))
        waiting = [asyncio.create_task(engine.query(POINT)) for _ in range(2)]
        await asyncio.sleep(0)  # lets the first take its place
        await engine.stop()
        for query in (running, *waiting):
            with pytest.raises(EngineBusyError, match="stopping"):
                await query

    play(scene, source)


def test_idle_worker_killed_by_hand_is_replaced(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        await engine.query(POINT)
        for _ in range(3):
            kill(*workers())
            assert (await engine.query(POINT)).body == POINT_ANSWER

    play(scene, source, quick_workers=2)


def test_query_whose_worker_is_killed_by_hand_is_asked_again(source: Source) -> None:
    count = Query(SLOW.text, ResultsFormat.CSV)

    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(count))
        await asyncio.sleep(0.2)  # lets it move to the slow lane
        kill(*busy_workers())
        assert (await running).body == b"n\r\n6000000\r\n"

    play(scene, source)


def test_query_whose_workers_are_killed_twice_is_told(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        running = asyncio.create_task(engine.query(RUNAWAY))
        for _ in range(2):
            await asyncio.sleep(0.3)
            kill(*busy_workers())
        with pytest.raises(WorkerCrashedError, match="killed"):
            await running
        assert (await engine.query(POINT)).body == POINT_ANSWER

    play(scene, source)


def test_nursery_killed_by_hand_is_started_again(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        await engine.query(POINT)
        (nursery,) = nurseries()
        orphan = max(workers())
        descriptor = os.pidfd_open(orphan)
        kill(nursery)
        assert select.select([descriptor], [], [], 10)[0], "a worker outlives its nursery"
        os.close(descriptor)
        assert (await engine.query(POINT)).body == POINT_ANSWER
        assert nurseries() != {nursery}
        await until(lambda: engine.load.idle == engine.load.workers)

    play(scene, source)


def test_long_queries_hold_up_no_short_one(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        runaways = [asyncio.create_task(engine.query(RUNAWAY, f"c{i}")) for i in range(6)]
        await asyncio.sleep(0.6)  # lets all of them be found out
        async with asyncio.timeout(2):
            for _ in range(20):
                assert (await engine.query(POINT, "c0")).body == POINT_ANSWER
        assert not any(task.done() for task in runaways)
        for task in runaways:
            task.cancel()

    play(scene, source)


def test_long_query_waits_for_its_turn_and_is_answered(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        answers = await asyncio.gather(*(engine.query(SLOW, f"c{i}") for i in range(3)))
        assert all(b"6000000" in answer.body for answer in answers)

    play(scene, source, queue_seconds=60)


def test_one_client_leaves_a_slow_place_to_others(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        greedy = [asyncio.create_task(engine.query(RUNAWAY, "greedy")) for _ in range(4)]
        await asyncio.sleep(0.5)
        assert b"6000000" in (await engine.query(SLOW, "modest")).body
        for task in greedy:
            task.cancel()

    play(scene, source, slow_workers=2)


def test_client_over_its_seconds_gets_short_answers_only(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        with pytest.raises(QueryTimeoutError):
            await engine.query(RUNAWAY, "greedy")
        with pytest.raises(ClientLimitError) as caught:
            await engine.query(RUNAWAY, "greedy")
        assert caught.value.kind == "budget"
        assert caught.value.retry_after_seconds > 100
        assert engine.account("greedy").seconds == 0
        assert (await engine.query(POINT, "greedy")).body == POINT_ANSWER
        with pytest.raises(QueryTimeoutError):
            await engine.query(RUNAWAY, "modest")

    limits = Limits(seconds=0.4)
    play(scene, source, limits, client_seconds=0.3, client_period_seconds=60)


def test_long_query_gives_way_with_all_its_threads(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        # A text of some length is worked on in a thread with a larger stack.
        running = asyncio.create_task(engine.query(Query(f"{RUNAWAY.text} #{'x' * 2000}")))
        await asyncio.sleep(0.3)
        (worker,) = busy_workers()
        tasks = list(Path(f"/proc/{worker}/task").iterdir())
        assert len(tasks) == 2
        for task in tasks:
            niceness = (task / "stat").read_text().rpartition(")")[2].split()[16]
            assert niceness == "10"
        running.cancel()

    play(scene, source)


@pytest.mark.parametrize(
    ("query", "right", "stays"),
    [
        pytest.param(SLOW, True, True, id="as before"),
        pytest.param(SLOW, False, False, id="without the right"),
        pytest.param(SORTED, True, False, id="grown"),
    ],
)
def test_worker_that_gave_way_stays_if_it_can_be_as_before(
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    query: Query,
    *,
    right: bool,
    stays: bool,
) -> None:
    usual, set_priority = os.getpriority(os.PRIO_PROCESS, 0), os.setpriority

    def stand_in(which: int, who: int, priority: int) -> None:
        if priority == usual and not right:
            raise PermissionError
        # Who runs the tests may lack the right.
        with contextlib.suppress(PermissionError):
            set_priority(which, who, priority)

    monkeypatch.setattr(os, "setpriority", stand_in)

    async def scene(engine: Engine) -> None:
        before = workers()
        await engine.query(query)
        assert (await engine.query(POINT)).body == POINT_ANSWER
        await until(lambda: len(before - workers()) == (not stays) and len(workers()) == 2)
        if stays and os.geteuid() == 0:
            assert {os.getpriority(os.PRIO_PGRP, worker) for worker in before} == {usual}

    play(scene, source)


def test_budget_counts_for_what_waited_too(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        runs = [asyncio.create_task(engine.query(RUNAWAY, "greedy")) for _ in range(4)]
        errors = await asyncio.gather(*runs, return_exceptions=True)
        kinds = [type(error) for error in errors]
        assert kinds.count(QueryTimeoutError) == 1
        assert kinds.count(ClientLimitError) == 3

    play(scene, source, Limits(seconds=1), client_seconds=0.9, client_period_seconds=600)


def test_refusal_by_the_engine_keeps_the_worker(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        for text in ("ASK {", "ASK { SERVICE <x:s> {} }"):
            with pytest.raises(QueryError):
                await engine.query(Query(text))
        with pytest.raises(ProtocolError):
            await engine.query(Query("ASK {}", dataset=RequestedDataset(("http://[",), ())))
        assert (await engine.query(POINT)).body == POINT_ANSWER
        await asyncio.sleep(0.1)
        assert workers() == before

    play(scene, source)


def test_answer_over_the_buffer_comes_in_parts(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        whole = await engine.query(replace(LARGE, text=LARGE.text.replace("100000", "1000")))
        with await engine.deliver(LARGE) as delivery:
            assert delivery.body is None
            parts = [part async for part in delivery.parts()]
        assert len(parts) > 2
        assert b"".join(parts).count(b"\r\n") == 100_001
        assert b"".join(parts).startswith(whole.body)
        with pytest.raises(ResultTooLargeError) as caught:
            await engine.query(LARGE)
        assert caught.value.limit_bytes == 1 << 16

    play(scene, source, Limits(buffer_bytes=1 << 16))


def test_failure_behind_the_buffer_is_told_after_the_parts(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        with await engine.deliver(LARGE) as delivery:
            parts = delivery.parts()
            assert await anext(parts)
            with pytest.raises(ResultTooLargeError):
                [part async for part in parts]
        assert (await engine.query(POINT)).body == POINT_ANSWER

    play(scene, source, Limits(buffer_bytes=1 << 16, answer_bytes=1 << 20))


def test_answer_that_nobody_reads_further_ends_its_worker(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        before = workers()
        with await engine.deliver(LARGE) as delivery:
            assert await anext(delivery.parts())
        assert (await engine.query(POINT)).body == POINT_ANSWER
        await until(lambda: len(before - workers()) == 1 and len(workers()) == 2)

    play(scene, source, Limits(buffer_bytes=1 << 16))


def test_worker_that_no_descriptor_is_left_for_is_replaced(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_SECONDS_TO_NEXT_WORKER", 0.01)

    async def scene(engine: Engine) -> None:
        assert engine.has_workers
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            for _ in range(2):  # one for each worker
                with pytest.raises(QueryTimeoutError):
                    await engine.query(RUNAWAY)
            with pytest.raises(EngineBusyError, match="no worker"):
                await engine.query(POINT)
            assert not engine.has_workers
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert await answers_again(engine)
        for _ in range(500):  # the end of the old workers can be told after the new ones are there
            if engine.has_workers:
                break
            await asyncio.sleep(0.01)
        assert engine.has_workers

    play(scene, source, limits=Limits(seconds=0.2), queue_seconds=0.3)


def test_nursery_that_cannot_be_started_for_a_while_is_tried_again(
    source: Source, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pool, "_SECONDS_TO_NEXT_START", (0.01,))
    usual = processes.Nursery

    def fail(*_: object) -> None:
        raise OSError("no memory is left")

    async def scene(engine: Engine) -> None:
        monkeypatch.setattr(pool, "Nursery", fail)
        (nursery,) = nurseries()
        orphan = max(workers())
        descriptor = os.pidfd_open(orphan)
        kill(nursery)
        select.select([descriptor], [], [], 10)
        os.close(descriptor)
        with pytest.raises(EngineBusyError, match="no worker"):
            await engine.query(POINT)
        assert not engine.has_workers
        assert engine.facts is not None
        monkeypatch.setattr(pool, "Nursery", usual)
        assert await answers_again(engine)
        assert engine.has_workers
        attempts = [one for one in caplog.records if "loaded again" in one.message]
        assert len(attempts) >= 2

    play(scene, source, queue_seconds=3)


async def answers_again(engine: Engine) -> bool:
    for _ in range(20):
        try:
            return (await engine.query(POINT)).body == POINT_ANSWER
        except EngineBusyError:
            continue
    return False


def test_many_at_once_over_few_workers(source: Source) -> None:
    async def scene(engine: Engine) -> None:
        answers = await asyncio.gather(*(engine.query(POINT) for _ in range(50)))
        assert {answer.body for answer in answers} == {POINT_ANSWER}

    play(scene, source, quick_workers=2)


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
