"""Queries that would run for ever, or need more memory than there is."""

from __future__ import annotations

from served import RUNAWAY, Served, cases, problem, product


def doubled(expression: str, times: int) -> str:
    """A pattern that applies an expression of ?s to a letter, then to what it gave, and so on."""
    applied = (expression.replace("?s", f"?s{i}") + f" AS ?s{i + 1}" for i in range(times))
    return "BIND('x' AS ?s0) " + " ".join(f"BIND({one})" for one in applied)


@cases(
    {
        "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "cross product for one row": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?i = ?z) }",
        "product of VALUES": RUNAWAY,
        "path without bound": "SELECT (COUNT(*) AS ?n) { ?a <x:e>+ ?b . ?b <x:e>+ ?c }",
        "path within a path": "SELECT (COUNT(*) AS ?n) { ?a ((<x:e>*)*)* ?b . ?c <x:e>* ?d }",
        "path by anything but": "SELECT (COUNT(*) AS ?n) { ?a (!<x:no>)* ?b . ?c !<x:no>* ?d }",
        "NOT EXISTS": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c "
        "FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?i = ?a && ?f = <x:no>) } }",
        "triples made again": f"CONSTRUCT {{ <x:a> <x:p> 1 }} {{ {product(12)} }}",
        "string doubled by REPLACE": "ASK { " + doubled("REPLACE(?s, '.', '$0$0')", 40) + " }",
        "regular expressions": f"ASK {{ {product(12)} "
        "FILTER(REGEX(CONCAT(STR(?v0), STR(?v11)), '(x+x+)+y')) }",
    }
)
def test_runaway_is_stopped_at_its_time(served: Served, text: str) -> None:
    found = problem(served.ask(text, timeout="0.6"), 503, "timeout")
    assert found["limit"] == 0.6


@cases(
    {
        "ORDER BY over millions": f"SELECT * {{ {product(7)} }} ORDER BY ?v6 ?v5 ?v4 LIMIT 1",
        "ORDER BY chance": f"SELECT * {{ {product(7)} }} ORDER BY RAND() LIMIT 1",
        "GROUP BY over millions": f"SELECT (COUNT(*) AS ?n) {{ {product(8)} }} GROUP BY "
        + " ".join(f"?v{i}" for i in range(8)),
        "GROUP_CONCAT": f"SELECT (GROUP_CONCAT(CONCAT(STR(?v0), '{'x' * 2000}')) AS ?s) "
        f"{{ {product(8)} }}",
        "string doubled by CONCAT": f"SELECT ?s40 {{ {doubled('CONCAT(?s, ?s)', 40)} }}",
        "MINUS": "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?f . ?d ?y ?c } } ORDER BY ?a",
    }
)
def test_memory_bomb_is_stopped_at_its_memory(served: Served, text: str) -> None:
    found = problem(served.ask(text), 503, "memory")
    assert found["limit"] == 256 << 20
