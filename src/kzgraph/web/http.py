"""HTTP/1.1 with an end to everything: what a request may weigh, and how long anything may take.

An application sees a request when its head has been read, and nothing of the connection below. So
the limits are kept here, in the class that speaks HTTP for uvicorn. What it refuses, it tells as
problem details.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Literal, NamedTuple, cast
from urllib.parse import unquote

import httptools
import uvicorn
from starlette.types import ASGIApp
from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from kzgraph.logs import name_request
from kzgraph.web.clients import name_client
from kzgraph.web.problems import MEDIA_TYPE, from_status

_logger: Final = logging.getLogger(__name__)
BREAK: Final = "kzgraph.http.response.break"
"""An ASGI extension, and its message: the answer goes no further, and its client must see that."""
CUT: Final = "kzgraph.http.cut"
"""A key of the message `http.disconnect`: whether it was the server that cut the connection."""
REQUEST_ID: Final = "request_id"
"""The key in the state of a scope under which the id of the request stands once it has one."""
REQUEST_ID_FIELD: Final = b"x-request-id"
_CHUNK_LINE_BYTES: Final = 128
"""The line before a chunk says its size; nobody sends what else it may say."""
_CHUNKS: Final = 10_000
"""Each takes some µs to read, even if it has one byte."""
_TEXT: Final = bytes(byte for byte in range(256) if byte == 0x09 or (byte > 0x1F and byte != 0x7F))
"""What may stand in a line: all but control characters."""
_REQUEST_LINE: Final = re.compile(
    rb"([0-9A-Za-z!#$%&'*+.^_`|~-]+) ([\x21-\x7e]+) HTTP/([0-9]\.[0-9])\r\n"
)
_CHUNK_LINE: Final = re.compile(rb"\r\n([0-9A-Fa-f]{1,16})(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n")
_CLOSE: Final = re.compile(rb"(?:^|,)[\t ]*close[\t ]*(?:$|,)", re.IGNORECASE)
_BLANKS: Final = b"\t "
_LAST_CHUNK: Final = b"0\r\n\r\n"
_ABSOLUTE: Final = re.compile(rb"https?://([^/?#]+)(.*)", re.IGNORECASE)
_HOST: Final = re.compile(rb"(\[[0-9A-Za-z:.]+\]|[0-9A-Za-z._~!$&'()*+,;=%-]*)(:[0-9]*)?")
_RESET_WHEN_CLOSED: Final = struct.pack("ii", 1, 0)
"""The value of SO_LINGER that forgets what was not sent, and tells the client so."""
_FIELDS: Final = (
    (b"content-type", MEDIA_TYPE.encode()),
    (b"connection", b"close"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
)
_TRY_AGAIN: Final = (("retry-after", "5"),)


@dataclass(frozen=True)
class HttpLimits:
    """What one client may take of the server.

    Attributes:
        line_bytes: length of the request line, which has the URL.
        header_bytes: length of the header section, and of the trailer section.
        header_fields: how many fields either may have.
        request_seconds: time for a complete request, from the connection or, on one that is kept,
            from its first byte, to the last byte of its body.
        stall_seconds: time to take what one write left to be sent.
        half_closed_seconds: time in which an answer must have begun when the client has closed its
            side; a client that left for good looks the same.
        linger_seconds: time in which a client that is refused can end what it sends, and read why;
            what it sends is thrown away.
        unfinished_bytes: length of all requests together that are not complete; over it, those are
            refused that are longer than `header_bytes`.
        connections: how many may be open. As many further ones are told so, others are cut.
        client_connections: how many of them one client may have, see `name_client`.
        send_buffer_bytes: what the kernel takes of an answer before the client does; Linux doubles
            it.
    """

    line_bytes: int
    header_bytes: int = 1 << 15
    header_fields: int = 100
    request_seconds: float = 30
    stall_seconds: float = 30
    half_closed_seconds: float = 1
    linger_seconds: float = 1
    unfinished_bytes: int = 1 << 26
    connections: int = 1000
    client_connections: int = 500
    send_buffer_bytes: int = 1 << 18


class LimitedProtocol(HttpToolsProtocol):
    """One connection; a subclass for each server names its `limits`.

    Offers to speak something else than HTTP/1.1 are passed over: Java's HTTP client offers HTTP/2
    with its first request.
    """

    limits: ClassVar[HttpLimits]
    places: ClassVar[Counter[str]]
    """How many connections each client has that are served; of those refused, some linger."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.places = Counter()

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401  (whatever uvicorn gives)
        super().__init__(*args, **named)
        self._reader = _Reader(self.limits)
        self.unfinished_bytes = 0
        """What was received of a request that is neither complete nor answered."""
        self._has_place = False
        self._clock: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._half_closed: asyncio.TimerHandle | None = None

    def count_refusal(self, status: int) -> None:
        """Hear of a refusal, with its status, or 0 when the connection is cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        transport.set_write_buffer_limits(high=0)  # writing pauses until nothing is left to be sent
        self._set_socket(socket.SO_SNDBUF, self.limits.send_buffer_bytes, transport)
        self._staged = _StagedTransport(transport, self._reader, self.limits.linger_seconds)
        super().connection_made(cast("asyncio.Transport", self._staged))
        self._take_place()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._clock, self._stall, self._half_closed):
            if timer is not None:
                timer.cancel()
        self._leave_place()
        self._reader.forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        # What follows a last request is not read: RFC 9112, section 9.6.
        if self.transport.is_closing() or self._reader.stage == "last":
            return
        self._unset_keepalive_if_required()
        if not self._is_answered_early:
            self.unfinished_bytes += len(data)
        self._reader.receive(data)
        self._read()
        self._start_clock()
        if self.unfinished_bytes > self.limits.header_bytes:
            self._share_memory()

    def eof_received(self) -> bool:  # type: ignore[override]  # (as asyncio has it)
        if self._reader.receives or self.transport.is_closing():
            return False
        self._staged.client_has_ended = True
        if self._half_closed is None:
            seconds = self.limits.half_closed_seconds
            self._half_closed = self.loop.call_later(seconds, self._end_half_closed)
        return True

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.unfinished_bytes = 0
        if self._reader.stage == "complete" and not self.transport.is_closing():
            self._reader.go_on()
            self._read()
        if self._half_closed is not None and self._reader.receives:
            self.transport.close()  # there is no further request, and none will come
        elif self._reader.has_begun:
            self._start_clock()

    def pause_writing(self) -> None:
        super().pause_writing()
        seconds = self.limits.stall_seconds
        self._stall = self.loop.call_later(seconds, self._abort, "the client takes no answer")

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()

    def _read(self) -> None:
        """Have answered what was received: one request, for the next one waits for its answer."""
        reader = self._reader
        try:
            while (part := reader.read()) is not None:
                if isinstance(part, _Head):
                    self._begin(part)
                else:
                    self.cycle.waiting_for_100_continue = False
                    self.on_body(part)
                if reader.is_complete:
                    self.on_message_complete()
                    self._complete()
                    if self.cycle.response_complete and reader.stage == "complete":
                        reader.go_on()
        except _RefusedError as error:
            self._refuse(error.status, str(error), (), **error.members)
        if reader.waits:
            self.flow.pause_reading()

    def _begin(self, head: _Head) -> None:
        """Give a request to the application."""
        self._unset_keepalive_if_required()
        raw_path, _, query = head.target.partition(b"?")
        path = raw_path.decode("ascii")
        self.scope = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": head.version,
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "method": head.method,
            "root_path": self.root_path,
            "path": self.root_path + (unquote(path) if "%" in path else path),
            "raw_path": self.root_path.encode("ascii") + raw_path,
            "query_string": query,
            "headers": head.headers,
            "state": self.app_state.copy(),
            "extensions": {BREAK: {}},
        }
        self.cycle = _Cycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=head.waits_to_go_on,
            keep_alive=head.keeps_connection,
            on_response=self.on_response_complete,
        )
        self._start_asgi_task(self.cycle, self.app)

    @property
    def _exchange(self) -> _Cycle | None:
        """The last request and its answer; None before the first."""
        return cast("_Cycle | None", self.cycle)

    @property
    def _is_answered_early(self) -> bool:
        """Whether the request that is received has its answer."""
        return self._reader.is_in_body and self.cycle.response_complete

    def _take_place(self) -> None:
        """Serve this connection if there is a place for it and for its client."""
        limit, share = self.limits.connections, self.limits.client_connections
        has_share = self.places[self._host] >= share
        if has_share and len(self.connections) <= limit:
            cause = f"{share} connections of this client are open, its share; close some first"
            self._refuse(429, cause, _TRY_AGAIN, limit=share, unit="connections")
        elif has_share:
            self._abort("too many connections of one client")
        elif self.places.total() < limit:
            self._has_place = True
            self.places[self._host] += 1
            self._start_clock()
        elif len(self.connections) <= 2 * limit:
            cause = f"{limit} connections are open, the limit of this service; try again later"
            self._refuse(503, cause, _TRY_AGAIN, limit=limit, unit="connections")
        else:
            self._abort("too many connections")

    def _leave_place(self) -> None:
        if self._has_place:
            self._has_place = False
            self.places[self._host] -= 1
            if not self.places[self._host]:
                del self.places[self._host]

    @property
    def _host(self) -> str:
        """Whose connection it is: a proxy has those of all its clients."""
        return name_client(self.client[0] if self.client else "")

    def _start_clock(self) -> None:
        """Time the request that is received now or next, unless that is done already."""
        if self._clock is None and self._reader.receives:
            self._unset_keepalive_if_required()
            self._clock = self.loop.call_later(self.limits.request_seconds, self._end_request)

    def _complete(self) -> None:
        self.unfinished_bytes = 0
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _share_memory(self) -> None:
        limit = self.limits.unfinished_bytes
        all_of_us = (one for one in self.connections if isinstance(one, LimitedProtocol))
        if sum(one.unfinished_bytes for one in all_of_us) > limit:
            cause = (
                f"requests that wait for their end have {limit} bytes, the limit of this service"
            )
            self._refuse(503, f"{cause}; try again later", _TRY_AGAIN, limit=limit, unit="bytes")

    def _end_request(self) -> None:
        if not self._reader.has_begun:
            self.transport.close()
            return
        seconds = self.limits.request_seconds
        cause = f"the request was not complete after {seconds:g} s, the limit of this service"
        self._refuse(408, cause, limit=seconds, unit="seconds")

    def _end_half_closed(self) -> None:
        if not self.cycle.response_started:
            self._refuse(400, "the client closed its side; it must stay open until the answer came")

    def _refuse(
        self,
        status: int,
        cause: str,
        headers: tuple[tuple[str, str], ...] = (),
        **members: object,
    ) -> None:
        """Tell why, if no answer has begun, and hang up; the application sees a disconnect."""
        if self.transport.is_closing():
            return
        cycle = self._exchange
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            self._abort(cause)
            return
        self.count_refusal(status)
        request_id = self._name_request()
        extra = {"request": request_id, "status": status, "cause": cause, "client": self._host}
        _logger.info("request refused", extra=extra)
        if not self._is_answered_early:
            problem = replace(from_status(status), detail=cause, members=members, headers=headers)
            fields = [
                *self.server_state.default_headers,
                *_FIELDS,
                (REQUEST_ID_FIELD, request_id.encode()),
                (b"content-length", str(len(problem.body)).encode()),
                *((name.encode(), value.encode()) for name, value in problem.headers),
            ]
            body = b"" if self._reader.method == b"HEAD" else problem.body
            self.transport.write(_write_head(status, fields) + body)
        self._complete()
        self._staged.hang_up()
        if cycle is not None:
            cycle.disconnected = True
            cycle.message_event.set()

    def _abort(self, cause: str) -> None:
        if (cycle := self._exchange) is not None:
            cycle.is_cut = True
        self.count_refusal(0)
        extra = {"request": self._name_request(), "cause": cause, "client": self._host}
        _logger.info("connection cut", extra=extra)
        self._set_socket(socket.SO_LINGER, _RESET_WHEN_CLOSED, self.transport)
        self.transport.abort()

    def _name_request(self) -> str:
        """Give the id of the request that is received or answered, or one for what is none yet."""
        cycle = self._exchange
        if cycle is None or cycle.response_complete:
            return name_request()
        state = cast("dict[str, str]", cycle.scope["state"])
        return state.setdefault(REQUEST_ID, name_request())

    @staticmethod
    def _set_socket(option: int, value: int | bytes, transport: asyncio.Transport) -> None:
        with contextlib.suppress(OSError):  # the client is gone
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, option, value)


class Server(uvicorn.Server):
    """Serves an application, and leaves the signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def configure(
    app: ASGIApp,
    protocol: type[LimitedProtocol],
    *,
    seconds_to_stop: int,
    **settings: Any,  # noqa: ANN401  (whatever uvicorn takes)
) -> uvicorn.Config:
    """Say how an application is served, plainly: what uvicorn can do beside HTTP is not needed.

    Args:
        app: what answers.
        protocol: the limits.
        seconds_to_stop: how long what runs at the stop may take.
        settings: further ones of uvicorn.
    """
    return uvicorn.Config(
        app,
        http=protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=seconds_to_stop,
        **settings,
    )


