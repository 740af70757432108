"""Starting and stopping: when it is ready, what it says, and what it leaves behind."""

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from running_server import end_server, start_server, write_data

from kzgraph.errors import AddressError
from kzgraph.web.serving import _bind


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path)


def children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = status.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(its_parent) == parent and state != "Z":
            found.append(int(status.parent.name))
    return found


def watch(server: subprocess.Popen[str]) -> list[int]:
    """Open a descriptor for the nursery and each worker; it is readable when that has ended."""
    (nursery,) = children(server.pid)
    workers = children(nursery)
    assert len(workers) == 4
    return [os.pidfd_open(number) for number in (nursery, *workers)]


def assert_ended(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        ended, _, _ = select.select([descriptor], [], [], 10)
        os.close(descriptor)
        assert ended, "a process outlives the server"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_every_process(data: Path, number: int) -> None:
    server = start_server(data)
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    assert httpx.get(url, params={"query": "ASK {}"}).status_code == 200
    descriptors = watch(server)
    _, said = end_server(server, number)
    assert server.returncode == 0
    assert said == ""
    assert_ended(descriptors)


def test_signal_while_a_query_runs_ends_soon(data: Path) -> None:
    server = start_server(data)
    assert server.stdout is not None
    url = httpx.URL(server.stdout.readline().strip())
    descriptors = watch(server)
    values = " ".join(f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(12))
    query = str(httpx.QueryParams({"query": f"SELECT (COUNT(*) AS ?n) {{ {values} }}"}))
    with socket.create_connection((url.host, url.port or 80)) as connection:
        connection.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        _, said = end_server(server)
        answer = connection.recv(1 << 16)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"stopping" in answer
    assert server.returncode == 0
    assert "Traceback" not in said
    assert_ended(descriptors)


def test_kill_of_the_server_ends_every_process(data: Path) -> None:
    server = start_server(data)
    assert server.stdout is not None
    server.stdout.readline()
    descriptors = watch(server)
    end_server(server, signal.SIGKILL)
    assert_ended(descriptors)


def test_signal_to_all_processes_ends_them_in_order(data: Path) -> None:
    # As a terminal or a service manager does it.
    server = start_server(data)
    assert server.stdout is not None
    server.stdout.readline()
    descriptors = watch(server)
    (nursery,) = children(server.pid)
    for number in (nursery, *children(nursery)):
        os.kill(number, signal.SIGINT)
        os.kill(number, signal.SIGTERM)
    _, said = end_server(server)
    assert server.returncode == 0
    assert said == ""
    assert_ended(descriptors)


def test_data_that_cannot_be_loaded_end_the_server_with_their_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text('<x:s> <x:p> "1" .\n<x:s> <x:p .\n')
    server = start_server(path)
    out, said = server.communicate(timeout=20)
    assert server.returncode == 1
    assert out == ""
    assert said.startswith(f"SyntaxInFileError: {path}:2:7: ")
    assert "Traceback" not in said


def test_address_in_use_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start_server(tmp_path / "nothing.ttl", KZGRAPH_PORT=port)
        _, said = server.communicate(timeout=20)
    assert server.returncode == 1
    assert said.startswith(f"AddressError: cannot listen at 127.0.0.1 port {port}")


def test_host_that_is_no_name_is_told(data: Path) -> None:
    server = start_server(data, KZGRAPH_HOST="a..b")
    _, said = server.communicate(timeout=20)
    assert server.returncode == 1
    assert said.startswith("AddressError: cannot listen at a..b port 0: ")


def test_port_is_taken_before_the_data_are_loaded(free_port: int) -> None:
    # Of two servers that start at once, one must not fail only when it has loaded its data.
    with _bind("127.0.0.1", free_port), pytest.raises(AddressError):
        _bind("127.0.0.1", free_port)


def test_serving_loads_no_other_rdf_library() -> None:
    code = (
        "import sys, kzgraph.web.application, kzgraph.web, kzgraph.engine.nursery\n"
        "print({'rdflib', 'pyshacl', 'owlready2', 'reasonable'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
