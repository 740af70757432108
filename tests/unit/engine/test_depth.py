"""Deep and long queries: refused before the engine reads them, or survived by the worker.

The engine recurses when it reads, improves, runs and drops a query, and ends its process when the
stack is used up: at 8 MiB, a query of 10 kB can do it.
"""

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kzgraph.engine import DEFAULT_LIMITS, Limits, Query, execute, load_text
from kzgraph.engine.reading.inspection import inspect
from kzgraph.engine.worker import call_with_stack
from kzgraph.errors import QueryLimitError, QuerySyntaxError, ResultTooLargeError

# What opens and what closes a level; the query around and inside them.
NESTED = {
    "group": ("ASK ", "{", "", "}", ""),
    "group with triples": ("ASK ", "{ ?s ?p ?o ", "", "}", ""),
    "parentheses": ("ASK { FILTER", "(", "1", ")", "}"),
    "blank node": ("ASK { ?s a ", "[ a ", "1", "]", "}"),
    "list": ("ASK { ?s a ", "(", "1", ")", "}"),
    "sub-select": ("SELECT * ", "{ SELECT * ", "{}", "}", ""),
    "optional": ("ASK ", "{ OPTIONAL ", "{}", "}", ""),
    "union": ("ASK {", "{} UNION {", "", "}", "}"),
    "minus": ("ASK ", "{ MINUS ", "{}", "}", ""),
    "graph": ("ASK ", "{ GRAPH ?g ", "{}", "}", ""),
    "exists": ("ASK { FILTER ", "EXISTS { FILTER ", "(1)", "}", "}"),
    "not exists": ("ASK { FILTER ", "NOT EXISTS { FILTER ", "(1)", "}", "}"),
    "function": ("ASK { FILTER(", "STR(", "1", ")", ") }"),
    "condition": ("ASK { FILTER(", "IF(1,1,", "1", ")", ") }"),
    "choice": ("ASK { FILTER(", "COALESCE(", "1", ")", ") }"),
    "custom function": ("ASK { FILTER(", "<x:f>(", "1", ")", ") }"),
    "aggregate": ("SELECT (", "(", "COUNT(*)", ")", " AS ?n) {}"),
    "set": ("ASK { FILTER(", "1 IN (", "1", ")", ") }"),
    "negation": ("ASK { FILTER(", "!", "1", "", ") }"),
    "minus signs": ("ASK { FILTER(", "-", "1", "", ") }"),
    "plus signs": ("ASK { FILTER(", "+", "1", "", ") }"),
    "path": ("ASK { ?s ", "(", "a", ")*", " ?o }"),
    "inverse path": ("ASK { ?s ", "^(", "a", ")", " ?o }"),
    "inverse signs": ("ASK { ?s ", "^", "a", "", " ?o }"),
    "negated path": ("ASK { ?s ", "!", "a", "", " ?o }"),
    "triple term": ("ASK { ?s a ", "<<( ?s a ", "1", ")>>", "}"),
    "reified triple": ("ASK { ?s a ", "<< ?s a ", "1", ">>", "}"),
    "triple value": ("ASK { VALUES ?x { ", "<<( <x:s> a ", "1", ")>>", "} }"),
    "annotation": ("ASK { ?s a 1 ", "{| a 1 ", "", "|}", "}"),
    "template": ("CONSTRUCT { ?s a ", "[ a ", "1", "]", "} {}"),
}


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("kind", NESTED)
def test_ten_thousand_levels_are_refused(kind: str, *, closed: bool) -> None:
    before, opening, inmost, closing, after = NESTED[kind]
    levels = 10_000
    text = before + opening * levels + (inmost + closing * levels + after if closed else "")
    with pytest.raises((QueryLimitError, QuerySyntaxError)) as caught:
        inspect(text, nesting_limit=DEFAULT_LIMITS.nesting)
    assert isinstance(caught.value, QueryLimitError | QuerySyntaxError)
    assert caught.value.line == 1
    assert caught.value.column is not None
    if isinstance(caught.value, QueryLimitError):
        assert (caught.value.limit, caught.value.unit) == (200, "levels")


