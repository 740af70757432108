"""Deployments: which one answers, what is refused, and how many there are at once."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from kzgraph.config import Settings
from kzgraph.engine import (
    Answer,
    Budget,
    Capacity,
    Facts,
    LaneLoad,
    Limits,
    Load,
    Observer,
    Query,
    Source,
    execute,
    load,
)
from kzgraph.engine.store import Store
from kzgraph.errors import FileError, ReloadError
from kzgraph.resources import Resources
from kzgraph.web import deployment
from kzgraph.web.deployment import Deployments
from kzgraph.web.metrics import Metrics

GRAPH = "https://w3id.org/kzgraph/graph/a"


class EngineHere:
    """An engine without processes."""

    has_workers = True
    load = Load(LaneLoad(0, 0, 2), LaneLoad(0, 0, 2), workers=4, idle=4)

    def __init__(
        self, source: Source, limits: Limits, capacity: Capacity, budget: Budget | None = None
    ) -> None:
        self.source, self.limits, self.capacity = source, limits, capacity
        self.budget = budget or Budget(1, 1)
        self.store: Store | None = None
        self.stopped = False

    @property
    def facts(self) -> Facts | None:
        return self.store.facts if self.store else None

    def observe(self, observer: Observer) -> None:
        self.observer = observer

    async def start(self) -> Facts:
        self.store = load(self.source)
        return self.store.facts

    async def query(self, query: Query) -> Answer:
        assert self.store
        return execute(self.store, query)

    async def stop(self) -> None:
        self.stopped = True


class Build:
    """A small build, put in place as `kzgraph build` does."""

    def __init__(self, folder: Path, resources: Resources) -> None:
        self.resources = Resources(resources.root, folder)
        self.resources.dumps.mkdir(parents=True)
        self.write("1")

    def write(self, value: str) -> None:
        content = f'<{GRAPH}/s> <x:p> "{value}" <{GRAPH}> .\n'
        digest = hashlib.sha256(content.encode()).hexdigest()
        self.resources.dataset.write_text(content)
        self.describe(digest)
        self.resources.manifest.write_text(json.dumps({"sha256": digest}))

    def describe(self, digest: str) -> None:
        self.resources.description.write_text(
            f'<x:sum> <http://spdx.org/rdf/terms#checksumValue> "{digest}" .'
        )


@pytest.fixture
def build(tmp_path: Path, resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Build:
    monkeypatch.setattr(deployment, "Engine", EngineHere)
    return Build(tmp_path / "build", resources)


def run(build: Build, use: Any) -> None:  # noqa: ANN401  (any coroutine function)
    async def start() -> None:
        source = Source((build.resources.dataset,))
        settings = Settings()
        engine: Any = EngineHere(source, settings.limits, settings.capacity)
        deployments = Deployments(engine, settings, source, build.resources, Metrics())
        await deployments.start()
        await use(deployments)
        await deployments.stop()
        assert engine.stopped

    asyncio.run(start())


def digest(deployments: Deployments) -> str:
    facts = deployments.current.engine.facts
    assert facts
    return facts.digest


def test_requests_are_answered_by_the_deployment_that_was_there_when_they_came(
    build: Build,
) -> None:
    async def use(deployments: Deployments) -> None:
        first = deployments.current
        sent: list[Message] = []
        go_on = asyncio.Event()

        async def send(message: Message) -> None:
            await go_on.wait()
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": "/health", "headers": []}
        asked = asyncio.create_task(deployments(scope, receive, send))
        await asyncio.sleep(0)
        build.write("2")
        done = await deployments.reload()
        assert deployments.current is not first
        assert (done.digest_before, done.digest) == (digest_of(first), digest(deployments))
        assert deployments.current.engine.budget is first.engine.budget
        await asyncio.sleep(0)
        assert not first.engine.stopped  # type: ignore[attr-defined]
        # Both are looked at, as long as both answer.
        assert deployments.look().load.workers == 8
        assert deployments.look().pages.places == 2
        go_on.set()
        await asked
        assert json.loads(sent[1]["body"])["digest"] == done.digest_before
        while not first.engine.stopped:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        assert deployments.look().load.workers == 4
        assert deployments.look().pages.places == 1

    def digest_of(one: deployment.Deployment) -> str:
        assert one.engine.facts
        return one.engine.facts.digest

    run(build, use)


@pytest.mark.parametrize("what", ["manifest", "description", "library", "meanwhile"])
def test_files_that_do_not_belong_together_are_refused(
    build: Build, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use(deployments: Deployments) -> None:
        first = deployments.current
        match what:
            case "manifest":  # of an earlier build: it is put in place last
                build.resources.manifest.write_text('{"sha256": "0"}')
            case "description":
                build.describe("0")
            case "library":

                def fail(_: Path) -> None:
                    raise FileError("a.rq", "is no query")

                monkeypatch.setattr("kzgraph.web.application.read_library", fail)
            case "meanwhile":
                looks = iter([1, 2])
                monkeypatch.setattr(deployment, "_look_at", lambda *_: next(looks))
        with pytest.raises(ReloadError, match=r"what was served before is served on$") as refused:
            await deployments.reload()
        cause = {"library": "a.rq", "meanwhile": "changed while"}.get(what, "of one build")
        assert cause in str(refused.value)
        assert deployments.current is first
        assert not first.engine.stopped  # type: ignore[attr-defined]
        if what in {"manifest", "description"}:
            build.write("3")
            await deployments.reload()
            assert deployments.current is not first

    run(build, use)


def test_file_that_is_replaced_or_written_to_is_seen(build: Build) -> None:
    seen = [deployment._look_at(Source(), build.resources)]
    content = build.resources.manifest.read_bytes()
    os.utime(build.resources.manifest, ns=(1, 1))
    seen.append(deployment._look_at(Source(), build.resources))
    new = build.resources.build / "new"
    new.write_bytes(content)
    os.utime(new, ns=(1, 1))
    new.replace(build.resources.manifest)
    seen.append(deployment._look_at(Source(), build.resources))
    assert seen[0] != seen[1] != seen[2]


def test_reloads_that_are_asked_for_during_one_are_one_after_it(build: Build) -> None:
    async def use(deployments: Deployments) -> None:
        first = deployments.current.engine.facts
        running = deployments.reload()
        assert deployments.reload() is running  # it has not begun
        while deployments.reload() is running:
            await asyncio.sleep(0)
        waiting = deployments.reload()
        assert deployments.reload() is waiting
        build.write("2")
        await asyncio.wait({running})  # it may see that files change, and be refused
        assert first is not None
        assert (await waiting).digest != first.digest

    run(build, use)


def test_third_reload_waits_until_an_old_deployment_has_answered(build: Build) -> None:
    async def use(deployments: Deployments) -> None:
        go_on = asyncio.Event()
        asked: list[asyncio.Task[None]] = []

        async def wait(*_: object) -> None:
            await go_on.wait()

        def begin_request() -> Coroutine[Any, Any, None]:
            deployments.current.app = wait  # type: ignore[assignment]
            return deployments.current({}, wait, wait)  # type: ignore[arg-type]

        for _ in range(2):
            asked.append(asyncio.create_task(begin_request()))
            await asyncio.sleep(0)
            await deployments.reload()
        third = deployments.reload()
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(deployments._engines) == 3  # none has been made for it
        go_on.set()
        await third
        await asyncio.gather(*asked)

    run(build, use)
