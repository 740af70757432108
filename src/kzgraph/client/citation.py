"""How to cite the data set."""

from __future__ import annotations

from typing import Final, Literal, get_args

from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral

from kzgraph.errors import BrokenAnswerError, RequestRejectedError, show
from kzgraph.vocabulary.prefixes import DATASET, DESCRIPTION_PREFIXES, expand

Style = Literal["text", "bibtex"]
"""The forms of a citation: a line of text, or an entry for BibTeX."""

_STYLES: Final = get_args(Style)


def check_style(style: str) -> None:
    """See that there is such a form of a citation.

    Raises:
        RequestRejectedError: there is none.
    """
    if style not in _STYLES:
        raise RequestRejectedError(
            f"there is no citation in the style {show(repr(style))}",
            remedy=f"Give one of {', '.join(map(repr, _STYLES))}.",
        )


def cite_dataset(description: Graph, style: Style) -> str:
    """Cite the data set by what its description says.

    Args:
        description: the data set in VoID and DCAT, as a site of ours gives it.
        style: a line of text, or an entry for BibTeX with the fields of that on the home page.

    Raises:
        BrokenAnswerError: the description lacks a property.
    """
    author = _find(description, _find(description, DATASET, "dcterms:creator"), "foaf:name")
    title = _find(description, DATASET, "dcterms:title")
    version = _find(description, DATASET, "dcat:version")
    day = _find(description, DATASET, "dcterms:modified")
    # From the same answer as the version: the server may have other data than when we connected.
    checksum = _find(description, DATASET, "spdx:checksum")
    digest = _find(description, checksum, "spdx:checksumValue")
    if style == "text":
        licence = _find(description, DATASET, "dcterms:license")
        note = f"SHA-256 of the data: {digest}; licence: {licence}"
        return f"{author} ({day[:4]}). {title}. Version {version}. {DATASET} ({note})"
    fields = {
        "author": f"{{{author}}}",
        "title": f"{{{title}}}",
        "version": version,
        "date": day,
        "url": DATASET,
        "note": f"SHA-256 {digest}",
    }
    lines = ",\n".join(f"  {name:7} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{kzgraph,\n{lines}\n}}\n"


def _find(description: Graph, subject: str, name: str) -> str:
    """Give a value of a property, in English where there are several."""
    values = list(description.objects(URIRef(subject), URIRef(expand(name, DESCRIPTION_PREFIXES))))
    if not values:
        raise BrokenAnswerError(f"the description of the data set lacks {name}")
    english = [one for one in values if isinstance(one, RdfLiteral) and one.language == "en"]
    return str((english or values)[0])
