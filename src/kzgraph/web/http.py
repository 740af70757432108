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
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, ClassVar, Final, cast

import h11
from h11._receivebuffer import ReceiveBuffer
from uvicorn.protocols.http.h11_impl import H11Protocol

from kzgraph.web.problems import MEDIA_TYPE, Problem, from_status

_logger: Final = logging.getLogger(__name__)
_CHUNK_LINE_BYTES: Final = 128
"""The line before a chunk says its size; nobody sends what else it may say."""
_CHUNKS: Final = 10_000
"""Each takes some 15 µs to read, even if it has one byte."""
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
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
        client_connections: how many of them one address may have.
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


class LimitedProtocol(H11Protocol):
    """One connection; a subclass for each server names its `limits`.

    Offers to speak something else than HTTP/1.1 are passed over: Java's HTTP client offers HTTP/2
    with its first request.
    """

    limits: ClassVar[HttpLimits]
    places: ClassVar[Counter[str]]
    """How many connections each address has that are served; of those refused, some linger."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.places = Counter()

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401  (whatever uvicorn gives)
        super().__init__(*args, **named)
        self.conn = self._reader = _Reader(self.limits, self._refuse_request, self._complete)
        self.unfinished_bytes = 0
        """What was received of a request that is neither complete nor answered."""
        self._has_place = False
        self._clock: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._half_closed: asyncio.TimerHandle | None = None

    def _should_upgrade(self) -> bool:
        return False

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
        if self.transport.is_closing() or self.conn.their_state is h11.MUST_CLOSE:
            return
        if self.conn.our_state is not h11.DONE:
            self.unfinished_bytes += len(data)
        super().data_received(data)
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
        return self.client[0] if self.client else ""

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

    def _refuse_request(self, error: h11.RemoteProtocolError) -> None:
        cause = str(error).partition(": bytearray(")[0]  # without the bytes that the client sent
        limit, unit = None, None
        if isinstance(error, _OverLimitError):
            limit, unit = error.limit, error.unit
        elif error.error_status_hint == 400:
            cause = f"the request breaks the rules of HTTP/1.1: {cause}"
        self._refuse(error.error_status_hint, cause, limit=limit, unit=unit)

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
        if self.conn.our_state is h11.SEND_BODY:
            self._abort(cause)
            return
        _logger.info("request refused", extra={"status": status, "cause": cause})
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            known = from_status(status)
            problem = replace(known, detail=cause, members=members, headers=headers)
            self.transport.write(self._reader.write(problem, self.server_state.default_headers))
        self._complete()
        self._staged.hang_up()
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _abort(self, cause: str) -> None:
        _logger.info("connection cut", extra={"cause": cause})
        self._set_socket(socket.SO_LINGER, _RESET_WHEN_CLOSED, self.transport)
        self.transport.abort()

    @staticmethod
    def _set_socket(option: int, value: int | bytes, transport: asyncio.Transport) -> None:
        with contextlib.suppress(OSError):  # the client is gone
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, option, value)


class _OverLimitError(h11.RemoteProtocolError):
    """A part of a request is longer than its limit."""

    def __init__(self, status: int, part: str, limit: int, unit: str) -> None:
        message = f"the {part} has more than {limit} {unit}, the limit of this service"
        super().__init__(message, error_status_hint=status)
        self.limit = limit
        self.unit = unit


class _Received(ReceiveBuffer):
    """What was received and not read yet; refuses what is too long, and what costs h11 too much.

    On a line that has many blanks and then a control character, the regular expressions of h11
    spend time that grows with the square of its length: 10 s on 32 KiB.

    No public part of h11 (0.16) sees a line before they do: this replaces a private one.
    """

    def __init__(self, limits: HttpLimits) -> None:
        super().__init__()
        self.has_head = True  # and no body
        self._limits = limits
        self._searched = 0
        self._chunks = 0

    def maybe_extract_lines(self) -> list[bytearray] | None:
        """Extract a head or, after a body in chunks, the trailer section, once it is complete."""
        limits = self._limits
        line_bytes = self._measure_line() if self.has_head else 0
        if line_bytes > limits.line_bytes:
            raise _OverLimitError(414, "request line", limits.line_bytes, "bytes")
        received = len(self)
        lines = super().maybe_extract_lines()
        header_bytes = received - line_bytes - (0 if lines is None else len(self))
        if header_bytes > limits.header_bytes:
            raise _OverLimitError(431, "header section", limits.header_bytes, "bytes")
        if lines is None:
            return None
        self._searched = self._chunks = 0
        fields = lines[1:] if self.has_head else lines
        if len(fields) > limits.header_fields:
            raise _OverLimitError(431, "header section", limits.header_fields, "fields")
        if any(_CONTROL.search(line) for line in lines):
            raise h11.RemoteProtocolError("a line of the head has a control character")
        if any(field.startswith((b" ", b"\t")) for field in fields):
            raise h11.RemoteProtocolError("a header field is folded into several lines")
        return lines

    def maybe_extract_next_line(self) -> bytearray | None:
        """Extract the line before a chunk, once it is complete."""
        line = super().maybe_extract_next_line()
        if len(self if line is None else line) > _CHUNK_LINE_BYTES:
            raise _OverLimitError(400, "line before a chunk", _CHUNK_LINE_BYTES, "bytes")
        self._chunks += line is not None
        if self._chunks > _CHUNKS:
            raise _OverLimitError(413, "body", _CHUNKS, "chunks")
        return line

    def clear(self) -> None:
        """Free what was received."""
        self._data = bytearray()

    def _measure_line(self) -> int:
        """Give the length of the request line so far, and search no byte twice."""
        if self._data.startswith((b"\r", b"\n")):  # allowed: RFC 9112, section 2.2
            self._data = self._data.lstrip(b"\r\n")
        end = self._data.find(b"\n", self._searched)
        self._searched = len(self) if end < 0 else end
        return self._searched


class _Reader(h11.Connection):
    """Reads requests for the server of uvicorn, which hears of no fault: it is refused here.

    Args:
        limits: what a request may weigh.
        refuse: called with what is wrong with a request.
        complete: called when a request is.
    """

    def __init__(
        self,
        limits: HttpLimits,
        refuse: Callable[[h11.RemoteProtocolError], None],
        complete: Callable[[], None],
    ) -> None:
        super().__init__(h11.SERVER, limits.line_bytes + limits.header_bytes)
        self._receive_buffer = self._received = _Received(limits)
        self._refuse = refuse
        self._complete = complete

    @property
    def receives(self) -> bool:
        """Whether a request is received now or next."""
        return self.their_state in {h11.IDLE, h11.SEND_BODY}

    @property
    def has_begun(self) -> bool:
        """Whether a part of a request was received, and a part not yet."""
        return self.their_state is h11.SEND_BODY or (self.receives and bool(self._received))

    def forget(self) -> None:
        """Free what was received: the connection itself goes only with the next collection."""
        self._received.clear()

    def next_event(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        self._received.has_head = self.their_state is h11.IDLE
        try:
            event = super().next_event()
            if isinstance(event, h11.Request):
                event = _read_head(event)
        except h11.RemoteProtocolError as error:
            self._refuse(error)
            return h11.NEED_DATA
        if isinstance(event, h11.EndOfMessage):
            self._complete()
        return event

    def write(self, problem: Problem, fields: Iterable[tuple[bytes, bytes]]) -> bytes:
        """Give the bytes of an answer that is the last one of this connection."""
        body = problem.body
        length = (b"content-length", str(len(body)).encode())
        more = [(name.encode(), value.encode()) for name, value in problem.headers]
        reason = HTTPStatus(problem.status).phrase.encode()
        head = h11.Response(
            status_code=problem.status, headers=[*fields, *_FIELDS, length, *more], reason=reason
        )
        data = h11.Data(data=b"" if self._request_method == b"HEAD" else body)
        return b"".join(self.send(event) for event in (head, data, h11.EndOfMessage()))


def _read_head(request: h11.Request) -> h11.Request:
    """Check what h11 does not, and make a path of every other form of a target.

    Raises:
        h11.RemoteProtocolError: it breaks a rule of RFC 9112, section 2.3 (version), 3.2 (target
            and host) or 6.1 (length), https://www.rfc-editor.org/rfc/rfc9112; or it asks for a
            tunnel.
    """
    fields = dict(request.headers)
    if request.http_version not in {b"1.0", b"1.1"}:
        raise h11.RemoteProtocolError("only HTTP/1.1 and HTTP/1.0 are spoken here", 505)
    if b"transfer-encoding" in fields and (
        b"content-length" in fields or request.http_version == b"1.0"
    ):
        raise h11.RemoteProtocolError("Transfer-Encoding leaves the length of the body in doubt")
    if request.method == b"CONNECT":
        raise h11.RemoteProtocolError("this server makes no tunnels", 501)
    host, target = fields.get(b"host", b""), request.target
    if absolute := _ABSOLUTE.fullmatch(target):
        host, target = absolute[1], absolute[2]
        if not target.startswith(b"/"):
            target = b"/" + target
    elif (request.method, target) == (b"OPTIONS", b"*"):
        target = b"/"
    if not target.startswith(b"/"):
        raise h11.RemoteProtocolError("the target is neither a path nor an http URL")
    if _HOST.fullmatch(host) is None:
        raise h11.RemoteProtocolError("Host is no name of a host")
    if target == request.target:
        return request
    others = [(name, value) for name, value in request.headers if name != b"host"]
    return h11.Request(
        method=request.method,
        target=target,
        headers=[(b"host", host), *others],
        http_version=request.http_version,
    )


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
