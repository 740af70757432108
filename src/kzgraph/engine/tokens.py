r"""The terminals of SPARQL: text in, tokens with their places out.

What this service must know of a query before the engine sees it (its form, the data set it asks
for, SERVICE, how deep it nests) is decided on tokens, never by searching for words: strings,
comments, IRIs, variables and prefixed names may contain any word.

The terminals follow SPARQL 1.1, https://www.w3.org/TR/sparql11-query/#sparqlGrammar, and the
additions of SPARQL 1.2 (VERSION, base direction of language tags). A codepoint escape
(https://www.w3.org/TR/sparql11-query/#codepointEscape) counts as the character it stands for, but
only where that character is legal: `\u0022` in a string is a quotation mark that does not end it.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from kzgraph.errors import QuerySyntaxError


class Kind(Enum):
    """What a token is."""

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
        text: as written, with codepoint escapes replaced by their characters; a WORD that is a
            keyword or the name of a function in upper case.
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
    FILTER EXISTS NOT IN A TRUE FALSE LATERAL
"""
_FUNCTIONS: Final = """
    STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT
    SUBSTR STRLEN REPLACE UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER
    YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512
    COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX
    HASLANG HASLANGDIR ISTRIPLE TRIPLE SUBJECT PREDICATE OBJECT COUNT SUM MIN MAX AVG SAMPLE
    GROUP_CONCAT SEPARATOR ADJUST
"""
# Known here so that their refusal can name them.
_UPDATES: Final = """
    INSERT DELETE DATA LOAD CLEAR DROP CREATE ADD MOVE COPY TO INTO WITH USING DEFAULT ALL
"""
KEYWORDS: Final = frozenset((_CLAUSES + _FUNCTIONS + _UPDATES).split())
"""Every word that may stand in SPARQL without a colon, a question mark or quotation marks."""

_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_FIRST: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NEXT: Final = _FIRST + r"_\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_LOCAL_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"


def _terminals(escape: str) -> dict[str, str]:
    """Give a pattern per terminal, in the order of trial: the longest match first.

    Args:
        escape: pattern of a codepoint escape, `(?!)` where none may stand.
    """
    first = f"(?:[{_FIRST}]|{escape})"
    following = f"(?:[{_NEXT}]|{escape})"
    prefix = rf"(?:{first}(?:\.*{following})*+)?+"
    local = (
        rf"(?:[{_FIRST}_:0-9]|{_LOCAL_ESCAPE}|{escape})"
        rf"(?:\.*(?:[{_NEXT}:]|{_LOCAL_ESCAPE}|{escape}))*+"
    )
    in_string = rf"\\[tbnrf\\\"']|{escape}"
    exponent = r"[eE][+-]?[0-9]+"
    return {
        "GAP": r"(?:[ \t\r\n]|#[^\r\n]*+)++",
        "IRI": rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{escape})*+>",
        "STRING": (
            rf'"""(?:"{{0,2}}(?:[^"\\]|{in_string}))*+"""'
            rf"|'''(?:'{{0,2}}(?:[^'\\]|{in_string}))*+'''"
            rf'|"(?:[^"\\\r\n]|{in_string})*+"'
            rf"|'(?:[^'\\\r\n]|{in_string})*+'"
        ),
        "VARIABLE": rf"[?$](?:[{_FIRST}_0-9]|{escape})(?:(?!-){following})*",
        "LANGUAGE": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?",
        "NUMBER": (
            rf"[0-9]+\.[0-9]*{exponent}|\.[0-9]+{exponent}|[0-9]+{exponent}"
            r"|[0-9]*\.[0-9]+|[0-9]+"
        ),
        "BLANK_NODE": rf"_:(?:[{_FIRST}_0-9]|{escape})(?:\.*{following})*",
        "PREFIXED_NAME": rf"{prefix}:(?:{local})?",
        "WORD": rf"(?:[{_FIRST}_]|{escape})(?:(?!-){following})*",
        "SIGN": r"[{}()\[\].;,=<>!+\-*/^|&?~@]",
    }


_TERMINALS: Final = _terminals(_ESCAPE)
_MASTER: Final = re.compile("|".join(f"(?P<{kind}>{text})" for kind, text in _TERMINALS.items()))
_UNESCAPED: Final = {kind: re.compile(text) for kind, text in _terminals("(?!)").items()}
_ESCAPED: Final = re.compile(r"\\\\|\\u(?P<short>[0-9A-Fa-f]{4})|\\U(?P<long>[0-9A-Fa-f]{8})")
_KINDS: Final = {kind.name: kind for kind in Kind}
# Inside strings and IRIs the engine resolves escapes; they cannot change where the token ends.
_OPAQUE: Final = frozenset({"STRING", "IRI"})


def tokenize(text: str) -> list[Token]:
    """Cut a query into its tokens; white space and comments fall away.

    Raises:
        QuerySyntaxError: a character that begins no terminal, a string without its end, or a word
            that SPARQL does not have.
    """
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _MASTER.match(text, position)
        if match is None or match.lastgroup is None:
            raise _explain_character(text, position)
        kind, written, position = match.lastgroup, match.group(), match.end()
        if kind == "GAP":
            continue
        if "\\" in written and kind not in _OPAQUE:
            written = _resolve_escapes(text, match.start(), kind, written)
        if kind == "WORD":
            written = _fold_keyword(text, match.start(), written)
        tokens.append(Token(_KINDS[kind], written, match.start(), position))
    return tokens


def locate(text: str, offset: int) -> tuple[int, int]:
    """Give line and column, both 1-based, of an offset; a line ends at LF, as in the engine."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def fail_at(text: str, offset: int, cause: str) -> QuerySyntaxError:
    """Make the error that says what is wrong at an offset of the query."""
    line, column = locate(text, offset)
    return QuerySyntaxError(cause, line=line, column=column)


def _resolve_escapes(text: str, start: int, kind: str, written: str) -> str:
    def resolve(match: re.Match[str]) -> str:
        escape, digits = match.group(), match["short"] or match["long"]
        if digits is None:
            return escape
        number = int(digits, 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise fail_at(text, start, f"{escape} is not the number of a character")
        return chr(number)

    plain = _ESCAPED.sub(resolve, written)
    if _UNESCAPED[kind].fullmatch(plain) is None:
        raise fail_at(text, start, f"{written} has an escape for a character that is illegal here")
    return plain


def _fold_keyword(text: str, start: int, word: str) -> str:
    folded = word.upper()
    if folded not in KEYWORDS:
        shown = word if len(word) <= 40 else word[:40] + "…"
        raise fail_at(
            text,
            start,
            f"SPARQL has no word {shown!r}: a variable begins with ?, a prefixed name has a colon, "
            "a string has quotation marks",
        )
    return folded


def _explain_character(text: str, position: int) -> QuerySyntaxError:
    character = text[position]
    if character in "\"'":
        return fail_at(
            text,
            position,
            f"the string that begins here has no {character} at its end, or holds a line break "
            "or a backslash that means nothing",
        )
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return fail_at(text, position, f"the character {shown} cannot stand here")
