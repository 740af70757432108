from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from kzgraph.dataset.passages import OA, Passage, cut_passage, read_sources, resolve_citation
from kzgraph.errors import MissingFileError, PassageError, SyntaxInFileError
from kzgraph.vocabulary.prefixes import ID
from kzgraph.vocabulary.terms import KZ

COURT = "In April, the baker’s court freed Ada."
CAFE = "The café – old\u00a0one – closed in 2024.1"

FOUND = [
    ("a heading", "fiw-2024 1: heading of", "A heading of 2023"),
    ("first sentence of a bullet", "fiw-2024 3: In April", COURT),
    ("straight apostrophe", "fiw-2024 3: the baker's", COURT),
    ("straight quotes", 'fiw-2024 3: Ben "left', "Ben “left early.”"),
    ("as printed", "fiw-2024 3: Ben “left", "Ben “left early.”"),
    ("with its footnote number", "fiw-2024 3: was fined", "Ben was fined.2"),
    ("no-break space and dashes", "fiw-2024 5: café - old one - closed", CAFE),
    ("word before a footnote", "fiw-2024 5: in 2024.", CAFE),
    ("two sentences", "fiw-2024 3: In April … was fined", f"{COURT} Ben was fined.2"),
    ("one sentence by both ends", "fiw-2024 3: In April … Ada", COURT),
    ("ends tell apart", "fiw-2024 4: In May … Ada left", "In May, Ada left."),
    ("words over a stop", "fiw-2024 4: Ada left. In May", "In May, Ada left. In May, Ben stayed."),
    ("white space around", "  fiw-2024   4:  Ada  left ", "In May, Ada left."),
    ("the other document", "nit-2022 1: few", "It has few words."),
]


@pytest.mark.parametrize(
    ("citation", "expected"),
    [case[1:] for case in FOUND if case[2]],
    ids=[case[0] for case in FOUND if case[2]],
)
def test_citation_finds_its_sentences(citation: str, expected: str, texts: Path) -> None:
    sources = read_sources(texts)
    passage = resolve_citation(citation, sources)
    text = sources[passage.document].text
    assert text[passage.start : passage.end] == expected
    assert passage.start_line == passage.end_line == text.count("\n", 0, passage.start) + 1
    assert passage.sha256 == hashlib.sha256(expected.encode()).hexdigest()


REFUSED = [
    ("no form", "fiw-2024: In April", "write it as"),
    ("no words", "fiw-2024 3: ", "write it as"),
    ("line zero", "fiw-2024 0: In April", "write it as"),
    ("unknown document", "fiw-2023 3: In April", "no document fiw-2023; there are fiw-2024, nit"),
    ("line out of range", "fiw-2024 99: In April", "fiw-2024 has 5 lines only"),
    ("words in another line", "fiw-2024 4: In April", "are not in line 4; they stand in line 3"),
    ("nearest of two lines", "fiw-2024 2: Ada", "they stand in line 3"),
    ("words nowhere", "fiw-2024 4: In August", "are not in line 4 nor in any other line"),
    ("part of a word", "fiw-2024 4: Be", "are not in line 4"),
    ("end of a word", "fiw-2024 4: tayed", "are not in line 4"),
    ("part of a number", "fiw-2024 1: of 202", "are not in line 1"),
    ("other case", "fiw-2024 4: in may", "are not in line 4"),
    ("twice", "fiw-2024 4: In May", "fits 2 places in line 4"),
    ("three sentences", "fiw-2024 3: In April … left early", "covers more than 2 sentences"),
    ("four sentences", "fiw-2024 3: In April … stayed home", "covers more than 2 sentences"),
    ("backwards", "fiw-2024 3: stayed home … In April", "stand before the first words"),
    ("two ellipses", "fiw-2024 3: In … the … Ada", "an ellipsis stands once"),
    ("ellipsis at the end", "fiw-2024 3: In April …", "an ellipsis stands once"),
    ("first words missing", "fiw-2024 3: In June … Ada", "'In June' are not in line 3"),
    ("last words missing", "fiw-2024 3: In April … fiend", "'fiend' are not in line 3"),
    ("the mark of a list", "fiw-2024 3: •", "are not in line 3"),
    ("a blank line", "fiw-2024 2: A", "are not in line 2"),
]


@pytest.mark.parametrize(
    ("citation", "cause"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_citation_that_fits_nowhere_or_twice_is_refused(
    citation: str, cause: str, texts: Path
) -> None:
    with pytest.raises(PassageError) as caught:
        resolve_citation(citation, read_sources(texts))
    assert cause in caught.value.cause
    assert caught.value.citation == citation


def test_passage_is_described_with_its_selector() -> None:
    graph = Graph()
    Passage("fiw-2024", 3, 9, 1, 2, "ab").describe(graph)
    passage, selector = URIRef(ID + "passage-fiw-2024-3-9"), URIRef(ID + "selector-fiw-2024-3-9")
    assert set(graph) == {
        (passage, RDF.type, KZ.Passage),
        (passage, OA.hasSource, URIRef(ID + "document-fiw-2024")),
        (passage, OA.hasSelector, selector),
        (passage, KZ.startLine, Literal(1)),
        (passage, KZ.endLine, Literal(2)),
        (selector, RDF.type, OA.TextPositionSelector),
        (selector, OA.start, Literal(3)),
        (selector, OA.end, Literal(9)),
        (selector, KZ.sha256, Literal("ab")),
    }


def test_cut_counts_code_points_and_lines(texts: Path) -> None:
    source = read_sources(texts)["fiw-2024"]
    start = source.text.index("café")
    passage = cut_passage(source, start, start + len("café – old"))
    assert (passage.start_line, passage.end_line) == (5, 5)
    assert passage.sha256 == hashlib.sha256("café – old".encode()).hexdigest()
    assert cut_passage(source, 0, start + 1).end_line == 5


def test_digest_of_a_document_is_that_of_its_bytes(texts: Path) -> None:
    expected = hashlib.sha256((texts / "fiw-2024.txt").read_bytes()).hexdigest()
    assert read_sources(texts)["fiw-2024"].sha256 == expected


def test_line_ends_are_kept_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"One.\r\nTwo.\n")
    assert read_sources(tmp_path)["a"].text == "One.\r\nTwo.\n"


def test_documents_must_be_there_and_utf8(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_sources(tmp_path / "nowhere")
    with pytest.raises(MissingFileError):
        read_sources(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"One.\n\xff")
    with pytest.raises(SyntaxInFileError, match="not UTF-8") as caught:
        read_sources(tmp_path)
    assert caught.value.line == 2


def test_citation_of_a_real_document(sources: Path) -> None:
    texts = read_sources(sources)
    passage = resolve_citation("fiw-2024 56: In April … six years", texts)
    text = texts["fiw-2024"].text[passage.start : passage.end]
    assert text.startswith("In April, the leader")
    assert text.endswith("activities for six years.")
    assert (passage.start_line, passage.end_line) == (56, 56)
