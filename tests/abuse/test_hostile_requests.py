"""Requests that no decent client sends: too long, too slow, malformed, or too many at once."""

from __future__ import annotations

import contextlib
import gzip
import re
import select
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from served import (
    DATA,
    ENDLESS,
    POINT,
    POINT_ANSWER,
    QUERY,
    Served,
    get,
    read_response,
    serve,
    until,
)

FORM = "application/x-www-form-urlencoded"
CSV = "Accept: text/csv"
LAST = "Connection: close"
REQUEST_SECONDS = 3
SETTINGS = {"KZGRAPH_REQUEST_SECONDS": REQUEST_SECONDS}


def post(body: bytes, *fields: str, content_type: str = QUERY) -> bytes:
    lines = ["POST /sparql HTTP/1.1", "Host: here", LAST, f"Content-Type: {content_type}", *fields]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(request, status, id=name)
        for name, request, status in (
            ("query of 1 MB", post(POINT.encode() + b" #" + b"x" * 1_000_000), 413),
            (
                "form of 1 MB",
                post(b"query=" + b"x" * 1_000_000, content_type=FORM),
                413,
            ),
            ("URL of 1 MB", get(POINT + "#" + "x" * 1_000_000, LAST), 414),
            ("URL of 300 kB", get(POINT + "#" + "x" * 300_000, LAST), 414),
            ("header of 1 MB", get(POINT, LAST, "X: " + "x" * 1_000_000), 431),
            ("header of 100 kB", get(POINT, LAST, "X: " + "x" * 100_000), 431),
            ("ten thousand header fields", get(POINT, LAST, *["X: x"] * 10_000), 431),
            ("name of a header field", get(POINT, LAST, "X" * 100_000 + ": x"), 431),
            ("Accept of 8 KiB of commas", get(POINT, LAST, "Accept: " + "," * 8192), 200),
            ("longer Accept", get(POINT, LAST, "Accept: " + "," * 8193), 431),
            ("fifty lines of Accept", get(POINT, LAST, *[CSV] * 50), 200),
            ("NUL for a character", post(b"ASK \0 {}"), 400),
            ("NUL in an IRI", post(b"ASK { <x:\0> ?p ?o }"), 400),
            ("NUL in a string", post(b"ASK { FILTER('\0' = '\\u0000') }"), 200),
            ("NUL in a comment", post(b"ASK {} #\0"), 200),
            ("NUL encoded in the URL", get("ASK\0{}", LAST), 400),
            ("NUL in the URL", get(POINT, LAST).replace(b"SELECT", b"SEL\0ECT"), 400),
            ("NUL in a header field", get(POINT, LAST, "X: a\0b"), 400),
            ("NUL before the request", b"\0" + get(POINT, LAST), 400),
            ("NUL for a graph", get(POINT + "&default-graph-uri=x:\0", LAST), 400),
            ("gzip bomb", post(gzip.compress(bytes(100_000_000)), "Content-Encoding: gzip"), 415),
            ("body that is said to be zipped", post(b"ASK {}", "Content-Encoding: gzip"), 415),
            ("a hundred thousand parameters", post(b"a&" * 100_000, content_type=FORM), 400),
            ("a hundred thousand queries", post(b"query=&" * 100_000, content_type=FORM), 400),
            (
                "a hundred thousand graphs",
                post(b"query=ASK{}" + b"&named-graph-uri=x:" * 40_000, content_type=FORM),
                400,
            ),
            ("length below nothing", post(b"ASK {}").replace(b"Length: ", b"Length: -"), 400),
            ("length of many digits", post(b"ASK {}").replace(b"Length: ", b"Length: 9" * 9), 400),
            ("two lengths", post(b"ASK {}", "Content-Length: 7"), 400),
            ("length and chunks", post(b"ASK {}", "Transfer-Encoding: chunked"), 400),
            ("what is no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9, 400),
            ("HTTP/1.0 and a large answer", get(ENDLESS, version="1.0"), 422),
        )
    ],
)
def test_request(served: Served, request_: bytes, status: int) -> None:
    found, received = served.exchange(request_)
    assert found == status, received[:1000]


def chunks(body: bytes) -> bytes:
    head = post(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    return head + b"".join(b"1\r\n%c\r\n" % one for one in body) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        pytest.param(post(b"a&" * 400_000, content_type=FORM), {400, 413}, id="parameters"),
        pytest.param(post(b"query=" + b"%41" * 280_000, content_type=FORM), {400, 413}, id="%"),
        pytest.param(chunks(POINT.encode() + b" " * 200_000), {200, 413}, id="tiny chunks"),
        pytest.param(get(POINT, LAST, *["X: x"] * 100_000), {431}, id="header fields"),
        pytest.param(get(POINT, LAST, "X:" + " " * 30_000 + "\1"), {400}, id="blanks"),
    ],
)
def test_request_that_costs_much_to_read_stops_nobody(
    served: Served, request_: bytes, statuses: set[int]
) -> None:
    with ThreadPoolExecutor(4) as senders, served.client() as client:
        sent = [senders.submit(served.exchange, request_) for _ in range(4)]
        longest = 0.0
        while not all(one.done() for one in sent):
            started = time.monotonic()
            assert client.get(served.url.replace("sparql", "health")).status_code == 200
            longest = max(longest, time.monotonic() - started)
        assert {one.result()[0] for one in sent} <= statuses
    assert longest < 1


