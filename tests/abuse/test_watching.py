"""After attacks the metrics and the log tell who was stopped and why."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from served import (
    DATA,
    POINT,
    Served,
    get,
    problem,
    product,
    run,
    serve,
    until,
)

from kzgraph.engine import hash_query

WORD = "sesam"
"""Stands in every query, and is to stand nowhere else."""
RUNAWAYS = f"SELECT (COUNT(*) AS ?{WORD}) {{ {product(12)} }}"
HUNGRY = f"SELECT * {{ {product(7)} BIND('{WORD}' AS ?s) }} ORDER BY ?v6 ?v5 ?s LIMIT 1"
WRONG = f"SELEKT ?{WORD} {{}}"
QUICK = f"ASK {{ ?{WORD} ?p ?o }}"
POLICIES = {"share": "client_share", "budget": "client_budget"}


class Line(NamedTuple):
    """What a line of the log must tell of a query."""

    request: str
    client: str
    query_hash: str
    outcome: str


class Watched:
    """A server that is watched.

    Args:
        served: the server.
        port: of its metrics.
        log: where it logs, in JSON.
    """

    def __init__(self, served: Served, port: int, log: Path) -> None:
        self.served = served
        self.metrics_url = f"http://127.0.0.1:{port}/metrics"
        self.log = log
        self.expected: list[Line] = []
        self.sent = 0

    def ask(self, text: str, address: str, outcome: str = "", **parameters: str) -> httpx.Response:
        """Ask a query, and remember what must be told of it: an outcome, or what the client saw."""
        self.sent += 1
        with self.served.client(address) as client:
            response = client.get(self.served.url, params={"query": text, **parameters})
        request = response.headers["x-request-id"]
        if response.status_code != 200:
            told = response.json()
            outcome = outcome or POLICIES.get(told.get("policy"), told["type"].rpartition("/")[2])
            self.expected.append(Line(request, address, hash_query(text), outcome))
        return response

    def lines(self) -> list[dict[str, Any]]:
        """All lines of the log but what the engine itself writes when it gets no memory."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def told(self) -> list[Line]:
        """What the log tells of queries that were stopped or refused."""
        return [
            Line(*(line[name] for name in Line._fields))
            for line in self.lines()
            if line["event"] in {"query stopped", "query refused"}
        ]

    def metrics(self) -> dict[tuple[str, ...], float]:
        """Every sample by its name and the values of its labels."""
        response = httpx.get(self.metrics_url, timeout=10, trust_env=False)
        assert response.status_code == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(response.text)
            for sample in family.samples
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def watch(folder: Path, **settings: object) -> Iterator[Watched]:
    data, port = folder / "dense.nq", free_port()
    data.write_text(DATA)
    watching = {
        "KZGRAPH_METRICS_PORT": port,
        "KZGRAPH_LOG_FORMAT": "json",
        "KZGRAPH_LOG_LEVEL": "INFO",
    }
    with serve(data, **(watching | settings)) as served:
        yield Watched(served, port, data.with_suffix(".log"))


def of(found: dict[tuple[str, ...], float], *name: str) -> dict[str, float]:
    """The samples of a metric, by the value of the last label."""
    return {each[-1]: value for each, value in found.items() if each[:-1] == name}


def listening_ports(process: int) -> list[int]:
    """The ports of IPv4 at which a process listens; see proc_pid_net(5)."""
    opened = {str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir()}
    rows = Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]
    sockets = [row.split() for row in rows]
    return [
        int(one[1].rpartition(":")[2], 16)
        for one in sockets
        if one[3] == "0A" and f"socket:[{one[9]}]" in opened
    ]


def kill_worker_of(watched: Watched, number: int) -> None:
    (busy,) = watched.served.find_busy_workers()
    os.kill(busy, number)
    assert until(lambda: busy not in watched.served.workers())


def stop_queries(watched: Watched) -> None:
    """Have queries stopped by limits of time and memory, and one that is no SPARQL refused."""
    for _ in range(3):
        problem(watched.ask(RUNAWAYS, "127.0.5.1", timeout="0.6"), 503, "timeout")
    problem(watched.ask(HUNGRY, "127.0.5.2"), 503, "memory")
    problem(watched.ask(WRONG, "127.0.5.8", "refused"), 400, "query-syntax")


