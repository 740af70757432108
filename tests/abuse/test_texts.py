"""Queries of ten thousand brackets, signs or links, which the engine follows by recursion."""

from __future__ import annotations

import pytest
from served import Served, cases, problem

MANY = 10_000
SETTINGS = {"KZGRAPH_MEMORY_LIMIT_BYTES": 1 << 30}  # of which a long text takes some for its stack


def nested(opening: str, core: str, closing: str) -> str:
    return opening * MANY + core + closing * MANY


@cases(
    {
        "groups": f"ASK {nested('{', '', '}')}",
        "sub-selects": f"ASK {{ {nested('{SELECT * {', '', '}}')} }}",
        "OPTIONAL": f"ASK {{ {nested('OPTIONAL {', '', '}')} }}",
        "FILTER EXISTS": f"ASK {{ {nested('FILTER EXISTS {', '', '}')} }}",
        "MINUS": f"ASK {{ {nested('MINUS {', '', '}')} }}",
        "GRAPH": f"ASK {{ {nested('GRAPH ?g {', '', '}')} }}",
        "UNION": f"ASK {{ {nested('{} UNION {', '', '}')} }}",
        "parentheses": f"ASK {{ FILTER({nested('(', 'true', ')')}) }}",
        "ORDER BY": f"SELECT * {{}} ORDER BY {nested('(', '1', ')')}",
        "IF": f"ASK {{ FILTER({nested('IF(1,1,', '1', ')')}) }}",
        "functions": f"ASK {{ FILTER({nested('STR(', '1', ')')}) }}",
        "aggregates": f"SELECT ({nested('SUM(', '1', ')')} AS ?n) {{}}",
        "IN": f"ASK {{ FILTER({nested('1 IN (', '1', ')')}) }}",
        "blank nodes": f"ASK {{ ?s <x:p> {nested('[<x:p> ', '1', ']')} }}",
        "collections": f"ASK {{ ?s <x:p> {nested('(', '1', ')')} }}",
        "paths": f"ASK {{ ?s {nested('(', '<x:p>', ')*')} ?o }}",
        "inverse paths": f"ASK {{ ?s {nested('^(', '<x:p>', ')')} ?o }}",
        "negated paths": f"ASK {{ ?s {nested('!(', '<x:p>', ')')} ?o }}",
        "triple terms": f"ASK {{ ?s ?p {nested('<<( ?a ?b ', '?c', ' )>>')} }}",
        "reified triples": f"ASK {{ {nested('<< ', '?c', ' ?a ?b >>')} ?p ?o }}",
        "annotations": f"ASK {{ ?s ?p ?o {nested('{| ?a ?b ', '', '|}')} }}",
        "TRIPLE": f"SELECT ({nested('TRIPLE(<x:a>,<x:b>,', '1', ')')} AS ?t) {{}}",
        "unclosed": "ASK {" + "(" * MANY,
        "!": f"ASK {{ FILTER({'!' * MANY}true) }}",
        "! between blanks": f"ASK {{ FILTER({'! ' * MANY}true) }}",
    }
)
def test_depth_is_refused(served: Served, text: str) -> None:
    problem(served.ask(text), 400, "query-limit")


@pytest.mark.parametrize("sign", ["-", "+", "- ", "+ ", "^", "^ ", "*", "?"])
def test_signs_that_may_not_follow_themselves_are_no_query(served: Served, sign: str) -> None:
    signs = sign * MANY
    text = "ASK { ?s " + (f"{signs}<x:p>" if "^" in sign else f"<x:p>{signs}") + " ?o }"
    if sign[0] in "-+":
        text = f"SELECT ({signs}?x AS ?y) {{}}"
    assert served.ask(text).status_code == 400


@cases(
    {
        "sum": f"SELECT (1{'+1' * MANY} AS ?n) {{}}",
        "difference": f"SELECT (1{' - 1' * MANY} AS ?n) {{}}",
        "factors": f"SELECT (1{'*1' * MANY} AS ?n) {{}}",
        "||": f"ASK {{ FILTER(1{'||1' * MANY}) }}",
        "&&": f"ASK {{ FILTER(1{'&&1' * MANY}) }}",
        "steps of a path": f"ASK {{ ?s <x:p>{'/<x:p>' * MANY} ?o }}",
        "UNION": f"ASK {{ {{}}{' UNION {}' * MANY} }}",
        "OPTIONAL": f"ASK {{ {'OPTIONAL {} ' * MANY} }}",
        "MINUS": f"ASK {{ {'MINUS {} ' * MANY} }}",
        "FILTER": f"ASK {{ {'FILTER(1) ' * MANY} }}",
        "triples": "ASK { " + " . ".join(f"?s{i} <x:e> ?s{i + 1}" for i in range(MANY)) + " }",
        "predicates": f"ASK {{ ?s <x:p> 1{'; <x:p> 1' * MANY} }}",
        "objects": f"ASK {{ ?s <x:p> 1{', 1' * MANY} }}",
        "VALUES": f"ASK {{ {'VALUES ?x { 1 } ' * MANY} }}",
        "sub-selects": f"ASK {{ {'{SELECT * {}} ' * MANY} }}",
        "SELECT": "SELECT " + " ".join(f"(1 AS ?x{i})" for i in range(MANY)) + " {}",
        "DESCRIBE": "DESCRIBE " + " ".join(f"<x:{i}>" for i in range(MANY)),
    }
)
def test_chain_ends_no_process(served: Served, text: str) -> None:
    before = served.workers()
    response = served.ask(text, timeout="0.5")
    # Some chains of ten thousand links can be worked out.
    assert response.status_code in {200, 400, 503}, response.text
    if response.status_code == 400:
        problem(response, 400, "query-limit")
        assert served.workers() == before


@pytest.mark.parametrize("opening", ["{", "{SELECT * {", "OPTIONAL {", "FILTER EXISTS {"])
def test_depth_at_the_limit_is_answered(served: Served, opening: str) -> None:
    levels = 199 // opening.count("{")
    closing = "}" * opening.count("{")
    response = served.ask(f"ASK {{ {opening * levels} ?s ?p ?o {closing * levels} }}")
    assert response.status_code == 200, response.text
