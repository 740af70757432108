"""The command line: `kzgraph serve`, `query`, `build`, `check`, `format`, `why`, `evidence`."""

from kzgraph.cli.app import main

__all__ = ["main"]