def kill_workers(watched: Watched, clients: ThreadPoolExecutor) -> None:
    """Kill the worker of one query and the next that runs it; have that of another crash."""
    # Whoever was told to end before may still be at it.
    assert until(lambda: not watched.served.busy_workers())
    asked = clients.submit(watched.ask, RUNAWAYS, "127.0.5.3", "killed")
    for _ in range(2):
        kill_worker_of(watched, signal.SIGKILL)
    problem(asked.result(), 500, "crash")
    assert until(lambda: not watched.served.busy_workers())
    asked = clients.submit(watched.ask, RUNAWAYS, "127.0.5.4")
    kill_worker_of(watched, signal.SIGSEGV)
    problem(asked.result(), 500, "crash")


def ask_too_much(watched: Watched, clients: ThreadPoolExecutor) -> None:
    """Ask too many queries at once, and another client too many one after the other."""
    crowd = [clients.submit(watched.ask, RUNAWAYS, "127.0.5.5", timeout="1") for _ in range(12)]
    assert {one.result().status_code for one in crowd} == {429, 503}
    while watched.ask(RUNAWAYS, "127.0.5.6", timeout="4").status_code != 429:
        pass


def leave(watched: Watched) -> None:
    """Hang up while a query runs."""
    with watched.served.connect("127.0.5.7") as connection:
        connection.sendall(get(RUNAWAYS))
        busy = watched.served.find_busy_workers()
    watched.sent += 1
    assert until(lambda: not busy & watched.served.workers())
    (line,) = (line for line in watched.told() if line.client == "127.0.5.7")
    watched.expected.append(line._replace(query_hash=hash_query(RUNAWAYS), outcome="client_left"))


def test_attacks_are_told_with_client_query_and_cause(tmp_path: Path) -> None:
    settings = {
        "KZGRAPH_TIMEOUT_SECONDS": 30,
        "KZGRAPH_QUEUE_LENGTH": 4,
        "KZGRAPH_CLIENT_SECONDS": 6,
    }
    with watch(tmp_path, **settings) as watched, ThreadPoolExecutor(16) as clients:
        stop_queries(watched)
        kill_workers(watched, clients)
        ask_too_much(watched, clients)
        leave(watched)
        for _ in range(5):
            assert watched.ask(QUICK, "127.0.5.9").status_code == 200
        assert until(lambda: len(watched.told()) >= len(watched.expected))
        told, found = watched.told(), watched.metrics()
        watched.served.fewest_workers = 1
        watched.served.assert_sound()
    # Each is told once, and nobody else.
    assert sorted(told) == sorted(watched.expected)
    assert {(line.client, line.outcome) for line in told} >= {
        ("127.0.5.1", "timeout"),
        ("127.0.5.2", "memory"),
        ("127.0.5.3", "killed"),
        ("127.0.5.4", "crash"),
        ("127.0.5.5", "client_share"),
        ("127.0.5.6", "client_budget"),
        ("127.0.5.7", "client_left"),
        ("127.0.5.8", "refused"),
    }
    # The sums are those of what was sent.
    outcomes = Counter(line.outcome for line in watched.expected) + Counter(answered=5)
    counted = of(found, "kzgraph_queries_total")
    assert {name: count for name, count in counted.items() if count} == outcomes
    assert sum(counted.values()) == watched.sent
    requests = of(found, "kzgraph_http_request_duration_seconds_count", "sparql")
    assert sum(requests.values()) == watched.sent
    assert (requests["2xx"], requests["none"]) == (5, 1)
    ended = of(found, "kzgraph_workers_ended_total")
    assert ended["timeout"] == outcomes["timeout"]
    assert (ended["memory"], ended["crash"], ended["killed"]) == (1, 1, 2)
    assert ended["client_left"] == 1
    assert ended["client_budget"] >= 1
    assert of(found, "kzgraph_answers_total") == {"hit": 0, "miss": 0, "shared": 0, "bypass": 5}
    assert found["kzgraph_memory_bytes", "workers"] > 0
    text = watched.log.read_text()
    assert WORD not in text
    assert "VALUES" not in text


