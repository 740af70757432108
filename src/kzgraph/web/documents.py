"""What the build makes as files: ontology, shapes, the description of the data set, and dumps.

Dumps are given as they are, the others in the format that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from kzgraph.engine import GraphFormat, rewrite
from kzgraph.library import Library
from kzgraph.linked import page_path
from kzgraph.protocol import HTML, choose_document
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import BASE, PREFIXES
from kzgraph.web.browse import list_browse_paths
from kzgraph.web.ontology import read_documentation, write_ontology_page
from kzgraph.web.pages import Address, write_page
from kzgraph.web.representations import CACHING, Content, Link, Representer, is_current
from kzgraph.web.site import Site, SiteLoader
from kzgraph.web.things import (
    FORMATS,
    SUFFIXES,
    choose_language,
    link_landing_page,
    link_origin,
    list_formats,
)

_Writer = Callable[[Site, str, bool], str]
"""Writes a page in a language, which the reader chose or not."""


@dataclass(frozen=True)
class _Document:
    """A document of the build.

    Attributes:
        name: last part of its IRI, and of its path.
        file: name of the file, in Turtle.
        write_page: writes the page about it.
    """

    name: str
    file: str
    write_page: _Writer


class Documents:
    """The routes of what the build makes as files.

    Args:
        loader: gives the state of the data.
        representer: answers.
        resources: where the files lie.
        address: what pages and links begin with.
        library: the questions that have pages.
    """

    def __init__(
        self,
        loader: SiteLoader,
        representer: Representer,
        resources: Resources,
        address: Address,
        library: Library,
    ) -> None:
        self._loader = loader
        self._representer = representer
        self._resources = resources
        self._address = address
        self._library = library
        self._root = address.root
        # There is one site, and few languages.
        self._pages: dict[tuple[str, str, bool], bytes] = {}
        self._documents = {
            document.name: document
            for document in (
                _Document("ontology", resources.ontology_document.name, self._write_ontology),
                _Document("shapes", resources.shapes_document.name, self._write_shapes),
                _Document("dataset", resources.description.name, self._write_dataset),
            )
        }

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [
            Route("/ontology", self.negotiate),
            Route("/shapes", self.negotiate),
            Route("/.well-known/void", self.negotiate),
            *(
                Route(f"/data/{name}{end}", self.give)
                for name in self._documents
                for end in ("", ".{suffix}")
            ),
            Route("/page/dataset", self.show_dataset),
            Route("/about", self.show_method),
            Route("/dumps/{name}", self.give_dump),
            Route("/robots.txt", self.tell_robots),
            Route("/sitemap.xml", self.map_site),
        ]

    async def negotiate(self, request: Request) -> Response:
        """Give a document as page or as RDF.

        The description of the data set is where VoID wants it found.

        Source: https://www.w3.org/TR/void/#well-known.
        """
        name = request.url.path.rpartition("/")[2]
        document = self._documents["dataset" if name == "void" else name]
        graph_format = choose_document(request.headers.getlist("accept"), page=True)
        if graph_format is None:
            return await self._show(request, document)
        location = f"{self._root}/data/{document.name}.{SUFFIXES[graph_format]}"
        return await self._give(request, document, graph_format, location)

    async def give(self, request: Request) -> Response:
        """Give a document as RDF, in the format of the path or the one that is asked for."""
        name, _, suffix = request.url.path.rpartition("/")[2].partition(".")
        if suffix and suffix not in FORMATS:
            raise HTTPException(404)
        graph_format = FORMATS.get(suffix) or _negotiate_data(request)
        location = None if suffix else f"{self._root}/data/{name}.{SUFFIXES[graph_format]}"
        return await self._give(request, self._documents[name], graph_format, location)

    async def show_dataset(self, request: Request) -> Response:
        """Show what the data set is and how to have it."""
        return await self._show(request, self._documents["dataset"])

    async def show_method(self, request: Request) -> Response:
        """Tell how the graph is made, what it leaves open, and how errors are mended."""
        site = await self._loader.site()
        language = choose_language(request)

        def make() -> Content:
            chosen = "lang" in request.query_params
            text = write_page("about.html", self._address, language, chosen=chosen, path="/about")
            return Content(text.encode())

        return await self._representer.represent(request, site.state, HTML, make, language=language)

    async def give_dump(self, request: Request) -> Response:
        """Give a file, or a range of it."""
        site = await self._loader.site()
        path = next((one for one in self._dumps if one.name == request.path_params["name"]), None)
        if path is None:
            raise HTTPException(404)
        # It is read when it is asked for, so a build meanwhile makes it another one.
        stat = path.stat()
        fields = {
            **site.state.validators(request.url.path, str(stat.st_mtime_ns), str(stat.st_size)),
            "cache-control": CACHING,
            "link": ", ".join(map(str, link_origin(self._root))),
        }
        if is_current(request, fields):
            return Response(status_code=304, headers=fields)
        media_type = "application/gzip" if path.suffix == ".gz" else "text/plain"
        return FileResponse(path, headers=fields, media_type=media_type)

    async def tell_robots(self, request: Request) -> Response:
        """Tell crawlers what there is, and to leave queries alone."""
        # Answers to what somebody asks; what there is to ask, and all things, have pages.
        asked = ("sparql", "api/", "search?", "browse/*?", "queries/*?")
        forbidden = (f"Disallow: {self._root}/{path}" for path in asked)
        lines = ("User-agent: *", *forbidden, "Allow: /")
        sitemap = f"Sitemap: {self._address.base(request)}/sitemap.xml"
        return PlainTextResponse("\n".join((*lines, sitemap, "")))

    async def map_site(self, request: Request) -> Response:
        """List the pages, https://www.sitemaps.org/protocol.html."""
        site = await self._loader.site()
        base = self._address.base(request)
        paths = sorted(filter(None, map(page_path, site.directory.entries)))
        pages = [
            *("/", "/about", "/ontology", "/search", *list_browse_paths(site)),
            *("/queries", *(f"/queries/{name}" for name in self._library)),
            *(path for path in paths if path.startswith("/page/")),
        ]

        def make() -> Content:
            urls = [base + path for path in pages]
            return Content(write_page("sitemap.xml", self._address, urls=urls).encode())

        return await self._representer.represent(
            request, site.state, "application/xml", make, host=base
        )

    async def _show(self, request: Request, document: _Document) -> Response:
        site = await self._loader.site()
        language = choose_language(request)
        chosen = "lang" in request.query_params
        dumps = self._dumps if document.name == "dataset" else []

        def make() -> Content:
            formats = list_formats(self._root, document.name)
            links = (
                *link_landing_page(BASE + document.name, formats),
                *link_origin(self._root),
                *(Link(f"{self._root}/dumps/{path.name}", "item") for path in dumps),
            )
            return Content(self._written(site, document, language, chosen), links)

        return await self._representer.represent(request, site.state, HTML, make, language=language)

    async def _give(
        self, request: Request, document: _Document, graph_format: GraphFormat, location: str | None
    ) -> Response:
        site = await self._loader.site()

        def make() -> Content:
            iri = BASE + document.name
            links = (
                Link(iri, "describes"),
                Link(f"{self._root}{page_path(iri)}", "alternate", HTML),
                *link_origin(self._root),
            )
            return Content(_rewrite(site.files[document.file], graph_format), links)

        return await self._representer.represent(
            request, site.state, graph_format.media_type, make, location=location
        )

    def _written(self, site: Site, document: _Document, language: str, chosen: bool) -> bytes:  # noqa: FBT001
        key = (document.name, language, chosen)
        if key not in self._pages:
            self._pages[key] = document.write_page(site, language, chosen).encode()
        return self._pages[key]

    def _write_ontology(self, site: Site, language: str, chosen: bool) -> str:  # noqa: FBT001
        return write_ontology_page(
            read_documentation(site.files[self._resources.documentation.name]),
            self._address,
            language,
            list_formats(self._root, "ontology"),
            chosen=chosen,
        )

    def _write_shapes(self, site: Site, language: str, chosen: bool) -> str:  # noqa: FBT001
        text = site.files[self._resources.shapes_document.name].decode()
        head, *shapes = text.split("\nshapes:")
        return write_page(
            "shapes.html",
            self._address,
            language,
            chosen=chosen,
            path="/shapes",
            head=head,
            shapes=[(shape.split()[0], f"shapes:{shape}") for shape in shapes],
            documents=list_formats(self._root, "shapes"),
        )

    def _write_dataset(self, site: Site, language: str, chosen: bool) -> str:  # noqa: FBT001
        manifest = json.loads(site.files[self._resources.manifest.name])
        return write_page(
            "dataset.html",
            self._address,
            language,
            chosen=chosen,
            path="/page/dataset",
            manifest=manifest,
            dumps=[(path.name, path.stat().st_size) for path in self._dumps],
            documents=list_formats(self._root, "dataset"),
        )

    @property
    def _dumps(self) -> list[Path]:
        return sorted(self._resources.dumps.iterdir())


def _negotiate_data(request: Request) -> GraphFormat:
    accept = request.headers.getlist("accept")
    return choose_document(accept, page=False) or GraphFormat.TURTLE


@lru_cache(maxsize=32)
def _rewrite(content: bytes, graph_format: GraphFormat) -> bytes:
    """Write Turtle in another format; there are few documents, so that all are kept."""
    if graph_format is GraphFormat.TURTLE:
        return content
    return rewrite(content, GraphFormat.TURTLE, graph_format, PREFIXES)
