"""Reloads while clients ask: each answer is whole and of one version of the data."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from served import (
    KZGRAPH,
    SETTINGS,
    Served,
    get,
    product,
    read_response,
    run,
    until,
)

from kzgraph.errors import ReloadError
from kzgraph.web.control import Reloaded, ask_reload

ROWS = 2_000
ALL = "SELECT ?s ?version { ?s <x:version> ?version }"
POINT = "SELECT ?version { <x:s7> <x:version> ?version }"
# Longer than the buffer, and slow enough that it lasts over a reload.
LONG = f"SELECT ?s ?version {{ {product(1)} ?s <x:version> ?version }}"
# Some seconds of counting.
SLOW = f"SELECT ?version (COUNT(*) AS ?n) {{ <x:s7> <x:version> ?version {product(7)} }} "
SLOW += "GROUP BY ?version"


def write(data: Path, version: int) -> None:
    """Put a version of the data in place at once, as a build does."""
    new = data.with_suffix(".new")
    new.write_text("".join(f'<x:s{row}> <x:version> "{version}" .\n' for row in range(ROWS)))
    new.replace(data)


class Site:
    """A server whose data change.

    Args:
        served: the server.
        data: its file.
        socket: its control socket.
    """

    def __init__(self, served: Served, data: Path, socket: Path) -> None:
        self.served = served
        self.data = data
        self.socket = socket
        self.newest = 1
        """The version that an answer may have."""
        self.oldest = 1
        """The version that an answer to a new request must have at least."""

    def reload(self, *, by_signal: bool = False) -> None:
        """Write the next version and have it served."""
        before = self.digest()
        write(self.data, self.newest + 1)
        self.newest += 1
        if by_signal:
            self.served.process.send_signal(signal.SIGHUP)
            assert until(lambda: self.digest() != before)
        else:
            self.ask()
        self.oldest = self.newest

    def ask(self) -> Reloaded:
        return ask_reload(self.socket)

    def digest(self) -> str:
        with self.served.client("127.0.0.9") as client:
            return str(client.get(f"{self.served.home}health").json()["digest"])

    def version(self) -> str:
        """The version that a point query finds."""
        return self.served.ask(POINT, format="csv").text.split()[1]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("versions")
    data, socket = folder / "versions.nt", folder / "control.sock"
    write(data, 1)
    with run(
        data,
        log=folder / "log",
        **SETTINGS | {"KZGRAPH_CONTROL_SOCKET": socket, "KZGRAPH_CACHE_BYTES": 1 << 20},
    ) as served:
        yield Site(served, data, socket)


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """The server of the module, which serves what its file holds before and after each test."""
    yield running
    running.reload()
    assert running.version() == str(running.newest)
    assert until(running.served.is_whole), "an old deployment has not ended"


def versions_of(answer: str, rows: int) -> set[str]:
    lines = answer.split()[1:]
    assert len(lines) == rows
    return {line.rpartition(",")[2] for line in lines}


def test_answers_under_reloads_are_whole_and_of_one_version(site: Site) -> None:
    over = threading.Event()

    def ask(number: int) -> int:
        count = 0
        with site.served.client(f"127.0.1.{number}") as client:  # connections are kept
            while not over.is_set():
                text, rows = ((POINT, 1), (ALL, ROWS), (LONG, 10 * ROWS))[count % 3]
                oldest = site.oldest
                response = client.get(site.served.url, params={"query": text, "format": "csv"})
                assert response.status_code == 200, response.text
                (version,) = versions_of(response.text, rows)
                assert oldest <= int(version) <= site.newest
                count += 1
        return count

    with ThreadPoolExecutor() as clients:
        asked = [clients.submit(ask, number) for number in range(3)]
        try:
            for number in range(4):
                site.reload(by_signal=number % 2 == 0)
        finally:
            over.set()
        assert all(one.result() > 4 for one in asked)


def test_what_was_begun_is_ended_with_the_data_of_then(site: Site) -> None:
    before, after = site.newest, site.newest + 1
    asked = {"query": POINT, "format": "csv"}
    with site.served.connect(receive_bytes=1 << 12) as connection, site.served.client() as kept:
        assert kept.get(site.served.url, params=asked).text == f"version\r\n{before}\r\n"
        connection.sendall(get(LONG, "Connection: close", format="csv"))
        with ThreadPoolExecutor() as clients:
            slow = clients.submit(site.served.ask, SLOW, format="csv")
            site.served.find_busy_workers()
            site.reload()
            assert kept.get(site.served.url, params=asked).text == f"version\r\n{after}\r\n"
            assert not slow.done()
            status, answer = read_response(connection)
            assert slow.result().text == f"version,n\r\n{before},10000000\r\n"
    assert status == 200
    assert answer.endswith(b"\r\n0\r\n\r\n")
    # Some rows have the line of a chunk in them.
    rows = len(re.findall(rb"x:s\d+,%d\r\n" % before, answer))
    assert rows == pytest.approx(10 * ROWS, abs=200)
    assert b",%d\r\n" % after not in answer


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("<x:s> <x:version> .", "versions.nt:1:"),
        ("", "not one triple"),
        (None, "no such file"),
    ],
)
def test_data_that_cannot_be_served_are_refused(
    site: Site, content: str | None, cause: str
) -> None:
    log = site.data.with_name("log")
    refused = log.read_text().count("reload refused")
    before = site.version()
    site.data.unlink() if content is None else site.data.write_text(content)
    with pytest.raises(ReloadError, match=cause):
        site.ask()
    assert site.version() == before
    assert log.read_text().count("reload refused") == refused + 1
    assert until(site.served.is_whole)


def test_command_tells_what_is_served_or_why_not(site: Site) -> None:
    environment = os.environ | {"KZGRAPH_CONTROL_SOCKET": str(site.socket), "COLUMNS": "400"}

    def reload() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [KZGRAPH, "reload"], env=environment, capture_output=True, text=True, check=False
        )

    done = reload()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"serving {ROWS:,} triples (loaded in ")
    assert site.digest()[:12] in done.stdout
    site.data.write_text("<x:half")
    refused = reload()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"kzgraph: not reloaded: {site.data}:1:")


def test_nursery_that_ends_comes_back_with_the_data_of_its_pages(site: Site) -> None:
    before, version = site.digest(), site.version()
    site.data.unlink()
    site.served.kill(site.served.nurseries())
    assert site.version() == version
    site.data.write_text('<x:s7> <x:version> "other" .')
    # A worker that had not heard of the end yet can have answered.
    assert until(site.served.nurseries)
    site.served.kill(site.served.nurseries())
    assert site.version() == version
    assert site.digest() == before
