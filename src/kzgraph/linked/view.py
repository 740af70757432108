"""A neighbourhood in the order in which people read it, in their language.

Nothing is said here that the statements do not say: each item has the sources that bear it out, or
the graph it stands in, and what follows from others stands apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from kzgraph.engine import BlankNode, Iri, Literal, Quad, Term
from kzgraph.linked.directory import DERIVED, Directory
from kzgraph.linked.links import page_path
from kzgraph.linked.neighbourhood import Neighbourhood, section_of
from kzgraph.vocabulary.prefixes import BASE, DESCRIPTION_PREFIXES, PREFIXES, shorten

_KZ: Final = PREFIXES[""]
_SKOS: Final = PREFIXES["skos"]
_OA: Final = PREFIXES["oa"]
_TYPE: Final = PREFIXES["rdf"] + "type"
_SOURCED: Final = PREFIXES["prov"] + "wasDerivedFrom"
CLAIMS: Final = frozenset(_KZ + name for name in ("Claim", "Recommendation", "Characterization"))
"""The classes of what tells what somebody says, and not what is."""
_BY: Final = _KZ + "by"
_DOCUMENT: Final = _KZ + "inDocument"
_CONFLICTS: Final = _KZ + "conflictsWith"
_ALTERNATIVES: Final = (_SKOS + "altLabel", _SKOS + "hiddenLabel")
_IDENTIFIERS: Final = (
    PREFIXES["dcterms"] + "identifier",
    _SKOS + "exactMatch",
    _SKOS + "closeMatch",
)
# What is shown in another place, or serves sorting and searching alone.
_NOT_LISTED: Final = frozenset(
    {
        *(_SKOS + "prefLabel", PREFIXES["rdfs"] + "label", _SOURCED, *_ALTERNATIVES),
        *(_KZ + name for name in ("searchKey", "inDocument", "participant", "sortDate")),
    }
)
# Who speaks, what, and when stand first.
_FIRST: Final = [
    _KZ + name
    for name in ("by", "accordingTo", "content", "spelling", "when", "until", "attestedOn")
]


@dataclass(frozen=True)
class Value:
    """A term as it is shown.

    Attributes:
        text: what to write.
        language: of the text, or None when it is in none.
        iri: what it stands for, if it is an IRI.
        path: of the page about it on this server, if there is one.
    """

    text: str
    language: str | None = None
    iri: str | None = None
    path: str | None = None


@dataclass(frozen=True)
class Line:
    """What is said by one property.

    Attributes:
        name: label of the property.
        values: what it has.
    """

    name: Value
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Source:
    """A passage that bears something out.

    Attributes:
        passage: the passage.
        document: what it stands in.
        lines: its first and last line, from 1, in the text of the document; empty if unknown.
        characters: the positions of its first character, from 0, and of the one behind its last.
    """

    passage: Value
    document: Value
    lines: tuple[str, ...]
    characters: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """A thing with what is said about it.

    Attributes:
        value: the thing.
        kinds: its classes, those that are stated.
        date: the day by which it is put in order, as YYYY-MM-DD, or empty.
        lines: what is stated.
        derived: what follows from other statements.
        sources: the passages that bear it out.
        graphs: the graphs in which it is stated.
        is_claim: whether it reports what somebody says, and not what is.
    """

    value: Value
    kinds: tuple[Value, ...]
    date: str
    lines: tuple[Line, ...]
    derived: tuple[Line, ...]
    sources: tuple[Source, ...]
    graphs: tuple[Value, ...]
    is_claim: bool


@dataclass(frozen=True)
class Group:
    """Items that belong together.

    Attributes:
        section: one of `kzgraph.linked.SECTIONS`.
        role: "by" for what the thing itself says, "about" for what others say, else empty.
        items: in the order of time.
    """

    section: str
    role: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Disagreement:
    """Two items that contradict each other.

    Attributes:
        items: both.
        rows: properties in which they differ, with what each of them has.
    """

    items: tuple[Item, Item]
    rows: tuple[tuple[Value, tuple[tuple[Value, ...], tuple[Value, ...]]], ...]


@dataclass(frozen=True)
class View:
    """What a page shows.

    Attributes:
        item: the thing itself.
        spellings: what else it is called.
        identifiers: what it is called by others.
        groups: what refers to it.
        disagreements: which of all these contradict each other.
        neighbourhood: what all this is taken from.
    """

    item: Item
    spellings: tuple[Value, ...]
    identifiers: tuple[Value, ...]
    groups: tuple[Group, ...]
    disagreements: tuple[Disagreement, ...]
    neighbourhood: Neighbourhood


class Viewer:
    """Makes views in one language.

    Args:
        directory: labels of all that a page may link to.
        language: the first choice for labels.
        terms: labels of terms of other vocabularies, by IRI, in that language.
    """

    def __init__(self, directory: Directory, language: str, terms: Mapping[str, str]) -> None:
        self._directory = directory
        self._language = language
        self._terms = terms

    def view(self, neighbourhood: Neighbourhood) -> View:
        """Make the view of a neighbourhood."""
        described = _Statements(neighbourhood.quads)
        item = self._item(neighbourhood.iri, described)
        own = described.of(neighbourhood.iri)
        items = [self._item(iri, described) for iri in neighbourhood.shown]
        return View(
            item,
            tuple(self._values(own, _ALTERNATIVES)),
            tuple(self._values(own, _IDENTIFIERS)),
            tuple(self._group(items, neighbourhood.iri, described)),
            tuple(
                self._disagreements({one.value.iri or "": one for one in (item, *items)}, described)
            ),
            neighbourhood,
        )

    def show(self, term: Term) -> Value:
        """Show a term."""
        if isinstance(term, Literal):
            return Value(term.value, term.language)
        if not isinstance(term, Iri):
            return Value(str(term))
        text, language = self._directory[term.value].label(self._language) or (None, None)
        if text is None:
            known = self._terms.get(term.value)
            text, language = (known, self._language) if known else (_short(term.value), None)
        return Value(text, language, term.value, page_path(term.value))

    def show_answer(self, term: Term) -> Value:
        """Show a term of an answer: a text that is the label of one thing alone leads to it."""
        shown = self.show(term)
        if not isinstance(term, Literal) or term.language is None:
            return shown
        found = self._directory.find(term.value, term.language)
        return replace(shown, path=found and page_path(found))

    def _item(self, iri: str, described: _Statements) -> Item:
        entry = self._directory[iri]
        own = described.of(iri)
        stated = [quad for quad in own if quad[3].value != DERIVED]
        followed = [quad for quad in own if quad[3].value == DERIVED]
        return Item(
            value=self.show(Iri(iri)),
            kinds=tuple(self.show(Iri(kind)) for kind in entry.kinds),
            date=entry.date,
            lines=self._lines(stated, {_TYPE}),
            derived=self._lines(followed, set()),
            sources=tuple(self._sources(own, described)),
            graphs=tuple(map(self.show, sorted({quad[3] for quad in stated}, key=str))),
            is_claim=not CLAIMS.isdisjoint(entry.kinds),
        )

    def _lines(self, quads: Iterable[Quad], besides: set[str]) -> tuple[Line, ...]:
        values: defaultdict[str, list[Term]] = defaultdict(list)
        for subject, name, value, _ in quads:
            listed = name.value not in _NOT_LISTED | besides and value != subject
            if listed and not isinstance(value, BlankNode):
                values[name.value].append(value)
        lines = [
            Line(self.show(Iri(name)), tuple(map(self.show, dict.fromkeys(terms))))
            for name, terms in values.items()
        ]
        return tuple(sorted(lines, key=_position))

    def _values(self, quads: Sequence[Quad], names: tuple[str, ...]) -> Iterator[Value]:
        for value in dict.fromkeys(quad[2] for quad in quads if quad[1].value in names):
            yield self.show(value)

    def _sources(self, quads: Iterable[Quad], described: _Statements) -> Iterator[Source]:
        passages = dict.fromkeys(str(quad[2]) for quad in quads if quad[1].value == _SOURCED)
        found = []
        for passage in passages:
            (document,) = described.values(passage, _OA + "hasSource") or [Iri(passage)]
            (selector,) = described.values(passage, _OA + "hasSelector") or [Iri("")]
            lines = [
                str(line)
                for end in ("startLine", "endLine")
                for line in described.values(passage, _KZ + end)
            ]
            characters = [
                str(position)
                for end in ("start", "end")
                for position in described.values(str(selector), _OA + end)
            ]
            found.append(
                Source(
                    self.show(Iri(passage)),
                    self.show(document),
                    tuple(dict.fromkeys(lines)),
                    tuple(characters),
                )
            )
        yield from sorted(found, key=_place)

    def _group(self, items: Sequence[Item], iri: str, described: _Statements) -> Iterator[Group]:
        def role(item: Item) -> str:
            if not item.is_claim:
                return ""
            claim = item.value.iri or ""
            # What describes somebody has no :by where the document does so in its own words.
            speakers = described.values(claim, _BY) or described.values(claim, _DOCUMENT)
            return "by" if Iri(iri) in speakers else "about"

        together: dict[tuple[str, str], list[Item]] = {}
        for item in items:
            section = section_of(item.value.iri or "")
            together.setdefault((section, role(item)), []).append(item)
        for (section, part), members in together.items():
            yield Group(section, part, tuple(members))

    def _disagreements(
        self, items: Mapping[str, Item], described: _Statements
    ) -> Iterator[Disagreement]:
        for iri, item in items.items():
            for other in described.values(iri, _CONFLICTS):
                if str(other) in items and iri < str(other):
                    pair = item, items[str(other)]
                    yield Disagreement(pair, tuple(_differences(*pair)))


class _Statements:
    """Quads by their subject."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = {
            subject: tuple(group)
            for subject, group in groupby(sorted(quads, key=_subject), key=_subject)
        }

    def of(self, iri: str) -> tuple[Quad, ...]:
        """Give all about a thing."""
        return self._quads.get(iri, ())

    def values(self, iri: str, name: str) -> list[Term]:
        """Give the values of a property of a thing, each once."""
        return list(dict.fromkeys(quad[2] for quad in self.of(iri) if quad[1].value == name))


def _subject(quad: Quad) -> str:
    return str(quad[0])


def _short(iri: str) -> str:
    if iri.startswith(BASE):
        return iri.removeprefix(BASE).removeprefix("id/")
    return shorten(iri, DESCRIPTION_PREFIXES).strip("<>")


def _position(line: Line) -> tuple[int, str]:
    iri = line.name.iri or ""
    return _FIRST.index(iri) if iri in _FIRST else len(_FIRST), line.name.text


def _place(source: Source) -> tuple[str, int]:
    return source.document.text, int(source.lines[0]) if source.lines else 0


def _differences(
    one: Item, other: Item
) -> Iterator[tuple[Value, tuple[tuple[Value, ...], tuple[Value, ...]]]]:
    left = {line.name: line.values for line in one.lines}
    right = {line.name: line.values for line in other.lines}
    for name in dict.fromkeys((*left, *right)):
        if set(left.get(name, ())) != set(right.get(name, ())):
            yield name, (left.get(name, ()), right.get(name, ()))
