"""What the client makes of answers, errors and silence; nothing here goes over the network."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import httpx
import pytest

from kzgraph import connect
from kzgraph.client.connection import Connection
from kzgraph.client.transfer import LONGEST_WAIT_SECONDS
from kzgraph.errors import (
    BrokenAnswerError,
    ClientError,
    ConnectionFailedError,
    NotFoundError,
    QueryTooSlowError,
    RequestRejectedError,
    ServerBusyError,
    ServerFailedError,
    UnsupportedError,
)

ENDPOINT = "https://example.org/query"
RESULTS = "application/sparql-results+json"
YES = httpx.Response(200, headers={"content-type": RESULTS}, json={"head": {}, "boolean": True})
PAGE = """\
<!doctype html><!-- a -> b --><title>Virtuoso Error</title><style>p > a { color: red }</style>
<SCRIPT>if (1 < 2) alert("<p>")</SCRIPT><p class="x">1 &lt; 2\n  <b>Syntax</b></p>
"""
Answer = httpx.Response | type[httpx.TransportError]


class Endpoint(httpx.BaseTransport):
    """An endpoint that gives prepared answers, one after the other, and keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, httpx.Response):
            return answer
        raise answer("it broke")

    def connect(self, **options: float) -> Connection:
        return connect(ENDPOINT, transport=self, **options)  # type: ignore[arg-type]


class Stream(httpx.SyncByteStream):
    """The bytes of an answer, and perhaps no end of it."""

    def __init__(self, content: bytes, *, whole: bool) -> None:
        self.content = content
        self.whole = whole

    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        if not self.whole:
            raise httpx.RemoteProtocolError("incomplete chunked read")


