"""The sections of a document in which its records stand."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import RDF
from rdflib.term import Node

from kzgraph.building.facts import Facts
from kzgraph.reasoning import Triple
from kzgraph.vocabulary.terms import KZ


def sections_of(facts: Facts, record: Node) -> Iterator[tuple[Node, tuple[Triple, ...]]]:
    """Yield the innermost section around each passage of a record, and why it is that one.

    A section itself is in the innermost longer one that holds all its lines.

    Raises:
        DerivationError: the number of a line is none.
    """
    is_section = (record, RDF.type, KZ.Section) in facts.data
    for passage, source in facts.sources(record):
        for own in facts.extents(record if is_section else passage[2]):
            around = [
                section
                for section in facts.sections.get(source[2], ())
                if section.holds(own) and (not is_section or section.length > own.length)
            ]
            for section in around:
                if section.length == around[0].length:
                    premises = (passage, source, *own.premises, *section.premises)
                    yield section.thing, premises
