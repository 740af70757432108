"""What clients are answered that send the Accept headers that programs send out there."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from xml.etree import ElementTree as ET

import httpx
import pytest
from accept_headers import HEADERS, JSON, NONE, TURTLE, Sent
from rdflib import Graph
from running_server import end_server, start_server, write_data

QUERIES = {
    "select": "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
    "ask": "ASK {}",
    "graph": "CONSTRUCT WHERE { ?s ?p ?o }",
    "description": "",
}


CASES = [
    pytest.param(sent, kind, expected, id=f"{sent.client}-{kind}")
    for sent in HEADERS
    for kind in QUERIES
    if (expected := getattr(sent, kind)) is not None
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that runs as long as the tests of this module."""
    process = start_server(write_data(tmp_path_factory.mktemp("data")))
    assert process.stdout is not None
    root = process.stdout.readline().strip().removesuffix("/sparql")
    with httpx.Client(base_url=root, timeout=20) as client:
        del client.headers["accept"]
        yield client
    _, said = end_server(process)
    assert process.returncode == 0
    assert "Traceback" not in said


def parse(text: str, media_type: str) -> object:
    """Read an answer as what it says to be."""
    match media_type.partition(";")[0]:
        case "application/sparql-results+json" | "application/json" | "application/problem+json":
            return json.loads(text)
        case "application/ld+json":
            return [json.loads(text)]
        case "application/sparql-results+xml":
            return ET.fromstring(text)  # noqa: S314  (our own server wrote it)
        case "text/csv" | "text/tab-separated-values":
            return list(csv.reader(StringIO(text)))
        case "application/rdf+xml":
            return Graph().parse(data=text, format="xml")
        case _:
            return Graph().parse(data=text, format="turtle")


@pytest.mark.parametrize(("sent", "kind", "expected"), CASES)
def test_client_gets_what_it_reads(
    client: httpx.Client, sent: Sent, kind: str, expected: str
) -> None:
    parameters = {"query": QUERIES[kind]} if QUERIES[kind] else {}
    headers = [("accept", line) for line in sent.accept]
    response = client.get("/sparql", params=parameters, headers=headers)
    assert response.headers["content-type"] == expected
    assert "accept" in response.headers["vary"].split(", ")
    assert response.status_code == (406 if expected == NONE else 200)
    assert parse(response.text, expected)


@pytest.mark.parametrize(
    ("kind", "first"), [("select", JSON), ("ask", JSON), ("graph", "text/turtle")]
)
def test_what_is_not_acceptable_is_told_with_the_offers(
    client: httpx.Client, kind: str, first: str
) -> None:
    for headers in (
        {"accept": "text/csv;q=0, image/png"},
        {"accept": "*/*;q=0"},
        {"accept": "image/*"},
    ):
        response = client.get("/sparql", params={"query": QUERIES[kind]}, headers=headers)
        assert response.status_code == 406
        assert response.headers["vary"] == "accept"
        offers = response.json()["offers"]
        assert offers[0] == first
        for offer in offers:  # each holds what it says
            again = client.get(
                "/sparql", params={"query": QUERIES[kind]}, headers={"accept": offer}
            )
            assert again.headers["content-type"].startswith(offer)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"accept": ""},
        {"accept-charset": "iso-8859-1, *;q=0"},
        {"accept-encoding": "identity;q=0, *;q=0"},
        {"accept-encoding": "br;q=1.0, gzip;q=0.8"},
        {"accept-language": "kk, ru;q=0.5, ;;,="},
        {"accept": "*/*", "accept-charset": "", "accept-encoding": "", "accept-language": ""},
    ],
)
def test_other_fields_of_negotiation_change_nothing(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    for kind, expected in (("select", JSON), ("graph", TURTLE), ("description", TURTLE)):
        parameters = {"query": QUERIES[kind]} if QUERIES[kind] else {}
        response = client.get("/sparql", params=parameters, headers=headers)
        assert response.status_code == 200
        assert response.headers["content-type"] == expected
        assert "content-encoding" not in response.headers
