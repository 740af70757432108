r"""The terminals of SPARQL: text in, tokens with their places out.

What this service must know of a query before the engine sees it (its form, the data set it asks
for, SERVICE, how deep it nests) is decided on tokens, never by searching for words: strings,
comments, IRIs, variables and prefixed names may contain any word.

The terminals follow SPARQL 1.1, https://www.w3.org/TR/sparql11-query/#sparqlGrammar, and the
additions of SPARQL 1.2 (VERSION, base direction of language tags, triple terms). Codepoint escapes
(https://www.w3.org/TR/sparql12-query/#codepointEscape) stand in strings and IRIs only, and cannot
change where these end: `\u0022` in a string is a quotation mark that belongs to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum, auto
from typing import Final, NamedTuple

from kzgraph.errors import QuerySyntaxError, show


class Kind(StrEnum):
    """What a token is; the value, in small letters, is no word of SPARQL."""

    IRI = auto()
    STRING = auto()
    VARIABLE = auto()
    LANGUAGE = auto()
    NUMBER = auto()
    BLANK_NODE = auto()
    PREFIXED_NAME = auto()
    WORD = auto()
    SIGN = auto()


class Token(NamedTuple):
    """A terminal of the query.

    Attributes:
        kind: what it is.
        text: as written; a WORD, which is a keyword or the name of a function, in upper case.
        start: offset of its first character in the query, 0-based.
        end: offset behind its last character.
    """

    kind: Kind
    text: str
    start: int
    end: int


_CLAUSES: Final = """
    BASE PREFIX VERSION SELECT DISTINCT REDUCED AS CONSTRUCT WHERE DESCRIBE ASK FROM NAMED GROUP BY
    HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF OPTIONAL GRAPH SERVICE SILENT BIND MINUS UNION
    FILTER EXISTS NOT IN A TRUE FALSE LATERAL SEPARATOR
"""
_FUNCTIONS: Final = """
    STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT
    SUBSTR STRLEN REPLACE UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER
    YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512
    COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX
    HASLANG HASLANGDIR ISTRIPLE TRIPLE SUBJECT PREDICATE OBJECT ADJUST
"""
# Known here so that their refusal can name them.
_UPDATES: Final = """
    INSERT DELETE DATA LOAD CLEAR DROP CREATE ADD MOVE COPY TO INTO WITH USING DEFAULT ALL
