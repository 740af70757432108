"""Queries in the calling process: data sets, formats, limits, errors."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from kzgraph.engine import (
    BlankNode,
    GraphFormat,
    Iri,
    Limits,
    Literal,
    Query,
    RequestedDataset,
    ResultsFormat,
    Store,
    execute,
    load_text,
    query_in_process,
    select_rows,
)
from kzgraph.errors import (
    AnswerFormatError,
    ProtocolError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    ResultTooLargeError,
)

# The triple s p 1 stands in two graphs; s p 3 in none but the third.
DATA = """
<x:g1> { <x:s> <x:p> 1 }
<x:g2> { <x:s> <x:p> 1, 2 }
<x:g3> { <x:s> <x:p> 3 }
"""
NAMESPACE = "{http://www.w3.org/2005/sparql-results#}"
COUNT = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
COUNT_IN_GRAPHS = "SELECT (COUNT(*) AS ?n) {} {{ GRAPH ?g {{ ?s ?p ?o }} }}"


@pytest.fixture(scope="module")
def store() -> Store:
    return load_text(DATA, merge=True)


def count(store: Store, text: str, dataset: RequestedDataset | None = None) -> int:
    answer = execute(store, Query(text, dataset=dataset))
    (row,) = json.loads(answer.body)["results"]["bindings"]
    return int(row["n"]["value"])


@pytest.mark.parametrize(
    ("clauses", "in_default", "in_graphs"),
    [
        ("", 3, 4),
        ("FROM <x:g1>", 1, 0),
        ("FROM <x:g1> FROM <x:g2>", 2, 0),
        ("FROM <x:g2> FROM <x:g1> FROM <x:g3>", 3, 0),
        ("FROM NAMED <x:g1> FROM NAMED <x:g2>", 0, 3),
        ("FROM <x:g1> FROM <x:g2> FROM NAMED <x:g2>", 2, 2),
        ("FROM <x:nowhere>", 0, 0),
        ("FROM <x:nowhere> FROM <x:g1>", 1, 0),
    ],
)
def test_triple_counts_once_in_default_graph_and_once_per_named_graph(
    store: Store, clauses: str, in_default: int, in_graphs: int
) -> None:
    assert count(store, COUNT.format(clauses)) == in_default
    assert count(store, COUNT_IN_GRAPHS.format(clauses)) == in_graphs
    # The same data set asked for by the request, while the query asks for another.
    if clauses:
        dataset = RequestedDataset(
            tuple(re.findall(r"FROM <(.*?)>", clauses)),
            tuple(re.findall(r"NAMED <(.*?)>", clauses)),
        )
        other = "FROM <x:g3> FROM NAMED <x:g3>"
        assert count(store, COUNT.format(other), dataset) == in_default
        assert count(store, COUNT_IN_GRAPHS.format(other), dataset) == in_graphs


def test_from_is_resolved_against_prologue_and_base(store: Store) -> None:
    assert count(store, "PREFIX g: <x:g> " + COUNT.format("FROM g:1")) == 1
    assert count(store, "BASE <x:y> " + COUNT.format("FROM <x:g2>")) == 2
    query = Query(COUNT.format("FROM <g2>"), ResultsFormat.CSV, base_iri="http://example.org/g1")
    data = load_text("<http://example.org/g2> { <x:s> <x:p> 1 }")
    assert execute(data, query).body == b"n\r\n1\r\n"


def test_merges_stay_invisible_and_few() -> None:
    many = load_text("".join(f"<x:g{i}> {{ <x:s> <x:p> {i}, 100 }}" for i in range(30)))
    for i in range(29):
        assert count(many, COUNT.format(f"FROM <x:g{i}> FROM <x:g{i + 1}>")) == 3
    assert count(many, COUNT_IN_GRAPHS.format("")) == 60
    assert count(many, COUNT.format("FROM <x:g0> FROM <x:g1>")) == 3


@pytest.mark.parametrize("form", ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }"])
@pytest.mark.parametrize("answer_format", ResultsFormat)
def test_tables_and_booleans_in_each_format(
    store: Store, form: str, answer_format: ResultsFormat
) -> None:
    answer = execute(store, Query(form, results_format=answer_format, graph_format=None))
    assert answer.format is answer_format
    assert answer.body


@pytest.mark.parametrize("form", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <x:s>"])
@pytest.mark.parametrize("answer_format", GraphFormat)
def test_graphs_in_each_format(store: Store, form: str, answer_format: GraphFormat) -> None:
    answer = execute(store, Query(form, results_format=None, graph_format=answer_format))
    assert answer.format is answer_format
    again = load_text(answer.body.decode(), answer_format)
    assert again.facts.triples == 3


@pytest.mark.parametrize(
    ("text", "form"),
    [("ASK {}", "ASK"), ("SELECT * {}", "SELECT"), ("DESCRIBE <x:s>", "DESCRIBE")],
)
def test_no_format_for_the_form(store: Store, text: str, form: str) -> None:
    with pytest.raises(AnswerFormatError) as caught:
        execute(store, Query(text, results_format=None, graph_format=None))
    assert caught.value.form == form


def test_query_in_process_by_short_name(store: Store) -> None:
    assert query_in_process(store, "SELECT ?o { ?s ?p ?o } ORDER BY ?o", "csv") == (
        b"o\r\n1\r\n2\r\n3\r\n"
    )
    assert query_in_process(store, "ASK {}") == b'{"head":{},"boolean":true}'
    assert b"<x:p>" in query_in_process(store, "DESCRIBE <x:s>")
    with pytest.raises(AnswerFormatError):
        query_in_process(store, "ASK {}", "turtle")


def test_select_rows_gives_terms(store: Store) -> None:
    data = load_text('[] <x:p> "год"@RU , 1.50 , <x:o> .')
    rows = select_rows(data, "SELECT ?s ?o ?none { ?s ?p ?o }")
    assert {row["o"] for row in rows} == {
        Literal("год", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "ru"),
        Literal("1.5", "http://www.w3.org/2001/XMLSchema#decimal"),
        Iri("x:o"),
    }
    assert all(isinstance(row["s"], BlankNode) for row in rows)
    assert all(list(row) == ["s", "o"] for row in rows)
    with pytest.raises(QuerySyntaxError):
        select_rows(store, "ASK {}")


def test_answer_over_its_limit(store: Store) -> None:
    with pytest.raises(ResultTooLargeError) as caught:
        execute(store, Query("SELECT * { ?s ?p ?o }"), Limits(answer_bytes=100))
    assert caught.value.limit_bytes == 100


def test_query_over_its_limit(store: Store) -> None:
    with pytest.raises(QueryLimitError) as caught:
        execute(store, Query("ASK {} # жжж"), Limits(query_bytes=14))
    assert (caught.value.limit, caught.value.unit) == (14, "bytes")
    assert execute(store, Query("ASK {} # жжж"), Limits(query_bytes=15)).body


@pytest.mark.parametrize(
    ("text", "place", "said", "engine_said"),
    [
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?y ?z }", (1, 8), "GROUP BY", "unbound"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", (1, 24), "twice", "Duplicated"),
        ("ASK {\n ?s ?p 1 FILTER(STRLEN()) }", (2, 17), "STRLEN takes 1", "expected"),
        ("SELECT * { ?s ?p ?o }\n LIMIT 1.5", (2, 8), "whole number", "expected"),
    ],
)
def test_what_the_engine_refuses_is_told_in_our_words_and_then_in_its(
    store: Store, text: str, place: tuple[int, int], said: str, engine_said: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        execute(store, Query(text))
    assert (caught.value.line, caught.value.column) == place
    assert said in caught.value.cause
    assert engine_said in caught.value.engine_message
    assert "error at" not in caught.value.engine_message
    assert len(caught.value.engine_message) <= 240


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * FROM <x:g>\nFROM <http://[> {}", (2, 6)),
        ("SELECT *\nFROM NAMED <x:%zz> FROM <x:g> {}", (2, 12)),
        ("PREFIX : <x:%>\nSELECT * FROM :zz {}", (2, 15)),
    ],
)
def test_malformed_iri_of_from_is_placed(store: Store, text: str, place: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError, match="malformed IRI") as caught:
        execute(store, Query(text))
    assert (caught.value.line, caught.value.column) == place
    assert caught.value.engine_message


PREFIXES = "PREFIX : <x:> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT (<x:f>(1) AS ?x) {}", b"x\r\n\r\n"),
        ("SELECT (:f() AS ?x) {}", b"x\r\n\r\n"),
        ("SELECT (:f(:g(1), 2) AS ?x) (COALESCE(:f(1), 2) AS ?y) {}", b"x,y\r\n,2\r\n"),
        ("SELECT ?x { BIND(:f(1) AS ?x) }", b"x\r\n\r\n"),
        ("SELECT ?o { ?s ?p ?o FILTER :f(?o) }", b"o\r\n"),
        ("SELECT ?o { ?s ?p ?o FILTER(!:f(?o)) }", b"o\r\n"),
        ("SELECT ?o { ?s ?p ?o FILTER(:f(?o) || ?o = 1) }", b"o\r\n1\r\n"),
        ("SELECT ?o { ?s ?p ?o FILTER EXISTS { FILTER(:f(?o)) } }", b"o\r\n"),
        ("SELECT ?o { ?s ?p ?o } ORDER BY :f(?o) ?o", b"o\r\n1\r\n2\r\n3\r\n"),
        ("SELECT (SAMPLE(:f(?o)) AS ?n) { ?s ?p ?o }", b"n\r\n\r\n"),
        ("SELECT (xsd:long('1') AS ?x) {}", b"x\r\n\r\n"),
        # The engine's own functions, a list, and the same name as function and as predicate.
        ("SELECT (xsd:integer('1') + :f(1) AS ?x) (xsd:integer('1') AS ?y) {}", b"x,y\r\n,1\r\n"),
        ("SELECT ?o { ?s :f (1 2) } ", b"o\r\n"),
        ("SELECT ?o { ?s :p ?o FILTER(:p(?o) || ?o = 3) }", b"o\r\n3\r\n"),
    ],
)
def test_function_that_nobody_knows_has_no_value(store: Store, text: str, rows: bytes) -> None:
    assert query_in_process(store, PREFIXES + text, "csv") == rows


@pytest.mark.parametrize(
    "name",
    ["boolean", "double", "float", "decimal", "integer", "dateTime", "date", "duration", "string"],
)
def test_casts_stay(store: Store, name: str) -> None:
    known = {"dateTime": "2020-01-01T00:00:00", "date": "2020-01-01"}
    value = known.get(name, "P1D" if name == "duration" else "1")
    text = f"SELECT (xsd:{name}('{value}') AS ?x) (:f() AS ?y) {{}}"
    ((term),) = select_rows(store, PREFIXES + text)[0].values()
    assert isinstance(term, Literal)
    assert term.datatype.endswith(name)


def test_cast_with_wrong_number_of_arguments(store: Store) -> None:
    with pytest.raises(QuerySyntaxError, match=r"XMLSchema#integer> is called with 2 arguments"):
        execute(store, Query(PREFIXES + "SELECT (xsd:integer(1, 2) AS ?x) {}"))


def test_misspelt_function_of_sparql_is_a_mistake(store: Store) -> None:
    with pytest.raises(QuerySyntaxError, match="did you mean STRLEN"):
        execute(store, Query("SELECT (STRLENG('a') AS ?x) {}"))
    with pytest.raises(QuerySyntaxError, match="no aggregate <x:f>"):
        execute(store, Query("SELECT (<x:f>(DISTINCT 1) AS ?x) {}"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("SELECT (CONCAT ('a', 'b') AS ?x) {}", b"x\r\nab\r\n"),
        ("SELECT (COALESCE (1, 2) AS ?x) {}", b"x\r\n1\r\n"),
        ("SELECT (isBlank(BNODE ( )) AS ?x) {}", b"x\r\ntrue\r\n"),
        ("SELECT (TRUE && !False AS ?x) {}", b"x\r\ntrue\r\n"),
        ("SELECT (:a.b.c.d = <x:a.b.c.d> AS ?x) {}", b"x\r\ntrue\r\n"),
        ("SELECT ?o { ?s ?p ( # none\n) , ?o , [ #\n] }", b"o\r\n"),
        ("SELECT ?p { ?s ?p +1 }", b"p\r\nx:p\r\n"),
        ("SELECT (+1 = 1 AS ?x) { ?s ?p 3 }", b"x\r\ntrue\r\n"),
        ("SELECT (5-3-1 AS ?x) (5 -3 AS ?y) (-1*- 2 AS ?z) {}", b"x,y,z\r\n1,2,2\r\n"),
    ],
)
def test_gaps_of_the_engine_are_filled(store: Store, text: str, answer: bytes) -> None:
    assert query_in_process(store, PREFIXES + text, "csv") == answer


def test_service_is_refused_in_process(store: Store) -> None:
    with pytest.raises(QueryRefusedError):
        query_in_process(store, "ASK { SERVICE <http://127.0.0.1:9/> {} }")


def test_byte_order_mark_of_a_query_means_nothing(store: Store) -> None:
    assert query_in_process(store, "\ufeffASK {}") == b'{"head":{},"boolean":true}'
    assert select_rows(store, "\ufeffSELECT * {}") == [{}]
    with pytest.raises(QuerySyntaxError) as caught:
        query_in_process(store, "\ufeffASK }")
    assert caught.value.column == 5


@pytest.mark.parametrize("iri", ["http://[", "http://a:b/", "x:%zz"])
def test_malformed_graph_of_a_request_is_named(store: Store, iri: str) -> None:
    for dataset in (
        RequestedDataset((iri,), ()),
        RequestedDataset(("x:g1", iri), ()),
        RequestedDataset((), (iri,)),
    ):
        with pytest.raises(ProtocolError) as caught:
            execute(store, Query("ASK {}", dataset=dataset))
        assert caught.value.status == 400
        assert repr(iri) in caught.value.cause


def test_graph_that_the_format_cannot_hold(store: Store) -> None:
    text = "CONSTRUCT { <x:s> <x:p> ?t } { BIND(<<( <x:a> <x:b> 1 )>> AS ?t) }"
    with pytest.raises(AnswerFormatError) as caught:
        execute(store, Query(text, graph_format=GraphFormat.JSON_LD))
    assert caught.value.form == "CONSTRUCT"
    assert execute(store, Query(text, graph_format=GraphFormat.TURTLE)).body


@pytest.mark.parametrize("character", ["\\u0001", "\\u000B", "\\uFFFE", "\\uFFFF"])
def test_character_that_xml_cannot_hold(store: Store, character: str) -> None:
    table = f'SELECT ("{character}" AS ?x) {{}}'
    graph = f'CONSTRUCT {{ <x:s> <x:p> "{character}" }} {{}}'
    for text in (table, graph):
        query = Query(text, ResultsFormat.XML, GraphFormat.RDF_XML)
        with pytest.raises(AnswerFormatError):
            execute(store, query)
        assert execute(store, Query(text)).body


def test_characters_that_xml_can_hold(store: Store) -> None:
    text = 'SELECT ("\\t\\r\\n\\u0085\\uFFFD\\uFF3E\\U0001F600" AS ?x) {}'
    body = execute(store, Query(text, ResultsFormat.XML)).body
    (literal,) = ET.fromstring(body).iter(f"{NAMESPACE}literal")  # noqa: S314  (our own answer)
    assert literal.text == "\t\r\n\u0085\ufffd\uff3e\U0001f600"


@pytest.mark.parametrize("answer_format", [ResultsFormat.XML, GraphFormat.RDF_XML])
def test_carriage_returns_survive_xml(answer_format: ResultsFormat | GraphFormat) -> None:
    form = "SELECT ?o" if isinstance(answer_format, ResultsFormat) else "CONSTRUCT"
    text = form + " WHERE { ?s ?p ?o }"
    store = load_text('<x:s> <x:p> "a\\r\\nb\\rc" .')
    written = query_in_process(store, text, answer_format.value)
    texts = ET.fromstring(written).itertext()  # noqa: S314  (written by us)
    assert "a\r\nb\rc" in list(texts)


@pytest.mark.parametrize("end", ["1", "a/", "a(b)", "p-1", "", "é"])
def test_rdf_xml_is_well_formed_or_refused(end: str) -> None:
    store = load_text(f'<x:s> <http://x/{end}> "a" .')
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    try:
        written = query_in_process(store, text, "rdfxml")
    except AnswerFormatError:
        assert end in {"1", "a/", "a(b)", ""}
    else:
        assert len(Graph().parse(data=written, format="xml")) == 1
    assert query_in_process(store, text, "turtle")


@given(st.integers(1, 200))
def test_xml_in_parts_is_checked_like_xml_in_one(size: int) -> None:
    store = load_text('<x:s> <x:p> "\\uFFFE", "\\u0436\\u0436\\u0436" .')
    query = Query("SELECT * { ?s ?p ?o } ORDER BY ?o", ResultsFormat.XML)
    parts: list[bytes] = []
    with pytest.raises(AnswerFormatError):
        execute(store, query, Limits(buffer_bytes=size), lambda part: parts.append(part.body))
    assert b"\xef\xbf\xbe" not in b"".join(parts)
