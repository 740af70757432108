"""Laws of partial dates."""

from __future__ import annotations

import contextlib
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kzgraph.errors import PartialDateError
from kzgraph.model import partial_date
from kzgraph.model.partial_date import Bounds, conflict, hull, overlap

DAYS = st.dates(min_value=date(1, 1, 1))


def bounds_of(first: date | None, second: date | None) -> Bounds:
    """Make bounds of two days in any order; None is an open side."""
    if first and second and first > second:
        first, second = second, first
    return Bounds(first, second)


BOUNDS = st.builds(bounds_of, st.none() | DAYS, st.none() | DAYS)


def holds(bounds: Bounds, day: date) -> bool:
    after_start = bounds.earliest is None or bounds.earliest <= day
    return after_start and (bounds.latest is None or day <= bounds.latest)


@settings(deadline=None)
@given(DAYS, st.sampled_from([4, 7, 10]))
def test_day_lies_in_its_year_month_and_day(day: date, length: int) -> None:
    parsed = partial_date.parse(day.isoformat()[:length])
    assert holds(parsed.start, day)


@settings(deadline=None)
@given(DAYS, DAYS)
def test_range_holds_just_its_days(first: date, last: date) -> None:
    text = f"[{min(first, last)}..{max(first, last)}]"
    assert partial_date.parse(text).start == Bounds(min(first, last), max(first, last))


@settings(deadline=None)
@given(st.text(st.sampled_from("0129-X~?%/[].,"), max_size=16) | st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(PartialDateError):
        assert partial_date.parse(text).text == text


@settings(deadline=None)
@given(BOUNDS, BOUNDS, DAYS)
def test_overlap_holds_what_both_hold(first: Bounds, second: Bounds, day: date) -> None:
    both = overlap(first, second)
    assert (holds(first, day) and holds(second, day)) == (both is not None and holds(both, day))
    assert conflict(first, second) == (both is None)


@settings(deadline=None)
@given(BOUNDS, BOUNDS, DAYS)
def test_hull_holds_what_either_holds(first: Bounds, second: Bounds, day: date) -> None:
    if holds(first, day) or holds(second, day):
        assert holds(hull(first, second), day)
    assert hull(first, first) == first