def test_pipelined_requests_are_answered_in_their_order(served: Served) -> None:
    texts = [f"SELECT ({number} AS ?n) {{}}" for number in range(100)]
    stream = b"".join(get(text, CSV) for text in texts) + get("ASK {}", LAST)
    status, received = served.exchange(stream)
    assert status == 200
    assert received.count(b"HTTP/1.1 200 OK\r\n") == 101
    assert re.findall(rb"\r\n\r\nn\r\n(\d+)\r\n", received) == [b"%d" % i for i in range(100)]


@dataclass
class Slow:
    """A client that takes its time, and what becomes of it.

    Attributes:
        start: what it sends at once.
        letter: what it sends twice a second afterwards, or nothing.
    """

    start: bytes
    letter: bytes = b""

    def wait(self, served: Served, stop: Event) -> tuple[int, bytes]:
        """Give what the server says at last, and see that it says it in time."""
        with served.connect() as connection:
            connection.sendall(self.start)
            end = time.monotonic() + REQUEST_SECONDS + 5
            while not select.select([connection], [], [], 0.5)[0]:
                assert time.monotonic() < end, "the server waits for ever"
                assert not stop.is_set(), "nobody wants to know any more"
                connection.sendall(self.letter)
            return read_response(connection)


SLOW = {
    "half a head": Slow(get(POINT)[:40]),
    "half a body": Slow(post(POINT.encode())[:-9]),
    "half a chunk": Slow(chunks(POINT.encode())[:-30]),
    "a letter of the head at a time": Slow(get(POINT)[:-4], b"x"),
    "a letter of the body at a time": Slow(post(b"#" * 1000)[:-900], b"#"),
    "silence": Slow(b""),
}


@pytest.fixture(scope="module", autouse=True)
def slow_clients(served: Served) -> Iterator[dict[str, Future[tuple[int, bytes]]]]:
    """Clients that wait while the other tests run."""
    stop = Event()
    with ThreadPoolExecutor(len(SLOW)) as clients:
        yield {name: clients.submit(slow.wait, served, stop) for name, slow in SLOW.items()}
        stop.set()


@pytest.mark.parametrize("name", SLOW)
def test_slow_sender_is_408(slow_clients: dict[str, Future[tuple[int, bytes]]], name: str) -> None:
    status, received = slow_clients[name].result()
    # Who has sent nothing is told nothing.
    assert status == (0 if name == "silence" else 408), received


def test_two_hundred_idle_connections_are_kept_and_answered(served: Served) -> None:
    with contextlib.ExitStack() as opened:
        connections = [opened.enter_context(served.connect()) for _ in range(200)]
        served.assert_sound()
        for connection in connections:
            connection.sendall(get(POINT, CSV, LAST))
        for connection in connections:
            status, received = read_response(connection)
            assert status == 200
            assert received.endswith(POINT_ANSWER.encode())


def test_two_hundred_clients_that_ask_at_once_are_answered(served: Served) -> None:
    def ask(number: int) -> bool:
        status, received = served.exchange(get(POINT, CSV, LAST), f"127.0.1.{number % 50 + 1}")
        return status == 200 and received.endswith(POINT_ANSWER.encode())

    with ThreadPoolExecutor(200) as clients:
        assert all(clients.map(ask, range(600)))


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[Served]:
    """A server for few connections."""
    data = tmp_path / "data.nq"
    data.write_text(DATA)
    with serve(data, KZGRAPH_CONNECTIONS=20, KZGRAPH_REQUEST_SECONDS=3) as served:
        yield served


def open_many(served: Served, opened: contextlib.ExitStack, address: str) -> list[socket.socket]:
    """Open a hundred connections, without those that are cut before they are there."""
    connections = []
    for _ in range(100):
        with contextlib.suppress(ConnectionResetError):
            connections.append(opened.enter_context(served.connect(address)))
    return connections


def test_more_connections_than_there_are_places_are_told_so(narrow: Served) -> None:
    with contextlib.ExitStack() as opened:
        first = opened.enter_context(narrow.connect())
        others = open_many(narrow, opened, "127.0.0.1")
        first.sendall(get(POINT, LAST))
        assert read_response(first)[0] == 200
        statuses = {read_response(other)[0] for other in others}
    # Of the surplus some are told and some cut; the idle ones are closed when their time is over.
    assert statuses == {0, 429}
    narrow.assert_sound()


def test_client_that_holds_many_connections_shuts_nobody_out(narrow: Served) -> None:
    with contextlib.ExitStack() as opened:
        assert open_many(narrow, opened, "127.0.2.1")
        status, received = narrow.exchange(get(POINT, LAST), "127.0.2.2")
    assert status == 200, received


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"", id="at once"),
        pytest.param(get(POINT)[:9], id="in a request"),
        pytest.param(get(POINT), id="before the answer"),
        pytest.param(get(ENDLESS), id="before an endless answer"),
        pytest.param(get(POINT) * 20, id="before many answers"),
        pytest.param(b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n", id="while it is told"),
    ],
)
def test_connections_that_come_and_go_leave_nothing(served: Served, start: bytes) -> None:
    served.assert_sound()
    before = served.descriptors()
    for _ in range(100):
        with served.connect() as connection:
            connection.sendall(start)
    assert until(lambda: served.descriptors() <= before)
