"""Which page and which document stand for an IRI of ours, as paths on this server."""

from __future__ import annotations

import re
from typing import Final

from kzgraph.vocabulary.prefixes import BASE, ONTOLOGY

# What is named …/id/x is called x; the others keep the word before their name.
_IRI: Final = re.compile(
    re.escape(BASE)
    + r"(?:id/(?P<thing>[^/#?]+)|(?P<other>(?:concept|graph|query)/[^/#?]+|dataset))"
)
_NAME: Final = re.compile(r"(?:(?:concept|graph|query)/)?[A-Za-z0-9_-]+")


def name_of(iri: str) -> str | None:
    """Give what stands behind `/page/` and `/data/` for an IRI, or None if nothing does."""
    match = _IRI.fullmatch(iri)
    return match and (match["thing"] or match["other"])


def iri_of(name: str) -> str | None:
    """Give the IRI for what stands behind `/page/` and `/data/`, or None if it cannot be a name."""
    if _NAME.fullmatch(name) is None:
        return None
    return BASE + (name if "/" in name or name == "dataset" else f"id/{name}")


def page_path(iri: str) -> str | None:
    """Give the path of the page about an IRI of ours, or None if it has none."""
    if iri.startswith((f"{ONTOLOGY}#", f"{BASE}shapes#")) or iri in {ONTOLOGY, f"{BASE}shapes"}:
        return "/" + iri.removeprefix(BASE)
    name = name_of(iri)
    return name and f"/page/{name}"
