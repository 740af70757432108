"""Which classes can be browsed: what is hand-made here is their grouping, the rest is the ontology.

A term is written as in SPARQL and Turtle, with its prefix (`:Claim`, `foaf:Person`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kzgraph.model.documentation import Documentation
from kzgraph.vocabulary.prefixes import expand, shorten

GROUPS: Final = MappingProxyType(
    {
        "people": ("foaf:Person", "org:Organization", "foaf:Group"),
        "offices": (":Office", ":Tenure", ":StatusPeriod", ":Relationship"),
        "law": (
            *(":LegalAct", ":Provision", ":Rule", ":LegislativeStep", ":TreatyAction"),
            *(":Programme", ":DigitalPlatform"),
        ),
        "elections": (":Election", ":Candidacy", ":Result", ":ResultTable"),
        "justice": (":Case", ":JusticeStep", ":Penalty"),
        "events": (":ReportedEvent", ":Event", ":Place"),
        "said": (":Claim", ":Recommendation", ":Characterization"),
        "numbers": (":Score", ":Figure", ":Attribute"),
        "documents": (":SourceDocument", ":Section", ":NameUse", "skos:Concept"),
        "authors": (":Decision", ":Match"),
    }
)
"""Group → the widest classes in it; those below them can be browsed, too."""


@dataclass(frozen=True)
class BrowsedClass:
    """A class whose members can be browsed.

    Attributes:
        term: the class.
        above: the class itself and all above it, the nearest first.
        below: all classes below it that can be browsed, in the order of their names.
    """

    term: str
    above: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its local name, by which it is called in URLs."""
        return self.term.partition(":")[2]

    @property
    def iri(self) -> str:
        return expand(self.term)


def list_classes(documentation: Documentation) -> Mapping[str, BrowsedClass]:
    """List the classes that can be browsed, by local name: those of the groups, and all below.

    Left out are classes whose members nobody states and conditions of the ontology find: whoever is
    called opposition would be listed as opposition. Characterizations say it, with who says so.
    """
    children: dict[str, list[str]] = {}
    parents: dict[str, list[str]] = {}
    for each in documentation.classes:
        term = shorten(each.term.iri)
        parents[term] = [shorten(parent) for parent in each.superclasses]
        for parent in parents[term]:
            if not each.sufficient:
                children.setdefault(parent, []).append(term)

    def describe(term: str) -> BrowsedClass:
        below = tuple(sorted(_walk(term, children)))
        return BrowsedClass(term, (term, *_walk(term, parents)), below)

    roots = (term for terms in GROUPS.values() for term in terms)
    classes = (describe(term) for root in roots for term in (root, *_walk(root, children)))
    return MappingProxyType({each.name: each for each in classes})


def _walk(term: str, steps: Mapping[str, list[str]]) -> Iterator[str]:
    """Give what is reached from a term, each once, the nearest first."""
    seen = {term}
    level = [term]
    while level:
        level = [one for each in level for one in steps.get(each, ()) if one not in seen]
        level = list(dict.fromkeys(level))
        seen.update(level)
        yield from level
