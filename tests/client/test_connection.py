"""Where a connection leads, and what it asks there; nothing here goes over the network."""

from __future__ import annotations

import builtins
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pandas as pd
import pytest

import kzgraph
from kzgraph import connect
from kzgraph.client.connection import Connection
from kzgraph.errors import (
    BrokenAnswerError,
    ConnectionFailedError,
    MissingPackageError,
    NotFoundError,
    RequestRejectedError,
    ServerBusyError,
    ServerFailedError,
    UnsupportedError,
)

HEALTH = {"state": "ready", "version": "9.9", "digest": "abc", "triples": 1234, "named_graphs": 2}
TABLE = {
    "head": {"vars": ["seats"]},
    "results": {"bindings": [{"seats": {"type": "literal", "value": "76"}}]},
}
Handler = Callable[[httpx.Request], httpx.Response]


class Site:
    """A site of ours that has answers for some paths."""

    def __init__(self, **answers: object) -> None:
        self.answers = {"/health": HEALTH} | {f"/{path}": one for path, one in answers.items()}
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.get(request.url.path)
        if isinstance(answer, httpx.Response):
            return answer
        headers = {"content-type": "application/sparql-results+json"}
        return httpx.Response(404 if answer is None else 200, headers=headers, json=answer)

    def connect(self, url: str = "http://here") -> Connection:
        return connect(url, transport=httpx.MockTransport(self))

    @property
    def asked(self) -> httpx.QueryParams:
        return self.requests[-1].url.params


def test_import_loads_nothing_heavy() -> None:
    code = (
        "import sys; from kzgraph import connect; "
        "print(*sorted({'httpx', 'numpy', 'pandas', 'rdflib', 'pyoxigraph'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_package_has_nothing_that_it_does_not_have() -> None:
    with pytest.raises(AttributeError, match="conect"):
        kzgraph.conect  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    ("url", "endpoint", "is_ours"),
    [
        ("http://here", "http://here/sparql", True),
        ("http://here/", "http://here/sparql", True),
        ("http://here/sparql", "http://here/sparql", True),
        ("http://here:81/query", "http://here:81/query", False),
        ("http://here/other/sparql", "http://here/other/sparql", False),
        ("http://me:secret@here/sparql?a=b#c", "http://here/sparql?a=b", True),
    ],
)
def test_url_is_of_a_site_or_of_an_endpoint(url: str, endpoint: str, *, is_ours: bool) -> None:
    connection = Site().connect(url)
    assert connection.endpoint == endpoint
    shown = [repr(connection), connection._repr_html_()]
    assert all(("9.9" in text and "1,234" in text) is is_ours for text in shown)
    assert not any("secret" in text for text in shown)
    assert ("PREFIX rdfs: <http" in connection.prologue) is is_ours


def test_password_goes_to_the_endpoint() -> None:
    site = Site()
    site.connect("http://me:secret@here/sparql")
    assert site.requests[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://here/", "http://", "queries/a.rq", "http://[", None, b"x"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UnsupportedError, match="no address"):
        connect(url)


@pytest.mark.parametrize("timeout", [0, -1, 1e-9, 1e9, float("nan"), "30", None, True])
def test_timeout_that_is_none_is_refused(timeout: float) -> None:
    with pytest.raises(RequestRejectedError, match="timeout is a number of seconds above 0"):
        connect(timeout=timeout)


def test_site_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="whole address"):
        Site().connect("http://here/elsewhere/")


def test_nobody_there_is_told_at_once(free_port: int) -> None:
    with pytest.raises(ConnectionFailedError, match="kzgraph serve"):
        connect(f"http://127.0.0.1:{free_port}")


def test_site_that_loads_its_data_is_busy() -> None:
    loading = HEALTH | {"state": "loading", "digest": None, "triples": None}
    with pytest.raises(ServerBusyError):
        Site(health=loading).connect()


