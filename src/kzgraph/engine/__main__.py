"""`python -m kzgraph.engine DESCRIPTOR` is the nursery; only `kzgraph.engine.pool` starts it."""

from __future__ import annotations

import sys

from kzgraph.engine.nursery import run

if __name__ == "__main__":
    run(int(sys.argv[1]))
