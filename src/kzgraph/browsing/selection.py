"""What a reader has chosen of a class: values of facets, an order, a page; as URLs have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlencode

from kzgraph.browsing.classes import BrowsedClass
from kzgraph.browsing.columns import Column, choose_columns
from kzgraph.browsing.facets import OfferedFacet, offer_facets
from kzgraph.errors import ParameterError, show

PAGE_LENGTH: Final = 50
"""How many rows a page has."""
_SORT: Final = "sort"
_PAGE: Final = "page"
_MORE: Final = "more"
_PAGE_NUMBER: Final = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_MOST_VALUES: Final = 20


@dataclass(frozen=True)
class Selection:
    """What a reader has chosen.

    Attributes:
        browsed: the class.
        chosen: facet → the values that are chosen, as URLs have them. A member must have one of
            them, for each facet that is here.
        sort: name of the column by which rows are sorted.
        is_descending: whether the last one comes first.
        page: number of the page, from 1.
        more: the facet of which all values are shown, or empty.
    """

    browsed: BrowsedClass
    chosen: Mapping[str, tuple[str, ...]]
    sort: str
    is_descending: bool
    page: int = 1
    more: str = ""

    @classmethod
    def read(cls, browsed: BrowsedClass, parameters: Iterable[tuple[str, str]]) -> Self:
        """Read the parameters of a URL; that of the language is not among them.

        Raises:
            ParameterError: there is no such facet or column, or a value has not the form that is
                asked for.
        """
        facets = offer_facets(browsed)
        chosen: dict[str, dict[str, None]] = {}
        single = {_SORT: _write_default(browsed), _PAGE: "1", _MORE: ""}
        given: set[str] = set()
        for name, value in parameters:
            if name in facets:
                if not facets[name].reads(value):
                    raise _complain(name, f"is {facets[name].holds.value}", value)
                chosen.setdefault(name, {})[value] = None
            elif name not in single:
                names = (*facets, *single, "lang")
                cause = f"{show(name)!r} is no parameter of this page; it has {', '.join(names)}"
                raise ParameterError(name, value, cause, names)
            elif name in given:
                raise ParameterError(name, value, f"{name} stands twice")
            else:
                given.add(name)
                single[name] = value
        if sum(map(len, chosen.values())) > _MOST_VALUES:
            last = [*chosen][-1]
            cause = f"more than {_MOST_VALUES} values are chosen"
            raise ParameterError(last, [*chosen[last]][-1], cause)
        sort = single[_SORT].removeprefix("-")
        columns = [column.name for column in choose_columns(browsed)]
        if sort not in columns:
            asked = f"is one of {', '.join(columns)}, or one of them behind a hyphen"
            raise _complain(_SORT, asked, single[_SORT])
        if single[_MORE] and single[_MORE] not in facets:
            raise _complain(_MORE, f"is one of {', '.join(facets)}", single[_MORE])
        return cls(
            browsed,
            {name: tuple(chosen[name]) for name in facets if name in chosen},
            sort,
            single[_SORT].startswith("-"),
            _read_page(single[_PAGE]),
            single[_MORE],
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        return choose_columns(self.browsed)

    @property
    def facets(self) -> Mapping[str, OfferedFacet]:
        return offer_facets(self.browsed)

    def toggle(self, facet: str, value: str) -> Self:
        """Choose a value that is not chosen, or give up one that is; begin at the first page."""
        before = self.chosen.get(facet, ())
        after = (
            tuple(one for one in before if one != value) if value in before else (*before, value)
        )
        chosen = {name: values for name, values in self.chosen.items() if name != facet}
        return replace(self, chosen={**chosen, facet: after} if after else chosen, page=1, more="")

    def clear(self) -> Self:
        """Give up all values."""
        return replace(self, chosen={}, page=1, more="")

    def order(self, column: str) -> Self:
        """Sort by a column; by the one that rows are sorted by, the other way round."""
        is_descending = self.sort == column and not self.is_descending
        return replace(self, sort=column, is_descending=is_descending, page=1)

    def turn(self, page: int) -> Self:
        """Turn to a page."""
        return replace(self, page=page)

    def unfold(self, facet: str) -> Self:
        """Show all values of a facet."""
        return replace(self, more=facet)

    def write(self) -> str:
        """Write it as the query of a URL, without what goes without saying."""
        sort = ("-" if self.is_descending else "") + self.sort
        parameters = [
            *((name, value) for name, values in sorted(self.chosen.items()) for value in values),
            *([(_SORT, sort)] if sort != _write_default(self.browsed) else []),
            *([(_PAGE, str(self.page))] if self.page > 1 else []),
            *([(_MORE, self.more)] if self.more else []),
        ]
        return urlencode(parameters)


def _write_default(browsed: BrowsedClass) -> str:
    """Give the usual order: what most is said of, or what is newest, comes first."""
    columns = [column.name for column in choose_columns(browsed)]
    return next((f"-{name}" for name in ("records", "when") if name in columns), columns[0])


def _read_page(text: str) -> int:
    if _PAGE_NUMBER.fullmatch(text) is None:
        raise _complain(_PAGE, "is a whole number from 1", text)
    return int(text)


def _complain(name: str, asked: str, given: str) -> ParameterError:
    return ParameterError(name, given, f"{name} {asked}; not {show(given)!r}")
