"""`/version`: what runs, since when, and on which data."""

from __future__ import annotations

import contextlib
import json
import platform
from datetime import datetime
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse

from kzgraph import __version__
from kzgraph.engine import Engine
from kzgraph.resources import Resources


class Version:
    """What can be said of one deployment.

    Args:
        engine: has the data.
        resources: where the manifest lies that tells their date; None if they have none.
        started: when the server began.
    """

    def __init__(self, engine: Engine, resources: Resources | None, started: datetime) -> None:
        self._engine = engine
        self._started = _write_time(started)
        self._manifest = {} if resources is None else _read_manifest(resources)

    async def tell(self, _: Request) -> JSONResponse:
        """Tell it, whatever the engine does."""
        facts, loaded = self._engine.facts, self._engine.loaded
        digest = facts and facts.digest
        # What was built since the data were read has another digest.
        manifest = self._manifest if self._manifest.get("sha256") == digest else {}
        data = {
            "digest": digest,
            "version": manifest.get("version"),
            "released": manifest.get("released"),
            "loaded": loaded and _write_time(loaded),
        }
        return JSONResponse(
            {
                "kzgraph": __version__,
                "pyoxigraph": version("pyoxigraph"),
                "python": platform.python_version(),
                "started": self._started,
                "data": data,
            }
        )


def _read_manifest(resources: Resources) -> dict[str, str]:
    """Read what the build says of itself; nothing where it has no manifest that can be read."""
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, str] = json.loads(resources.manifest.read_bytes())
        return found
    return {}


def _write_time(time: datetime) -> str:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")
