"""Writes `terms.py` from the ontology: `python -m kzgraph.vocabulary.generate ontology`.

The folder is an argument because the vocabulary lies below whatever knows where folders are.
"""

from __future__ import annotations

import keyword
import sys
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

from kzgraph.vocabulary.prefixes import PREFIXES

TARGET: Final = Path(__file__).with_name("terms.py")

_SECTIONS: Final = (
    (OWL.Class, "Classes"),
    (OWL.ObjectProperty, "Object properties"),
    (OWL.DatatypeProperty, "Data properties"),
)

_HEAD: Final = '''\
# Generated from the ontology by `python -m kzgraph.vocabulary.generate ontology`; do not edit.
# ruff: noqa: N815 (the names are those of the ontology)
"""The terms of the ontology as rdflib names: a misspelt term is an error and no new IRI."""

from __future__ import annotations

from typing import ClassVar, Final

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from kzgraph.vocabulary import prefixes

CONCEPT: Final = Namespace(prefixes.CONCEPT)
GRAPH: Final = Namespace(prefixes.GRAPH)
ID: Final = Namespace(prefixes.ID)


class KZ(DefinedNamespace):
    """The terms of the ontology, closed; a term that is a Python keyword is `KZ["term"]`."""

    _NS = Namespace(prefixes.ONTOLOGY + "#")
    _fail = True
'''


def render(folder: Path) -> str:
    """Write the text of `terms.py` for the ontology in a folder.

    Args:
        folder: holds the ontology's Turtle files; each term of it has an English label.

    Returns:
        The module's text; the same ontology gives the same text.
    """
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path)
    namespace = PREFIXES[""]
    lines = [_HEAD]
    keywords = []
    for kind, title in _SECTIONS:
        lines.append(f"    # {title}\n")
        for term in sorted(graph.subjects(RDF.type, kind), key=str):
            if not isinstance(term, URIRef) or not term.startswith(namespace):
                continue
            name = term.removeprefix(namespace)
            if keyword.iskeyword(name):
                keywords.append(name)
                continue
            labels = graph.objects(term, RDFS.label)
            english = [o for o in labels if isinstance(o, Literal) and o.language == "en"]
            lines.append(f"    {name}: URIRef  # {min(english)}\n")
        lines.append("\n")
    names = ", ".join(f'"{name}"' for name in sorted(keywords))
    lines.append(f"    _extras: ClassVar[list[str]] = [{names}]\n")
    return "".join(lines)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m kzgraph.vocabulary.generate ONTOLOGY-FOLDER")
    TARGET.write_text(render(Path(sys.argv[1])), encoding="utf-8", newline="\n")
