"""The real site on the built graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from served import run


@contextmanager
def serve_graph(log: Path) -> Iterator[httpx.Client]:
    """Run `kzgraph serve` on the packaged graph, and give a client of it."""
    # The walk is one client with many queries.
    with (
        run(log=log, KZGRAPH_PORT=0, KZGRAPH_CLIENT_SECONDS=1_000_000) as served,
        httpx.Client(base_url=served.home, timeout=60, trust_env=False) as client,
    ):
        yield client
