from __future__ import annotations

from datetime import date

import pytest

from kzgraph.errors import PartialDateError
from kzgraph.model import partial_date
from kzgraph.model.partial_date import UNBOUNDED, Bounds, conflict, hull, overlap


def bounds(earliest: str, latest: str) -> Bounds:
    """Make bounds from ISO texts; an empty text is an open side."""
    return Bounds(
        date.fromisoformat(earliest) if earliest else None,
        date.fromisoformat(latest) if latest else None,
    )


POINTS = [
    ("2023", "2023-01-01", "2023-12-31"),
    ("2023-04", "2023-04-01", "2023-04-30"),
    ("2023-12", "2023-12-01", "2023-12-31"),
    ("2023-02", "2023-02-01", "2023-02-28"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("1900-02", "1900-02-01", "1900-02-28"),
    ("2000-02", "2000-02-01", "2000-02-29"),
    ("2023-04-10", "2023-04-10", "2023-04-10"),
    ("2024-02-29", "2024-02-29", "2024-02-29"),
    ("0001", "0001-01-01", "0001-12-31"),
    ("9999-12-31", "9999-12-31", "9999-12-31"),
    # uncertain, approximate, both: nobody has said how far it reaches
    ("2023~", "", ""),
    ("2023?", "", ""),
    ("2023%", "", ""),
    ("2023-04~", "", ""),
    ("2023-04-10?", "", ""),
    # a day or month whose year is not given
    ("XXXX-02-03", "", ""),
    ("XXXX-02-29", "", ""),
    ("XXXX-02", "", ""),
    # one of several
    ("[2023-03-21..2023-03-31]", "2023-03-21", "2023-03-31"),
    ("[2023-02..2023-03]", "2023-02-01", "2023-03-31"),
    ("[..2023-10-25]", "", "2023-10-25"),
    ("[..2021]", "", "2021-12-31"),
    ("[2023-10-25..]", "2023-10-25", ""),
    ("[2023-02,2023-04]", "2023-02-01", "2023-04-30"),
    ("[2023-02-03,2024-02-03]", "2023-02-03", "2024-02-03"),
    ("[2023-02, 2023-04]", "2023-02-01", "2023-04-30"),
    ("[2021,2023-02..2023-04]", "2021-01-01", "2023-04-30"),
    ("[..2021,2023]", "", "2023-12-31"),
]

INTERVALS = [
    ("2023-04-10/2023-06", ("2023-04-10", "2023-04-10"), ("2023-06-01", "2023-06-30")),
    ("2022/2024", ("2022-01-01", "2022-12-31"), ("2024-01-01", "2024-12-31")),
    ("2023/2023-05", ("2023-01-01", "2023-12-31"), ("2023-05-01", "2023-05-31")),
    ("2023-04/2023", ("2023-04-01", "2023-04-30"), ("2023-01-01", "2023-12-31")),
    ("../2023-06", ("", ""), ("2023-06-01", "2023-06-30")),
    ("/2023-06", ("", ""), ("2023-06-01", "2023-06-30")),
    ("2023-06/..", ("2023-06-01", "2023-06-30"), ("", "")),
    ("2023-06/", ("2023-06-01", "2023-06-30"), ("", "")),
    ("2022~/2024", ("", ""), ("2024-01-01", "2024-12-31")),
]

REFUSED = [
    ("", "YYYY"),
    ("23", "YYYY"),
    ("2023-4", "YYYY"),
    ("2023-04-1", "YYYY"),
    ("April 2023", "YYYY"),
    ("10.04.2023", "YYYY"),
    (" 2023", "YYYY"),
    ("2023\n", "YYYY"),
    ("٢٠٢٣", "YYYY"),
    ("2023~?", "YYYY"),
    ("~2023", "YYYY"),
    ("-2023", "YYYY"),
    ("Y12023", "YYYY"),
    ("2023-04-10T12:00:00", "YYYY"),
    ("202X", "YYYY"),
    ("2023-XX-10", "YYYY"),
    ("{2021,2022}", "YYYY"),
    ("2023..2024", "YYYY"),
    ("XXXX", "neither year nor month"),
    ("0000", "no year 0000"),
    ("2023-00", "no month 00"),
    ("2023-13", "no month 13"),
    ("2023-21", "no month 21"),
    ("2023-04-00", "no day 00"),
    ("2023-04-31", "no day 31, it has 30"),
    ("2023-02-29", "no day 29, it has 28"),
    ("XXXX-02-30", "no day 30, it has 29"),
    ("2023-02-30?", "no day 30, it has 28"),
    ("2024/2023", "end is before the start"),
    ("2023-05/2023-04-30", "end is before the start"),
    ("2023/2024/2025", "one slash"),
    ("/", "without any date"),
    ("../..", "without any date"),
    ("[2023/2024]", "needs no brackets"),
    ("[2023]", "needs no brackets"),
    ("[]", "needs no brackets"),
    ("[2023,]", "YYYY"),
    ("[2023..2024", "not closed"),
    ("[..]", "without any date"),
    ("[2024..2023]", "backwards"),
    ("[2023-04-10..2023-03]", "backwards"),
    ("[2023~,2024]", "has no bounds"),
    ("[XXXX-02-03,2024]", "has no bounds"),
    ("[2023..2024..2025]", "YYYY"),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), POINTS)
