"""Labels of penalties, made from what is stated of them, so that they cannot contradict it."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.term import Node

from kzgraph.building.facts import Facts
from kzgraph.errors import DerivationError
from kzgraph.reasoning import Triple
from kzgraph.vocabulary.terms import KZ

_HAVE_LENGTH = frozenset(
    {
        KZ.AdministrativeArrest,
        KZ.BanOnActivity,
        KZ.Imprisonment,
        KZ.Probation,
        KZ.RestrictionOfFreedom,
        KZ.SuspendedImprisonment,
        KZ.SuspensionOfActivities,
    }
)
"""Kinds of penalty that last: a missing length is told."""

_SAYING = (KZ.months, KZ.days, KZ.qualifier, KZ.activity)


def label_penalty(facts: Facts, penalty: Node) -> tuple[str, tuple[Triple, ...]]:
    """Describe a penalty in a few English words.

    Returns:
        The label (`Imprisonment, up to 7 years`) and the statements it is made from.

    Raises:
        DerivationError: the penalty has several kinds, or a number that is none.
    """
    premises = tuple(facts.statements(penalty, RDF.type, *_SAYING))
    kinds = [value for _, predicate, value in premises if predicate == RDF.type]
    if len(kinds) != 1:
        raise DerivationError(str(penalty), "a penalty has one kind; make two penalties of it")
    (kind,) = kinds
    words = [_name_kind(facts, kind)]
    activities = [_english(facts, value) for _, _, value in facts.statements(penalty, KZ.activity)]
    if activities:
        words[0] += f" ({', '.join(activities)})"
    length = describe_length(_number(facts, penalty, KZ.months), _number(facts, penalty, KZ.days))
    if length:
        qualifier = facts.data.value(penalty, KZ.qualifier)
        words.append(f"{_english(facts, qualifier)} {length}" if qualifier else length)
    elif kind in _HAVE_LENGTH:
        words.append("length not stated")
    elif kind == KZ.Fine:
        words.append("amount not stated")
    return ", ".join(words), premises


def describe_length(months: int, days: int) -> str:
    """Write a length in years, months and days: 30 months are `2 years 6 months`."""
    years, months = divmod(months, 12)
    return " ".join(
        f"{number} {unit}{'' if number == 1 else 's'}"
        for number, unit in ((years, "year"), (months, "month"), (days, "day"))
        if number
    )


def _name_kind(facts: Facts, kind: Node) -> str:
    if kind == KZ.Penalty:
        return "Penalty of a kind not stated"
    labels = (label for label in facts.ontology.objects(kind, RDFS.label) if _is_english(label))
    label = str(next(labels, "Penalty"))
    return label[0].upper() + label[1:]


def _english(facts: Facts, concept: Node) -> str:
    labels = filter(_is_english, facts.data.objects(concept, SKOS.prefLabel))
    return str(next(labels, concept))


def _is_english(label: Node) -> bool:
    return isinstance(label, Literal) and label.language == "en"


def _number(facts: Facts, penalty: Node, unit: URIRef) -> int:
    number = facts.data.value(penalty, unit, default=Literal(0))
    try:
        return int(str(number))
    except ValueError as error:
        raise DerivationError(str(penalty), f"{number} is no whole number") from error
