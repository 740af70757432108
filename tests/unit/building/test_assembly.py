"""The build as a whole: what it writes, and what it leaves when it fails."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pyoxigraph
import pytest

from kzgraph import RELEASED, __version__
from kzgraph.building import build
from kzgraph.errors import FileError, MissingFileError, SyntaxInFileError, WriteError
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import GRAPH, PREFIXES

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
JUSTICE = """
id:sentence-fiw-2024-x a :Sentence ; :against id:person-x ; :when "2023-04" ;
    rdfs:label "X sentenced"@en ; prov:wasDerivedFrom id:passage-fiw-2024-0-5 .
"""


@pytest.fixture
def sources(repository: Path, tmp_path: Path) -> Resources:
    """A project with the real ontology, shapes and queries, and two small graphs."""
    root = tmp_path / "project"
    for name in ("ontology", "queries", "shapes"):
        shutil.copytree(repository / name, root / name)
    for name, text in {
        "fiw-2024/justice.ttl": JUSTICE,
        "fiw-2024/passages.ttl": "id:passage-fiw-2024-0-5 a :Passage ;"
        " oa:hasSource id:document-fiw-2024 .",
        "entities/persons.ttl": 'id:person-x a foaf:Person ; skos:prefLabel "X"@en .',
    }.items():
        path = root / "data" / "ttl" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PREFIX_LINES + text, encoding="utf-8")
    return Resources(root)


@pytest.fixture
def built(sources: Resources) -> dict[str, bytes]:
    """The files of a first, good build."""
    build(sources, sources.build)
    return files_of(sources)


def files_of(sources: Resources) -> dict[str, bytes]:
    return {
        path.relative_to(sources.build).as_posix(): path.read_bytes()
        for path in sources.build.rglob("*")
        if path.is_file()
    }


def test_build_has_every_graph(sources: Resources) -> None:
    report = build(sources, sources.build)
    quads = list(pyoxigraph.parse(sources.dataset.read_bytes(), pyoxigraph.RdfFormat.N_QUADS))
    assert {str(quad.graph_name) for quad in quads} == {
        f"<{GRAPH}{name}>" for name in ("concepts", "derived", "entities", "fiw-2024", "ontology")
    }
    assert len(quads) == report.quads == sum(report.graphs.values())
    assert report.graphs["fiw-2024"] == 7


def test_files_of_a_build(built: dict[str, bytes]) -> None:
    dumps = {
        "dumps/SHA256SUMS",
        "dumps/kzgraph.nq.gz",
        "dumps/kzgraph.trig.gz",
        *(
            f"dumps/graph-{name}.ttl.gz"
            for name in ("concepts", "derived", "entities", "fiw-2024", "ontology")
        ),
    }
    documents = {"description.ttl", "ontology.json", "ontology.ttl", "shapes.ttl"}
    assert set(built) == {"kzgraph.nq", "manifest.json"} | documents | dumps


def test_dump_of_a_graph_that_is_no_more_goes(sources: Resources, built: dict[str, bytes]) -> None:
    assert "dumps/graph-fiw-2024.ttl.gz" in built
    shutil.rmtree(sources.data / "fiw-2024")
    build(sources, sources.build)
    assert set(built) - set(files_of(sources)) == {"dumps/graph-fiw-2024.ttl.gz"}


def test_manifest_says_what_is_in_the_file(built: dict[str, bytes]) -> None:
    manifest = json.loads(built["manifest.json"])
    assert (manifest["version"], manifest["released"]) == (__version__, RELEASED)
    assert manifest["sha256"] == hashlib.sha256(built["kzgraph.nq"]).hexdigest()
    assert manifest["quads"] == built["kzgraph.nq"].count(b"\n")
    assert manifest["graphs"]["fiw-2024"] == {
        "statements": 7,
        "classes": {":Passage": 1, ":Sentence": 1},
    }


def test_same_sources_give_the_same_bytes(sources: Resources, built: dict[str, bytes]) -> None:
    build(sources, sources.build)
    assert files_of(sources) == built


@pytest.mark.parametrize(
    ("name", "text", "error", "message"),
    [
        ("data/ttl/fiw-2024/justice.ttl", "id:x a", SyntaxInFileError, "justice.ttl:"),
        ("data/ttl/fiw-2024/justice.ttl", "id:x :by [] .", SyntaxInFileError, "a blank node"),
        (
            "data/ttl/fiw-2024/justice.ttl",
            'id:x a :Sentence ; :when "spring" .',
            FileError,
            "data/ttl/fiw-2024/justice.ttl: https://w3id.org/kzgraph/id/x: :when: 'spring'",
        ),
        (
            "data/ttl/links/decisions.ttl",
            "id:d a :Decision ; :verdict c:verdict-same ; :about id:sentence-fiw-2024-x .",
            FileError,
            "data/ttl/links/decisions.ttl: .*need one fullest record",
        ),
        ("data/ttl/derived/x.ttl", "id:x a foaf:Person .", FileError, "by the build alone"),
        ("data/ttl/description/x.ttl", "id:x a foaf:Person .", FileError, "by the build alone"),
        ("ontology/core.ttl", ":x", SyntaxInFileError, "core.ttl:"),
        ("ontology/concepts/role.ttl", "[] a skos:Concept .", FileError, "concepts: a blank node"),
    ],
)
def test_broken_input_is_named_and_leaves_the_earlier_build(
    sources: Resources,
    built: dict[str, bytes],
    *,
    name: str,
    text: str,
    error: type[FileError],
    message: str,
) -> None:
    path = sources.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(PREFIX_LINES + text, encoding="utf-8")
    with pytest.raises(error, match=message):
        build(sources, sources.build)
    assert files_of(sources) == built


def test_missing_data_are_named(sources: Resources, built: dict[str, bytes]) -> None:
    shutil.rmtree(sources.data)
    with pytest.raises(MissingFileError):
        build(sources, sources.build)
    assert files_of(sources) == built


def test_full_disk_leaves_the_earlier_build(
    sources: Resources, built: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, _: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    (sources.data / "entities" / "persons.ttl").unlink()
    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(WriteError, match="No space left on device"):
        build(sources, sources.build)
    monkeypatch.undo()
    assert files_of(sources) == built


def test_target_that_is_a_file_is_named(sources: Resources) -> None:
    sources.build.write_text("in the way")
    with pytest.raises(WriteError, match="build"):
        build(sources, sources.build)


def test_citations_that_nobody_resolved_are_refused(sources: Resources, tmp_path: Path) -> None:
    draft = sources.data / "fiw-2024" / "draft.ttl"
    text = 'id:trial-fiw-2024-x a :Trial ; :cites "fiw-2024 1: words of the document" .'
    draft.write_text(PREFIX_LINES + text, encoding="utf-8")
    with pytest.raises(FileError, match="still has :cites") as caught:
        build(sources, tmp_path / "build")
    assert caught.value.path.name == "draft.ttl"
