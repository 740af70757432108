"""Finding things and records by what they are called, in any script and with typing errors."""

from kzgraph.search.index import SECTIONS, Found, Index, is_thing

__all__ = ["SECTIONS", "Found", "Index", "is_thing"]
