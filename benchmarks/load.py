"""Clients in a closed loop: each asks, waits for the whole answer, and asks again."""

from __future__ import annotations

import itertools
import multiprocessing
import socket
import statistics
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final
from urllib.parse import quote

import httptools

FRESH: Final = "FRESH"
"""Stands in a query for a number that no other request has."""
ACCEPT: Final = "application/sparql-results+json, application/n-triples"
_FIRST_NUMBER: Final = 1_000_000
_NUMBERS_OF_A_CLIENT: Final = 10_000_000


@dataclass(frozen=True)
class Endpoint:
    """Where a server answers queries.

    Attributes:
        name: of the server.
        port: on the loopback address.
        path: of its query operation.
        process: number of the process that was started.
    """

    name: str
    port: int
    path: str
    process: int

    def request(self, query: str) -> bytes:
        """Write a GET for a query as it goes over the line; `FRESH` stays."""
        lines = f"GET {self.path}?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        return f"{lines}Accept: {ACCEPT}\r\n\r\n".encode()


@dataclass(frozen=True)
class Window:
    """What the clients saw in a stretch of time.

    Attributes:
        seconds: how long it was.
        milliseconds: how long each answer took, from the first byte sent to the last received.
        failures: answers with another status than 200.
    """

    seconds: float
    milliseconds: Sequence[float]
    failures: int

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, percent: int) -> float:
        """Give the milliseconds within which so many percent were answered."""
        if len(self.milliseconds) < 2:
            return max(self.milliseconds, default=0.0)
        return statistics.quantiles(self.milliseconds, n=100, method="inclusive")[percent - 1]


class Client:
    """One connection, on which one request follows the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._parser = httptools.HttpResponseParser(self)
        self._complete = False
        self._body: list[bytes] = []

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; give status and body of the answer."""
        self._complete = False
        self._body.clear()
        self._socket.sendall(request)
        while not self._complete:
            data = self._socket.recv(1 << 18)
            if not data:
                raise ConnectionError("the server closed the connection within an answer")
            self._parser.feed_data(data)
        status: int = self._parser.get_status_code()
        return status, b"".join(self._body)

    def on_body(self, body: bytes) -> None:
        """Take a part of an answer."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Take note of its end."""
        self._complete = True

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


_numbers = itertools.count(_FIRST_NUMBER, _NUMBERS_OF_A_CLIENT)


def load(endpoint: Endpoint, queries: Sequence[str], clients: int, seconds: float) -> Window:
    """Have clients, each a process, ask all queries in turn, each beginning at another."""
    requests = [endpoint.request(query) for query in queries]
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(clients)
    pipes: list[Connection] = []
    processes = []
    for index in range(clients):
        ours, theirs = context.Pipe(duplex=False)
        turn = index * len(requests) // clients
        process = context.Process(
            target=_ask_in_turn,
            args=(endpoint.port, requests[turn:] + requests[:turn], next(_numbers), seconds),
            kwargs={"gate": gate, "results": theirs},
        )
        process.start()
        pipes.append(ours)
        processes.append(process)
    milliseconds = array("d")
    failures = 0
    for pipe, process in zip(pipes, processes, strict=True):
        taken, failed = pipe.recv()
        milliseconds.extend(taken)
        failures += failed
        process.join()
    return Window(seconds, milliseconds, failures)


def _ask_in_turn(
    port: int,
    requests: Sequence[bytes],
    number: int,
    seconds: float,
    *,
    gate: multiprocessing.synchronize.Barrier,
    results: Connection,
) -> None:
    client = Client(port)
    milliseconds, failures = array("d"), 0
    mark = FRESH.encode()
    numbered: Iterator[int] = itertools.count(number)
    gate.wait()
    end = time.perf_counter() + seconds
    for request in itertools.cycle(requests):
        text = request.replace(mark, b"%d" % next(numbered))
        started = time.perf_counter()
        if started >= end:
            break
        status, _ = client.ask(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        failures += status != 200
    results.send((milliseconds, failures))
    client.close()