def stream(content: bytes, *, whole: bool = True, **headers: str) -> httpx.Response:
    fields = {"content-type": RESULTS} | {k.replace("_", "-"): v for k, v in headers.items()}
    return httpx.Response(200, headers=fields, stream=Stream(content, whole=whole))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client slept each time, in seconds; nobody sleeps."""
    slept: list[float] = []
    monkeypatch.setattr("httpx_retries.retry.time.sleep", slept.append)
    return slept


def yes() -> httpx.Response:
    return httpx.Response(200, headers=YES.headers, content=YES.content)


def problem(status: int, kind: str, **members: object) -> httpx.Response:
    about = {
        "type": f"https://w3id.org/kzgraph/problem/{kind}",
        "title": kind,
        "detail": "so it is",
    }
    retry = {"retry-after": str(wait)} if (wait := members.pop("retry_after", None)) else {}
    return httpx.Response(
        status,
        headers={"content-type": "application/problem+json"} | retry,
        content=json.dumps(about | {"status": status, "remedy": "Do it."} | members),
    )


@pytest.mark.parametrize(
    ("refusal", "pause"),
    [
        (httpx.Response(429, headers={"retry-after": "7"}), 7),
        (problem(503, "busy", retry_after=5), 5),
        (httpx.Response(502), None),
        (httpx.ConnectError, None),
        (httpx.ReadError, None),
        (httpx.RemoteProtocolError, None),
    ],
)
def test_request_is_repeated_when_waiting_helps(
    refusal: Answer, pause: float | None, waits: list[float]
) -> None:
    endpoint = Endpoint(refusal, refusal, yes())
    with endpoint.connect() as connection:
        assert connection.ask("ASK {}")
    assert len({(one.method, one.url, one.content) for one in endpoint.requests}) == 1
    first, second = waits
    assert (first, second) == (pause, pause) if pause else 0 < first < second


def test_long_query_is_repeated_though_it_goes_by_post(waits: list[float]) -> None:
    endpoint = Endpoint(httpx.Response(503), yes())
    with endpoint.connect() as connection:
        connection.ask(f"ASK {{}} # {'x' * 3000}")
    assert [one.method for one in endpoint.requests] == ["POST", "POST"]
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(503, "timeout", retry_after=30, limit=30, unit="seconds"), QueryTooSlowError),
        (problem(503, "memory"), QueryTooSlowError),
        (httpx.Response(504), QueryTooSlowError),
        (httpx.ReadTimeout, QueryTooSlowError),
        (problem(503, "busy", retry_after=LONGEST_WAIT_SECONDS + 1), ServerBusyError),
        (problem(400, "query-syntax"), RequestRejectedError),
        (problem(422, "parameter"), RequestRejectedError),
        (problem(404, "document"), NotFoundError),
        (problem(410, "gone"), NotFoundError),
        (problem(500, "crash"), ServerFailedError),
        (stream(YES.content, whole=False), BrokenAnswerError),
        (httpx.Response(200, headers={"content-type": RESULTS}, text="<html>"), BrokenAnswerError),
        (stream(b"nothing packed", content_encoding="gzip"), BrokenAnswerError),
    ],
)
def test_request_is_not_repeated_when_that_changes_nothing(
    answer: Answer, error: type[ClientError], waits: list[float]
) -> None:
    endpoint = Endpoint(answer)
    with endpoint.connect() as connection, pytest.raises(error) as raised:
        connection.query("SELECT * {}")
    assert type(raised.value) is error
    assert waits == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [(httpx.Response(429), ServerBusyError), (httpx.ConnectError, ConnectionFailedError)],
)
def test_client_gives_up_after_its_retries(
    answer: Answer, error: type[ClientError], waits: list[float]
) -> None:
    endpoint = Endpoint(*[answer] * 3)
    with endpoint.connect(retries=2) as connection, pytest.raises(error):
        connection.ask("ASK {}")
    assert len(waits) == 2
    assert not endpoint.answers


def test_problem_is_told_with_all_it_says() -> None:
    told = problem(400, "query-syntax", line=3, column=7, limit=200, unit="levels")
    with Endpoint(told).connect() as connection, pytest.raises(RequestRejectedError) as raised:
        connection.ask("ASK {}")
    error = raised.value
    assert str(error) == "line 3, column 7: so it is. Do it."
    assert (error.status, error.type) == (400, "https://w3id.org/kzgraph/problem/query-syntax")
    assert (error.line, error.column, error.limit, error.unit) == (3, 7, 200, "levels")


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("no such choice", "no such choice. Allowed here: all, certainly."),
        ("it is all or certainly", "it is all or certainly. Do it."),
    ],
)
def test_problem_tells_once_what_is_allowed_instead(detail: str, said: str) -> None:
    told = problem(422, "parameter", detail=detail, allowed=["all", "certainly"])
    with Endpoint(told).connect() as connection, pytest.raises(RequestRejectedError) as raised:
        connection.ask("ASK {}")
    assert str(raised.value) == said


def test_error_is_raised_without_the_frames_of_what_sends() -> None:
    with Endpoint(problem(400, "x")).connect() as connection, pytest.raises(ClientError) as raised:
        connection.ask("ASK {}")
    assert not [entry for entry in raised.traceback if "httpx" in str(entry.path)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(400, text="error at 1:8: expected ="), "status 400 Bad Request: error at"),
        (httpx.Response(400, html=PAGE), r"status 400 Bad Request: Virtuoso Error 1 < 2 Syntax\.$"),
        (httpx.Response(500, html="<p>"), f"status 500 Internal Server Error from {ENDPOINT}"),
        (httpx.Response(400, json=["a", "list"]), "status 400 Bad Request:"),
        (httpx.Response(404), "Check the address"),
    ],
)
def test_error_of_another_endpoint_is_told_in_its_own_words(
    answer: httpx.Response, said: str
) -> None:
    with Endpoint(answer).connect() as connection, pytest.raises(ClientError, match=said):
        connection.ask("ASK {}")


def test_compressed_answer_is_read() -> None:
    endpoint = Endpoint(stream(gzip.compress(YES.content), content_encoding="gzip"))
    with endpoint.connect() as connection:
        assert connection.ask("ASK {}")
    (request,) = endpoint.requests
    assert "gzip" in request.headers["accept-encoding"]
    assert request.headers["accept"] == RESULTS


@pytest.mark.parametrize(
    ("answer", "method", "remedy"),
    [
        (yes(), "query", "ask"),
        (httpx.Response(200, headers={"content-type": "text/turtle"}), "query", "construct"),
        (problem(406, "format"), "query", "construct"),
        (yes(), "construct", "ask"),
        (
            httpx.Response(200, json={"head": {"vars": []}, "results": {"bindings": []}}),
            "ask",
            "query",
        ),
    ],
)
def test_query_of_another_form_is_led_to_its_method(
    answer: httpx.Response, method: str, remedy: str
) -> None:
    with (
        Endpoint(answer).connect() as connection,
        pytest.raises(RequestRejectedError, match=rf"{remedy}\(\) "),
    ):
        getattr(connection, method)("…")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(200, html="<h1>Welcome"), "this address gives a web page, not answers"),
        (httpx.Response(200, text="hello"), "gives text/plain, not answers"),
        (httpx.Response(200), "gives something without a type"),
        (httpx.Response(200, json={"status": "UP"}), "gives other JSON"),
        (httpx.Response(200, json=["a", "list"]), "gives other JSON"),
    ],
)
def test_address_that_is_no_endpoint_is_told(answer: httpx.Response, said: str) -> None:
    with Endpoint(answer, answer).connect() as connection:
        for ask in (connection.query, connection.ask):
            with pytest.raises(UnsupportedError, match=f"{said}.*: {ENDPOINT}"):
                ask("ASK {}")


def test_page_in_the_place_of_a_graph_is_told() -> None:
    page = httpx.Response(200, html="<h1>Welcome")
    with (
        Endpoint(page).connect() as connection,
        pytest.raises(UnsupportedError, match="gives a web page"),
    ):
        connection.describe("https://example.org/thing")


def test_graph_that_is_none_is_an_error() -> None:
    answer = httpx.Response(200, headers={"content-type": "text/turtle"}, text="<x:s> <x:p>")
    with Endpoint(answer).connect() as connection, pytest.raises(BrokenAnswerError):
        connection.construct("CONSTRUCT {} {}")


def test_other_endpoint_has_no_library_and_no_search() -> None:
    with Endpoint().connect() as connection:
        assert connection.prefixes == {}
        for ask in (
            connection.queries,
            connection.cite,
            lambda: connection.run("turnout"),
            lambda: connection.search("Adal"),
        ):
            with pytest.raises(UnsupportedError, match=ENDPOINT):
                ask()
        with pytest.raises(RequestRejectedError, match="no IRI"):
            connection.describe("person-karim-masimov")


def test_closed_connection_says_so() -> None:
    connection = Endpoint().connect()
    connection.close()
    with pytest.raises(ConnectionFailedError, match="closed"):
        connection.ask("ASK {}")
