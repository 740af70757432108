from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kzgraph.dataset import (
    EvidenceReport,
    UncitedSentence,
    collect_evidence,
    format_folder,
    read_graphs,
)
from kzgraph.errors import MissingFileError
from kzgraph.vocabulary.prefixes import ID

Write = Callable[[str, str], Path]


@pytest.fixture
def collect(
    data: Path, texts: Path, registry: Path, write: Write, catalog: Path
) -> Callable[[str], EvidenceReport]:
    """Format a draft of fiw-2024, then collect the evidence of the whole folder."""
    assert catalog.exists()

    def run(draft: str) -> EvidenceReport:
        write("fiw-2024/draft.ttl", draft)
        assert format_folder(data, texts, registry).findings == ()
        return collect_evidence(read_graphs(data), texts)

    return run


Collect = Callable[[str], EvidenceReport]

CITED = 'id:name-fiw-2024-a a :NameUse ; :cites "fiw-2024 3: In April … was fined" .'


def test_good_passages_have_no_findings(collect: Collect) -> None:
    assert collect(CITED).findings == ()


def test_coverage_lists_what_is_not_cited(collect: Collect) -> None:
    report = collect(CITED)
    fiw, nit = report.coverage
    assert (fiw.document, fiw.sentences, fiw.cited) == ("fiw-2024", 10, 2)
    assert fiw.uncited[:2] == (
        UncitedSentence(1, "A heading of 2023"),
        UncitedSentence(3, "Ben “left early.”"),
    )
    assert (nit.document, nit.sentences, nit.cited) == ("nit-2022", 2, 0)


def test_first_words_are_few(texts: Path, collect: Collect) -> None:
    (texts / "nit-2022.txt").write_text("a b c d e f g h i j", encoding="utf-8")
    assert collect(CITED).coverage[1].uncited == (UncitedSentence(1, "a b c d e f g h …"),)


@pytest.mark.parametrize(("end", "is_cited"), [(8, True), (7, False)])
def test_sentence_is_cited_from_four_fifths_of_its_words(
    end: int, data: Path, texts: Path, write: Write, *, is_cited: bool
) -> None:
    (texts / "fiw-2024.txt").write_text("0 1 2 3 4 5 6 7 8 9", encoding="utf-8")
    half, rest = _passage(0, 7), _passage(6, 2 * end - 1)
    write(
        "fiw-2024/passages.ttl",
        f"{half} {rest} id:name-fiw-2024-a prov:wasDerivedFrom id:passage-fiw-2024-0-7 .\n"
        f"id:name-fiw-2024-b prov:wasDerivedFrom id:passage-fiw-2024-6-{2 * end - 1} .",
    )
    coverage = collect_evidence(read_graphs(data), texts).coverage[0]
    assert coverage.cited == int(is_cited)


def test_word_cut_in_two_is_not_covered(data: Path, texts: Path, write: Write) -> None:
    (texts / "fiw-2024.txt").write_text("abc", encoding="utf-8")
    cites = "id:name-fiw-2024-a prov:wasDerivedFrom id:passage-fiw-2024-0-2 ."
    write("fiw-2024/passages.ttl", _passage(0, 2) + cites)
    assert collect_evidence(read_graphs(data), texts).coverage[0].cited == 0


def _passage(start: int, end: int) -> str:
    """Turtle of a passage of fiw-2024, enough to be measured."""
    return (
        f"id:passage-fiw-2024-{start}-{end} a :Passage ; oa:hasSource id:document-fiw-2024 ;"
        f" oa:hasSelector id:selector-fiw-2024-{start}-{end} ."
        f" id:selector-fiw-2024-{start}-{end} oa:start {start} ; oa:end {end} .\n"
    )


