"""The real site on the built graph, a walk over it, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import httpx
import pytest
from crawling import Visit, crawl
from graph_server import serve_graph
from playwright.sync_api import Browser, sync_playwright

from kzgraph.resources import Resources

EACH = 3
"""How many addresses of a group the usual walk visits; see `crawling.group`."""


@pytest.fixture(scope="module")
def site(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the server.

    Not for the whole session: other tests look at all processes that this one has begun.
    """
    assert resources.dataset.exists()
    with serve_graph(tmp_path_factory.mktemp("served") / "server.log") as client:
        yield client


@pytest.fixture(scope="session")
def visits(
    resources: Resources, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Visit]:
    """The walk: some of each group of addresses, or, with --whole, all."""
    assert resources.dataset.exists()
    each = None if pytestconfig.getoption("--whole") else EACH
    with serve_graph(tmp_path_factory.mktemp("walked") / "server.log") as client:
        return crawl(client, tmp_path_factory.mktemp("pages"), each)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium, as Debian packages it.

    Not for the whole session: while it lives, no other test of this thread can run an event loop.
    """
    path = shutil.which("chromium")
    if path is None:
        missing = "there is no chromium: install the package of this name"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path) as one:
        yield one
