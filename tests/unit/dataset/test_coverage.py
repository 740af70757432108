"""What must be cited: the lists of furniture and of complete documents; see `conftest.py`."""

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
    read_scope,
)
from kzgraph.errors import SyntaxInFileError

Write = Callable[[str, str], Path]
Collect = Callable[..., EvidenceReport]

CITED = 'id:name-fiw-2024-a a :NameUse ; :cites "fiw-2024 3: In April … was fined" .'


@pytest.fixture
def collect(data: Path, texts: Path, registry: Path, write: Write, catalog: Path) -> Collect:
    """Collect the evidence of a folder in which line 3 of fiw-2024 is cited, with these lists."""
    assert catalog.exists()
    write("fiw-2024/draft.ttl", CITED)
    assert format_folder(data, texts, registry).findings == ()

    def run(*, furniture: str = "", complete: str = "") -> EvidenceReport:
        lists = data.parent / "furniture.csv", data.parent / "complete.csv"
        for path, header, rows in zip(
            lists, ("document,line,reason", "document"), (furniture, complete), strict=True
        ):
            path.write_text(f"{header}\n{rows}\n" if rows else f"{header}\n", encoding="utf-8")
        return collect_evidence(read_graphs(data), texts, read_scope(*lists))

    return run


def test_sentence_on_a_listed_line_is_listed_and_not_uncited(collect: Collect) -> None:
    report = collect(furniture='fiw-2024,1,"heading, empty"\nnit-2022,1,menu')
    fiw, nit = report.coverage
    assert report.findings == ()
    assert (fiw.sentences, fiw.cited, fiw.listed, len(fiw.uncited)) == (10, 2, 1, 7)
    assert fiw.uncited[0] == UncitedSentence(3, "Ben “left early.”")
    assert (nit.sentences, nit.cited, nit.listed, nit.uncited) == (2, 0, 2, ())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nowhere-2020,1,menu", "no document 'nowhere-2020'; there are fiw-2024, nit-2022"),
        ("fiw-2024,6,menu", "fiw-2024 6 is no line, there are 1 to 5"),
        ("fiw-2024,0,menu", "fiw-2024 0 is no line"),
        ("fiw-2024,one,menu", "fiw-2024 one is no line"),
        ("fiw-2024,-1,menu", "fiw-2024 -1 is no line"),
        ("fiw-2024,1, ", "no reason is given"),
        ("fiw-2024,2,menu", "fiw-2024 2 has no sentence"),
        ("fiw-2024,3,menu", "fiw-2024 3 is cited by a record"),
        ("fiw-2024,4,menu\nfiw-2024,4,blank", "fiw-2024 4 is listed before"),
    ],
)
def test_row_of_furniture_that_is_wrong_or_stale(row: str, message: str, collect: Collect) -> None:
    (finding,) = collect(furniture=row).findings
    assert finding.message.startswith(f"line {row.count(chr(10)) + 2}: {message}")
    assert finding.file == "data/furniture.csv"


def test_complete_document_has_no_uncited_sentence(collect: Collect) -> None:
    assert collect(furniture="nit-2022,1,menu", complete="nit-2022").findings == ()
    first, second = collect(complete="nit-2022").findings
    assert first.message.startswith("nit-2022 1: no record cites “Another text.”")
    assert second.message.startswith("nit-2022 1: no record cites “It has few words.”")
    assert first.file == "data/complete.csv"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("nowhere-2020", "line 2: no document 'nowhere-2020'"),
        ("nit-2022\nnit-2022", "line 3: nit-2022 is listed before"),
    ],
)
def test_wrong_row_of_complete_documents(rows: str, message: str, collect: Collect) -> None:
    (finding,) = collect(furniture="nit-2022,1,menu", complete=rows).findings
    assert finding.message.startswith(message)
    assert finding.file == "data/complete.csv"


def test_lists_that_are_not_there_are_empty(tmp_path: Path) -> None:
    scope = read_scope(tmp_path / "furniture.csv", tmp_path / "complete.csv")
    assert (scope.furniture, scope.complete) == ((), ())


def test_list_that_is_no_such_table_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "furniture.csv"
    path.write_text("document,line,reason\nfiw-2024,1,heading, empty\n", encoding="utf-8")
    with pytest.raises(SyntaxInFileError, match=r"4 columns.*quotes around a cell") as caught:
        read_scope(path, tmp_path / "complete.csv")
    assert (caught.value.path, caught.value.line) == (path, 2)