"""
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
"""The functions that have a name without a colon."""
AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
KEYWORDS: Final = frozenset((_CLAUSES + _UPDATES).split()) | FUNCTIONS | AGGREGATES
"""Every word that may stand in SPARQL without a colon, a question mark or quotation marks."""

_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_FIRST: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NEXT: Final = _FIRST + r"_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_LOCAL_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_IN_STRING: Final = rf"\\[tbnrf\\\"']|{_ESCAPE}"
_EXPONENT: Final = r"[eE][+-]?[0-9]+"
# In the order of trial: the longest match first, and before all the signs that begin nothing else.
_TERMINALS: Final = {
    "PLAIN_SIGN": r"\)>>|>[>=]|\{\||\|[|}]|&&|\^\^|!=|[{}()\[\];,=>!+\-*/^|&~]",
    "IRI": rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]++|{_ESCAPE})*+>",
    "STRING": (
        rf'"""(?:"{{0,2}}(?:[^"\\]++|{_IN_STRING}))*+"""'
        rf"|'''(?:'{{0,2}}(?:[^'\\]++|{_IN_STRING}))*+'''"
        rf'|"(?:[^"\\\r\n]++|{_IN_STRING})*+"'
        rf"|'(?:[^'\\\r\n]++|{_IN_STRING})*+'"
    ),
    "VARIABLE": rf"[?$][{_FIRST}_0-9][{_NEXT}]*+",
    "LANGUAGE": r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+",
    "NUMBER": (
        rf"[0-9]++(?:\.[0-9]*+{_EXPONENT}|\.[0-9]++|{_EXPONENT})?+|\.[0-9]++(?:{_EXPONENT})?+"
    ),
    "BLANK_NODE": rf"_:[{_FIRST}_0-9](?:\.*[{_NEXT}\-]++)*+",
    "PREFIXED_NAME": (
        rf"(?:[{_FIRST}](?:\.*[{_NEXT}\-]++)*+)?+:"
        rf"(?:(?:[{_FIRST}_:0-9]|{_LOCAL_ESCAPE})(?:\.*(?:[{_NEXT}:\-]++|{_LOCAL_ESCAPE}))*+)?+"
    ),
    "WORD": rf"[{_FIRST}_][{_NEXT}]*+(?![.\-])",
    # What would be a prefix but has no colon, such as `true.BIND`. Read at once and then parted:
    # to look for its colon behind each of its dots would take time by the square of its length.
    "NO_PREFIX": rf"[{_FIRST}_](?:\.*[{_NEXT}\-]++)*+",
    "SIGN": r"<<\(?|<=|[.<?@]",
}
TERMINAL: Final = re.compile(
    r"(?:[ \t\r\n]|#[^\r\n]*+)++|(?:"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TERMINALS.items())
    # What fits nothing fits this: else the search would go on, from each character to the end.
    + r")[ \t\r\n]*+|(?P<MISFIT>.)",
    re.DOTALL,
)
_PARTS: Final = re.compile(
    rf"(?P<WORD>[{_FIRST}_][{_NEXT}]*+)|(?P<NUMBER>{_TERMINALS['NUMBER']})"
    r"|(?P<SIGN>[.\-])|(?P<MISFIT>.)"
)
_KINDS: Final = {kind.name: kind for kind in Kind} | {"PLAIN_SIGN": Kind.SIGN}
_ESCAPED: Final = re.compile(
    r"\\(?:u(?P<short>[0-9A-Fa-f]{4})|U(?P<long>[0-9A-Fa-f]{8})|.)", re.DOTALL
)


_ADDRESS_BEFORE: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]*$", re.IGNORECASE)
_HYPHENATED: Final = re.compile(r"[?$]\w+-$")
_DECLARED: Final = re.compile(r"\bprefix:?\s+$", re.IGNORECASE)
_UNCLOSED_IRI: Final = (
    "the IRI that begins here has no > at its end, or holds a space or another character that no "
    "IRI has"
)
_SAID_OTHERWISE: Final = {
    "AND": "it is written &&",
    "OR": "it is written ||",
    "NULL": "whether a variable has a value is asked with BOUND(?x)",
    "ISNULL": "whether a variable has a value is asked with BOUND(?x)",
    "LIKE": "CONTAINS, STRSTARTS and REGEX compare strings",
    "BETWEEN": "it is written ?x >= 1 && ?x <= 2",
    "TOP": "LIMIT behind the pattern does it",
    "LET": "BIND(… AS ?x) does it",
    "BINDINGS": "it is called VALUES",
    "STARTSWITH": "it is called STRSTARTS",
    "ENDSWITH": "it is called STRENDS",
    "LENGTH": "it is called STRLEN",
    "LEN": "it is called STRLEN",
    "LOWER": "it is called LCASE",
    "UPPER": "it is called UCASE",
    "SUBSTRING": "it is called SUBSTR",
    "CAST": "it is written xsd:integer(?x), xsd:date(?x) and so on",
    "TYPE": "the type of a thing is asked with the predicate a",
}
"""What people write who know other languages: what SPARQL says instead."""
_LOOKALIKES: Final = {
    "“”„‟«»‘’‚‛´": "strings stand in straight quotation marks, \" or '",
    "–—−‐‑‒": "the sign for minus is the plain hyphen",
    "≤": "it is written <=",
    "≥": "it is written >=",
    "≠": "it is written !=",
    "×·": "times is written *",
    "÷": "it is written /",
    "`": "it means nothing in SPARQL; a text in fences is sent without them",
    "\\": "backslashes and codepoint escapes stand in strings and IRIs only",
    "%": "the query seems to be percent-encoded twice",
    "$": "the name of the variable is missing",
}


def tokenize(text: str) -> list[Token]:
    """Cut a query into its tokens; white space and comments fall away.

    Raises:
        QuerySyntaxError: a character that begins no terminal, a string without its end, or a word
            that SPARQL does not have.
    """
    tokens: list[Token] = []
    escaped = "\\u" in text.lower()
    make = tuple.__new__  # what Token(…) calls, and half its time: every query passes here
    for match in TERMINAL.finditer(text):
        group = match.lastgroup
        if group is None:  # a gap
            continue
        written = match[group]
        start = match.start(group)
        end = start + len(written)
        kind = _KINDS.get(group)
        if kind is Kind.WORD:
            written = _fold_keyword(text, start, written)
        elif kind is None:
            if group == "MISFIT":
                raise _explain_character(text, start)
            tokens += _part_words(text, start, end)
            continue
        elif escaped:
            _check_escapes(text, start, written)
        tokens.append(make(Token, (kind, written, start, end)))
    return tokens


def _part_words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _PARTS.finditer(text, start, end):
        kind = match.lastgroup or "MISFIT"
        if kind == "MISFIT":
            raise _explain_character(text, match.start())
        written = match.group()
        if kind == "WORD":
            written = _fold_keyword(text, match.start(), written)
        yield Token(_KINDS[kind], written, *match.span())


def locate(text: str, offset: int) -> tuple[int, int]:
    """Give line and column, both 1-based, of an offset; a line ends at LF, as in the engine."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def fail_at(text: str, offset: int, cause: str) -> QuerySyntaxError:
    """Make the error that says what is wrong at an offset of the query."""
    line, column = locate(text, offset)
    return QuerySyntaxError(cause, line=line, column=column)


