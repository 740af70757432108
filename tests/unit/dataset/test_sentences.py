from __future__ import annotations

from pathlib import Path

import pytest

from kzgraph.dataset.sentences import split_lines, split_sentences, split_words

CASES = [
    ("two sentences", "One here. Two there.", ["One here.", "Two there."]),
    ("footnote after stop", "On the agenda.15 Next one.", ["On the agenda.15", "Next one."]),
    ("footnote after quote", "The “voting.”2 Next one.", ["The “voting.”2", "Next one."]),
    ("footnote after bracket", "Seats (82.4 percent).4 The rest.", 2),
    ("footnote after comma ends none", "Praised it,”7 whereas others did not.8", 1),
    ("footnote after year", "In place since 2003.1 Then more.", ["In place since 2003.1"]),
    ("footnote after number and quote next", "Only 74.3 “So it was.”", 2),
    ("footnote before the stop", "It proved effective1 . However, no.", 2),
    ("decimal before a word", "It allocated 4.7 billion tenge.", 1),
    ("decimal before a number", "Democracy Percentage 5.95 100", 1),
    ("ratings after the stop", "Looks at things. 1.251 7.007", ["Looks at things.", "1.251 7.007"]),
    ("closing quote after stop", "It was “superficial.” They left.", 2),
    ("closing quote before stop", "It was “superficial”. They left.", 2),
    ("stop inside a quote", "He said, “If so, no. Otherwise, yes.”4 They left.", 3),
    ("question with a score", "Is it free? 1\u00a0/ 4", ["Is it free?", "1\u00a0/ 4"]),
    ("exclamation mark in a name", "Party “Alga, Kazakhstan!” was banned.", 1),
    ("exclamation mark at the end", "Stop! They went on.", 2),
    ("ellipsis", "And so on… They went on.", 2),
    ("initials of a country", "The U.S. Senate met. They left.", ["The U.S. Senate met."]),
    ("initial of a name", "It was J. Smith. They left.", 2),
    ("title", "It was Dr. Smith. They left.", 2),
    ("name of a site", "He told Informburo.kz that all is well. He left.", 2),
    ("name of a site with a comma", "To Orda.kz, he said no.", 1),
    ("lower case after a stop", "It is approx. right.", 1),
    ("bullet", "  • One here. Two there.", ["One here.", "Two there."]),
    ("dash as mark", "- One here.", ["One here."]),
    ("en dash as mark", "– One here.", ["One here."]),
    (
        "number as mark",
        "3. People’s Party – A party. It is.",
        ["People’s Party – A party.", "It is."],
    ),
    ("no mark in a decimal", "0.7-1.0 high", ["0.7-1.0 high"]),
    ("no mark in a year", "2024. Then on.", ["2024.", "Then on."]),
    ("heading without stop", "Key Developments in 2023", ["Key Developments in 2023"]),
    ("never across a line end", "A heading\nOne here. Two\nthere.", 4),
    ("blank lines", "One.\n\n \u00a0\nTwo.", ["One.", "Two."]),
    ("marks without words", "•\n--\n…\n(.)", 0),
    ("white space at the ends", "  One.  \tTwo. ", ["One.", "Two."]),
    ("empty text", "", 0),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_sentences_of_text(text: str, expected: list[str] | int) -> None:
    found = [text[each.start : each.end] for each in split_sentences(text)]
    if isinstance(expected, int):
        assert len(found) == expected, found
    else:
        assert found[: len(expected)] == expected


def test_sentences_tell_their_line() -> None:
    assert [each.line for each in split_sentences("Aa.\n\nBb. Cc.\u2028Dd.\n")] == [1, 3, 3, 3]


def test_lines_end_at_line_feeds_only() -> None:
    spans = split_lines("a\u2028b\x85c\r\n\nd")
    assert [(each.line, each.start, each.end) for each in spans] == [
        (1, 0, 6),
        (2, 7, 7),
        (3, 8, 9),
    ]


def test_words_keep_apostrophes_and_numbers_whole() -> None:
    text = "The nation’s 4.7 billion, 18-year “plan”"
    words = [text[start:end] for start, end in split_words(text, 4, len(text))]
    assert words == ["nation’s", "4.7", "billion", "18-year", "plan"]


# Read through once; pysbd 0.3.4 counts the same but for 11 ends in lines 63, 73, 77, 82, 84, 85, 92
# and 95 of nit-2022, see HARD_LINES. A change of the rules that moves a count must be looked at.
COUNTS = {
    "country-brief-2024": 102,
    "fiw-2024": 267,
    "gov-factsheet-2025": 124,
    "idea-tracker-2024": 143,
    "nit-2022": 243,
}

# Document, line, and the ends of its sentences: the last few characters of each.
HARD_LINES = [
    ("nit-2022", 16, ["GDP.", "Council.", "effective1 ."]),
    ("nit-2022", 26, ["September4 .", "vaccines.", "vaccine."]),
    ("nit-2022", 39, ["branches.", "1.251 7.007"]),
    ("nit-2022", 62, ["country.6", "document.8"]),
    ("nit-2022", 63, ["groups.”9", "Kazakhstan.10", "opponents.11"]),
    ("nit-2022", 69, ["information.”", "phones.", "questioning.2", "demand.3"]),
    ("nit-2022", 73, ["courtrooms.", "media.9", "version.", "decision.”10", "end."]),
    ("nit-2022", 77, ["offices.", "maslikhats.", "74.3", "percent).4", "Auyl.5"]),
    ("nit-2022", 82, ["2003.1", "reforms.”2"]),
    (
        "nit-2022",
        84,
        [
            "it.",
            "2026.",
            "themselves.",
            "Advocates.",
            "regions.",
            "law.",
            "application.”6",
            "legislation.",
        ],
    ),
    ("nit-2022", 85, ["corruption.", "case.”7", "prison.", "Nur-Sultan.8"]),
    ("nit-2022", 92, ["prosecuted.", "apparatus.", "crimes.”4", "media.", "comment.5"]),
    ("nit-2022", 95, ["accounts.10", "nonsense.", "yet.”11", "about.12"]),
    ("fiw-2024", 20, ["year.", "2022.", "motivated."]),
    ("fiw-2024", 29, ["elections?", "0\u00a0/ 4"]),
    (
        "fiw-2024",
        56,
        ["attempts.", "organization.", "May.", "prison.", "registration.", "2022.", "years."],
    ),
    ("country-brief-2024", 10, ["Nazarbayev.", "reforms."]),
    ("country-brief-2024", 28, ["detention.", "October 25."]),
    ("country-brief-2024", 33, ["persists.", "events.", "detainees.", "recorded.", "evidence.”"]),
    (
        "idea-tracker-2024",
        36,
        ["November.", "2021.", "per cent.", "irregularities.", "officials.", "elected."],
    ),
    ("gov-factsheet-2025", 30, ["mechanisms."]),
]


def read(sources: Path, document: str) -> str:
    return (sources / f"{document}.txt").read_bytes().decode("utf-8")


@pytest.mark.parametrize("document", COUNTS)
def test_document_has_its_sentences(document: str, sources: Path) -> None:
    text = read(sources, document)
    sentences = split_sentences(text)
    assert len(sentences) == COUNTS[document]
    for sentence in sentences:
        assert text.count("\n", 0, sentence.start) + 1 == sentence.line
        assert "\n" not in text[sentence.start : sentence.end]


@pytest.mark.parametrize("document", COUNTS)
def test_document_has_no_word_outside_its_sentences(document: str, sources: Path) -> None:
    text = read(sources, document)
    inside = {offset for each in split_sentences(text) for offset in range(each.start, each.end)}
    left = [
        text[start:end] for start, end in split_words(text, 0, len(text)) if start not in inside
    ]
    assert [word for word in left if not word.isdigit()] == [], "only numbers of lists are left out"


@pytest.mark.parametrize(("document", "line", "ends"), HARD_LINES)
def test_hard_line_is_split(document: str, line: int, ends: list[str], sources: Path) -> None:
    text = read(sources, document)
    found = [text[each.start : each.end] for each in split_sentences(text) if each.line == line]
    assert len(found) == len(ends)
    assert [sentence[-len(end) :] for sentence, end in zip(found, ends, strict=True)] == ends
