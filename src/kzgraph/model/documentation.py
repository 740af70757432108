"""What the pages of the ontology show, arranged by the build: no RDF is needed to write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]
"""Language → text, sorted by language; empty for a term of another vocabulary."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A shape that another one refers to, https://www.w3.org/TR/shacl/#constraints.

    Attributes:
        name: its local name; empty where it has none.
        title: what it is, in English, such as "an agent".
        constraints: what it asks for.
        required: IRIs of the properties that a node must have.
        absent: IRIs of the properties that a node must not have.
    """

    name: str
    title: str
    constraints: tuple[Constraint, ...]
    required: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """One thing that a shape asks for.

    Attributes:
        component: local name of the SHACL parameter, such as `minCount`. Two are ours and stand for
            two of SHACL's: `exactly` (minCount and maxCount are equal) and `scheme` (the value is
            a concept, and a pattern names its scheme).
        values: IRIs, numbers, language tags or a regular expression.
        shapes: the shapes that it combines.
    """

    component: str
    values: tuple[str, ...]
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a shape asks for, of a node or of the values of a property.

    Attributes:
        name: local name of the shape; empty where it has none.
        title: a few words, in English.
        paths: IRIs of the properties whose values count; none where the node itself does.
        constraints: what must hold, in an order in which it reads well.
        message: what an author is told to do, in English; may be empty.
        description: why, in English.
        severity: `violation`, `warning` or `info`.
    """

    name: str
    title: str
    paths: tuple[str, ...]
    constraints: tuple[Constraint, ...]
    message: str
    description: str
    severity: str


@dataclass(frozen=True, kw_only=True, order=True)
class Condition:
    """A part of an axiom.

    Attributes:
        kind: `class`, or what OWL says of a property: `hasValue`, `someValuesFrom` or
            `allValuesFrom`.
        property: IRI of the property; empty for `class`.
        value: IRI of the class, or of the value.
    """

    kind: str
    property: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of a class in the data.

    Attributes:
        iri: the member.
        speakers: IRIs of those who said or did it, by the document; of a record only.
        documents: IRIs of the documents that report it (of a record) or tell of it (of a thing).
    """

    iri: str
    speakers: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement of the data in which a property is used.

    Attributes:
        subject: IRI of the subject.
        value: IRI, or text of a literal.
        is_literal: whether the value is a text.
        speakers: IRIs of those who said or did what the subject reports, by the document.
        documents: IRIs of the documents that report it; none where the authors of the graph do.
    """

    subject: str
    value: str
    is_literal: bool
    speakers: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Use:
    """A property that things of a class have.

    Attributes:
        property: IRI of the property.
        rules: what shapes ask of its values there.
    """

    property: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Inherited:
    """What comes from a class above.

    Attributes:
        origin: IRI of the class above.
        properties: IRIs of the properties used with it.
    """

    origin: str
    properties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """A near term of another vocabulary.

    Attributes:
        relation: `closeMatch`, `broadMatch` or `relatedMatch` of SKOS.
        iri: the other term.
    """

    relation: str
    iri: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """What classes and properties share.

    Attributes:
        iri: the term.
        name: its local name (`Claim`), or the prefixed name of another vocabulary's (`foaf:Agent`).
        module: the module that declares it.
        labels: its name for people.
        definitions: what it means.
        examples: made-up cases that show what it means.
        notes: where else to look.
        alignments: near terms of other vocabularies.
        count: of a class, its members in the data; of a property, the statements with it.
    """

    iri: str
    name: str
    module: str
    labels: Texts
    definitions: Texts
    examples: Texts
    notes: Texts
    alignments: tuple[Alignment, ...]
    count: int


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class; lists of terms hold IRIs.

    Attributes:
        term: what it shares with properties.
        superclasses: the classes right above.
        subclasses: the classes right below.
        disjoint: the classes with which it shares no member.
        necessary: what holds of each member.
        sufficient: conditions, each of which makes a member of what fulfils all its parts.
        uses: the properties used with it, but for those of the classes above.
        inherited: the properties of the classes above, nearest first.
        values_of: the properties whose values are of this class.
        rules: what shapes ask of a member as a whole.
        members: a few of its members, those that most documents tell of first. None where nobody
            states who is a member: who is described as something is no example of it.
    """

    term: Term
    superclasses: tuple[str, ...]
    subclasses: tuple[str, ...]
    disjoint: tuple[str, ...]
    necessary: tuple[Condition, ...]
    sufficient: tuple[tuple[Condition, ...], ...]
    uses: tuple[Use, ...]
    inherited: tuple[Inherited, ...]
    values_of: tuple[str, ...]
    rules: tuple[Rule, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True)
class Property:
    """A property; lists of terms hold IRIs.

    Attributes:
        term: what it shares with classes.
        holds_literals: whether its values are literals.
        domains: the classes of its subjects, by the ontology.
        ranges: the classes or datatypes of its values, by the ontology.
        characteristics: local names of OWL's classes of properties, such as `FunctionalProperty`.
        above: the properties right above.
        below: the properties right below.
        inverses: properties that say the same the other way round.
        used_with: the classes with which it is used, by ontology and shapes.
        rules: what shapes ask of whatever has it.
        statement: a statement of the data; None where there is none to show with its source.
    """

    term: Term
    holds_literals: bool
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    characteristics: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    inverses: tuple[str, ...]
    used_with: tuple[str, ...]
    rules: tuple[Rule, ...]
    statement: Statement | None


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A concept scheme.

    Attributes:
        iri: the scheme.
        name: its local name.
        labels: its name for people.
        definitions: what it is for.
        count: number of its concepts.
    """

    iri: str
    name: str
    labels: Texts
    definitions: Texts
    count: int


@dataclass(frozen=True, kw_only=True)
class Module:
    """A file of the ontology that declares terms.

    Attributes:
        name: the file's name without `.ttl`.
        diagram: its classes and how they are tied, as SVG; empty if none was made.
    """

    name: str
    diagram: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changed in a version of the ontology."""

    version: str
    notes: Texts


@dataclass(frozen=True, kw_only=True)
class Check:
    """A rule over several records, in the words of its file's header.

    Attributes:
        name: the file's name without `.rq`.
        title: what it finds.
        description: why it looks for it.
        severity: `violation`, `warning` or `info`.
    """

    name: str
    title: str
    description: str
    severity: str


@dataclass(frozen=True, kw_only=True)
class Documentation:
    """All that the pages show.

    Attributes:
        iri: the ontology.
        version: its version.
        modified: the day of its last change, as written there.
        licence: IRI of its licence.
        titles: its name.
        descriptions: what it is for.
        notes: what to know before asking.
        modules: in the order in which to read them; the terms taken over come last.
        classes: by name, those of other vocabularies too.
        properties: by name, those of other vocabularies too.
        schemes: by name.
        changes: the newest version first.
        checks: by name.
        names: names of everything else that is mentioned: members, values, documents, concepts.
    """

    iri: str
    version: str
    modified: str
    licence: str
    titles: Texts
    descriptions: Texts
    notes: Texts
    modules: tuple[Module, ...]
    classes: tuple[Class, ...]
    properties: tuple[Property, ...]
    schemes: tuple[Scheme, ...]
    changes: tuple[Change, ...]
    checks: tuple[Check, ...]
    names: Mapping[str, Texts]

    @property
    def terms(self) -> tuple[Term, ...]:
        """All classes and properties."""
        return (
            *(each.term for each in self.classes),
            *(each.term for each in self.properties),
        )
