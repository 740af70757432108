"""A server that the real command has started, and what can be seen of it from outside."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psutil
import pytest

KZGRAPH = Path(sys.executable).with_name("kzgraph")
SETTINGS: dict[str, object] = {
    "KZGRAPH_PORT": 0,
    "KZGRAPH_QUICK_WORKERS": 2,
    "KZGRAPH_SLOW_WORKERS": 2,
    "KZGRAPH_TIMEOUT_SECONDS": 10,
    "KZGRAPH_STOP_SECONDS": 1,
    "KZGRAPH_MEMORY_LIMIT_BYTES": 256 << 20,
    "KZGRAPH_ANSWER_BUFFER_BYTES": 64 << 10,
    "KZGRAPH_ANSWER_LIMIT_BYTES": 4 << 20,
    # What is attacked is the engine: an answer that was kept would say nothing of it.
    "KZGRAPH_CACHE_BYTES": 0,
    # The tests of a module are one client, and stop many queries.
    "KZGRAPH_CLIENT_SECONDS": 1_000_000,
}
WORKERS = 4
QUERY = "application/sparql-query"
POINT = "SELECT ?o { <x:s> <x:p> ?o }"
POINT_ANSWER = "o\r\n1\r\n"
_NODES = 100
# Each node has an edge to every other.
DATA = '<x:s> <x:p> "1" .\n' + "".join(
    f"<x:n{one}> <x:e> <x:n{other}> .\n"
    for one in range(_NODES)
    for other in range(_NODES)
    if one != other
)


def cases(texts: dict[str, str]) -> pytest.MarkDecorator:
    """Have a test run for each text, under its name."""
    return pytest.mark.parametrize("text", texts.values(), ids=list(texts))


def product(factors: int) -> str:
    """A pattern with ten to the power of `factors` solutions."""
    return " ".join(f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(factors))


RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {product(12)} }}"
ENDLESS = f"SELECT * {{ {product(12)} }}"
"""Rows without end; the first come at once."""


def get(text: str, *fields: str, version: str = "1.1", **parameters: str) -> bytes:
    """A request as it goes over the line."""
    url = f"/sparql?{urlencode({'query': text, **parameters})}"
    lines = [f"GET {url} HTTP/{version}", "Host: here", *fields]
    return "\r\n".join([*lines, "", ""]).encode()


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, object]:
    """See that a response is this problem, and give it."""
    assert response.status_code == status, response.text
    found: dict[str, object] = response.json()
    assert found["type"] == f"https://w3id.org/kzgraph/problem/{kind}", found
    return found


def until(condition: Callable[[], object], seconds: float = 10) -> bool:
    """Wait until something holds; say whether it does."""
    end = time.monotonic() + seconds
    while not (holds := bool(condition())) and time.monotonic() < end:
        time.sleep(0.02)
    return holds


class Served:
    """A running server.

    Args:
        process: of the command.
        port: where it listens.
        log: what it says.
    """

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log
        self.home = f"http://127.0.0.1:{port}/"
        self.url = f"{self.home}sparql"
        self.fewest_workers = WORKERS

    def client(self, address: str = "127.0.0.1", seconds: float = 30) -> httpx.Client:
        """A client at an address of the loopback network; to the server each is another."""
        transport = httpx.HTTPTransport(verify=False, local_address=address)
        return httpx.Client(transport=transport, timeout=seconds)

    def ask(self, text: str, **parameters: str) -> httpx.Response:
        """Ask one query over a connection of its own."""
        with self.client() as client:
            return client.post(
                self.url, content=text.encode(), params=parameters, headers={"content-type": QUERY}
            )

    def connect(
        self, address: str = "127.0.0.1", *, seconds: float = 40, receive_bytes: int | None = None
    ) -> socket.socket:
        """Open a connection from an address of the loopback network.

        Args:
            address: whose.
            seconds: how long anything on it may take.
            receive_bytes: how much of an answer the system takes before it is read; None: a lot.
        """
        connection = socket.socket()
        connection.settimeout(seconds)
        if receive_bytes is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.bind((address, 0))
        connection.connect(("127.0.0.1", self.port))
        return connection

    def exchange(self, request: bytes, address: str = "127.0.0.1") -> tuple[int, bytes]:
        """Send bytes and read until the server closes; see `read_response`."""
        with self.connect(address) as connection:
            # A server that refuses early does not read to the end.
            with contextlib.suppress(ConnectionError):
                connection.sendall(request)
            return read_response(connection)

    def nurseries(self) -> set[int]:
        return children(self.process.pid)

    def workers(self) -> set[int]:
        return grandchildren(self.process.pid)

    def descriptors(self) -> int:
        """How many descriptors the server has open."""
        return psutil.Process(self.process.pid).num_fds()

    def busy_workers(self) -> set[int]:
        """The workers that run, or would if a processor were free."""
        return set(filter(is_at_work, self.workers()))

    def find_busy_workers(self) -> set[int]:
        """Wait until workers are at work; give them."""
        return find_busy(self.workers)

    def kill(self, processes: set[int]) -> None:
        """Kill processes of the server, and wait until they have ended."""
        assert processes
        self.fewest_workers = 1  # one that was idle is replaced when it is needed
        for number in processes:
            os.kill(number, signal.SIGKILL)
        assert until(lambda: not living(processes))

    def is_whole(self) -> bool:
        """Whether all processes are there, and no others."""
        is_in_number = self.fewest_workers <= len(self.workers()) <= WORKERS
        return is_in_number and len(self.nurseries()) == 1

    def assert_sound(self) -> None:
        """See that it answers rightly, and that no process is missing or left over."""
        with self.client() as client:
            answer = client.get(self.url, params={"query": POINT, "format": "csv"})
            assert (answer.status_code, answer.text) == (200, POINT_ANSWER)
            health = client.get(self.url.replace("/sparql", "/health"))
            assert health.status_code == 200, health.text
        assert until(self.is_whole), (self.nurseries(), self.workers())
        assert until(lambda: not self.busy_workers()), "a worker goes on for nobody"


def serve(data: Path, **settings: object) -> contextlib.AbstractContextManager[Served]:
    """Run `kzgraph serve` on a file, with the settings of these tests; see `run`."""
    return run(data, log=data.with_suffix(".log"), **(SETTINGS | settings))


@contextlib.contextmanager
def run(*data: Path, log: Path, **settings: object) -> Iterator[Served]:
    """Run `kzgraph serve`; at the end see that it ends well and leaves no process."""
    environment = {name: str(value) for name, value in settings.items()}
    with log.open("w") as said:
        process = subprocess.Popen(
            [KZGRAPH, "serve", *data],
            env=os.environ | environment | {"COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    try:
        assert process.stdout is not None
        announced = process.stdout.readline()
        port = re.search(r"http://127\.0\.0\.1:(\d+)/", announced)
        assert port, announced
        yield Served(process, int(port[1]), log)
        left = {process.pid} | children(process.pid) | grandchildren(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert not living(left)
    assert "Traceback" not in log.read_text()


def read_response(connection: socket.socket) -> tuple[int, bytes]:
    """Read until the server closes; give the status (0: none came) and all that came."""
    received = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(1 << 16):
            received += part
    status = re.match(rb"HTTP/1\.1 (\d{3}) ", received)
    return int(status[1]) if status else 0, bytes(received)


def living(processes: Iterable[int]) -> set[int]:
    """Those of the processes that have not ended."""
    found = set()
    for number in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
                found.add(number)
    return found


def children(process: int) -> set[int]:
    """The processes that a process has started and that have not ended."""
    try:
        return living(child.pid for child in psutil.Process(process).children())
    except psutil.NoSuchProcess:
        return set()


def grandchildren(process: int) -> set[int]:
    """The children of the children of a process: if it serves queries, the workers."""
    return set[int]().union(*map(children, children(process)))


def find_busy(look: Callable[[], set[int]]) -> set[int]:
    """Wait until some of the processes are at work; give them.

    What was just forked runs, too, but not for long.
    """
    first: dict[int, float] = {}
    for _ in range(500):
        used = {number: _seconds_used(number) for number in look()}
        first = used | first
        if busy := {number for number in used if used[number] - first[number] >= 0.05}:
            return busy
        time.sleep(0.02)
    raise AssertionError("no process is at work")


def _seconds_used(process: int) -> float:
    try:
        times = psutil.Process(process).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def is_at_work(process: int) -> bool:
    """Whether a process runs, or would if a processor were free."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_RUNNING
    except psutil.NoSuchProcess:
        return False
