"""What some clients do to others: twenty runaways, full lines, floods of connections."""

from __future__ import annotations

import contextlib
import itertools
import select
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from served import POINT, POINT_ANSWER, RUNAWAY, Served, get, product, until

SETTINGS = {
    "KZGRAPH_TIMEOUT_SECONDS": 30,
    "KZGRAPH_QUEUE_SECONDS": 30,
    "KZGRAPH_QUEUE_LENGTH": 40,
    "KZGRAPH_ANSWER_BUFFER_BYTES": 16 << 20,
    "KZGRAPH_ANSWER_LIMIT_BYTES": 16 << 20,
    "KZGRAPH_STALL_SECONDS": 2,
}
FACTOR = 4
"""How much slower others may become here: not two, which the benchmark looks for in quiet."""


def measure(served: Served, count: int) -> float:
    """Ask point queries one after the other; see that all are right, and give their p95."""
    seconds = []
    with served.client() as client:
        for _ in range(count):
            started = time.perf_counter()
            answer = client.get(served.url, params={"query": POINT, "format": "csv"})
            seconds.append(time.perf_counter() - started)
            assert (answer.status_code, answer.text) == (200, POINT_ANSWER)
    return sorted(seconds)[int(count * 0.95)]


@contextlib.contextmanager
def runaways(served: Served, count: int, addresses: Sequence[str]) -> Iterator[list[socket.socket]]:
    """Ask endless queries, no two alike, from the addresses in turn."""
    with contextlib.ExitStack() as opened:
        connections = []
        for number, address in zip(range(count), itertools.cycle(addresses)):
            connection = opened.enter_context(served.connect(address))
            connection.sendall(get(f"{RUNAWAY} # {number}"))
            connections.append(connection)
        yield connections


@pytest.mark.parametrize("clients", [1, 20])
def test_twenty_runaways_hold_up_no_short_query(served: Served, clients: int) -> None:
    before = measure(served, 300)
    addresses = [f"127.0.2.{number + 1}" for number in range(clients)]
    with runaways(served, 20, addresses) as connections:
        # One client has all but one of the places for long queries.
        running = min(clients, 2)
        assert until(lambda: [len(served.busy_workers()) for _ in range(5)] == [running] * 5)
        during = measure(served, 300)
        lost = select.select(connections, [], [], 0)[0]
    assert not lost
    assert during < FACTOR * max(before, 0.005), f"p95 {before:.4f} s, then {during:.4f} s"


def test_long_query_of_another_client_is_answered(served: Served) -> None:
    text = f"SELECT (COUNT(*) AS ?n) {{ {product(6)} }}"
    with runaways(served, 20, ["127.0.2.1"]), served.client("127.0.2.2") as client:
        answer = client.get(served.url, params={"query": text, "format": "csv"})
    assert answer.text == "n\r\n1000000\r\n"


def test_client_that_asks_too_much_at_once_is_429(served: Served) -> None:
    with runaways(served, 60, ["127.0.2.1"]) as connections:
        (first, *_), _, _ = select.select(connections, [], [], 10)
        assert first.recv(1 << 16).startswith(b"HTTP/1.1 429 ")
        measure(served, 10)


def test_clients_that_fill_the_line_shut_nobody_out(served: Served) -> None:
    with runaways(served, 120, ["127.0.2.1", "127.0.2.2", "127.0.2.3", "127.0.2.4"]):
        measure(served, 3)


def test_readers_that_take_nothing_hold_up_no_long_query(served: Served) -> None:
    # Whole answers of some 8 MiB.
    large = f"SELECT * {{ {product(6)} }} LIMIT 330000"
    with contextlib.ExitStack() as opened:
        for address in ("127.0.2.1", "127.0.2.2"):
            reader = opened.enter_context(served.connect(address, receive_bytes=1 << 12))
            reader.sendall(get(large, format="csv"))
            assert reader.recv(12) == b"HTTP/1.1 200"
        text = f"SELECT (COUNT(*) AS ?n) {{ {product(6)} VALUES ?w {{ 1 2 }} }}"
        with served.client("127.0.2.3", seconds=15) as client:
            answer = client.get(served.url, params={"query": text, "format": "csv"})
    assert answer.text == "n\r\n2000000\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n", id="health"),
        pytest.param(get(RUNAWAY, "Connection: close", timeout="0.001"), id="impatience"),
    ],
)
def test_flood_of_connections_delays_others_by_a_moment(served: Served, request_: bytes) -> None:
    stop = Event()

    def flood() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError), served.connect("127.0.2.1") as connection:
                connection.sendall(request_)
                if b"close" in request_:
                    connection.recv(1)

    with ThreadPoolExecutor(2) as clients:
        for _ in range(2):
            clients.submit(flood)
        time.sleep(0.5)
        started = time.monotonic()
        try:
            measure(served, 5)
        finally:
            stop.set()
    assert time.monotonic() - started < 10