@pytest.mark.parametrize("answer", [429, 502, 503, 504, httpx.ReadTimeout])
def test_site_without_time_is_busy_and_not_another(answer: int | type[httpx.ReadTimeout]) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, int):
            return httpx.Response(answer)
        raise answer("it broke")

    for url in ("http://here", "http://here/sparql"):
        with pytest.raises(ServerBusyError):
            connect(url, transport=httpx.MockTransport(refuse))


@pytest.mark.parametrize(
    "health",
    [
        httpx.Response(400),
        httpx.Response(404, html="<p>Not here"),
        httpx.Response(500, json={"state": "ready"}),
        httpx.Response(200, text="OK"),
        {"status": "UP"},
    ],
)
def test_other_endpoint_may_say_anything_of_its_health(health: object) -> None:
    connection = Site(health=health, sparql=TABLE).connect("http://here/sparql")
    assert connection.query("SELECT ?seats { }")["seats"].tolist() == ["76"]
    assert connection.prefixes == {}


def test_table_knows_where_it_is_from() -> None:
    site = Site(sparql=TABLE)
    frame = site.connect().query("SELECT ?seats { }")
    assert frame.attrs == {
        "query": "SELECT ?seats { }",
        "endpoint": "http://here/sparql",
        "version": "9.9",
        "digest": "abc",
    }
    assert dict(site.asked) == {"query": "SELECT ?seats { }", "timeout": "30"}


def test_parameters_of_the_endpoint_are_kept() -> None:
    site = Site(sparql=TABLE)
    site.connect("http://here/sparql?default-graph-uri=x:g").query("SELECT * {}")
    assert site.asked["default-graph-uri"] == "x:g"


def test_question_is_asked_with_its_parameters() -> None:
    site = Site(**{"api/queries/seats": TABLE})
    day, act = date(2021, 7, 25), "id:act-a&b"
    frame = site.connect().run("seats", day=day, act=act, year=2021, name="x")
    assert frame["seats"].tolist() == ["76"]
    asked = {"day": "2021-07-25", "act": act, "year": "2021", "name": "x"}
    assert dict(site.asked) == asked | {"timeout": "30"}
    assert dict(httpx.URL(frame.attrs["query"]).params) == asked
    assert site.connect().run("seats").attrs["query"] == "http://here/api/queries/seats"
    assert dict(site.asked) == {"timeout": "30"}


@pytest.mark.parametrize(
    "day",
    [
        date(2021, 7, 25),
        datetime(2021, 7, 25, 23, 30, tzinfo=UTC),
        pd.Timestamp("2021-07-25 10:00"),
        "2021-07-25",
    ],
)
def test_day_is_sent_without_its_time(day: date | str) -> None:
    site = Site(**{"api/queries/seats": TABLE})
    site.connect().run("seats", day=day)
    assert site.asked["day"] == "2021-07-25"


@pytest.mark.parametrize("value", [None, pd.NA, ["2021-07-25"]])
def test_value_that_is_none_is_told_with_its_parameter(value: Any) -> None:  # noqa: ANN401
    site = Site(**{"api/queries/seats": TABLE})
    with pytest.raises(RequestRejectedError, match="parameter day is text"):
        site.connect().run("seats", day=value)


def test_error_shows_the_address_without_the_limit() -> None:
    site = Site(**{"api/queries/seats": httpx.Response(500, html="")})
    with pytest.raises(ServerFailedError, match=r"from http://here/api/queries/seats\."):
        site.connect().run("seats")


@pytest.mark.parametrize("style", ["apa", "RIS", "BibTeX", "", None])
def test_citation_in_a_style_that_is_none_is_refused(style: Any) -> None:  # noqa: ANN401
    site = Site()
    with pytest.raises(RequestRejectedError, match="'text', 'bibtex'"):
        site.connect().cite(style)
    assert len(site.requests) == 1, "asked for its health alone"


def test_question_that_is_none_is_not_found() -> None:
    site = Site()
    with pytest.raises(NotFoundError, match="no question 'seats'"):
        site.connect().run("seats")
    with pytest.raises(NotFoundError):
        site.connect().run("../search")
    assert site.requests[-1].url.raw_path.startswith(b"/api/queries/..%2Fsearch?")


