"""Triples of the engine, made from prefixed names: for what the build says itself."""

from __future__ import annotations

from collections.abc import Iterator

from kzgraph.engine import Iri, Literal, Term, Triple
from kzgraph.vocabulary.prefixes import DESCRIPTION_PREFIXES, PREFIXES


def say(subject: Iri, *said: tuple[str, Term]) -> Iterator[Triple]:
    """Say something of a subject, in pairs of property (a prefixed name) and value."""
    return ((subject, term(name), value) for name, value in said)


def term(name: str) -> Iri:
    """Give the IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return Iri(DESCRIPTION_PREFIXES[prefix] + local)


def text(words: str, language: str = "en") -> Literal:
    """Make a text in a language."""
    return Literal(words, PREFIXES["rdf"] + "langString", language)


def date(day: str) -> Literal:
    """Make a day, given as 2026-11-22."""
    return Literal(day, PREFIXES["xsd"] + "date")


def number(count: int) -> Literal:
    """Make a whole number."""
    return Literal(str(count), PREFIXES["xsd"] + "integer")
