"""A value stands in a query as its own term, wherever the parameter stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kzgraph.engine import Literal, load_text, select_rows
from kzgraph.library import Question, read_question, read_value

HEADER = """\
#+ title: What holds
#+ description: What holds of a value?
#+ topic: graph
#+ columns: {columns}
#+ parameters: {parameters}
"""
EVERYWHERE = """\
PREFIX : <x:>
PREFIX x: <x:> # a comment with ?words and {{ "
SELECT ?s (COUNT(?other) AS ?others) (MIN(?words2) AS ?least) WHERE {
    VALUES ?words { "plain" }
    ?s x:says $words ; x:index ?words2 .
    { SELECT ?s WHERE { ?s x:says ?said FILTER (?said = ?words) } }
    FILTER (EXISTS { ?s x:says ?words } && "?words" != ?words)
    OPTIONAL { ?s :words|x:other ?other FILTER (STRLEN(?words) >= 0) }
}
GROUP BY ?s
"""
NASTY = [
    '"',
    "\\",
    "\n",
    "\r",
    "\t",
    "{}",
    "#",
    "?words",
    "'",
    '"""',
    "\U0001f600",
    "\0",
    "}",
    "\\u0022",
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.lists(
    st.sampled_from(NASTY), max_size=8
).map("".join)


def make(folder: Path, body: str, columns: str, parameters: str) -> Question:
    path = folder / "what-holds.rq"
    header = HEADER.format(columns=columns, parameters=parameters)
    path.write_text(header + body, encoding="utf-8")
    return read_question(path)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Question:
    folder = tmp_path_factory.mktemp("queries")
    return make(folder, EVERYWHERE, "s, others, least", "words text plain")


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Question:
    body = 'SELECT ?words2 WHERE { VALUES ?words { "plain" } BIND (?words AS ?words2) }\n'
    return make(tmp_path_factory.mktemp("queries"), body, "words2", "words text plain")


@given(text=texts)
@example(text="".join(NASTY))
@settings(deadline=None)
def test_each_text_comes_back_as_it_was_given(echo: Question, text: str) -> None:
    (parameter,) = echo.file.parameters
    query = echo.fill({"words": read_value(parameter, text, None)})
    assert select_rows(load_text(""), query) == [{"words2": Literal(text)}]


@given(text=texts, other=texts)
@example(text="".join(NASTY), other="")
@settings(deadline=None)
def test_text_finds_what_says_it_and_nothing_else(
    everywhere: Question, text: str, other: str
) -> None:
    turtle = "".join(
        f"<x:{name}> <x:says> {write(said)} ; <x:index> 1 .\n"
        for name, said in (("one", text), ("two", other))
    )
    store = load_text(turtle)
    (parameter,) = everywhere.file.parameters
    rows = select_rows(store, everywhere.fill({"words": read_value(parameter, text, None)}))
    found = {"x:one", "x:two"} if other == text else {"x:one"}
    assert {str(row["s"]) for row in rows} == (found if text != "?words" else set())


def write(text: str) -> str:
    """Write a string of Turtle, each character by its number."""
    return '"' + "".join(f"\\U{ord(one):08X}" for one in text) + '"'


def test_only_variables_of_the_parameter_give_way(everywhere: Question) -> None:
    query = everywhere.fill({"words": Literal("new")})
    assert not re.search(r"VALUES|#\+", query)
    assert '?s x:says "new" ; x:index ?words2 .' in query
    assert '"?words" != "new"' in query
    assert "?s :words|x:other ?other" in query
    assert '# a comment with ?words and {{ "\n' in query


def test_line_of_a_clause_goes_and_what_stands_beside_it_stays(tmp_path: Path) -> None:
    body = (
        "SELECT ?s WHERE {\n    VALUES ?a { 1 }\n    VALUES ?b { 2 }  ?s ?p ?b , ?a .\n}\n"
        "ORDER BY ?s\n"
    )
    question = make(tmp_path, body, "s", "a number 1; b number 2")
    number = "http://www.w3.org/2001/XMLSchema#integer"
    assert question.fill({"a": Literal("-7", number)}) == (
        f'SELECT ?s WHERE {{\n    ?s ?p "2"^^<{number}> , "-7"^^<{number}> .\n}}\nORDER BY ?s\n'
    )
    assert question.example == body


def test_default_without_clause_is_put_into_the_example(tmp_path: Path) -> None:
    body = "SELECT ?s WHERE { ?s ?p ?day }\n"
    question = make(tmp_path, body, "s", "day date 2024-02-29")
    written = '"2024-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert question.example == question.fill({}) == body.replace("?day", written)
