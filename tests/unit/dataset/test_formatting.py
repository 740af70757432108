from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from kzgraph.dataset import check_format, format_folder, read_graphs
from kzgraph.dataset.passages import CITES, DERIVED_FROM
from kzgraph.errors import FileError, WriteError
from kzgraph.vocabulary.prefixes import ID

Write = Callable[[str, str], Path]

DRAFT = """
id:sentence-fiw-2024-ada a :Sentence ; rdfs:label "Ada freed"@en ; :against id:person-ada ;
    :penalty id:penalty-fiw-2024-ada ; :cites "fiw-2024 3: In April", "fiw-2024 1: A heading" .
id:penalty-fiw-2024-ada a :Fine .
id:name-fiw-2024-ada a :NameUse ; :names id:person-ada ; :cites "fiw-2024 3: In April" .
"""


def contents(data: Path) -> dict[str, str]:
    """Return every file below a folder, hidden ones too."""
    return {
        path.relative_to(data).as_posix(): path.read_text(encoding="utf-8")
        for path in data.rglob("*")
        if path.is_file()
    }


def test_draft_becomes_files_of_kinds(
    data: Path, texts: Path, registry: Path, write: Write
) -> None:
    write("fiw-2024/draft-justice.ttl", DRAFT)
    report = format_folder(data, texts, registry)
    assert report.findings == ()
    assert report.written == (
        "data/ttl/fiw-2024/justice.ttl",
        "data/ttl/fiw-2024/names.ttl",
        "data/ttl/fiw-2024/passages.ttl",
    )
    assert report.removed == ("data/ttl/fiw-2024/draft-justice.ttl",)
    assert report.new_names == (
        "name-fiw-2024-ada",
        "penalty-fiw-2024-ada",
        "sentence-fiw-2024-ada",
    )
    assert sorted(contents(data)) == [name.removeprefix("data/ttl/") for name in report.written]
    graph = read_graphs(data).graphs["fiw-2024"]
    assert not list(graph.subjects(CITES))
    assert set(graph.objects(URIRef(ID + "sentence-fiw-2024-ada"), DERIVED_FROM)) == {
        URIRef(ID + "passage-fiw-2024-0-17"),
        URIRef(ID + "passage-fiw-2024-23-61"),
    }
    assert "id:penalty-fiw-2024-ada a :Fine ." in contents(data)["fiw-2024/justice.ttl"]
    assert registry.read_text(encoding="utf-8") == (
        "name,state,successor\n"
        "name-fiw-2024-ada,active,\n"
        "penalty-fiw-2024-ada,active,\n"
        "sentence-fiw-2024-ada,active,\n"
    )


def test_formatting_again_changes_nothing(
    data: Path, texts: Path, registry: Path, write: Write
) -> None:
    write("fiw-2024/draft-justice.ttl", DRAFT)
    format_folder(data, texts, registry)
    before = contents(data)
    assert check_format(read_graphs(data), data, registry) == ()
    report = format_folder(data, None, registry)
    assert (report.findings, report.written, report.removed, report.new_names) == ((), (), (), ())
    assert contents(data) == before


def test_draft_is_added_to_what_is_there(
    data: Path, texts: Path, registry: Path, write: Write
) -> None:
    write("fiw-2024/draft-justice.ttl", DRAFT)
    format_folder(data, texts, registry)
    write(
        "fiw-2024/draft-more.ttl",
        'id:sentence-fiw-2024-ada :when "2023-04" ; :cites "fiw-2024 5: Ada wept again" .\n'
        'id:sentence-fiw-2024-ben a :Sentence ; :cites "fiw-2024 3: was fined" .',
    )
    report = format_folder(data, texts, registry)
    assert report.new_names == ("sentence-fiw-2024-ben",)
    assert report.written == ("data/ttl/fiw-2024/justice.ttl", "data/ttl/fiw-2024/passages.ttl")
    text = contents(data)["fiw-2024/justice.ttl"]
    assert text.index("sentence-fiw-2024-ada a") < text.index("sentence-fiw-2024-ben a")
    graph = read_graphs(data).graphs["fiw-2024"]
    assert len(set(graph.objects(URIRef(ID + "sentence-fiw-2024-ada"), DERIVED_FROM))) == 3


