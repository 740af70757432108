"""What is compared of two builds, and how it is told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kzgraph.building.difference import Change, Difference, compare, read_build, read_things
from kzgraph.engine import GraphFormat, load_text
from kzgraph.errors import FileError, MissingFileError, SyntaxInFileError
from kzgraph.vocabulary.prefixes import PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
RECORD = 'id:claim-x a :Claim ; rdfs:label "Says so"@en ; :when "2023" .'


def difference(old: str, new: str) -> Difference:
    things = (read_things(load_text(HEAD + text, GraphFormat.TRIG)) for text in (old, new))
    return compare(*things)


def test_changed_thing_has_the_statements_that_came_and_went() -> None:
    found = difference(
        "graph:nit-2022 {" + RECORD + "}", "graph:nit-2022 {" + RECORD.replace("2023", "2024") + "}"
    )
    changed = Change(
        "graph:nit-2022",
        "id:claim-x",
        ":Claim",
        "Says so",
        removed=((":when", '"2023"'),),
        added=((":when", '"2024"'),),
    )
    assert found == Difference((), (), (changed,), ())


def test_thing_in_two_graphs_is_compared_in_each() -> None:
    found = difference("graph:a {" + RECORD + "}", "graph:b {" + RECORD + "}")
    assert [change.graph for change in found.added] == ["graph:b"]
    assert [change.graph for change in found.removed] == ["graph:a"]
    assert found.vanished == ()


def test_what_is_derived_stands_apart() -> None:
    found = difference(
        "graph:a {" + RECORD + "} graph:derived { id:claim-x :sortDate 1 }",
        "graph:a {" + RECORD + "} graph:derived { id:claim-x a :Record ; :sortDate 2 }",
    )
    assert not found.only(derived=False)
    (change,) = found.only(derived=True).changed
    assert change.kind == ":Claim"
    assert change.added == ((":sortDate", '"2"^^xsd:integer'), ("rdf:type", ":Record"))


@pytest.mark.parametrize(
    ("said", "vanished"),
    [
        ("id:claim-x a :Claim", ["id:claim-x"]),
        ("c:role-x a skos:Concept", ["c:role-x"]),
        (":x a owl:Class", [":x"]),
        ("id:passage-x a :Passage", []),
        ("wd:Q1 a :State", []),
        ("[] :when 1", []),
    ],
)
def test_own_iris_vanish_but_not_those_that_follow_from_citations(
    said: str, vanished: list[str]
) -> None:
    found = difference("graph:a {" + said + "}", "")
    assert len(found.removed) == 1
    assert list(found.vanished) == vanished


AXIOM = ":a rdfs:subClassOf [ owl:unionOf ( :b [ owl:onProperty :p ] ) ] ."


def test_blank_nodes_are_equal_when_what_is_said_of_them_is() -> None:
    named = """
        :a rdfs:subClassOf _:3 . _:1 owl:onProperty :p .
        _:2 rdf:first :b ; rdf:rest _:0 . _:0 rdf:first _:1 ; rdf:rest rdf:nil .
        _:3 owl:unionOf _:2 .
    """
    assert not difference(AXIOM, named)


def test_change_inside_a_blank_node_is_one_of_the_thing_that_uses_it() -> None:
    (change,) = difference(AXIOM, AXIOM.replace(":p", ":q")).changed
    assert change.name == ":a"
    assert change.added == (("rdfs:subClassOf", "[owl:unionOf (:b [owl:onProperty :q])]"),)


def test_blank_node_that_nothing_uses_is_a_thing() -> None:
    found = difference("", "[] a owl:AllDisjointClasses ; owl:members ( :a :b ) .")
    assert [change.name for change in found.added] == [
        "[owl:members (:a :b) ; rdf:type owl:AllDisjointClasses]"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"a"', '"a"@en'),
        ('"a"@en', '"a"@kk'),
        ('"1"', "1"),
        ('"id:x"', "id:x"),
        ('"[]"', "[]"),
        ("""[ :p 'a' ; :q 'b' ]""", """[ :p 'a" ; :q "b' ]"""),
        ("<https://w3id.org/kzgraph/id/x>", "<id:x>"),
    ],
)
def test_values_that_look_alike_are_told_apart(one: str, other: str) -> None:
    assert difference(f":s :p {one} .", f":s :p {other} .")


def test_folder_of_a_build_is_its_data_set(tmp_path: Path) -> None:
    file = tmp_path / "kzgraph.nq"
    file.write_text('<x:s> <x:p> "1" <x:g> .\n')
    assert read_build(tmp_path) == read_build(file) != {}


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("none.nq", None, MissingFileError),
        ("broken.nq", "<x:s> <x:p>", SyntaxInFileError),
        ("broken.nq.gz", "no gzip", SyntaxInFileError),
        ("round.nq", "_:a <x:p> _:b .\n_:b <x:p> _:a .\n", FileError),
    ],
)
def test_build_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, text: str | None, error: type[FileError]
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(error, match=name):
        read_build(tmp_path / name)


def test_folder_without_a_build_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"kzgraph\.nq"):
        read_build(tmp_path)
