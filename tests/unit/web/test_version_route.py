"""`/version`: what it tells, and what it tells when that is not known."""

from __future__ import annotations

import asyncio
import json
import platform
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from kzgraph import __version__
from kzgraph.engine import Facts
from kzgraph.resources import Resources
from kzgraph.web.version import Version

STARTED = datetime(2026, 11, 1, 12, tzinfo=UTC)
LOADED = STARTED + timedelta(seconds=2)


def tell(facts: Facts | None, resources: Resources | None) -> dict[str, Any]:
    engine: Any = SimpleNamespace(facts=facts, loaded=facts and LOADED)
    version = Version(engine, resources, STARTED)
    response = asyncio.run(version.tell(Request({"type": "http"})))
    told: dict[str, Any] = json.loads(bytes(response.body))
    return told


def test_version_says_what_runs_since_when_and_on_which_data(resources: Resources) -> None:
    manifest = json.loads(resources.manifest.read_bytes())
    told = tell(Facts(3, (), digest=manifest["sha256"]), resources)
    data = told.pop("data")
    assert told.pop("pyoxigraph")
    assert told == {
        "kzgraph": __version__,
        "python": platform.python_version(),
        "started": "2026-11-01T12:00:00Z",
    }
    assert data == {
        "digest": manifest["sha256"],
        "version": manifest["version"],
        "released": manifest["released"],
        "loaded": "2026-11-01T12:00:02Z",
    }


def test_version_of_another_build_is_not_told(resources: Resources) -> None:
    data = tell(Facts(3, (), digest="abc"), resources)["data"]
    assert (data["digest"], data["version"], data["released"]) == ("abc", None, None)


@pytest.mark.parametrize("content", [None, b"{", b"\xff", b"{}"])
def test_what_is_not_known_is_null(content: bytes | None, tmp_path: Path) -> None:
    resources = Resources(tmp_path, tmp_path)
    if content is not None:
        resources.manifest.write_bytes(content)
    for known in (resources, None):
        data = tell(None, known)["data"]
        assert set(data.values()) == {None}