def _check_escapes(text: str, start: int, written: str) -> None:
    for match in _ESCAPED.finditer(written):
        number = int(match["short"] or match["long"] or "0", base=16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            place = start + match.start()
            raise fail_at(text, place, f"{match.group()} is not the number of a character")


def _fold_keyword(text: str, start: int, word: str) -> str:
    folded = word.upper()
    if folded not in KEYWORDS:
        raise _explain_word(text, start, word)
    return folded


def _explain_word(text: str, start: int, word: str) -> QuerySyntaxError:
    is_call = text[start + len(word) :].lstrip().startswith("(")
    misplaced = _explain_place(text, start, word)
    if misplaced is not None:
        return misplaced
    advice = _SAID_OTHERWISE.get(word.upper())
    if advice is None:
        near = _nearest_keywords(word.upper(), is_call=is_call)
        advice = f"did you mean {near[0]}?" if near else ""
    if is_call:
        advice = advice or "a function of another vocabulary is called by its IRI or prefixed name"
        return fail_at(text, start, f"SPARQL has no function {show(word)}: {advice}")
    advice = advice or (
        "a variable begins with ?, a prefixed name has a colon, a string has quotation marks"
    )
    return fail_at(text, start, f"SPARQL has no word {show(word)!r}: {advice}")


def _explain_place(text: str, start: int, word: str) -> QuerySyntaxError | None:
    """Say what is wrong when what stands before a word makes it none."""
    before = text[max(0, start - 200) : start]
    address = _ADDRESS_BEFORE.search(before)
    if address is not None:
        begin = start - len(address.group())
        if text[begin - 1 : begin] == "<":
            return fail_at(text, begin - 1, _UNCLOSED_IRI)
        whole = show(re.split(r"[\s<>\"{}|^`\\]", text[begin : begin + 200], maxsplit=1)[0])
        return fail_at(text, begin, f"an IRI stands in angle brackets: <{whole}>")
    if before.endswith(("'", '"')):
        cause = "the string ends at this quotation mark; one that belongs to the string is written "
        return fail_at(text, start - 1, f"{cause}\\{before[-1]}")
    if _HYPHENATED.search(before):
        return fail_at(
            text, start - 1, "a hyphen ends the name of a variable; an underscore may do"
        )
    if _DECLARED.search(before):
        return fail_at(text, start, f"a prefix ends in its colon: PREFIX {show(word)}: <iri>")
    return None


def _nearest_keywords(word: str, *, is_call: bool) -> list[str]:
    """Give the keyword that was probably meant, if any: misspellings keep the first letter."""
    known = sorted(keyword for keyword in KEYWORDS if keyword[0] == word[0])
    called = [keyword for keyword in known if keyword in FUNCTIONS | AGGREGATES]
    if len(word) < 4:
        return []
    word = word[:40]
    return (get_close_matches(word, called, 1, 0.7) if is_call else []) or get_close_matches(
        word, known, 1, 0.7
    )


def _explain_character(text: str, position: int) -> QuerySyntaxError:
    character = text[position]
    if character in "\"'":
        begin = position - 2
        if begin >= 0 and text[begin : position + 1] == 3 * character:
            return fail_at(
                text,
                begin,
                f"the string that begins here has no {3 * character} at its end, or holds a "
                "backslash that means nothing",
            )
        return fail_at(
            text,
            position,
            f"the string that begins here has no {character} at its end, or holds a line break "
            "or a backslash that means nothing",
        )
    name = f"U+{ord(character):04X}"
    if character.isprintable():
        name = character if character.isascii() else f"{character} ({name})"
    advice = next((said for signs, said in _LOOKALIKES.items() if character in signs), None)
    if advice is None and (character.isspace() or unicodedata.category(character) == "Cf"):
        advice = "it looks like a space or like nothing, and SPARQL does not know it"
    return fail_at(
        text,
        position,
        f"the character {name} cannot stand here" + (f": {advice}" if advice else ""),
    )
