"""Representations are made beside the event loop, and clients take turns."""

from __future__ import annotations

import asyncio
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
