"""The client against running servers: ours on the built graph, ours on a small file, Oxigraph's."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import httpx
import pandas as pd
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from served import DATA, ENDLESS, RUNAWAY, run, serve, until

from kzgraph import connect
from kzgraph.client.connection import Connection
from kzgraph.errors import (
    BrokenAnswerError,
    ClientError,
    ConnectionFailedError,
    NotFoundError,
    QueryTooSlowError,
    RequestRejectedError,
    ServerBusyError,
)
from kzgraph.query_files import read_query_files
from kzgraph.resources import Resources

TURTLE = """\
@prefix : <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:one :label "Адал"@ru , "Adal"@en ; :seats 76 ; :share 53.9 ; :rate 1.5e0 ; :open true ;
    :day "2021-01-10"^^xsd:date ; :at "2021-01-10T10:00:00Z"^^xsd:dateTime ;
    :year "2021"^^xsd:gYear .
:two :label "none" ; :seats 76.5 .
"""
SELECT = """\
PREFIX : <https://example.org/>
SELECT ?thing ?seats ?share ?rate ?open ?day ?at ?year WHERE {
    ?thing :seats ?seats
    OPTIONAL {
        ?thing :share ?share ; :rate ?rate ; :open ?open ; :day ?day ; :at ?at ; :year ?year
    }
} ORDER BY ?thing
"""


@contextmanager
def serve_oxigraph(data: Path) -> Iterator[str]:
    """Run Oxigraph's server on a file; give the URL of its endpoint."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("oxigraph")
    folder = data.with_suffix(".store")
    subprocess.run(
        [program, "load", "--location", folder, "--file", data], check=True, capture_output=True
    )
    url = f"http://127.0.0.1:{port}/query"
    options = ["--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen([program, "serve-read-only", *options], stderr=subprocess.PIPE) as server:
        try:
            assert until(lambda: answers(url) or server.poll() is not None)
            assert server.poll() is None, server.communicate()[1]
            yield url
        finally:
            server.terminate()


def answers(url: str) -> bool:
    with suppress(ConnectionFailedError), connect(url, retries=0) as connection:
        return connection.ask("ASK {}")
    return False


@pytest.fixture(scope="module", params=["kzgraph", "oxigraph"])
def small(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A connection to each server, with the same data."""
    data = tmp_path_factory.mktemp("small") / "data.ttl"
    data.write_text(TURTLE)
    if request.param == "oxigraph":
        with serve_oxigraph(data) as url, connect(url) as connection:
            yield connection
    else:
        with serve(data) as served, connect(served.url) as connection:
            yield connection


def test_values_come_with_their_types(small: Connection) -> None:
    frame = small.query(SELECT)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "thing": "string",
        "seats": "Float64",
        "share": "Float64",
        "rate": "Float64",
        "open": "boolean",
        "day": "datetime64[s]",
        "at": "datetime64[us, UTC]",
        "year": "string",
    }
    assert frame["seats"].tolist() == [76, 76.5]
    assert frame.loc[0, "share"] == 53.9
    assert frame.loc[0, "day"] == pd.Timestamp("2021-01-10")
    assert frame.loc[1].isna().sum() == 6


def test_language_is_kept(small: Connection) -> None:
    labels = small.query("SELECT ?label { ?s <https://example.org/label> ?label }")["label"]
    languages = {str(text): getattr(text, "language", None) for text in labels}
    assert languages == {"Адал": "ru", "Adal": "en", "none": None}


def test_yes_and_no(small: Connection) -> None:
    assert small.ask("ASK { ?s <https://example.org/open> true }") is True
    assert small.ask("ASK { ?s <https://example.org/open> false }") is False


def test_graph_is_the_graph(small: Connection) -> None:
    expected = Graph().parse(data=TURTLE, format="turtle")
    assert isomorphic(small.construct("CONSTRUCT WHERE { ?s ?p ?o }"), expected)
    described = small.describe("https://example.org/one")
    assert {str(one) for one in described.subjects()} == {"https://example.org/one"}
    assert len(described) == 9


def test_long_query_is_answered_as_a_short_one(small: Connection) -> None:
    long = f"{SELECT}# {'ж' * 20_000}"
    pd.testing.assert_frame_equal(small.query(long), small.query(SELECT))


def test_wrong_query_is_rejected(small: Connection) -> None:
    with pytest.raises(RequestRejectedError) as raised:
        small.query("SELECT * {\n  ?s ?p ?o ?q }")
    assert raised.value.status == 400
    assert "2" in str(raised.value), "the line"
    with pytest.raises(RequestRejectedError, match=r"construct\(\)"):
        small.query("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a small file; a client of it has two seconds of long queries."""
    data = tmp_path_factory.mktemp("dense") / "dense.nq"
    data.write_text(DATA)
    with serve(data, KZGRAPH_CLIENT_SECONDS=2) as served:
        yield served.home


def test_slow_query_is_stopped_and_a_greedy_client_told_to_wait(dense: str) -> None:
    with connect(dense, timeout=2, retries=0) as connection:
        with pytest.raises(QueryTooSlowError) as stopped:
            connection.query(RUNAWAY)
        assert (stopped.value.limit, stopped.value.unit) == (2, "seconds")
        with pytest.raises(ServerBusyError) as refused:
            connection.query(RUNAWAY)
        assert refused.value.status == 429
        assert (refused.value.retry_after_seconds or 0) > 0
        assert connection.ask("ASK {}"), "short queries are answered all the same"


def test_answer_that_breaks_off_is_no_short_table(dense: str) -> None:
    with connect(dense) as connection, pytest.raises(BrokenAnswerError, match="broke off"):
        connection.query(ENDLESS)


@pytest.fixture(scope="module")
def kz(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection to our site on the built graph."""
    assert resources.dataset.exists()
    log = tmp_path_factory.mktemp("served") / "server.log"
    with run(log=log, KZGRAPH_PORT=0) as served, connect(served.home) as connection:
        yield connection


def test_description_has_all_that_refers_to_a_thing(kz: Connection) -> None:
    name = "organization-amanat"
    referring = kz.query(f"{kz.prologue} SELECT DISTINCT ?s {{ GRAPH ?g {{ ?s ?p id:{name} }} }}")
    first, whole = kz.describe(name, whole=False), kz.describe(name)
    subjects = {str(one) for one in whole.subjects()}
    assert set(referring["s"]) <= subjects
    assert len(referring) > 50, "there is more than one page"
    assert set(first) < set(whole)
    assert dict(whole.namespaces())["id"].endswith("kzgraph/id/")


def test_terms_are_described_by_the_endpoint(kz: Connection) -> None:
    assert len(kz.describe(":Sentence")) > 3


def test_what_is_not_there_is_not_found(kz: Connection) -> None:
    for what in ("../../health", "a b", ":NoSuchTerm", "https://example.org/nothing", "a/b?c#d"):
        with pytest.raises(ClientError) as raised:
            kz.describe(what)
        assert type(raised.value) is (RequestRejectedError if " " in what else NotFoundError)
    with pytest.raises(NotFoundError, match="id/person-nobody-at-all is not in this graph"):
        kz.describe("person-nobody-at-all")


def test_citation_is_of_these_data(kz: Connection, resources: Resources) -> None:
    manifest = json.loads(resources.manifest.read_text())
    text = kz.cite()
    for part in (manifest["version"], manifest["sha256"], manifest["released"][:4], "by/4.0"):
        assert part in text


def test_citation_for_bibtex_is_that_of_the_home_page(kz: Connection) -> None:
    home = httpx.get(kz.endpoint.removesuffix("sparql"), headers={"accept": "text/html"})
    block = re.search(r"<pre[^>]*>(@misc.*?)</pre>", home.text, re.DOTALL)
    assert block
    assert kz.cite("bibtex").strip() == unescape(block[1])


def test_citation_has_the_digest_of_what_the_server_has_now(kz: Connection) -> None:
    now = kz.cite()
    with connect(kz.endpoint) as connected:
        assert connected._site is not None
        connected._site = replace(connected._site, version="0.0", digest="of before")
        assert connected.cite() == now


def test_every_question_of_the_library_is_answered(kz: Connection, resources: Resources) -> None:
    listed = {one["name"]: one for one in kz.queries().to_dict("records")}
    files = read_query_files(resources.queries)
    assert {name: one["title"] for name, one in listed.items()} == {
        one.name: one.title for one in files
    }
    for one in files:
        # With what it says of its parameters, each gives the answer of the file.
        answer = kz.run(one.name, **listed[one.name]["parameters"])
        pd.testing.assert_frame_equal(answer, kz.query(one.text))
        assert list(answer.columns) == list(one.columns)


def test_parameter_changes_the_answer_and_a_wrong_one_is_told(kz: Connection) -> None:
    then, now = (kz.run("office-holders-on-a-day", day=date(year, 6, 1)) for year in (2018, 2023))
    assert not then.equals(now)
    with pytest.raises(RequestRejectedError, match="day"):
        kz.run("office-holders-on-a-day", day="yesterday")
    with pytest.raises(RequestRejectedError, match="month"):
        kz.run("office-holders-on-a-day", month=6)
    with pytest.raises(NotFoundError, match="queries"):
        kz.run("no-such-question")


def test_search_finds_a_party_in_cyrillic(kz: Connection) -> None:
    found = kz.search("Адал", limit=5)
    assert found.loc[0, "iri"] == "https://w3id.org/kzgraph/id/organization-adal"
    assert len(found) <= 5
