"""What the data set says around a thing: the content of its document and of its page.

These are the statements about the thing itself and about the things that refer to it, above all the
records in which it takes part, the passages that bear these out, and the labels of all that is
linked to. Of many referring things a page holds some, in an order that does not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from kzgraph.engine import DESCRIPTION_GRAPH, Iri, Quad, Store
from kzgraph.linked.directory import Directory
from kzgraph.model.names import KINDS
from kzgraph.vocabulary.prefixes import BASE, CONCEPT, ID, PREFIXES

PAGE_LENGTH: Final = 50
"""How many referring things a page holds."""
_SOURCED: Final = PREFIXES["prov"] + "wasDerivedFrom"
_CUT: Final = PREFIXES["oa"] + "hasSelector"
_LABELS: Final = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
SECTIONS: Final = (
    *("tenures", "statuses", "relationships", "elections", "justice", "legislation", "events"),
    *("rules", "scores", "figures", "attributes", "characterizations", "claims", "groups"),
    *("persons", "organizations", "offices", "cases", "acts", "programmes", "places"),
    *("documents", "concepts", "others", "names", "matches", "decisions", "sections", "passages"),
)
"""In which order what refers to a thing comes; within each by date. What documents report is first,
then the things, then what the authors of the graph decided, then where all this stands."""
_UNDATED: Final = "9999"


@dataclass(frozen=True)
class Neighbourhood:
    """What is said around a thing, or one page of it.

    Attributes:
        iri: of the thing.
        quads: the statements, each once for each graph it stands in, in order.
        referring: IRIs of all things that refer to it, in order.
        page: number of this page, from 1.
    """

    iri: str
    quads: tuple[Quad, ...]
    referring: tuple[str, ...]
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.referring) // PAGE_LENGTH))

    @property
    def shown(self) -> tuple[str, ...]:
        """The referring things that this page holds."""
        return self.referring[(self.page - 1) * PAGE_LENGTH : self.page * PAGE_LENGTH]


def look_around(
    store: Store, directory: Directory, iri: str, page: int = 1
) -> Neighbourhood | None:
    """Collect what is said around a thing.

    Args:
        store: the data set.
        directory: of the same data set.
        iri: a thing that the directory has.
        page: number of the page, from 1.

    Returns:
        None when there is no such page.
    """
    others = {
        str(subject)
        for subject, _, _, graph in store.match(value=iri)
        # The description of the data set names things as examples, which says nothing of them.
        if graph.value != DESCRIPTION_GRAPH and str(subject) in directory
    }
    referring = tuple(sorted(others - {iri}, key=lambda other: _rank(directory, other)))
    found = Neighbourhood(iri, (), referring, page)
    if not 1 <= page <= found.pages:
        return None
    quads = dict.fromkeys(_collect(store, (iri, *found.shown)))
    return Neighbourhood(iri, tuple(sorted(quads, key=partial(_sort_key, iri))), referring, page)


def _collect(store: Store, things: tuple[str, ...]) -> Iterator[Quad]:
    linked: dict[str, None] = {}
    passages: dict[str, None] = {}
    for thing in things:
        for quad in store.match(thing):
            yield quad
            _, name, value, graph = quad
            if name.value == _SOURCED:
                passages[str(value)] = None
            for node in (value, graph):
                if isinstance(node, Iri) and node.value.startswith(BASE):
                    linked[node.value] = None
    for passage in passages:
        for quad in store.match(passage):
            yield quad
            if quad[1].value == _CUT:
                yield from store.match(str(quad[2]))
    for other in linked.keys() - passages.keys() - set(things):
        for label in _LABELS:
            yield from store.match(other, label)


def _sort_key(first: str, quad: Quad) -> tuple[bool | str, ...]:
    return (str(quad[0]) != first, *map(str, quad), repr(quad[2]))


def section_of(iri: str) -> str:
    """Say in which of `SECTIONS` a thing comes."""
    if iri.startswith(CONCEPT):
        return "concepts"
    stem = KINDS.get(iri.removeprefix(ID).partition("-")[0], "")
    return stem if stem in SECTIONS else "others"


def _rank(directory: Directory, iri: str) -> tuple[int, str, str]:
    return SECTIONS.index(section_of(iri)), directory[iri].date or _UNDATED, iri