def test_time_that_is_over_is_told_as_that_of_who_took_it(tmp_path: Path) -> None:
    settings = {
        "KZGRAPH_TIMEOUT_SECONDS": 3,
        "KZGRAPH_STALL_SECONDS": 1,
        "KZGRAPH_ANSWER_LIMIT_BYTES": 1 << 30,
    }
    rows = f"SELECT * {{ {product(12)} BIND('{WORD}' AS ?s) }}"
    # Of 256 rows one is given.
    digits = ", ".join(f"STR(?v{i})" for i in range(12))
    rare = f"{rows[:-1]} FILTER(STRSTARTS(SHA1(CONCAT({digits})), '00')) }}"

    def read(text: str, address: str, pause: float) -> None:
        with watched.served.connect(address, receive_bytes=1 << 15) as connection:
            connection.sendall(get(text))
            with contextlib.suppress(ConnectionResetError):
                while connection.recv(1 << 16):
                    time.sleep(pause)

    with watch(tmp_path, **settings) as watched, ThreadPoolExecutor(3) as clients:
        asked = [
            clients.submit(read, rows, "127.0.5.1", 5),  # takes nothing for too long
            clients.submit(read, rows, "127.0.5.2", 0.02),  # takes little, but takes on
            clients.submit(read, rare, "127.0.5.3", 0),
        ]
        for one in asked:
            one.result()
        requests = ("kzgraph_http_request_duration_seconds_count", "sparql")
        # An answer is counted after its query is told.
        assert until(lambda: sum(of(watched.metrics(), *requests).values()) == 3)
        told, found = watched.told(), watched.metrics()
    assert {line.client: line.outcome for line in told} == {
        "127.0.5.1": "not_taken",
        "127.0.5.2": "not_taken",
        "127.0.5.3": "timeout",
    }
    ended = of(found, "kzgraph_workers_ended_total")
    assert (ended["not_taken"], ended["timeout"], ended["client_left"]) == (2, 1, 0)
    assert of(found, *requests)["broken"] == 3
    cut = [line for line in watched.lines() if line["event"] == "connection cut"]
    assert [line["client"] for line in cut] == ["127.0.5.1"]


def test_text_of_a_query_is_logged_by_a_switch_alone(tmp_path: Path) -> None:
    settings = {"KZGRAPH_LOG_QUERIES": "true", "KZGRAPH_SLOW_QUERY_SECONDS": 0}
    with watch(tmp_path, **settings) as watched:
        watched.ask(WRONG, "127.0.5.1", "refused")
        watched.ask(QUICK, "127.0.5.2")
        # The line about a query may follow its answer.
        assert until(lambda: sum("query" in line for line in watched.lines()) == 2)
        found = {line["event"]: line for line in watched.lines() if "query" in line}
    assert found["query refused"]["query"] == WRONG
    assert found["slow query"]["query"] == QUICK
    assert found["slow query"]["outcome"] == "answered"
    assert found["slow query"]["client"] == "127.0.5.2"


def test_usual_log_tells_who_was_stopped_and_nothing_of_who_was_answered(tmp_path: Path) -> None:
    with watch(tmp_path, KZGRAPH_LOG_LEVEL="WARNING") as watched:
        watched.ask(QUICK, "127.0.5.1")
        watched.ask(RUNAWAYS, "127.0.5.2", timeout="0.5")
        assert until(watched.lines)
        (line,) = watched.lines()
    assert (line["event"], line["outcome"]) == ("query stopped", "timeout")
    assert line["level"] == "WARNING"
    assert 0.5 <= line["seconds"] < 10