class _RefusedError(Exception):
    """A request breaks a rule or a limit.

    Args:
        status: of the answer.
        cause: what is wrong, without words of the client.
        members: what the answer says besides.
    """

    def __init__(self, status: int, cause: str, **members: object) -> None:
        super().__init__(cause)
        self.status = status
        self.members = members


def _break_rule(rule: str) -> _RefusedError:
    return _RefusedError(400, f"the request breaks the rules of HTTP/1.1: {rule}")


def _exceed(status: int, part: str, limit: int, unit: str) -> _RefusedError:
    cause = f"the {part} has more than {limit} {unit}, the limit of this service"
    return _RefusedError(status, cause, limit=limit, unit=unit)


class _Head(NamedTuple):
    """What stands before the body of a request.

    Attributes:
        method: as it was sent.
        target: path and query.
        version: 1.0 or 1.1.
        headers: names in lower case, and values.
        keeps_connection: whether a further request may follow.
        waits_to_go_on: whether the body comes only when it is asked for.
    """

    method: str
    target: bytes
    version: str
    headers: list[tuple[bytes, bytes]]
    keeps_connection: bool
    waits_to_go_on: bool


_Stage = Literal["head", "body", "chunks", "trailer", "complete", "last"]
"""What is read next; when a request is complete, nothing before its answer, or nothing more."""


