"""Laws of the Turtle writer: what is written is read back, and written again the same."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kzgraph.dataset import parse_turtle, write_turtle
from kzgraph.vocabulary.prefixes import PREFIXES

FILE = Path("any.ttl")

IRI_CHARACTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters='<>"{}|^`\\' + "".join(map(chr, range(0x21)))
)
LOCAL_NAMES = st.one_of(
    st.text(st.sampled_from("abz019-_.:/#%~é"), max_size=8), st.text(IRI_CHARACTERS, max_size=4)
)
IRIS = st.builds(
    lambda start, rest: URIRef(start + rest),
    st.sampled_from([*PREFIXES.values(), "http://example.org/", "urn:x:", "https://w3id.org/"]),
    LOCAL_NAMES,
)
TEXTS = st.one_of(
    st.text(st.sampled_from("ab \n\r\t\"'\\\x00\x0b\x7f\x85\u2028\ufeff.^@é🙂"), max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
LANGUAGES = st.sampled_from(["en", "ru", "kk", "kk-latn"])
NUMBERS = st.from_regex(r"[+-]?[0-9]{0,25}(\.[0-9]{0,25})?(e[0-9])?", fullmatch=True)
DATATYPES = st.sampled_from(
    [XSD.integer, XSD.decimal, XSD.double, XSD.boolean, XSD.date, URIRef("http://example.org/t")]
)
LITERALS = st.one_of(
    st.builds(Literal, TEXTS),
    st.builds(lambda text, language: Literal(text, lang=language), TEXTS, LANGUAGES),
    st.builds(
        lambda text, datatype: Literal(text, datatype=datatype, normalize=False),
        st.one_of(NUMBERS, TEXTS, st.sampled_from(["true", "false", "1"])),
        DATATYPES,
    ),
)
PREDICATES = st.one_of(st.sampled_from([RDF.type, RDFS.label]), IRIS)
TRIPLES = st.lists(st.tuples(IRIS, PREDICATES, st.one_of(IRIS, LITERALS)), max_size=8)


def graph_of(triples: list[tuple[URIRef, URIRef, Node]]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


@settings(deadline=None, max_examples=300)
@given(TRIPLES)
def test_what_is_written_is_read_back(triples: list[tuple[URIRef, URIRef, Node]]) -> None:
    graph = graph_of(triples)
    # Without blank nodes, graphs are isomorphic when they have the same triples.
    assert set(parse_turtle(write_turtle(graph), FILE)) == set(graph)


@settings(deadline=None, max_examples=200)
@given(TRIPLES)
def test_writing_again_is_writing_once(triples: list[tuple[URIRef, URIRef, Node]]) -> None:
    text = write_turtle(graph_of(triples))
    assert write_turtle(parse_turtle(text, FILE)) == text


@settings(deadline=None, max_examples=200)
@given(TRIPLES, st.randoms(use_true_random=False))
def test_same_graph_is_the_same_text(
    triples: list[tuple[URIRef, URIRef, Node]], random: Random
) -> None:
    shuffled = random.sample(triples, len(triples))
    assert write_turtle(graph_of(shuffled)) == write_turtle(graph_of(triples))
