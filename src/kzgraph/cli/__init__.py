"""The command line: `kzgraph serve`, `query`, `build`, `check`, `format`, `evidence` and so on."""

from kzgraph.cli.app import main

__all__ = ["main"]
