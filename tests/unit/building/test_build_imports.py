"""Packaging builds the data set with few packages: what the build imports stays within them."""

from __future__ import annotations

import subprocess
import sys


def test_build_needs_neither_owlready2_nor_pyshacl() -> None:
    code = (
        "import sys; import kzgraph.building; "
        "print(*sorted({'owlready2', 'pyshacl', 'fastapi', 'typer', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
