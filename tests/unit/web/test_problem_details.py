"""Errors as problems: what they are, and how they are written in each form."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.types import Message, Scope

from kzgraph.errors import (
    AnswerFormatError,
    ClientLimitError,
    DocumentRequestError,
    EngineBusyError,
    EngineStartError,
    EvaluationError,
    GoneError,
    KzgraphError,
    MemoryLimitError,
    ParameterError,
    ProtocolError,
    QueryError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    WorkerCrashedError,
    WorkerKilledError,
)
from kzgraph.protocol import choose_media_type, list_offers
from kzgraph.web.pages import make_printable
from kzgraph.web.problems import KINDS, Kind, Problem, describe, from_status
from kzgraph.web.responses import (
    Excerpt,
    Form,
    choose_form,
    cut_excerpt,
    record_failure,
    respond,
    send_problem,
)

QUERY = "SELECT *\n{ ?s nope:p ?o }"
# One row an error: its kind, status, some members, and header fields.
CASES: list[tuple[KzgraphError, str, int, dict[str, object], dict[str, str]]] = [
    (
        QuerySyntaxError("no", line=2, column=6, engine_message="error at 2:6"),
        "query-syntax",
        400,
        {"line": 2, "column": 6, "engine": "error at 2:6", "detail": "no"},
        {},
    ),
    (
        QueryLimitError("deep", limit=200, unit="levels", line=1, column=9),
        "query-limit",
        400,
        {"limit": 200, "unit": "levels", "line": 1, "column": 9},
        {},
    ),
    (
        QueryLimitError("long", limit=9, unit="bytes"),
        "query-limit",
        413,
        {"limit": 9, "unit": "bytes"},
        {},
    ),
    (
        QueryRefusedError("SERVICE", line=1, column=3),
        "query-refused",
        403,
        {"line": 1, "column": 3},
        {},
    ),
    (
        QueryTimeoutError(0.3),
        "timeout",
        503,
        {"limit": 0.3, "unit": "seconds"},
        {"retry-after": "1"},
    ),
    (MemoryLimitError(1 << 30), "memory", 503, {"limit": 1 << 30, "unit": "bytes"}, {}),
    (ResultTooLargeError(64), "answer-limit", 422, {"limit": 64, "unit": "bytes"}, {}),
    (
        ClientLimitError("budget", limit=60, unit="query-seconds", retry_after_seconds=2.1),
        "client-limit",
        429,
        {"policy": "budget", "limit": 60, "unit": "query-seconds"},
        {
            "retry-after": "3",
            "ratelimit-policy": '"budget";q=60;qu="query-seconds"',
            "ratelimit": '"budget";r=0;t=3',
        },
    ),
    (
        ClientLimitError("share", limit=4, unit="queries", retry_after_seconds=0),
        "client-limit",
        429,
        {"policy": "share", "limit": 4, "unit": "queries"},
        {
            "retry-after": "1",
            "ratelimit-policy": '"share";q=4;qu="concurrent-requests"',
            "ratelimit": '"share";r=0;t=1',
        },
    ),
    (WorkerCrashedError("ended"), "crash", 500, {"detail": "ended"}, {}),
    (WorkerKilledError("killed"), "crash", 500, {"detail": "killed"}, {}),
    (EvaluationError("gave up"), "evaluation", 500, {"detail": "gave up"}, {}),
    (EngineBusyError("later"), "busy", 503, {"detail": "later"}, {"retry-after": "5"}),
    (
        ProtocolError(405, "not so", (("allow", "GET"),)),
        "protocol",
        405,
        {"detail": "not so"},
        {"allow": "GET"},
    ),
    (AnswerFormatError("ASK"), "format", 406, {}, {}),
    (DocumentRequestError(406, "not so"), "document", 406, {}, {}),
    (
        ParameterError("year", "x" * 300, "not so", ("2023",)),
        "parameter",
        422,
        {"parameter": "year", "given": "x" * 200, "allowed": ["2023"], "detail": "not so"},
        {},
    ),
    (
        GoneError("https://example.org/a", "https://example.org/b"),
        "gone",
        410,
        {"successor": "https://example.org/b"},
        {"link": '<https://example.org/b>; rel="successor-version"'},
    ),
    (GoneError("https://example.org/a"), "gone", 410, {}, {}),
]
ERRORS = [case[0] for case in CASES]
BROWSERS = {
    "Chrome": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
    "Firefox": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Firefox 90": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "*/*;q=0.8",
    "Safari": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Internet Explorer": "text/html, application/xhtml+xml, */*",
    "Lynx": "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
    "w3m": "text/html, text/*;q=0.5, image/*, application/*, audio/*, video/*",
}
PROGRAMS = {
    "none": "",
    "curl, fetch, requests": "*/*",
    "jQuery": "application/json, text/javascript, */*; q=0.01",
    "SPARQLWrapper": "application/sparql-results+xml",
    "Jena": "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, "
    "application/xml;q=0.2, */*;q=0.1",
    "YASGUI": "application/sparql-results+json,*/*;q=0.9",
    "Comunica": "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2",
    "tables, else pages": "application/sparql-results+json, text/html;q=0.9",
    "RDFa reader": "text/turtle, text/html;q=0.9",
    "all text": "text/*",
    "a picture": "image/png",
    "nonsense": "text html",
    "over 8 KiB": "text/html" + " " * 8192,
}


def ask(accept: str = "*/*", method: str = "GET") -> Scope:
    headers = [(b"accept", accept.encode())]
    return {"type": "http", "method": method, "path": "/sparql", "headers": headers}


def write(problem: Problem, form: Form, query_text: str | None = None) -> str:
    response = respond(ask(form.value), problem, query_text)
    assert response.headers["content-type"].partition(";")[0] == form.value
    return bytes(response.body).decode()


class _Reader(HTMLParser):
    """Reads a page as a browser does: its tags with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def all_below(base: type[QueryError]) -> Iterator[type[QueryError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from all_below(kind)


@pytest.mark.parametrize(("error", "kind", "status", "members", "headers"), CASES)
def test_error_is_described(
    error: KzgraphError,
    kind: str,
    status: int,
    members: dict[str, object],
    headers: dict[str, str],
) -> None:
    problem = describe(error)
    document = json.loads(problem.body)
    assert document["type"] == f"https://w3id.org/kzgraph/problem/{kind}"
    assert document["status"] == problem.status == status
    assert status in KINDS[kind].statuses
    assert document["title"] == KINDS[kind].title
    assert document["remedy"] == KINDS[kind].remedy
    assert document["detail"]
    assert {name: document[name] for name in members} == members
    assert None not in document.values()
    assert dict(problem.headers) == headers


def test_every_error_of_a_request_has_its_kind() -> None:
    others = {ProtocolError, DocumentRequestError, ParameterError, GoneError}
    assert {*all_below(QueryError), *others} == {type(error) for error in ERRORS}
    assert {describe(error).kind.name for error in ERRORS} == KINDS.keys()


def test_error_that_is_none_of_a_query_tells_nothing() -> None:
    problem = describe(EngineStartError("in /secret/place"))
    assert problem.status == 500
    assert b"secret" not in problem.body
    assert json.loads(problem.body)["type"] == "about:blank"


@pytest.mark.parametrize("status", [404, 405, 500, 501])
def test_plain_status_is_a_problem_without_type(status: int) -> None:
    problem = from_status(status, {"allow": "GET"})
    document = json.loads(problem.body)
    assert (document["type"], document["status"]) == ("about:blank", status)
    assert document["detail"]
    assert problem.headers == (("allow", "GET"),)


def test_guide_lists_every_kind(repository: Path) -> None:
    def row(kind: Kind) -> str:
        statuses = ", ".join(map(str, kind.statuses))
        return f"| `{kind.name}` | {statuses} | {kind.title} | {kind.meaning} | {kind.remedy} |"

    guide = (repository / "docs" / "problems.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `[a-z-]+` \| [0-9, ]+ \|.+$", guide, re.MULTILINE)
    assert listed == [row(kind) for kind in KINDS.values()]


@pytest.mark.parametrize("accept", BROWSERS.values(), ids=BROWSERS)
def test_browser_gets_a_page(accept: str) -> None:
    assert choose_form(ask(accept)) is Form.HTML


@pytest.mark.parametrize("accept", PROGRAMS.values(), ids=PROGRAMS)
def test_program_gets_json(accept: str) -> None:
    assert choose_form(ask(accept)) is Form.JSON


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/plain", Form.TEXT),
        ("text/plain, application/json;q=0.9", Form.TEXT),
        ("text/plain;q=0.8, application/json;q=0.9", Form.JSON),
        ("text/plain, */*;q=0.1", Form.TEXT),
        ("text/html;q=0.5, text/plain;q=0.7", Form.TEXT),
        ("text/html;q=0, text/plain;q=0.1", Form.TEXT),
        ("text/html;q=0, */*", Form.JSON),
        ("text/html, application/json", Form.JSON),
        ("text/html;q=0.9, application/problem+json", Form.JSON),
        ("application/problem+json;q=0.1, text/html;q=0.2", Form.HTML),
        ("TEXT/HTML; charset=utf-8", Form.HTML),
    ],
)
def test_quality_decides(accept: str, form: Form) -> None:
    assert choose_form(ask(accept)) is form