def test_questions_are_listed_with_what_they_take() -> None:
    question = {
        "name": "acts",
        "title": "Acts on a topic",
        "description": "Which?",
        "topic": "law",
        "parameters": [{"name": "topic", "kind": "entity", "default": "c:topic-freedoms"}],
        "columns": ["act"],
    }
    frame = Site(**{"api/queries": [question]}).connect().queries()
    assert list(frame.columns) == ["name", "title", "description", "topic", "parameters"]
    assert frame.loc[0, "parameters"] == {"topic": "c:topic-freedoms"}


def test_things_are_found_by_name() -> None:
    found = {
        "iri": "https://w3id.org/kzgraph/id/organization-adal",
        "label": "Adal",
        "language": "en",
        "kind": "organizations",
        "kinds": ["https://w3id.org/kzgraph/ontology#PoliticalParty"],
        "matched": "Адал",
        "by": [],
        "accordingTo": [],
        "documents": [],
        "page": "/page/organization-adal",
        "score": 1.5,
    }
    more = found | {"referring": 12}
    site = Site(**{"api/search": {"query": "адал", "count": 1, "results": [more]}})
    connection = site.connect()
    frame = connection.search("адал", kind="organizations", limit=3)
    assert frame.to_dict("records") == [found]
    assert dict(site.asked) == {"q": "адал", "kind": "organizations", "limit": "3"}
    connection.search("адал")
    assert dict(site.asked) == {"q": "адал", "limit": "20"}


@pytest.mark.parametrize("answer", [{"results": [{"iri": "x"}]}, {"results": {}}, []])
def test_list_that_lacks_something_is_an_error(answer: object) -> None:
    with pytest.raises(BrokenAnswerError):
        Site(**{"api/search": answer}).connect().search("x")


def test_description_is_read_page_by_page() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/data/a":
            return httpx.Response(200, text=json.dumps(HEALTH))
        page = int(request.url.params.get("page", "1"))
        following = {"link": f'</data/a?page={page + 1}>; rel="next"'} if page < 3 else {}
        return httpx.Response(
            200,
            headers={"content-type": "application/n-triples"} | following,
            text=f"<x:s> <x:p> <x:o{page}> .\n",
        )

    connection = connect("http://here", transport=httpx.MockTransport(answer))
    for what in ("a", "id:a", "https://w3id.org/kzgraph/id/a", "<https://w3id.org/kzgraph/id/a>"):
        assert len(connection.describe(what)) == 3
    assert len(connection.describe("a", whole=False)) == 1


@pytest.mark.parametrize("what", ["../../health", "id:../data/a", "..", "./a"])
def test_name_that_leads_elsewhere_is_not_found(what: str) -> None:
    site = Site()
    with pytest.raises(NotFoundError, match="not in this graph"):
        site.connect().describe(what)
    assert len(site.requests) == 1, "asked for its health alone"


@pytest.mark.parametrize("url", ["http://here", "http://here/query"])
def test_iri_of_which_nothing_is_said_is_not_found(url: str) -> None:
    empty = httpx.Response(200, headers={"content-type": "application/n-triples"})
    with pytest.raises(NotFoundError, match=r"example\.org/x is not in this"):
        Site(sparql=empty, query=empty).connect(url).describe("https://example.org/x")


def test_missing_pandas_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Site(sparql=TABLE).connect()
    monkeypatch.setattr("kzgraph.client.connection.find_spec", lambda _: None)
    monkeypatch.setattr(builtins, "__import__", _without_pandas(builtins.__import__))
    with pytest.raises(MissingPackageError, match=r"kzgraph\[notebook\]"):
        connection.query("SELECT * {}")


def _without_pandas(load: Callable[..., Any]) -> Callable[..., Any]:
    def load_others(name: str, *rest: Any) -> Any:  # noqa: ANN401
        assert not name.startswith(("pandas", "numpy"))
        return load(name, *rest)

    return load_others
