"""The ontology, its shapes and its use in the data, arranged for the pages that explain it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Final

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kzgraph.building.shapes import Shapes
from kzgraph.dataset import read_turtle
from kzgraph.errors import FileError
from kzgraph.model.documentation import (
    Alignment,
    Change,
    Check,
    Class,
    Condition,
    Documentation,
    Inherited,
    Member,
    Module,
    Property,
    Rule,
    Scheme,
    Statement,
    Term,
    Texts,
    Use,
)
from kzgraph.query_files import read_query_files
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import BASE, DOCUMENT_GRAPHS, ID, ONTOLOGY, PREFIXES, shorten
from kzgraph.vocabulary.terms import KZ

DIAGRAMS: Final = "diagrams"
"""The folder, beside the ontology's files, that holds a diagram for each of them."""

_HEADER: Final = URIRef(ONTOLOGY)
_FIRST: Final = ("core", "agents", "offices")
_LAST: Final = "reused"
_MATCHES: Final = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch)
_RESTRICTIONS: Final = (OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom)
_MEMBERS_SHOWN: Final = 3


def document_ontology(resources: Resources, graphs: Mapping[str, Graph]) -> bytes:
    """Write the documentation as JSON, which `kzgraph.web.ontology` reads.

    Args:
        resources: where ontology, diagrams, shapes and rules lie.
        graphs: all graphs of the data set, name → triples.

    Returns:
        A `kzgraph.model.documentation.Documentation`; the same sources give the same bytes.

    Raises:
        FileError: a file does not parse, or says what the documentation has no words for.
    """
    content = asdict(read_documentation(resources, graphs))
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


def read_documentation(resources: Resources, graphs: Mapping[str, Graph]) -> Documentation:
    """Arrange the documentation, see `document_ontology`."""
    modules = {path.stem: read_turtle(path) for path in resources.ontology.glob("*.ttl")}
    shapes = (read_turtle(path) for path in sorted(resources.shapes.glob("*.ttl")))
    reader = _Reader(resources, modules, graphs["concepts"], Shapes(_merge(shapes)), _Data(graphs))
    return reader.read()


class _Data:
    """The data set as one graph, and which documents tell of what.

    Args:
        graphs: all graphs, name → triples.
    """

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self._derived = set(graphs.get("derived", ()))
        # Plain sets and lists: a graph of rdflib's would take seconds for this.
        self._pairs: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        for subject, predicate, value in self._derived.union(*graphs.values()):
            self._pairs[predicate].append((subject, value))
        self.members: dict[Node, set[Node]] = defaultdict(set)
        self._stated_classes: dict[Node, set[Node]] = defaultdict(set)
        for subject, value in self._pairs[RDF.type]:
            self.members[value].add(subject)
            if (subject, RDF.type, value) not in self._derived:
                self._stated_classes[subject].add(value)
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        for predicate in (SKOS.prefLabel, RDFS.label):
            for subject, value in sorted(self._pairs[predicate], key=str):
                if isinstance(value, Literal):
                    self._names[str(subject)][value.language or ""] = str(value)
        self._main = dict(self._pairs[KZ.mainRecord])
        self._document: dict[Node, str] = {}
        self._tellers: dict[Node, set[str]] = defaultdict(set)
        for name in DOCUMENT_GRAPHS:
            for subject, _, value in graphs.get(name, ()):
                self._document[subject] = f"{ID}document-{name}"
                self._tellers[value].add(self._document[subject])
        self._speakers: dict[Node, list[str]] = defaultdict(list)
        for subject, value in self._pairs[KZ.by]:
            self._speakers[subject].append(str(value))
        for record, main in self._main.items():
            if record in self._document:
                self._tellers[main].add(self._document[record])

    def count_uses(self, predicate: Node) -> int:
        """Count the statements with a property."""
        return len(self._pairs[predicate])

    def subjects(self, predicate: Node) -> set[Node]:
        """Return the subjects of the statements with a property."""
        return {subject for subject, _ in self._pairs[predicate]}

    def name(self, iri: str) -> Texts:
        """Return the names of a thing, record, concept or document; none if it has no name."""
        return dict(sorted(self._names.get(iri, {}).items()))

    def choose_members(self, name: Node, below: set[Node]) -> tuple[Member, ...]:
        """Choose members of a class to show: first those of no narrower class and well known.

        A thing is shown only if authors stated its class. Who is in a class because of what
        documents say is no example of it: the records that say so are.

        Args:
            name: the class.
            below: all classes below it.
        """
        ranked = sorted(
            (
                not below.isdisjoint(self._stated_classes[node]),
                -self._count_tellers(node),
                str(node),
                node,
            )
            for node in self.members[name]
            if node in self._main or not self._stated_classes[node].isdisjoint({name, *below})
        )
        facts: set[Node] = set()
        seen: Counter[tuple[str, ...]] = Counter()
        chosen = []
        for rank, (*_, node) in enumerate(ranked):
            if (fact := self._main.get(node, node)) not in facts:
                facts.add(fact)
                member = self._member(node)
                # One of each document, before a second one of any.
                chosen.append((seen[member.documents], rank, member))
                seen[member.documents] += 1
        return tuple(
            member for *_, member in sorted(chosen, key=lambda one: one[:2])[:_MEMBERS_SHOWN]
        )

    def _member(self, node: Node) -> Member:
        documents: set[str] = set()
        if node in self._document:
            documents = {self._document[node]}
        elif str(node).startswith(ID):  # concepts are the authors', whoever is told of with them
            documents = self._tellers.get(node, documents)
        return Member(
            iri=str(node),
            speakers=tuple(sorted(self._speakers[node])),
            documents=tuple(sorted(documents)),
        )

    def choose_statement(self, predicate: Node) -> Statement | None:
        """Choose a statement to show: one whose source can be named."""
        candidates = [
            (-self._count_tellers(subject), str(subject), str(value), subject, value)
            for subject, value in self._pairs[predicate]
            if subject in self._document or (subject, predicate, value) not in self._derived
        ]
        if not candidates:
            return None
        *_, subject, value = min(candidates)
        return Statement(
            subject=str(subject),
            value=str(value),
            is_literal=isinstance(value, Literal),
            speakers=tuple(sorted(self._speakers[subject])),
            documents=(self._document[subject],) if subject in self._document else (),
        )

    def _count_tellers(self, node: Node) -> int:
        """Count the documents that tell of a thing, or of the fact that a record reports."""
        return len(self._tellers.get(self._main.get(node, node), ()))


