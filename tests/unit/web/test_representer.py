"""Representations are made beside the event loop, and clients take turns."""

from __future__ import annotations

import asyncio
import gzip
import threading
from datetime import UTC, datetime

from starlette.requests import Request

from kzgraph.web.representations import Content, Representer, State

STATE = State("tag", datetime(2026, 1, 1, tzinfo=UTC))


def request(client: str, path: str = "/page/x") -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "server": ("here", 80),
            "path": path,
            "query_string": b"",
            "headers": [],
            "client": (client, 1),
        }
    )


def test_the_event_loop_goes_on_while_a_page_is_made() -> None:
    async def run() -> None:
        go_on = threading.Event()

        def make() -> Content:
            assert go_on.wait(10)
            return Content(b"made")

        making = asyncio.create_task(
            Representer().represent(request("192.0.2.1"), STATE, "text/html", make)
        )
        for _ in range(10):
            await asyncio.sleep(0)  # were it made in the loop, nobody could set the event
        assert not making.done()
        go_on.set()
        assert (await making).body == b"made"

    asyncio.run(run())


def test_a_client_with_many_requests_leaves_turns_to_others() -> None:
    made: list[str] = []

    async def run() -> None:
        representer = Representer()

        async def ask(client: str, number: int) -> None:
            def make() -> Content:
                made.append(client)
                return Content(b"")

            await representer.represent(
                request(client, f"/page/{number}"), STATE, "text/html", make
            )

        await asyncio.gather(
            *(ask("192.0.2.1", number) for number in range(20)), ask("192.0.2.2", 99)
        )

    asyncio.run(run())
    assert len(made) == 21
    assert made.index("192.0.2.2") <= 2


def test_what_is_the_same_is_not_made_again() -> None:
    async def run() -> int:
        representer = Representer()
        first = await representer.represent(
            request("192.0.2.1"), STATE, "text/html", lambda: Content(b"made")
        )
        again = request("192.0.2.1")
        again.scope["headers"] = [(b"if-none-match", first.headers["etag"].encode())]

        def fail() -> Content:
            raise AssertionError

        return (await representer.represent(again, STATE, "text/html", fail)).status_code

    assert asyncio.run(run()) == 304


def test_what_was_made_is_kept_for_the_next_client() -> None:
    made: list[str] = []

    def make(path: str) -> Content:
        made.append(path)
        return Content(path.encode() * 1000)

    async def ask(representer: Representer, client: str, path: str, *fields: bytes) -> bytes:
        asked = request(client, path)
        asked.scope["headers"] = [(b"accept-encoding", field) for field in fields]
        answer = await representer.represent(asked, STATE, "text/html", lambda: make(path))
        body = bytes(answer.body)
        return gzip.decompress(body) if "content-encoding" in answer.headers else body

    async def run() -> None:
        representer = Representer(kept_bytes=10_000)
        assert await ask(representer, "192.0.2.1", "/a") == b"/a" * 1000
        assert await ask(representer, "192.0.2.2", "/a") == b"/a" * 1000
        assert made == ["/a"]
        # What is coded otherwise is another representation.
        assert await ask(representer, "192.0.2.1", "/a", b"gzip") == b"/a" * 1000
        assert await ask(representer, "192.0.2.2", "/a", b"gzip") == b"/a" * 1000
        assert made == ["/a", "/a"]
        for path in ("/b", "/c", "/d", "/e", "/a"):
            await ask(representer, "192.0.2.1", path)
        assert made == ["/a", "/a", "/b", "/c", "/d", "/e", "/a"]  # there was no room for all
        for _ in range(2):
            await ask(representer, "192.0.2.1", "/" + 10 * "much")
        assert made[-2:] == ["/" + 10 * "much"] * 2  # it would have taken all the room

    asyncio.run(run())
