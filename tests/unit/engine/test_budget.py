"""The query-seconds of clients, on a clock of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.engine import budget
from kzgraph.engine.budget import Account, Budget
from kzgraph.errors import ClientLimitError


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_seconds_are_spent_and_come_back() -> None:
    clock = Clock()
    one = Budget(30, 60, clock)
    assert one.account("a") == Account(30, 0)
    one.charge("a", 10)
    assert one.account("a") == Account(20, 20)
    assert one.account("b") == Account(30, 0)
    clock.now += 10
    assert one.account("a") == Account(25, 10)
    clock.now += 100
    assert one.account("a") == Account(30, 0)


def test_who_has_none_left_is_refused_until_one_is_back() -> None:
    clock = Clock()
    one = Budget(30, 60, clock)
    one.charge("a", 29.5)
    one.check("a")
    one.charge("a", 10)
    with pytest.raises(ClientLimitError) as caught:
        one.check("a")
    assert (caught.value.kind, caught.value.limit) == ("budget", 30)
    assert caught.value.retry_after_seconds == pytest.approx(21)
    one.check("b")
    clock.now += caught.value.retry_after_seconds
    one.check("a")
    assert one.account("a").seconds == pytest.approx(1)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=20))
def test_nobody_gains_by_when_it_asks(steps: list[tuple[float, float]]) -> None:
    """What is left never exceeds the budget, and what was spent is never forgotten early."""
    clock = Clock()
    one = Budget(30, 60, clock)
    debt = 0.0
    for used, passed in steps:
        one.charge("a", used)
        debt += used
        clock.now += passed
        debt = max(0.0, debt - passed * 0.5)
        assert one.account("a").seconds == pytest.approx(max(0.0, 30 - debt), abs=1e-6)


def test_accounts_that_are_whole_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_CLIENTS_KEPT", 10)
    clock = Clock()
    one = Budget(30, 60, clock)
    for number in range(100):
        clock.now += 1
        one.charge(str(number), 1)
    assert len(one._full_at) <= 11
