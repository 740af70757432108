"""How to cite the data set."""

from __future__ import annotations

from typing import Literal

from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral

from kzgraph.errors import BrokenAnswerError
from kzgraph.vocabulary.prefixes import DATASET, DESCRIPTION_PREFIXES, expand


def cite_dataset(description: Graph, digest: str, style: Literal["text", "bibtex"]) -> str:
    """Cite the data set by what its description says.

    Args:
        description: the data set in VoID and DCAT, as a site of ours gives it.
        digest: SHA-256 of the data, in hexadecimal.
        style: a line of text, or an entry for BibTeX.

    Raises:
        BrokenAnswerError: the description lacks a property.
    """
    author = _find(description, _find(description, DATASET, "dcterms:creator"), "foaf:name")
    title = _find(description, DATASET, "dcterms:title")
    version = _find(description, DATASET, "dcat:version")
    year = _find(description, DATASET, "dcterms:modified")[:4]
    licence = _find(description, DATASET, "dcterms:license")
    note = f"SHA-256 of the data: {digest}; licence: {licence}"
    if style == "text":
        return f"{author} ({year}). {title}. Version {version}. {DATASET} ({note})"
    fields = {
        "author": f"{{{author}}}",
        "title": f"{{{title}}}",
        "year": year,
        "version": version,
        "url": DATASET,
        "note": note,
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{kzgraph-{version},\n{''.join(lines)}}}\n"


def _find(description: Graph, subject: str, name: str) -> str:
    """Give a value of a property, in English where there are several."""
    values = list(description.objects(URIRef(subject), URIRef(expand(name, DESCRIPTION_PREFIXES))))
    if not values:
        raise BrokenAnswerError(f"the description of the data set lacks {name}")
    english = [one for one in values if isinstance(one, RdfLiteral) and one.language == "en"]
    return str((english or values)[0])
