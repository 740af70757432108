"""Dates as documents give them, and what they allow: the first and the last possible day.

The texts are those parts of EDTF (https://www.loc.gov/standards/datetime/) that the data use:

| text                                 | meaning                         | bounds                  |
| ------------------------------------ | ------------------------------- | ----------------------- |
| `2023`, `2023-04`, `2023-04-10`      | a year, a month, a day          | its first and last day  |
| `2023~`, `2023-04?`, `2023%`         | about, perhaps, perhaps about   | none                    |
| `XXXX-02-03`, `XXXX-02`              | day or month without a year     | none                    |
| `[2023-03-21..2023-03-31]`           | one day of this range           | its first and last day  |
| `[..2023-10-25]`, `[2023-10-25..]`   | one day up to, from             | one side open           |
| `[2023-02,2023-04]`                  | one of these                    | first and last of all   |
| `2023-04/2023-06`                    | it lasts from, to               | those of each end       |
| `../2023`, `2023/..`, `2023/`        | it lasts, one end not known     | none for this end       |

`~`, `?` and `%` give no bounds, not wider ones: how far "about 2023" reaches nobody has said, and
a query for what is certain must not count on a guess. A day without a year has none either.

The edtf package (5.0.2) errs on open intervals and on missing years, hence this table.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from kzgraph.errors import PartialDateError


@dataclass(frozen=True)
class Bounds:
    """The possible days of one point in time.

    Attributes:
        earliest: first possible day; None when nothing limits it.
        latest: last possible day; None when nothing limits it.
    """

    earliest: date | None = None
    latest: date | None = None

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"{self.earliest} is after {self.latest}")


UNBOUNDED: Final = Bounds()


@dataclass(frozen=True)
class PartialDate:
    """A date of the data.

    Attributes:
        text: the EDTF text.
        start: possible days of the point in time, or of the beginning of what lasts.
        end: the same for the end; equal to `start` unless the text is an interval.
        lasts: whether the text is an interval (`a/b`), something that lasts.
    """

    text: str
    start: Bounds
    end: Bounds
    lasts: bool = False


_DATE = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII)
_QUALIFIERS = ("~", "?", "%")


def parse(text: str) -> PartialDate:
    """Read a date.

    Raises:
        PartialDateError: not of a form in the table, no such day, or an end before its start.
    """
    if text.startswith("["):
        bounds = _parse_set(text)
        return PartialDate(text, bounds, bounds)
    if "/" not in text:
        bounds = _parse_point(text, text)
        return PartialDate(text, bounds, bounds)
    ends = text.split("/")
    if len(ends) > 2:
        raise PartialDateError(text, "an interval has one slash")
    if not any(end.strip(".") for end in ends):
        raise PartialDateError(text, "an interval without any date says nothing")
    start, end = (UNBOUNDED if end in {"", ".."} else _parse_point(end, text) for end in ends)
    if start.earliest and end.latest and end.latest < start.earliest:
        raise PartialDateError(text, "the end is before the start")
    return PartialDate(text, start, end, lasts=True)


def overlap(*bounds: Bounds) -> Bounds | None:
    """Return the days that all bounds allow; None when there is no such day."""
    earliest = max((each.earliest for each in bounds if each.earliest), default=None)
    latest = min((each.latest for each in bounds if each.latest), default=None)
    if earliest and latest and earliest > latest:
        return None
    return Bounds(earliest, latest)


def hull(*bounds: Bounds) -> Bounds:
    """Return the shortest range that holds every day that any of the bounds allows."""
    starts = [each.earliest for each in bounds]
    ends = [each.latest for each in bounds]
    return Bounds(
        None if None in starts else min((day for day in starts if day), default=None),
        None if None in ends else max((day for day in ends if day), default=None),
    )


def conflict(first: Bounds, second: Bounds) -> bool:
    """Tell whether two bounds cannot both hold: no day is in both."""
    return overlap(first, second) is None


def _parse_set(text: str) -> Bounds:
    """Read `[…]`, one of several dates or ranges."""
    if not text.endswith("]"):
        raise PartialDateError(text, "the bracket is not closed")
    members = text[1:-1].split(",")
    if len(members) == 1 and ".." not in text:
        raise PartialDateError(text, "one date needs no brackets")
    return hull(*(_parse_member(member.strip(" "), text) for member in members))


def _parse_member(member: str, text: str) -> Bounds:
    first, dots, last = member.partition("..")
    if not dots:
        return _parse_plain(member, text)
    if not first and not last:
        raise PartialDateError(text, "a range without any date says nothing")
    start = _parse_plain(first, text) if first else UNBOUNDED
    end = _parse_plain(last, text) if last else UNBOUNDED
    if start.earliest and end.latest and end.latest < start.earliest:
        raise PartialDateError(text, "the range runs backwards")
    return Bounds(start.earliest, end.latest)


def _parse_plain(point: str, text: str) -> Bounds:
    """Read a member of a set, which must have bounds of its own."""
    if point[-1:] in _QUALIFIERS or point.startswith("X"):
        raise PartialDateError(text, f"{point} has no bounds and cannot be one of several dates")
    return _parse_point(point, text)


def _parse_point(point: str, text: str) -> Bounds:
    """Read a year, month or day, with a qualifier or without a year."""
    qualified = point[-1:] in _QUALIFIERS
    match = _DATE.fullmatch(point[:-1] if qualified else point)
    if not match:
        raise PartialDateError(
            text, "write YYYY, YYYY-MM or YYYY-MM-DD, or another form of kzgraph.model.partial_date"
        )
    has_year = match["year"] != "XXXX"
    if not has_year and not match["month"]:
        raise PartialDateError(text, "neither year nor month is given")
    # A leap year stands in for the year that is not given: 29 February is possible.
    year = int(match["year"]) if has_year else 2000
    month = int(match["month"] or 1)
    if year < 1:
        raise PartialDateError(text, "there is no year 0000")
    if not 1 <= month <= 12:
        raise PartialDateError(text, f"there is no month {match['month']}")
    last_day = calendar.monthrange(year, month)[1]
    day = int(match["day"] or 1)
    if not 1 <= day <= last_day:
        raise PartialDateError(text, f"this month has no day {match['day']}, it has {last_day}")
    if qualified or not has_year:
        return UNBOUNDED
    if match["day"]:
        return Bounds(date(year, month, day), date(year, month, day))
    if match["month"]:
        return Bounds(date(year, month, 1), date(year, month, last_day))
    return Bounds(date(year, 1, 1), date(year, 12, 31))