def test_subjects_go_to_the_files_of_their_kinds(data: Path, registry: Path, write: Write) -> None:
    write(
        "entities/draft.ttl",
        "id:person-a a foaf:Person . id:organization-a a org:Organization . "
        "id:act-a a :LegalAct . id:provision-a a :Provision . id:case-a a :Case . "
        "id:place-a a :Place . id:event-a a :Event .",
    )
    write(
        "links/draft.ttl",
        "id:decision-a a :Decision . id:match-a a :Match . id:person-a skos:exactMatch wd:Q1 .",
    )
    write(
        "catalog/draft.ttl", "id:document-a a :SourceDocument . graph:entities rdfs:label 'x'@en ."
    )
    report = format_folder(data, None, registry)
    assert report.findings == ()
    assert sorted(contents(data)) == [
        "catalog/documents.ttl",
        "catalog/graphs.ttl",
        "entities/acts.ttl",
        "entities/cases.ttl",
        "entities/events.ttl",
        "entities/organizations.ttl",
        "entities/persons.ttl",
        "entities/places.ttl",
        "links/decisions.ttl",
        "links/matches.ttl",
    ]
    assert "id:person-a skos:exactMatch wd:Q1 ." in contents(data)["links/matches.ttl"]


def test_nothing_is_lost_or_invented(data: Path, texts: Path, registry: Path, write: Write) -> None:
    write("fiw-2024/draft.ttl", DRAFT)
    format_folder(data, texts, registry)
    before = read_graphs(data).graphs["fiw-2024"]
    for path in (data / "fiw-2024").iterdir():
        path.rename(path.with_name(f"draft-{path.name}"))
    format_folder(data, None, registry)
    assert isomorphic(read_graphs(data).graphs["fiw-2024"], before)


def test_passages_that_nothing_cites_are_dropped(
    data: Path, texts: Path, registry: Path, write: Write
) -> None:
    path = write("fiw-2024/draft.ttl", DRAFT)
    format_folder(data, texts, registry)
    justice = data / "fiw-2024" / "justice.ttl"
    kept = justice.read_text(encoding="utf-8").replace("id:passage-fiw-2024-0-17,", "")
    justice.write_text(kept, encoding="utf-8")
    assert not path.exists()
    assert [finding.file for finding in check_format(read_graphs(data), data)] == [
        "data/ttl/fiw-2024/justice.ttl",
        "data/ttl/fiw-2024/passages.ttl",
    ]
    format_folder(data, None, registry)
    text = contents(data)["fiw-2024/passages.ttl"]
    assert "0-17" not in text
    assert "id:passage-fiw-2024-23-61 a :Passage" in text
    assert "id:selector-fiw-2024-23-61 a oa:TextPositionSelector" in text


PROBLEMS = [
    (
        "words not found",
        "fiw-2024/draft.ttl",
        'id:name-fiw-2024-a a :NameUse ; :cites "fiw-2024 3: In August" .',
        "id:name-fiw-2024-a: citation 'fiw-2024 3: In August': the words 'In August' are not in",
    ),
    (
        "another document",
        "fiw-2024/draft.ttl",
        'id:name-fiw-2024-a a :NameUse ; :cites "nit-2022 1: few" .',
        "what stands in the graph fiw-2024 cites fiw-2024 only",
    ),
    (
        "a citation elsewhere",
        "entities/draft.ttl",
        'id:person-a a foaf:Person ; :cites "nit-2022 1: few" .',
        "only the graph of a document cites, entities is none",
    ),
    (
        "name of another document",
        "fiw-2024/draft.ttl",
        "id:name-nit-2022-a a :NameUse .",
        "must begin with name-fiw-2024-",
    ),
    ("no kind", "entities/draft.ttl", "id:thing-a a :Thing .", "no kind of ours"),
    ("capitals", "entities/draft.ttl", "id:person-A a foaf:Person .", "lower-case ASCII words"),
    (
        "foreign subject",
        "entities/draft.ttl",
        "wd:Q1 a foaf:Person .",
        "subjects of the data begin",
    ),
    (
        "name retired",
        "entities/draft.ttl",
        "id:person-old a foaf:Person .",
        "person-old is retired in the list of local names",
    ),
    (
        "IRI with a space",
        "entities/draft.ttl",
        "id:person-a rdfs:seeAlso <http://example.org/a\\u0020b> .",
        "a character that no IRI may have",
    ),
]


