"""Linked data: what is said around one IRI, and how it is shown to people."""

from kzgraph.linked.directory import LANGUAGES, Directory, Entry
from kzgraph.linked.links import iri_of, name_of, page_path
from kzgraph.linked.neighbourhood import (
    PAGE_LENGTH,
    SECTIONS,
    Neighbourhood,
    look_around,
    section_of,
)
from kzgraph.linked.overview import Overview
from kzgraph.linked.view import CLAIMS, Disagreement, Group, Item, Line, Source, Value, View, Viewer

__all__ = [
    "CLAIMS",
    "LANGUAGES",
    "PAGE_LENGTH",
    "SECTIONS",
    "Directory",
    "Disagreement",
    "Entry",
    "Group",
    "Item",
    "Line",
    "Neighbourhood",
    "Overview",
    "Source",
    "Value",
    "View",
    "Viewer",
    "iri_of",
    "look_around",
    "name_of",
    "page_path",
    "section_of",
]
