"""What the build derives, one rule after the other.

Each rule reads what is stated (`Facts`) and yields statements with the premises they rest on:
stated triples of records, decisions, things or concepts. The ontology's own axioms are not listed
among the premises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import FOAF, OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from kzgraph.building.bounds import (
    END,
    START,
    as_of,
    dated_ends,
    dated_starts,
    derive_bounds,
    derive_sort_date,
)
from kzgraph.building.conflicts import find_conflicts
from kzgraph.building.facts import Facts
from kzgraph.building.penalty_label import label_penalty
from kzgraph.building.sections import sections_of
from kzgraph.model.search_key import search_key
from kzgraph.reasoning import Triple
from kzgraph.vocabulary.prefixes import CONCEPT as CONCEPT_BASE
from kzgraph.vocabulary.prefixes import ID, ONTOLOGY, PREFIXES
from kzgraph.vocabulary.terms import CONCEPT, KZ

Inferences = Iterator[tuple[Triple, tuple[Triple, ...]]]
"""Derived statements, each with its premises."""

_POST_IN = URIRef(PREFIXES["org"] + "postIn")

_TAKE_PART_IF_AGENTS = (
    KZ.addressee,
    KZ.affects,
    KZ.chosenBy,
    KZ.concerns,
    KZ.contestant,
    KZ["from"],
    KZ.holder,
    KZ.of,
    KZ.over,
    KZ.to,
)
"""Properties that lead to agents, but not to them alone; the ontology cannot say so of them."""


@dataclass(frozen=True)
class Rule:
    """One way to derive statements.

    Attributes:
        name: its name, used where a derived statement is explained.
        derives: the properties it fills, as prefixed names.
        says: what it derives from what, for readers of the documentation.
        apply: the rule itself.
    """

    name: str
    derives: tuple[str, ...]
    says: str
    apply: Callable[[Facts], Inferences]


def _in_document(facts: Facts) -> Inferences:
    for record in facts.records:
        for passage, source in facts.sources(record):
            yield (record, KZ.inDocument, source[2]), (passage, source)


def _in_section(facts: Facts) -> Inferences:
    for record in facts.records:
        for section, premises in sections_of(facts, record):
            yield (record, KZ.inSection, section), premises


def _as_of(facts: Facts) -> Inferences:
    for document in facts.of_class(KZ.SourceDocument):
        if found := as_of(facts, document):
            day, premise = found
            yield (document, KZ.asOf, Literal(day.isoformat(), datatype=XSD.date)), (premise,)


def _main_record(facts: Facts) -> Inferences:
    for fact in facts.same_facts:
        for record in fact.records:
            yield (record, KZ.mainRecord, fact.main), fact.premises


def _bounds(facts: Facts) -> Inferences:
    for fact in facts.same_facts:
        yield from derive_bounds(fact, dated_starts(facts, fact.records), START)
        yield from derive_bounds(fact, dated_ends(facts, fact.records), END)


def _sort_date(facts: Facts) -> Inferences:
    for fact in facts.same_facts:
        yield from derive_sort_date(facts, fact)


def _conflicts(facts: Facts) -> Inferences:
    for fact in facts.same_facts:
        for first, second, premises in find_conflicts(facts, fact):
            for one, other in ((first, second), (second, first)):
                yield (one, KZ.conflictsWith, other), (*premises, *fact.premises)


def _possibly_same(facts: Facts) -> Inferences:
    names = set(facts.of_class(KZ.NameUse))
    verdict = CONCEPT["verdict-possibly-same"]
    for decision in sorted(facts.data.subjects(KZ.verdict, verdict), key=str):
        # Each chain ends in the thing that the decision is about, if need be by way of its name.
        chains = [
            (about, *(facts.statements(about[2], KZ.names) if about[2] in names else ()))
            for about in facts.statements(decision, KZ.about)
        ]
        for one, other in permutations(chains, 2):
            if one[-1][2] != other[-1][2]:
                premises = ((decision, KZ.verdict, verdict), *one, *other)
                yield (one[-1][2], KZ.possiblySameAs, other[-1][2]), premises


def _leads(facts: Facts) -> Inferences:
    for membership in facts.of_class(KZ.Membership):
        role = (membership, KZ.role, CONCEPT["role-leader"])
        if role in facts.data:
            for person in facts.statements(membership, KZ.person):
                for organization in facts.statements(membership, KZ.organization):
                    premises = (role, person, organization)
                    yield (person[2], KZ.leads, organization[2]), premises


def _organizations(facts: Facts) -> Inferences:
    for holding in facts.of_class(KZ.OfficeHolding):
        for office in facts.statements(holding, KZ.office):
            for post in facts.statements(office[2], _POST_IN):
                for name in (KZ.organization, KZ.participant):
                    yield (holding, name, post[2]), (office, post)


def _participants(facts: Facts) -> Inferences:
    agents = set(facts.of_class(FOAF.Agent))
    for record in facts.records:
        for stated in facts.statements(record, *_TAKE_PART_IF_AGENTS):
            if stated[2] in agents:
                types = tuple(facts.statements(stated[2], RDF.type))
                yield (record, KZ.participant, stated[2]), (stated, *types)


def _search_keys(facts: Facts) -> Inferences:
    # A spelling that a document prints explains a key better than a label of ours.
    for use in facts.of_class(KZ.NameUse):
        for named in facts.statements(use, KZ.names):
            for spelling in facts.statements(use, KZ.spelling):
                yield from _search_key(named[2], spelling[2], (named, spelling))
    for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for thing, label in sorted(facts.data.subject_objects(name)):
            if str(thing).startswith(ID):
                yield from _search_key(thing, label, ((thing, name, label),))


def _search_key(thing: Node, name: Node, premises: tuple[Triple, ...]) -> Inferences:
    if key := search_key(str(name)):
        yield (thing, KZ.searchKey, Literal(key)), premises


def _labels(facts: Facts) -> Inferences:
    for subject, label in facts.data.subject_objects(SKOS.prefLabel):
        if isinstance(label, Literal) and label.language == "en":
            yield (subject, RDFS.label, label), ((subject, SKOS.prefLabel, label),)


def _penalty_labels(facts: Facts) -> Inferences:
    for penalty in facts.of_class(KZ.Penalty):
        if (penalty, RDFS.label, None) not in facts.data:
            label, premises = label_penalty(facts, penalty)
            imposed = facts.data.subject_predicates(penalty)
            links = tuple((record, predicate, penalty) for record, predicate in sorted(imposed))
            yield (penalty, RDFS.label, Literal(label, lang="en")), (*links, *premises)


def _entailed(facts: Facts) -> Inferences:
    symmetric = set(facts.ontology.subjects(RDF.type, OWL.SymmetricProperty))
    above = {
        name
        for name in facts.ontology.objects(None, RDFS.subPropertyOf)
        if str(name).startswith(ONTOLOGY)
    }
    published = {RDF.type, *above, *symmetric}
    for triple in facts.closure.inferred:
        subject, predicate, _ = triple
        if predicate in published and str(subject).startswith((ID, CONCEPT_BASE)):
            # Which statements entail it is worked out when somebody asks, see `Derivation.trace`.
            yield triple, ()


RULES: Final = (
    Rule(
        "in-document",
        (":inDocument",),
        "A record is in the document from which its passages are cut.",
        _in_document,
    ),
    Rule(
        "in-section",
        (":inSection",),
        "A record is in the innermost section of its document whose lines hold one of its "
        "passages; a section is in the innermost longer one that holds all its lines.",
        _in_section,
    ),
    Rule(
        "as-of",
        (":asOf",),
        "The day as of which a document calls something ongoing or former is the last one of the "
        "period that it covers, or else of the date whose state its text shows.",
        _as_of,
    ),
    Rule(
        "main-record",
        (":mainRecord",),
        "Records tied by decisions that they report the same fact have one main record: the one "
        "these decisions call fullest. Any other record is its own main record.",
        _main_record,
    ),
    Rule(
        "bounds",
        (":earliest", ":latest", ":untilEarliest", ":untilLatest"),
        "The first and the last day that the dates of a record allow for beginning and end; what "
        "is ongoing lasts to the end of the reported period at least, what is former is over by "
        "then. "
        "Records of the same fact all get the days on which those with a date agree; if they "
        "agree on none, the range that holds what each of them says.",
        _bounds,
    ),
    Rule(
        "sort-date",
        (":sortDate",),
        "The day by which a record stands in a row with others: the first on which its fact can "
        "have begun, or else the last such day, or else the first or last of its end.",
        _sort_date,
    ),
    Rule(
        "conflicts",
        (":conflictsWith",),
        "Records of the same fact conflict when their dates have no day in common, when they give "
        "different lengths in months or days to the same kind of penalty, different values in the "
        "same measure and unit, different seats, totals of seats, years of a term or numbers of "
        "terms, or when they state different outcomes, procedures, electoral systems, or legal "
        "statuses that can overlap in time, or when a rule is a burden by the one and a benefit by "
        "the other.",
        _conflicts,
    ),
    Rule(
        "possibly-same",
        (":possiblySameAs",),
        "What a decision calls possibly the same, in both directions; for names, the things named.",
        _possibly_same,
    ),
    Rule(
        "leads",
        (":leads",),
        "A person leads an organization when a membership gives the person the role of its leader.",
        _leads,
    ),
    Rule(
        "organizations",
        (":organization", ":participant"),
        "Who holds an office holds it in the organization that the office belongs to.",
        _organizations,
    ),
    Rule(
        "participants",
        (":participant",),
        "Whom a record is about takes part in it, where it is an agent and not a concept or thing: "
        "contestants, addressees, holders of powers, ends of ties, and the like.",
        _participants,
    ),
    Rule(
        "search-keys",
        (":searchKey",),
        "A thing is found by each spelling and label it has, folded by `kzgraph.model.search_key`.",
        _search_keys,
    ),
    Rule(
        "labels",
        ("rdfs:label",),
        "The label of a thing or concept is its preferred English name.",
        _labels,
    ),
    Rule(
        "penalty-labels",
        ("rdfs:label",),
        "The label of a penalty is made from its kind, length, qualifier and activity.",
        _penalty_labels,
    ),
    Rule(
        "entailment",
        ("rdf:type", ":participant", ":event"),
        "What follows by the ontology: further types, with those of the defined classes; the more "
        "general of two properties, such as the participants of a record; the other direction of "
        "symmetric properties.",
        _entailed,
    ),
)
"""All rules, in the order in which they are applied; they do not build on each other."""
