"""Starts the servers that the suites are run on, each with one data set."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manifests import Dataset

_BIN: Final = Path(sys.executable).parent


@dataclass(frozen=True)
class Endpoint:
    """Where a running server is asked.

    Attributes:
        query: URL of its query operation.
        update: URL of its update operation; when it has none, the other.
        refuses: whether it is to refuse updates and SERVICE.
    """

    query: str
    update: str
    refuses: bool


@contextmanager
def serve_kzgraph(dataset: Dataset) -> Iterator[Endpoint]:
    """Run `kzgraph serve`.

    Raises:
        RuntimeError: it does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder, "nothing.nt")
        nothing.touch()
        command = [str(_BIN / "kzgraph"), "serve", "--port=0"]
        command += [f"--named-graph={iri}={path}" for iri, path in dataset.named]
        # Without files it would serve the packaged graph.
        command += map(str, dataset.default or [nothing])
        with _run(
            command, KZGRAPH_QUICK_WORKERS="1", KZGRAPH_SLOW_WORKERS="1", PYTHONUNBUFFERED="1"
        ) as server:
            said = server.stdout.readline() if server.stdout else ""
            url = re.search(r"http://\S+", said)
            if url is None:
                raise RuntimeError(said + server.communicate()[0])
            yield Endpoint(url[0], url[0], refuses=True)


@contextmanager
def serve_oxigraph(dataset: Dataset) -> Iterator[Endpoint]:
    """Run `oxigraph load` for each file, then `oxigraph serve`.

    Raises:
        RuntimeError: it does not start.
    """
    program = str(_BIN / "oxigraph")
    with tempfile.TemporaryDirectory() as folder:
        location = f"--location={folder}"
        files: list[tuple[str, Path]] = [("", path) for path in dataset.default]
        for graph, path in [*files, *dataset.named]:
            load = [program, "load", location, f"--file={path}", f"--base={path.as_uri()}"]
            load += [f"--graph={graph}"] if graph else []
            subprocess.run(load, check=True, capture_output=True)
        address = ("127.0.0.1", _find_free_port())
        host = "{}:{}".format(*address)
        with _run([program, "serve", location, f"--bind={host}"]) as server:
            while not _answers(address):
                if server.poll() is not None:
                    raise RuntimeError(server.communicate()[0])
                time.sleep(0.01)
            yield Endpoint(f"http://{host}/query", f"http://{host}/update", refuses=False)


SERVERS: Final[dict[str, Callable[[Dataset], AbstractContextManager[Endpoint]]]] = {
    "kzgraph": serve_kzgraph,
    "oxigraph": serve_oxigraph,
}


@contextmanager
def _run(command: list[str], **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a server, and end it."""
    with subprocess.Popen(
        command,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            yield server
        finally:
            server.terminate()


def _find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def _answers(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address).close()
    except ConnectionRefusedError:
        return False
    return True
