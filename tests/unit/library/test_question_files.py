"""What a file of the library may not do with a parameter, and how its author is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kzgraph.errors import MissingFileError, SyntaxInFileError
from kzgraph.library import read_library, read_question

HEADER = """\
#+ title: What is there
#+ description: What is there?
#+ topic: graph
#+ columns: s
#+ parameters: p entity id:a
"""
PREFIX = "PREFIX id: <https://w3id.org/kzgraph/id/>\n"
GOOD = HEADER + PREFIX + "SELECT ?s WHERE {\n    VALUES ?p { id:a }\n    ?s ?p ?o\n}\n"


def write(folder: Path, text: str, name: str = "what-is-there.rq") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def with_body(*lines: str) -> str:
    return HEADER + PREFIX + "\n".join(lines) + "\n"


REFUSED = {
    "projected": (with_body("SELECT ?s", "  $p { ?s ?p ?o }"), 8, "projects the parameter $p"),
    "projected below": (
        with_body("SELECT ?s {", "{ SELECT ?s ?p { ?s ?p ?o } } }"),
        8,
        "projects the parameter ?p",
    ),
    "star": (with_body("SELECT * { ?s ?p ?o }"), 7, "SELECT * would project"),
    "as": (with_body("SELECT ?s {", "?s ?q ?o BIND (?q AS ?p) }"), 8, "AS gives a value"),
    "as in the head": (with_body("SELECT ?s (1 AS ?p) { ?s ?q ?o }"), 7, "AS gives a value"),
    "values with others": (
        with_body("SELECT ?s {", "VALUES (?s ?p) { (id:s id:a) } ?s ?p 1 }"),
        8,
        "VALUES binds the parameter ?p together",
    ),
    "values of another": (GOOD.replace("{ id:a }", "{ id:b }"), 8, "does not bind the one default"),
    "values of two": (GOOD.replace("{ id:a }", "{ id:a id:b }"), 8, "does not bind the one"),
    "values of the same twice": (GOOD.replace("{ id:a }", "{ id:a id:a }"), 8, "the one default"),
    "values of none": (GOOD.replace("{ id:a }", "{ UNDEF }"), 8, "does not bind the one default"),
    "values of a literal": (GOOD.replace("{ id:a }", '{ "id:a" }'), 8, "does not bind the one"),
    "values of junk": (GOOD.replace("{ id:a }", "{ ?x }"), 8, "cannot be read"),
    "bound": (with_body("SELECT ?s {", "?s ?p ?o", "FILTER (BOUND(?p)) }"), 9, "with values"),
    "grouped": (with_body("SELECT ?s { ?s ?p ?o }", "GROUP BY ?s ?p"), 8, "with values"),
    "ordered": (with_body("SELECT ?s { ?s ?p ?o }", "ORDER BY ?p"), 8, "with values"),
    "unused": (with_body("SELECT ?s { VALUES ?p { id:a } ?s ?q ?o }"), 5, "makes no use of ?p"),
    "no query": (with_body("SELECT ?s { ?s ?p }"), 7, "this is no query"),
    "no tokens": (with_body("SELECT ?s {", "?s ?p ` }"), 8, "character `"),
    "no table": (with_body("CONSTRUCT { ?s ?p 1 } { ?s ?p 1 }"), None, "CONSTRUCT"),
    "yes or no": (with_body("ASK { ?s ?p 1 }"), None, "yes or no"),
    "other columns": (GOOD.replace("SELECT ?s", "SELECT ?s ?o"), 4, "gives the columns s, o"),
    "no topic": (GOOD.replace("#+ topic: graph\n", ""), 1, "no 'topic'"),
    "reserved": (GOOD.replace("p entity", "lang entity").replace("?p", "?lang"), 5, "'lang'"),
    "keyword": (GOOD.replace("p entity", "from entity").replace("?p", "?from"), 5, "'from'"),
    "no name": (GOOD.replace("id:a\n", "a\n", 1), 5, "'a' is no IRI and no prefixed name"),
    "no class": (GOOD.replace("entity", "entity(Act)"), 5, "'Act' is no IRI"),
    "no day": (GOOD.replace("entity id:a", "date 2023-02-29"), 5, "a day written as"),
    "a rule": (GOOD.replace("#+ par", "#+ severity: info\n#+ message: m\n#+ par"), 5, "a rule"),
}


@pytest.mark.parametrize(("text", "line", "cause"), REFUSED.values(), ids=REFUSED)
def test_file_is_refused_with_place_cause_and_remedy(
    tmp_path: Path, text: str, line: int | None, cause: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SyntaxInFileError) as caught:
        read_question(path)
    assert caught.value.path == path
    assert caught.value.line == line
    assert cause in caught.value.cause
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["What.rq", "what there.rq", "what_there.rq", "-.rq"])
def test_name_that_is_no_part_of_an_address_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SyntaxInFileError, match="no name for a question"):
        read_question(write(tmp_path, GOOD, name))


@pytest.mark.parametrize(
    ("kind", "default", "written"),
    [
        ("number", "2023", "2023"),
        ("number", "1.50", "1.5"),
        ("number", "-3", "-3"),
        ("date", "2024-02-29", '"2024-02-29"^^xsd:date'),
        ("text", "a #b {c}", '"a #b {c}" # }'),
        ("choice(all|some)", "all", "'all'"),
        ("language", "kk", '"""kk"""'),
        ("entity", "c:topic-a", "<https://w3id.org/kzgraph/concept/topic-a>"),
    ],
)
def test_clause_with_the_same_term_is_read(
    tmp_path: Path, kind: str, default: str, written: str
) -> None:
    header = HEADER.replace("entity id:a", f"{kind} {default}")
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    body = f"SELECT ?s {{ VALUES ?p {{ {written}\n}} ?s ?q ?o FILTER (?o = ?p) }}\n"
    question = read_question(write(tmp_path, header + prefix + body))
    assert "VALUES" not in question.fill({})


def test_library_is_what_the_folder_holds(tmp_path: Path) -> None:
    for name in ("b.rq", "a.rq", "notes.txt"):
        write(tmp_path, GOOD, name)
    assert list(read_library(tmp_path)) == ["a", "b"]
    with pytest.raises(MissingFileError):
        read_library(tmp_path / "none")
