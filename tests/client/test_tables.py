"""Results become tables without a value or a type getting lost."""

from __future__ import annotations

import copy
import json
import math
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.client.tables import read_table
from kzgraph.client.text import Text
from kzgraph.errors import BrokenAnswerError

XSD = "http://www.w3.org/2001/XMLSchema#"
OFFSETS = [timezone(timedelta(hours=hours)) for hours in (-11, 0, 5)]
TEXTS = st.text('aЯә1-."\\\t\n \u00a0\U0001d11e')
Term = dict[str, str]


def literal(text: str, datatype: str) -> Term:
    return {"type": "literal", "value": text, "datatype": XSD + datatype}


def write_float(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return repr(value) if math.isfinite(value) else f"{'-' if value < 0 else ''}INF"


class Iri(str):
    __slots__ = ()


WRITERS: dict[type, Callable[..., Term]] = {
    bool: lambda value: literal("true" if value else "0", "boolean"),
    int: lambda value: literal(str(value), "integer"),
    Decimal: lambda value: literal(format(value, "f"), "decimal"),
    float: lambda value: literal(write_float(value), "double"),
    date: lambda value: literal(value.isoformat(), "date"),
    datetime: lambda value: literal(value.isoformat(), "dateTime"),
    Text: lambda value: {"type": "literal", "value": value, "xml:lang": value.language},
    Iri: lambda value: {"type": "uri", "value": value},
    str: lambda value: {"type": "literal", "value": value},
}
KINDS: dict[str, st.SearchStrategy[object]] = {
    "Int64": st.integers(-(2**62), 2**62),
    "Float64": st.floats(),
    "boolean": st.booleans(),
    "datetime64[s]": st.dates(),
    "datetime64[us]": st.datetimes(),
    "datetime64[us, UTC]": st.datetimes(timezones=st.sampled_from(OFFSETS)).filter(
        lambda moment: 1 < moment.year < 9999  # in UTC, too
    ),
    "string": TEXTS | st.just(Iri("https://example.org/x")),
    "object": st.builds(Text, TEXTS, st.sampled_from(["en", "ru", "kk-cyrl"])),
}
OTHERS = st.integers(2**63) | st.decimals(allow_nan=False, allow_infinity=False)
MIXED = st.lists(st.none() | OTHERS | st.one_of(*KINDS.values()))
OF_ONE_KIND = st.sampled_from(sorted(KINDS)).flatmap(
    lambda dtype: st.tuples(st.just(dtype), st.lists(st.none() | KINDS[dtype], min_size=1))
)


def read_column(values: list[object]) -> pd.Series:
    """Write values as an endpoint does, and read them."""
    rows = [{} if value is None else {"x": WRITERS[type(value)](value)} for value in values]
    written = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}})
    return read_table(json.loads(written))["x"]


def is_same(cell: object, value: object) -> bool:  # noqa: PLR0911  (one for each type)
    match value:
        case None:
            return cell is pd.NA or cell is pd.NaT
        case bool():
            return cell is value
        case int() | Decimal():
            return Decimal(repr(cell) if isinstance(cell, float) else cell) == value  # type: ignore[arg-type]
        case float():
            both_nan = isinstance(cell, float) and math.isnan(cell) and math.isnan(value)
            return both_nan or cell == value
        case datetime():
            return cell == (value.isoformat() if isinstance(cell, str) else pd.Timestamp(value))
        case date():
            return cell == value.isoformat() if isinstance(cell, str) else cell.date() == value  # type: ignore[attr-defined]
        case Text():
            return cell == value and getattr(cell, "language", None) == value.language
        case _:
            return cell == value and isinstance(cell, str)


@given(MIXED)
def test_every_value_is_kept(values: list[object]) -> None:
    column = read_column(values)
    assert all(map(is_same, column.tolist(), values)), (column.tolist(), values)


