"""One server for each module, which must be sound after each of its tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served import DATA, Served, serve


@pytest.fixture(scope="module")
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server with the settings of the module."""
    data = tmp_path_factory.mktemp("data") / "dense.nq"
    data.write_text(DATA)
    with serve(data, **getattr(request.module, "SETTINGS", {})) as served:
        yield served


@pytest.fixture(autouse=True)
def _sound_afterwards(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "served" in request.fixturenames:
        served: Served = request.getfixturevalue("served")
        served.assert_sound()
