"""The home page tells what there is, as the data have it, in three languages."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from types import SimpleNamespace
from typing import cast

import httpx
import pytest

from kzgraph.config import Settings
from kzgraph.engine import Engine, Facts, Limits, load_packaged, query_in_process
from kzgraph.query_files import read_query_file
from kzgraph.resources import Resources
from kzgraph.web.application import create_app

HTML = "text/html"
COUNTS = """
PREFIX : <https://w3id.org/kzgraph/ontology#>
SELECT ?document (COUNT(DISTINCT ?record) AS ?records)
WHERE { ?document a :SourceDocument . ?record :inDocument ?document }
GROUP BY ?document ORDER BY ?document
"""
THINGS = """
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX : <https://w3id.org/kzgraph/ontology#>
SELECT (COUNT(DISTINCT ?one) AS ?people) (COUNT(DISTINCT ?other) AS ?claims)
WHERE { { ?one a foaf:Person } UNION { ?other a :Claim } }
"""


def ask(
    resources: Resources, path: str, accept: str = HTML, *, linked: bool = True, **fields: str
) -> httpx.Response:
    engine = SimpleNamespace(facts=Facts(3, ()), has_workers=True, limits=Limits())
    app = create_app(cast("Engine", engine), Settings(), resources if linked else None)

    headers = {name.replace("_", "-"): value for name, value in fields.items()}

    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path, headers={"accept": accept} | headers)

    return asyncio.run(request())


def rows(resources: Resources, query: str) -> list[list[str]]:
    answer = query_in_process(load_packaged(resources.dataset), query, "csv")
    return list(csv.reader(io.StringIO(answer.decode())))[1:]


def test_home_counts_what_a_query_counts(resources: Resources) -> None:
    page = ask(resources, "/").text
    documents = re.findall(
        r'<th scope="row"><a href="/page/([^"]+)".*?<td class="number">(\d+)<', page, re.DOTALL
    )
    found = rows(resources, COUNTS)
    assert len(found) == 5
    assert documents == [(iri.rpartition("/")[2], count) for iri, count in found]
    ((people, claims),) = rows(resources, THINGS)
    for name, count in (("person", people), ("claim", claims)):
        assert re.search(rf">{name}</a></dt><dd>{count}</dd>", page)


def test_home_cites_the_data_that_are_served(resources: Resources) -> None:
    page = ask(resources, "/").text
    manifest = json.loads(resources.manifest.read_bytes())
    for said in (manifest["version"], manifest["released"], f"SHA-256 {manifest['sha256']}"):
        assert f"{{{said}}}" in page
    assert "{{The kzgraph authors}}" in page


def test_home_leads_to_questions_that_there_are(resources: Resources) -> None:
    page = ask(resources, "/").text
    shown = re.findall(r'href="/queries/([^"]+)"', page)
    assert len(shown) == len(set(shown)) == 10
    files = [read_query_file(resources.queries / f"{name}.rq") for name in shown]
    assert [bool(file.view) for file in files[:4]] == [True] * 4


@pytest.mark.parametrize(
    ("accepted", "words"), [("ru", "Политика"), ("kk-KZ, ru;q=0.5", "саясаты"), ("de", "politics")]
)
def test_home_speaks_the_language_of_the_reader(
    resources: Resources, accepted: str, words: str
) -> None:
    response = ask(resources, "/", accept_language=accepted)
    (title,) = re.findall(r"<h1>(.*?)</h1>", response.text)
    assert words in title
    assert response.headers["content-language"] in {"ru", "kk", "en"}
    tag = response.headers["etag"]
    again = ask(resources, "/", accept_language=accepted, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")


def test_programs_are_told_what_is_where(resources: Resources) -> None:
    told = ask(resources, "/", "*/*").json()
    places = {name: path for name, path in told.items() if isinstance(path, str) and "/" in path}
    assert places.keys() >= {"sparql", "query", "dataset", "ontology", "sitemap"}
    for path in places.values():
        if path not in {"/sparql", "/browse", "/dataset"}:  # these want an engine; a redirect
            assert ask(resources, path).status_code == 200


@pytest.mark.parametrize("linked", [True, False])
def test_the_form_holds_the_query_of_the_url(resources: Resources, linked: bool) -> None:  # noqa: FBT001
    asked = "/query?query=ASK%20%7B%20%3Ca%3E%20%3Fb%20%22%3C%2Ftextarea%3E%22%20%7D"
    page = ask(resources, asked, linked=linked).text
    assert "ASK { &lt;a&gt; ?b &#34;&lt;/textarea&gt;&#34; }</textarea>" in page
    assert "<textarea" in ask(resources, "/query", "*/*", linked=linked).text
