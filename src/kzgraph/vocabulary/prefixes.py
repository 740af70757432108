"""The one prefix table, and the base IRIs that are made from it.

Everything that writes or reads prefixed names (Turtle writer, query runner, pages) takes the
table from here. Plain strings: importing this module loads no RDF library.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BASE: Final = "https://w3id.org/kzgraph/"
ONTOLOGY: Final = BASE + "ontology"
ID: Final = BASE + "id/"
CONCEPT: Final = BASE + "concept/"
GRAPH: Final = BASE + "graph/"
DATASET: Final = BASE + "dataset"

PREFIXES: Final = MappingProxyType(
    {
        "": ONTOLOGY + "#",
        "c": CONCEPT,
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "graph": GRAPH,
        "id": ID,
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "shapes": BASE + "shapes#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "wd": "http://www.wikidata.org/entity/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Prefix → namespace IRI, sorted by prefix."""

DESCRIPTION_PREFIXES: Final = MappingProxyType(
    {
        **PREFIXES,
        "dataset": DATASET + "#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "spdx": "http://spdx.org/rdf/terms#",
        "void": "http://rdfs.org/ns/void#",
        "void-ext": "http://ldf.fi/void-ext#",
    }
)
"""The same, and those of vocabularies that describe data sets."""

DOCUMENT_GRAPHS: Final = (
    "country-brief-2024",
    "fiw-2024",
    "gov-factsheet-2025",
    "idea-tracker-2024",
    "nit-2022",
)
"""Names of the graphs that hold what one document says."""


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Write an IRI as a prefixed name for people to read, or in angle brackets.

    Not for Turtle or SPARQL text: local parts are not escaped.
    """
    matches = [
        (namespace, prefix) for prefix, namespace in prefixes.items() if iri.startswith(namespace)
    ]
    if not matches:
        return f"<{iri}>"
    namespace, prefix = max(matches, key=lambda match: len(match[0]))
    return f"{prefix}:{iri[len(namespace) :]}"


def expand(name: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Read a prefixed name as people type it; anything else is an IRI already, brackets or not."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else name.strip("<>")
