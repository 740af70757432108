"""Answers that are kept, as clients see them: validators, compression, and what is never kept."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from running_server import end_server, lasting, start_server

QUERY = "application/sparql-query"
ALL = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
NUMBERS = 100


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data = tmp_path_factory.mktemp("kept") / "data.nt"
    data.write_text("".join(f'<x:s> <x:p> "{number}" .\n' for number in range(NUMBERS)))
    process = start_server(data, KZGRAPH_CACHE_BYTES=100_000)
    assert process.stdout is not None
    url = process.stdout.readline().strip().removesuffix("/sparql")
    with httpx.Client(base_url=url, timeout=20, headers={"accept-encoding": "identity"}) as client:
        yield client
    end_server(process)


def get(client: httpx.Client, text: str, **fields: str) -> httpx.Response:
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.get("/sparql", params={"query": text}, headers=headers)


def origin(response: httpx.Response) -> str:
    assert response.status_code in {200, 304}, response.text
    return response.headers["cache-status"].removeprefix("kzgraph; ")


def test_the_second_answer_is_the_first_one(client: httpx.Client) -> None:
    text = f"{ALL} LIMIT 999"
    first = get(client, text + " # first")
    second = get(client, f"\n{text}  # second\n")
    assert (origin(first), origin(second)) == ("fwd=miss; stored", "hit")
    assert first.content == second.content
    assert len(first.json()["results"]["bindings"]) == NUMBERS
    changed = dict(lasting(first).items() ^ lasting(second).items())
    assert changed.keys() <= {"cache-status", "ratelimit"}
    assert first.headers["cache-control"] == "no-cache"


def test_who_has_the_answer_gets_304(client: httpx.Client) -> None:
    tag = get(client, ALL).headers["etag"]
    assert tag.startswith('"')
    for condition in (tag, f'"other", W/{tag}', "*"):
        response = get(client, ALL, if_none_match=condition)
        assert response.status_code == 304
        assert response.content == b""
        assert response.headers["etag"] == tag
        assert "content-length" not in response.headers
    assert get(client, ALL, if_none_match='"other"').status_code == 200
    # The tag is that of the bytes, whether they are kept or asked for anew.
    fresh = get(client, f"{ALL} LIMIT {NUMBERS + 1}", if_none_match=tag)
    assert (fresh.status_code, origin(fresh)) == (304, "fwd=miss; stored")


def test_each_format_and_coding_has_a_tag_of_its_own(client: httpx.Client) -> None:
    plain = get(client, ALL)
    packed = get(client, ALL, accept_encoding="gzip;q=0.5")
    again = get(client, ALL, accept_encoding="gzip")
    table = get(client, ALL, accept="text/csv")
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert packed.content == plain.content
    assert packed.headers["etag"] == again.headers["etag"]
    assert len({one.headers["etag"] for one in (plain, packed, table)}) == 3
    assert packed.headers["vary"] == "accept, accept-encoding"
    assert get(client, ALL, accept_encoding="gzip;q=0, br").content == plain.content
    small = get(client, "ASK {}", accept_encoding="gzip")
    assert "content-encoding" not in small.headers


def test_same_bytes_under_another_type_have_another_tag(client: httpx.Client) -> None:
    same = [get(client, ALL, accept=f"application/{name}json") for name in ("", "sparql-results+")]
    assert same[0].content == same[1].content
    assert same[0].headers["etag"] != same[1].headers["etag"]
    graph = "CONSTRUCT { <x:s> <x:p> <x:o> } WHERE {}"
    formats = [get(client, graph, accept=one) for one in ("text/turtle", "application/n-triples")]
    assert formats[0].headers["etag"] != formats[1].headers["etag"]


def test_compressed_bytes_are_gzip(client: httpx.Client) -> None:
    with client.stream(
        "GET", "/sparql", params={"query": ALL}, headers={"accept-encoding": "gzip"}
    ) as response:
        raw = b"".join(response.iter_raw())
    assert gzip.decompress(raw) == get(client, ALL).content


def test_head_tells_what_get_would(client: httpx.Client) -> None:
    told = get(client, ALL)
    head = client.head("/sparql", params={"query": ALL})
    assert head.content == b""
    for name in ("etag", "content-length", "content-type"):
        assert head.headers[name] == told.headers[name]


def test_post_is_answered_from_what_is_kept_without_a_tag(client: httpx.Client) -> None:
    told = get(client, ALL)
    fields = {"content-type": QUERY, "if-none-match": told.headers["etag"]}
    posted = client.post("/sparql", content=ALL, headers=fields)
    assert (origin(posted), posted.status_code) == ("hit", 200)
    assert posted.content == told.content
    assert "etag" not in posted.headers
    # QUERY is safe, so its answer may be compared.
    asked = client.request("QUERY", "/sparql", content=ALL, headers=fields)
    assert asked.status_code == 304


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_differs_each_time_is_asked_each_time(client: httpx.Client, call: str) -> None:
    text = f"SELECT (STR({call}) AS ?x) {{}}" if call != "BNODE()" else "SELECT (BNODE() AS ?x) {}"
    first, second = get(client, text), get(client, text)
    assert origin(first) == origin(second) == "fwd=bypass"
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert first.content != second.content or call == "BNODE()"


def test_relative_iris_are_those_of_the_host_that_was_asked(client: httpx.Client) -> None:
    text = "SELECT (IRI('a') AS ?x) {}"
    answers = {get(client, text, host=host).text for host in ("one.example", "two.example")}
    assert len(answers) == 2


def test_errors_are_not_kept(client: httpx.Client) -> None:
    lines = [get(client, "#\n" * count + "SELECT *").json()["line"] for count in (0, 3)]
    assert lines == [1, 4]
    refused = get(client, "SELECT ?x { SERVICE <http://x/> { ?x ?y ?z } }")
    assert refused.status_code == 403
    assert "etag" not in refused.headers


def test_large_answers_are_not_kept(client: httpx.Client) -> None:
    text = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 200"
    assert [origin(get(client, text)) for _ in range(2)] == ["fwd=bypass"] * 2


def test_many_who_ask_at_once_get_the_same(client: httpx.Client) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: get(client, text), range(8)))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert str(NUMBERS**3) in answers[0].text
    origins = sorted(map(origin, answers))
    assert origins[-1] == "fwd=miss; stored"
    assert set(origins[:-1]) <= {"fwd=miss; collapsed", "hit"}
