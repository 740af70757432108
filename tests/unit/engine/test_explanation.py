"""What people get wrong in queries, and what they are told."""

import pytest

from kzgraph.engine import Query, Store, execute, load_text
from kzgraph.engine.reading.tokens import AGGREGATES, FUNCTIONS, KEYWORDS
from kzgraph.errors import QuerySyntaxError

# A mistake, the line and column where it stands, and words of the sentence that explains it.
MISTAKES = [
    ("", (1, 1), "there is no query here:"),
    ("SELCT ?s { ?s ?p ?o }", (1, 1), "did you mean SELECT?"),
    ("SELECT ?s WERE { ?s ?p ?o }", (1, 11), "did you mean WHERE?"),
    ("SELECT ?s { ?s ?p ?o FITLER(?o > 1) }", (1, 22), "did you mean FILTER?"),
    ("SELECT ?s { ?s ?p ?o OPTINAL { ?s ?q ?r } }", (1, 22), "did you mean OPTIONAL?"),
    ("SELECT ?s { ?s ?p ?o } ODER BY ?s", (1, 24), "did you mean ORDER?"),
    ("SELECT ?s { ?s ?p ?o } LIMT 5", (1, 24), "did you mean LIMIT?"),
    ("SELECT ?s { ?s ?p ?o } LIMIT", (1, 29), "whole number"),
    ("SELECT ?s { ?s ?p ?o } LIMIT ten", (1, 30), "no word"),
    ("SELECT ?s { ?s ?p ?o } ORDER BY", (1, 32), "in parentheses"),
    ("SELECT ?s { ?s ?p ?o } ORDER ?s", (1, 30), "ORDER is followed by BY, not by ?s"),
    ("SELECT ?s { ?s ?p ?o } GROUP ?s", (1, 30), "GROUP is followed by BY, not by ?s"),
    ("SELECT ?s { ?s ?p ?o } ORDER BY DESC ?s", (1, 38), "DESC is followed by parentheses:"),
    ("SELECT ?s { ?s ?p ?o } LIMIT 5 ORDER BY ?s", (1, 32), "too late or twice"),
    ("SELECT ?s, ?p { ?s ?p ?o }", (1, 10), "separated by spaces"),
    ("SELECT { ?s ?p ?o }", (1, 8), "columns must stand here, not"),
    ("SELECT ?s FROM <x:g>", (1, 21), "the query stops before its"),
    ("SELECT ?s WHERE WHERE { ?s ?p ?o }", (1, 17), "group in braces"),
    ("SELECT ?s WHERE { ?s ?p ?o } WHERE { ?s ?p ?o }", (1, 30), "WHERE stands once, before the"),
    ("SELECT (COUNT(*)) { ?s ?p ?o }", (1, 17), "needs a name"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", (1, 8), "neither in GROUP BY"),
    (
        "SELECT (SUM(COUNT(?s)) AS ?n) { ?s ?p ?o }",
        (1, 13),
        "COUNT stands inside another aggregate;",
    ),
    (
        "SELECT (AVG(SUM(?o)) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        (1, 13),
        "SUM stands inside another aggregate;",
    ),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", (1, 8), "SELECT *"),
    ("SELECT (1 AS ?x) (2 AS ?x) {}", (1, 24), "SELECT names ?x twice"),
    ("SELECT (1 AS ?s) { ?s ?p ?o }", (1, 14), "?s has values from the"),
    ("SELECT ?s ?s { ?s ?p ?o }", (1, 11), "SELECT names ?s twice"),
    ("SELECT (COUNT(*,?s) AS ?n) { ?s ?p ?o }", (1, 16), "takes"),
    (
        "SELECT (GROUP_CONCAT(?s; SEPERATOR=',') AS ?n) { ?s ?p ?o }",
        (1, 26),
        "did you mean SEPARATOR?",
    ),
    ("SELECT ?s { ?s ?p ?o BIND(?o AS ?s) }", (1, 33), "in use before"),
    ("SELECT ?s { BIND ?s AS ?x }", (1, 18), "BIND is followed by parentheses:"),
    ("SELECT * { ?s ?p ?o FILTER(COUNT(?s) > 1) }", (1, 28), "cannot stand in"),
    ("SELECT ?s { ?s ?p ?o FILTER() }", (1, 29), "an expression must stand here,"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o == 1) }", (1, 33), "equality is written with one ="),
    ("SELECT ?s { ?s ?p ?o FILTER(?o > 1 and ?o < 3) }", (1, 36), "it is written &&"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o > 1 OR ?o < 3) }", (1, 36), "it is written ||"),
    ("SELECT ?s { ?s ?p ?o FILTER(NOT ?o) }", (1, 33), "NOT stands before EXISTS {"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o <> 1) }", (1, 32), "inequality is written !="),
    ("SELECT ?s { ?s ?p ?o FILTER(?o & 1) }", (1, 32), "and is written &&"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o | 1) }", (1, 32), "or is written ||"),
    ("SELECT ?s { ?s ?p ?o FILTER(1 < ?o < 3) }", (1, 36), "chain"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o IN 1, 2) }", (1, 35), "IN is followed by parentheses,"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o = 'a' }", (1, 38), "must close"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o != NULL) }", (1, 35), "BOUND"),
    ("SELECT ?s { ?s ?p ?o FILTER EXIST { ?s ?q ?r } }", (1, 29), "did you mean EXISTS?"),
    ("SELECT ?s { ?s ?p ?o FILTER(STRSTART(?o, 'a')) }", (1, 29), "did you mean STRSTARTS?"),
    ("SELECT ?s { ?s ?p ?o FILTER(STARTSWITH(?o, 'a')) }", (1, 29), "it is called STRSTARTS"),
    ("SELECT ?s { ?s ?p ?o FILTER(FOO(?o)) }", (1, 29), "no function"),
    ("SELECT ?s { ?s ?p ?o FILTER(STRSTARTS(?o)) }", (1, 29), "STRSTARTS takes 2 arguments, not 1"),
    ("SELECT ?s { ?s ?p ?o FILTER(STRLEN ?o) }", (1, 36), "STRLEN is followed by parentheses,"),
    ("SELECT ?s { ?s ?p ?o FILTER(REGEX ?o 'a') }", (1, 35), "REGEX is followed by parentheses,"),
    ("SELECT ?s { ?s ?p ?o FILTER(BOUND(1)) }", (1, 29), "BOUND takes a variable"),
    ("SELECT (LENGTH(?o) AS ?n) { ?s ?p ?o }", (1, 9), "it is called STRLEN"),
    ("SELECT (NOW AS ?n) {}", (1, 13), "NOW is followed by parentheses,"),
    ("SELECT (IF(?a, 1) AS ?n) {}", (1, 9), "IF takes 3 arguments, not 2"),
    ("SELECT (STR() AS ?n) {}", (1, 9), "STR takes 1 argument, not 0"),
    ("SELECT ?s { ?s ?p ?o ?s ?q ?r }", (1, 22), "dot is missing"),
    ("SELECT ?s { ?s ?p }", (1, 19), "behind ?p an object is missing"),
    ("SELECT ?s { ?s }", (1, 16), "predicate and an object"),
    ("SELECT ?s { . }", (1, 13), "this dot ends no triple:"),
    ("SELECT ?s { ?s ?p ?o , }", (1, 24), "behind , an object is missing"),
    ("SELECT ?s { ?s ?p ?o ; ; . ; }", (1, 28), "this semicolon follows no triple"),
    ("SELECT ?s { ?s 'p' ?o }", (1, 16), "a predicate is an IRI"),
    ("SELECT ?s { ?s 1 ?o }", (1, 16), "a predicate must stand here,"),
    ("SELECT ?s { ?s ?p ?o };", (1, 23), "no semicolon"),
    ("SELECT ?s { ?s ?p ?o } }", (1, 24), "this } closes nothing"),
    ("SELECT ?s { ?s ?p ?o", (1, 11), "never closed"),
    ("SELECT ?s { ?s ?p 'open }", (1, 19), "the string that begins here"),
    ("SELECT ?s { ?s ?p 'a'b' }", (1, 21), "belongs to the string"),
    ("SELECT ?s { ?s http://example.org/p ?o }", (1, 16), "angle brackets"),
    ("SELECT ?s { ?s <http://example.org/p ?o }", (1, 16), "no > at its end"),
    ("SELECT ?s { ?s <p> ?o }", (1, 16), "is relative"),
    ("SELECT ?s { ?s foaf:name ?o }", (1, 16), "not declared"),
    ("SELECT ?s { ?s nope:name ?o }", (1, 16), "the prefix nope: is not declared"),
    ("PREFIX foaf <http://x/> SELECT ?s { ?s foaf:p ?o }", (1, 8), "a prefix ends in its"),
    (
        "PREFIX foaf: <http://x/>; SELECT ?s { ?s foaf:p ?o }",
        (1, 25),
        "no ; stands behind a declaration",
    ),
    (
        "PREFIX foaf: <http://x/>. SELECT ?s { ?s foaf:p ?o }",
        (1, 25),
        "no . stands behind a declaration",
    ),
    (
        "@prefix foaf: <http://x/> . SELECT ?s { ?s foaf:p ?o }",
        (1, 1),
        "@prefix is Turtle; here it",
    ),
    ("PREFX foaf: <http://x/> SELECT * {}", (1, 1), "did you mean PREFIX?"),
    ("PREFIX a: <x:> SELECT * {} PREFIX a: <x:>", (1, 28), "stand before the query"),
    ("PREFIX a: 'http://x/' SELECT * {}", (1, 1), "this declaration is not of"),
    ("SELECT ?s { ?s ?p “a” }", (1, 19), "straight"),
    ("SELECT\xa0?s { ?s ?p ?o }", (1, 7), "looks like a space"),
    ("SELECT ?s \\ { ?s ?p ?o }", (1, 11), "the character \\ cannot stand"),
    ("SELECT ?s \x00 { ?s ?p ?o }", (1, 11), "the character U+0000 cannot stand"),
    ("SELECT ?s { ?s ?p ?o – ?a }", (1, 22), "plain hyphen"),
    ("SELECT ?s { ?s ?p ?o FILTER(?o ≥ 1) }", (1, 32), "it is written >="),
    ("SELECT ?s % { ?s ?p ?o }", (1, 11), "percent-encoded"),
    ("SELECT ?s { ?s ?p `a` }", (1, 19), "the character ` cannot stand"),
    ("SELECT ? { ?s ?p ?o }", (1, 8), "the name of the variable"),
    ("SELECT $ { ?s ?p ?o }", (1, 8), "the character $ cannot stand"),
    ("SELECT ?first-name { ?s ?p ?first-name }", (1, 14), "a hyphen ends the name"),
    ("SELECT ?s { ?s ?p ?o@en }", (1, 21), "strings only"),
    ("SELECT ?s { ?s ?p 'a'@ }", (1, 22), "the language is missing behind"),
    ("SELECT ?s { ?s ?p 'a'^^ }", (1, 25), "^^ is followed by the"),
    ("SELECT ?s { ?s ?p 'a'^<x:y> }", (1, 22), "a datatype is given with ^^"),
    ("INSERT DATA { <x:a> <x:b> 1 }", (1, 1), "only answers"),
    ("SELECT ?s DISTINCT { ?s ?p ?o }", (1, 11), "DISTINCT stands directly behind SELECT"),
    ("CONSTRUCT ?s { ?s ?p ?o }", (1, 11), "template"),
    ("DESCRIBE", (1, 9), "DESCRIBE must name what it"),
    ("ASK ?s", (1, 5), "the pattern in braces must"),
    ("SELECT * { ?s ?p ?o UNION ?s ?q ?r }", (1, 21), "UNION stands"),
    ("SELECT * { GRAPH { ?s ?p ?o } }", (1, 18), "GRAPH is followed by an"),
    ("SELECT * { VALUES ?x 1 2 }", (1, 22), "the values of VALUES stand"),
    ("SELECT * { VALUES ?x { ?y } }", (1, 24), "no variables"),
    ("SELECT * { VALUES (?x ?y) { (1) } }", (1, 29), "values for"),
    ("SELECT * { VALUES (?x ?x) { (1 1) } }", (1, 23), "VALUES names ?x twice"),
    ("SELECT * { ?s ?p ?o . SELECT ?s { ?s ?q ?r } }", (1, 23), "in its own braces"),
    ("SELECT * { ?s ?p ?o HAVING(?o) }", (1, 21), "stands behind the closing"),
    ("SELECT * { _:a ?p ?o { _:a ?q ?r } }", (1, 24), "another basic graph pattern"),
    ("SELECT * { ?s ?p ?o } BINDINGS ?x { (1) }", (1, 23), "it is called VALUES"),
    ("SELECT * { LET (?x := 1) }", (1, 12), "does it"),
    ("SELECT * { ?s ?p/ ?o }", (1, 17), "part of a path"),
    ("SELECT * { ?s ^?p ?o }", (1, 16), "a path goes on"),
    ("SELECT * { ?s <x:p>{1,2} ?o }", (1, 20), "paths have no {n}; write"),
    ("SELECT * { ?s <x:p>|| <x:q> ?o }", (1, 20), "behind <x:p> an object is missing"),
    ("SELECT * FROM { }", (1, 15), "FROM is followed by an"),
    ("SELECT * FROM <x:g>, <x:h> {}", (1, 20), "each graph has its own"),
    ("SELECT * { ?s ?p ?o } FROM <x:g>", (1, 23), "FROM stands before WHERE { … }"),
    ("SELECT * NAMED <x:g> {}", (1, 10), "a named graph is asked"),
    ("ASK {} ASK {}", (1, 8), "a second query begins here;"),
    ("SELECT * { ?s ?p TRUE_ }", (1, 18), "did you mean TRUE?"),
    ("SELECT * { ?s ?p 1a }", (1, 19), "a cannot stand behind 1;"),
    ("SELECT * { ?s ?p 2023-01-01 }", (1, 22), "no arithmetic"),
    ("SELECT * { ?s ?p 'x'^^<x:%zz> }", (1, 23), "the IRI <x:%zz> is malformed"),
    ("SELECT * { ?s ?p <http://[> }", (1, 18), "the IRI <http://[> is malformed"),
    ("{ ?s ?p ?o }", (1, 1), "a query begins with SELECT,"),
    ("ASK { ?s ?p ?o } GROUP BY ?s HAVING (1)", (1, 18), "the engine of this service"),
    ("SELECT (<x:f>(DISTINCT 1) AS ?x) {}", (1, 9), "this service has no aggregate"),
]


