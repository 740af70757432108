"""What no application sees: the limits of a connection, on sockets, around a tiny application."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import queue
import select
import socket
import threading
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from http.client import parse_headers
from typing import Any, NamedTuple, Self, cast
from unittest.mock import Mock

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from kzgraph.web.http import HttpLimits, LimitedProtocol, Server, _Reader, configure
from kzgraph.web.metrics import Metrics
from kzgraph.web.observing import RequestWatcher

LIMITS = HttpLimits(
    line_bytes=2000,
    header_bytes=1000,
    header_fields=10,
    request_seconds=0.3,
    stall_seconds=0.4,
    half_closed_seconds=0.2,
    linger_seconds=1,
    connections=50,
)
HEAD = b"GET /tell HTTP/1.1\r\nHost: here\r\n"
GET = HEAD + b"\r\n"
LAST = HEAD + b"Connection: close\r\n\r\n"
CHUNKED = b"POST /tell HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"


class Client:
    """A connection, and what it has received."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=10)
        self.port: int = self.socket.getsockname()[1]
        self.file = self.socket.makefile("rb")
        self.send = self.socket.sendall

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.file.close()
        self.socket.close()

    def read(self, *, body: bool = True) -> tuple[int, Message, bytes]:
        status = int(self.file.readline().split()[1])
        headers = parse_headers(self.file)
        length = headers["content-length"]
        return status, headers, self.file.read(int(length)) if body else b""

    def read_told(self) -> dict[str, str]:
        status, _, body = self.read()
        assert status == 200
        told: dict[str, str] = json.loads(body)
        return told

    def read_refusal(self, status: int, word: str = "") -> dict[str, object]:
        """Read a problem, see that the connection ends, and close it."""
        with self:
            told, headers, body = self.read()
            assert self.at_end()
        found: dict[str, object] = json.loads(body)
        assert (told, found["status"]) == (status, status)
        assert headers["content-type"] == "application/problem+json"
        assert headers["access-control-allow-origin"] == "*"
        assert headers["connection"] == "close"
        assert headers["x-content-type-options"] == "nosniff"
        assert word in str(found["detail"])
        return found

    def at_end(self) -> bool:
        return self.file.read(1) == b""

    def is_cut(self) -> bool:
        """Whether the connection ends by a reset, after some of an answer."""
        try:
            while self.socket.recv(1 << 20):
                pass
        except ConnectionResetError:
            return True
        return False


class Answer(NamedTuple):
    """What an application sends: a status and fields, and parts of a body."""

    head: tuple[Any, ...]
    parts: tuple[bytes, ...] = ()


ANSWERS = {
    "/refuse": Answer((413, (b"content-length", b"8")), (b"too much",)),
    "/begin-and-fail": Answer((200,)),
    "/break-off": Answer((200,), (b"part",)),
    "/fall-short": Answer((200, (b"content-length", b"5")), (b"part",)),
    "/go-over": Answer((200, (b"content-length", b"3")), (b"", b"part")),
    "/split": Answer((200, (b"x", b"a\r\ny: b"))),
    "/204": Answer((204,)),
    "/304": Answer((304, (b"content-length", b"3"))),
}


