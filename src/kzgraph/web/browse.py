"""`/browse`: the classes, and the members of each, narrowed down and in order, as tables.

Each page is the answer to the SPARQL that stands on it; beside it only labels are read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kzgraph.browsing import (
    ALL,
    GROUPS,
    PAGE_LENGTH,
    SEPARATOR,
    BrowsedClass,
    Column,
    Holds,
    OfferedFacet,
    Selection,
    list_classes,
    write_census,
    write_counts,
    write_rows,
)
from kzgraph.engine import AnswerCache, Iri, Literal, Term
from kzgraph.errors import DocumentRequestError, show
from kzgraph.linked import CLAIMS, Value, Viewer, page_path
from kzgraph.protocol import HTML
from kzgraph.vocabulary.prefixes import expand
from kzgraph.web.asking import Table, ask, is_number
from kzgraph.web.ontology import read_documentation
from kzgraph.web.pages import Address, without_tracking, write_page
from kzgraph.web.representations import Content, Representer
from kzgraph.web.site import Site, SiteLoader
from kzgraph.web.things import choose_language
from kzgraph.web.words import LANGUAGES

_QUOTED_LENGTH: Final = 1 << 14
"""How many characters a query may have whose quoted form is kept."""
_MOST_VALUES: Final = 15
"""How many values of a facet are shown at once."""


@dataclass(frozen=True)
class Catalogue:
    """What can be browsed.

    Attributes:
        classes: by local name.
        definitions: IRI of a class → language → what it means.
    """

    classes: Mapping[str, BrowsedClass]
    definitions: Mapping[str, Mapping[str, str]]


def read_catalogue(site: Site) -> Catalogue:
    """Read what can be browsed off the documentation of the ontology."""
    return _read_catalogue(site.files["ontology.json"])


@lru_cache(maxsize=1)
def _read_catalogue(content: bytes) -> Catalogue:
    documentation = read_documentation(content)
    definitions = {each.term.iri: each.term.definitions for each in documentation.classes}
    return Catalogue(list_classes(documentation), definitions)


def list_browse_paths(site: Site) -> list[str]:
    """List the paths of the pages without parameters."""
    return ["/browse", *(f"/browse/{name}" for name in read_catalogue(site).classes)]


@dataclass(frozen=True)
class Entry:
    """A class as it is listed.

    Attributes:
        value: its label.
        path: of its page.
        count: how many members it has.
        definition: the first sentence of what it means, or nothing.
        below: the classes below that are not listed by themselves, without those below them.
    """

    value: Value
    path: str
    count: int
    definition: Value
    below: tuple[Entry, ...]


@dataclass(frozen=True)
class Choice:
    """A value of a facet.

    Attributes:
        value: what to write.
        count: how many rows there are with it, with what is chosen of other facets.
        href: adds it, or gives it up.
        is_chosen: whether it is chosen.
    """

    value: Value
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Narrowing:
    """A facet with its values.

    Attributes:
        label: by which its name is found.
        name: of the facet, by which the place of its values on the page is found.
        choices: what can be chosen.
        left: how many more values there are.
        href: leads to all of them.
    """

    label: str
    name: str
    choices: tuple[Choice, ...]
    left: int
    href: str


@dataclass(frozen=True)
class Heading:
    """The head of a column.

    Attributes:
        name: of the column.
        href: sorts by it.
        direction: how rows are sorted by it, as `aria-sort` has it; empty: they are not.
    """

    name: str
    href: str
    direction: str


@dataclass(frozen=True)
class Cell:
    """A cell of the table.

    Attributes:
        values: what it shows.
        is_item: whether it stands for the member.
        is_number: whether it is one.
    """

    values: tuple[Value, ...]
    is_item: bool = False
    is_number: bool = False


class Browse:
    """The routes of browsing.

    Args:
        loader: gives labels.
        representer: answers.
        answers: to the queries of the pages.
        address: what pages and links begin with.
    """

    def __init__(
        self, loader: SiteLoader, representer: Representer, answers: AnswerCache, address: Address
    ) -> None:
        self._loader = loader
        self._representer = representer
        self._address = address
        self._answers = answers

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [Route("/browse", self.show_classes), Route("/browse/{name}", self.show_members)]

    async def show_classes(self, request: Request) -> Response:
        """Show the classes with the number of their members."""
        site = await self._loader.site()
        language = choose_language(request)
        chosen = "lang" in request.query_params
        catalogue = read_catalogue(site)
        query = write_census(catalogue.classes.values())

        async def prepare() -> Callable[[], Content]:
            census = await ask(self._answers, request, query)
            counts = {str(row[0]): int(str(row[1])) for row in census.rows}

            def make() -> Content:
                text = write_page(
                    "browse.html",
                    self._address,
                    language,
                    chosen=chosen,
                    path="/browse",
                    groups=list(_group(catalogue, counts, site.viewer(language), language)),
                    queries=[query],
                    link_query=lambda path, text: _link_query(self._address.root + path, text),
                )
                return Content(text.encode())

            return make

        return await self._representer.represent_answer(
            request, site.state, HTML, prepare, language=language
        )

    async def show_members(self, request: Request) -> Response:
        """Show members of a class as a table."""
        site = await self._loader.site()
        language = choose_language(request)
        chosen = "lang" in request.query_params
        catalogue = read_catalogue(site)
        name = request.path_params["name"]
        browsed = catalogue.classes.get(name)
        if browsed is None:
            raise DocumentRequestError(
                404, f"there is no class {show(name)!r} to browse; /browse lists those that are"
            )
        parameters = without_tracking(request.query_params.multi_items())
        selection = Selection.read(browsed, (one for one in parameters if one[0] != "lang"))
        rows_query = write_rows(selection, language)
        counts_query = write_counts(selection)

        async def prepare() -> Callable[[], Content]:
            rows, counts = await self._ask_both(request, rows_query, counts_query)
            total = sum(int(str(count)) for facet, _, count in counts.rows if str(facet) == ALL)
            pages = max(1, -(-total // PAGE_LENGTH))
            if selection.page > pages:
                raise DocumentRequestError(404, f"there is no page {selection.page} of {pages}")

            def make() -> Content:
                view = _View(
                    selection, site.viewer(language), self._address, language if chosen else ""
                )
                text = write_page(
                    "members.html",
                    self._address,
                    language,
                    chosen=chosen,
                    name=name,
                    value=view.show_class(browsed.term),
                    definition=_define(catalogue, browsed.iri, language),
                    wider=view.list_classes(catalogue, reversed(browsed.above[1:])),
                    is_claim=not CLAIMS.isdisjoint(map(expand, browsed.above)),
                    total=total,
                    pages=pages,
                    first=(selection.page - 1) * PAGE_LENGTH + 1,
                    selection=selection,
                    view=view,
                    headings=list(view.headings()),
                    rows=list(view.rows(rows)),
                    facets=list(view.narrowings(counts, total)),
                    queries=[rows_query, counts_query],
                    whole=write_rows(selection, language, whole=True),
                )
                return Content(text.encode())

            return make

        return await self._representer.represent_answer(
            request, site.state, HTML, prepare, language=language
        )

    async def _ask_both(self, request: Request, one: str, other: str) -> tuple[Table, Table]:
        """Ask two queries at once; when one fails, the other is given up.

        Raises:
            KzgraphError: see `kzgraph.web.asking.ask`.
        """
        try:
            async with asyncio.TaskGroup() as group:
                first = group.create_task(ask(self._answers, request, one))
                second = group.create_task(ask(self._answers, request, other))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return first.result(), second.result()


def _link_query(path: str, query: str) -> str:
    """Link to where a query is shown or answered."""
    quoted = _quote(query) if len(query) <= _QUOTED_LENGTH else quote(query, safe="")
    return f"{path}?query={quoted}"


@lru_cache(maxsize=256)
def _quote(query: str) -> str:
    """Quote a query; with so long a text that takes its time."""
    return quote(query, safe="")


def _group(
    catalogue: Catalogue, counts: Mapping[str, int], viewer: Viewer, language: str
) -> Iterator[tuple[str, list[Entry]]]:
    """Give the groups with their classes; those without members are left out."""
    roots = {term for terms in GROUPS.values() for term in terms}
    by_term = {each.term: each for each in catalogue.classes.values()}

    def describe(term: str, below: Iterable[str] = ()) -> Iterator[Entry]:
        each = by_term[term]
        if each.iri in counts:
            yield Entry(
                viewer.show(Iri(each.iri)),
                f"/browse/{each.name}",
                counts[each.iri],
                _define(catalogue, each.iri, language),
                tuple(entry for one in below if one not in roots for entry in describe(one)),
            )

    for group, terms in GROUPS.items():
        entries = [entry for term in terms for entry in describe(term, by_term[term].below)]
        if entries:
            yield group, entries


def _define(catalogue: Catalogue, iri: str, language: str) -> Value:
    """Give the first sentence of what a class means, in a language or in English."""
    texts = catalogue.definitions.get(iri, {})
    known = next((one for one in (language, *LANGUAGES) if one in texts), language)
    return Value(texts.get(known, "").partition(". ")[0].rstrip("."), known)


class _View:
    """What a page about the members of a class shows.

    Args:
        selection: what is chosen.
        viewer: gives labels.
        address: of the application.
        language: the one that the reader chose in the URL, or empty.
    """

    def __init__(
        self, selection: Selection, viewer: Viewer, address: Address, language: str
    ) -> None:
        self._selection = selection
        # A topic stands in many rows.
        self._show = cache(lambda iri: viewer.show(Iri(iri)))
        self._address = address
        self._language = language

    def link(self, selection: Selection, language: str = "") -> str:
        """Link to the page of a selection, in a language or that of this page."""
        chosen = language or self._language
        query = "&".join(filter(None, (selection.write(), chosen and f"lang={chosen}")))
        path = f"{self._address.root}/browse/{selection.browsed.name}"
        return f"{path}?{query}" if query else path

    def link_query(self, path: str, query: str, further: str = "") -> str:
        """Link to where a query is shown or answered."""
        return _link_query(self._address.root + path, query) + further

    def show_class(self, term: str) -> Value:
        """Show a class."""
        return self._show(expand(term))

    def list_classes(self, catalogue: Catalogue, terms: Iterable[str]) -> list[tuple[str, Value]]:
        """Give path and label of those of some classes that can be browsed."""
        known = {each.term for each in catalogue.classes.values()}
        return [
            (f"/browse/{term.partition(':')[2]}", self.show_class(term))
            for term in terms
            if term in known
        ]

    def headings(self) -> Iterator[Heading]:
        """Give the heads of the columns."""
        chosen = self._selection
        for column in chosen.columns:
            direction = "descending" if chosen.is_descending else "ascending"
            yield Heading(
                column.name,
                self.link(chosen.order(column.name)),
                direction if column.name == chosen.sort else "",
            )

    def rows(self, table: Table) -> Iterator[list[Cell]]:
        """Give the cells of each row."""
        for row in table.rows:
            found = dict(zip(table.columns, row, strict=True))
            yield [self._cell(column, found) for column in self._selection.columns]

    def _cell(self, column: Column, found: Mapping[str, Term | None]) -> Cell:
        term = found[column.name]
        if column.is_item:
            item = str(found["item"])
            return Cell((replace(_write(term), iri=item, path=page_path(item)),), is_item=True)
        if column.has_terms:
            iris = str(found[f"{column.name}Iri"] or "").split()
            return Cell(tuple(self._pair(_write(term), iris)))
        value = _write(term)
        if column.is_many:
            texts = value.text.split(SEPARATOR)
            return Cell(tuple(Value(text, value.language) for text in texts))
        return Cell((value,), is_number=is_number(term))

    def _pair(self, label: Value, iris: Sequence[str]) -> Iterator[Value]:
        """Give each label its term; where they cannot be told apart, labels alone."""
        if not label.text:
            return
        texts = label.text.split(SEPARATOR) if len(iris) > 1 else [label.text]
        if len(texts) != len(iris):
            yield label
            return
        for text, iri in zip(texts, iris, strict=True):
            known = self._show(iri)
            language = label.language or (known.language if known.text == text else None)
            yield Value(text, language, iri, known.path)

    def narrowings(self, counts: Table, total: int) -> Iterator[Narrowing]:
        """Give the facets by which rows can be narrowed down further, and those that are chosen."""
        found: dict[str, dict[str, int]] = {}
        for counted, value, count in counts.rows:
            found.setdefault(str(counted), {})[str(value)] = int(str(count))
        for name, facet in self._selection.facets.items():
            chosen = self._selection.chosen.get(name, ())
            values = {facet.shorten(value): count for value, count in found.get(name, {}).items()}
            tells_apart = len(values) > 1 or any(count < total for count in values.values())
            if chosen or tells_apart:
                ranked = sorted(
                    dict.fromkeys((*chosen, *values)), key=partial(_rank, facet, chosen, values)
                )
                shown = ranked if name == self._selection.more else ranked[:_MOST_VALUES]
                yield Narrowing(
                    facet.label,
                    name,
                    tuple(self._choose(facet, value, values.get(value, 0)) for value in shown),
                    len(ranked) - len(shown),
                    f"{self.link(self._selection.unfold(name))}#{name}",
                )

    def _choose(self, facet: OfferedFacet, value: str, count: int) -> Choice:
        shown = Value(value) if facet.holds is Holds.YEAR else self._show(facet.expand(value))
        href = self.link(self._selection.toggle(facet.name, value))
        return Choice(shown, count, href, value in self._selection.chosen.get(facet.name, ()))


def _write(term: Term | None) -> Value:
    language = term.language if isinstance(term, Literal) else None
    return Value("" if term is None else str(term), language)


def _rank(
    facet: OfferedFacet, chosen: Sequence[str], counts: Mapping[str, int], value: str
) -> tuple[bool, int, str]:
    """Put what is chosen first, then the newest years, or what most rows have."""
    number = int(value) if facet.holds is Holds.YEAR else counts.get(value, 0)
    return value not in chosen, -number, value
