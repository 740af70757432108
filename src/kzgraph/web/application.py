"""The application: routes and what all of them share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kzgraph import __version__
from kzgraph.config import Settings
from kzgraph.engine import AnswerCache, Engine
from kzgraph.errors import EngineBusyError, KzgraphError
from kzgraph.library import Library, read_library
from kzgraph.protocol import METHODS
from kzgraph.resources import Resources
from kzgraph.web.browse import Browse
from kzgraph.web.documents import Documents
from kzgraph.web.editor import Editor, QueryPage
from kzgraph.web.home import Home, Start
from kzgraph.web.openapi import PATHS, SCHEMAS, describe_questions
from kzgraph.web.pages import Address, load_templates, security_policy, write_page
from kzgraph.web.problems import KINDS, describe, from_status
from kzgraph.web.questions import Questions, warm_up
from kzgraph.web.representations import Representer
from kzgraph.web.responses import Form, choose_form, record_failure, respond, send_problem
from kzgraph.web.search import Search
from kzgraph.web.site import SiteLoader
from kzgraph.web.sparql import SparqlEndpoint
from kzgraph.web.static import Static
from kzgraph.web.things import Things
from kzgraph.web.version import Version

# `*` stands for every name, since these requests carry no credentials; in a request it does not
# stand for Authorization, https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name.
_ALWAYS: Final = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*"),
    (b"x-content-type-options", b"nosniff"),
)
_PREFLIGHT: Final = (
    (b"access-control-allow-methods", ", ".join(METHODS).encode()),
    (b"access-control-allow-headers", b"accept, content-type, authorization, *"),
    (b"access-control-max-age", b"86400"),
)
_NO_QUESTIONS: Final[Library] = MappingProxyType({})


class _Edge:
    """What every response passes last: it may be read by pages of any site, errors too.

    Without credentials, so `*` is safe. Pages get their policy here, too.

    Args:
        app: what answers.
        direct: path → what answers there by itself, without the cost of the machinery of `app`.
    """

    def __init__(self, app: ASGIApp, direct: Mapping[str, ASGIApp]) -> None:
        self._app = app
        self._direct = direct
        self._of_pages = (
            (b"content-security-policy", security_policy().encode()),
            (b"referrer-policy", b"no-referrer"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, and mark every other response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        of_method = _PREFLIGHT if scope["method"] == "OPTIONS" else ()
        begun = complete = False

        async def send_marked(message: Message) -> None:
            nonlocal begun, complete
            if message["type"] == "http.response.start":
                begun = True
                fields = list(message.get("headers", ()))
                of_type = self._of_pages if _is_page(fields) else ()
                message = {**message, "headers": [*fields, *_ALWAYS, *of_method, *of_type]}
            elif message["type"] == "http.response.body":
                complete = not message.get("more_body", False)
            await send(message)

        asked = any(name == b"access-control-request-method" for name, _ in scope["headers"])
        if of_method and asked:
            await send_marked({"type": "http.response.start", "status": 204, "headers": []})
            await send_marked({"type": "http.response.body", "body": b""})
            return
        try:
            await self._direct.get(scope["path"], self._app)(scope, receive, send_marked)
        except Exception as error:
            if not begun:
                await send_problem(scope, send_marked, record_failure(scope, error))
            elif not complete:
                # Without the end of the response, the server must break the connection. What has
                # an end tells the error.
                raise


class Application(FastAPI):
    """FastAPI inside the edge, so that a 500 passes it, too."""

    def build_middleware_stack(self) -> ASGIApp:
        """Wrap what FastAPI builds."""
        return _Edge(super().build_middleware_stack(), self.state.direct)

    def openapi(self) -> dict[str, Any]:
        """Describe the plain routes, too."""
        described = super().openapi()
        routes = {getattr(route, "path", "") for route in self.routes} | {*self.state.direct}
        schemas = described.get("components", {}).get("schemas", {})
        return {
            **described,
            "paths": {
                path: operations
                for path, operations in (PATHS | described["paths"]).items()
                if path in routes or path in described["paths"]
            }
            | describe_questions(self.state.library),
            "components": {"schemas": SCHEMAS | schemas},
        }


def create_app(
    engine: Engine,
    settings: Settings | None = None,
    resources: Resources | None = None,
    started: datetime | None = None,
) -> Application:
    """Make the application.

    Args:
        engine: what answers queries; whoever made it starts and stops it.
        settings: of which those are taken that say how the public reaches it.
        resources: where the graph lies whose things have pages and documents here; None when
            something else is served.
        started: when the server began; None: now.

    Raises:
        FileError: a file of the library cannot be used.
    """
    settings = settings or Settings()
    url = settings.public_url.rstrip("/")
    address = Address(
        urlsplit(url).path, url, settings.corrections_link, linked=resources is not None
    )
    load_templates()
    app = Application(
        title="kzgraph",
        version=__version__,
        # The pages of FastAPI load scripts from elsewhere.
        docs_url=None,
        openapi_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    answers = AnswerCache(engine, settings.cache_bytes)
    app.state.answers = answers
    app.state.direct = {"/sparql": SparqlEndpoint(answers)}
    app.state.address = address
    app.state.library = read_library(resources.queries) if resources is not None else _NO_QUESTIONS
    app.add_exception_handler(HTTPException, _tell_http_error)
    app.add_exception_handler(KzgraphError, _tell_error)
    app.add_exception_handler(Exception, _tell_failure)

    async def health(_: Request) -> JSONResponse:
        """Say that the process lives, whatever the engine does."""
        facts = engine.facts
        return JSONResponse(
            {
                "state": _state(engine),
                "version": __version__,
                "digest": facts and facts.digest,
                "triples": facts and facts.triples,
                "named_graphs": facts and len(facts.named_graphs),
            }
        )

    async def ready(_: Request) -> JSONResponse:
        """Say whether queries can be answered."""
        state = _state(engine)
        if state != "ready":
            raise EngineBusyError(f"no query can be answered now: {state}")
        return JSONResponse({"state": state})

    # Plain routes: they answer HEAD where they answer GET.
    app.add_route("/health", health)
    app.add_route("/ready", ready)
    app.add_route("/version", Version(engine, resources, started or datetime.now(UTC)).tell)
    app.add_route("/problem/{kind}", _show_kind)

    @cache
    def described() -> bytes:
        return json.dumps(app.openapi(), ensure_ascii=False).encode()

    async def describe_api(_: Request) -> Response:
        """Describe all routes, https://spec.openapis.org/oas/v3.1.0."""
        return Response(described(), media_type="application/json")

    app.add_route("/openapi.json", describe_api)
    if resources is None:
        app.router.routes += Start(QueryPage(address)).routes
    else:
        loader, representer = SiteLoader(resources, address), Representer()
        documents = Documents(loader, representer, resources, address, app.state.library)
        app.router.routes += [
            *Home(app.state.library, loader, representer, resources, address).routes,
            # The documents have names that things could have.
            *documents.routes,
            *Things(loader, representer, address).routes,
            *Questions(app.state.library, answers, loader, representer, address).routes,
            *Search(loader, representer, address).routes,
            *Browse(loader, representer, answers, address).routes,
            *Editor(loader, representer, resources, address).routes,
            *Static(loader, representer).routes,
        ]
        app.state.loader = loader
        app.state.representer = representer
        app.state.warm_up = partial(warm_up, app.state.library, answers)
    return app