class _Reader:
    """Cuts what a client sends into heads and parts of bodies, one request at a time.

    The fields of a head are read by llhttp. It sees them only when they are complete and within
    their limits, behind a request line of ours: it knows a few methods only, and is patient with
    what stands where a target should. Bodies are not shown to it: it would count no chunks, and
    skip a body when the client offers to speak another protocol.

    Args:
        limits: what a request may weigh.
    """

    def __init__(self, limits: HttpLimits) -> None:
        self.stage: _Stage = "head"
        self.method = b""
        """Of the request that is read, when that is known."""
        self._limits = limits
        self._received = bytearray()
        self._start_section()
        self._left = 0  # of the body, or of the chunk
        self._chunks = 0

    def _start_section(self) -> None:
        self._searched = 0  # what was searched for faults, and for its end
        self._line_bytes = -1  # its first line, once that is complete
        self._lines = 0

    @property
    def is_in_body(self) -> bool:
        return self.stage in ("body", "chunks", "trailer")

    @property
    def is_complete(self) -> bool:
        return self.stage in ("complete", "last")

    @property
    def receives(self) -> bool:
        """Whether a request is received now or next."""
        return not self.is_complete

    @property
    def has_begun(self) -> bool:
        """Whether a part of a request was received, and a part not yet."""
        return self.is_in_body or (self.stage == "head" and bool(self._received))

    @property
    def waits(self) -> bool:
        """Whether what was received cannot be read before there is an answer."""
        return self.stage == "complete" and bool(self._received)

    def receive(self, data: bytes) -> None:
        self._received += data

    def forget(self) -> None:
        """Free what was received: the connection itself goes only with the next collection."""
        self._received = bytearray()
        self.stage = "last"

    def go_on(self) -> None:
        """Begin with the next request."""
        self.stage = "head"
        self.method = b""

    def read(self) -> _Head | bytes | None:
        """Give the next head or part of a body; None: more must be received, or answered, first.

        Raises:
            _RefusedError: it breaks a rule or a limit.
        """
        match self.stage:
            case "head":
                return self._read_head() if self._received else None
            case "body":
                part = self._take()
                if not self._left:
                    self._complete()
                return part
            case "chunks":
                return self._take() if self._left else self._read_chunk_line()
            case "trailer":
                return self._read_trailer()
        return None

    def _take(self) -> bytes | None:
        part = bytes(self._received[: self._left])
        del self._received[: len(part)]
        self._left -= len(part)
        return part or None

    def _complete(self) -> None:
        self.stage = "complete" if self._keeps_connection else "last"

    def _read_head(self) -> _Head | None:
        """Read a head.

        Raises:
            _RefusedError: it breaks a limit or a rule of RFC 9112, section 2.2 (lines), 2.3
                (version), 3 (request line, target and host), 5 (fields) or 6.1 (length),
                https://www.rfc-editor.org/rfc/rfc9112; or it asks for a tunnel.
        """
        if self._received.startswith((b"\r", b"\n")):  # allowed: RFC 9112, section 2.2
            self._received = self._received.lstrip(b"\r\n")
        head = self._cut_section()
        if head is None:
            return None
        line = _REQUEST_LINE.match(head)
        if line is None:
            raise _break_rule("illegal request line")
        self.method, target, version = line.groups()
        if version not in {b"1.0", b"1.1"}:
            raise _RefusedError(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
        if self.method == b"CONNECT":
            raise _RefusedError(501, "this server makes no tunnels")
        headers = _read_fields(head[line.end() - 2 :])
        fields = dict(headers)
        told = fields.get(b"host")
        host, target = _read_target(self.method, target, told or b"")
        if told is None and version == b"1.1":
            raise _break_rule("Host is missing")
        if len(fields) < len(headers) and [name for name, _ in headers].count(b"host") > 1:
            raise _break_rule("Host is there twice")
        if _HOST.fullmatch(host) is None:
            raise _break_rule("Host is no name of a host")
        if host != (told or b""):
            headers = [(b"host", host), *(one for one in headers if one[0] != b"host")]
        if b"transfer-encoding" in fields:
            if version == b"1.0":
                raise _break_rule("Transfer-Encoding leaves the length of the body in doubt")
            if _find_all(headers, b"transfer-encoding").lower() != b"chunked":
                raise _RefusedError(501, "the only Transfer-Encoding known here is chunked")
        self._keeps_connection = version == b"1.1" and not (
            b"connection" in fields and _CLOSE.search(_find_all(headers, b"connection"))
        )
        self._begin_body(fields)
        return _Head(
            method=self.method.decode(),
            target=target,
            version=version.decode(),
            headers=headers,
            keeps_connection=self._keeps_connection,
            waits_to_go_on=(
                version == b"1.1"
                and self.is_in_body
                and fields.get(b"expect", b"").lower() == b"100-continue"
            ),
        )

    def _begin_body(self, fields: dict[bytes, bytes]) -> None:
        if b"transfer-encoding" in fields:
            self.stage = "chunks"
            self._chunks = 0
            self._received[:0] = b"\r\n"  # every line before a chunk stands between line ends
        elif length := int(fields.get(b"content-length", b"0")):
            self.stage = "body"
            self._left = length
        else:
            self._complete()

    def _read_chunk_line(self) -> bytes | None:
        """Read what stands between two chunks, and give what is there of the second one."""
        received = self._received
        end = received.find(b"\n", 2) + 1
        if (end or len(received)) > _CHUNK_LINE_BYTES:
            raise _exceed(400, "line before a chunk", _CHUNK_LINE_BYTES, "bytes")
        if not b"\r\n".startswith(received[:2]):
            raise _break_rule("a chunk is longer than was said")
        if not end:
            return None
        line = _CHUNK_LINE.fullmatch(bytes(received[:end]))
        if line is None:
            raise _break_rule("illegal line before a chunk")
        self._chunks += 1
        if self._chunks > _CHUNKS:
            raise _exceed(413, "body", _CHUNKS, "chunks")
        self._left = int(line[1], 16)
        if self._left:
            del received[:end]
            return self._take()
        del received[: end - 2]
        self.stage = "trailer"
        return self._read_trailer()

    def _read_trailer(self) -> bytes | None:
        """Read the trailer section, and forget it."""
        trailer = self._cut_section()
        if trailer is None:
            return None
        _read_fields(trailer)
        self._complete()
        return b""

    def _cut_section(self) -> bytes | None:
        """Give a line and the fields below it, up to the empty line, once they are complete."""
        limits, received, start = self._limits, self._received, self._searched
        end = received.find(b"\r\n\r\n", max(0, start - 3)) + 4
        size = len(received) if end < 4 else end
        if self._line_bytes < 0:
            self._line_bytes = received.find(b"\n", start, size)
        line_bytes = size if self._line_bytes < 0 else self._line_bytes
        if line_bytes > limits.line_bytes:
            raise _exceed(414, "request line", limits.line_bytes, "bytes")
        if size - line_bytes > limits.header_bytes:
            raise _exceed(431, "header section", limits.header_bytes, "bytes")
        # A line end is not cut in two.
        self._searched = size - received.endswith(b"\r", 0, size)
        text = received[start : self._searched]
        lines = text.count(b"\r\n")
        if text.translate(None, _TEXT) != b"\r\n" * lines:
            raise _break_rule("a line of the head has a control character")
        self._lines += lines
        if end < 4:
            return None
        if self._lines - 2 > limits.header_fields:
            raise _exceed(431, "header section", limits.header_fields, "fields")
        section = bytes(received[:end])
        del received[:end]
        self._start_section()
        return section


class _Fields:
    """What llhttp has read."""

    def __init__(self) -> None:
        self.all: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.all.append((name.lower(), value.strip(_BLANKS)))


def _read_fields(text: bytes) -> list[tuple[bytes, bytes]]:
    """Read header or trailer fields, given with the line end before and the empty line after them.

    Raises:
        _RefusedError: they, or the length they tell of the body, break a rule.
    """
    fields = _Fields()
    try:
        httptools.HttpRequestParser(fields).feed_data(b"POST / HTTP/1.1" + text)
    except httptools.HttpParserUpgrade:
        pass  # the offer is passed over
    except httptools.HttpParserError as error:
        raise _break_rule(str(error)) from error
    return fields.all


def _read_target(method: bytes, target: bytes, host: bytes) -> tuple[bytes, bytes]:
    """Give the host and, of every form of a target, the path."""
    if target.startswith(b"/"):
        return host, target
    if absolute := _ABSOLUTE.fullmatch(target):
        host, target = absolute.groups()
        return host, target if target.startswith(b"/") else b"/" + target
    if (method, target) == (b"OPTIONS", b"*"):
        return host, b"/"
    raise _break_rule("the target is neither a path nor an http URL")


def _find_all(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes:
    """Give the values of all fields of a name as one: RFC 9110, section 5.3."""
    return b",".join(value for its_name, value in headers if its_name == name)


class _Cycle(RequestResponseCycle):
    """A request and its answer.

    The head goes out with the first part of the body, as ASGI has it: in two packets it costs twice
    as much. An answer of unknown length has chunks or, as HTTP/1.0 does not know them, ends with
    the connection: RFC 9112, section 6.3.
    """

    _head = b""
    _has_body = True
    _left: int | None = None
    """How much of the body is still to come, when that is known."""
    is_cut = False
    """Whether the server has cut the connection."""

    async def receive(self) -> ASGIReceiveEvent:
        """Give a part of the request, or say that its client is gone, and by whom; see `CUT`."""
        message: dict[str, Any] = {**await super().receive()}
        if self.is_cut and message["type"] == "http.disconnect":
            message[CUT] = True
        return cast("ASGIReceiveEvent", message)

    async def send(self, message: ASGISendEvent) -> None:
        """Send a part of the answer once the client has taken what went before.

        Raises:
            RuntimeError: the application sends what is no answer; what has begun gets no end.
        """
        kind: str = message["type"]
        if kind == BREAK:
            self.disconnected = True
            self.transport.close()
        elif self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if message["type"] == "http.response.start" and not self.response_started:
            self._head = self._frame(message["status"], list(message.get("headers", ())))
            return
        if message["type"] != "http.response.body" or not self._head or self.response_complete:
            raise RuntimeError("this message does not belong here: " + message["type"])
        body, is_last = message.get("body", b""), not message.get("more_body", False)
        if not self._has_body:
            body = b""
        elif self._left is not None:
            self._left -= len(body)
            if self._left < 0 or (is_last and self._left):
                raise RuntimeError("the answer is not as long as its Content-Length")
        if self.chunked_encoding:
            chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            body = chunk + _LAST_CHUNK if is_last else chunk
        if not self.response_started:
            body = self._head + body
        self.response_started = True
        self.waiting_for_100_continue = False
        self.transport.write(body)
        if is_last:
            self.response_complete = True
            self.message_event.set()
            if not self.keep_alive:
                self.transport.close()
            self.on_response()

    def _frame(self, status: int, fields: list[tuple[bytes, bytes]]) -> bytes:
        """Give the head, and decide how the end of the body is told."""
        known = {name.lower(): value.lower() for name, value in fields}
        if b"close" in known.get(b"connection", b""):
            self.keep_alive = False
        elif not self.keep_alive:
            fields.append((b"connection", b"close"))
        self._has_body = self.scope["method"] != "HEAD" and status not in {204, 304}
        self._left = int(known[b"content-length"]) if b"content-length" in known else None
        is_old = self.scope["http_version"] == "1.0"
        self.chunked_encoding = self._has_body and self._left is None and not is_old
        if self.chunked_encoding:
            fields.append((b"transfer-encoding", b"chunked"))
        return _write_head(status, [*self.default_headers, *fields])


def _write_head(status: int, fields: list[tuple[bytes, bytes]]) -> bytes:
    """Give the bytes before the body of an answer.

    Raises:
        RuntimeError: a field would end its line.
    """
    lines = [b"%b: %b\r\n" % field for field in fields]
    head = b"".join([STATUS_LINE[status], *lines, b"\r\n"])
    if head.translate(None, _TEXT) != b"\r\n" * (len(fields) + 2):
        raise RuntimeError("a field of the answer has a control character")
    return head


class _StagedTransport:
    """A transport that lets a client which is still sending read the answer before it closes.

    Closed with bytes unread, the socket would be reset, and the answer lost with it:
    https://www.rfc-editor.org/rfc/rfc9112#section-9.6.

    Args:
        transport: what is closed.
        reader: what knows whether more is to come.
        seconds: time from the end of the answer to the end of the connection.
    """

    def __init__(self, transport: asyncio.Transport, reader: _Reader, seconds: float) -> None:
        self.write = transport.write
        self._transport = transport
        self._reader = reader
        self._seconds = seconds
        self._hung_up = False
        self.client_has_ended = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (it has what a transport has)
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        return self._hung_up or self._transport.is_closing()

    def close(self) -> None:
        if self._reader.has_begun:
            self.hang_up()
        else:
            self._transport.close()

    def hang_up(self) -> None:
        """Send no more, and close when the client has, or at the latest when its time is over."""
        if self.client_has_ended:
            self._transport.close()
        elif not self.is_closing():
            self._hung_up = True
            self._reader.forget()
            with contextlib.suppress(OSError):  # the client is gone
                self._transport.write_eof()
            self._transport.resume_reading()
            asyncio.get_running_loop().call_later(self._seconds, self._transport.close)
