"""What all responses of the application share: headers, forms of errors, pages, description."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx
import pytest
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from running_server import end_server, lasting, start_server, write_data

from kzgraph.engine import Engine, Facts, GraphFormat, Limits, ResultsFormat
from kzgraph.resources import Resources
from kzgraph.web.application import Application, create_app
from kzgraph.web.problems import KINDS

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PATHS = ["/", "/sparql", "/health", "/ready", "/version", "/problem/timeout", "/openapi.json"]
PAGES = ["/", "/query", "/problem/timeout", "/nowhere", "/problem/nothing"]


FACTS = Facts(3, ())


def make_app(
    *, facts: Facts | None = FACTS, has_workers: bool = True, resources: Resources | None = None
) -> Application:
    """Make an application whose engine is known by what it says, and never asked a query."""
    engine = SimpleNamespace(facts=facts, loaded=None, has_workers=has_workers, limits=Limits())
    return create_app(cast("Engine", engine), resources=resources)


def ask(
    path: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    app: Application | None = None,
) -> httpx.Response:
    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(app or make_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(request())


def make_failing_app() -> Application:
    """Make an application with a route that fails, and one that fails when it has begun."""
    app = make_app()

    async def fail(_: Request) -> Response:
        raise ZeroDivisionError("the inside of /secret/place.py")

    async def fail_late(_: Request) -> Response:
        async def begin() -> AsyncIterator[bytes]:
            yield b"half"
            raise ZeroDivisionError

        return StreamingResponse(begin())

    app.add_route("/fail", fail)
    app.add_route("/fail-late", fail_late)
    return app


@pytest.mark.parametrize("path", [*PATHS, "/nowhere", "/problem/nothing", "/fail"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("accept", ["*/*", BROWSER["accept"]])
def test_every_response_has_the_headers(path: str, method: str, accept: str) -> None:
    response = ask(path, method, {"accept": accept}, make_failing_app())
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-expose-headers"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    page = response.headers.get("content-type", "").startswith("text/html")
    assert ("content-security-policy" in response.headers) == page
    assert (response.headers.get("referrer-policy") == "no-referrer") == page
    if response.status_code >= 400:
        assert response.headers["vary"] == "accept"


@pytest.mark.parametrize("path", PATHS)
def test_every_route_answers_options_and_refuses_others(path: str) -> None:
    options = ask(path, "OPTIONS")
    assert options.status_code == 204
    assert options.content == b""
    allowed = options.headers["allow"].split(", ")
    assert {"GET", "HEAD", "OPTIONS"} <= set(allowed)
    assert len(allowed) == len(set(allowed))
    refused = ask(path, "DELETE")
    assert refused.status_code == refused.json()["status"] == 405
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["allow"] == options.headers["allow"]


@pytest.mark.parametrize("path", set(PATHS) - {"/sparql"})
def test_head_is_get(path: str) -> None:
    for headers in ({}, BROWSER):
        head, get = ask(path, "HEAD", headers), ask(path, "GET", headers)
        assert head.status_code == get.status_code == 200
        assert head.headers == get.headers


@pytest.mark.parametrize("path", [*PATHS, "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "QUERY"])
def test_preflight_is_answered_for_any_path_and_method(path: str, method: str) -> None:
    headers = {
        "origin": "https://example.org",
        "access-control-request-method": method,
        "access-control-request-headers": "authorization, content-type",
    }
    response = ask(path, "OPTIONS", headers)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert (
        response.headers["access-control-allow-headers"] == "accept, content-type, authorization, *"
    )


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/plain"])
def test_unknown_path_is_404_and_not_repeated(accept: str) -> None:
    response = ask("/<script>alert(1)</script>", headers={"accept": accept})
    assert response.status_code == 404
    media_type = "application/problem+json" if accept == "*/*" else accept
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert "script" not in response.text
    assert "alert" not in response.text


def test_browser_is_shown_the_place_in_its_query(tmp_path: Path) -> None:
    server = start_server(write_data(tmp_path))
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    try:
        with httpx.Client(headers=BROWSER, params={"query": "ASK\n{ ?s <b>/:p ?o }"}) as client:
            page, head = client.get(url), client.head(url)
    finally:
        _, said = end_server(server)
    assert page.status_code == head.status_code == 400
    assert "{ ?s &lt;b&gt;/<mark>:</mark>p ?o }" in page.text
    assert "<b>" not in page.text
    assert head.content == b""
    assert lasting(head) == lasting(page)
    assert said == ""


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/plain"])
def test_failure_is_500_with_a_number_and_nothing_of_the_inside(
    accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = ask("/fail", headers={"accept": accept}, app=make_failing_app())
    assert response.status_code == 500
    for word in ("secret", "ZeroDivision", "Traceback", "the inside of"):
        assert word not in response.text
    (record,) = caplog.records
    assert vars(record)["request"] in response.text
    assert "secret" in caplog.text


def test_failure_in_the_midst_of_a_response_reaches_the_server() -> None:
    # It can then break the connection, so that the client sees that the rest is missing.
    with pytest.raises(ZeroDivisionError):
        ask("/fail-late", app=make_failing_app())


def test_health_says_that_the_process_lives() -> None:
    for app, state, triples in (
        (make_app(facts=None), "loading", None),
        (make_app(has_workers=False), "no workers", 3),
        (make_app(), "ready", 3),
    ):
        response = ask("/health", app=app)
        assert response.status_code == 200
        assert response.json()["state"] == state
        assert response.json()["triples"] == triples
        assert response.json()["version"]


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/plain"])
def test_ready_says_whether_queries_can_be_answered(accept: str) -> None:
    headers = {"accept": accept}
    assert ask("/ready", headers=headers).json() == {"state": "ready"}
    for app in (make_app(facts=None), make_app(has_workers=False)):
        response = ask("/ready", headers=headers, app=app)
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        assert "problem/busy" in response.text


class _Reader(HTMLParser):
    """Reads the tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", PAGES)