# What is edited in passages.ttl after formatting, and the finding it must give.
EDITS = [
    ("digest", ':sha256 "', ':sha256 "0', "the digest is not that of these characters"),
    ("no digest", ":sha256", ":fileName", "the digest is not that of these characters"),
    ("first line", ":startLine 3", ":startLine 2", "its lines are not 3 to 3"),
    ("last line", ":endLine 3", ":endLine 4", "its lines are not 3 to 3"),
    ("no line", ":endLine", ":count", "its lines are not 3 to 3"),
    ("start", "oa:start 23", "oa:start 24", "does not tell its place, fiw-2024 24 77"),
    ("two starts", "oa:start 23", "oa:start 23, 24", "no selector with one oa:start"),
    ("no number", "oa:start 23", 'oa:start "23"', "no selector with one oa:start"),
    ("no selector", "oa:hasSelector", "oa:hasTarget", "no selector with one oa:start"),
    ("empty", "oa:end 77", "oa:end 23", "23 to 23 is no slice of fiw-2024.txt"),
    ("reversed", "oa:end 77", "oa:end 22", "23 to 22 is no slice of fiw-2024.txt"),
    ("past the end", "oa:end 77", "oa:end 9999", "23 to 9999 is no slice of fiw-2024.txt"),
    ("before the start", "oa:start 23", "oa:start -1", "-1 to 77 is no slice of fiw-2024.txt"),
    ("too long", "oa:end 77", "oa:end 100", "it covers 4 sentences, 2 are the most"),
    (
        "other document",
        "id:document-fiw-2024",
        "id:document-nit-2022",
        "its document is not fiw-2024",
    ),
    (
        "name of the passage",
        "id:passage-fiw-2024-23-77 a",
        "id:passage-fiw-2024-23-78 a",
        "does not tell its place, fiw-2024 23 77",
    ),
    (
        "name of the selector",
        "id:selector-fiw-2024-23-77",
        "id:selector-fiw-2024-23-78",
        "does not tell its place, fiw-2024 23 77",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "message"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS]
)
def test_spoilt_passage_is_found(
    old: str, new: str, message: str, *, collect: Collect, data: Path, texts: Path
) -> None:
    collect(CITED)
    path = data / "fiw-2024" / "passages.ttl"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    findings = collect_evidence(read_graphs(data), texts).findings
    matching = [finding for finding in findings if message in finding.message]
    assert len(matching) == 1, findings
    assert matching[0].file == "data/ttl/fiw-2024/passages.ttl"
    assert matching[0].focus.startswith(f"{ID}passage-fiw-2024-23-7")


def test_passage_that_nothing_cites_is_found(collect: Collect, data: Path, texts: Path) -> None:
    collect(CITED)
    (data / "fiw-2024" / "names.ttl").unlink()
    (finding,) = collect_evidence(read_graphs(data), texts).findings
    assert "no record cites this passage" in finding.message
    assert finding.focus == ID + "passage-fiw-2024-23-77"


def test_citation_of_a_passage_that_is_not_there_is_found(
    collect: Collect, data: Path, texts: Path
) -> None:
    collect(CITED)
    (data / "fiw-2024" / "passages.ttl").unlink()
    (finding,) = collect_evidence(read_graphs(data), texts).findings
    assert "cites id:passage-fiw-2024-23-77, which is not in the graph fiw-2024" in finding.message
    assert finding.focus == ID + "name-fiw-2024-a"
    assert finding.file == "data/ttl/fiw-2024/names.ttl"


def test_document_that_changed_is_found(collect: Collect, data: Path, texts: Path) -> None:
    collect(CITED)
    with (texts / "nit-2022.txt").open("a", encoding="utf-8") as file:
        file.write(" ")
    (finding,) = collect_evidence(read_graphs(data), texts).findings
    assert "nit-2022.txt is not the file that the catalog describes" in finding.message
    assert finding.file == "data/ttl/catalog/documents.ttl"


def test_document_without_description_is_found(collect: Collect, texts: Path) -> None:
    (texts / "idea-tracker-2024.txt").write_text("More.", encoding="utf-8")
    (finding,) = collect(CITED).findings
    assert "idea-tracker-2024.txt is not described in the catalog" in finding.message


def test_description_without_document_is_found(collect: Collect, texts: Path) -> None:
    (texts / "nit-2022.txt").unlink()
    (finding,) = collect(CITED).findings
    assert "there is no nit-2022.txt among the documents" in finding.message


def test_documents_must_be_there(data: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        collect_evidence(read_graphs(data), tmp_path / "nowhere")


def test_spelling_must_stand_in_a_passage_cited_for_it(collect: Collect) -> None:
    draft = CITED[:-1] + '; :spelling "{}"@en .'
    assert collect(draft.replace("{}", "was fined")).findings == ()
    (finding,) = collect(draft.replace("{}", "Ben Nobody")).findings
    assert "'Ben Nobody' does not stand in the passages cited" in finding.message
    assert finding.focus == f"{ID}name-fiw-2024-a"