@given(OF_ONE_KIND)
def test_column_of_one_kind_has_its_type(drawn: tuple[str, list[object]]) -> None:
    dtype, values = drawn
    column = read_column(values)
    assert str(column.dtype) == (dtype if set(values) != {None} else "string")
    assert all(map(is_same, column.tolist(), values)), (column.tolist(), values)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        # In these data a count is an integer, and a share a decimal.
        ([76, Decimal("53.9")], "Float64"),
        # A double has no place for the last digits of this sum.
        ([Decimal("12345678901234567.89"), Decimal(1)], "object"),
        ([2**53 + 1, Decimal("0.5")], "object"),
        ([2**63], "object"),
        # Beyond all doubles.
        ([10**309, 1], "object"),
        ([-(10**309), Decimal("0.5")], "object"),
        ([], "string"),
    ],
)
def test_number_is_never_rounded(values: list[object], dtype: str) -> None:
    column = read_column(values)
    assert str(column.dtype) == dtype
    assert column.tolist() == [float(v) if dtype == "Float64" else v for v in values]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "term",
    [
        literal("2021-06", "gYearMonth"),
        literal("2021", "gYear"),
        literal("2021-06-01Z", "date"),
        literal("12021-06-01", "date"),
        literal("2021-02-30", "date"),
        literal("2021-06-01T10:00:00.123456789", "dateTime"),
        literal("0001-01-01T00:00:00+05:00", "dateTime"),
        literal("9999-12-31T23:00:00-05:00", "dateTime"),
        literal("1_000", "integer"),
        literal("٣", "integer"),
        literal("infinity", "double"),
        literal("yes", "boolean"),
        literal("P1D", "duration"),
        {"type": "literal", "value": "x", "datatype": "https://example.org/integer"},
    ],
    ids=lambda term: term["value"],
)
def test_what_python_cannot_hold_stays_text(term: Term) -> None:
    for others in ([], [literal("2021-06-01", "date")]):
        rows = [{"x": one} for one in (term, *others)]
        column = read_table({"head": {"vars": ["x"]}, "results": {"bindings": rows}})["x"]
        assert str(column.dtype) == "string"
        assert column[0] == term["value"]


def test_rows_and_columns_stand_as_the_query_has_them() -> None:
    rows = [{"b": literal("1", "int"), "a": {"type": "bnode", "value": "n"}}, {}]
    frame = read_table({"head": {"vars": ["b", "a", "c"]}, "results": {"bindings": rows}})
    assert list(frame.columns) == ["b", "a", "c"]
    assert frame["a"].tolist() == ["_:n", pd.NA]
    assert frame["c"].isna().all()
    assert read_table({"head": {"vars": []}, "results": {"bindings": [{}, {}]}}).shape == (2, 0)


def test_triple_is_a_tuple_of_its_parts() -> None:
    parts = {
        "subject": {"type": "uri", "value": "x:s"},
        "predicate": {"type": "uri", "value": "x:p"},
        "object": literal("1", "integer"),
    }
    rows = [{"t": {"type": "triple", "value": parts}}]
    frame = read_table({"head": {"vars": ["t"]}, "results": {"bindings": rows}})
    assert frame["t"][0] == ("x:s", "x:p", 1)


def test_moments_of_several_zones_are_one_column_in_utc() -> None:
    five = datetime(2021, 6, 1, 10, tzinfo=OFFSETS[2])
    column = read_column([five, five.astimezone(UTC)])
    assert column[0] == column[1] == pd.Timestamp("2021-06-01T05:00:00Z")


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"head": {}, "boolean": True},
        {"head": {"vars": ["x"]}, "results": {"bindings": [["x"]]}},
        {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri"}}]}},
        {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": "text"}]}},
    ],
)
def test_what_is_no_table_is_an_error(wrong: object) -> None:
    with pytest.raises(BrokenAnswerError):
        read_table(wrong)


def test_text_is_a_string_that_keeps_its_language() -> None:
    text = Text("Адал", "ru")
    assert text == "Адал"
    assert hash(text) == hash("Адал")
    for same in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301
        assert (same, same.language) == ("Адал", "ru")
    table = pd.DataFrame({"party": pd.Series([text], dtype=object)})
    merged = table.merge(pd.DataFrame({"party": ["Адал"], "seats": [1]}))
    assert merged.loc[0, "party"].language == "ru"  # type: ignore[union-attr]
