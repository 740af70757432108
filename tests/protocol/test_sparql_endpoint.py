"""`/sparql` over HTTP, one behaviour each; the tables of cases are in tests/unit/protocol."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from running_server import end_server, lasting, start_server, write_data

QUERY = "application/sparql-query"
VALUES = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(10)))} }}" for i in range(12))
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that runs as long as the tests of this module."""
    data = write_data(tmp_path_factory.mktemp("data"))
    process = start_server(
        data, KZGRAPH_QUERY_LIMIT_BYTES=50_000, KZGRAPH_ANSWER_BUFFER_BYTES=100_000
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    _, said = end_server(process)
    assert process.returncode == 0
    assert "Traceback" not in said


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url.removesuffix("/sparql"), timeout=20) as client:
        yield client


def post(client: httpx.Client, text: str, **parameters: str | list[str]) -> httpx.Response:
    return client.post(
        "/sparql", content=text.encode(), params=parameters, headers={"content-type": QUERY}
    )


def count(response: httpx.Response) -> int:
    assert response.status_code == 200, response.text
    (row,) = response.json()["results"]["bindings"]
    return int(row["n"]["value"])


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    found: dict[str, object] = response.json()
    assert found["status"] == status
    assert found["type"] == f"https://w3id.org/kzgraph/problem/{kind}"
    assert found["title"]
    assert found["detail"]
    return found