def _state(engine: Engine) -> str:
    if engine.facts is None:
        return "loading"
    return "ready" if engine.has_workers else "no workers"


async def _show_kind(request: Request) -> Response:
    """Say what a kind of problem means."""
    kind = KINDS.get(request.path_params["kind"])
    if kind is None:
        raise HTTPException(404)
    fields = {"vary": "accept"}
    match choose_form(request.scope):
        case Form.JSON:
            about = {
                "type": kind.iri,
                "title": kind.title,
                "statuses": kind.statuses,
                "meaning": kind.meaning,
                "remedy": kind.remedy,
            }
            return JSONResponse(about, headers=fields)
        case Form.HTML:
            return HTMLResponse(
                write_page("kind.html", Address.of(request.scope), kind=kind), headers=fields
            )
        case Form.TEXT:
            text = f"{kind.title}\n{kind.meaning}\nWhat to do: {kind.remedy}\nType: {kind.iri}\n"
            return PlainTextResponse(text, headers=fields)


def _is_page(fields: list[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in fields)


async def _tell_http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    headers = dict(error.headers or {})
    if error.status_code == 405:
        methods = {"OPTIONS", *headers.pop("Allow", "").split(", ")} - {""}
        headers["allow"] = ", ".join(sorted(methods))
        if request.method == "OPTIONS":
            return Response(None, 204, headers)
    return respond(request.scope, from_status(error.status_code, headers))


async def _tell_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, KzgraphError):
        raise error
    problem = describe(error)
    # What no kind tells is no fault of the client: its cause is for the log.
    return respond(
        request.scope, problem if problem.kind.name else record_failure(request.scope, error)
    )


async def _tell_failure(request: Request, error: Exception) -> Response:
    return respond(request.scope, record_failure(request.scope, error))
