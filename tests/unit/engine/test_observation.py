"""What the engine tells: how each query ended, and what became of its worker."""

from __future__ import annotations

import asyncio
import operator
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from engines import ENDLESS, POINT, RUNAWAY, busy_workers, kill, nurseries, play, until
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.engine import (
    Budget,
    End,
    Engine,
    Incident,
    LaneLoad,
    Limits,
    Load,
    Observer,
    Outcome,
    Query,
    ResultsFormat,
    Source,
    hash_query,
    outcome_of,
)
from kzgraph.engine.observation import Watch, incident_of_code
from kzgraph.engine.processes import Worker
from kzgraph.errors import (
    ClientLimitError,
    EngineBusyError,
    EvaluationError,
    KzgraphError,
    MemoryLimitError,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    WorkerCrashedError,
    WorkerKilledError,
)

DIGEST = "956984da698b240d"
"""Of `printf 'ASK { ?a ?b ?c }' | sha256sum` the first 16 digits."""
HUNGRY = Query(f"{ENDLESS.text} ORDER BY ?v0 LIMIT 1", ResultsFormat.CSV)


class Recorder(Observer):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.ends: list[End] = []
        self.incidents: Counter[Incident] = Counter()
        self.nurseries = 0

    def query_ended(self, end: End) -> None:
        self.ends.append(end)

    def worker_ended(self, incident: Incident) -> None:
        self.incidents[incident] += 1

    def nursery_ended(self) -> None:
        self.nurseries += 1


def record(
    scene: Callable[[Engine, Recorder], Awaitable[None]],
    source: Source,
    limits: Limits | None = None,
    budget: Budget | None = None,
    **capacity: Any,  # noqa: ANN401  (Capacity's own)
) -> Recorder:
    """Play a scene, and give what was told meanwhile."""
    recorder = Recorder()
    play(lambda engine: scene(engine, recorder), source, limits, budget, recorder, **capacity)
    return recorder


async def fail(engine: Engine, query: Query, client: str = "c") -> None:
    with pytest.raises(KzgraphError):
        await engine.query(query, client)


def test_answered_query_is_told_with_who_asked_and_its_time(source: Source) -> None:
    async def scene(engine: Engine, _: Recorder) -> None:
        await engine.query(POINT, "one")

    recorder = record(scene, source)
    (end,) = recorder.ends
    assert (end.query, end.client, end.outcome, end.cause) == (POINT, "one", Outcome.ANSWERED, "")
    assert end.lane == "quick"
    assert 0 < end.run_seconds < 10
    assert 0 <= end.waited_seconds < 10
    assert not recorder.incidents


@pytest.mark.parametrize(
    ("query", "limits", "outcome", "incident"),
    [
        (RUNAWAY, Limits(seconds=0.5), Outcome.TIMEOUT, Incident.TIMEOUT),
        (HUNGRY, Limits(seconds=30), Outcome.MEMORY, Incident.MEMORY),
        (ENDLESS, Limits(buffer_bytes=1 << 16), Outcome.TOO_LARGE, None),
        (Query("SELEKT secret"), None, Outcome.REFUSED, None),
        (Query("ASK { SERVICE <x:secret> {} }"), None, Outcome.REFUSED, None),
    ],
    ids=["time", "memory", "answer", "syntax", "SERVICE"],
)
def test_query_without_an_answer_is_told_with_its_cause(
    source: Source,
    query: Query,
    limits: Limits | None,
    outcome: Outcome,
    incident: Incident | None,
) -> None:
    async def scene(engine: Engine, _: Recorder) -> None:
        await fail(engine, query)

    recorder = record(scene, source, limits, memory_bytes=64 << 20)
    (end,) = recorder.ends
    # The messages of the last two may have words of the query.
    assert (end.outcome, bool(end.cause)) == (outcome, outcome is not Outcome.REFUSED)
    stopped = recorder.incidents.keys() & {Incident.TIMEOUT, Incident.MEMORY}
    assert stopped == ({incident} if incident else set())


def test_client_that_leaves_is_told_apart_from_an_answer_not_needed(source: Source) -> None:
    async def scene(engine: Engine, recorder: Recorder) -> None:
        for message in (Outcome.CLIENT_LEFT, None):
            asked = asyncio.create_task(engine.query(RUNAWAY, "leaver"))
            await asyncio.sleep(0.3)
            asked.cancel(message)
            await asyncio.gather(asked, return_exceptions=True)
        assert [end.outcome for end in recorder.ends] == [Outcome.CLIENT_LEFT, Outcome.GIVEN_UP]

    recorder = record(scene, source)
    assert recorder.incidents == {Incident.CLIENT_LEFT: 1, Incident.NOT_TAKEN: 1}
    assert all(end.lane == "slow" and end.run_seconds > 0.2 for end in recorder.ends)