class _Reader:
    """Arranges what was read.

    Args:
        resources: where it was read.
        modules: name of each file of the ontology → its triples.
        concepts: the concept schemes.
        shapes: what shapes ask for.
        data: the data set.
    """

    def __init__(
        self,
        resources: Resources,
        modules: Mapping[str, Graph],
        concepts: Graph,
        shapes: Shapes,
        data: _Data,
    ) -> None:
        self._resources = resources
        self._concepts = concepts
        self._shapes = shapes
        self._data = data
        self._ontology = _merge(modules.values())
        self._module = {
            term: name
            for name, graph in modules.items()
            for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
            for term in graph.subjects(RDF.type, kind)
            if isinstance(term, URIRef)
        }
        self._classes = self._declared(OWL.Class)
        self._only_by_data = self._place_by_data()
        self._uses = {name: self._find_uses(name) for name in self._classes}

    def read(self) -> Documentation:
        """Arrange all of it."""
        header = self._ontology
        documentation = Documentation(
            iri=ONTOLOGY,
            version=str(header.value(_HEADER, OWL.versionInfo)),
            modified=str(header.value(_HEADER, DCTERMS.modified)),
            licence=str(header.value(_HEADER, DCTERMS.license)),
            titles=_texts(header, _HEADER, DCTERMS.title),
            descriptions=_texts(header, _HEADER, DCTERMS.description),
            notes=_texts(header, _HEADER, SKOS.scopeNote),
            modules=self._read_modules(),
            classes=tuple(map(self._read_class, self._classes)),
            properties=tuple(
                map(self._read_property, self._declared(OWL.ObjectProperty, OWL.DatatypeProperty))
            ),
            schemes=self._read_schemes(),
            changes=self._read_changes(),
            checks=tuple(
                Check(
                    name=query.name,
                    title=query.title,
                    description=query.description,
                    severity=str(query.severity),
                )
                for query in (
                    read_query_files(self._resources.rules)
                    if self._resources.rules.is_dir()
                    else ()
                )
            ),
            names={},
        )
        mentioned = {text for text in _strings(asdict(documentation)) if text.startswith(BASE)}
        mentioned -= {str(term) for term in self._module}
        names = {iri: self._data.name(iri) for iri in sorted(mentioned)}
        return replace(documentation, names={iri: found for iri, found in names.items() if found})

    def _declared(self, *kinds: URIRef) -> list[URIRef]:
        found = {term for kind in kinds for term in self._ontology.subjects(RDF.type, kind)}
        return sorted((term for term in self._module if term in found), key=_rank)

    def _read_modules(self) -> tuple[Module, ...]:
        def rank(name: str) -> tuple[bool, int, str]:
            place = _FIRST.index(name) if name in _FIRST else len(_FIRST)
            return name == _LAST, place, name

        diagrams = {
            path.stem: path.read_text(encoding="utf-8")
            for path in (self._resources.ontology / DIAGRAMS).glob("*.svg")
        }
        return tuple(
            Module(name=name, diagram=diagrams.get(name, ""))
            for name in sorted(set(self._module.values()), key=rank)
        )

    def _read_class(self, name: URIRef) -> Class:
        above = list(self._ontology.objects(name, RDFS.subClassOf))
        below = list(self._ontology.subjects(RDFS.subClassOf, name))
        return Class(
            term=self._read_term(name, len(self._data.members[name])),
            superclasses=_iris(above),
            subclasses=_iris(below),
            disjoint=self._disjoint(name),
            necessary=tuple(
                sorted(self._condition(each) for each in above if isinstance(each, BNode))
            ),
            sufficient=tuple(
                sorted(self._conditions(each) for each in below if isinstance(each, BNode))
            ),
            uses=self._uses[name],
            inherited=tuple(
                Inherited(
                    origin=str(each), properties=tuple(use.property for use in self._uses[each])
                )
                for each in self._classes_above(name)
                if self._uses[each]
            ),
            values_of=_iris(self._ontology.subjects(RDFS.range, name)),
            rules=tuple(rule for rule in self._shapes.of_class[name] if _is_of_node(rule)),
            members=self._data.choose_members(
                name, {each for each in self._classes if name in self._classes_above(each)}
            ),
        )

    def _read_property(self, name: URIRef) -> Property:
        graph = self._ontology
        kinds = set(graph.objects(name, RDF.type)) - {OWL.ObjectProperty, OWL.DatatypeProperty}
        inverses = (*graph.objects(name, OWL.inverseOf), *graph.subjects(OWL.inverseOf, name))
        return Property(
            term=self._read_term(name, self._data.count_uses(name)),
            holds_literals=(name, RDF.type, OWL.DatatypeProperty) in graph,
            domains=_iris(graph.objects(name, RDFS.domain)),
            ranges=_iris(graph.objects(name, RDFS.range)),
            characteristics=tuple(sorted(map(_local, kinds))),
            above=_iris(graph.objects(name, RDFS.subPropertyOf)),
            below=_iris(graph.subjects(RDFS.subPropertyOf, name)),
            inverses=_iris(inverses),
            used_with=tuple(
                str(each)
                for each in self._classes
                if any(use.property == str(name) for use in self._uses[each])
            ),
            rules=tuple(self._shapes.of_bearers[name]),
            statement=self._data.choose_statement(name),
        )

    def _read_term(self, term: URIRef, count: int) -> Term:
        graph = self._ontology
        return Term(
            iri=str(term),
            name=_name(term),
            module=self._module[term],
            labels=_texts(graph, term, RDFS.label),
            definitions=_texts(graph, term, SKOS.definition),
            examples=_texts(graph, term, SKOS.example),
            notes=_texts(graph, term, SKOS.scopeNote),
            alignments=tuple(
                Alignment(relation=_local(relation), iri=iri)
                for relation in _MATCHES
                for iri in _iris(graph.objects(term, relation))
            ),
            count=count,
        )

    def _place_by_data(self) -> Mapping[Node, set[Node]]:
        """Find where properties belong of which neither ontology nor authors' shapes tell.

        Returns:
            Class → the properties, all of whose subjects in the data are its members.
        """
        found: dict[Node, set[Node]] = defaultdict(set)
        for name in self._declared(OWL.ObjectProperty, OWL.DatatypeProperty):
            if not self._shapes.bearers[name] and (name, RDFS.domain, None) not in self._ontology:
                subjects = self._data.subjects(name)
                for each in self._classes:
                    if subjects and subjects <= self._data.members[each]:
                        found[each].add(name)
        return found

    def _find_uses(self, name: URIRef) -> tuple[Use, ...]:
        """Find the properties used with a class, not counting those of the classes above."""
        rules: dict[Node, list[Rule]] = {
            each: [] for each in self._ontology.subjects(RDFS.domain, name)
        }
        rules |= {each: [] for each, bearers in self._shapes.bearers.items() if name in bearers}
        rules |= {each: [] for each in self._only_by_data[name]}
        for rule in self._shapes.of_class[name]:
            for iri in () if _is_of_node(rule) else rule.paths:
                rules.setdefault(URIRef(iri), []).append(rule)
        for path, found in rules.items():
            found += [rule for rule in self._shapes.of_bearers[path] if not _is_of_node(rule)]
        return tuple(
            Use(property=str(path), rules=tuple(found))
            for path, found in sorted(rules.items(), key=lambda one: _rank(one[0]))
        )

    def _classes_above(self, name: URIRef) -> list[URIRef]:
        """List all classes above one, nearest first."""
        found = [name]
        for each in found:
            above = map(URIRef, _iris(self._ontology.objects(each, RDFS.subClassOf)))
            found += [one for one in above if one not in found]
        return found[1:]

    def _disjoint(self, name: Node) -> tuple[str, ...]:
        groups = [
            set(Collection(self._ontology, members))
            for members in self._ontology.objects(predicate=OWL.members)
        ]
        groups += [{one, two} for one, two in self._ontology.subject_objects(OWL.disjointWith)]
        found = {other for group in groups if name in group for other in group - {name}}
        return _iris(found)

    def _conditions(self, node: Node) -> tuple[Condition, ...]:
        parts = self._ontology.value(node, OWL.intersectionOf)
        nodes = [node] if parts is None else list(Collection(self._ontology, parts))
        return tuple(map(self._condition, nodes))

    def _condition(self, node: Node) -> Condition:
        if isinstance(node, URIRef):
            return Condition(kind="class", property="", value=str(node))
        name = self._ontology.value(node, OWL.onProperty)
        for kind in _RESTRICTIONS:
            value = self._ontology.value(node, kind)
            if isinstance(value, URIRef) and name is not None:
                return Condition(kind=_local(kind), property=str(name), value=str(value))
        found = ", ".join(sorted(map(_local, self._ontology.predicates(node))))
        raise FileError(
            self._resources.ontology,
            f"an axiom with {found}, which the documentation has no words for",
            remedy="teach them to kzgraph.building.documentation",
        )

    def _read_schemes(self) -> tuple[Scheme, ...]:
        sizes = Counter(self._concepts.objects(predicate=SKOS.inScheme))
        return tuple(
            Scheme(
                iri=str(scheme),
                name=_local(scheme),
                labels=_texts(self._concepts, scheme, SKOS.prefLabel),
                definitions=_texts(self._concepts, scheme, SKOS.definition),
                count=sizes[scheme],
            )
            for scheme in map(URIRef, _iris(self._concepts.subjects(RDF.type, SKOS.ConceptScheme)))
        )

    def _read_changes(self) -> tuple[Change, ...]:
        """Read the header's notes, each of which begins with a version and a colon."""
        notes: dict[str, dict[str, str]] = defaultdict(dict)
        for note in self._ontology.objects(_HEADER, SKOS.changeNote):
            if isinstance(note, Literal):
                version, _, text = str(note).partition(": ")
                notes[version][note.language or ""] = text

        def numbers(version: str) -> tuple[int, ...]:
            return tuple(map(int, version.split(".")))

        return tuple(
            Change(version=version, notes=dict(sorted(notes[version].items())))
            for version in sorted(notes, key=numbers, reverse=True)
        )


def _is_of_node(rule: Rule) -> bool:
    """Tell whether a rule is about a node as a whole: its class is part of that."""
    return rule.paths in {(), (str(RDF.type),)}


def _merge(graphs: Iterable[Graph]) -> Graph:
    merged = Graph(bind_namespaces="none")
    for graph in graphs:
        for triple in graph:
            merged.add(triple)
    return merged


def _texts(graph: Graph, subject: Node, predicate: URIRef) -> Texts:
    texts = [text for text in graph.objects(subject, predicate) if isinstance(text, Literal)]
    return dict(sorted((text.language or "", str(text)) for text in texts))


def _iris(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(sorted(str(node) for node in nodes if isinstance(node, URIRef)))


def _rank(term: Node) -> tuple[bool, str]:
    """Order terms by name, those of other vocabularies last."""
    return ":" in _name(term), str(term)


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from _strings(tuple(value.values()))
        case tuple():
            for item in value:
                yield from _strings(item)


def _name(term: Node) -> str:
    """Name a term: ours by its local name, another vocabulary's by its prefixed name."""
    return (
        str(term).removeprefix(PREFIXES[""]) if str(term).startswith(BASE) else shorten(str(term))
    )


def _local(term: Node) -> str:
    return str(term).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
