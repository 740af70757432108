"""A sourced knowledge graph of Kazakhstan's politics, and the service that answers SPARQL on it."""

from __future__ import annotations

__version__ = "0.3.0"