def test_answer_that_is_not_taken_is_told(source: Source) -> None:
    async def read(engine: Engine) -> None:
        with await engine.deliver(ENDLESS, "slow reader") as delivery:
            await anext(delivery.parts())
            raise BrokenPipeError

    async def scene(engine: Engine, _: Recorder) -> None:
        with pytest.raises(BrokenPipeError):
            await read(engine)

    recorder = record(scene, source, Limits(buffer_bytes=1 << 16))
    assert [end.outcome for end in recorder.ends] == [Outcome.NOT_TAKEN]
    assert recorder.incidents == {Incident.NOT_TAKEN: 1}


@pytest.mark.parametrize(
    ("pause", "error", "outcome"),
    [(0, QueryTimeoutError, Outcome.TIMEOUT), (0.2, TimeoutError, Outcome.NOT_TAKEN)],
)
def test_time_that_is_over_is_told_as_that_of_who_took_it(
    source: Source, pause: float, error: type[Exception], outcome: Outcome
) -> None:
    async def read(engine: Engine) -> None:
        with await engine.deliver(ENDLESS, "reader") as delivery:
            async for _part in delivery.parts():
                await asyncio.sleep(pause)

    async def scene(engine: Engine, _: Recorder) -> None:
        with pytest.raises(error):
            await read(engine)

    limits = Limits(seconds=1, buffer_bytes=1 << 16, answer_bytes=1 << 30)
    recorder = record(scene, source, limits)
    assert [end.outcome for end in recorder.ends] == [outcome]
    assert recorder.incidents == {Incident(outcome.value): 1}


def test_time_in_which_a_light_answer_is_read_is_no_waiting(source: Source) -> None:
    async def scene(engine: Engine, _: Recorder) -> None:
        with await engine.deliver(POINT, "slow reader"):
            await asyncio.sleep(0.5)

    (end,) = record(scene, source).ends
    assert end.waited_seconds + end.run_seconds < 0.4


def test_query_waits_for_the_end_of_its_worker_no_longer_than_its_time(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Worker.replace

    def never_tell(worker: Worker) -> asyncio.Future[int | None]:
        order(worker)
        return asyncio.get_running_loop().create_future()

    async def scene(engine: Engine, _: Recorder) -> None:
        running = asyncio.create_task(engine.query(replace(RUNAWAY, seconds=2), "c"))
        await asyncio.sleep(0.5)
        monkeypatch.setattr(Worker, "replace", never_tell)
        kill(*busy_workers())
        with pytest.raises(QueryTimeoutError):
            await asyncio.wait_for(running, 5)
        monkeypatch.undo()

    recorder = record(scene, source)
    assert [end.outcome for end in recorder.ends] == [Outcome.TIMEOUT]


def test_error_in_the_midst_of_an_answer_is_told_as_what_it_was(source: Source) -> None:
    async def read(engine: Engine) -> None:
        with await engine.deliver(ENDLESS, "c") as delivery:
            try:
                async for _part in delivery.parts():
                    pass
            except KzgraphError as error:
                raise BrokenPipeError from error

    async def scene(engine: Engine, _: Recorder) -> None:
        with pytest.raises(BrokenPipeError):
            await read(engine)

    recorder = record(scene, source, Limits(buffer_bytes=1 << 16, answer_bytes=1 << 20))
    assert [end.outcome for end in recorder.ends] == [Outcome.TOO_LARGE]


def test_budget_and_share_are_told_with_the_client(source: Source) -> None:
    async def scene(engine: Engine, recorder: Recorder) -> None:
        engine.budget.charge("spender", 1000)
        await fail(engine, RUNAWAY, "spender")
        # One runs, one waits, and there is no room for the third.
        asked = [asyncio.create_task(engine.query(RUNAWAY, "crowd")) for _ in range(3)]
        await until(lambda: any(end.outcome is Outcome.SHARE for end in recorder.ends))
        for one in asked:
            one.cancel(Outcome.CLIENT_LEFT)
        await asyncio.gather(*asked, return_exceptions=True)

    recorder = record(scene, source, queue_length=1, quick_seconds=5)
    by_client = Counter((end.client, end.outcome) for end in recorder.ends)
    assert by_client == {
        ("spender", Outcome.BUDGET): 1,
        ("crowd", Outcome.SHARE): 1,
        ("crowd", Outcome.CLIENT_LEFT): 2,
    }
    assert recorder.incidents[Incident.BUDGET] == 1


def test_killed_workers_and_nurseries_are_told(source: Source) -> None:
    async def scene(engine: Engine, recorder: Recorder) -> None:
        asked = asyncio.create_task(engine.query(RUNAWAY, "victim"))
        for _ in range(2):
            await asyncio.sleep(0.5)
            before = recorder.incidents.copy()
            kill(*busy_workers())
            await until(partial(operator.ne, recorder.incidents, before))
        await asyncio.gather(asked, return_exceptions=True)
        assert recorder.incidents == {Incident.KILLED: 2}
        assert [end.outcome for end in recorder.ends] == [Outcome.KILLED]
        assert "killed" in recorder.ends[0].cause
        kill(*nurseries())
        await until(lambda: recorder.nurseries == 1)

    record(scene, source)


def test_long_query_that_makes_room_and_goes_on_is_told_once(source: Source) -> None:
    async def scene(engine: Engine, recorder: Recorder) -> None:
        first = asyncio.create_task(engine.query(RUNAWAY, "first"))
        await until(lambda: engine.load.slow.running == 1)
        second = asyncio.create_task(engine.query(RUNAWAY, "second"))
        await until(lambda: engine.load.slow.waiting == 1)
        assert recorder.incidents == {Incident.POSTPONED: 1}
        assert engine.load == Load(
            LaneLoad(0, 0, 1), LaneLoad(1, 1, 1), workers=2, idle=engine.load.idle
        )
        for one in (first, second):
            one.cancel(Outcome.CLIENT_LEFT)
        await asyncio.gather(first, second, return_exceptions=True)

    recorder = record(scene, source)
    waited = {end.client: end.waited_seconds for end in recorder.ends}
    assert Counter(end.client for end in recorder.ends) == {"first": 1, "second": 1}
    assert waited["first"] < 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, Outcome.ANSWERED),
        (QueryTimeoutError(1), Outcome.TIMEOUT),
        (MemoryLimitError(1), Outcome.MEMORY),
        (WorkerCrashedError("c"), Outcome.CRASH),
        (WorkerKilledError("c"), Outcome.KILLED),
        (EngineBusyError("c"), Outcome.BUSY),
        (ResultTooLargeError(1), Outcome.TOO_LARGE),
        (EvaluationError("c"), Outcome.FAILED),
        (QuerySyntaxError("c"), Outcome.REFUSED),
        (
            ClientLimitError("budget", limit=1, unit="query-seconds", retry_after_seconds=1),
            Outcome.BUDGET,
        ),
        (ClientLimitError("share", limit=1, unit="queries", retry_after_seconds=1), Outcome.SHARE),
        (asyncio.CancelledError(Outcome.CLIENT_LEFT), Outcome.CLIENT_LEFT),
        (asyncio.CancelledError(), Outcome.GIVEN_UP),
        (ValueError(), Outcome.NOT_TAKEN),
    ],
)
def test_each_error_has_its_outcome(error: BaseException | None, outcome: Outcome) -> None:
    assert outcome_of(error) is outcome


