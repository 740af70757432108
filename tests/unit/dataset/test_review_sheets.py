"""Sheets for a second reader, of the small document in `conftest.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph

from kzgraph.dataset import (
    ListedLine,
    Scope,
    SourceText,
    Verdict,
    format_folder,
    names_to_review,
    parse_turtle,
    read_graphs,
    read_sources,
    read_verdicts,
    write_sheet,
)
from kzgraph.errors import SyntaxInFileError
from kzgraph.vocabulary.prefixes import PREFIXES

Write = Callable[[str, str], Path]

DRAFT = """
id:sentence-fiw-2024-ben a :Sentence ; rdfs:label "Fine for Ben"@en ;
    :against id:person-ben ; :when "2023-04" ; :offence c:offence-b, c:offence-a ;
    :penalty id:penalty-fiw-2024-ben ;
    :cites "fiw-2024 1: A heading", "fiw-2024 3: In April … was fined" .
id:penalty-fiw-2024-ben a :Fine ; :months 9 ; :qualifier c:qualifier-q .
id:release-fiw-2024-ada a :Release ; rdfs:label "Ada freed"@en ; :against id:person-ada ;
    :cites "fiw-2024 3: In April … was fined" .
id:name-fiw-2024-ada a :NameUse ; rdfs:label "Name used: Ada"@en ; :names id:person-ada ;
    :cites "fiw-2024 4: Ada left", "fiw-2024 3: In April" .
"""
LABELS = """
:Sentence rdfs:label "приговор"@ru, "sentence"@en . :Fine rdfs:label "fine"@en .
:against rdfs:label "against"@en . :when rdfs:label "date"@en . :months rdfs:label "months"@en .
:offence rdfs:label "ground"@en . :penalty rdfs:label "penalty"@en .
id:person-ben skos:prefLabel "Бен"@ru, "Ben Baker"@en . c:offence-a skos:prefLabel "arson"@en .
c:offence-b skos:prefLabel "bribery"@en . c:qualifier-q skos:prefLabel "suspended"@en .
"""
IN_FULL = """\
line 1: A heading of 2023
    sentence-fiw-2024-ben (sentence): Fine for Ben
        against: Ben Baker
        date: 2023-04
        ground: arson; bribery
        penalty: fine (:qualifier suspended, months 9)
        rests on line 3, too: In April, the baker’s court freed Ada. Ben was fined.2

line 3: In April, the baker’s court freed Ada. Ben was fined.2
    release-fiw-2024-ada (:Release): Ada freed
        against: id:person-ada
    see sentence-fiw-2024-ben: Fine for Ben
"""


@pytest.fixture
def source(texts: Path) -> SourceText:
    return read_sources(texts)["fiw-2024"]


@pytest.fixture
def graph(data: Path, texts: Path, registry: Path, write: Write) -> Graph:
    write("fiw-2024/draft.ttl", DRAFT)
    assert format_folder(data, texts, registry).findings == ()
    return read_graphs(data).graphs["fiw-2024"]


@pytest.fixture
def labels() -> Graph:
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return parse_turtle(header + LABELS, Path("labels.ttl"))


@pytest.fixture
def sheet(source: SourceText, graph: Graph, labels: Graph) -> Callable[..., str]:
    def write_it(**options: object) -> str:
        return write_sheet(source, graph, (labels,), **options)  # type: ignore[arg-type]

    return write_it


Sheet = Callable[..., str]


def blocks(sheet: str) -> dict[str, str]:
    """Text of each passage → what stands under it."""
    split = (block.partition("\n") for block in sheet.rstrip("\n").split("\n\n")[1:])
    return {head: rest for head, _, rest in split}


def test_records_stand_in_full_once_and_in_words(sheet: Sheet) -> None:
    assert sheet(lines=range(1, 4)).startswith(
        "fiw-2024: 2 of 2 records to read\n\n" + IN_FULL + "\nline 3: Ben “left early.”\n"
    )


def test_passages_stand_in_order_with_what_nothing_accounts_for(sheet: Sheet) -> None:
    listed = Scope(furniture=(ListedLine(2, "fiw-2024", "5", "farewell"),))
    below = list(blocks(sheet(scope=listed)).items())[2:]
    assert below == [
        ("line 3: Ben “left early.”", "    no record"),
        ("line 3: Ada stayed home.", "    no record"),
        ("line 4: In May, Ada left.", "    no record but of names"),
        ("line 4: In May, Ben stayed.", "    no record"),
        *(
            (f"line 5: {text}", "    no record, the line is listed: farewell")
            for text in ("The café – old one – closed in 2024.1", "Ada wept.", "Ada wept again.")
        ),
    ]


def test_what_was_read_is_left_out_or_named_beside_what_was_not(sheet: Sheet) -> None:
    read = blocks(sheet(read={"sentence-fiw-2024-ben"}))
    assert "line 1: A heading of 2023" not in read
    assert "line 4: In May, Ada left." not in read
    under = read["line 3: In April, the baker’s court freed Ada. Ben was fined.2"]
    assert "release-fiw-2024-ada (:Release): Ada freed" in under
    assert "see sentence-fiw-2024-ben: Fine for Ben" in under
    assert read["line 3: Ada stayed home."] == "    no record"


def test_nothing_is_left_to_read(sheet: Sheet) -> None:
    names = {"sentence-fiw-2024-ben", "release-fiw-2024-ada"}
    listed = Scope(
        furniture=tuple(ListedLine(1, "fiw-2024", line, "menu") for line in ("3", "4", "5"))
    )
    assert sheet(read=names, scope=listed) == "fiw-2024: 0 of 2 records to read\n"


def test_record_stands_in_full_at_its_first_passage_among_the_lines(sheet: Sheet) -> None:
    text = sheet(lines=range(3, 4))
    assert "A heading of 2023\n    sentence" not in text
    assert "    sentence-fiw-2024-ben (sentence): Fine for Ben\n        against: Ben Baker" in text
    assert "        rests on line 1, too: A heading of 2023\n" in text


def test_citations_that_are_not_resolved_are_told(source: SourceText, labels: Graph) -> None:
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    draft = parse_turtle(header + DRAFT, Path("draft.ttl"))
    assert write_sheet(source, draft, (labels,)).startswith(
        "fiw-2024: 0 of 0 records to read; 3 more have :cites, run `kzgraph format --sources DIR`"
    )


def test_names_to_review_are_those_of_records_without_name_uses(graph: Graph) -> None:
    assert names_to_review(graph) == {"sentence-fiw-2024-ben", "release-fiw-2024-ada"}


def test_verdicts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "fiw-2024.csv"
    header = "record,verdict,comment,resolution\n"
    path.write_text(header + 'a-b,wrong,"no, not",mended: so\n', encoding="utf-8")
    assert read_verdicts(tmp_path, "fiw-2024") == (
        Verdict("a-b", "wrong", "no, not", "mended: so"),
    )
    assert read_verdicts(tmp_path, "nit-2022") == ()
    path.write_text(header + "a-b,wrong\n", encoding="utf-8")
    with pytest.raises(SyntaxInFileError, match="2 columns"):
        read_verdicts(tmp_path, "fiw-2024")
