"""`/search`, `/api/search`, `/api/suggest`: things and records by name, for people and programs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kzgraph.engine import Iri
from kzgraph.errors import DocumentRequestError, ParameterError, show
from kzgraph.linked import CLAIMS, Value, page_path
from kzgraph.protocol import HTML
from kzgraph.search import SECTIONS, Found, is_thing
from kzgraph.vocabulary.prefixes import PREFIXES
from kzgraph.web.pages import Address, write_page
from kzgraph.web.representations import Content, Representer
from kzgraph.web.site import Site, SiteLoader
from kzgraph.web.things import choose_language, read_once
from kzgraph.web.words import words_of

QUESTION_LENGTH: Final = 200
"""Characters that a question may have."""
PAGE_LENGTH: Final = 20
"""Results on a page, and in JSON if nothing else is asked for."""
MOST_RESULTS: Final = 100
SUGGESTIONS: Final = 10
SUGGESTIONS_TYPE: Final = "application/x-suggestions+json"
DESCRIPTION_TYPE: Final = "application/opensearchdescription+xml"
_JSON: Final = "application/json"
_BY: Final = PREFIXES[""] + "by"
_TELLER: Final = PREFIXES[""] + "accordingTo"
_DOCUMENT: Final = PREFIXES[""] + "inDocument"
_EXAMPLES: Final = ("Тоқаев", "Nazarbaev", "media law", "Nur Otan")


@dataclass(frozen=True)
class _Question:
    """What is asked for.

    Attributes:
        text: what to find, with nothing around it.
        kind: one of `SECTIONS`, or empty.
    """

    text: str
    kind: str

    @classmethod
    def read(cls, request: Request) -> _Question:
        """Read it from the URL.

        Raises:
            ParameterError: too long, no kind of ours, or given twice.
        """
        text = (read_once(request, "q") or "").strip()
        if len(text) > QUESTION_LENGTH:
            raise ParameterError(
                "q", text, f"q has at most {QUESTION_LENGTH} characters, not {len(text)}"
            )
        kind = read_once(request, "kind") or ""
        if kind not in {"", *SECTIONS}:
            names = ", ".join(SECTIONS)
            raise ParameterError(
                "kind", kind, f"kind is one of {names}, not {show(kind)!r}", SECTIONS
            )
        return cls(text, kind)

    def path(self, kind: str) -> str:
        """Give the path of a page with what is found, of one kind or of all."""
        fields = {"q": self.text, "kind": kind}
        asked = urlencode({name: value for name, value in fields.items() if value})
        return f"/search?{asked}" if asked else "/search"


@dataclass(frozen=True)
class _Result:
    """What was found, as a page shows it.

    Attributes:
        value: the thing or record.
        kinds: its classes.
        matched: the name by which it was found, if that is no part of what is shown.
        referring: how many things and records refer to it.
        is_claim: whether it reports what somebody says, and not what is.
        speakers: of a record, who says or does it.
        tellers: of a record, in whose words a document tells it.
        documents: of a record, which tell it.
    """

    value: Value
    kinds: tuple[Value, ...]
    matched: Value | None
    referring: int
    is_claim: bool
    speakers: tuple[Value, ...]
    tellers: tuple[Value, ...]
    documents: tuple[Value, ...]


class Search:
    """The routes of search.

    Args:
        loader: gives the data.
        representer: answers.
        address: what pages and links begin with.
    """

    def __init__(self, loader: SiteLoader, representer: Representer, address: Address) -> None:
        self._loader = loader
        self._representer = representer
        self._address = address

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [
            Route("/search", self.show_results),
            Route("/api/search", self.give_results),
            Route("/api/suggest", self.suggest),
            Route("/opensearch.xml", self.describe),
        ]

    async def show_results(self, request: Request) -> Response:
        """Show a form, and what was found."""
        language = choose_language(request)
        question = _Question.read(request)
        page = _read_number(request, "page", 1, 1_000_000)
        site = await self._loader.site()

        def make() -> Content:
            found = site.index.search(question.text)
            chosen = _choose(found, question.kind)
            pages = max(1, -(-len(chosen) // PAGE_LENGTH))
            if page > pages:
                raise DocumentRequestError(404, f"there is no page {page} of {pages}")
            shown = chosen[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
            text = write_page(
                "search.html",
                self._address,
                language,
                chosen="lang" in request.query_params,
                path=question.path(question.kind),
                question=question,
                examples=[(text, _Question(text, "").path("")) for text in _EXAMPLES],
                kinds=[(kind, count, question.path(kind)) for kind, count in _count(found)],
                all=len(found),
                count=len(chosen),
                is_exact=_is_exact(found),
                results=[_show(site, language, one) for one in shown],
                page=page,
                pages=pages,
            )
            return Content(text.encode())

        return await self._representer.represent(request, site.state, HTML, make, language=language)

    async def give_results(self, request: Request) -> Response:
        """Give what was found as JSON."""
        question = _Question.read(request)
        limit = _read_number(request, "limit", PAGE_LENGTH, MOST_RESULTS)

        def write(site: Site, language: str, link: Callable[[str], str]) -> object:
            found = site.index.search(question.text)
            chosen = _choose(found, question.kind)
            words = words_of(language)
            return {
                "query": question.text,
                "count": len(chosen),
                "exact": _is_exact(found),
                "kinds": [
                    {"kind": kind, "label": words[f"section_{kind}"], "count": count}
                    for kind, count in _count(found)
                ],
                "results": [
                    {**_describe(site, language, one), "page": link(one.iri)}
                    for one in chosen[:limit]
                ],
            }

        return await self._give(request, _JSON, write)

    async def suggest(self, request: Request) -> Response:
        """Give names that begin so, or nearly.

        Source: https://github.com/dewitt/opensearch/blob/master/mediawiki/Specifications/OpenSearch/Extensions/Suggestions/1.1/Draft%201.wiki.
        """
        text = _Question.read(request).text

        def write(site: Site, language: str, link: Callable[[str], str]) -> object:
            found = site.index.search(text, records=False)[:SUGGESTIONS]
            results = [_show(site, language, one) for one in found]
            return [
                text,
                [result.value.text for result in results],
                [_summarize(result) for result in results],
                [link(one.iri) for one in found],
            ]

        return await self._give(request, SUGGESTIONS_TYPE, write)

    async def describe(self, request: Request) -> Response:
        """Tell browsers how to search here.

        Source: https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md.
        """
        site = await self._loader.site()
        base = self._address.base(request)

        def make() -> Content:
            text = write_page(
                "opensearch.xml",
                self._address,
                base=base,
                suggestions_type=SUGGESTIONS_TYPE,
                description_type=DESCRIPTION_TYPE,
            )
            return Content(text.encode())

        return await self._representer.represent(
            request, site.state, DESCRIPTION_TYPE, make, host=base
        )

    async def _give(
        self,
        request: Request,
        media_type: str,
        write: Callable[[Site, str, Callable[[str], str]], object],
    ) -> Response:
        """Give as JSON what is written in the language of the reader, with links to pages."""
        language = choose_language(request)
        site = await self._loader.site()
        base = self._address.base(request)
        asked = f"?lang={language}" if "lang" in request.query_params else ""

        def link(iri: str) -> str:
            return f"{base}{page_path(iri)}{asked}"

        def make() -> Content:
            document = write(site, language, link)
            return Content(json.dumps(document, ensure_ascii=False).encode())

        return await self._representer.represent(
            request, site.state, media_type, make, language=language, host=base
        )


def _read_number(request: Request, name: str, usual: int, most: int) -> int:
    """Read a whole number from the URL.

    Raises:
        ParameterError: it is none, too large, or given twice.
    """
    given = read_once(request, name)
    given = str(usual) if given is None else given
    if re.fullmatch(r"[1-9]\d{0,6}", given, re.ASCII) is None or int(given) > most:
        raise ParameterError(
            name, given, f"{name} is a whole number from 1 to {most}, not {show(given)!r}"
        )
    return int(given)


def _choose(found: Sequence[Found], kind: str) -> Sequence[Found]:
    return [one for one in found if one.kind == kind] if kind else found


def _count(found: Iterable[Found]) -> list[tuple[str, int]]:
    """Give kinds with their counts, that of the likeliest result first."""
    return list(Counter(one.kind for one in found).items())


def _is_exact(found: Iterable[Found]) -> bool:
    return any(one.is_exact for one in found)


def _show(site: Site, language: str, found: Found) -> _Result:
    viewer = site.viewer(language)
    value = viewer.show(Iri(found.iri))
    kinds = site.directory[found.iri].kinds

    def look_up(name: str) -> tuple[Value, ...]:
        if is_thing(found.iri):
            return ()
        quads = site.store.match(found.iri, name)
        return tuple(dict.fromkeys(viewer.show(quad[2]) for quad in quads))

    is_shown = found.matched.casefold() in value.text.casefold()
    return _Result(
        value=value,
        kinds=tuple(viewer.show(Iri(kind)) for kind in kinds),
        matched=None if is_shown else Value(found.matched, found.language),
        referring=found.referring,
        is_claim=not CLAIMS.isdisjoint(kinds),
        speakers=look_up(_BY),
        tellers=look_up(_TELLER),
        documents=look_up(_DOCUMENT),
    )


def _describe(site: Site, language: str, found: Found) -> dict[str, object]:
    shown = _show(site, language, found)
    return {
        "iri": found.iri,
        "label": shown.value.text,
        "language": shown.value.language,
        "kind": found.kind,
        "kinds": site.directory[found.iri].kinds,
        "matched": found.matched,
        "score": found.score,
        "referring": found.referring,
        "by": [speaker.iri for speaker in shown.speakers],
        "accordingTo": [teller.iri for teller in shown.tellers],
        "documents": [document.iri for document in shown.documents],
    }


def _summarize(result: _Result) -> str:
    """Say in a few words what something is, and by which name it was found."""
    kinds = ", ".join(kind.text for kind in result.kinds)
    return f"{kinds} · {result.matched.text}" if result.matched else kinds
