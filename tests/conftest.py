"""What all tests share: the repository, the texts where they are, and the built data set."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from kzgraph.resources import Resources, find_resources

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole",
        action="store_true",
        help="run the suites of the W3C, or the walk over the site, whole and not as a sample",
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def resources() -> Resources:
    """The resources of this checkout, with a build: `make test` makes it before the tests."""
    found = find_resources()
    assert found.dataset.is_file(), "no build: run `kzgraph build` (or `make test`) first"
    return found


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder with the texts of the documents."""
    folder = Path(os.environ.get("KZGRAPH_SOURCES") or ROOT.parent / "shared" / "sources")
    if not folder.is_dir():
        pytest.skip("the texts of the documents are not here: set KZGRAPH_SOURCES")
    return folder


@pytest.fixture
def free_port() -> int:
    """A port of the loopback address on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
