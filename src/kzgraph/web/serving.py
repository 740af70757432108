"""From settings and data to a port that answers, and back to nothing."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import math
import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import uvloop

from kzgraph.config import Settings
from kzgraph.engine import Engine, Facts, Source
from kzgraph.errors import AddressError
from kzgraph.protocol import most_bytes
from kzgraph.resources import Resources
from kzgraph.web.control import listen, socket_path

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from uvicorn._types import ASGI3Application

    from kzgraph.web.deployment import Deployments
    from kzgraph.web.metrics import Metrics

_logger: Final = logging.getLogger(__name__)
_SECONDS_TO_LEAVE: Final = 3
"""How long clients whose queries were ended at the stop have to read that."""
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
    """Serve the data until SIGINT or SIGTERM, then let what runs finish and end every process.

    SIGHUP has the files read anew, see `kzgraph.web.deployment`; so does `kzgraph.web.control`.

    Args:
        settings: how.
        source: what.
        announce: called once, when the port answers.
        resources: where the source lies when it is the packaged graph, whose things have pages.

    Raises:
        AddressError: nobody can listen at this address, or at that of the metrics.
        FileError: the data cannot be loaded.
        EngineStartError: the process that loads them ended without a word.
    """
    # Whoever calls may have it end the process; here it means that a client has left.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    _give_back_large_memory()
    started = time.perf_counter()
    listener = _bind(settings.host, settings.port)
    metrics_port = settings.metrics_port
    with contextlib.ExitStack() as when_it_fails:
        when_it_fails.enter_context(listener)
        scraped = _bind(settings.metrics_host, metrics_port) if metrics_port else None
        when_it_fails.pop_all()
    engine = Engine(source, settings.limits, settings.capacity)
    engine.launch()  # loads while this process imports the web framework

    def tell(facts: Facts) -> None:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        announce(Ready(f"http://{shown}:{port}/sparql", facts, time.perf_counter() - started))

    with listener, scraped or contextlib.nullcontext():
        serving = _serve(
            engine, settings, source, resources, listener=listener, scraped=scraped, announce=tell
        )
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serving)


class _Signals:
    """What signals ask for: one to stop, a second one to stop at once, or to reload.

    To be made before anything takes long: until then SIGHUP would end the process.
    """

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.at_once = asyncio.Event()
        # Under nohup, the end of the terminal is not to end the server.
        spared = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        self._ends_with_terminal = _has_terminal() and not spared
        self._reload: Callable[[], object] | None = None
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._end)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)

    def hand_on(self, reload: Callable[[], object]) -> None:
        """Say what reloads, before the event loop first looks for signals."""
        self._reload = reload

    def _end(self) -> None:
        (self.at_once if self.stop.is_set() else self.stop).set()

    def _hang_up(self) -> None:
        if self._ends_with_terminal and not _has_terminal():
            self._end()
        elif self._reload is not None and not self.stop.is_set():
            self._reload()


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


async def _serve(
    engine: Engine,
    settings: Settings,
    source: Source,
    resources: Resources | None,
    *,
    listener: socket.socket,
    scraped: socket.socket | None,
    announce: Callable[[Facts], None],
) -> None:
    signals = _Signals()
    stopping = asyncio.create_task(signals.stop.wait())
    try:
        # The data load in another process while this one imports the web framework.
        from kzgraph.web.deployment import Deployments  # noqa: PLC0415
        from kzgraph.web.metrics import Metrics  # noqa: PLC0415

        metrics = Metrics()
        deployments = Deployments(engine, settings, source, resources, metrics)
        signals.hand_on(deployments.reload)
        path = socket_path(settings.control_socket, listener.getsockname()[1])
        serving = asyncio.create_task(
            _run(
                deployments,
                settings,
                metrics,
                listener=listener,
                scraped=scraped,
                announce=announce,
                signals=signals,
            )
        )
        try:
            async with listen(path, deployments.reload):
                await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not serving.done() and engine.facts is None:
                    serving.cancel()  # still loading
                with contextlib.suppress(asyncio.CancelledError):
                    await serving
        finally:
            await deployments.stop()
    finally:
        stopping.cancel()
        await engine.stop()


async def _run(
    deployments: Deployments,
    settings: Settings,
    metrics: Metrics,
    *,
    listener: socket.socket,
    scraped: socket.socket | None,
    announce: Callable[[Facts], None],
    signals: _Signals,
) -> None:
    from kzgraph.web import http  # noqa: PLC0415  (as above)
    from kzgraph.web.metrics import Exposition, expose  # noqa: PLC0415  (as above)
    from kzgraph.web.observing import RequestWatcher  # noqa: PLC0415  (as above)

    connections = _make_room(settings.connections)

    class Protocol(http.LimitedProtocol):
        """HTTP within the limits of this server."""

        limits = http.HttpLimits(
            line_bytes=most_bytes(settings.query_limit_bytes),
            request_seconds=settings.request_seconds,
            stall_seconds=settings.stall_seconds,
            connections=connections,
            # A proxy has all connections of all its clients.
            client_connections=connections if settings.trusted_proxies else connections // 2,
        )

        def count_refusal(self, status: int) -> None:
            metrics.count_refusal(status)

    class Server(http.Server):
        """Tells when the port answers, and ends what runs at the stop."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            # To asyncio the backlog is also how many connections it takes at once.
            listener.listen(_BACKLOG)
            deployments.warm_up()
            announce(facts)
            notify(f"READY=1\nSTATUS=serving {facts.triples} triples")

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            notify("STOPPING=1")
            ending = asyncio.create_task(self._end_queries())
            await super().shutdown(sockets)
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)

        async def _end_queries(self) -> None:
            """End what runs when its time is over, or when another signal comes, and all is cut."""
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(settings.stop_seconds):
                    await signals.at_once.wait()
            await deployments.stop()
            await signals.at_once.wait()
            for connection in tuple(self.server_state.connections):
                connection.transport.abort()
            self.force_exit = True

        async def on_tick(self, counter: int) -> bool:
            self.should_exit = self.should_exit or signals.stop.is_set()
            return await super().on_tick(counter)

    facts = await deployments.start()
    app, proxies = _stand_behind(settings.trusted_proxies, deployments)
    config = http.configure(
        RequestWatcher(app, metrics, proxies),
        Protocol,
        seconds_to_stop=math.ceil(settings.stop_seconds + _SECONDS_TO_LEAVE),
        timeout_keep_alive=_SECONDS_KEPT,
        backlog=_TAKEN_AT_ONCE,
    )
    async with contextlib.AsyncExitStack() as beside:
        if scraped is not None:
            exposition = Exposition(metrics, deployments.look)
            await beside.enter_async_context(expose(exposition, scraped))
        await Server(config).serve([listener])


def _stand_behind(proxies: str, app: ASGIApp) -> tuple[ASGIApp, Container[str]]:
    """Have clients named by the proxies that they come through; give these, too."""
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # noqa: PLC0415

    if not proxies:
        return app, ()
    behind = ProxyHeadersMiddleware(cast("ASGI3Application", app), proxies)
    return cast("ASGIApp", behind), cast("Container[str]", behind.trusted_hosts)


def notify(state: str) -> None:
    """Tell the service manager, if there is one, how this process is.

    Source: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            # @ stands for the byte zero, with which the name of an abstract socket begins.
            way.sendto(state.encode(), ("\0" + address[1:]) if address[0] == "@" else address)


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
