"""What the data set holds, in a few figures, for who sees it for the first time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kzgraph.engine import Store
from kzgraph.linked.directory import Directory
from kzgraph.linked.neighbourhood import section_of
from kzgraph.vocabulary.prefixes import PREFIXES

_KZ: Final = PREFIXES[""]
_TYPE: Final = PREFIXES["rdf"] + "type"
_HAPPENED: Final = frozenset({"tenures", "elections", "justice", "legislation", "events"})
"""Sections of records of what has taken place; rules and forecasts have dates to come."""


@dataclass(frozen=True)
class Document:
    """A source document.

    Attributes:
        iri: of the document.
        publisher: IRI of who published it, or None where that is unknown.
        perspective: IRI of the concept that says from where it looks.
        records: how many records rest on it.
    """

    iri: str
    publisher: str | None
    perspective: str | None
    records: int


@dataclass(frozen=True)
class Newest:
    """The record of what took place last.

    Attributes:
        iri: of the record.
        when: the date that it gives, as precise as it is.
        document: IRI of the document that says so.
    """

    iri: str
    when: str
    document: str | None


@dataclass(frozen=True)
class Overview:
    """The data set in figures, counted when it was read.

    Attributes:
        things: IRI of a class → how many things there are of it, those of subclasses too.
        documents: what was read, by IRI.
        newest: what took place last; None when nothing has a date.
    """

    things: Mapping[str, int]
    documents: tuple[Document, ...]
    newest: Newest | None

    @classmethod
    def of(cls, store: Store, directory: Directory) -> Overview:
        """Count."""
        instances = {(str(one), str(kind)) for one, _, kind, _ in store.match(predicate=_TYPE)}
        in_document = store.match(predicate=_KZ + "inDocument")
        records = Counter(document for _, document in {(str(q[0]), str(q[2])) for q in in_document})
        documents = sorted(iri for iri, kind in instances if kind == _KZ + "SourceDocument")
        dated = (
            (entry.date, iri)
            for iri, entry in directory.entries.items()
            if entry.date and section_of(iri) in _HAPPENED
        )
        newest = max(dated, default=("", ""))[1]
        return cls(
            Counter(kind for _, kind in instances),
            tuple(
                Document(
                    iri,
                    _first(store, iri, PREFIXES["dcterms"] + "publisher"),
                    _first(store, iri, _KZ + "perspective"),
                    records[iri],
                )
                for iri in documents
            ),
            Newest(
                newest,
                _first(store, newest, _KZ + "when") or directory[newest].date,
                _first(store, newest, _KZ + "inDocument"),
            )
            if newest
            else None,
        )


def _first(store: Store, iri: str, name: str) -> str | None:
    return next((str(value) for *_, value, _ in store.match(iri, name)), None)
