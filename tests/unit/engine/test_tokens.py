"""The terminals of SPARQL."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzgraph.engine.tokens import Kind, locate, tokenize
from kzgraph.errors import QuerySyntaxError

# One row a terminal: what is written, its kind, and its text when that differs.
TERMINALS = [
    ("<http://example.org/a#b>", Kind.IRI, None),
    ("<>", Kind.IRI, None),
    (r"<http://example.org/\u0416>", Kind.IRI, None),
    ('"a \\" \'b\'"', Kind.STRING, None),
    ("'a \\' \"b\"'", Kind.STRING, None),
    ('"""two\nlines, "quoted" too"""', Kind.STRING, None),
    ("'''it''s # no comment'''", Kind.STRING, None),
    (r'"\u0022 stays inside"', Kind.STRING, None),
    ("?name", Kind.VARIABLE, None),
    ("$год2023", Kind.VARIABLE, None),
    ("@en", Kind.LANGUAGE, None),
    ("@kk-Cyrl", Kind.LANGUAGE, None),
    ("@ar--rtl", Kind.LANGUAGE, None),
    ("42", Kind.NUMBER, None),
    ("4.2", Kind.NUMBER, None),
    (".5", Kind.NUMBER, None),
    ("1.5e-3", Kind.NUMBER, None),
    ("1.E3", Kind.NUMBER, None),
    ("_:b1.x", Kind.BLANK_NODE, None),
    ("foaf:name", Kind.PREFIXED_NAME, None),
    (":", Kind.PREFIXED_NAME, None),
    (":Sentence", Kind.PREFIXED_NAME, None),
    ("id:person-marat-zhylanbaev", Kind.PREFIXED_NAME, None),
    ("ex:a.b:c%41\\-", Kind.PREFIXED_NAME, None),
    ("service:SERVICE", Kind.PREFIXED_NAME, None),
    ("select", Kind.WORD, "SELECT"),
    (r"\u0053ervice", Kind.WORD, "SERVICE"),
    (r"\U00000053ELECT", Kind.WORD, "SELECT"),
    ("a", Kind.WORD, "A"),
    ("isIRI", Kind.WORD, "ISIRI"),
    ("{", Kind.SIGN, None),
]


@pytest.mark.parametrize(("written", "kind", "text"), TERMINALS)
def test_terminal_alone(written: str, kind: Kind, text: str | None) -> None:
    (token,) = tokenize(written)
    assert token == (kind, text or written, 0, len(written))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(TERMINALS), max_size=12),
    st.lists(
        st.sampled_from([" ", "\n", "\t \r\n", " # SERVICE <x:y> {\n", "#'\r"]),
        min_size=13,
        max_size=13,
    ),
)
def test_terminals_in_a_row_keep_kind_text_and_place(
    terminals: list[tuple[str, Kind, str | None]], gaps: list[str]
) -> None:
    text = gaps[0]
    expected = []
    for (written, kind, folded), gap in zip(terminals, gaps[1:], strict=False):
        # A comment must not touch what stands before it: <#> is an IRI.
        start = len(text)
        text += written + " " + gap
        expected.append((kind, folded or written, start, start + len(written)))
    assert tokenize(text) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("?a<?b", [Kind.VARIABLE, Kind.SIGN, Kind.VARIABLE]),
        ("?a <= 3", [Kind.VARIABLE, Kind.SIGN, Kind.SIGN, Kind.NUMBER]),
        ("ex:a.", [Kind.PREFIXED_NAME, Kind.SIGN]),
        ("1.", [Kind.NUMBER, Kind.SIGN]),
        ("?x+1", [Kind.VARIABLE, Kind.SIGN, Kind.NUMBER]),
        ("SERVICE<x:y>", [Kind.WORD, Kind.IRI]),
        ("1SERVICE", [Kind.NUMBER, Kind.WORD]),
        ('""""""', [Kind.STRING]),
        ('"" ""', [Kind.STRING, Kind.STRING]),
        ("ex:p*/^ex:q?", [Kind.PREFIXED_NAME, *[Kind.SIGN] * 3, Kind.PREFIXED_NAME, Kind.SIGN]),
        ("<x:a a>", [Kind.SIGN, Kind.PREFIXED_NAME, Kind.WORD, Kind.SIGN]),
    ],
)
def test_terminals_that_touch(text: str, kinds: list[Kind]) -> None:
    assert [token.kind for token in tokenize(text)] == kinds


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ('SELECT *\n{ ?s ?p "open }', 2, 9, 'no " at its end'),
        ("SELECT *\n{ ?s ?p 'two\nlines' }", 2, 9, "no ' at its end"),
        ('ASK { ?s ?p "\\q" }', 1, 13, "backslash"),
        ("SELCT * {}", 1, 1, "no word 'SELCT'"),
        ("ASK { ?s ?p trueSERVICE<x:y>{} }", 1, 13, "no word 'trueSERVICE'"),
        ("ASK \x00 {}", 1, 5, "U+0000"),
        ("\ufeffASK {}", 1, 1, r"\ufeff"),
        (r"ASK \u007B }", 1, 5, "illegal"),
        (r"ASK { ?a\u0020b ?p ?o }", 1, 7, "illegal"),
        (r"\UFFFFFFFF", 1, 1, "not the number"),
    ],
)
def test_what_is_no_terminal_has_place_and_reason(
    text: str, line: int, column: int, said: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        tokenize(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert said in caught.value.cause


@settings(deadline=None)
@given(st.text(alphabet="aA:.<>\"'#\\u0053?{}()\n -_%1", max_size=60))
def test_any_text_is_tokens_or_a_syntax_error(text: str) -> None:
    tokens = []
    with suppress(QuerySyntaxError):
        tokens = tokenize(text)
    assert all(one.end <= other.start for one, other in pairwise(tokens))


def test_long_words_take_time_in_proportion() -> None:
    # Backtracking over each of these would take minutes.
    for text in ("?a" + "." * 200_000, ":a" + "." * 200_000, "_:a" + ".b" * 100_000):
        assert tokenize(text)
    for text in ("'" + "\\'" * 100_000, "a" * 200_000, '"""' + '"a' * 100_000):
        with pytest.raises(QuerySyntaxError):
            tokenize(text)


def test_locate_counts_lines_and_columns_from_one() -> None:
    assert locate("ab\nc", 0) == (1, 1)
    assert locate("ab\nc", 3) == (2, 1)
    assert locate("ab\nc", 4) == (2, 2)
