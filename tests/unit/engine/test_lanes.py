"""Lanes: who waits, whose turn it is, and that no place is ever lost."""

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.engine.lanes import Lane
from kzgraph.errors import ClientLimitError, EngineBusyError


def lane(
    places: int = 1, share: int | None = None, length: int = 100, patience: float = 60
) -> Lane:
    return Lane("test", places, share=share or places, length=length, patience_seconds=patience)


def test_clients_take_turns() -> None:
    entered: list[str] = []

    async def enter(one: Lane, client: str) -> None:
        await one.enter(client)
        entered.append(client)

    async def scene() -> None:
        one = lane()
        assert one.try_enter("first")
        waiting = []
        for client in ("greedy", "greedy", "greedy", "modest", "late"):
            waiting.append(asyncio.create_task(enter(one, client)))
            await asyncio.sleep(0)
        one.leave("first")
        for number in range(len(waiting)):
            await asyncio.sleep(0)
            one.leave(entered[number])
        await asyncio.gather(*waiting)

    asyncio.run(scene())
    assert entered == ["greedy", "modest", "late", "greedy", "greedy"]


def test_client_has_no_more_than_its_share() -> None:
    async def scene() -> None:
        one = lane(places=3, share=2)
        assert [one.try_enter("greedy") for _ in range(3)] == [True, True, False]
        third = asyncio.create_task(one.enter("greedy"))
        await asyncio.sleep(0)
        assert one.try_enter("modest")
        one.leave("modest")
        await asyncio.sleep(0)
        assert not third.done()
        one.leave("greedy")
        await third

    asyncio.run(scene())


def test_line_is_bounded_for_all_and_for_one() -> None:
    async def scene() -> None:
        one = lane(length=4)
        assert one.try_enter("first")
        waiting = [asyncio.create_task(one.enter("greedy")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ClientLimitError) as caught:
            await one.enter("greedy")
        assert (caught.value.kind, caught.value.limit) == ("share", 2)
        waiting += [asyncio.create_task(one.enter(client)) for client in ("a", "b")]
        await asyncio.sleep(0)
        # The line is full: who has two there gives one to who has none, but nobody the only one.
        waiting.append(asyncio.create_task(one.enter("c")))
        await asyncio.sleep(0)
        with pytest.raises(ClientLimitError):
            await waiting[1]
        with pytest.raises(EngineBusyError, match="4 queries wait"):
            await one.enter("d")
        one.close("the end")
        rest = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(error) for error in rest].count(EngineBusyError) == 4

    asyncio.run(scene())


def test_who_waits_too_long_is_told_and_forgotten() -> None:
    async def scene() -> None:
        one = lane(patience=0.01)
        assert one.try_enter("first")
        with pytest.raises(EngineBusyError, match="test queries were taken"):
            await one.enter("second")
        assert one.waiting == 0
        one.leave("first")
        assert one.try_enter("second")

    asyncio.run(scene())


def test_closed_lane_lets_nobody_in() -> None:
    async def scene() -> None:
        one = lane()
        one.close("the end")
        assert not one.try_enter("a")
        with pytest.raises(EngineBusyError, match="the end"):
            await one.enter("a")

    asyncio.run(scene())


@given(places=st.integers(1, 3), share=st.integers(1, 3), seed=st.integers(0, 1 << 16))
def test_no_place_is_lost_or_given_twice(places: int, share: int, seed: int) -> None:
    """Whatever queries come, finish and are given up, in whatever order."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    inside: list[str] = []

    async def visit(one: Lane, client: str) -> None:
        async with one.place(client):
            inside.append(client)
            try:
                assert len(inside) <= places
                assert inside.count(client) <= share
                await asyncio.sleep(0)
            finally:
                inside.remove(client)

    async def scene() -> None:
        one = lane(places, min(share, places))
        tasks = []
        for _ in range(30):
            tasks.append(asyncio.create_task(visit(one, chance.choice("abc"))))
            if chance.random() < 0.5:
                await asyncio.sleep(0)
            if chance.random() < 0.3:
                chance.choice(tasks).cancel()
        await asyncio.wait(tasks, timeout=10)
        assert all(task.cancelled() or task.exception() is None for task in tasks)
        assert one.waiting == 0
        assert [one.try_enter(f"new{i}") for i in range(places + 1)] == [True] * places + [False]

    asyncio.run(scene())
