"""Clients that leave, and processes that are killed or stopped by hand while queries run."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from served import (
    ENDLESS,
    POINT,
    POINT_ANSWER,
    RUNAWAY,
    Served,
    get,
    problem,
    product,
    until,
)

SLOW = f"SELECT (COUNT(*) AS ?n) {{ {product(7)} }}"
SLOW_ANSWER = "n\r\n10000000\r\n"


def point(served: Served) -> tuple[int, str]:
    response = served.ask(POINT, format="csv")
    return response.status_code, response.text


@pytest.mark.parametrize("text", [RUNAWAY, f"SELECT * {{ {product(12)} }} ORDER BY ?v0"])
def test_client_that_leaves_frees_its_worker(served: Served, text: str) -> None:
    with served.connect() as connection:
        connection.sendall(get(text))
        busy = served.find_busy_workers()
    left = time.monotonic()
    assert until(lambda: not busy & served.workers(), seconds=2)
    assert time.monotonic() - left < 2


def test_client_that_leaves_a_long_answer_frees_its_worker(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(get(ENDLESS))
        # A worker whose answer is not taken waits, and cannot be told from an idle one.
        while not (busy := served.busy_workers()):
            assert connection.recv(1 << 20)
    assert until(lambda: not busy & served.workers(), seconds=2)


def test_client_that_leaves_with_another_request_behind_frees_its_worker(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(get(RUNAWAY) + get(POINT))
        busy = served.find_busy_workers()
    assert until(lambda: not busy & served.workers(), seconds=2)


def test_clients_that_leave_the_line_are_not_served(served: Served) -> None:
    for _ in range(20):
        with served.connect() as connection:
            connection.sendall(get(RUNAWAY))
    assert point(served) == (200, POINT_ANSWER)
    assert until(lambda: not served.busy_workers(), seconds=2)


def test_query_whose_worker_is_killed_is_answered(served: Served) -> None:
    with ThreadPoolExecutor() as clients:
        asked = clients.submit(served.ask, SLOW, format="csv")
        time.sleep(0.4)
        served.kill(served.find_busy_workers())
        assert asked.result().text == SLOW_ANSWER


def test_query_whose_workers_are_killed_again_is_a_crash(served: Served) -> None:
    with ThreadPoolExecutor() as clients:
        asked = clients.submit(served.ask, RUNAWAY)
        for _ in range(2):
            served.kill(served.find_busy_workers())
            assert point(served) == (200, POINT_ANSWER)
        problem(asked.result(), 500, "crash")


def test_idle_workers_killed_at_once_are_not_missed(served: Served) -> None:
    for _ in range(3):
        served.kill(served.workers())
        assert point(served) == (200, POINT_ANSWER)


def test_point_queries_are_answered_while_workers_are_killed(served: Served) -> None:
    with ThreadPoolExecutor(4) as clients:
        asked = [clients.submit(point, served) for _ in range(200)]
        while not all(one.done() for one in asked):
            if workers := served.workers():
                served.kill({max(workers)})
            time.sleep(0.05)
        found = [one.result() for one in asked]
    # A query is asked again once; so of two hundred some, hit twice, may be told so.
    assert {status for status, _ in found} <= {200, 500}
    assert {text for status, text in found if status == 200} == {POINT_ANSWER}
    assert [status for status, _ in found].count(500) < 20


def test_worker_that_is_stopped_is_replaced_at_the_time_limit(served: Served) -> None:
    with ThreadPoolExecutor() as clients:
        asked = clients.submit(served.ask, RUNAWAY, timeout="1.5")
        stopped = served.find_busy_workers()
        for number in stopped:
            os.kill(number, signal.SIGSTOP)
        assert point(served) == (200, POINT_ANSWER)
        problem(asked.result(), 503, "timeout")
    assert until(lambda: not stopped & served.workers())


def test_queries_whose_nursery_is_killed_are_answered(served: Served) -> None:
    with ThreadPoolExecutor() as clients:
        asked = [clients.submit(served.ask, SLOW, format="csv") for _ in range(2)]
        time.sleep(0.4)
        before = served.workers() | served.nurseries()
        served.kill(served.nurseries())
        assert point(served) == (200, POINT_ANSWER)
        assert {one.result().text for one in asked} == {SLOW_ANSWER}
    assert until(served.is_whole)
    assert not before & (served.workers() | served.nurseries())


def test_nursery_killed_again_while_it_loads_is_started_again(served: Served) -> None:
    for _ in range(3):
        served.kill(served.nurseries())
        assert until(served.nurseries)
    assert point(served) == (200, POINT_ANSWER)
