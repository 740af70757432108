"""The grammar of queries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzgraph.engine.reading.grammar import END, find_misfit, terminal_of
from kzgraph.engine.reading.tokens import Token, tokenize

# Queries that use every rule; the prologue is not the grammar's.
QUERIES = [
    "SELECT * {}",
    "SELECT DISTINCT ?a (?b + 1 AS ?c) FROM <x:g> FROM NAMED :h WHERE { ?a :p ?b . }",
    "SELECT REDUCED ?a { ?a ?b ?c } GROUP BY ?a (?b AS ?d) STR(?c) :f(?a) (?c)",
    "SELECT ?a {} GROUP BY ?a HAVING (?a > 1) STR(?a) ORDER BY ?a DESC(?b) (?c) STR(?d) LIMIT 1",
    "SELECT ?a {} OFFSET 1 LIMIT 2 VALUES (?a ?b) { (1 UNDEF) (:a 'x'@en) ('y'^^:t TRUE) () }",
    "SELECT ?a {} LIMIT 1 OFFSET 2 VALUES ?a { -1 +2.5 <<( :s a <<( :s :p 1 )>> )>> }",
    "CONSTRUCT { ?a ?b ?c ; :p [ :q ( 1 2 ) ] . [] :p ?d , ?e } WHERE { ?a ?b ?c }",
    "CONSTRUCT FROM :g WHERE { ?a ?b ?c }",
    "CONSTRUCT {} {}",
    "DESCRIBE * FROM :g { ?a ?b ?c }",
    "DESCRIBE ?a <x:b> :c",
    "ASK { { ?a ?b ?c } UNION {} UNION { SELECT ?a { ?a ?b ?c } LIMIT 1 } }",
    "ASK { ?a ?b ?c OPTIONAL { ?a ?b ?c } . MINUS { ?a ?b ?c } ?d ?e ?f GRAPH ?g { ?a ?b ?c } }",
    "ASK { GRAPH :g {} BIND(?a AS ?b) FILTER(?a) FILTER NOT EXISTS { ?a ?b ?c } LATERAL {} }",
    "ASK { FILTER(?a || ?b && !?c = -?d + 1 * 2 / 3 - +4) FILTER REGEX(?a, 'x') FILTER :f() }",
    "ASK { FILTER(?a IN () || ?a NOT IN (1, :b, 'c'@en) || EXISTS {} || NOT EXISTS {}) }",
    "ASK { FILTER(:f(DISTINCT ?a) < COALESCE(?a, <x:b>, FALSE) && !!BOUND(?a) != RAND()) }",
    "SELECT (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(?a; SEPARATOR=', ') AS ?g) (SUM(?b) AS ?s) {}",
    "ASK { ?a (:p/^:q|!(a|^:r)|!^a|:s*)+/a? ?b ; ; :t ?c , [ ] ; . ( 1 ?d ) :u _:b }",
    "ASK { [ :p ?a ] . ( 1 [ :p 2 ] ) . ?s ?p 'a'^^:t , 1e5 , 'b'@ar--rtl , TRUE }",
    "ASK { << ?a a ?b ~ :r >> :p <<( ?s ?p <<( :s :p [] )>> )>> . << << :a :b 1 >> :c _:d >> . }",
    "ASK { ?s :p ?o ~ {| :q 1 ; :r 2 {| :s 3 |} |} ~ :r ~ ?r {| :t 4 |} }",
    "SELECT (<<( :s :p ?o )>> AS ?t) (ISTRIPLE(?t) AS ?i) (ADJUST(NOW(), ?z) AS ?j) {}",
]


@pytest.mark.parametrize("text", QUERIES)
def test_query_fits(text: str) -> None:
    assert find_misfit(tokenize(text)) is None


@pytest.mark.parametrize("text", QUERIES)
def test_query_cut_off_misses_something(text: str) -> None:
    tokens = tokenize(text)
    complete = 0
    for length in range(len(tokens)):
        misfit = find_misfit(tokens[:length])
        if misfit is None:
            complete += 1
        else:
            assert (misfit.index, misfit.terminal) == (length, END)
            assert misfit.possible
            assert terminal_of(tokens[length]) in misfit.possible
    assert complete <= len(tokens) / 2


@settings(deadline=None)
@given(
    st.sampled_from(QUERIES).map(tokenize),
    st.integers(0, 200),
    st.sampled_from(tokenize("SELECT WHERE ~ ?x ) { <x:y> 1 'a' , AS STR COUNT _:a << @en")),
)
def test_strange_token_is_found_where_it_stands_or_later(
    tokens: list[Token], place: int, strange: Token
) -> None:
    index = place % (len(tokens) + 1)
    misfit = find_misfit([*tokens[:index], strange, *tokens[index:]])
    if misfit is not None:
        assert misfit.index >= index
        assert misfit.terminal not in misfit.possible


def test_what_a_query_begins_with() -> None:
    misfit = find_misfit([])
    assert misfit is not None
    assert misfit.possible == {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}