@dataclass
class Running:
    """A server, and what its application saw of each client, by the port of it."""

    server: uvicorn.Server | None = None
    address: tuple[str, int] = ("", 0)
    seen: defaultdict[int, queue.Queue[str]] = field(
        default_factory=lambda: defaultdict(queue.Queue)
    )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do what the path says."""
        seen = self.seen[scope["client"][1]]
        seen.put(scope["path"])

        async def begin(status: int = 200, *headers: tuple[bytes, bytes]) -> None:
            await send({"type": "http.response.start", "status": status, "headers": headers})

        async def go_on(body: bytes, *, more: bool) -> None:
            await send({"type": "http.response.body", "body": body, "more_body": more})

        async def read(*, until_left: bool) -> bytes:
            body = bytearray()
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    seen.put("left")
                    return bytes(body)
                body += message["body"]
                if not message["more_body"] and not until_left:
                    return bytes(body)

        match scope["path"]:
            case "/wait":
                await read(until_left=True)
            case "/begin-and-wait":
                await begin()
                await go_on(b"begun", more=True)
                await read(until_left=True)
            case "/answer-later":
                await asyncio.sleep(0.1)
                await begin(200, (b"content-length", b"2"))
                await go_on(b"{}", more=False)
                seen.put("sent")
            case "/send-parts":
                await begin()
                for _ in range(1 << 10):
                    await go_on(bytes(1 << 16), more=True)
                    seen.put("sent")
            case "/send-at-once":
                await begin()
                await go_on(bytes(int(scope["query_string"])), more=False)
            case path if path in ANSWERS:
                await begin(*ANSWERS[path].head)
                for part in ANSWERS[path].parts:
                    await go_on(part, more=True)
                if path in {"/begin-and-fail", "/break-off"}:
                    raise RuntimeError
                await go_on(b"", more=False)
            case _:
                text = (await read(until_left=False)).decode()
                fields = {name.decode(): value.decode() for name, value in scope["headers"]}
                told = {"path": scope["path"], "query": scope["query_string"].decode()}
                told |= {"host": fields.get("host", ""), "body": text}
                body = json.dumps(told).encode()
                await begin(200, (b"content-length", str(len(body)).encode()))
                await go_on(body, more=False)

    def saw(self, client: Client, *events: str) -> bool:
        return all(self.seen[client.port].get(timeout=5) == event for event in events)

    def connect(self, *parts: bytes) -> Client:
        client = Client(self.address)
        try:
            for part in parts:
                client.send(part)
        except BaseException:
            client.close()
            raise
        return client

    def await_end_of_connections(self) -> None:
        assert self.server is not None
        for _ in range(100):
            if not self.server.server_state.connections:
                return
            time.sleep(0.05)
        pytest.fail("there are connections still")


@contextlib.contextmanager
def run(
    limits_: HttpLimits, keep_alive_seconds: int = 60, running: Running | None = None
) -> Iterator[Running]:
    class Protocol(LimitedProtocol):
        limits = limits_

    running = running or Running()
    config = configure(
        cast("ASGIApp", running),
        Protocol,
        seconds_to_stop=1,
        timeout_keep_alive=keep_alive_seconds,
    )
    running.server = server = Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        running.address = listener.getsockname()
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield running
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with run(LIMITS) as running:
        yield running


LINE = LIMITS.line_bytes
FIELDS = LIMITS.header_bytes


@pytest.mark.parametrize(
    ("request_", "status", "limit", "unit"),
    [
        (b"GET /" + b"x" * LINE, 414, LINE, "bytes"),
        (b"GET /" + b"x" * LINE + b" HTTP/1.1\r\nHost: here\r\n\r\n", 414, LINE, "bytes"),
        (HEAD + b"X: " + b"x" * FIELDS, 431, FIELDS, "bytes"),
        (HEAD + b"X: " + b"x" * FIELDS + b"\r\n\r\n", 431, FIELDS, "bytes"),
        (HEAD + b"X: x\r\n" * 10 + b"\r\n", 431, 10, "fields"),
        (CHUNKED + b"0\r\nX: " + b"x" * FIELDS, 431, FIELDS, "bytes"),
        (CHUNKED + b"0\r\nX: " + b"x" * FIELDS + b"\r\n\r\n", 431, FIELDS, "bytes"),
        (CHUNKED + b"0\r\n" + b"X: x\r\n" * 11 + b"\r\n", 431, 10, "fields"),
        (CHUNKED + b"1;" + b"x" * 200, 400, 128, "bytes"),
        (CHUNKED + b"1;" + b"x" * 200 + b"\r\nx\r\n0\r\n\r\n", 400, 128, "bytes"),
        (CHUNKED + b"1\r\nx\r\n" * 10_001 + b"0\r\n\r\n", 413, 10_000, "chunks"),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else None,
)
def test_part_over_its_limit_is_refused_with_the_limit(
    server: Running, request_: bytes, status: int, limit: int, unit: str
) -> None:
    found = server.connect(request_).read_refusal(status, str(limit))
    assert (found["limit"], found["unit"]) == (limit, unit)


def test_limits_are_those_of_one_request(server: Running) -> None:
    body = b"1\r\nx\r\n" * 6000 + b"0\r\n\r\n"
    line = HEAD.replace(b"/tell", b"/tell?" + b"x" * (LINE - 50)) + b"\r\n"
    too_much = HEAD + b"X: " + b"x" * FIELDS + b"\r\n\r\n"
    connection = server.connect((CHUNKED + body) * 2, line + too_much)
    for _ in range(3):
        connection.read_told()
    connection.read_refusal(431)


def test_parts_at_their_limits_are_read(server: Running) -> None:
    line = b"GET /" + b"x" * (LINE - len(b"GET / HTTP/1.1\r")) + b" HTTP/1.1\r\n"
    fields = b"Host: here\r\n" + b"A: a\r\n" * 8
    last = b"X: " + b"x" * (FIELDS - len(fields) - len(b"X: \r\n\r\n") - 1) + b"\r\n\r\n"
    with server.connect(line + fields + last) as connection:
        assert len(connection.read_told()["path"]) == LINE - len("GET  HTTP/1.1\r")


def test_request_is_read_byte_by_byte(server: Running) -> None:
    request = CHUNKED + b"3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n"
    with server.connect() as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"\r\n" + request:
            connection.send(bytes([byte]))
        assert connection.read_told()["body"] == "abc"


@pytest.mark.timeout(10)
def test_byte_by_byte_costs_no_more_than_its_length() -> None:
    reader = _Reader(HttpLimits(line_bytes=1 << 18))
    for part in (b"GET /", b"x" * 200_000, b" HTTP/1.1\r\nHost: here\r\nX: ", b"x" * 30_000):
        for byte in part:
            reader.receive(bytes([byte]))
            assert reader.read() is None


@pytest.mark.parametrize(
    ("request_", "status", "word"),
    [
        (b"\x16\x03\x01\x02\x00", 400, "control"),
        (b"hello\r\n\r\n", 400, "request line"),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: here\r\n\r\n", 400, "request line"),
        (b"GET /tell HTTP/1.1\r\n\r\n", 400, "Host"),
        (HEAD + b"Host: there\r\n\r\n", 400, "Host"),
        (HEAD + b"Host:\r\n\r\n", 400, "Host"),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "Host"),
        (b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "Host"),
        (HEAD + b"X: a\x00b\r\n\r\n", 400, "control"),
        (HEAD + b"X: a\rb\r\n\r\n", 400, "control"),
        (HEAD + b"X: a\r\r\n\r\n", 400, "control"),
        (HEAD + b"X: a\nY: b\r\n\r\n", 400, "control"),
        (HEAD + b"X: a\x0bb\r\n\r\n", 400, "control"),
        (HEAD + b"X: a\x7fb\r\n\r\n", 400, "control"),
        (b"GET /tell HTTP/1.1\n", 400, "control"),
        (HEAD + b"X: a\r\n b\r\n\r\n", 400, "whitespace after header"),
        (HEAD + b"X: a\r\n\tb\r\n\r\n", 400, "whitespace after header"),
        (b"GET /tell HTTP/1.1\r\n Host: here\r\n\r\n", 400, "space after start"),
        (HEAD + b"X : a\r\n\r\n", 400, "header token"),
        (HEAD + b"X\xe9: a\r\n\r\n", 400, "header token"),
        (HEAD + b": a\r\n\r\n", 400, "header token"),
        (HEAD + b"no field\r\n\r\n", 400, "header token"),
        (b"GET  /tell HTTP/1.1\r\nHost: here\r\n\r\n", 400, "request line"),
        (b"GET\t/tell HTTP/1.1\r\nHost: here\r\n\r\n", 400, "request line"),
        (b"GET /tell  HTTP/1.1\r\nHost: here\r\n\r\n", 400, "request line"),
        (b"GET /tell http/1.1\r\nHost: here\r\n\r\n", 400, "request line"),
        (b"GET /tell HTTP/1.10\r\nHost: here\r\n\r\n", 400, "request line"),
        (b"GET /tell\r\nHost: here\r\n\r\n", 400, "request line"),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "Content-Length"),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400, "Content-Length"),
        (HEAD + b"Content-Length: 1, 1\r\n\r\na", 400, "Content-Length"),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400, "Content-Length"),
        (HEAD + b"Content-Length: +1\r\n\r\na", 400, "Content-Length"),
        (HEAD + b"Content-Length: 0x1\r\n\r\na", 400, "Content-Length"),
        (HEAD + b"Content-Length: 1_0\r\n\r\na", 400, "Content-Length"),
        (HEAD + b"Content-Length:\r\n\r\n", 400, "Content-Length"),
        (HEAD + b"Content-Length: " + b"9" * 20 + b"\r\n\r\n", 400, "Content-Length"),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "Transfer-Encoding"),
        (HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n", 400, "Transfer-Encoding"),
        (HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n", 400, "Transfer-Encoding"),
        (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n", 400, "Transfer-Encoding"),
        (HEAD + b"Transfer-Encoding:\r\n\r\n", 400, "Transfer-Encoding"),
        (
            HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n",
            400,
            "Transfer-Encoding",
        ),
        (
            HEAD + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
            501,
            "Transfer-Encoding",
        ),
        (
            HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
            400,
            "Transfer-Encoding",
        ),
        (
            HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            400,
            "Transfer-Encoding",
        ),
        (
            b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "Transfer-Encoding",
        ),
        (CHUNKED + b"x\r\n", 400, "chunk"),
        (CHUNKED + b"1\r\nxyz", 400, "chunk"),
        (CHUNKED + b"1\r\nx\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"1\nx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"1\rx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"+1\r\nx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"0x1\r\nx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"1 ;x\r\nx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"1 1\r\nx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"1;\x00\r\nx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"1;\rx\r\nx\r\n0\r\n\r\n", 400, "chunk"),
        (CHUNKED + b"10000000000000000\r\nx", 400, "chunk"),
        (CHUNKED + b"\r\n", 400, "chunk"),
        (CHUNKED + b"0\r\nX : a\r\n\r\n", 400, "header token"),
        (CHUNKED + b"0\r\nX: a\nY: b\r\n\r\n", 400, "control"),
        (b"GET /tell HTTP/2.0\r\nHost: here\r\n\r\n", 505, "HTTP/1.1"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/1.1"),
        (b"CONNECT there:443 HTTP/1.1\r\nHost: here\r\n\r\n", 501, "tunnel"),
        (b"GET tell HTTP/1.1\r\nHost: here\r\n\r\n", 400, "target"),
        (b"GET * HTTP/1.1\r\nHost: here\r\n\r\n", 400, "target"),
        (b"GET http:///tell HTTP/1.1\r\nHost: here\r\n\r\n", 400, "target"),
        (b"GET http://a@b/tell HTTP/1.1\r\nHost: here\r\n\r\n", 400, "Host"),
    ],
)
def test_what_is_no_request_is_refused(
    server: Running, request_: bytes, status: int, word: str
) -> None:
    found = server.connect(request_).read_refusal(status, word)
    assert ("rules of HTTP/1.1" in str(found["detail"])) == (status == 400)


def test_refusal_is_logged_without_words_of_the_client(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), server.connect(b"secret\r\n\r\n") as client:
        status, fields, _ = client.read()
    (record,) = [record for record in caplog.records if record.name == "kzgraph.web.http"]
    assert record.levelname == "INFO"
    told = vars(record)
    assert (told["status"], told["request"]) == (status, fields["x-request-id"])
    assert told["client"] == "127.0.0.1"
    assert "secret" not in caplog.text + str(told)


def test_request_that_is_begun_and_refused_has_one_id() -> None:
    metrics = Metrics()

    class Watched(Running):
        """Its application is watched."""

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await RequestWatcher(super().__call__, metrics)(scope, receive, send)
            self.seen[scope["client"][1]].put(scope["state"]["request_id"])

    part = HEAD.replace(b"GET /tell", b"POST /wait") + b"Transfer-Encoding: chunked\r\n\r\n"
    with run(LIMITS, running=Watched()) as server:
        for faulty in (b"faulty\r\n", b"1\r\nxfaulty\r\n"):
            with server.connect(part, faulty) as client:
                status, fields, _ = client.read()
                seen = [server.seen[client.port].get(timeout=5) for _ in range(3)]
            assert status == 400
            assert seen == ["/wait", "left", fields["x-request-id"]]


def test_addresses_of_one_household_share_its_connections() -> None:
    class Protocol(LimitedProtocol):
        limits = replace(LIMITS, client_connections=2)

    async def connect() -> None:
        state = ServerState()
        config = configure(cast("ASGIApp", Running()), Protocol, seconds_to_stop=1)
        config.load()
        said = []
        for address in ("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::3"):
            transport = Mock()
            transport.is_closing = lambda: False
            transport.get_extra_info("socket").getpeername = lambda: (address, 1, 0, 0)  # noqa: B023
            protocol = Protocol(config, state, {})
            protocol.connection_made(transport)
            said.append(b"".join(call.args[0] for call in transport.write.mock_calls)[:12])
        assert said == [b"", b"", b"HTTP/1.1 429", b""]

    asyncio.run(connect())


def test_client_that_still_sends_reads_why_it_is_refused(server: Running) -> None:
    server.connect(HEAD + b"X: ", b"x" * 20_000_000).read_refusal(431)
    body = b"Connection: close\r\nContent-Length: 20000000\r\n\r\n"
    with server.connect(HEAD.replace(b"/tell", b"/refuse") + body, bytes(20_000_000)) as connection:
        assert connection.read()[0] == 413


@pytest.mark.parametrize("body", [b"x\r\n", b"1\r\nxyz"])
def test_application_sees_that_a_body_is_refused(server: Running, body: bytes) -> None:
    connection = server.connect(CHUNKED.replace(b"/tell", b"/wait") + body)
    connection.read_refusal(400, "chunk")
    assert server.saw(connection, "/wait", "left")


def test_application_may_answer_when_its_request_was_refused(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with server.connect(CHUNKED.replace(b"/tell", b"/answer-later") + b"x\r\n") as connection:
        assert connection.read()[0] == 400
        assert server.saw(connection, "/answer-later", "sent")
        assert connection.at_end()
    assert "uvicorn" not in caplog.text


def test_refusal_after_an_answer_has_begun_cuts_it(server: Running) -> None:
    with server.connect(CHUNKED.replace(b"/tell", b"/begin-and-wait")) as connection:
        assert connection.file.readline() == b"HTTP/1.1 200 OK\r\n"
        connection.send(b"x\r\n")
        assert connection.is_cut()
    assert server.saw(connection, "/begin-and-wait", "left")


@pytest.mark.parametrize("sent", [b"", b"\r\n\r\n"])
def test_connection_without_a_request_is_closed_quietly(server: Running, sent: bytes) -> None:
    with server.connect(sent) as connection:
        assert connection.at_end()


@pytest.mark.parametrize(
    "before",
    [b"", GET, HEAD.replace(b"/tell", b"/refuse") + b"Content-Length: 2\r\n\r\n"],
    ids=["first", "next", "after an early answer"],
)
@pytest.mark.parametrize(
    "part", [b"G", HEAD, CHUNKED, HEAD + b"Content-Length: 2\r\n\r\nx"], ids=repr
)
def test_request_that_is_not_completed_is_408(server: Running, before: bytes, part: bytes) -> None:
    connection = server.connect(before)
    if before:
        connection.read()
        if b"Content-Length" in before:
            connection.send(b"xy")
    connection.send(part)
    assert connection.read_refusal(408)["limit"] == LIMITS.request_seconds


def test_part_of_a_pipelined_request_is_408(server: Running) -> None:
    connection = server.connect(GET + HEAD)
    connection.read()
    connection.read_refusal(408)


def test_bytes_that_trickle_give_no_more_time(server: Running) -> None:
    connection = server.connect(HEAD + b"Content-Length: 100\r\n\r\n")
    for _ in range(100):
        connection.send(b"x")
        answered, _, _ = select.select([connection.socket], [], [], 0.05)
        if answered:
            break
    connection.read_refusal(408)


def test_application_sees_that_the_time_of_a_request_is_over(server: Running) -> None:
    connection = server.connect(CHUNKED)
    connection.read_refusal(408)
    assert server.saw(connection, "/tell", "left")


def test_refusal_of_head_has_no_body(server: Running) -> None:
    request = CHUNKED.replace(b"POST", b"HEAD")
    with server.connect(request) as connection:
        assert connection.read(body=False)[0] == 408
        assert connection.at_end()


@pytest.mark.parametrize("path", [b"/send-parts", b"/send-at-once?100000000"])
def test_client_that_does_not_read_is_cut(server: Running, path: bytes) -> None:
    with server.connect(GET.replace(b"/tell", path)) as connection:
        reset = select.poll()
        reset.register(connection.socket, 0)  # errors are always told
        assert not reset.poll(0.5 * 1000 * LIMITS.stall_seconds)
        assert server.seen[connection.port].qsize() < 20  # what the kernels hold is little
        assert reset.poll(5000)
        assert connection.is_cut()
    if path == b"/send-parts":
        assert server.saw(connection, "/send-parts", *["sent"] * (1 << 10))  # most to nobody


def test_client_that_does_not_read_the_rest_is_cut() -> None:
    # The rest of some of these answers is less than what asyncio by itself calls much.
    with (
        run(replace(LIMITS, send_buffer_bytes=1 << 14), 1) as server,
        contextlib.ExitStack() as stack,
    ):
        for size in range(0, 3 << 17, 1 << 13):
            path = f"/send-at-once?{size}".encode()
            stack.enter_context(server.connect(GET.replace(b"/tell", path)))
        server.await_end_of_connections()


def test_client_that_reads_slowly_gets_all(server: Running) -> None:
    # In twice the time in which nothing may move.
    with server.connect(GET.replace(b"/tell", b"/send-parts")) as connection:
        received = 0
        while received < 1 << 26:
            received += len(connection.socket.recv(1 << 20))
            time.sleep(2 * LIMITS.stall_seconds / 64)


def test_connections_over_the_limit_are_refused_and_twice_as_many_cut() -> None:
    limits = replace(LIMITS, connections=2, request_seconds=30, linger_seconds=30)
    with run(limits) as server, contextlib.ExitStack() as stack:
        taken = [stack.enter_context(server.connect()) for _ in range(2)]
        refused = [stack.enter_context(server.connect(GET)) for _ in range(2)]
        assert [client.socket.recv(8, socket.MSG_PEEK) for client in refused] == [b"HTTP/1.1"] * 2
        with contextlib.suppress(ConnectionResetError):  # cut before it was told that it is there
            assert stack.enter_context(server.connect()).is_cut()
        status, headers, body = refused[0].read()
        assert (status, headers["retry-after"]) == (503, "5")
        assert json.loads(body)["limit"] == 2
        taken[0].send(GET)
        assert taken[0].read_told()["path"] == "/tell"
        for client in (refused[0], *taken):
            client.close()
        refused[1].read_refusal(503)
        assert len(server.seen) == 1


def test_long_requests_that_are_not_complete_share_a_limit() -> None:
    limits = replace(LIMITS, line_bytes=1 << 16, unfinished_bytes=80_500, request_seconds=30)
    line, body = b"GET /" + b"x" * 40_000, CHUNKED + b"9c40\r\n" + bytes(40_000)
    end, short = b" HTTP/1.1\r\nHost: here\r\n\r\n", HEAD + b"X: " + b"x" * 900
    answered = HEAD.replace(b"/tell", b"/refuse") + b"Content-Length: 1000000\r\n\r\n"
    with run(limits) as server, contextlib.ExitStack() as stack:

        def connect(*parts: bytes) -> Client:
            return stack.enter_context(server.connect(*parts))

        early, complete = (
            connect(answered + bytes(40_000)),
            connect(b"GET /wait?", b"x" * 40_000, end),
        )
        assert early.read()[0] == 413
        early.send(bytes(860_000))
        assert server.saw(complete, "/wait")
        clients = [connect(part) for part in (line, body, short)]

        for part in (line, body):
            status, _, body = connect(part).read()
            assert (status, json.loads(body)["limit"]) == (503, 80_500)
        for client, rest in zip(clients, (end, b"\r\n0\r\n\r\n", b"\r\n\r\n"), strict=True):
            client.send(rest)
            client.read_told()
        third = connect(line)
        early.send(bytes(100_000) + GET)
        third.send(end)
        for client in (early, third):
            client.read_told()


def test_memory_of_a_request_is_free_when_it_ends() -> None:
    limits = replace(LIMITS, line_bytes=1_000_000, request_seconds=30, linger_seconds=30)
    gc.disable()
    tracemalloc.start()
    try:
        with run(limits) as server, contextlib.ExitStack() as stack:
            for _ in range(20):
                server.connect(b"GET /" + b"x" * 900_000).close()
            server.await_end_of_connections()
            assert tracemalloc.get_traced_memory()[0] < 5_000_000
            for _ in range(20):
                refused = stack.enter_context(server.connect(b"GET /" + b"x" * 1_100_000))
                assert refused.read()[0] == 414
            assert tracemalloc.get_traced_memory()[0] < 5_000_000
    finally:
        tracemalloc.stop()
        gc.enable()


@pytest.mark.parametrize(
    "request_",
    [CHUNKED + b"x\r\n", CHUNKED.replace(b"1.1", b"2.0")],
    ids=["in its body", "by its head"],
)
@pytest.mark.parametrize(("leaves", "linger_seconds"), [(True, 30), (False, 0.6)])
def test_refused_client_is_waited_for(
    request_: bytes,
    leaves: bool,  # noqa: FBT001  (a parameter of the test)
    linger_seconds: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    begin = time.monotonic()
    with (
        run(replace(LIMITS, linger_seconds=linger_seconds)) as server,
        server.connect(request_) as client,
    ):
        assert client.read()[0] in {400, 505}
        if leaves:
            client.close()
        server.await_end_of_connections()
        assert leaves or time.monotonic() - begin > 0.6
    assert caplog.text.count("request refused") == 1


def test_kept_connection_is_closed_when_idle() -> None:
    with (
        run(replace(LIMITS, request_seconds=1.3), 1) as server,
        server.connect(GET + GET) as idle,
        server.connect(GET + HEAD) as begun,
    ):
        for client in (idle, idle, begun):
            client.read_told()
        assert idle.at_end()
        begun.read_refusal(408)  # and not closed, as if it were idle


def test_pipelined_requests_are_answered_in_order(server: Running) -> None:
    paths = [f"/{number}" for number in range(20)]
    requests = [GET.replace(b"/tell", path.encode()) for path in paths]
    with server.connect(b"".join(requests) + LAST) as connection:
        assert [connection.read_told()["path"] for _ in paths] == paths
        assert connection.read_told()["path"] == "/tell"
        assert connection.at_end()


def test_pipelined_request_waits_for_the_answer_before_it(server: Running) -> None:
    with server.connect(GET.replace(b"/tell", b"/answer-later") + GET) as connection:
        assert server.saw(connection, "/answer-later", "sent", "/tell")


@pytest.mark.parametrize(
    "body",
    [
        CHUNKED + b"3;x=y\r\nGET\r\n00A\r\n" + b" / HTTP/1.\r\n000\r\n\r\n",
        CHUNKED.replace(b"chunked", b" CHUNKED ")
        + b"D\r\nGET / HTTP/1.\r\n0;\r\nHost: there\r\nConnection: close\r\n\r\n",
        HEAD.replace(b"GET", b"POST") + b"content-LENGTH:\t0013 \r\n\r\nGET / HTTP/1.",
        HEAD.replace(b"GET", b"BREW")
        + b"Upgrade: x\r\nConnection: upgrade\r\nContent-Length: 13\r\n\r\nGET / HTTP/1.",
    ],
)
@pytest.mark.parametrize("is_cut", [False, True])
def test_body_ends_where_it_says(server: Running, body: bytes, is_cut: bool) -> None:  # noqa: FBT001
    requests = body + GET
    parts = [requests[:1], requests[1:-1], requests[-1:]] if is_cut else [requests]
    with server.connect(*parts) as connection:
        told = connection.read_told()
        assert (told["body"], told["host"]) == ("GET / HTTP/1.", "here")
        assert connection.read_told()["path"] == "/tell"


@pytest.mark.parametrize(
    "options",
    [b"close", b"x, Close", b"keep-alive, close", b"close\r\nConnection: keep-alive"],
)
def test_request_that_says_so_is_the_last(server: Running, options: bytes) -> None:
    with server.connect(HEAD + b"Connection: " + options + b"\r\n\r\n" + GET) as connection:
        assert connection.read()[1]["connection"] == "close"
        assert connection.at_end()


def test_what_follows_a_last_request_is_not_read(server: Running) -> None:
    with server.connect(LAST.replace(b"/tell", b"/answer-later")) as connection:
        assert server.saw(connection, "/answer-later")
        connection.send(b"\r\n" + GET)
        assert connection.read_told() == {}
        assert connection.at_end()
    assert server.saw(connection, "sent")


@pytest.mark.parametrize("offer", [b"h2c", b"websocket"])
def test_offer_to_upgrade_is_passed_over(
    server: Running, offer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    fields = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: " + offer + b"\r\n"
    fields += (
        b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nContent-Length: 2\r\n\r\n"
    )
    with server.connect(HEAD.replace(b"GET", b"POST") + fields + b"xy" + GET) as connection:
        assert connection.read_told()["body"] == "xy"
        assert connection.read_told()["body"] == ""
    assert "uvicorn" not in caplog.text


def test_client_that_asks_before_it_sends_is_told_to_go_on(server: Running) -> None:
    fields = b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    with server.connect(HEAD.replace(b"GET", b"POST") + fields) as connection:
        expected = b"HTTP/1.1 100 Continue\r\n\r\n"
        assert connection.file.read(len(expected)) == expected
        connection.send(b"xy")
        assert connection.read_told()["body"] == "xy"


def test_answer_of_unknown_length_has_chunks(server: Running) -> None:
    with server.connect(HEAD.replace(b"/tell", b"/send-at-once?3") + b"\r\n" + LAST) as connection:
        status, headers, _ = connection.read(body=False)
        assert (status, headers["transfer-encoding"]) == (200, "chunked")
        assert headers["content-length"] is None
        end = b"3\r\n\0\0\0\r\n0\r\n\r\n"
        assert connection.file.read(len(end)) == end
        connection.read_told()


def test_answer_of_unknown_length_to_an_old_version_ends_with_the_connection(
    server: Running,
) -> None:
    with server.connect(b"GET /send-at-once?3 HTTP/1.0\r\n\r\n") as connection:
        _, headers, _ = connection.read(body=False)
        assert (headers["transfer-encoding"], headers["connection"]) == (None, "close")
        assert connection.file.read() == bytes(3)


@pytest.mark.parametrize(
    ("path", "end"),
    [(b"/break-off", b"4\r\npart\r\n"), (b"/fall-short", b"part"), (b"/go-over", b"")],
)
def test_answer_that_fails_has_no_end(
    server: Running, path: bytes, end: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with server.connect(GET.replace(b"/tell", path) + GET) as connection:
        connection.read(body=False)
        assert connection.file.read() == end
    assert "Exception in ASGI application" in caplog.text


@pytest.mark.parametrize(("path", "length"), [(b"/tell", True), (b"/send-at-once?3", False)])
def test_connection_goes_on_after_an_answer_without_body(
    server: Running,
    path: bytes,
    length: bool,  # noqa: FBT001
) -> None:
    with server.connect(GET.replace(b"GET", b"HEAD").replace(b"/tell", path) + GET) as connection:
        _, headers, _ = connection.read(body=False)
        assert ("content-length" in headers, "transfer-encoding" in headers) == (length, False)
        connection.read_told()


@pytest.mark.parametrize("status", [204, 304])
def test_status_without_body_has_none(server: Running, status: int) -> None:
    with server.connect(GET.replace(b"/tell", b"/%d" % status) + GET) as connection:
        told, headers, _ = connection.read(body=False)
        assert (told, headers["transfer-encoding"]) == (status, None)
        connection.read_told()


@pytest.mark.parametrize("path", [b"/split", b"/begin-and-fail"])
def test_answer_that_fails_before_its_body_is_500(
    server: Running, path: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with server.connect(GET.replace(b"/tell", path)) as connection:
        status, headers, body = connection.read()
        assert (status, body) == (500, b"Internal Server Error")
        assert headers["y"] is headers["transfer-encoding"] is None
        assert connection.at_end()
    assert "Exception in ASGI application" in caplog.text


def test_old_version_is_spoken(server: Running) -> None:
    with server.connect(b"GET /tell HTTP/1.0\r\n\r\n") as connection:
        assert connection.read_told()["host"] == ""
        assert connection.at_end()


def test_head_has_no_body(server: Running) -> None:
    with server.connect(LAST.replace(b"GET", b"HEAD")) as connection:
        assert connection.read(body=False)[0] == 200
        assert connection.at_end()


@pytest.mark.parametrize(
    ("line", "path", "query", "host"),
    [
        (b"GET http://There.example:80/a?b=c", "/a", "b=c", "There.example:80"),
        (b"GET HTTPS://[::1]/a%20b", "/a b", "", "[::1]"),
        (b"GET http://there?b", "/", "b", "there"),
        (b"GET http://there", "/", "", "there"),
        (b"OPTIONS *", "/", "", "here"),
        (b"GET //there/a", "//there/a", "", "here"),
        (b"GET /%ff%zz%", "/\ufffd%zz%", "", "here"),
        (b"GET /%00?%00", "/\0", "%00", "here"),
        (b"GET /a?b#c", "/a", "b#c", "here"),
        (b"BREW /a", "/a", "", "here"),
    ],
)
def test_every_form_of_target_has_a_path(
    server: Running, line: bytes, path: str, query: str, host: str
) -> None:
    request = line + b" HTTP/1.1\r\nX: y\r\nHost: here\r\nConnection: close\r\n\r\n"
    with server.connect(request) as connection:
        answer = connection.read_told()
    assert (answer["path"], answer["query"], answer["host"]) == (path, query, host)


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
@pytest.mark.parametrize("before", [[], [GET, GET]], ids=len)
def test_client_that_closes_its_side_gets_its_answers(
    server: Running, before: list[bytes], version: bytes
) -> None:
    last = GET.replace(b"/tell", b"/answer-later").replace(b"1.1", version)
    with server.connect(*before, last) as connection:
        connection.socket.shutdown(socket.SHUT_WR)
        for _ in before:
            assert connection.read_told()["path"] == "/tell"
        assert connection.read_told() == {}
        assert connection.at_end()


@pytest.mark.parametrize("before", [b"", GET])
@pytest.mark.parametrize("part", [b"", HEAD, CHUNKED])
def test_client_that_closes_its_side_too_early_gets_no_answer(
    server: Running, before: bytes, part: bytes
) -> None:
    with server.connect(before + part) as connection:
        connection.socket.shutdown(socket.SHUT_WR)
        if before:
            connection.read_told()
        assert connection.at_end()


def test_client_that_left_is_noticed(server: Running) -> None:
    request = GET.replace(b"/tell", b"/wait")
    connection = server.connect(request)
    connection.close()
    assert server.saw(connection, "/wait", "left")
    connection = server.connect(request)
    connection.socket.shutdown(socket.SHUT_WR)
    connection.read_refusal(400, "closed its side")
    assert server.saw(connection, "/wait", "left")
