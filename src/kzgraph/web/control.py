"""The socket by which `kzgraph reload` tells a running server to load its data anew.

One line of JSON each way: `{"do": "reload"}`, and then what is served, or `{"error": "…"}`. Only
the user who runs the server may write to the socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import os
import socket
import stat
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kzgraph.config import SOCKET_PATH_BYTES
from kzgraph.errors import KzgraphError, ReloadError

_logger: Final = logging.getLogger(__name__)
_RELOAD: Final = {"do": "reload"}
_LINE_BYTES: Final = 1 << 10
_SECONDS_TO_ASK: Final = 5


@dataclass(frozen=True)
class Reloaded:
    """What a reload came to.

    Attributes:
        digest_before: of the data that were served, see `kzgraph.engine.Facts`.
        digest: of the data that are served now.
        triples: number of triples in the default graph.
        seconds: what it took.
    """

    digest_before: str
    digest: str
    triples: int
    seconds: float


def socket_path(setting: str, port: int, environment: Mapping[str, str] = os.environ) -> Path:
    """Say where the socket of a server lies.

    Args:
        setting: the path that was set, or empty.
        port: the TCP port of the server.
        environment: names the folder for such files.
    """
    if setting:
        return Path(setting)
    own = str(Path(tempfile.gettempdir()) / f"kzgraph-{os.getuid()}")
    # Of the folders of a service, which stand between colons, the first is the one for all.
    service = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return Path(environment.get("XDG_RUNTIME_DIR") or service or own) / f"kzgraph-{port}.sock"


@contextlib.asynccontextmanager
async def listen(path: Path, reload: Callable[[], Awaitable[Reloaded]]) -> AsyncIterator[None]:
    """Let `ask_reload` reach this server.

    A server without this socket serves as well; so when it cannot be had, that is logged.
    """
    try:
        listener = _bind(path)
    except OSError as error:
        cause = error.strerror or str(error)
        extra = {"path": path, "cause": cause, "remedy": "send SIGHUP, or set a control socket"}
        _logger.warning("`kzgraph reload` cannot reach this server", extra=extra)
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said: dict[str, object]
        try:
            async with asyncio.timeout(_SECONDS_TO_ASK):
                order = json.loads(await reader.readline())
            if order != _RELOAD:
                raise ReloadError(f"there is no such order: {order}")
            said = asdict(await asyncio.shield(reload()))
        except (KzgraphError, ValueError, TimeoutError) as error:
            said = {"error": str(error) or "no order came"}
        except asyncio.CancelledError:
            said = {"error": "the server is stopping"}
        with contextlib.suppress(OSError):
            writer.write(json.dumps(said).encode() + b"\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(answer, sock=listener, limit=_LINE_BYTES)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


def _bind(path: Path) -> socket.socket:
    """Bind the socket, in the place of one whose server has gone.

    Raises:
        OSError: it cannot be had there.
    """
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
        raise OSError(f"the path is longer than {SOCKET_PATH_BYTES} bytes")
    if path.parent == socket_path("", 0, {}).parent:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Where everybody may write, somebody else may have come first.
        folder = path.parent.lstat()
        if (
            folder.st_uid != os.getuid()
            or folder.st_mode & 0o077
            or not stat.S_ISDIR(folder.st_mode)
        ):
            raise OSError("the folder is open to others")
    with socket.socket(socket.AF_UNIX) as probe:
        if path.is_socket() and probe.connect_ex(str(path)) == errno.ECONNREFUSED:
            path.unlink()
    with contextlib.ExitStack() as when_it_fails:
        listener = when_it_fails.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(path))
        path.chmod(0o600)  # before anybody can connect
        listener.listen()
        when_it_fails.pop_all()
    return listener


def ask_reload(path: Path) -> Reloaded:
    """Have the server behind a socket load its data anew, and wait until it serves them.

    Raises:
        ReloadError: no server is there, or it refused.
    """
    try:
        with socket.socket(socket.AF_UNIX) as connection, connection.makefile("rb") as answers:
            connection.connect(str(path))
            connection.sendall(json.dumps(_RELOAD).encode() + b"\n")
            line = answers.readline()
    except OSError as error:
        raise ReloadError(
            f"no server can be reached at {path}: {error.strerror or error}; is it running, as "
            "this user, with this port?"
        ) from error
    if not line:
        raise ReloadError("the server ended")
    said = json.loads(line)
    if "error" in said:
        raise ReloadError(said["error"])
    return Reloaded(**said)
