"""Reading and comparing answers: what is the same must be so, what is wrong must be seen."""

from __future__ import annotations

import pytest
from answers import (
    SUFFIXES,
    BlankNode,
    Iri,
    Literal,
    NotAnAnswerError,
    Row,
    Table,
    Triple,
    read_answer,
)
from comparison import find_difference
from rdflib import XSD

BASE = "http://example.org/"
A, B, C, X, Y, Z = (BlankNode(label) for label in "abcxyz")
ONE, TWO = Literal("1", str(XSD.integer)), Literal("2", str(XSD.integer))
ONE_POINT_0, ONE_POINT_00 = (Literal(text, str(XSD.decimal)) for text in ("1.0", "1.00"))

IN_EACH_FORMAT = {
    ".srj": """{"head": {"vars": ["s", "o"]}, "results": {"bindings": [
        {"s": {"type": "bnode", "value": "n"},
         "o": {"type": "literal", "value": "a\\"\\u00e9", "xml:lang": "EN"}},
        {"o": {"type": "literal", "value": "1",
               "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}]}}""",
    ".srx": """<sparql xmlns="http://www.w3.org/2005/sparql-results#">
        <head><variable name="s"/><variable name="o"/></head><results>
        <result><binding name="o"><literal xml:lang="en">a"é</literal></binding>
        <binding name="s"><bnode>n</bnode></binding></result>
        <result><binding name="o"><literal
        datatype="http://www.w3.org/2001/XMLSchema#integer">1</literal></binding></result>
        </results></sparql>""",
    ".tsv": '?s\t?o\n_:n\t"a\\"\\u00E9"@en\n\t1\n',
    ".ttl": """@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
        [] a rs:ResultSet ; rs:resultVariable "s", "o" ;
            rs:solution [ rs:index 2 ; rs:binding [ rs:variable "o" ; rs:value 1 ] ] ,
                [ rs:index 1 ; rs:binding [ rs:variable "o" ; rs:value "a\\"é"@en ] ,
                    [ rs:variable "s" ; rs:value [] ] ] .""",
}


@pytest.mark.parametrize("suffix", IN_EACH_FORMAT)
def test_table_is_the_same_in_each_format(suffix: str) -> None:
    answer = read_answer(IN_EACH_FORMAT[suffix].encode(), SUFFIXES[suffix], BASE)
    literal = Literal('a"é', "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en")
    expected = Table(("s", "o"), ((A, literal), (None, ONE)))
    assert find_difference(expected, answer, ordered=True) is None


@pytest.mark.parametrize("suffix", [".nt", ".ttl"])
def test_graph_with_a_triple_term(suffix: str) -> None:
    text = '<urn:s> <urn:p> <<( _:b <urn:p> "1.0"@en--ltr )>> .\n'
    answer = read_answer(text.encode(), SUFFIXES[suffix], BASE)
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString"
    term = Triple(A, Iri("urn:p"), Literal("1.0", kind, "en", "ltr"))
    expected = Table(("subject", "predicate", "object"), ((Iri("urn:s"), Iri("urn:p"), term),))
    assert find_difference(expected, answer) is None