def test_point_has_bounds(text: str, earliest: str, latest: str) -> None:
    parsed = partial_date.parse(text)
    assert parsed.start == parsed.end == bounds(earliest, latest)
    assert not parsed.lasts


@pytest.mark.parametrize(("text", "start", "end"), INTERVALS)
def test_interval_has_bounds_for_each_end(
    text: str, start: tuple[str, str], end: tuple[str, str]
) -> None:
    parsed = partial_date.parse(text)
    assert (parsed.start, parsed.end) == (bounds(*start), bounds(*end))
    assert parsed.lasts


@pytest.mark.parametrize(("text", "cause"), REFUSED)
def test_other_text_is_refused_with_its_cause(text: str, cause: str) -> None:
    with pytest.raises(PartialDateError) as caught:
        partial_date.parse(text)
    assert caught.value.text == text
    assert cause in caught.value.cause


def test_bounds_cannot_be_reversed() -> None:
    with pytest.raises(ValueError, match="2024-01-01 is after 2023-01-01"):
        bounds("2024-01-01", "2023-01-01")


APRIL = bounds("2023-04-01", "2023-04-30")
TENTH = bounds("2023-04-10", "2023-04-10")
MAY = bounds("2023-05-01", "2023-05-31")
FROM_TENTH = bounds("2023-04-10", "")
UNTIL_TENTH = bounds("", "2023-04-10")


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ((), UNBOUNDED),
        ((APRIL,), APRIL),
        ((APRIL, TENTH), TENTH),
        ((APRIL, UNBOUNDED), APRIL),
        ((APRIL, FROM_TENTH), bounds("2023-04-10", "2023-04-30")),
        ((FROM_TENTH, UNTIL_TENTH), TENTH),
        ((APRIL, MAY), None),
        ((APRIL, MAY, UNBOUNDED), None),
        ((UNTIL_TENTH, MAY), None),
    ],
)
def test_overlap_is_what_all_allow(several: tuple[Bounds, ...], expected: Bounds | None) -> None:
    assert overlap(*several) == expected
    assert overlap(*reversed(several)) == expected


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ((), UNBOUNDED),
        ((APRIL, MAY), bounds("2023-04-01", "2023-05-31")),
        ((APRIL, TENTH), APRIL),
        ((APRIL, UNBOUNDED), UNBOUNDED),
        ((MAY, UNTIL_TENTH), bounds("", "2023-05-31")),
        ((MAY, FROM_TENTH), bounds("2023-04-10", "")),
    ],
)
def test_hull_holds_what_any_allows(several: tuple[Bounds, ...], expected: Bounds) -> None:
    assert hull(*several) == expected
    assert hull(*reversed(several)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (APRIL, MAY, True),
        (APRIL, TENTH, False),
        (APRIL, UNBOUNDED, False),
        (UNTIL_TENTH, MAY, True),
        (FROM_TENTH, MAY, False),
    ],
)
def test_conflict_is_no_common_day(first: Bounds, second: Bounds, *, expected: bool) -> None:
    assert conflict(first, second) is expected
    assert conflict(second, first) is expected
