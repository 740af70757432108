"""From settings and data to a port that answers, and back to nothing."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from kzgraph.config import Settings
from kzgraph.engine import Engine, Facts, Source
from kzgraph.errors import AddressError
from kzgraph.protocol import most_bytes
from kzgraph.resources import Resources

_logger: Final = logging.getLogger(__name__)
# What runs when the signal comes has this long to finish; then its clients are told, and have this
# long to leave.
_SECONDS_TO_FINISH: Final = 1
_SECONDS_TO_LEAVE: Final = 3
_BACKLOG: Final = 2048
"""How many connections may wait to be taken."""
_TAKEN_AT_ONCE: Final = 16
"""How many of them are taken before those that are open get their turn."""
_M_MMAP_THRESHOLD: Final = -3  # <malloc.h>
_LARGE_BYTES: Final = 1 << 20
_SECONDS_KEPT: Final = 5
"""How long a connection stays open without a further request."""
_OTHER_FILES: Final = 256
"""Room for what is open besides connections of clients."""


@dataclass(frozen=True)
class Ready:
    """What is known when the port answers.

    Attributes:
        url: where queries go.
        facts: what can be said of the data.
        seconds: time since `serve` was called.
    """

    url: str
    facts: Facts
    seconds: float


def serve(
    settings: Settings,
    source: Source,
    announce: Callable[[Ready], None],
    resources: Resources | None = None,
) -> None:
    """Serve the data until SIGINT or SIGTERM, then end every process.

    Args:
        settings: how.
        source: what.
        announce: called once, when the port answers.
        resources: where the source lies when it is the packaged graph, whose things have pages.

    Raises:
        AddressError: nobody can listen at this address.
        FileError: the data cannot be loaded.
        EngineStartError: the process that loads them ended without a word.
    """
    # Whoever calls may have it end the process; here it means that a client has left.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    _give_back_large_memory()
    started = time.perf_counter()
    listener = _bind(settings.host, settings.port)
    engine = Engine(source, settings.limits, settings.capacity)
    engine.launch()  # loads while this process imports the web framework

    def tell(facts: Facts) -> None:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        announce(Ready(f"http://{shown}:{port}/sparql", facts, time.perf_counter() - started))

    with listener:
        asyncio.run(_serve(engine, settings, resources, listener=listener, announce=tell))


async def _serve(
    engine: Engine,
    settings: Settings,
    resources: Resources | None,
    *,
    listener: socket.socket,
    announce: Callable[[Facts], None],
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = asyncio.create_task(
        _run(engine, settings, resources, listener=listener, announce=announce, stop=stop)
    )
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done() and engine.facts is None:
            serving.cancel()  # still loading
        with contextlib.suppress(asyncio.CancelledError):
            await serving
    finally:
        stopping.cancel()
        await engine.stop()


async def _run(
    engine: Engine,
    settings: Settings,
    resources: Resources | None,
    *,
    listener: socket.socket,
    announce: Callable[[Facts], None],
    stop: asyncio.Event,
) -> None:
    import uvicorn  # noqa: PLC0415  (while the data load in another process)

    from kzgraph.web.application import create_app  # noqa: PLC0415  (the same)
    from kzgraph.web.http import HttpLimits, LimitedProtocol  # noqa: PLC0415  (the same)

    connections = _make_room(settings.connections)

    class Protocol(LimitedProtocol):
        """HTTP within the limits of this server."""

        limits = HttpLimits(
            line_bytes=most_bytes(engine.limits.query_bytes),
            request_seconds=settings.request_seconds,
            stall_seconds=settings.stall_seconds,
            connections=connections,
            # A proxy has all connections of all its clients.
            client_connections=connections if settings.trusted_proxies else connections // 2,
        )

    class Server(uvicorn.Server):
        """Leaves the signals to us, and tells when the port answers."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            # To asyncio the backlog is also how many connections it takes at once.
            listener.listen(_BACKLOG)
            if resources is not None:
                app.state.loader.start()  # the first page should not wait for it
            announce(facts)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            finished = asyncio.Event()
            ending = asyncio.create_task(_end_queries(engine, finished))
            await super().shutdown(sockets)
            finished.set()
            await ending

        async def on_tick(self, counter: int) -> bool:
            self.should_exit = self.should_exit or stop.is_set()
            return await super().on_tick(counter)

    app = create_app(engine, settings, resources)
    facts = await engine.start()
    config = uvicorn.Config(
        app,
        http=Protocol,
        timeout_keep_alive=_SECONDS_KEPT,
        backlog=_TAKEN_AT_ONCE,
        loop="asyncio",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=_SECONDS_TO_LEAVE,
    )
    await Server(config).serve([listener])


async def _end_queries(engine: Engine, finished: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_SECONDS_TO_FINISH):
            await finished.wait()
    except TimeoutError:
        await engine.stop()


def _give_back_large_memory() -> None:
    """Have the C library return what held a long answer to the system (glibc; elsewhere nothing).

    By itself it takes ever larger pieces from a heap that cannot shrink: a hundred MiB in minutes.
    """
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def _make_room(connections: int) -> int:
    """Let this process open as many files as connections need; give how many it can have.

    Twice as many are taken as are served: the further ones are told so.
    """
    wanted = 2 * connections + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if most < wanted:
        connections = max(1, (most - _OTHER_FILES) // 2)
        _logger.warning("fewer connections than set", extra={"connections": connections})
    return connections


def _bind(host: str, port: int) -> socket.socket:
    """Take the address before anything is loaded; who comes early waits for the answer."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with contextlib.ExitStack() as when_it_fails:
            listener = when_it_fails.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            # Until somebody listens, another server could still bind itself here.
            listener.listen(_BACKLOG)
            when_it_fails.pop_all()
    except OSError as error:
        raise AddressError(host, port, error.strerror or str(error)) from error
    except UnicodeError as error:
        raise AddressError(host, port, "this cannot be the name of a host") from error
    return listener
