"""What `/health` says while queries cannot be answered; no process is started."""

import asyncio

import httpx
import pytest

from kzgraph.engine import Engine, Facts, Source
from kzgraph.web.application import create_app


def ask(engine: Engine) -> httpx.Response:
    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get("/health")

    return asyncio.run(get())


def test_health_before_the_data_are_loaded() -> None:
    response = ask(Engine(Source()))
    assert (response.status_code, response.json()["status"]) == (503, "loading")


@pytest.mark.parametrize(("lost", "status"), [({7}, 200), ({7, 8, 9, 10}, 503)])
def test_health_without_workers(lost: set[int], status: int) -> None:
    engine = Engine(Source())
    engine._pool.facts = Facts(1, ())
    engine._pool._lost = lost
    response = ask(engine)
    assert response.status_code == status
    assert ("retry-after" in response.headers) == (status == 503)
    assert response.json()["status"] == ("ok" if status == 200 else "no workers")