@pytest.fixture(scope="module")
def store() -> Store:
    return load_text("<x:s> <x:p> 1 .")


@pytest.mark.parametrize(("text", "place", "said"), MISTAKES)
def test_mistake_is_placed_and_explained(
    store: Store, text: str, place: tuple[int, int], said: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        execute(store, Query(text))
    assert (caught.value.line, caught.value.column) == place
    assert said in caught.value.cause
    assert len(caught.value.engine_message) <= 240


@pytest.mark.parametrize("keyword", sorted(word for word in KEYWORDS if len(word) > 5))
def test_keyword_with_two_letters_swapped_is_recognised(store: Store, keyword: str) -> None:
    written = keyword[:2] + keyword[3] + keyword[2] + keyword[4:]
    call = "(?o)" if keyword in FUNCTIONS | AGGREGATES else ""
    with pytest.raises(QuerySyntaxError) as caught:
        execute(store, Query(f"SELECT * {{ ?s ?p ?o {written}{call} }}"))
    if written != keyword:
        assert f"did you mean {keyword}?" in caught.value.cause
        assert (caught.value.line, caught.value.column) == (1, 21)


def test_what_the_user_wrote_is_shortened(store: Store) -> None:
    for text in (
        "SELECT " + "x" * 5000,
        "ASK { ?s " + "'" + "x" * 5000 + "' ?o }",
        "ASK { ?s <x:" + "%" * 5000 + "> ?o }",
        "ASK { ?s http://" + "x" * 5000 + " ?o }",
        "ASK { ?s " + "p" * 5000 + ":x ?o }",
    ):
        with pytest.raises(QuerySyntaxError) as caught:
            execute(store, Query(text))
        assert len(caught.value.cause) < 300


def test_braces_of_the_user_are_shown_as_they_are(store: Store) -> None:
    with pytest.raises(QuerySyntaxError, match=r"not by 'a \{found\}'"):
        execute(store, Query("SELECT * {} LIMIT 'a {found}'"))
