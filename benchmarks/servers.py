"""Servers that are measured, and what can be seen of their processes."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

import httpx
from load import Endpoint

_BIN: Final = Path(sys.executable).parent
_SECONDS_TO_LOAD: Final = 300


@contextlib.contextmanager
def run_kzgraph(
    *files: Path, settings: Mapping[str, object], stderr: IO[str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run `kzgraph serve`; give its process and its port."""
    environment = {name: str(value) for name, value in settings.items()} | {"COLUMNS": "200"}
    process = subprocess.Popen(  # noqa: S603  (our own command)
        [_BIN / "kzgraph", "serve", *files],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    try:
        announced = process.stdout.readline() if process.stdout else ""
        port = re.search(r"http://127\.0\.0\.1:(\d+)/", announced)
        if port is None:
            sys.exit(f"the server did not start: {announced}")
        yield process, int(port[1])
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def serve_kzgraph(dataset: Path, **settings: object) -> Iterator[Endpoint]:
    """Run `kzgraph serve` on a file of quads."""
    # All clients of a benchmark have one address, which is one client to the server.
    usual = {"KZGRAPH_PORT": 0, "KZGRAPH_CLIENT_SECONDS": 1_000_000_000}
    with run_kzgraph(dataset, settings=usual | settings) as (process, port):
        yield Endpoint("kzgraph", port, "/sparql", process.pid)


@contextlib.contextmanager
def serve_oxigraph(dataset: Path) -> Iterator[Endpoint]:
    """Run `oxigraph serve` without a location, so in memory, and send it a file of quads."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    command = [str(_BIN / "oxigraph"), "serve", f"--bind=127.0.0.1:{port}"]
    with subprocess.Popen(  # noqa: S603  (the same)
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            while process.poll() is None:
                with contextlib.suppress(httpx.ConnectError):
                    httpx.get(url)
                    break
                time.sleep(0.01)
            httpx.post(
                f"{url}/store",
                content=dataset.read_bytes(),
                headers={"content-type": "application/n-quads"},
                timeout=_SECONDS_TO_LOAD,
            ).raise_for_status()
            yield Endpoint("oxigraph", port, "/query", process.pid)
        finally:
            process.terminate()


def proportional_mebibytes(process: int) -> float:
    """Give the memory of a process and all below it."""
    return read_pss(process) + sum(map(proportional_mebibytes, children(process)))


def children(parent: int) -> list[int]:
    """Give the processes that a process has started and that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state, its_parent = path.read_text().rpartition(")")[2].split()[:2]
            if int(its_parent) == parent and state != "Z":
                found.append(int(path.parent.name))
    return found


def read_pss(process: int) -> float:
    """Give the MiB of a process, each page shared out among those that have it; 0 if it ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        if found := re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE):
            return int(found[1]) / 1024
    return 0.0
