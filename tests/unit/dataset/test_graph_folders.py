from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kzgraph.dataset import read_concepts, read_graphs, read_ontology
from kzgraph.errors import FileError, MissingFileError, SyntaxInFileError
from kzgraph.vocabulary.prefixes import ID

Write = Callable[[str, str], Path]


def test_folder_is_a_graph_and_its_files_are_merged(data: Path, write: Write) -> None:
    write("fiw-2024/names.ttl", "id:name-fiw-2024-a a :NameUse .")
    write(
        "fiw-2024/draft-a.ttl", 'id:name-fiw-2024-a :when "2023" . id:name-fiw-2024-b a :NameUse .'
    )
    write("entities/persons.ttl", "id:person-a a foaf:Person .")
    (data / "links").mkdir()
    graphs = read_graphs(data)
    assert {name: len(graph) for name, graph in graphs.graphs.items()} == {
        "entities": 1,
        "fiw-2024": 3,
        "links": 0,
    }
    assert graphs.file_of(ID + "name-fiw-2024-b", "fiw-2024") == "data/ttl/fiw-2024/draft-a.ttl"
    assert graphs.file_of(ID + "name-fiw-2024-a", "fiw-2024") == "data/ttl/fiw-2024/draft-a.ttl"
    assert graphs.file_of(ID + "person-a", "entities") == "data/ttl/entities/persons.ttl"
    assert graphs.file_of(ID + "person-a") == "data/ttl/entities/persons.ttl"
    assert graphs.file_of(ID + "person-b", "entities") == ""


def test_file_in_the_graph_named_wins_and_others_stand_in_for_it(data: Path, write: Write) -> None:
    first = write("entities/persons.ttl", "id:person-a a foaf:Person .")
    second = write("links/matches.ttl", "id:person-a skos:exactMatch wd:Q1 .")
    graphs = read_graphs(data)
    names = tuple(path.relative_to(data.parent.parent).as_posix() for path in (first, second))
    assert graphs.files_of(ID + "person-a") == names
    assert graphs.file_of(ID + "person-a", "links") == names[1]
    assert graphs.file_of(ID + "person-a", "fiw-2024") == names[0]


def test_hidden_files_are_passed_over(data: Path, write: Write) -> None:
    write("entities/.persons.ttl.new", "this is no Turtle")
    (data / ".cache").mkdir()
    assert {name: len(graph) for name, graph in read_graphs(data).graphs.items()} == {"entities": 0}


@pytest.mark.parametrize("name", ["persons.ttl", "entities/notes.txt", "entities/deep/persons.ttl"])
def test_file_that_belongs_nowhere_is_refused(name: str, data: Path) -> None:
    path = data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    with pytest.raises(FileError, match=r"outside of a graph's folder|is not a Turtle file"):
        read_graphs(data)


def test_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="the folder is not there"):
        read_graphs(tmp_path / "data" / "ttl")


def test_all_broken_files_are_named(data: Path, write: Write) -> None:
    first = write("entities/a.ttl", "id:person-a a x:y .")
    write("entities/b.ttl", "id:person-b a foaf:Person .")
    second = write("entities/c.ttl", "\nid:person-c a x:y .")
    lines = first.read_text(encoding="utf-8").count("\n") + 1
    with pytest.raises(SyntaxInFileError) as caught:
        read_graphs(data)
    error = caught.value
    assert (error.path, error.line, error.column) == (first, lines, 15)
    assert f"broken too: {second.name}:{lines + 1}" in str(error)


@pytest.mark.parametrize("turtle", ["id:person-a :as [] .", "[] a foaf:Person ."])
def test_blank_node_is_refused_with_its_file(turtle: str, data: Path, write: Write) -> None:
    path = write("entities/persons.ttl", turtle)
    with pytest.raises(SyntaxInFileError, match="a blank node") as caught:
        read_graphs(data)
    assert caught.value.path == path


def test_ontology_and_concepts_are_read_apart(tmp_path: Path) -> None:
    (tmp_path / "concepts").mkdir()
    (tmp_path / "a.ttl").write_text("<a:a> a <a:C> .", encoding="utf-8")
    (tmp_path / "b.ttl").write_text("<a:b> a [ a <a:C> ] .", encoding="utf-8")
    (tmp_path / "concepts" / "c.ttl").write_text("<a:c> a <a:C> .", encoding="utf-8")
    assert len(read_ontology(tmp_path)) == 3
    assert len(read_concepts(tmp_path)) == 1


def test_empty_ontology_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no Turtle file"):
        read_ontology(tmp_path)
    with pytest.raises(MissingFileError, match="the folder is not there"):
        read_concepts(tmp_path)
