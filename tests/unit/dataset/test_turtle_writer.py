from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from kzgraph.dataset.turtle import (
    LAST_PREDICATES,
    PREDICATE_ORDER,
    natural_key,
    parse_turtle,
    read_turtle,
    write_turtle,
)
from kzgraph.errors import MissingFileError, SyntaxInFileError, UnwritableTermError
from kzgraph.vocabulary.prefixes import ID, ONTOLOGY, PREFIXES
from kzgraph.vocabulary.terms import KZ

FILE = Path("data/ttl/fiw-2024/justice.ttl")


def graph_of(*triples: tuple[Node, Node, Node]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


def test_form_of_a_file() -> None:
    text = f"""
        @prefix k: <{ONTOLOGY}#> . @prefix i: <{ID}> . @prefix r: <{RDFS}> .
        @prefix unused: <http://example.org/> .
        i:penalty-fiw-2024-b-10 a k:BanOnActivity ; k:months 72 .
        i:sentence-fiw-2024-b k:penalty i:penalty-fiw-2024-b-10, i:penalty-fiw-2024-b-9 ;
            k:when "2023-04" ; r:seeAlso i:x ; r:label "A sentence"@en ; k:against i:person-b ;
            r:comment "Note" ; a k:Sentence .
        i:penalty-fiw-2024-b-9 a k:SuspendedImprisonment .
    """
    assert write_turtle(parse_turtle(text, FILE)) == (
        "@prefix : <https://w3id.org/kzgraph/ontology#> .\n"
        "@prefix id: <https://w3id.org/kzgraph/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "\n"
        "id:penalty-fiw-2024-b-9 a :SuspendedImprisonment .\n"
        "\n"
        "id:penalty-fiw-2024-b-10 a :BanOnActivity ;\n"
        "    :months 72 .\n"
        "\n"
        "id:sentence-fiw-2024-b a :Sentence ;\n"
        '    rdfs:label "A sentence"@en ;\n'
        "    :against id:person-b ;\n"
        '    :when "2023-04" ;\n'
        "    :penalty\n"
        "        id:penalty-fiw-2024-b-9,\n"
        "        id:penalty-fiw-2024-b-10 ;\n"
        '    rdfs:comment "Note" ;\n'
        "    rdfs:seeAlso id:x .\n"
    )


def test_empty_graph_is_an_empty_file() -> None:
    assert write_turtle(Graph()) == ""


def test_order_of_predicates_names_terms_that_exist() -> None:
    assert len(set(PREDICATE_ORDER)) == len(PREDICATE_ORDER)
    for name in (*PREDICATE_ORDER, *LAST_PREDICATES):
        prefix, _, local = name.partition(":")
        assert prefix in PREFIXES
        if not prefix and local != "cites":
            assert KZ[local] == URIRef(PREFIXES[""] + local)


LITERALS = [
    (Literal("plain"), '"plain"'),
    (Literal("plain", datatype=XSD.string), '"plain"'),
    (Literal("tagged", lang="en"), '"tagged"@en'),
    (Literal("tagged", lang="kk-Latn"), '"tagged"@kk-Latn'),
    (Literal(""), '""'),
    (Literal('a "b" \\ c'), r'"a \"b\" \\ c"'),
    (Literal("a\nb\tc\rd"), r'"a\nb\tc\rd"'),
    (
        Literal("a\x00\x08\x1f\x7f\x85\u2028\ufeffb"),
        r'"a\u0000\u0008\u001F\u007F\u0085\u2028\uFEFFb"',
    ),
    (Literal("Қазақстан ’“”🙂"), '"Қазақстан ’“”🙂"'),
    (Literal("it's"), '"it\'s"'),
    (Literal("7", datatype=XSD.integer), "7"),
    (Literal("-7", datatype=XSD.integer), "-7"),
    (Literal("007", datatype=XSD.integer, normalize=False), '"007"^^xsd:integer'),
    (Literal("+7", datatype=XSD.integer, normalize=False), '"+7"^^xsd:integer'),
    (Literal("-0", datatype=XSD.integer, normalize=False), '"-0"^^xsd:integer'),
    (Literal("9" * 30, datatype=XSD.integer), f'"{"9" * 30}"^^xsd:integer'),
    (Literal("٧", datatype=XSD.integer, normalize=False), '"٧"^^xsd:integer'),
    (Literal("1.50", datatype=XSD.decimal), "1.50"),
    (Literal("-0.0", datatype=XSD.decimal), "-0.0"),
    (Literal("01.5", datatype=XSD.decimal, normalize=False), '"01.5"^^xsd:decimal'),
    (Literal(".5", datatype=XSD.decimal, normalize=False), '".5"^^xsd:decimal'),
    (Literal("5.", datatype=XSD.decimal, normalize=False), '"5."^^xsd:decimal'),
    (Literal("15", datatype=XSD.decimal, normalize=False), '"15"^^xsd:decimal'),
    (Literal("0.00000001", datatype=XSD.decimal, normalize=False), '"0.00000001"^^xsd:decimal'),
    (Literal("1e3", datatype=XSD.double, normalize=False), '"1e3"^^xsd:double'),
    (Literal("true", datatype=XSD.boolean), "true"),
    (Literal("1", datatype=XSD.boolean, normalize=False), '"1"^^xsd:boolean'),
    (Literal("2023-04-10", datatype=XSD.date), '"2023-04-10"^^xsd:date'),
    (Literal("x", datatype=URIRef("http://example.org/t")), '"x"^^<http://example.org/t>'),
]


@pytest.mark.parametrize(("literal", "written"), LITERALS, ids=[each[1][:40] for each in LITERALS])
def test_literal_is_written_and_read_back(literal: Literal, written: str) -> None:
    graph = graph_of((KZ.Record, RDFS.comment, literal))
    text = write_turtle(graph)
    assert text.endswith(f"\n:Record rdfs:comment {written} .\n")
    (value,) = parse_turtle(text, FILE).objects()
    assert isinstance(value, Literal)
    assert (str(value), value.language) == (str(literal), literal.language)
    assert value.datatype == (None if literal.datatype == XSD.string else literal.datatype)


IRIS = [
    (ID + "person-a", "id:person-a"),
    (ONTOLOGY + "#Sentence", ":Sentence"),
    (ID + "person.a", f"<{ID}person.a>"),
    (ID + "person/a", f"<{ID}person/a>"),
    (ID + "person-é", f"<{ID}person-é>"),
    (ID + "-a", f"<{ID}-a>"),
    (ID, f"<{ID}>"),
    (ONTOLOGY, f"<{ONTOLOGY}>"),
    ("http://www.wikidata.org/entity/Q1", "wd:Q1"),
    ("urn:isbn:1", "<urn:isbn:1>"),
    ("http://example.org/?q=a&b=%20#c", "<http://example.org/?q=a&b=%20#c>"),
]


@pytest.mark.parametrize(("iri", "written"), IRIS)
def test_iri_is_written_and_read_back(iri: str, written: str) -> None:
    graph = graph_of((KZ.Record, RDFS.seeAlso, URIRef(iri)))
    text = write_turtle(graph)
    assert text.endswith(f"\n:Record rdfs:seeAlso {written} .\n")
    assert isomorphic(parse_turtle(text, FILE), graph)


@pytest.mark.parametrize(
    ("term", "cause"),
    [
        (BNode(), "a blank node; every node in the data has an IRI"),
        (URIRef("http://example.org/a b"), "a character that no IRI may have"),
        (URIRef("http://example.org/<a>"), "a character that no IRI may have"),
        (URIRef("person-a"), "a relative IRI"),
        (Literal("\ud800"), "half a surrogate pair"),
        (Literal("a", datatype=URIRef("t")), "a relative IRI"),
    ],
)
def test_term_that_cannot_be_written_is_refused(term: Node, cause: str) -> None:
    with pytest.raises(UnwritableTermError, match=cause):
        write_turtle(graph_of((KZ.Record, RDFS.comment, term)))


def test_blank_subject_is_refused() -> None:
    with pytest.raises(UnwritableTermError, match="a blank node"):
        write_turtle(graph_of((BNode(), RDF.type, KZ.Record)))


def test_natural_order_counts() -> None:
    texts = ["p-10", "p-9", "p-9-b", "p", "p-09", "10", "é", "p-" + "9" * 5000]
    assert sorted(texts, key=natural_key) == [
        "10", "p", "p-09", "p-9", "p-9-b", "p-10", "p-" + "9" * 5000, "é",
    ]  # fmt: skip


BROKEN = [
    ("unknown prefix", "<a:b> <a:c> 1 .\n<a:b> x:y 1 .\n", 2, 7, 'Prefix "x:" not bound'),
    ("missing stop", '<a:b> <a:c> "é" <a:d>\n .\n', 1, 17, "expected"),
    ("line feed in a string", '\n<a:b> <a:c> "x\n .\n', 2, 15, "newline found"),
    ("open string at the end", '\n<a:b> <a:c> "x', 2, None, "not complete"),
    ("open long string", '<a:b> <a:c> """x\n\n', 2, None, "unterminated"),
    ("open statement", "<a:b> <a:c> <a:d>\n", 2, None, "EOF"),
    ("after a long string", '<a:b> <a:c> """1\n2\n3""" x:y .\n', 3, None, ""),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "cause"), [each[1:] for each in BROKEN], ids=[b[0] for b in BROKEN]
)
def test_broken_turtle_is_placed(text: str, line: int, column: int | None, cause: str) -> None:
    with pytest.raises(SyntaxInFileError) as caught:
        parse_turtle(text, FILE)
    error = caught.value
    assert (error.path, error.line) == (FILE, line)
    assert column in (None, error.column)
    assert cause in error.cause


def test_relative_iri_does_not_become_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<a> <b:c> 1 .", encoding="utf-8")
    assert list(read_turtle(path).subjects()) == [URIRef("https://w3id.org/kzgraph/a")]


def test_reading_keeps_lexical_forms_and_leaves_rdflib_as_it_was() -> None:
    graph = parse_turtle(f'<a:b> <a:c> "01"^^<{XSD.integer}> .', FILE)
    assert [str(value) for value in graph.objects()] == ["01"]
    assert str(Literal("01", datatype=XSD.integer)) == "1"


def test_file_must_be_there_and_utf8(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_turtle(tmp_path / "a.ttl")
    (tmp_path / "a.ttl").write_bytes(b"<a:b> <a:c> 1 .\n<a:b> <a:c> '\xff' .")
    with pytest.raises(SyntaxInFileError, match="not UTF-8") as caught:
        read_turtle(tmp_path / "a.ttl")
    assert caught.value.line == 2