def test_page_keeps_its_own_policy(path: str) -> None:
    response = ask(path, headers=BROWSER)
    policy = response.headers["content-security-policy"].split("; ")
    style = re.search(r"<style>(.*)</style>", response.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
    for tag, attributes in _Reader(response.text).tags:
        assert tag not in {"script", "img", "link", "iframe"}
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("path", ["/", "/query", *(f"/problem/{name}" for name in KINDS)])
def test_links_of_a_page_lead_somewhere(path: str) -> None:
    app = make_app()
    page = _Reader(ask(path, headers=BROWSER, app=app).text)
    targets = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    assert "/" in targets
    for target in targets - {"/sparql"}:
        assert ask(str(target), app=app).status_code == 200


def test_start_page_has_a_form() -> None:
    page = _Reader(ask("/", headers=BROWSER).text)
    (form,) = (attributes for tag, attributes in page.tags if tag == "form")
    assert (form["action"], form["method"]) == ("/sparql", "get")
    names = {tag: one["name"] for tag, one in page.tags if tag in {"textarea", "select"}}
    assert names == {"textarea": "query", "select": "format"}
    text = ask("/", headers=BROWSER).text
    for known in (*ResultsFormat, *GraphFormat):
        assert f"<option>{known.value}</option>" in text


def test_start_says_to_programs_what_is_where() -> None:
    response = ask("/")
    assert response.headers["vary"] == "accept"
    found = response.json()
    assert {name: found[name] for name in ("sparql", "health", "ready", "openapi")} == {
        "sparql": "/sparql",
        "health": "/health",
        "ready": "/ready",
        "openapi": "/openapi.json",
    }
    for path in (found["health"], found["ready"], found["openapi"], *found["problems"]):
        assert ask(path).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_kind_of_problem_has_its_page(kind: str) -> None:
    known = KINDS[kind]
    path = known.iri.removeprefix("https://w3id.org/kzgraph")
    assert ask(path).json() == {
        "type": known.iri,
        "title": known.title,
        "statuses": list(known.statuses),
        "meaning": known.meaning,
        "remedy": known.remedy,
    }
    for accept in ("text/html", "text/plain"):
        response = ask(path, headers={"accept": accept})
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert known.title in response.text
        assert known.remedy in response.text


@pytest.mark.parametrize("linked", [False, True])
def test_description_lists_every_route(resources: Resources, linked: bool) -> None:  # noqa: FBT001
    app = make_app(resources=resources if linked else None)
    described = ask("/openapi.json", app=app).json()
    assert described["openapi"].startswith("3.1.")
    routes = {getattr(route, "path", "") for route in app.routes} | app.state.direct.keys()
    named = {"/api/queries/{name}"}  # instead, each question stands for itself
    questions = {f"/api/queries/{path.stem}" for path in resources.queries.glob("*.rq")}
    further = questions if linked else set()
    assert described["paths"].keys() == routes - {"/openapi.json"} - named | further
    operations = [
        operation for methods in described["paths"].values() for operation in methods.values()
    ]
    identifiers = [operation["operationId"] for operation in operations]
    assert len(identifiers) == len(set(identifiers))
    assert all(operation["responses"] for operation in operations)


def test_description_of_the_endpoint() -> None:
    described = ask("/openapi.json").json()
    endpoint = described["paths"]["/sparql"]
    names = ["query", "default-graph-uri", "named-graph-uri", "timeout", "format"]
    assert [one["name"] for one in endpoint["get"]["parameters"]] == names
    content = endpoint["post"]["requestBody"]["content"]
    assert list(content["application/x-www-form-urlencoded"]["schema"]["properties"]) == names
    assert "application/sparql-query" in content
    of_queries = [kind for name, kind in KINDS.items() if name not in {"document", "gone"}]
    statuses = {str(status) for kind in of_queries for status in kind.statuses}
    for operation in endpoint.values():
        assert operation["responses"].keys() == {"200", *statuses}
        assert "text/turtle" in operation["responses"]["200"]["content"]
        schema = operation["responses"]["400"]["content"]["application/problem+json"]["schema"]
        assert schema["$ref"].rpartition("/")[2] in described["components"]["schemas"]
