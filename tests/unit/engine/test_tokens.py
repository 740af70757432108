"""The terminals of SPARQL."""

from contextlib import suppress
from itertools import pairwise
from time import process_time
from timeit import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzgraph.engine.reading.tokens import Kind, locate, tokenize
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
    ("a", Kind.WORD, "A"),
    ("isIRI", Kind.WORD, "ISIRI"),
    ("{", Kind.SIGN, None),
    ("<<(", Kind.SIGN, None),
    (")>>", Kind.SIGN, None),
    ("{|", Kind.SIGN, None),
    ("||", Kind.SIGN, None),
    ("^^", Kind.SIGN, None),
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
        ("?a <= 3", [Kind.VARIABLE, Kind.SIGN, Kind.NUMBER]),
        ("!<x:a>!=<x:b>", [Kind.SIGN, Kind.IRI, Kind.SIGN, Kind.IRI]),
        ("<<<x:a>a 1>>", [Kind.SIGN, Kind.IRI, Kind.WORD, Kind.NUMBER, Kind.SIGN]),
        ("ex:a.", [Kind.PREFIXED_NAME, Kind.SIGN]),
        ("1.", [Kind.NUMBER, Kind.SIGN]),
        ("?x+1", [Kind.VARIABLE, Kind.SIGN, Kind.NUMBER]),
        ("SERVICE<x:y>", [Kind.WORD, Kind.IRI]),
        ("true.FILTER", [Kind.WORD, Kind.SIGN, Kind.WORD]),
        ("true.a.b:c", [Kind.PREFIXED_NAME]),
        ("true.5a", [Kind.WORD, Kind.NUMBER, Kind.WORD]),
        ("true-1", [Kind.WORD, Kind.SIGN, Kind.NUMBER]),
        ("1SERVICE", [Kind.NUMBER, Kind.WORD]),
        ('""""""', [Kind.STRING]),
        ('"" ""', [Kind.STRING, Kind.STRING]),
        ("ex:p?|^ex:q", [Kind.PREFIXED_NAME, *[Kind.SIGN] * 3, Kind.PREFIXED_NAME]),
        ("1.e3.5e3.5.", [Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.SIGN]),
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
        (r"ASK \u007B }", 1, 5, "escapes stand in strings and IRIs only"),
        (r"\u0053ELECT * {}", 1, 1, "escapes stand in strings and IRIs only"),
        (r"ASK { ?a\u0020b ?p ?o }", 1, 9, "escapes stand in strings and IRIs only"),
        (r"ASK { ?s ?p '\UFFFFFFFF' }", 1, 14, "not the number"),
        (r"ASK { ?s ?p '\\\uD800' }", 1, 16, "not the number"),
        (r"ASK { ?s ?p <x:\u0061\uDFFF> }", 1, 22, "not the number"),
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


# Texts that repeat these, with one character behind them that fits nothing. Backtracking over some
# of them would take minutes.
REPEATED = [
    *("{}()[]<>!*+-/|^&=,;.:?$@~_#%\\'\"`aé1 \n\x00"),
    *("?a", "a.", ":a.", "_:a.", "<a", "<<", "<<(", "\\'", '"a', '"""', "'''", "''", '""'),
    *("\\u0061", "\\U", "%4", "@a-", "1.", "1e", ".1", "a:", "a:.", "a-", "# ", "#\n", "1+", "||"),
    *("http://", "SELECT ", "SELCT ", "'a'b", "?a-b", "PREFIX ", "<http://a b", "\U00010000"),
]


def seconds_for(text: str) -> float:
    """The time of the processor that reading takes, tokens or not, without garbage collection."""

    def read() -> None:
        with suppress(QuerySyntaxError):
            tokenize(text)

    return timeit(read, timer=process_time, number=1)


@pytest.mark.parametrize("unit", REPEATED)
def test_time_is_in_proportion_to_length(unit: str) -> None:
    for opening in ("", "'", '"""', "<", ":", "?", "@a", "# ", "1"):
        text = opening + unit * (16_384 // len(unit.encode())) + "\x00"
        assert seconds_for(text) < 0.2, opening


@pytest.mark.parametrize("unit", ["!", "1+", ". ", "a ", "?x ", ":a.b ", "'a'", "<a>"])
def test_the_longest_query_takes_a_second(unit: str) -> None:
    text = unit * (256 * 1024 // len(unit))
    assert tokenize(text)
    assert seconds_for(text) < 2


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=12), st.text(max_size=4), st.text(max_size=4))
def test_time_for_repeated_texts_is_in_proportion(unit: str, opening: str, end: str) -> None:
    text = opening + unit * (16_384 // max(1, len(unit.encode()))) + end
    assert seconds_for(text) < 0.2


def test_locate_counts_lines_and_columns_from_one() -> None:
    assert locate("ab\nc", 0) == (1, 1)
    assert locate("ab\nc", 3) == (2, 1)
    assert locate("ab\nc", 4) == (2, 2)