def test_metrics_go_on_counting_after_a_reload(tmp_path: Path) -> None:
    with watch(tmp_path, KZGRAPH_CACHE_BYTES=1 << 20) as watched:
        for _ in range(3):
            watched.ask(QUICK, "127.0.5.1")
        before = watched.metrics()
        version = httpx.get(f"{watched.served.home}version", trust_env=False).json()
        data = tmp_path / "dense.nq"
        data.write_text(DATA + '<x:a> <x:b> "c" .\n')
        watched.served.process.send_signal(signal.SIGHUP)
        assert until(lambda: watched.metrics()["kzgraph_reloads_total", "done"] == 1)
        for _ in range(2):
            watched.ask(QUICK, "127.0.5.1")
        problem(watched.ask(RUNAWAYS, "127.0.5.2", timeout="0.5"), 503, "timeout")
        assert until(lambda: watched.metrics()["kzgraph_queries_total", "timeout"] == 1)
        after = watched.metrics()
        then = httpx.get(f"{watched.served.home}version", trust_env=False).json()
        data.write_text("no data")
        watched.served.process.send_signal(signal.SIGHUP)
        assert until(lambda: watched.metrics()["kzgraph_reloads_total", "refused"] == 1)
        assert until(watched.served.is_whole)
    assert (before["kzgraph_answers_total", "hit"], before["kzgraph_answers_total", "miss"]) == (
        2,
        1,
    )
    assert (after["kzgraph_answers_total", "hit"], after["kzgraph_answers_total", "miss"]) == (3, 2)
    assert after["process_start_time_seconds",] == before["process_start_time_seconds",]
    assert after["kzgraph_triples",] == before["kzgraph_triples",] + 1
    assert version["started"] == then["started"]
    assert version["data"]["digest"] != then["data"]["digest"]
    (info,) = [name for name in after if name[0] == "kzgraph_info"]
    assert then["data"]["digest"] in info


def test_nursery_and_idle_workers_that_are_killed_are_counted(tmp_path: Path) -> None:
    with watch(tmp_path) as watched:
        served = watched.served
        workers = served.workers()
        served.kill(workers)
        for _ in range(5):
            assert watched.ask(POINT, "127.0.5.1").status_code == 200
        served.kill(served.nurseries())
        assert until(lambda: served.ask(POINT).status_code == 200)
        assert until(served.is_whole)
        found = watched.metrics()
    assert found["kzgraph_workers_ended_total", "killed"] >= 1
    assert found["kzgraph_nurseries_ended_total",] == 1


def test_connections_that_are_refused_are_counted_with_their_client(tmp_path: Path) -> None:
    with watch(tmp_path, KZGRAPH_CONNECTIONS=4) as watched:
        with contextlib.ExitStack() as opened:
            for _ in range(3):
                opened.enter_context(watched.served.connect("127.0.5.1"))
            assert until(lambda: watched.metrics().get(("kzgraph_http_refused_total", "429")) == 1)
        (line,) = [line for line in watched.lines() if line["event"] == "request refused"]
        assert (line["client"], line["status"]) == ("127.0.5.1", 429)
        assert len(line["request"]) > 8


def test_proxy_names_its_clients_and_their_requests(tmp_path: Path) -> None:
    with watch(tmp_path, KZGRAPH_TRUSTED_PROXIES="127.0.5.1") as watched:
        for address in ("127.0.5.1", "127.0.5.2"):
            fields = {"x-forwarded-for": "192.0.2.7", "x-request-id": f"of-{address}"}
            with watched.served.client(address) as client:
                client.get(watched.served.url, params={"query": WRONG}, headers=fields)
        assert until(lambda: len(watched.told()) == 2)
        by_proxy, by_other = watched.told()
    assert (by_proxy.client, by_proxy.request) == ("192.0.2.7", "of-127.0.5.1")
    assert by_other.client == "127.0.5.2"
    assert by_other.request != "of-127.0.5.2"


def test_metrics_are_not_public(tmp_path: Path) -> None:
    with watch(tmp_path) as watched:
        response = httpx.get(f"{watched.served.home}metrics", trust_env=False)
        assert response.status_code == 404
        assert "kzgraph_queries" not in response.text


def test_without_a_port_there_are_no_metrics(tmp_path: Path) -> None:
    data = tmp_path / "data.nq"
    data.write_text(DATA)
    with run(data, log=tmp_path / "log", KZGRAPH_PORT=0) as served:
        ports = listening_ports(served.process.pid)
    assert ports == [served.port]


def test_port_of_the_metrics_that_is_taken_is_told(tmp_path: Path) -> None:
    data = tmp_path / "data.nq"
    data.write_text(DATA)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(AssertionError),
            run(data, log=tmp_path / "log", KZGRAPH_PORT=0, KZGRAPH_METRICS_PORT=port),
        ):
            pass
    said = (tmp_path / "log").read_text()
    assert f"cannot listen at 127.0.0.1 port {port}" in said, said