def test_numbers_of_a_graph_keep_their_spelling() -> None:
    text = f'<s> <p> "01"^^<{XSD.integer}> .'
    answer = read_answer(text.encode(), SUFFIXES[".ttl"], BASE)
    assert isinstance(answer, Table)
    assert answer.rows[0][2] == Literal("01", str(XSD.integer))


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".srj", '{"head": {"vars": []}, "results": {"bindings": [{"x": {}}]}}'),
        (".srj", '{"head": {}, "boolean": "true"}'),
        (
            ".srj",
            '{"head": {"vars": ["x"]}, "results": {"bindings": '
            '[{"x": {"type": "typed-literal", "value": "1"}}]}}',
        ),
        (
            ".srj",
            '{"head": {"vars": []}, "results": {"bindings": '
            '[{"x": {"type": "uri", "value": "urn:x"}}]}}',
        ),
        (".srx", "<sparql><boolean>true</boolean></sparql>"),
        (".srx", '<a xmlns="http://www.w3.org/2005/sparql-results#"><boolean>true</boolean></a>'),
        (".srx", '<sparql xmlns="http://www.w3.org/2005/sparql-results#"/>'),
        (".csv", "a,b\n1\n"),
        (".csv", 'a\n"1\n'),
        (".tsv", "a\n1\n"),
        (".tsv", "?a\t?b\n1\n"),
        (".tsv", "?a\nx\n"),
        (".nt", "<urn:s> <urn:p> <o> .\n"),
        (".nt", '<urn:s> <urn:p> "o"\n'),
        (".nt", "<urn:s> <urn:p> .\n"),
        (".nt", "<urn:s> <urn:p>\n"),
        (".nt", "<urn:s> <urn:p> <<( _:a _:b _:c\n"),
        (".nt", '<urn:s> <urn:p> "\\x" .\n'),
        (".ttl", "<s> <p> ."),
        (".rdf", "<p>"),
    ],
)
def test_what_is_wrong_is_no_answer(suffix: str, text: str) -> None:
    with pytest.raises(NotAnAnswerError):
        read_answer(text.encode(), SUFFIXES[suffix], BASE)


def table(*rows: Row) -> Table:
    return Table(tuple("pqr"[: len(rows[0])]), rows)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (table((A, B), (B, C)), table((Y, Z), (X, Y))),
        (table((A, ONE), (B, ONE), (A, TWO)), table((X, ONE), (Y, TWO), (Y, ONE))),
        (table((Triple(A, Iri("p"), B),)), table((Triple(X, Iri("p"), Y),))),
        (table((ONE,), (TWO,), (ONE,)), table((ONE,), (ONE,), (TWO,))),
        (Table(("p", "q"), ((ONE, None),)), Table(("q", "p"), ((None, ONE),))),
        (True, True),
    ],
)
def test_equal_answers(expected: Table, actual: Table) -> None:
    assert find_difference(expected, actual) is None
    assert find_difference(actual, expected) is None


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (table((A, B)), table((X, X))),
        (table((A, ONE), (A, TWO)), table((X, ONE), (Y, TWO))),
        (table((Triple(A, Iri("p"), A),)), table((Triple(X, Iri("p"), Y),))),
        (table((A,)), table((Iri("a"),))),
        (table((A,), (ONE,)), table((A,), (A,))),
        (table((A,)), table((A,), (B,))),
        (table((ONE,), (ONE,), (TWO,)), table((ONE,), (TWO,), (TWO,))),
        (table((ONE,), (ONE,)), table((ONE,))),
        (table((ONE_POINT_0,)), table((ONE_POINT_00,))),
        (table((ONE,)), Table(("q",), ((ONE,),))),
        (table((ONE,)), True),
        (True, False),
    ],
)
def test_different_answers(expected: Table, actual: Table) -> None:
    assert find_difference(expected, actual) is not None
    assert find_difference(actual, expected) is not None


def test_order_counts_when_it_is_demanded() -> None:
    up, down = table((ONE,), (TWO,)), table((TWO,), (ONE,))
    assert find_difference(up, down) is None
    assert find_difference(up, down, ordered=True) is not None
    assert find_difference(Table(up.columns, up.rows, numbered=True), down) is not None


def test_computed_numbers_are_equal_by_value_within_their_type() -> None:
    one, same = table((ONE_POINT_0, ONE)), table((ONE_POINT_00, ONE))
    assert find_difference(one, same, computed=["p"]) is None
    assert find_difference(one, same, computed=["q"]) is not None
    assert find_difference(one, table((ONE, ONE)), computed=["p"]) is not None


def test_duplicates_may_be_missing_but_not_added() -> None:
    more, fewer = table((ONE,), (ONE,), (TWO,)), table((ONE,), (TWO,))
    assert find_difference(more, fewer, may_reduce=True) is None
    assert find_difference(fewer, more, may_reduce=True) is not None
    assert find_difference(more, table((ONE,)), may_reduce=True) is not None
