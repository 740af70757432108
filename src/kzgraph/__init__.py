"""A sourced knowledge graph of Kazakhstan's politics, and the service that answers SPARQL on it."""

from __future__ import annotations

__version__ = "0.3.0"
RELEASED = "2026-11-22"
"""The day of the release that this is, or that this code is on the way from."""
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
"""Licence of data, ontology, shapes and queries; the code has another one."""