@pytest.mark.parametrize(
    ("code", "incident"),
    [
        (None, Incident.KILLED),
        (-signal.SIGKILL, Incident.KILLED),
        (-signal.SIGABRT, Incident.MEMORY),
        (-signal.SIGSEGV, Incident.CRASH),
        (1, Incident.CRASH),
    ],
)
def test_exit_code_tells_why_a_worker_ended(code: int | None, incident: Incident) -> None:
    assert incident_of_code(code) is incident


def test_time_is_what_waits_and_what_runs() -> None:
    recorder = Recorder()
    for run_seconds in (0.02, 5):
        with Watch(recorder, POINT, "c") as watch:
            time.sleep(0.05)
            watch.run_seconds = run_seconds
    short, long = recorder.ends
    assert (short.run_seconds, long.run_seconds) == (0.02, 5)
    assert 0.02 < short.waited_seconds < 5
    assert long.waited_seconds == 0


def test_hash_is_that_of_the_text_without_comments_and_layout() -> None:
    assert hash_query("ask{?a ?b ?c}") != hash_query("ASK { ?a ?b ?c }")
    assert hash_query("ASK{?a\n?b ?c}# c") == hash_query("ASK { ?a ?b ?c }") == DIGEST


@given(st.text())
def test_any_text_has_a_hash(text: str) -> None:
    digest = hash_query(text)
    assert len(digest) == 16
    assert set(digest) <= set("0123456789abcdef")
    assert hash_query(text) == digest


def test_hash_of_a_surrogate_and_of_a_long_text() -> None:
    assert len({hash_query(text) for text in ("\ud800", "ASK{}" * 10_000, "ASK{}")}) == 3


@given(
    st.lists(st.sampled_from(["?a", "<x:y>", "{", "}", "'s'", "1.5", "||", "FILTER"]), max_size=9),
    st.lists(st.sampled_from([" ", "\n", "\t", " # c\n", "  "]), min_size=10, max_size=10),
)
def test_layout_and_comments_do_not_change_the_hash(pieces: list[str], gaps: list[str]) -> None:
    pieces = ["ASK", *pieces]
    laid_out = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=False))
    assert hash_query(laid_out) == hash_query(" ".join(pieces))
