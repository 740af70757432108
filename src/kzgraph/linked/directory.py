"""All things of ours that the data set describes: what they are and what they are called.

Small enough to be kept at hand, so that each link on a page gets its label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from kzgraph.engine import Iri, Literal, Store
from kzgraph.vocabulary.prefixes import BASE, GRAPH, PREFIXES

LANGUAGES: Final = ("en", "ru", "kk")
"""What labels are in, and pages; a label that is missing is looked for in this order."""
DERIVED: Final = GRAPH + "derived"
"""The graph that the build writes, of what follows from the others."""

_TYPE: Final = PREFIXES["rdf"] + "type"
_DATE: Final = PREFIXES[""] + "sortDate"
# The preferred names come first: only they are in several languages.
_NAMES: Final = (
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["rdfs"] + "label",
    PREFIXES["dcterms"] + "title",
)


@dataclass(slots=True)
class Entry:
    """What the directory has on a thing.

    Attributes:
        kinds: IRIs of the classes that are stated, without those that follow; sorted.
        labels: language → label.
        date: the day by which records are put in order, as YYYY-MM-DD, or empty.
    """

    kinds: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    date: str = ""

    def label(self, language: str) -> tuple[str, str] | None:
        """Give the label in a language, else in another one, and its language."""
        for tried in (language, *LANGUAGES):
            if tried in self.labels:
                return self.labels[tried], tried
        return None


@dataclass(frozen=True)
class Directory:
    """The things of a data set.

    Attributes:
        entries: IRI → what the directory has on it.
    """

    entries: Mapping[str, Entry]

    @cached_property
    def _by_label(self) -> Mapping[tuple[str, str], str]:
        """Label and language → IRI of the only thing that has it."""
        things: dict[tuple[str, str], list[str]] = {}
        for iri, entry in self.entries.items():
            for language, label in entry.labels.items():
                things.setdefault((label, language), []).append(iri)
        return {label: iris[0] for label, iris in things.items() if len(iris) == 1}

    def find(self, label: str, language: str) -> str | None:
        """Give the IRI of the only thing that has a label, if just one has it."""
        return self._by_label.get((label, language))

    @classmethod
    def of(cls, store: Store) -> Directory:
        """Make the directory of a data set."""
        # Every thing has a type or, as the graphs, at least a label.
        entries = {
            subject.value: Entry()
            for name in (_TYPE, *_NAMES)
            for subject, *_ in store.match(predicate=name)
            if isinstance(subject, Iri) and subject.value.startswith(BASE)
        }
        for subject, _, kind, graph in store.match(predicate=_TYPE):
            if str(subject) in entries and graph.value != DERIVED:
                entry = entries[str(subject)]
                entry.kinds = tuple(sorted({*entry.kinds, str(kind)}))
        for name in _NAMES:
            for subject, _, label, _ in store.match(predicate=name):
                if str(subject) in entries and isinstance(label, Literal):
                    labels = entries[str(subject)].labels
                    labels.setdefault(label.language or LANGUAGES[0], label.value)
        for subject, _, date, _ in store.match(predicate=_DATE):
            if str(subject) in entries:
                entries[str(subject)].date = str(date)
        return cls(entries)

    def __contains__(self, iri: str) -> bool:
        return iri in self.entries

    def __getitem__(self, iri: str) -> Entry:
        """Give the entry of a thing; of one that is not there an empty one."""
        return self.entries.get(iri, Entry())