def test_form_without_accept_and_with_several_lines() -> None:
    assert choose_form({**ask(), "headers": []}) is Form.JSON
    lines = [(b"accept", b"text/plain;q=0.5"), (b"accept", b"text/html")]
    assert choose_form({**ask(), "headers": lines}) is Form.HTML


OFFERS = list_offers(graph=False)


@given(
    st.dictionaries(
        st.sampled_from(["*/*", "text/*", "application/*", "image/png", *OFFERS]),
        st.sampled_from(["0", "0.1", "0.5", "1"]),
        min_size=1,
    )
)
def test_chosen_media_type_is_of_the_best_quality(qualities: dict[str, str]) -> None:
    def quality(offer: str) -> float:
        ranges = (offer, offer.partition("/")[0] + "/*", "*/*")
        return next((float(qualities[one]) for one in ranges if one in qualities), 0)

    header = ", ".join(f"{name};q={quality}" for name, quality in qualities.items())
    chosen = choose_media_type([header], OFFERS)
    best = max(map(quality, OFFERS))
    assert (quality(chosen) if chosen else 0) == best
    assert (chosen is None) == (best == 0)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("form", Form)
def test_every_error_is_written_in_every_form(error: KzgraphError, form: Form) -> None:
    problem = describe(error)
    body = write(problem, form, QUERY)
    read = _Reader(body).text if form is Form.HTML else body
    for part in (problem.kind.title, str(problem.status), problem.kind.remedy, problem.kind.iri):
        assert part in read
    assert problem.detail in read
    limit = problem.members.get("limit")
    if limit is not None and form is not Form.JSON:
        assert f"{limit:,} {problem.members['unit']}" in read
    if "retry-after" in dict(problem.headers) and form is not Form.JSON:
        assert f"in {dict(problem.headers)['retry-after']} seconds" in read


