"""Files in, a data set out."""

import gzip
import hashlib
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pyoxigraph
import pytest

from kzgraph.engine import (
    DESCRIPTION_GRAPH,
    GRAPHS_LIMIT,
    BlankNode,
    Facts,
    GraphFormat,
    Iri,
    Literal,
    Query,
    RequestedDataset,
    Source,
    Store,
    Triple,
    execute,
    load,
    load_packaged,
    load_text,
    packaged_source,
    rewrite,
    select_rows,
    store,
    write_graph,
)
from kzgraph.errors import FileError, MissingFileError, QueryLimitError, SyntaxInFileError

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


def count(data: Store, text: str, dataset: RequestedDataset) -> int:
    solutions = data.evaluate(text, dataset)
    assert not isinstance(solutions, pyoxigraph.QueryBoolean)
    return sum(1 for _ in solutions)


def sizes(data: Store) -> Facts:
    """What can be said of a store but for its digest."""
    return replace(data.facts, digest="")


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
    assert sizes(store) == Facts(0, (("x:g", 1),))
    assert select_rows(store, IN_GRAPHS) == [{"g": Iri("x:g"), "s": Iri("x:s")}]


def test_load_named_graph(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", '<x:s> <x:p> "1" .')
    store = load(Source(named_graphs=(("x:g", path),)))
    assert sizes(store) == Facts(0, (("x:g", 1),))
    assert select_rows(store, IN_DEFAULT) == []


def test_description_is_a_graph_beside_the_data_set(tmp_path: Path) -> None:
    quads = write(tmp_path, "a.nq", '<x:s> <x:p> "1" <x:g> .')
    assert packaged_source(quads).description is None
    alone = load_packaged(quads)
    write(tmp_path, "description.ttl", '<x:g> <x:size> "1" .')
    store = load_packaged(quads)
    assert sizes(store) == Facts(2, ((DESCRIPTION_GRAPH, 1), ("x:g", 1)), union_default_graph=True)
    assert store.facts.digest == alone.facts.digest
    assert load(Source((quads,), merge=True)).facts == alone.facts


def test_digest_is_of_the_files_in_their_order(tmp_path: Path) -> None:
    def digest(*paths: Path, **graphs: Path) -> str:
        named = tuple((f"x:{name}", path) for name, path in graphs.items())
        return load(Source(paths, named)).facts.digest

    one, two = write(tmp_path, "1.ttl", "<x:s> <x:p> 1 ."), write(tmp_path, "2.ttl", "#")
    compressed = tmp_path / "3.ttl.gz"
    compressed.write_bytes(gzip.compress(one.read_bytes()))
    assert digest(one) == hashlib.sha256(one.read_bytes()).hexdigest() == digest(compressed)
    assert digest(one, two) == hashlib.sha256(one.read_bytes() + two.read_bytes()).hexdigest()
    others = [digest(one), digest(two, one), digest(g=one), digest(h=one), digest(one, g=two)]
    assert len({digest(one, two), *others}) == 6


def test_rewriting_keeps_spellings_order_and_labels_of_blank_nodes() -> None:
    lines = b"""\
<x:s> <x:p> "01.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <x:g> .
<x:s> <x:p> "a"@kk <x:g> .
_:b <x:p> <x:s> <x:f> .
"""
    trig = rewrite(lines, GraphFormat.N_QUADS, GraphFormat.TRIG, {"x": "x:"})
    assert b"x:s x:p 01.50 ," in trig
    assert rewrite(trig, GraphFormat.TRIG, GraphFormat.N_QUADS, {}) == lines
    with pytest.raises(ValueError, match="graph"):
        rewrite(lines, GraphFormat.N_QUADS, GraphFormat.TURTLE, {})
    with pytest.raises(SyntaxError):
        rewrite(b"<x:s>", GraphFormat.N_QUADS, GraphFormat.TURTLE, {})


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


@pytest.mark.parametrize("graph_format", GraphFormat)
def test_graph_that_was_written_is_loaded(graph_format: GraphFormat) -> None:
    property_ = Iri("x:p")
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    lang_string = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    triples: list[Triple] = [
        (Iri("x:s"), property_, Literal("1", integer)),
        (Iri("x:s"), property_, Literal("Қазақстан", lang_string, "kk")),
        (Iri("x:s"), property_, Literal('"<&>\\\n')),
        (Iri("x:s"), property_, BlankNode("b")),
        (BlankNode("b"), property_, Iri("x:o")),
    ]
    written = write_graph(triples, graph_format, {"ex": "x:"})
    loaded = load_text(written.decode(), graph_format)
    assert sizes(loaded) == Facts(5, ())
    values = [row["o"] for row in select_rows(loaded, "SELECT ?o { <x:s> <x:p> ?o }")]
    assert {value for value in values if isinstance(value, Literal)} == {
        value for _, _, value in triples if isinstance(value, Literal)
    }
    assert select_rows(loaded, "SELECT ?o { <x:s> <x:p>/<x:p> ?o }") == [{"o": Iri("x:o")}]
    # The formats of the Turtle kind use the prefixes.
    assert (b"ex:p" in written) == (
        graph_format in {GraphFormat.TURTLE, GraphFormat.TRIG, GraphFormat.RDF_XML}
    )


@pytest.mark.parametrize(
    ("text", "merge", "facts"),
    [
        ("", True, Facts(0, (), union_default_graph=True)),
        ("<x:s> <x:p> 1 .", False, Facts(1, ())),
        ("<x:s> <x:p> 1 .", True, Facts(1, ())),
        ("<x:g> { <x:s> <x:p> 1, 2 }", False, Facts(0, (("x:g", 2),))),
        (
            "<x:h> { <x:s> <x:p> 1 } <x:g> { <x:s> <x:p> 1, 2 }",
            True,
            Facts(2, (("x:g", 2), ("x:h", 1)), union_default_graph=True),
        ),
        ("<x:s> <x:p> 3 . <x:g> { <x:s> <x:p> 1 }", True, Facts(2, (("x:g", 1),))),
        # A graph that nobody can ask for by name.
        ("_:g { <x:s> <x:p> 1 }", True, Facts(1, (), union_default_graph=True)),
    ],
)
def test_facts(text: str, *, merge: bool, facts: Facts) -> None:
    assert sizes(load_text(text, merge=merge)) == facts


@pytest.fixture
def graphs() -> Store:
    """The graphs x:0 and x:1, which share a triple with a blank node, and 20 others of a triple."""
    return load_text(
        "<x:0> { _:b <x:p> 1 } <x:1> { _:b <x:p> 1, 2 }"
        + "".join(f"<x:{i}> {{ <x:s> <x:p> {i} }}" for i in range(2, 22))
    )


@pytest.mark.parametrize(
    ("default", "named", "in_default", "in_graphs"),
    [
        ((), (), 0, 0),
        (("x:0",), (), 1, 0),
        (("x:0", "x:0"), (), 1, 0),
        (("x:0", "x:1"), (), 2, 0),
        (("x:1", "x:0", "x:2", "x:unknown"), ("x:0", "x:1", "x:unknown"), 3, 3),
        ((), ("x:0", "x:1"), 0, 3),
    ],
)
def test_requested_dataset(
    *,
    graphs: Store,
    default: tuple[str, ...],
    named: tuple[str, ...],
    in_default: int,
    in_graphs: int,
) -> None:
    dataset = RequestedDataset(default, named)
    for _ in range(2):  # made, then kept
        for text, expected in (
            ("CONSTRUCT WHERE { ?s ?p ?o }", in_default),
            ("SELECT * { GRAPH ?g { ?s ?p ?o } }", in_graphs),
        ):
            assert count(graphs, text, dataset) == expected


def test_blank_node_is_the_same_in_merge_and_graph(graphs: Store) -> None:
    dataset = RequestedDataset(("x:0", "x:2"), ("x:1",))
    text = "SELECT * { ?b <x:p> 1 . GRAPH <x:1> { ?b <x:p> 2 } }"
    assert count(graphs, text, dataset) == 1


def test_few_merges_are_kept(graphs: Store) -> None:
    for pair in combinations(range(22), 2):
        known = tuple(f"x:{i}" for i in pair)
        unknown = tuple(f"x:unknown-{i}" for i in pair)
        for default in (known, unknown):
            count(graphs, "SELECT * {}", RequestedDataset(default, ()))
        assert len(graphs._merges) <= 8


def test_few_triples_of_merges_are_kept(graphs: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_MERGED_TRIPLES_KEPT", 4)
    every = "SELECT * { ?s ?p ?o }"
    for pair in combinations(range(2, 22), 2):
        dataset = RequestedDataset(tuple(f"x:{i}" for i in pair), ())
        assert count(graphs, every, dataset) == 2
        assert len(graphs._merges) <= 2
    large = RequestedDataset(tuple(f"x:{i}" for i in range(2, 7)), ())
    assert count(graphs, every, large) == 5  # answered, but not kept
    assert len(graphs._merges) == 0


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_number_of_graphs_is_limited(graphs: Store, clause: str) -> None:
    def ask(number: int) -> bytes:
        clauses = " ".join(f"{clause} <x:{i}>" for i in range(number))
        return execute(graphs, Query(f"ASK {clauses} {{ ?s ?p 3 }}")).body

    assert (b"true" in ask(GRAPHS_LIMIT)) == (clause == "FROM")
    with pytest.raises(QueryLimitError, match="1001") as caught:
        ask(GRAPHS_LIMIT + 1)
    assert (caught.value.limit, caught.value.unit) == (1000, "graphs")


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
