"""Browsing: the members of a class narrowed down, ordered and paged, as SPARQL.

Pure functions from what a reader chooses to the text of queries; who asks them is elsewhere.
"""

from kzgraph.browsing.classes import GROUPS, BrowsedClass, list_classes
from kzgraph.browsing.columns import Column, Shows
from kzgraph.browsing.facets import FACETS, Facet, Holds, OfferedFacet
from kzgraph.browsing.queries import ALL, SEPARATOR, write_census, write_counts, write_rows
from kzgraph.browsing.selection import PAGE_LENGTH, Selection

__all__ = [
    "ALL",
    "FACETS",
    "GROUPS",
    "PAGE_LENGTH",
    "SEPARATOR",
    "BrowsedClass",
    "Column",
    "Facet",
    "Holds",
    "OfferedFacet",
    "Selection",
    "Shows",
    "list_classes",
    "write_census",
    "write_counts",
    "write_rows",
]