def test_response_has_its_headers() -> None:
    problem = describe(ProtocolError(405, "no", (("allow", "GET"), ("vary", "accept"))))
    response = respond(ask("text/html"), problem)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET"
    assert response.headers.getlist("vary") == ["accept"]
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert respond(ask(), problem).headers["content-type"] == "application/problem+json"


def test_place_is_shown_in_the_query() -> None:
    problem = describe(QuerySyntaxError("no", line=2, column=6))
    assert "    { ?s nope:p ?o }\n         ^\n" in write(problem, Form.TEXT, QUERY)
    page = write(problem, Form.HTML, QUERY)
    assert "{ ?s <mark>n</mark>ope:p ?o }\n     ^</pre>" in page
    assert "line 2, column 6" in page
    for form in (Form.TEXT, Form.HTML):
        assert "^" not in write(problem, form)
        assert "line 2, column 6" in write(problem, form)


@pytest.mark.parametrize(
    ("text", "line", "column", "excerpt"),
    [
        ("ASK {}", 1, 5, Excerpt("ASK ", "{", "}", "    ")),
        ("ASK {", 1, 6, Excerpt("ASK {", "", "", "     ")),
        ("\ufeffASK", 1, 2, Excerpt("A", "S", "K", " ")),
        ("a\r\nb", 1, 1, Excerpt("", "a", "", "")),
        ("\tб\x00{", 1, 4, Excerpt("\tб\ufffd", "{", "", "\t  ")),
        ("中中e\u0301{", 1, 5, Excerpt("中中e\u0301", "{", "", "     ")),
        ("<\u202ex>", 1, 4, Excerpt("<\ufffdx", ">", "", "   ")),
        ("", 1, 1, Excerpt("", "", "", "")),
        ("ASK", 2, 1, None),
        ("ASK", 0, 1, None),
        ("x" * 50 + "{" + "y" * 70, 1, 51, Excerpt("…" + "x" * 30, "{", "y" * 60 + "…", " " * 31)),
    ],
)
def test_excerpt(text: str, line: int, column: int, excerpt: Excerpt | None) -> None:
    assert cut_excerpt(text, line, column) == excerpt


ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    [
        "</p><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}",
        "&lt;b&gt;",
        "\ud800",
    ]
)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("\ud800", "\udfff\n", "\x00", "\ud800")
def test_text_of_others_stays_text(detail: str, engine: str, offer: str, query: str) -> None:
    def make(detail: str, engine: str, offer: str) -> Problem:
        members = {"line": 1, "column": 2, "engine": engine, "offers": [offer], "request": offer}
        headers = (("allow", "GET"),)
        return Problem(KINDS["query-syntax"], 400, detail, members, headers)

    problem = make(detail, engine, offer)
    document = json.loads(write(problem, Form.JSON, query))
    shown = detail.encode(errors="replace").decode()  # a lone surrogate has no UTF-8
    assert document["detail"] == shown

    page = _Reader(write(problem, Form.HTML, query))
    assert page.tags == _Reader(write(make("x", "x", "x"), Form.HTML, "x")).tags
    for text in (detail, engine, offer):
        assert make_printable(text) in page.text

    lines = write(problem, Form.TEXT, query).split("\n")
    assert len(lines) <= len(write(make("x", "x", "x"), Form.TEXT, "x").split("\n"))
    assert all(one.isprintable() or one == "\t" for line in lines for one in line)


def test_plain_application_sends_a_problem() -> None:
    def send_to(method: str) -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        problem = describe(QuerySyntaxError("no", line=2, column=6))
        asyncio.run(send_problem(ask("text/plain", method), send, problem, QUERY))
        return sent

    start, body = send_to("GET")
    assert (start["type"], start["status"]) == ("http.response.start", 400)
    assert b"^" in body["body"]
    same_start, no_body = send_to("HEAD")
    assert same_start == start
    assert no_body["body"] == b""


def test_failure_is_logged_under_the_number_that_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 // len("")
    problem = record_failure(ask(), caught.value)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "Traceback" in caplog.text
    assert "ZeroDivision" in caplog.text
    number = str(problem.members["request"])
    assert re.fullmatch("[0-9a-f]{16}", number)
    assert vars(record)["request"] == number
    for form in Form:
        body = write(problem, form)
        assert number in body
        assert "ZeroDivision" not in body