def test_get_answers(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
    assert response.json() == {"head": {}, "boolean": True}
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.headers["vary"] == "accept, accept-encoding"


def test_post_of_a_form_answers(client: httpx.Client) -> None:
    assert count(client.post("/sparql", data={"query": COUNT})) == 2


def test_post_of_a_query_answers(client: httpx.Client) -> None:
    assert count(post(client, COUNT)) == 2


@pytest.mark.parametrize("in_one_piece", [True, False])
def test_offer_to_speak_http_2_changes_nothing(client: httpx.Client, *, in_one_piece: bool) -> None:
    # Java's HTTP client, thus Jena and RDF4J, makes it with the first request to a server.
    head = (
        "POST /sparql HTTP/1.1\r\nHost: here\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        f"Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\nContent-Type: {QUERY}\r\n"
        f"Content-Length: {len(COUNT)}\r\n\r\n"
    )
    address = (client.base_url.host, client.base_url.port or 80)
    with socket.create_connection(address, timeout=20) as connection:
        for _ in range(2):
            for part in [head + COUNT] if in_one_piece else [head, COUNT[:9], COUNT[9:]]:
                connection.sendall(part.encode())
            answer = b""
            while not answer.endswith(b"}}]}}"):
                received = connection.recv(1 << 16)
                assert received, answer
                answer += received
            assert answer.startswith(b"HTTP/1.1 200 ")


def test_long_url_is_read(client: httpx.Client) -> None:
    text = COUNT + " #" + "ж" * 10_000  # six bytes each in the URL
    assert count(client.get(httpx.URL("/sparql", query=f"query={quote(text)}".encode()))) == 2


def test_sparqlwrapper_names_the_format_twice(client: httpx.Client) -> None:
    wanted = ["tsv", "text/tab-separated-values"]
    parameters = {"format": wanted, "output": wanted, "results": wanted}
    assert post(client, COUNT, **parameters).text == "?n\n2\n"


def test_format_that_cannot_hold_the_answer_is_406_with_others(client: httpx.Client) -> None:
    response = post(client, 'SELECT ("\\u0001" AS ?x) {}', format="xml")
    offers = problem(response, 406, "format")["offers"]
    assert isinstance(offers, list)
    assert "application/sparql-results+json" in offers
    assert "application/sparql-results+xml" not in offers


def test_malformed_graph_is_named(client: httpx.Client) -> None:
    found = problem(post(client, COUNT, **{"default-graph-uri": "http://["}), 400, "protocol")
    assert "http://[" in str(found["detail"])


def test_huge_accept_is_431(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": COUNT}, headers={"accept": '\\"' * 8000})
    problem(response, 431, "protocol")


def test_head_is_get_without_body(client: httpx.Client) -> None:
    get = client.get("/sparql", params={"query": COUNT})
    head = client.head("/sparql", params={"query": COUNT})
    assert head.content == b""
    assert lasting(head) == lasting(get)
    assert client.head("/sparql", params={"query": "nonsense"}).status_code == 400


def test_options_names_the_methods(client: httpx.Client) -> None:
    response = client.options("/sparql")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, POST, QUERY, OPTIONS"
    assert response.headers["access-control-allow-origin"] == "*"


def test_preflight_is_granted_everywhere(client: httpx.Client) -> None:
    for path in ("/sparql", "/health", "/nowhere"):
        response = client.options(
            path, headers={"origin": "https://example.org", "access-control-request-method": "POST"}
        )
        assert response.status_code == 204
        assert response.headers["access-control-allow-origin"] == "*"
        assert "POST" in response.headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_method_is_405(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/sparql", params={"query": COUNT})
    problem(response, 405, "protocol")
    assert response.headers["allow"] == "GET, HEAD, POST, QUERY, OPTIONS"


@pytest.mark.parametrize(
    ("accept", "query", "content_type", "starts"),
    [
        ("text/csv", "SELECT ?o { ?s ?p ?o }", "text/csv; charset=utf-8", "o\r\n"),
        (
            "text/tab-separated-values",
            "SELECT ?o { ?s ?p ?o }",
            "text/tab-separated-values; charset=utf-8",
            "?o\n",
        ),
        ("application/sparql-results+xml", "ASK {}", "application/sparql-results+xml", "<?xml"),
        ("application/json", "ASK {}", "application/json", "{"),
        ("*/*", "DESCRIBE <x:s>", "text/turtle; charset=utf-8", "<x:s>"),
        ("application/n-triples", "CONSTRUCT WHERE { ?s ?p 'x' }", "application/n-triples", ""),
        ("application/rdf+xml", "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml", "<?xml"),
        ("application/ld+json", "CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json", "["),
    ],
)
def test_accept_decides_the_format(
    client: httpx.Client, accept: str, query: str, content_type: str, starts: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert response.text.startswith(starts)


def test_accept_on_several_lines(client: httpx.Client) -> None:
    headers = [("accept", "text/csv;q=0.1"), ("accept", "text/tab-separated-values")]
    response = client.get("/sparql", params={"query": COUNT}, headers=headers)
    assert response.headers["content-type"].startswith("text/tab-separated-values")


def test_format_parameter_wins(client: httpx.Client) -> None:
    response = client.get(
        "/sparql", params={"query": COUNT, "format": "csv"}, headers={"accept": "image/png"}
    )
    assert response.text == "n\r\n2\r\n"


def test_no_acceptable_format_is_406_with_offers(client: httpx.Client) -> None:
    for query, offer in (("ASK {}", "text/csv"), ("DESCRIBE <x:s>", "text/turtle")):
        response = client.get("/sparql", params={"query": query}, headers={"accept": "image/png"})
        found = problem(response, 406, "format")
        assert offer in found["offers"]  # type: ignore[operator]


def test_letters_of_all_scripts_survive(client: httpx.Client) -> None:
    text = "SELECT ('Қазақстан, Ресей, 中' AS ?x) {}"
    for response in (
        client.get("/sparql", params={"query": text, "format": "csv"}),
        client.post("/sparql", data={"query": text, "format": "csv"}),
        post(client, text, format="csv"),
    ):
        assert "Қазақстан, Ресей, 中" in response.text


@pytest.mark.parametrize(
    ("clauses", "parameters", "in_default", "in_graphs"),
    [
        ("", {}, 2, 3),
        ("FROM <x:g1> FROM <x:g2>", {}, 2, 0),
        ("FROM NAMED <x:g1> FROM NAMED <x:g2>", {}, 0, 3),
        ("", {"default-graph-uri": ["x:g1", "x:g2"]}, 2, 0),
        ("", {"named-graph-uri": ["x:g1", "x:g2"]}, 0, 3),
        ("FROM <x:g1>", {"default-graph-uri": "x:g2", "named-graph-uri": "x:g1"}, 2, 1),
    ],
)
def test_dataset_of_query_or_request(
    client: httpx.Client,
    clauses: str,
    parameters: dict[str, str | list[str]],
    in_default: int,
    in_graphs: int,
) -> None:
    for query, expected in ((COUNT, in_default), (COUNT_IN_GRAPHS, in_graphs)):
        text = query.replace("{", clauses + " {", 1)
        assert count(client.get("/sparql", params={"query": text, **parameters})) == expected
        assert count(client.post("/sparql", data={"query": text, **parameters})) == expected
        assert count(post(client, text, **parameters)) == expected


def test_relative_iri_is_relative_to_the_endpoint(client: httpx.Client) -> None:
    response = post(client, "SELECT (STR(<a>) AS ?x) {}", format="csv")
    assert response.text == f"x\r\n{client.base_url.join('/a')}\r\n"


def test_syntax_error_is_400_with_its_place(client: httpx.Client) -> None:
    found = problem(post(client, "SELECT *\n{ ?s nope:p ?o }"), 400, "query-syntax")
    assert (found["line"], found["column"]) == (2, 6)
    assert "nope:" in str(found["detail"])


def test_engines_words_come_second(client: httpx.Client) -> None:
    found = problem(post(client, "SELECT (1 AS ?x) (2 AS ?x) {}"), 400, "query-syntax")
    assert "Duplicated" not in str(found["detail"])
    assert "Duplicated" in str(found["engine"])


@pytest.mark.parametrize(
    "keyword", ["INSERT DATA { <x:a> <x:b> 1 }", "LOAD <http://x/>", "DROP ALL"]
)
def test_updates_are_refused(client: httpx.Client, keyword: str) -> None:
    found = problem(post(client, keyword), 400, "query-syntax")
    assert keyword.split(maxsplit=1)[0] in str(found["detail"])
    problem(client.post("/sparql", data={"update": keyword}), 403, "protocol")
    problem(client.get("/sparql", params={"update": keyword}), 403, "protocol")
    update = {"content-type": "application/sparql-update"}
    problem(client.post("/sparql", content=keyword, headers=update), 403, "protocol")
    assert count(post(client, COUNT)) == 2


def test_service_is_refused_and_nobody_is_called(client: httpx.Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        target = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
        for text in (
            f"SELECT * {{ SERVICE {target} {{ ?s ?p ?o }} }}",
            f"SELECT * {{ service silent {target} {{ ?s ?p ?o }} }}",
        ):
            problem(post(client, text), 403, "query-refused")
        for text in (  # no SERVICE to SPARQL, but to a parser that reads on in the middle of words
            f"SELECT * {{ \\u0053ERVICE {target} {{ ?s ?p ?o }} }}",
            f"PREFIX : {target} PREFIX SERVICE: <x:> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
        ):
            problem(post(client, text), 400, "query-syntax")
        name = f"PREFIX : {target} SELECT * {{ ?s ?p :a.b.SERVICE:x {{ ?s ?p ?o }} }}"
        assert post(client, name).json()["results"]["bindings"] == []
        # Graphs are never fetched, either.
        assert count(post(client, COUNT.replace("{", f"FROM {target} {{", 1))) == 0
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'SERVICE <http://127.0.0.1:9/> {}' } # SERVICE",
        "ASK { <x:SERVICE> ?service ?o }",
    ],
)
def test_the_word_service_is_no_service(client: httpx.Client, text: str) -> None:
    assert post(client, text).json()["boolean"] is False


@pytest.mark.parametrize("opening", ["{", "(", "[", "{SELECT * {", "IF(1,1,"])
def test_deep_nesting_is_refused_and_the_next_query_answered(
    client: httpx.Client, opening: str
) -> None:
    found = problem(post(client, "ASK {" + opening * (20_000 // len(opening))), 400, "query-limit")
    assert found["limit"] == 200
    assert count(post(client, COUNT)) == 2


def test_runaway_is_stopped_with_503(client: httpx.Client) -> None:
    response = post(client, RUNAWAY, timeout="0.3")
    found = problem(response, 503, "timeout")
    assert found["limit"] == 0.3
    assert response.headers["retry-after"] == "1"
    assert count(post(client, COUNT)) == 2


def test_long_query_is_413_or_414(client: httpx.Client) -> None:
    text = COUNT + " #" + "x" * 50_000
    assert problem(post(client, text), 413, "query-limit")["limit"] == 50_000
    problem(client.post("/sparql", data={"query": text}), 413, "query-limit")
    problem(client.get("/sparql", params={"query": text}), 414, "protocol")
    problem(post(client, "x" * 1_000_000), 413, "query-limit")


def test_long_body_without_length_is_413(client: httpx.Client) -> None:
    response = client.post(
        "/sparql", content=(b"x" * 10_000 for _ in range(100)), headers={"content-type": QUERY}
    )
    problem(response, 413, "query-limit")


def test_client_that_leaves_frees_its_worker(client: httpx.Client) -> None:
    # As many as there are workers, each with nearly the whole time limit before it.
    address = (client.base_url.host, client.base_url.port or 80)
    for _ in range(2):
        with socket.create_connection(address) as leaving:
            leaving.sendall(
                f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: here\r\n\r\n".encode()
            )
    assert count(post(client, COUNT)) == 2


def test_health_answers_while_queries_run(client: httpx.Client) -> None:
    address = (client.base_url.host, client.base_url.port or 80)
    request = f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: here\r\n\r\n".encode()
    with socket.create_connection(address) as one, socket.create_connection(address) as other:
        for connection in (one, other):
            connection.sendall(request)
        response = client.get("/health", timeout=2)
    assert (response.json()["state"], response.json()["triples"]) == ("ready", 2)
    assert client.head("/health").content == b""


def test_root_points_to_the_endpoint(client: httpx.Client) -> None:
    assert client.get("/").json()["sparql"] == "/sparql"


@pytest.mark.parametrize("path", ["/nowhere", "/sparql/"])
def test_unknown_path_is_a_problem_and_no_redirect(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert json.loads(response.content)["status"] == 404


def test_wrong_method_elsewhere_is_a_problem(client: httpx.Client) -> None:
    response = client.post("/health")
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert "GET" in response.headers["allow"]


def test_answer_over_the_buffer_is_chunked_and_whole(client: httpx.Client) -> None:
    response = post(client, f"SELECT * {{ {VALUES} }} LIMIT 20000", format="csv")
    assert response.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in response.headers
    assert response.text.count("\r\n") == 20_001


def test_answer_that_fails_behind_the_buffer_breaks_off(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        post(client, f"SELECT * {{ {VALUES} }}", format="csv", timeout="0.5")
    assert count(post(client, COUNT)) == 2


def test_old_http_gets_no_answer_whose_end_it_could_not_see(client: httpx.Client) -> None:
    address = (client.base_url.host, client.base_url.port or 80)
    query = quote(f"SELECT * {{ {VALUES} }} LIMIT 20000")
    with socket.create_connection(address) as connection:
        connection.sendall(f"GET /sparql?query={query} HTTP/1.0\r\nHost: here\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 422 ")
    assert b'"limit": 100000' in answer


def test_answer_tells_its_time_limit_and_what_the_client_has_left(client: httpx.Client) -> None:
    response = post(client, COUNT, timeout="7")
    assert response.headers["query-timeout"] == "7"
    assert response.headers["ratelimit-policy"] == '"budget";q=120;qu="query-seconds";w=60'
    assert response.headers["ratelimit"].startswith('"budget";r=1')
