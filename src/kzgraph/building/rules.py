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
from rdflib.namespace import OWL, PROV, RDF, RDFS, SKOS

from kzgraph.building.bounds import END, START, dated_ends, dated_starts, derive_bounds
from kzgraph.building.conflicts import find_conflicts
from kzgraph.building.facts import Facts
from kzgraph.building.penalty_label import label_penalty
from kzgraph.reasoning import Triple
from kzgraph.vocabulary.prefixes import CONCEPT as CONCEPT_BASE
from kzgraph.vocabulary.prefixes import ID, PREFIXES
from kzgraph.vocabulary.terms import CONCEPT, KZ

Inferences = Iterator[tuple[Triple, tuple[Triple, ...]]]
"""Derived statements, each with its premises."""

_HAS_SOURCE = URIRef(PREFIXES["oa"] + "hasSource")


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
        for derived in facts.statements(record, PROV.wasDerivedFrom):
            for source in facts.statements(derived[2], _HAS_SOURCE):
                yield (record, KZ.inDocument, source[2]), (derived, source)


def _main_record(facts: Facts) -> Inferences:
    for fact in facts.same_facts:
        for record in fact.records:
            yield (record, KZ.mainRecord, fact.main), fact.premises


def _bounds(facts: Facts) -> Inferences:
    for fact in facts.same_facts:
        yield from derive_bounds(fact, dated_starts(facts, fact.records), START)
        yield from derive_bounds(fact, dated_ends(facts, fact.records), END)


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
    published = {RDF.type, KZ.participant, *symmetric}
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
        "main-record",
        (":mainRecord",),
        "Records tied by decisions that they report the same fact have one main record: the one "
        "these decisions call fullest. Any other record is its own main record.",
        _main_record,
    ),
    Rule(
        "bounds",
        (":earliest", ":latest", ":untilEarliest", ":untilLatest"),
        "The first and the last day that the dates of a record allow for beginning and end. "
        "Records of the same fact all get the days on which those with a date agree; if they "
        "agree on none, the range that holds what each of them says.",
        _bounds,
    ),
    Rule(
        "conflicts",
        (":conflictsWith",),
        "Records of the same fact conflict when their dates have no day in common, when they give "
        "different lengths in months or days to the same kind of penalty, or when they state "
        "different outcomes or procedures.",
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
        "labels",
        ("rdfs:label",),
        "The label of a thing or concept is its preferred English name.",
        _labels,
    ),
    Rule(
        "penalty-labels",
        ("rdfs:label",),
        "The label of a penalty is made from its kind, length or amount, qualifier and activity.",
        _penalty_labels,
    ),
    Rule(
        "entailment",
        ("rdf:type", ":participant"),
        "What follows by the ontology: further types, with those of the defined classes; the "
        "participants of a record; the other direction of symmetric properties.",
        _entailed,
    ),
)
"""All rules, in the order in which they are applied; they do not build on each other."""
