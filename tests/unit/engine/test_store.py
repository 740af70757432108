"""Files in, a data set out."""

import gzip
from pathlib import Path

import pytest

from kzgraph.engine import Iri, Literal, Source, load, load_packaged, load_text, select_rows
from kzgraph.errors import FileError, MissingFileError, SyntaxInFileError

# The same triple in each format; the three last can hold graphs.
FILES = {
    "a.ttl": '<x:s> <x:p> "1" .',
    "a.nt": '<x:s> <x:p> "1" .',
    "a.rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">'
        '<rdf:Description rdf:about="x:s"><x:p>1</x:p></rdf:Description></rdf:RDF>'
    ),
    "a.trig": '<x:s> <x:p> "1" .',
    "a.nq": '<x:s> <x:p> "1" .',
    "a.jsonld": '{"@id": "x:s", "x:p": "1"}',
}
IN_DEFAULT = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?o"
IN_GRAPHS = "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("compressed", [False, True])
def test_load_each_format(tmp_path: Path, name: str, compressed: bool) -> None:  # noqa: FBT001
    path = write(tmp_path, name, FILES[name])
    if compressed:
        path = tmp_path / f"{name}.gz"
        path.write_bytes(gzip.compress(FILES[name].encode()))
    rows = select_rows(load(Source((path,))), IN_DEFAULT)
    assert rows == [{"s": Iri("x:s"), "p": Iri("x:p"), "o": Literal("1")}]


@pytest.mark.parametrize("name", FILES)
def test_byte_order_mark_at_the_start_means_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8-sig")
    assert load(Source((path,))).facts.triples == 1


def test_load_quads_keep_their_graphs(tmp_path: Path) -> None:
    path = write(tmp_path, "a.nq", '<x:s> <x:p> "1" <x:g> .')
    store = load(Source((path,)))
    assert store.facts.named_graphs == ("x:g",)
    assert store.facts.triples == 0
    assert select_rows(store, IN_GRAPHS) == [{"g": Iri("x:g"), "s": Iri("x:s")}]


def test_load_named_graph(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", '<x:s> <x:p> "1" .')
    store = load(Source(named_graphs=(("x:g", path),)))
    assert store.facts.named_graphs == ("x:g",)
    assert select_rows(store, IN_DEFAULT) == []


def test_merge_counts_each_triple_once(tmp_path: Path) -> None:
    quads = write(tmp_path, "a.nq", '<x:s> <x:p> "1" <x:g> .\n<x:s> <x:p> "1" <x:h> .\n')
    plain = write(tmp_path, "b.ttl", '<x:s> <x:p> "1", "2" .')
    store = load(Source((quads, plain), merge=True))
    assert [row["o"] for row in select_rows(store, IN_DEFAULT)] == [Literal("1"), Literal("2")]
    assert len(select_rows(store, IN_GRAPHS)) == 2
    assert load_packaged(quads).facts.triples == 1


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    paths = (
        write(tmp_path, "a.ttl", '_:b <x:p> "1" .'),
        write(tmp_path, "b.nt", '_:b <x:p> "2" .'),
        write(tmp_path, "c.nq", '_:b <x:p> "3" .'),
    )
    rows = select_rows(load(Source(paths)), IN_DEFAULT)
    assert len({row["s"] for row in rows}) == 3


def test_blank_node_of_one_file_is_the_same_in_graph_and_merge() -> None:
    store = load_text("<x:g> { _:b <x:p> 1 } <x:h> { _:b <x:p> 2 }", merge=True)
    assert len(select_rows(store, "SELECT DISTINCT ?s { ?s ?p ?o }")) == 1


@pytest.mark.parametrize(
    ("name", "content", "line", "column", "cause"),
    [
        ("a.ttl", b'<x:s> <x:p> "1" .\n<x:s> <x:p .\n', 2, 7, "end of file"),
        ("a.ttl", b'<x:s> <x:p> "\xff" .\n', 1, 14, "UTF-8"),
        ("a.nq", b"<x:a> <x:a> <x:a> <x:a> .\n<x:a> <x:a> <x:a> <a b> .\n", 2, 19, "IRI"),
        ("a.jsonld", b'{"x:p":\n 1,,}', 2, 4, "Object keys"),
        ("a.rdf", b"<rdf:RDF\n><a></b>", 1, 1, "prefix"),
        ("a.rdf", b'<?xml version="1.0" encoding="nobody-knows"?><a/>', None, None, "Only UTF-8"),
        ("a.ttl.gz", b"not gzip", None, None, "gzip"),
        ("a.ttl.gz", gzip.compress(b"<x:s> <x:p> 1 .")[:-4], None, None, "gzip"),
    ],
)
def test_load_broken_file_names_its_place(
    *, tmp_path: Path, name: str, content: bytes, line: int | None, column: int | None, cause: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SyntaxInFileError) as caught:
        load(Source((path,)))
    assert caught.value.path == path
    assert (caught.value.line, caught.value.column) == (line, column)
    assert cause in caught.value.cause
    assert "Parser error" not in caught.value.cause


def test_load_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        load(Source((tmp_path / "nothing.ttl",)))


@pytest.mark.parametrize("name", ["a.txt", "a", "a.gz", "a.csv"])
def test_load_unknown_suffix(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match=r"suffix.*\.ttl"):
        load(Source((write(tmp_path, name, ""),)))


def test_load_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(FileError, match="directory"):
        load(Source((tmp_path / "folder.ttl",)))


def test_load_file_with_graphs_into_a_graph(tmp_path: Path) -> None:
    path = write(tmp_path, "a.trig", "")
    with pytest.raises(FileError, match="graphs of its own"):
        load(Source(named_graphs=(("x:g", path),)))


def test_load_into_graph_without_iri(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", "")
    with pytest.raises(FileError, match="cannot name a graph"):
        load(Source(named_graphs=(("no iri", path),)))
