"""`/query`, `/api/vocabulary`, `/api/labels`: where a query is written, and what helps with it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kzgraph.engine import GraphFormat, Iri, ResultsFormat
from kzgraph.errors import ParameterError, ProtocolError
from kzgraph.library import Library
from kzgraph.model.documentation import Documentation
from kzgraph.query_files import TOPICS
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import DATASET, DESCRIPTION_PREFIXES, PREFIXES, shorten
from kzgraph.web.ontology import read_documentation
from kzgraph.web.pages import Address, write_page
from kzgraph.web.problems import KINDS
from kzgraph.web.representations import Content, Representer
from kzgraph.web.site import Site, SiteLoader
from kzgraph.web.things import choose_language
from kzgraph.web.words import LANGUAGES, words_of_script

MOST_LABELS: Final = 50
"""How many IRIs one request may ask labels for: so many fit into a URL."""
_LONGEST_QUERY: Final = 1 << 15
"""What a link may put into the form; it is written beside all other work of the server."""
_FIRST_QUERY: Final = """\
SELECT ?class (COUNT(*) AS ?things)
WHERE { ?thing a ?class }
GROUP BY ?class
ORDER BY DESC(?things)
LIMIT 20
"""
_VOID: Final = DESCRIPTION_PREFIXES["void"]
_JSON: Final = "application/json"


class QueryPage:
    """The page on which a query is asked: a form, of which a script makes an editor.

    Args:
        address: what links begin with.
        library: from which examples are taken; without things there is no editor, and none.
    """

    def __init__(self, address: Address, library: Library | None = None) -> None:
        self._address = address
        self._library = library or {}

    @property
    def routes(self) -> list[Route]:
        """The route, for GET and HEAD."""
        return [Route("/query", self.show)]

    async def show(self, request: Request) -> Response:
        """Show the form.

        Raises:
            ProtocolError: 414, the link has too long a query.
        """
        given = request.query_params.get("query")
        query = given or _FIRST_QUERY
        if len(query) > _LONGEST_QUERY:
            raise ProtocolError(414, f"the form takes queries of up to {_LONGEST_QUERY} characters")
        language = choose_language(request)
        examples = {
            topic: [each.file for each in self._library.values() if each.file.topic == topic]
            for topic in TOPICS
        }
        page = write_page(
            "query.html",
            self._address,
            language,
            chosen="lang" in request.query_params,
            path="/query" + (f"?{urlencode({'query': given})}" if given else ""),
            query=query,
            formats=[known.value for known in (*ResultsFormat, *GraphFormat)],
            kinds=KINDS.values(),
            examples=examples,
            script_words=words_of_script(language, "editor", "view"),
        )
        return HTMLResponse(page, headers={"vary": "accept, accept-language"})


class Editor:
    """The routes of what the editor asks for.

    Args:
        loader: gives the data.
        representer: answers.
        resources: where the descriptions of terms lie.
        address: what links begin with.
    """

    def __init__(
        self, loader: SiteLoader, representer: Representer, resources: Resources, address: Address
    ) -> None:
        self._loader = loader
        self._representer = representer
        self._documentation = resources.documentation.name
        self._address = address

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [
            Route("/api/vocabulary", self.list_terms),
            Route("/api/labels", self.give_labels),
        ]

    async def list_terms(self, request: Request) -> Response:
        """Give the prefixes, and the classes and properties that are ours or in the data."""

        def write(site: Site, language: str) -> object:
            documentation = read_documentation(site.files[self._documentation])
            return {
                "prefixes": dict(PREFIXES),
                "classes": list(_list_classes(site, documentation, language)),
                "properties": list(_list_properties(site, documentation, language)),
            }

        return await self._give(request, write)

    async def give_labels(self, request: Request) -> Response:
        """Give the label and the page of each IRI that has one.

        Raises:
            ParameterError: too many are asked for.
        """
        iris = request.query_params.getlist("iri")
        if len(iris) > MOST_LABELS:
            cause = f"{len(iris)} IRIs are asked for; at most {MOST_LABELS} at once"
            raise ParameterError("iri", iris[-1], cause)

        def write(site: Site, language: str) -> object:
            viewer = site.viewer(language)
            shown = {iri: viewer.show(Iri(iri)) for iri in iris}
            return {
                iri: {
                    "label": value.text,
                    "language": value.language,
                    "page": value.path and self._address.root + value.path,
                }
                for iri, value in shown.items()
                if value.language  # else it is the end of the IRI
            }

        return await self._give(request, write)

    async def _give(self, request: Request, write: Callable[[Site, str], object]) -> Response:
        language = choose_language(request)
        site = await self._loader.site()

        def make() -> Content:
            return Content(json.dumps(write(site, language), ensure_ascii=False).encode())

        return await self._representer.represent(
            request, site.state, _JSON, make, language=language
        )


def _list_classes(
    site: Site, documentation: Documentation, language: str
) -> Iterator[Mapping[str, object]]:
    texts = {each.term.iri: each.term.definitions for each in documentation.classes}
    for iri, count in _most_first({**dict.fromkeys(texts, 0), **site.overview.things}):
        described = _describe(site, iri, texts.get(iri, {}), language)
        if described:
            yield {**described, "count": count}


def _list_properties(
    site: Site, documentation: Documentation, language: str
) -> Iterator[Mapping[str, object]]:
    known = {each.term.iri: each for each in documentation.properties}
    bearers = _find_bearers(site)
    for iri, count in _most_first({**dict.fromkeys(known, 0), **_count_statements(site)}):
        texts = known[iri].term.definitions if iri in known else {}
        described = _describe(site, iri, texts, language)
        if described:
            yield {**described, "count": count, "with": sorted(bearers[iri])}


def _find_bearers(site: Site) -> Mapping[str, set[str]]:
    """Give, for each property, the prefixed names of the classes whose members have it."""
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for part in _values(site, DATASET, "classPartition"):
        (name,) = _values(site, part, "class")
        for each in _values(site, part, "propertyPartition"):
            (used,) = _values(site, each, "property")
            bearers[used].add(shorten(name))
    return bearers


def _count_statements(site: Site) -> Mapping[str, int]:
    """Give the properties that the data use, each with its number of statements."""
    counts = {}
    for part in _values(site, DATASET, "propertyPartition"):
        (used,), (count,) = _values(site, part, "property"), _values(site, part, "triples")
        counts[used] = int(count)
    return counts


def _values(site: Site, subject: str, name: str) -> list[str]:
    """Give what the description of the data set says of one of its parts."""
    return [str(quad[2]) for quad in site.store.match(subject, _VOID + name)]


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _describe(
    site: Site, iri: str, definitions: Mapping[str, str], language: str
) -> Mapping[str, object] | None:
    """Describe a term that can be written with a prefix."""
    name = shorten(iri)
    if name.startswith("<"):
        return None
    labels = dict.fromkeys(site.viewer(tag).show(Iri(iri)).text for tag in (language, *LANGUAGES))
    return {
        "name": name,
        "iri": iri,
        "labels": list(labels),
        "definition": definitions.get(language) or definitions.get("en", ""),
    }
