"""The walk over the site, on a small site with a fault of each sort."""

from __future__ import annotations

from pathlib import Path

import httpx
import pyoxigraph
import pytest
import test_formats
import test_pages
from crawling import Page, Visit, crawl, group

PAGE = '<!doctype html><html lang="en"><title>Page</title><h1>Page</h1>{}</html>'
HTML = {"content-type": "text/html; charset=utf-8"}
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://w3id.org/kzgraph/page/person-e</loc></url></urlset>"""
SITE = {
    "/openapi.json": httpx.Response(
        200, json={"paths": {"/robots.txt": {"get": {}}, "/page/{name}": {"get": {}}}}
    ),
    "/robots.txt": httpx.Response(200, text="User-agent: *\nSitemap: /map.xml\n"),
    "/map.xml": httpx.Response(200, text=MAP, headers={"content-type": "application/xml"}),
    "/": httpx.Response(
        200,
        html=PAGE.format(
            '<a href="id/person-a#x">a</a> <a href="https://example.org/">out</a> '
            '<a rel="external nofollow" href="/endless?x=1">more</a>'
        ),
    ),
    "/id/person-a": httpx.Response(303, headers={"location": "/page/person-a"}),
    "/page/person-a": httpx.Response(
        200,
        html=PAGE.format('<p id="y"></p><img src="/image.svg"><a href="#y">y</a>'),
        headers={
            "link": "<https://w3id.org/kzgraph/page/person-b>; rel=cite-as, </data/a.ttl>; rel=x"
        },
    ),
    "/page/person-b": httpx.Response(
        200, html='<html><svg><title>Drawing</title></svg><p id="twice"></p><p id="twice"></p>'
    ),
    "/page/person-e": httpx.Response(
        200, html=PAGE.format('<a rel="next nofollow" href="/page/person-f">f</a>')
    ),
    "/image.svg": httpx.Response(200),
}
"""What there is; all else is 404."""


def answer(request: httpx.Request) -> httpx.Response:
    return SITE.get(request.url.path, httpx.Response(404, html=PAGE.format("")))


def walk(folder: Path, each: int | None = None) -> dict[str, Visit]:
    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport, base_url="http://127.0.0.1:1") as client:
        return crawl(client, folder, each)


@pytest.fixture
def visits(tmp_path: Path) -> dict[str, Visit]:
    return walk(tmp_path)


def test_walk_follows_every_sort_of_link(visits: dict[str, Visit]) -> None:
    assert visits.keys() == {"/data/a.ttl", *SITE} - {"/openapi.json"}
    assert {url: visits[url].source for url in ("/", "/page/person-b", "/page/person-e")} == {
        "/": "/openapi.json",
        "/page/person-b": "/page/person-a",
        "/page/person-e": "/map.xml",
    }


def test_sample_has_so_many_of_each_group(tmp_path: Path) -> None:
    visits = walk(tmp_path, each=1)
    assert [url for url in visits if group(url) == group("/page/person-a")] == ["/page/person-e"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/page/person-a", "/page/person-b-2024", True),
        ("/page/person-a", "/page/person-a?lang=ru", False),
        ("/page/person-a?lang=kk", "/page/person-b?lang=ru", True),
        ("/page/person-a", "/page/claim-a", False),
        ("/page/person-a", "/id/person-a", False),
        ("/data/person-a.ttl", "/data/person-a.nq", False),
        ("/page/concept/role-a", "/page/concept/topic-a", True),
        ("/ontology", "/shapes", False),
    ],
)
def test_group(one: str, other: str, *, same: bool) -> None:
    assert (group(one) == group(other)) is same


@pytest.mark.parametrize(
    ("law", "fault"),
    [
        (test_pages.test_every_link_leads_somewhere, r"404 /data/a\.ttl \(from /page/person-a\)"),
        (
            test_pages.test_every_page_has_one_title_one_heading_and_a_language,
            "/page/person-b: titles .., 0 headings, language ''",
        ),
        (test_pages.test_no_id_stands_twice_on_a_page, "/page/person-b#twice"),
        (test_pages.test_fragments_of_links_are_ids_of_their_pages, r"person-a#x \(from /\)"),
        (test_pages.test_every_page_is_valid_html, "/page/person-b:1: Start tag seen without"),
        (test_pages.test_pages_of_things_have_signposts, "/page/person-[ae]: "),
    ],
)
def test_fault_is_found(visits: dict[str, Visit], law: object, fault: str) -> None:
    assert callable(law)
    with pytest.raises(AssertionError, match=fault):
        law(visits)


def test_page_without_faults() -> None:
    page = Page('<html lang="kk"><title>А</title><svg><title>Б</title></svg><h1 id="a">А</h1>')
    assert (page.titles, page.headings, page.language, page.ids) == (["А"], 1, "kk", {"a": 1})


DOCUMENT = """
<x:g> { <x:s> <x:p> "1"@kk, [ <x:q> 1.5 ] }
<x:h> { <x:s> <x:p> "1"@kk }
"""


@test_formats.of_rdflib
@pytest.mark.parametrize("library", test_formats.STEPS)
@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ("", ""),
        ("rdf", '<x:s> <x:p> "1"@kk .'),
        ("nq", '<x:g> { <x:s> <x:p> "1"@kk, [ <x:q> 1.5 ] }'),
        ("jsonld", DOCUMENT.replace("1.5", "1.25")),
    ],
)
def test_document_that_says_something_else_in_one_format_is_found(
    library: test_formats.Read, changed: str, text: str
) -> None:
    def give(request: httpx.Request) -> httpx.Response:
        suffix = request.url.path.rpartition(".")[2]
        said = text if suffix == changed else DOCUMENT
        quads = pyoxigraph.Dataset(pyoxigraph.parse(said, pyoxigraph.RdfFormat.TRIG))
        if suffix not in test_formats.WITH_GRAPHS:
            quads = test_formats.merge(quads)
        return httpx.Response(
            200, content=pyoxigraph.serialize(quads, format=test_formats.FORMATS[suffix][0])
        )

    with httpx.Client(transport=httpx.MockTransport(give), base_url="http://127.0.0.1:1") as client:
        check = test_formats.test_every_format_has_the_same_graph
        if changed:
            with pytest.raises(AssertionError, match="/data/a: not one graph"):
                check(client, ["/data/a"], library)
        else:
            check(client, ["/data/a"], library)
