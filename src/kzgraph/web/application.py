"""The application: routes and what all of them share."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kzgraph import __version__
from kzgraph.engine import Engine
from kzgraph.web.problems import MEDIA_TYPE, Problem, from_status
from kzgraph.web.sparql import SparqlEndpoint

_CORS: Final = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*"),
)
_PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)


class _OpenToAllOrigins:
    """Lets pages of any site read every response, errors too; without credentials, so `*` is safe.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, and mark every other response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        preflight = scope["method"] == "OPTIONS"

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields = [*message.get("headers", ()), *_CORS, *(_PREFLIGHT if preflight else ())]
                message = {**message, "headers": fields}
            await send(message)

        asked = any(name == b"access-control-request-method" for name, _ in scope["headers"])
        if preflight and asked:
            await send_marked({"type": "http.response.start", "status": 204, "headers": []})
            await send_marked({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, send_marked)


class Application(FastAPI):
    """FastAPI with its outermost layer open to all origins, so that a 500 is, too."""

    def build_middleware_stack(self) -> ASGIApp:
        """Wrap what FastAPI builds."""
        return _OpenToAllOrigins(super().build_middleware_stack())


def create_app(engine: Engine) -> Application:
    """Make the application.

    Args:
        engine: what answers queries; whoever made it starts and stops it.
    """
    app = Application(
        title="kzgraph",
        version=__version__,
        # The pages of FastAPI load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_exception_handler(HTTPException, _tell_http_error)
    app.add_exception_handler(Exception, _tell_failure)
    app.router.routes.append(Route("/sparql", SparqlEndpoint(engine)))

    @app.api_route("/health", methods=["GET", "HEAD"])
    async def health() -> JSONResponse:
        """Say whether queries can be answered."""
        facts = engine.facts
        if facts is None:
            return JSONResponse({"status": "loading"}, 503, {"retry-after": "1"})
        if not engine.has_workers:
            return JSONResponse({"status": "no workers"}, 503, {"retry-after": "1"})
        return JSONResponse(
            {"status": "ok", "triples": facts.triples, "named_graphs": len(facts.named_graphs)}
        )

    @app.api_route("/", methods=["GET", "HEAD"])
    async def pointer() -> JSONResponse:
        """Say what is where."""
        return JSONResponse(
            {"name": "kzgraph", "version": __version__, "sparql": "/sparql", "health": "/health"}
        )

    return app


def _respond(problem: Problem) -> Response:
    return Response(problem.body, problem.status, dict(problem.headers), MEDIA_TYPE)


async def _tell_http_error(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _respond(from_status(error.status_code, error.headers))


async def _tell_failure(_: Request, __: Exception) -> Response:
    return _respond(from_status(500))
