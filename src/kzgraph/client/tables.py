"""Results of SPARQL as tables: JSON → `pandas.DataFrame`, with the types of the values.

Source: https://www.w3.org/TR/sparql11-results-json/, and for the literals
https://www.w3.org/TR/xmlschema11-2/. No value is changed by being read: what a type of pandas
cannot hold exactly stays a Python value or the text that the endpoint sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from kzgraph.client.text import Text
from kzgraph.errors import BrokenAnswerError
from kzgraph.vocabulary.prefixes import PREFIXES


class _Kind(Enum):
    """What a value is to Python; what is none of the others is text."""

    TEXT = auto()
    TAGGED = auto()
    INTEGER = auto()
    DECIMAL = auto()
    FLOAT = auto()
    BOOLEAN = auto()
    DATE = auto()
    LOCAL_TIME = auto()
    INSTANT = auto()
    TRIPLE = auto()


class _Value(NamedTuple):
    """A term of a result: what it is to Python, as which value, and as it was written."""

    kind: _Kind
    value: Any
    text: str


_NUMBERS: Final = frozenset({_Kind.INTEGER, _Kind.DECIMAL, _Kind.FLOAT})
_TIMES: Final = {
    _Kind.DATE: "datetime64[s]",
    _Kind.LOCAL_TIME: "datetime64[us]",
    _Kind.INSTANT: "datetime64[us, UTC]",
}
_PARTS: Final = ("subject", "predicate", "object")

_INTEGERS: Final = (
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
    *("nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort"),
    "unsignedByte",
)
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_FLOAT: Final = re.compile(rf"({_DECIMAL.pattern})([eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_BOOLEAN: Final = re.compile(r"true|false|1|0")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# datetime holds microseconds; finer fractions stay text.
_LOCAL_TIME: Final = re.compile(
    rf"{_DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]{{1,6}})?"
)
_INSTANT: Final = re.compile(rf"{_LOCAL_TIME.pattern}(Z|[+-][0-9]{{2}}:[0-9]{{2}})")
_Reader = tuple[_Kind, re.Pattern[str], Callable[[str], object]]
_READERS: Final[dict[str, tuple[_Reader, ...]]] = {
    **dict.fromkeys(
        _INTEGERS,
        ((_Kind.INTEGER, _INTEGER, int),),
    ),
    "decimal": ((_Kind.DECIMAL, _DECIMAL, Decimal),),
    **dict.fromkeys(("float", "double"), ((_Kind.FLOAT, _FLOAT, float),)),
    "boolean": ((_Kind.BOOLEAN, _BOOLEAN, lambda text: text in {"true", "1"}),),
    "date": ((_Kind.DATE, _DATE, date.fromisoformat),),
    **dict.fromkeys(
        ("dateTime", "dateTimeStamp"),
        (
            (_Kind.LOCAL_TIME, _LOCAL_TIME, datetime.fromisoformat),
            (_Kind.INSTANT, _INSTANT, lambda text: datetime.fromisoformat(text).astimezone(UTC)),
        ),
    ),
}
"""How the literals of a datatype of XML Schema are read, by its local name."""


def read_table(results: object) -> pd.DataFrame:
    """Make a table of the results of a SELECT.

    Args:
        results: the JSON, parsed.

    Returns:
        A row for each solution, a column for each variable, in the order of the query. A column has

        - `Int64`, when its values are integers that 64 bits hold;
        - `Float64`, when they are numbers, of one type or several, that it holds as written;
        - `boolean`;
        - `datetime64` for full dates and for times, the latter in UTC if they have a zone;
        - `string` for IRIs, blank nodes (`_:b0`), plain literals, and literals of other types as
          they are written (`2021-06`, a year, a month);
        - `object` for everything else, value by value: `Text` with its language, `int`, `Decimal`,
          `float`, `bool`, a triple as a tuple of three, `str`.

        What is unbound is missing: NA, in a column of dates NaT.

    Raises:
        BrokenAnswerError: this is no SPARQL Results JSON of a SELECT.
    """
    try:
        match results:
            case {"head": {"vars": [*names]}, "results": {"bindings": [*rows]}}:
                columns = {name: _make_column([row.get(name) for row in rows]) for name in names}
                return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))
    except (AttributeError, KeyError, TypeError) as error:
        raise BrokenAnswerError("the answer has values that are no RDF terms") from error
    raise BrokenAnswerError("the answer is no table in SPARQL Results JSON")


def _make_column(terms: Sequence[Mapping[str, Any] | None]) -> pd.Series[Any]:
    column = [None if term is None else _read_term(term) for term in terms]
    there = [one for one in column if one is not None]
    kinds = {one.kind for one in there}
    values = [pd.NA if one is None else one.value for one in column]
    if kinds == {_Kind.INTEGER} and all(abs(one.value) < 1 << 63 for one in there):
        return pd.Series(values, dtype="Int64")
    if kinds and kinds <= _NUMBERS and all(map(_is_exact, there)):
        # By its parts, for NaN is a value here and not a missing one.
        floats = np.array([0.0 if one is None else float(one.value) for one in column])
        return pd.Series(pd.arrays.FloatingArray(floats, np.array([one is None for one in column])))
    if kinds == {_Kind.BOOLEAN}:
        return pd.Series(values, dtype="boolean")
    if len(kinds) == 1 and (dtype := _TIMES.get(next(iter(kinds)))):
        return pd.Series([pd.NaT if one is None else one.value for one in column], dtype=dtype)
    # Times of several precisions cannot be compared; what is written of them can.
    written = [
        pd.NA if one is None else one.text if one.kind in _TIMES else one.value for one in column
    ]
    return pd.Series(written, dtype="string" if kinds <= {_Kind.TEXT, *_TIMES} else object)


def _read_term(term: Mapping[str, Any]) -> _Value:
    text = term["value"]
    match term["type"]:
        case "uri":
            return _Value(_Kind.TEXT, text, text)
        case "bnode":
            return _Value(_Kind.TEXT, f"_:{text}", text)
        case "triple":
            parts = tuple(_read_term(text[part]).value for part in _PARTS)
            return _Value(_Kind.TRIPLE, parts, "")
    if language := term.get("xml:lang"):
        return _Value(_Kind.TAGGED, Text(text, language), text)
    datatype = term.get("datatype", "")
    if datatype.startswith(PREFIXES["xsd"]):
        for kind, pattern, read in _READERS.get(datatype.removeprefix(PREFIXES["xsd"]), ()):
            # What Python reads and XML Schema does not (1_000), or the other way round, is text.
            if pattern.fullmatch(text):
                with suppress(ValueError, OverflowError):
                    return _Value(kind, read(text), text)
    return _Value(_Kind.TEXT, text, text)


def _is_exact(number: _Value) -> bool:
    """Whether the shortest way to write the double is the number as it was written."""
    if number.kind is _Kind.FLOAT:
        return True
    # A Decimal beyond the doubles becomes infinite, where an int would raise.
    exact = Decimal(number.value)
    return Decimal(repr(float(exact))) == exact
