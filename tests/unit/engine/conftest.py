"""What the engines of these tests answer from."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import STATEMENT

from kzgraph.engine import Source


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """One statement, in a file of its own."""
    path = tmp_path / "data.ttl"
    path.write_text(STATEMENT)
    return Source((path,))