# Each makes a query of a number of links that the engine recurses along.
CHAINS: dict[str, Callable[[int], str]] = {
    "optional": lambda n: "ASK { ?s a ?o " + "OPTIONAL {} " * n + "}",
    "union": lambda n: "ASK { {} " + "UNION {} " * n + "}",
    "minus": lambda n: "ASK { ?s a ?o " + "MINUS {} " * n + "}",
    "exists": lambda n: "ASK { ?s a ?o " + "FILTER EXISTS {} " * n + "}",
    "bind": lambda n: "ASK { " + "".join(f"BIND(1 AS ?v{i}) " for i in range(n)) + "}",
    "values": lambda n: "ASK { " + "VALUES ?x {} " * n + "}",
    "quotient": lambda n: "ASK { FILTER(1" + "/1" * n + ") }",
    "difference": lambda n: "ASK { FILTER(1" + "-1" * n + ") }",
    "disjunction": lambda n: "ASK { ?s a ?o FILTER(?s" + "||?o" * n + ") }",
    "conjunction": lambda n: "ASK { ?s a ?o FILTER(?s" + "&&?o" * n + ") }",
    "filters": lambda n: "ASK { " + "FILTER(1) " * n + "}",
    "order": lambda n: "SELECT * { ?s ?p ?o } ORDER BY " + "(1)" * n,
    "columns": lambda n: "SELECT " + "".join(f"(1 AS ?v{i})" for i in range(n)) + "{}",
    "groups": lambda n: "SELECT (1 AS ?n) {} GROUP BY " + "(1)" * n,
    "triples": lambda n: "ASK { " + "?s a ?o . " * n + "}",
    "objects": lambda n: "ASK { ?s a 1" + ",1" * n + "}",
    "path": lambda n: "ASK { ?s a" + "/a" * n + " ?o }",
    "alternatives": lambda n: "ASK { ?s a" + "|a" * n + " ?o }",
    "list": lambda n: "ASK { ?s a (" + "1 " * n + ") }",
    "reifiers": lambda n: "ASK { ?s a 1" + "~" * n + "}",
    "describe": lambda n: "DESCRIBE " + "<x:s> " * n,
    "triple terms": lambda n: (
        "SELECT * { BIND(1 AS ?v0) "
        + "".join(f"BIND(TRIPLE(<x:s>, <x:p>, ?v{i}) AS ?v{i + 1}) " for i in range(n))
        + "}"
    ),
}

# Runs a query of standard input as a worker does; it ends itself when its time is over.
CHILD = """
import os, sys, threading
from kzgraph.engine import Query, execute, load_text
from kzgraph.engine.worker import call_with_stack
from kzgraph.errors import KzgraphError

store = load_text("<x:s> a <x:o> .")
text = sys.stdin.read()
timer = threading.Timer(float(sys.argv[2]), lambda: os._exit(0))
timer.daemon = True
timer.start()
try:
    answer = lambda: execute(store, Query(text)).format
    print(call_with_stack(answer, len(text)) if sys.argv[1] == "stack" else answer())
except KzgraphError as error:
    print(error)
os._exit(0)
"""


def ends_itself(text: str, seconds: float, *, stack: bool = True) -> bool:
    """Say whether a process that runs a query ends as it should, not by a signal."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "stack" if stack else "no stack", str(seconds)],
        input=text.encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode == 0


@pytest.mark.parametrize("kind", CHAINS)
def test_chain_of_2500_links_is_survived(kind: str) -> None:
    assert ends_itself(CHAINS[kind](2500), 1)


@pytest.mark.parametrize("kind", NESTED)
def test_nesting_under_the_limit_is_survived(kind: str) -> None:
    before, opening, inmost, closing, after = NESTED[kind]
    assert ends_itself(before + opening * 190 + inmost + closing * 190 + after, 0.7)


@pytest.mark.parametrize("kind", ["optional", "exists", "values", "difference", "quotient"])
def test_chain_that_fills_the_longest_query_is_survived(kind: str) -> None:
    size = len(CHAINS[kind](2)) - len(CHAINS[kind](1))
    text = CHAINS[kind]((DEFAULT_LIMITS.query_bytes - 100) // size)
    assert ends_itself(text, 20)


def test_the_stack_is_needed() -> None:
    text = CHAINS["difference"](100_000)
    assert ends_itself(text, 20)
    assert not ends_itself(text, 20, stack=False)


def test_results_are_dropped_where_the_stack_is_large() -> None:
    store = load_text("<x:s> <x:p> 1 .")
    text = "SELECT * { VALUES ?x { 1 2 3 } FILTER(1" + "-1" * 100_000 + " != 5) }"
    with pytest.raises(ResultTooLargeError):
        call_with_stack(lambda: execute(store, Query(text), Limits(answer_bytes=10)), len(text))


def test_stack_that_finds_no_room_is_an_error() -> None:
    with pytest.raises(MemoryError):
        call_with_stack(lambda: None, 1 << 46)


def test_short_query_needs_no_thread() -> None:
    assert call_with_stack(threading.current_thread, 1000) is threading.current_thread()
    assert call_with_stack(threading.current_thread, 2000) is not threading.current_thread()


LINKS = st.sampled_from(sorted(CHAINS)).flatmap(lambda kind: st.integers(1, 300).map(CHAINS[kind]))
LEVELS = st.sampled_from(sorted(NESTED)).flatmap(
    lambda kind: st.integers(1, 199).map(
        lambda n: (
            NESTED[kind][0]
            + NESTED[kind][1] * n
            + NESTED[kind][2]
            + NESTED[kind][3] * n
            + NESTED[kind][4]
        )
    )
)


def as_group(text: str) -> str:
    """Make a part of a pattern from a query of one of the kinds above."""
    if text.startswith("ASK "):
        return text.removeprefix("ASK ")
    return "{" + text + "}" if text.startswith("SELECT") else "{}"


@settings(
    deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.lists(st.one_of(LINKS, LEVELS).map(as_group), min_size=1, max_size=12))
def test_mixture_of_chains_and_nestings_is_survived(groups: list[str]) -> None:
    text = "SELECT * { " + " UNION ".join(f"{{ {group} }}" for group in groups) + " }"
    assert ends_itself(text, 1)
