"""Requests over HTTP at the edges of the protocol; tables of cases are in tests/unit/protocol."""

import gzip
import socket
from collections.abc import Iterator

import httpx
import pytest
from running_server import end_server, start_server, write_data

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that runs as long as the tests of this module."""
    process = start_server(
        write_data(tmp_path_factory.mktemp("data")), KZGRAPH_QUERY_LIMIT_BYTES=50_000
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    _, said = end_server(process)
    assert process.returncode == 0
    assert "Traceback" not in said


def send(
    url: str, method: str, content: str | bytes = "", content_type: str = "", **headers: str
) -> httpx.Response:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if content_type:
        fields["content-type"] = content_type
    encoded = content.encode() if isinstance(content, str) else content
    return httpx.request(method, url, content=encoded, headers=fields, timeout=20)


def test_query_is_a_safe_post(url: str) -> None:
    direct = send(url, "QUERY", COUNT, QUERY, accept="text/csv")
    assert direct.text == "n\r\n2\r\n"
    assert direct.headers["vary"] == "accept, accept-encoding"
    form = httpx.request("QUERY", url, data={"query": COUNT, "default-graph-uri": "x:g1"})
    assert form.json()["results"]["bindings"][0]["n"]["value"] == "1"
    assert send(url + "?default-graph-uri=x:g2", "QUERY", "ASK { ?s ?p '2'@kk }", QUERY).json()[
        "boolean"
    ]


def test_query_of_no_known_type_is_told_the_known_ones(url: str) -> None:
    for content_type, status in (("", 400), ("application/sql", 415)):
        response = send(url, "QUERY", COUNT, content_type)
        assert response.status_code == status
        assert response.headers["accept-query"] == f"{QUERY}, {FORM}"


def test_query_that_is_too_long_is_413(url: str) -> None:
    assert send(url, "QUERY", "#" * 50_001, QUERY).status_code == 413


def test_options_tells_what_is_accepted(url: str) -> None:
    response = httpx.options(url)
    assert response.status_code == 204
    assert "QUERY" in response.headers["allow"].split(", ")
    assert response.headers["accept-post"] == response.headers["accept-query"] == f"{QUERY}, {FORM}"


def test_compressed_query_is_never_unpacked(url: str) -> None:
    bomb = gzip.compress(b"#" * 20_000_000)
    for method in ("POST", "QUERY"):
        response = send(url, method, bomb, QUERY, content_encoding="gzip")
        assert response.status_code == 415
        assert response.headers["accept-encoding"] == "identity"
    assert send(url, "POST", COUNT, QUERY, content_encoding="identity").status_code == 200


def test_second_type_of_content_is_no_choice(url: str) -> None:
    fields = [("content-type", QUERY), ("content-type", QUERY)]
    assert httpx.post(url, content=COUNT, headers=fields).status_code == 415


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_content_of_get_is_refused_and_the_next_request_answered(url: str, method: str) -> None:
    address = httpx.URL(url)
    rest = "Host: here\r\n"
    with socket.create_connection((address.host, address.port or 80), timeout=20) as connection:
        for _ in range(2):
            connection.sendall(
                f"{method} /sparql?query=ASK%7B%7D HTTP/1.1\r\n{rest}"
                "Content-Length: 22\r\n\r\nGET /health HTTP/1.1\r\n"
                # The end of this request, in chunks, is no content.
                f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n{rest}"
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode()
            )
            answer = b""
            while not answer.endswith(b'"boolean":true}'):
                received = connection.recv(1 << 16)
                assert received, answer
                answer += received
            assert answer.count(b"HTTP/1.1 ") == 2
            assert answer.startswith(b"HTTP/1.1 400 ")


def test_byte_order_mark_means_nothing(url: str) -> None:
    assert send(url, "POST", b"\xef\xbb\xbfASK {}", QUERY).json()["boolean"]
    assert httpx.get(url, params={"query": "\ufeffASK {}"}).json()["boolean"]


def test_zero_bytes_end_nothing(url: str) -> None:
    response = send(url, "POST", "ASK {}\0", QUERY)
    assert response.status_code == 400
    assert "U+0000" in response.json()["detail"]


def test_more_parameters_than_anybody_needs_are_400(url: str) -> None:
    response = send(url, "POST", "query=ASK{}" + "&a=b" * 30_000, FORM)
    assert response.status_code == 400
    assert "1000 parameters" in response.json()["detail"]


@pytest.mark.parametrize("kind", ["default", "named"])
def test_data_set_of_many_graphs(url: str, kind: str) -> None:
    graphs = "&".join(f"{kind}-graph-uri=x:g{number}" for number in range(998))
    response = send(url, "POST", f"query=ASK {{ ?s ?p '2'@kk }}&{graphs}", FORM)
    assert response.json()["boolean"] == (kind == "default")
    clause = "FROM" if kind == "default" else "FROM NAMED"
    clauses = " ".join(f"{clause} <x:g{number}>" for number in range(1001))
    response = send(url, "POST", f"ASK {clauses} {{}}", QUERY)
    assert response.status_code == 400
    assert response.json()["limit"] == 1000
    assert response.json()["unit"] == "graphs"
