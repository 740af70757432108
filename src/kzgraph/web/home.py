"""`/`: what this is; for programs, what is where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kzgraph import __version__
from kzgraph.engine import Iri
from kzgraph.library import Library
from kzgraph.linked import Overview, Value, Viewer
from kzgraph.protocol import HTML
from kzgraph.query_files import QueryFile
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import DATASET, expand
from kzgraph.web.editor import QueryPage
from kzgraph.web.pages import Address, write_page
from kzgraph.web.problems import KINDS
from kzgraph.web.representations import Content, Representer
from kzgraph.web.responses import Form, choose_form
from kzgraph.web.site import Site, SiteLoader
from kzgraph.web.things import choose_language, link_origin

PATHS: Final = {
    "sparql": "/sparql",
    "query": "/query",
    "health": "/health",
    "ready": "/ready",
    "openapi": "/openapi.json",
}
"""What is where on every server."""
LINKED_PATHS: Final = {
    "queries": "/queries",
    "search": "/search",
    "browse": "/browse",
    "dataset": "/dataset",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "void": "/.well-known/void",
    "sitemap": "/sitemap.xml",
    "about": "/about",
}
"""What is where beside that when the packaged graph is served."""

_EXAMPLES: Final = (
    "opposition-figures-sentenced-after-2022",
    "office-holders-on-a-day",
    "seats-by-party",
    "state-and-others-on-a-topic",
    "disagreements",
    "what-international-bodies-say",
)
"""Questions that the home page shows, as far as the library has them."""
_VIEWS: Final = (
    "timeline-of-events-and-laws",
    "seats-in-the-mazhilis",
    "persons-organizations-and-cases",
    "records-by-region",
)
"""Questions with a view that it shows, likewise."""
_COUNTED: Final = (
    *("foaf:Person", "org:Organization", ":LegalAct", ":Treaty", ":Case", ":Election"),
    *(":ReportedEvent", ":Claim", ":Rule"),
)
"""Classes of which the home page says how many things there are."""


class Start:
    """The routes of a server that has no pages about things.

    Args:
        form: what people see first.
        paths: what is where, for programs.
    """

    def __init__(self, form: QueryPage, paths: Iterable[tuple[str, str]] = PATHS.items()) -> None:
        self._form = form
        self._paths = dict(paths)

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [Route("/", self.show_start), *self._form.routes]

    async def show_start(self, request: Request) -> Response:
        """Say what is where, to people with the form."""
        if choose_form(request.scope) is Form.HTML:
            return await self._form.show(request)
        return self.tell_programs()

    def tell_programs(self) -> Response:
        """Say what is where as JSON."""
        problems = [f"/problem/{name}" for name in KINDS]
        about = {"name": "kzgraph", "version": __version__, **self._paths, "problems": problems}
        return JSONResponse(about, headers={"vary": "accept"})


class Home(Start):
    """The routes of a server of the packaged graph.

    Args:
        library: from which examples are taken.
        loader: gives the data.
        representer: answers.
        resources: where the manifest lies.
        address: what links begin with.
    """

    def __init__(
        self,
        library: Library,
        loader: SiteLoader,
        representer: Representer,
        resources: Resources,
        address: Address,
    ) -> None:
        super().__init__(QueryPage(address, library), (PATHS | LINKED_PATHS).items())
        self._address = address
        self._library = library
        self._loader = loader
        self._representer = representer
        self._manifest = resources.manifest.name

    async def show_start(self, request: Request) -> Response:
        """Say to people what this is, and to programs what is where."""
        if choose_form(request.scope) is not Form.HTML:
            return self.tell_programs()
        site = await self._loader.site()
        language = choose_language(request)
        chosen = "lang" in request.query_params

        def make() -> Content:
            return Content(
                self._write(site, language, chosen).encode(), link_origin(self._address.root)
            )

        return await self._representer.represent(request, site.state, HTML, make, language=language)

    def _write(self, site: Site, language: str, chosen: bool) -> str:  # noqa: FBT001
        overview, viewer = site.overview, site.viewer(language)

        def show(iri: str | None) -> Value | None:
            return viewer.show(Iri(iri)) if iri else None

        newest = overview.newest
        return write_page(
            "home.html",
            self._address,
            language,
            chosen=chosen,
            path="/",
            manifest=json.loads(site.files[self._manifest]),
            dataset=DATASET,
            counts=list(_count(overview, viewer)),
            documents=[
                (show(one.iri), show(one.publisher), show(one.perspective), one.records)
                for one in overview.documents
            ],
            questions=self._find(_EXAMPLES),
            views=self._find(_VIEWS),
            newest=newest and (show(newest.iri), newest.when, show(newest.document)),
        )

    def _find(self, names: Iterable[str]) -> list[QueryFile]:
        return [self._library[name].file for name in names if name in self._library]


def _count(overview: Overview, viewer: Viewer) -> Iterator[tuple[Value, int]]:
    for name in _COUNTED:
        kind = expand(name)
        path = f"/browse/{name.partition(':')[2]}"
        yield replace(viewer.show(Iri(kind)), path=path), overview.things[kind]
