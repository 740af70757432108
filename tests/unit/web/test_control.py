"""The control socket: where it lies, who may have it, and what goes over it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import tempfile
from pathlib import Path

import pytest

from kzgraph.config import Settings
from kzgraph.errors import ReloadError, SettingError
from kzgraph.web.control import Reloaded, ask_reload, listen, socket_path

RELOADED = Reloaded("a", "b", 3, 0.5)


async def reload() -> Reloaded:
    return RELOADED


async def refuse() -> Reloaded:
    raise ReloadError("data.ttl:1:2: no")


@pytest.mark.parametrize(
    ("setting", "environment", "path"),
    [
        ("/a/b.sock", {"XDG_RUNTIME_DIR": "/run/user/7"}, "/a/b.sock"),
        ("", {"XDG_RUNTIME_DIR": "/x", "RUNTIME_DIRECTORY": "/r"}, "/x/kzgraph-80.sock"),
        ("", {"XDG_RUNTIME_DIR": "", "RUNTIME_DIRECTORY": "/r:/s"}, "/r/kzgraph-80.sock"),
        ("", {}, f"{tempfile.gettempdir()}/kzgraph-{os.getuid()}/kzgraph-80.sock"),
    ],
)
def test_place(setting: str, environment: dict[str, str], path: str) -> None:
    assert socket_path(setting, 80, environment) == Path(path)


def test_path_that_is_too_long_is_no_setting() -> None:
    with pytest.raises(SettingError, match=r"KZGRAPH_CONTROL_SOCKET.*107 bytes"):
        Settings(control_socket="/" + 107 * "x")


def ask(path: Path) -> Reloaded:
    async def serve() -> Reloaded:
        async with listen(path, reload):
            assert path.stat().st_mode & 0o777 == 0o600
            return await asyncio.to_thread(ask_reload, path)

    return asyncio.run(serve())


def test_socket_is_for_its_user_and_goes_with_the_server(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    assert ask(path) == RELOADED
    assert not path.exists()


def test_socket_that_a_server_left_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with pytest.raises(ReloadError, match="no server can be reached"):
        ask_reload(path)
    assert ask(path) == RELOADED


def test_refusal_and_foreign_orders_are_told(tmp_path: Path) -> None:
    path = tmp_path / "socket"

    def say(line: bytes) -> object:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(line + b"\n")
            return json.loads(connection.makefile("rb").readline())["error"]

    async def serve() -> None:
        async with listen(path, refuse):
            with pytest.raises(ReloadError, match=r"^data\.ttl:1:2: no$"):
                await asyncio.to_thread(ask_reload, path)
            assert "no such order" in str(await asyncio.to_thread(say, b'{"do": "stop"}'))
            assert await asyncio.to_thread(say, b"?")
            assert await asyncio.to_thread(say, 5000 * b"?")

    asyncio.run(serve())


@pytest.mark.parametrize("how", ["taken", "too long", "open to others"])
def test_server_without_socket_serves_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    path = tmp_path / "socket"
    if how == "too long":
        path = tmp_path / (107 * "x")
    elif how == "open to others":
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        path = socket_path("", 80, {})
        path.parent.mkdir()
        path.parent.chmod(0o755)

    async def serve() -> None:
        async with listen(path, reload):
            if how == "taken":
                async with listen(path, refuse):
                    pass
                # The other one goes, this one stays.
                assert await asyncio.to_thread(ask_reload, path) == RELOADED

    asyncio.run(serve())
    assert [record.message for record in caplog.records] == [
        "`kzgraph reload` cannot reach this server"
    ]
