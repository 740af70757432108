"""What a page of browsing asks the engine, and when it stops."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import cast

import httpx

from kzgraph.engine import Delivery, Engine, Facts, Limits, Observer, Query, ResultsFormat
from kzgraph.errors import EngineBusyError
from kzgraph.resources import Resources
from kzgraph.web.application import create_app

EMPTY = json.dumps({"head": {"vars": []}, "results": {"bindings": []}}).encode()
Deliver = Callable[[Query], AsyncIterator[bytes]]


async def visit(resources: Resources, deliver: Deliver, *paths: str) -> list[int]:
    """Ask for pages, one after the other; give their statuses."""

    async def wrap(query: Query, client: str, *, whole: bool, **_: object) -> Delivery:
        assert client
        assert whole
        body = b"".join([part async for part in deliver(query)])
        return Delivery(ResultsFormat.JSON, 1, body)

    engine = SimpleNamespace(
        facts=Facts(3, ()), has_workers=True, limits=Limits(), deliver=wrap, observer=Observer()
    )
    app = create_app(cast("Engine", engine), resources=resources)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return [(await client.get(path)).status_code for path in paths]


def test_when_one_query_fails_the_other_is_given_up(resources: Resources) -> None:
    ended = []

    async def check() -> None:
        is_asked = asyncio.Event()

        async def deliver(query: Query) -> AsyncIterator[bytes]:
            if "OFFSET" in query.text:
                await is_asked.wait()
                raise EngineBusyError("no worker came free")
            is_asked.set()
            try:
                await asyncio.sleep(60)
                yield EMPTY
            finally:
                ended.append(query)

        assert await visit(resources, deliver, "/browse/Claim") == [503]
        assert len(ended) == 1

    asyncio.run(check())


def test_answers_to_long_queries_are_not_kept(resources: Resources) -> None:
    asked: list[str] = []

    async def deliver(query: Query) -> AsyncIterator[bytes]:
        asked.append(query.text)
        yield EMPTY

    usual = "/browse/Claim?topic=topic-a"
    long = "/browse/Claim?" + "&".join(f"topic={number:0>120}" for number in range(20))
    # Of the same URL, the page itself is kept.
    again = f"{usual}&", f"{long}&"
    assert asyncio.run(visit(resources, deliver, usual, long, *again, *again)) == [200] * 6
    assert len(asked) == 5
    assert max(map(asked.count, asked)) == 2
    (twice,) = {text for text in asked if asked.count(text) == 2}
    assert len(twice) > 1 << 14
