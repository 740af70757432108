"""What came, went and changed between two builds.

Compared are things with what is said of them, graph by graph. A statement is two texts as people
read them: a prefixed name, and a value as in Turtle. Literals are compared by value, as the engine
keeps them (1.50 is 1.5). Blank nodes have no names that last from one build to the next, so each is
written out in the place where it is used, and what is said of it is part of the thing that uses it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from kzgraph.engine import BlankNode, Literal, Source, Store, Term, load, select_rows
from kzgraph.engine.terms import XSD_STRING
from kzgraph.errors import FileError, MissingFileError
from kzgraph.model.names import COMPUTED_KINDS
from kzgraph.resources import DATASET_NAME
from kzgraph.vocabulary.prefixes import BASE, GRAPH, ID, expand, shorten

DERIVED: Final = shorten(GRAPH + "derived")
"""The graph of what follows from the others."""

_EVERYTHING: Final = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_shorten: Final = lru_cache(maxsize=1 << 16)(shorten)  # a build has each IRI some ten times
_LABELS: Final = frozenset({"rdfs:label", "skos:prefLabel"})

Statement = tuple[str, str]
"""Property and value, as `:when` and `"2023-04"`."""
Key = tuple[str, str]
"""Graph and thing: prefixed names; the default graph is "", a blank node its description."""


@dataclass(frozen=True)
class Thing:
    """A thing in one graph.

    Attributes:
        kind: its classes in all graphs but the derived one, between commas.
        label: one label, if possible English; may be empty.
        statements: what this graph says of it.
    """

    kind: str
    label: str
    statements: frozenset[Statement]


Things = Mapping[Key, Thing]
_NOTHING: Final = Thing("", "", frozenset())


@dataclass(frozen=True)
class Change:
    """A thing whose statements in one graph are not the same in two builds.

    Attributes:
        graph: prefixed name of the graph, "" for the default one.
        name: prefixed name of the thing, or the description of a blank node.
        kind: see `Thing`; as the later build has it, or else the earlier.
        label: likewise.
        removed: statements of the earlier build alone, sorted.
        added: statements of the later build alone, sorted.
    """

    graph: str
    name: str
    kind: str
    label: str
    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]


@dataclass(frozen=True)
class Difference:
    """What two builds do not have in common; each part sorted by graph and name.

    Attributes:
        added: things that one graph has in the later build alone.
        removed: things that one graph has in the earlier build alone.
        changed: things that it has in both, with other statements.
        vanished: names of the project's own IRIs of which the later build says nothing any more in
            any graph. Passages and selectors, which come and go with citations, are not among them.
    """

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    changed: tuple[Change, ...]
    vanished: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def only(self, *, derived: bool) -> Difference:
        """Give the part in the graph of derived statements, or the part in all others."""

        def choose(part: tuple[Change, ...]) -> tuple[Change, ...]:
            return tuple(change for change in part if (change.graph == DERIVED) is derived)

        return Difference(
            choose(self.added),
            choose(self.removed),
            choose(self.changed),
            vanished=() if derived else self.vanished,
        )


def read_build(path: Path) -> Things:
    """Read a build.

    Args:
        path: the folder of a build, or any file of RDF that the engine loads.

    Raises:
        FileError: see `kzgraph.engine.load`; or blank nodes that lead back to themselves.
    """
    file = path / DATASET_NAME if path.is_dir() else path
    if not file.exists():
        raise MissingFileError(file, "there is no such build")
    try:
        return read_things(load(Source((file,))))
    except CycleError as error:
        raise FileError(
            file, "has blank nodes that lead back to themselves, which cannot be compared"
        ) from error


def read_things(store: Store) -> Things:
    """Collect what a store says, by graph and thing.

    Raises:
        CycleError: a blank node leads back to itself.
    """
    graphs: dict[str, dict[Term, list[tuple[Term, Term]]]] = defaultdict(lambda: defaultdict(list))
    for row in select_rows(store, _EVERYTHING):
        graph = _shorten(str(row["g"])) if "g" in row else ""
        graphs[graph][row["s"]].append((row["p"], row["o"]))
    written = {
        (graph, name): statements
        for graph, subjects in graphs.items()
        for name, statements in _write_subjects(subjects)
    }
    kinds: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, set[str]] = defaultdict(set)
    for (graph, name), statements in written.items():
        if graph != DERIVED:
            kinds[name] |= {value for predicate, value in statements if predicate == "rdf:type"}
            labels[name] |= {value for predicate, value in statements if predicate in _LABELS}
    return {
        (graph, name): Thing(", ".join(sorted(kinds[name])), _choose(labels[name]), statements)
        for (graph, name), statements in written.items()
    }


def compare(old: Things, new: Things) -> Difference:
    """Compare two builds."""

    def changes(keys: Iterable[Key]) -> tuple[Change, ...]:
        return tuple(
            _change(key, old.get(key, _NOTHING), new.get(key, _NOTHING)) for key in sorted(keys)
        )

    stay = {name for _, name in new}
    vanished = {name for graph, name in old if graph != DERIVED and _lasts(name)} - stay
    return Difference(
        added=changes(new.keys() - old.keys()),
        removed=changes(old.keys() - new.keys()),
        changed=changes(
            key for key in old.keys() & new.keys() if old[key].statements != new[key].statements
        ),
        vanished=tuple(sorted(vanished)),
    )


def _change(key: Key, old: Thing, new: Thing) -> Change:
    return Change(
        *key,
        kind=new.kind or old.kind,
        label=new.label or old.label,
        removed=tuple(sorted(old.statements - new.statements)),
        added=tuple(sorted(new.statements - old.statements)),
    )


def _lasts(name: str) -> bool:
    """Tell whether a name is an IRI of the project that must not vanish without a successor."""
    iri = expand(name)
    kind = iri.removeprefix(ID).partition("-")[0]
    return iri.startswith(BASE) and kind not in COMPUTED_KINDS


def _choose(labels: Iterable[str]) -> str:
    """Choose a label for people out of literals, and take off its quotes and language."""
    literals = [label for label in labels if label.startswith('"')]
    best = min(literals, key=lambda text: (not text.endswith('"@en'), text), default='""')
    return str(json.loads(best[: best.rindex('"') + 1]))


def _write_subjects(
    subjects: Mapping[Term, list[tuple[Term, Term]]],
) -> Iterator[tuple[str, frozenset[Statement]]]:
    """Write what one graph says of each IRI, and of each blank node that nothing leads to."""
    used = {value for said in subjects.values() for _, value in said}
    blank = {node for node in (*subjects, *used) if isinstance(node, BlankNode)}
    uses = {node: blank & {value for _, value in subjects.get(node, ())} for node in blank}
    texts: dict[Term, str] = {}

    def write(said: Iterable[tuple[Term, Term]]) -> frozenset[Statement]:
        return frozenset(
            (_write(predicate), texts[value] if value in blank else _write(value))
            for predicate, value in said
        )

    # What a node uses is written before it.
    for node in TopologicalSorter(uses).static_order():
        texts[node] = _write_blank(sorted(write(subjects.get(node, ()))))
    for subject, said in subjects.items():
        if subject not in blank or subject not in used:
            yield texts.get(subject) or _write(subject), write(said)


def _write_blank(statements: list[Statement]) -> str:
    match statements:
        case [("rdf:first", first), ("rdf:rest", "rdf:nil")]:
            return f"({first})"
        case [("rdf:first", first), ("rdf:rest", rest)] if rest.startswith("("):
            return f"({first} {rest[1:]}"
    return f"[{' ; '.join(map(' '.join, statements))}]"


def _write(term: Term) -> str:
    if not isinstance(term, Literal):
        return _shorten(str(term))
    text = json.dumps(term.value, ensure_ascii=False)  # its escapes are those of Turtle, too
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype == XSD_STRING else f"{text}^^{_shorten(term.datatype)}"