@pytest.mark.parametrize(
    ("file", "turtle", "message"),
    [case[1:] for case in PROBLEMS],
    ids=[case[0] for case in PROBLEMS],
)
def test_problem_is_found_and_no_file_touched(
    file: str,
    turtle: str,
    message: str,
    *,
    data: Path,
    texts: Path,
    registry: Path,
    write: Write,
) -> None:
    registry.write_text(
        "name,state,successor\nperson-new,active,\nperson-old,retired,person-new\n",
        encoding="utf-8",
    )
    write(file, turtle)
    write("nit-2022/draft.ttl", 'id:name-nit-2022-b a :NameUse ; :cites "nit-2022 1: few" .')
    before = contents(data.parent)
    report = format_folder(data, texts, registry)
    assert len(report.findings) == 1, report.findings
    assert message in report.findings[0].message
    assert report.findings[0].file in {f"data/ttl/{file}", ""}
    assert contents(data.parent) == before


def test_all_problems_are_listed(data: Path, texts: Path, registry: Path, write: Write) -> None:
    write(
        "fiw-2024/draft.ttl",
        'id:name-fiw-2024-a :cites "fiw-2024 3: In August", "fiw-2024 9: In April" .\n'
        "id:thing-b a :Thing .",
    )
    assert len(format_folder(data, texts, registry).findings) == 3


def test_citation_without_documents_asks_for_them(data: Path, registry: Path, write: Write) -> None:
    write("fiw-2024/draft.ttl", DRAFT)
    report = format_folder(data, None, registry)
    assert len(report.findings) == 3
    assert all("run `kzgraph format --sources DIR`" in each.message for each in report.findings)


def test_check_tells_each_file_and_how_to_mend_it(
    data: Path, texts: Path, registry: Path, write: Write
) -> None:
    write("fiw-2024/draft.ttl", DRAFT)
    format_folder(data, texts, registry)
    names = data / "fiw-2024" / "names.ttl"
    names.write_text(names.read_text(encoding="utf-8").replace(" ;\n   ", ";"), encoding="utf-8")
    write(
        "fiw-2024/draft.ttl", 'id:name-fiw-2024-ben a :NameUse ; :cites "fiw-2024 3: was fined" .'
    )
    messages = [finding.message for finding in check_format(read_graphs(data), data, registry)]
    assert [message.split(":")[0] for message in messages] == [
        "id",
        "data/ttl/fiw-2024/draft.ttl is not in canonical form; run `kzgraph format`",
        "data/ttl/fiw-2024/names.ttl is not in canonical form; run `kzgraph format`",
        "name-fiw-2024-ben is in the data but not registered; run `kzgraph format`",
    ]
    assert (
        "id:name-fiw-2024-ben: citation 'fiw-2024 3: was fined': needs the documents" in messages[0]
    )


def test_file_with_other_line_ends_is_not_canonical(
    data: Path, registry: Path, write: Write
) -> None:
    write("entities/draft.ttl", "id:person-a a foaf:Person .")
    format_folder(data, None, registry)
    path = data / "entities" / "persons.ttl"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [finding.file for finding in check_format(read_graphs(data), data)] == [
        "data/ttl/entities/persons.ttl"
    ]


def test_broken_file_stops_the_formatter(data: Path, registry: Path, write: Write) -> None:
    write("entities/draft.ttl", "id:person-a a .")
    with pytest.raises(FileError):
        format_folder(data, None, registry)


def test_full_disk_loses_nothing(
    data: Path, texts: Path, registry: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("fiw-2024/draft.ttl", DRAFT)
    before = contents(data.parent)
    calls: list[int] = []

    def fill_up(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fill_up)
    with pytest.raises(
        WriteError, match=r"No space left on device \(no file was changed\)"
    ) as caught:
        format_folder(data, texts, registry)
    assert caught.value.path.parent == data / "fiw-2024"
    assert len(calls) == 2
    assert contents(data.parent) == before


def test_failure_to_replace_keeps_the_drafts(
    data: Path, texts: Path, registry: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = write("fiw-2024/draft.ttl", DRAFT)
    replaced: list[Path] = []
    replace = Path.replace

    def refuse_the_second(path: Path, target: Path) -> Path:
        replaced.append(target)
        if len(replaced) == 2:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse_the_second)
        with pytest.raises(WriteError, match="run again"):
            format_folder(data, texts, registry)
    assert draft.exists()
    assert format_folder(data, texts, registry).findings == ()
    assert isinstance(read_graphs(data).graphs["fiw-2024"], Graph)
    assert check_format(read_graphs(data), data, registry) == ()
