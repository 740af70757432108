"""`/id/…`, `/page/…`, `/data/…`: each IRI answers, to people with a page, to programs with RDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kzgraph import LICENSE
from kzgraph.engine import GraphFormat, write_quads
from kzgraph.errors import DocumentRequestError, GoneError, ParameterError, show
from kzgraph.linked import Neighbourhood, View, iri_of, look_around, name_of
from kzgraph.protocol import HTML, choose_document, choose_token
from kzgraph.vocabulary.prefixes import BASE, DATASET, PREFIXES
from kzgraph.web.pages import Address, write_page
from kzgraph.web.representations import CACHING, VARY, Content, Link, Representer
from kzgraph.web.site import Site, SiteLoader
from kzgraph.web.words import LANGUAGES

SUFFIXES: Final = {
    GraphFormat.TURTLE: "ttl",
    GraphFormat.N_TRIPLES: "nt",
    GraphFormat.JSON_LD: "jsonld",
    GraphFormat.RDF_XML: "rdf",
    GraphFormat.TRIG: "trig",
    GraphFormat.N_QUADS: "nq",
}
"""What the path of a document ends in."""

FORMATS: Final = {suffix: kind for kind, suffix in SUFFIXES.items()}
_SELECT: Final = PREFIXES["sh"] + "select"
_SCHEMA: Final = "https://schema.org/"
# What search engines know our kinds as; anything else is a thing of which somebody wrote.
_SCHEMA_TYPES: Final = {
    PREFIXES["foaf"] + "Person": "Person",
    PREFIXES["org"] + "Organization": "Organization",
    **{
        PREFIXES[""] + name: kind
        for name, kind in {
            "State": "Country",
            "StateBody": "GovernmentOrganization",
            "PoliticalParty": "PoliticalParty",
            "MediaOutlet": "NewsMediaOrganization",
            "NonGovernmentalOrganization": "NGO",
            "InternationalOrganization": "Organization",
            "Court": "Courthouse",
            "Company": "Corporation",
            "LegalAct": "Legislation",
            "Treaty": "Legislation",
            "Place": "Place",
            "Event": "Event",
            "Election": "Event",
            "Claim": "Claim",
            "SourceDocument": "Report",
        }.items()
    },
}


class Things:
    """The routes of linked data.

    Args:
        loader: gives the data.
        representer: answers.
        address: what pages and links begin with.
    """

    def __init__(self, loader: SiteLoader, representer: Representer, address: Address) -> None:
        self._loader = loader
        self._representer = representer
        self._address = address
        self._root = address.root

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [
            *(
                Route(f"/{kind}/{{name}}", self.redirect)
                for kind in ("id", "concept", "graph", "query")
            ),
            Route("/dataset", self.redirect),
            *(
                Route(f"/{place}/{name}", answer)
                for place, answer in (("page", self.show_page), ("data", self.give_document))
                for name in ("{name}", "{kind}/{name}")
            ),
        ]

    async def redirect(self, request: Request) -> Response:
        """Lead from a thing to what is said about it (303)."""
        site = await self._loader.site()
        iri = BASE + request.url.path.removeprefix("/")
        name = name_of(iri) or ""
        self._check(site, iri, name)
        graph_format = choose_document(request.headers.getlist("accept"), page=True)
        path = f"/page/{name}" if graph_format is None else _data_path(name, graph_format)
        fields = {"vary": VARY, "cache-control": CACHING}
        return RedirectResponse(self._root + path, 303, fields)

    async def give_document(self, request: Request) -> Response:
        """Give what is said about a thing, as RDF."""
        site = await self._loader.site()
        name, dot, suffix = _read_name(request).partition(".")
        iri = self._find(site, name)
        if not dot:
            accept = request.headers.getlist("accept")
            graph_format = choose_document(accept, page=False) or GraphFormat.TURTLE
        elif suffix in FORMATS:
            graph_format = FORMATS[suffix]
        else:
            raise HTTPException(404)
        path = _data_path(name, graph_format)

        def make() -> Content:
            found = _look(site, iri, page)
            links = (
                Link(iri, "describes"),
                Link(f"{self._root}/page/{name}", "alternate", HTML),
                *self._links(found, path),
            )
            return Content(write_quads(found.quads, graph_format, PREFIXES), links)

        page = _read_page(request)
        location = None if dot else self._root + path
        return await self._representer.represent(
            request, site.state, graph_format.media_type, make, location=location
        )

    async def show_page(self, request: Request) -> Response:
        """Show what is said about a thing."""
        site = await self._loader.site()
        language = choose_language(request)
        name = _read_name(request)
        iri = self._find(site, name)
        page = _read_page(request)
        documents = list_formats(self._root, name)

        def make() -> Content:
            found = _look(site, iri, page)
            view = site.viewer(language).view(found)
            kinds = site.directory[iri].kinds
            schema_types = [_SCHEMA_TYPES[kind] for kind in kinds if kind in _SCHEMA_TYPES]
            text = write_page(
                "thing.html",
                self._address,
                language,
                chosen="lang" in request.query_params,
                path=f"/page/{name}",
                view=view,
                documents=documents,
                query=_find_query(view) or _QUERY.format(iri=iri),
                schema=_describe_to_search_engines(view, schema_types),
            )
            links = (
                *link_landing_page(iri, documents),
                *(Link(_SCHEMA + kind, "type") for kind in schema_types),
                *self._links(found, f"/page/{name}"),
            )
            return Content(text.encode(), links)

        return await self._representer.represent(request, site.state, HTML, make, language=language)

    def _find(self, site: Site, name: str) -> str:
        """Give the IRI of a thing of which something is said; see `_check`."""
        iri = iri_of(name) or ""
        self._check(site, iri, name)
        return iri

    def _check(self, site: Site, iri: str, name: str) -> None:
        """See that there is something to say about a thing.

        Raises:
            GoneError: it was retired.
            HTTPException: 404, it never was.
        """
        if iri in site.directory and name:
            return
        if iri in site.retired:
            raise GoneError(iri, site.retired[iri])
        raise HTTPException(404)

    def _links(self, found: Neighbourhood, path: str) -> Iterator[Link]:
        yield from link_origin(self._root)
        if found.page > 1:
            before = f"?page={found.page - 1}" if found.page > 2 else ""
            yield Link(self._root + path, "first")
            yield Link(self._root + path + before, "prev")
        if found.page < found.pages:
            yield Link(f"{self._root}{path}?page={found.page + 1}", "next")


def _look(site: Site, iri: str, page: int) -> Neighbourhood:
    found = look_around(site.store, site.directory, iri, page)
    if found is None:
        raise HTTPException(404)
    return found


def _find_query(view: View) -> str | None:
    """Give the text of a query of the library."""
    texts = (line.values[0].text for line in view.item.lines if line.name.iri == _SELECT)
    return next(texts, None)


def _read_name(request: Request) -> str:
    """Give what stands behind `/page/` or `/data/`."""
    return "/".join(request.path_params.values())


def _read_page(request: Request) -> int:
    page = request.query_params.get("page", "1")
    if re.fullmatch(r"[1-9]\d{0,5}", page, re.ASCII) is None:
        raise DocumentRequestError(400, f"page is a whole number from 1, not {show(page)!r}")
    return int(page)


_QUERY: Final = """\
SELECT ?graph ?property ?value
WHERE {{ GRAPH ?graph {{ <{iri}> ?property ?value }} }}
ORDER BY ?graph ?property ?value
"""


def choose_language(request: Request) -> str:
    """Choose the language of a page: what the URL asks for, else what the reader likes best.

    Raises:
        DocumentRequestError: 400, no language of ours.
    """
    asked = request.query_params.get("lang")
    if asked is None:
        return choose_token(request.headers.getlist("accept-language"), tuple(LANGUAGES))
    if asked not in LANGUAGES:
        raise DocumentRequestError(
            400, f"lang is one of {', '.join(LANGUAGES)}, not {show(asked)!r}"
        )
    return asked


def list_formats(root: str, name: str) -> list[tuple[str, str, str]]:
    """Give short name, media type and path of each document about a thing."""
    return [(kind.value, kind.media_type, root + _data_path(name, kind)) for kind in GraphFormat]


def link_origin(root: str) -> tuple[Link, ...]:
    """Say in the header what all that is given belongs to, and under which licence."""
    return Link(LICENSE, "license"), Link(f"{root}/dataset", "collection")


def link_landing_page(iri: str, documents: list[tuple[str, str, str]]) -> Iterator[Link]:
    """Say in the header what a page is about and where it is said for programs.

    Source: https://signposting.org/FAIR/.
    """
    yield Link(iri, "cite-as")
    for relation in ("describedby", "alternate"):
        for _, media_type, path in documents:
            yield Link(path, relation, media_type)
    yield Link(_SCHEMA + "AboutPage", "type")


def _data_path(name: str, graph_format: GraphFormat) -> str:
    return f"/data/{name}.{SUFFIXES[graph_format]}"


def _describe_to_search_engines(view: View, schema_types: list[str]) -> dict[str, object]:
    """Say in the terms of schema.org what the thing is: its names alone, and no reports."""
    about: dict[str, object] = {
        "@context": "https://schema.org",
        "@id": view.item.value.iri,
        "@type": schema_types or "Thing",
        "name": view.item.value.text,
        "alternateName": [value.text for value in view.spellings],
        "sameAs": [value.iri for value in view.identifiers if value.iri],
        "license": LICENSE,
        "isPartOf": {"@type": "Dataset", "@id": DATASET},
    }
    return {key: value for key, value in about.items() if value}


def read_once(request: Request, name: str) -> str | None:
    """Read a parameter of the URL.

    Raises:
        ParameterError: it is given more than once.
    """
    values = request.query_params.getlist(name)
    if len(values) > 1:
        cause = f"the parameter {name} is given {len(values)} times; once is enough"
        raise ParameterError(name, values[-1], cause)
    return values[0] if values else None
