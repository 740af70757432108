"""One form for the same graphs."""

from __future__ import annotations

import pyoxigraph
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS, XSD

from kzgraph.building.nquads import to_nquads
from kzgraph.errors import UnwritableTermError

X = URIRef("https://example.org/x")


def graph(*values: Literal | URIRef) -> Graph:
    made = Graph()
    for value in values:
        made.add((X, RDFS.comment, value))
    return made


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (X, "<https://example.org/x>"),
        (Literal("a"), '"a"'),
        (Literal("a", datatype=XSD.string), '"a"'),
        (Literal("Ә “a”", lang="kk"), '"Ә “a”"@kk'),
        (Literal("2023-04-10", datatype=XSD.date), f'"2023-04-10"^^<{XSD.date}>'),
        (Literal('a "b" \\ \n\r\t'), '"a \\"b\\" \\\\ \\n\\r\t"'),
    ],
)
def test_term(value: Literal | URIRef, written: str) -> None:
    line = to_nquads({"g": graph(value)}).decode()
    assert line == f"<{X}> <{RDFS.comment}> {written} <https://w3id.org/kzgraph/graph/g> .\n"
    (quad,) = pyoxigraph.parse(line.encode(), pyoxigraph.RdfFormat.N_QUADS)
    assert str(value) == (
        quad.object.value if not isinstance(quad.object, pyoxigraph.Triple) else None
    )


def test_lines_are_sorted_by_their_bytes() -> None:
    lines = to_nquads(
        {"b": graph(Literal("1")), "a": graph(Literal("ё"), Literal("z"), Literal("Z"))}
    ).splitlines()
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_labels_of_blank_nodes_follow_from_the_graph() -> None:
    text = "[ <x:p> [ <x:q> 1 ] , [ <x:q> 2 ] ] <x:r> ( 1 2 ) ."
    first, second = (to_nquads({"g": Graph().parse(data=text, format="turtle")}) for _ in range(2))
    assert b"_:" in first
    assert first == second


def test_iri_with_a_space_is_refused() -> None:
    with pytest.raises(UnwritableTermError, match="a b"):
        to_nquads({"g": graph(URIRef("https://example.org/a b"))})
