"""Starting and stopping: when it is ready, what it says, and what it leaves behind."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from running_server import end_server, start_server, write_data
from served import children

from kzgraph.errors import AddressError
from kzgraph.web.serving import _bind, notify


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path)


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


DIGITS = [f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(12)]
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(DIGITS[:6])} VALUES ?w {{ 1 2 3 4 }} }}"
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(DIGITS)} }}"


def ask_and_wait(url: httpx.URL, text: str) -> socket.socket:
    """Ask a query on a connection, and wait until it is a long one."""
    connection = socket.create_connection((url.host, url.port or 80))
    query = str(httpx.QueryParams({"query": text, "format": "csv"}))
    connection.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    time.sleep(0.5)
    return connection


def test_queries_that_run_at_the_stop_are_answered_and_idle_clients_let_go(data: Path) -> None:
    server = start_server(data, KZGRAPH_STOP_SECONDS=15)
    assert server.stdout is not None
    url = httpx.URL(server.stdout.readline().strip())
    with ask_and_wait(url, SLOW) as asking, socket.create_connection((url.host, url.port)) as idle:
        idle.sendall(b"GET /ready HTTP/1.1\r\nHost: here\r\n\r\n")
        while not idle.recv(1 << 16).endswith(b"}"):  # the body, all in one part
            pass
        server.send_signal(signal.SIGTERM)
        assert idle.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((url.host, url.port))
        assert server.poll() is None
        answer = asking.makefile("rb").read()
    _, said = server.communicate(timeout=20)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\nn\r\n4000000\r\n")
    assert (server.returncode, said) == (0, "")


def test_second_signal_ends_what_runs_at_once(data: Path) -> None:
    server = start_server(data, KZGRAPH_STOP_SECONDS=600)
    assert server.stdout is not None
    url = httpx.URL(server.stdout.readline().strip())
    descriptors = watch(server)
    with ask_and_wait(url, RUNAWAY):
        server.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(0.5)
        _, said = end_server(server, signal.SIGINT)
    assert server.returncode == 0
    assert "Traceback" not in said
    assert_ended(descriptors)


def test_stop_in_the_midst_of_a_reload_leaves_nothing(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "control.sock"
    server = start_server(data, KZGRAPH_CONTROL_SOCKET=path)
    assert server.stdout is not None
    server.stdout.readline()
    first = children(server.pid)
    with socket.socket(socket.AF_UNIX) as control:
        control.settimeout(20)
        control.connect(str(path))
        control.sendall(b'{"do": "reload"}\n')
        while len(nurseries := children(server.pid)) < 2:
            time.sleep(0.01)
        (loading,) = nurseries - first
        os.kill(loading, signal.SIGSTOP)  # so that the reload cannot end before the server does
        descriptors = [os.pidfd_open(number) for number in nurseries]
        _, said = end_server(server)
        assert "error" in json.loads(control.recv(1 << 10))
    assert (server.returncode, said) == (0, "")
    assert_ended(descriptors)
    assert not path.exists()


def test_end_of_its_terminal_ends_the_server(data: Path) -> None:
    ours, theirs = os.openpty()
    # A session without a terminal gets the one that its first process opens.
    server = start_server(data, "sh", "-c", 'exec "$@" < "$0"', os.ttyname(theirs))
    assert server.stdout is not None
    server.stdout.readline()
    os.close(theirs)
    os.close(ours)
    server.communicate(timeout=20)
    assert server.returncode == 0


def test_service_manager_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (str(tmp_path / "notify"), f"\0{tmp_path}"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.settimeout(10)
            manager.bind(name)
            monkeypatch.setenv("NOTIFY_SOCKET", name.replace("\0", "@"))
            notify("READY=1")
            assert manager.recv(100) == b"READY=1"
    notify("STOPPING=1")  # nobody is there: that stops nothing


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
        os.kill(number, signal.SIGHUP)
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
