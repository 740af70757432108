"""A sourced knowledge graph of Kazakhstan's politics, and the service that answers SPARQL on it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzgraph.client import connect
else:

    def __getattr__(name: str) -> object:
        """Load the client when somebody asks for it: what serves and builds needs none of it."""
        if name == "connect":
            return import_module("kzgraph.client").connect
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["LICENSE", "RELEASED", "__version__", "connect"]

__version__ = "0.3.0"
RELEASED = "2026-11-22"
"""The day of the release that this is, or that this code is on the way from."""
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
"""Licence of data, ontology, shapes and queries; the code has another one."""
