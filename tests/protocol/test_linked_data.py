"""Dereferencing: each IRI answers, with validators, to people and to programs."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote

import httpx
import pytest
from accept_headers import HEADERS, Sent
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from kzgraph.config import Settings
from kzgraph.engine import Engine, Facts, Limits
from kzgraph.model.names import Registry
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import BASE, ID
from kzgraph.web.application import create_app

MAMAY = "person-zhanbolat-mamay"
LARGE = "organization-kazakhstan"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SUFFIXES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/n-quads": "nq",
    "application/trig": "trig",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
# rdflib complains of itself when it reads JSON-LD and quads.
JSON_LD_PARSER = pytest.mark.filterwarnings(
    "ignore:.*is deprecated, use Dataset:DeprecationWarning"
)
Ask = Callable[..., httpx.Response]


def make_asker(resources: Resources, public_url: str = "", corrections: str = "") -> Ask:
    settings = Settings(public_url=public_url, corrections=corrections)
    engine = SimpleNamespace(facts=Facts(3, ()), has_workers=True, limits=Limits())
    app = create_app(cast("Engine", engine), settings, resources)

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                for name in ("accept", "accept-encoding"):
                    del client.headers[name]
                fields = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, headers=fields)

        return asyncio.run(request())

    return ask


@pytest.fixture(scope="module")
def ask(resources: Resources) -> Ask:
    """Ask an application that serves the built graph."""
    return make_asker(resources)


def links(response: httpx.Response) -> dict[str, list[str]]:
    """Give the targets of the Link header by their relation."""
    found: dict[str, list[str]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', response.headers["link"]):
        found.setdefault(relation, []).append(target)
    return found


# ---- Negotiation ----


@pytest.mark.parametrize(
    "sent",
    [pytest.param(sent, id=sent.client) for sent in HEADERS if sent.page or sent.graph],
)
def test_client_is_led_to_what_it_reads(ask: Ask, sent: Sent) -> None:
    response = ask(f"/id/{MAMAY}", accept=",".join(sent.accept))
    media_type = (sent.graph or "").partition(";")[0]
    if not sent.page and media_type not in SUFFIXES:
        assert response.status_code == 406
        return
    path = f"/page/{MAMAY}" if sent.page else f"/data/{MAMAY}.{SUFFIXES[media_type]}"
    assert (response.status_code, response.headers["location"]) == (303, path)
    assert response.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    found = ask(path, accept=",".join(sent.accept))
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/html" if sent.page else media_type)


@pytest.mark.parametrize("path", ["/ontology", "/shapes", "/.well-known/void", "/data/" + MAMAY])
@pytest.mark.parametrize("media_type", SUFFIXES)
def test_one_address_gives_each_format(ask: Ask, path: str, media_type: str) -> None:
    response = ask(path, accept=media_type)
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert response.headers["content-location"].endswith("." + SUFFIXES[media_type])
    assert response.content == ask(response.headers["content-location"]).content


def test_pages_of_documents(ask: Ask) -> None:
    for path in ("/ontology", "/shapes", "/.well-known/void"):
        assert ask(path, accept=BROWSER).headers["content-type"] == "text/html; charset=utf-8"
    assert ask("/dataset", accept=BROWSER).headers["location"] == "/page/dataset"
    assert ask("/dataset", accept="text/turtle").headers["location"] == "/data/dataset.ttl"


@pytest.mark.parametrize("kind", ["concept/topic-media-freedom", "graph/nit-2022", "query/deaths"])
def test_other_kinds_keep_their_word(ask: Ask, kind: str) -> None:
    assert ask(f"/{kind}", accept=BROWSER).headers["location"] == f"/page/{kind}"
    assert ask(f"/{kind}").headers["location"] == f"/data/{kind}.ttl"
    assert f"<{BASE}{kind}>" in ask(f"/data/{kind}.nt").text
    assert ask(f"/page/{kind}").status_code == 200


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, image/*", "*/*;q=0"])
def test_what_is_not_acceptable_is_told_with_what_is(ask: Ask, accept: str) -> None:
    response = ask(f"/id/{MAMAY}", accept=accept)
    assert response.status_code == 406
    assert "text/turtle" in response.json()["detail"]


# ---- What is not there ----


@pytest.mark.parametrize("place", ["id", "page", "data", "concept", "graph", "query", "dumps"])
@pytest.mark.parametrize(
    "name",
    [
        "person-nobody",
        "Жанболат",
        quote("Жанболат Мамай"),
        "%",
        "%zz",
        "%FF%FE",
        "a b",
        "a%20b",
        "%00",
        "..%2f..%2fmanifest.json",
        "../manifest.json",
        ".",
        "",
        "/",
        "<script>",
        "%3Cx%3E%20%7B%7D",
        "person-zhanbolat-mamay/more",
        "person-zhanbolat-mamay.exe",
        "person-zhanbolat-mamay.",
        "a" * 5000,
        "id/person-zhanbolat-mamay",
        "https:%2F%2Fw3id.org%2Fkzgraph%2Fid%2Fperson-zhanbolat-mamay",
    ],
)
def test_unknown_names_are_not_found_in_the_form_asked_for(ask: Ask, place: str, name: str) -> None:
    if (place, name) == ("query", "."):
        return  # to clients this is /query, a page
    for accept, media_type in (
        (BROWSER, "text/html"),
        ("text/turtle", "application/problem+json"),
        ("text/plain", "text/plain"),
    ):
        response = ask(f"/{place}/{name}", accept=accept)
        assert response.status_code == 404
        assert response.headers["content-type"].startswith(media_type)
        assert response.headers["access-control-allow-origin"] == "*"
        assert "<script>" not in response.text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.sampled_from(["id", "page", "data", "concept"]))
def test_no_name_is_a_failure(ask: Ask, name: str, place: str) -> None:
    path = f"/{place}/{quote(name, errors='replace')}"
    assert ask(path).status_code in {303, 404}


def test_withdrawn_names_lead_to_their_successors(ask: Ask, resources: Resources) -> None:
    retired = Registry.read(resources.names).retired
    assert retired
    for name, successor in retired.items():
        for path in (f"/id/{name}", f"/page/{name}", f"/data/{name}.ttl"):
            response = ask(path)
            assert response.status_code == 410, name
            problem = response.json()
            assert problem["type"] == f"{BASE}problem/gone"
            if successor:
                assert problem["successor"] == ID + successor
                assert links(response) == {"successor-version": [ID + successor]}
                assert ask(f"/id/{successor}").status_code in {303, 410}


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=-1", "page=1e3", "lang=xx", "lang="])
def test_wrong_parameters_are_told(ask: Ask, query: str) -> None:
    response = ask(f"/page/{MAMAY}?{query}")
    assert response.status_code == 400
    assert response.json()["type"] == f"{BASE}problem/document"
    assert ask(f"/page/{MAMAY}?page=2").status_code == 404


# ---- Validators ----

STABLE = [
    f"/page/{MAMAY}",
    f"/data/{MAMAY}.ttl",
    f"/data/{MAMAY}",
    "/ontology",
    "/shapes",
    "/.well-known/void",
    "/page/dataset",
    "/about",
    "/sitemap.xml",
    "/dumps/kzgraph.nq.gz",
]


@pytest.mark.parametrize("path", STABLE)
def test_what_the_client_has_is_not_sent_again(ask: Ask, path: str) -> None:
    whole = ask(path)
    tag = whole.headers["etag"]
    assert whole.status_code == 200
    assert re.fullmatch(r'"[^"]+"', tag), "strong"
    for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = ask(path, if_none_match=condition)
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "last-modified"):
            assert again.headers[name] == whole.headers[name]
        assert again.headers["access-control-allow-origin"] == "*"
    assert ask(path, if_none_match='"other"').content == whole.content
    modified = whole.headers["last-modified"]
    assert ask(path, if_modified_since=modified).status_code == 304
    assert ask(path, if_modified_since="Thu, 01 Jan 2026 00:00:00 GMT").status_code == 200
    assert ask(path, if_modified_since="nonsense").status_code == 200
    # A tag that does not fit wins over a date that does.
    fields = {"if_none_match": '"other"', "if_modified_since": modified}
    assert ask(path, **fields).status_code == 200


def test_settings_that_pages_show_change_their_tags(resources: Resources) -> None:
    tags = {
        make_asker(resources, **given)(f"/page/{MAMAY}").headers["etag"]
        for given in ({}, {"corrections": "a@example.org"}, {"public_url": "https://example.org/k"})
    }
    assert len(tags) == 3


def test_applications_in_one_process_keep_to_themselves(resources: Resources) -> None:
    one = make_asker(resources, public_url="https://example.org/one")
    other = make_asker(resources, public_url="https://example.org/other")
    for path in (f"/page/{MAMAY}", "/id/nobody", "/"):
        for asked, root in ((one, "one"), (other, "other")):
            text = asked(path, accept=BROWSER).text
            assert set(re.findall(r'(?:href|action)="/([a-z]+)', text)) == {root}


@pytest.fixture
def copy(resources: Resources, tmp_path: Path) -> Resources:
    """The resources with a build of their own, which can change."""
    shutil.copytree(resources.build, tmp_path / "build")
    return replace(resources, build_folder=tmp_path / "build")


def test_build_that_is_replaced_changes_nothing_but_dumps_until_the_restart(
    copy: Resources,
) -> None:
    ask = make_asker(copy)
    before = {path: ask(path) for path in ("/data/ontology.ttl", "/dumps/kzgraph.nq.gz")}
    copy.ontology_document.write_text("<a:a> <a:b> <a:c> .")
    dump = copy.dumps / "kzgraph.nq.gz"
    dump.write_bytes(b"another")
    whole = before["/data/ontology.ttl"]
    for path in ("/data/ontology.ttl", "/data/ontology.nt", "/shapes", "/page/dataset"):
        assert ask(path).status_code == 200
    assert ask("/data/ontology.ttl").content == whole.content
    assert "<a:a>" not in ask("/data/ontology.nt").text
    new = ask("/dumps/kzgraph.nq.gz")
    assert new.content == b"another"
    assert new.headers["etag"] != before["/dumps/kzgraph.nq.gz"].headers["etag"]


def test_data_that_cannot_be_read_are_logged_and_read_when_they_can(
    copy: Resources, caplog: pytest.LogCaptureFixture
) -> None:
    ask = make_asker(copy)
    moved = copy.dataset.rename(copy.dataset.with_suffix(".moved"))
    response = ask(f"/page/{MAMAY}")
    assert response.status_code == 500
    assert str(copy.dataset) not in response.text
    (record,) = caplog.records
    assert record.exc_info is not None
    assert str(copy.dataset) in str(record.exc_info[1])
    assert response.json()["request"] == record.__dict__["request"]
    moved.rename(copy.dataset)
    assert ask(f"/page/{MAMAY}").status_code == 200


def test_each_representation_has_a_tag_of_its_own(ask: Ask) -> None:
    tags = [
        ask(f"/page/{MAMAY}", accept_language=language, accept_encoding=coding).headers["etag"]
        for language in ("en", "ru", "kk")
        for coding in ("identity", "gzip")
    ]
    tags += [ask(f"/data/{MAMAY}.{suffix}").headers["etag"] for suffix in SUFFIXES.values()]
    tags += [ask(f"/data/{MAMAY}", accept=accept).headers["etag"] for accept in SUFFIXES]
    tags.append(ask(f"/page/{LARGE}").headers["etag"])
    tags.append(ask(f"/page/{LARGE}?page=2").headers["etag"])
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", [path for path in STABLE if "dumps" not in path])
def test_compressed_is_the_same(ask: Ask, path: str) -> None:
    plain = ask(path, accept_encoding="gzip;q=0")
    assert "content-encoding" not in plain.headers
    packed = ask(path, accept_encoding="br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # httpx unpacks
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("path", [*STABLE, f"/id/{MAMAY}", "/dataset", "/robots.txt", "/id/no"])
def test_head_and_options(ask: Ask, path: str) -> None:
    whole, head = ask(path), ask(path, "HEAD")
    assert head.status_code == whole.status_code
    assert head.headers["content-length"] == whole.headers["content-length"]
    allowed = ask(path, "OPTIONS")
    assert allowed.status_code in {204, whole.status_code}
    for response in (whole, head, allowed):
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers
    if whole.status_code != 404:
        assert allowed.headers["allow"] == "GET, HEAD, OPTIONS"
        assert ask(path, "POST").status_code == 405


def test_dumps_come_in_ranges_and_have_their_checksums(ask: Ask, resources: Resources) -> None:
    sums = ask("/dumps/SHA256SUMS").text.split()
    for digest, name in zip(sums[::2], sums[1::2], strict=True):
        assert hashlib.sha256(ask(f"/dumps/{name}").content).hexdigest() == digest
    whole = ask("/dumps/kzgraph.nq.gz")
    assert gzip.decompress(whole.content) == resources.dataset.read_bytes()
    part = ask("/dumps/kzgraph.nq.gz", range="bytes=100-199", if_range=whole.headers["etag"])
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    other = ask("/dumps/kzgraph.nq.gz", range="bytes=100-199", if_range='"other"')
    assert (other.status_code, other.content) == (200, whole.content)
    assert ask("/dumps/kzgraph.nq.gz", range="bytes=99999999-").status_code == 416


# ---- Content ----


@JSON_LD_PARSER
@pytest.mark.parametrize("name", [MAMAY, LARGE, "concept/topic-media-freedom", "graph/nit-2022"])
def test_all_formats_say_the_same(ask: Ask, name: str) -> None:
    formats = {
        "ttl": "turtle",
        "nt": "nt",
        "rdf": "xml",
        "jsonld": "json-ld",
    }
    triples = {
        suffix: Graph().parse(data=ask(f"/data/{name}.{suffix}").text, format=kind)
        for suffix, kind in formats.items()
    }
    for graph in triples.values():
        assert set(graph) == set(triples["nt"])
    for suffix, kind in (("trig", "trig"), ("nq", "nquads")):
        dataset = Dataset()
        dataset.parse(data=ask(f"/data/{name}.{suffix}").text, format=kind)
        quads = set(dataset.quads())
        assert {quad[:3] for quad in quads} == set(triples["nt"])
        assert all(str(quad[3]).startswith(f"{BASE}graph/") for quad in quads)


@JSON_LD_PARSER
@pytest.mark.parametrize("path", ["/data/ontology", "/data/shapes"])
def test_documents_say_the_same_in_all_formats(ask: Ask, path: str) -> None:
    turtle = Graph().parse(data=ask(f"{path}.ttl").text, format="turtle")
    for suffix, kind in (("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")):
        other = Graph().parse(data=ask(f"{path}.{suffix}").text, format=kind)
        assert isomorphic(turtle, other)


def test_signposting(ask: Ask) -> None:
    response = ask(f"/page/{MAMAY}")
    found = links(response)
    assert found["cite-as"] == [ID + MAMAY]
    assert "https://schema.org/AboutPage" in found["type"]
    assert "https://schema.org/Person" in found["type"]
    assert found["collection"] == ["/dataset"]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    for target in found["describedby"]:
        described = ask(target)
        assert links(described)["describes"] == [ID + MAMAY]
        assert links(described)["alternate"] == [f"/page/{MAMAY}"]


def test_many_records_come_in_pages_that_hold_each_once(ask: Ask) -> None:
    seen: list[str] = []
    path = f"/page/{LARGE}"
    while path:
        response = ask(path)
        seen += re.findall(r'<article[^>]*>\s*<h4><a href="([^"]+)"', response.text)
        (path,) = links(response).get("next", [""])
    (count,) = re.findall(r'<h2>[^<]*<span class="count">(\d+)', response.text)
    assert len(set(seen)) == len(seen) == int(count) > 100
    assert links(ask(f"/data/{LARGE}.ttl"))["next"] == [f"/data/{LARGE}.ttl?page=2"]


class _Texts(HTMLParser):
    """What stands in each article: its classes, and whether it names a source."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.articles: list[dict[str, object]] = []
        self._in_sources = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "article":
            self.articles.append({"class": given.get("class"), "sources": []})
        if tag == "p":
            self._in_sources = given.get("class") == "sources"
        if tag == "a" and self._in_sources and self.articles:
            cast("list[str]", self.articles[-1]["sources"]).append(given["href"] or "")


@pytest.mark.parametrize("name", [MAMAY, LARGE, "concept/topic-media-freedom"])
def test_nothing_is_said_without_who_says_it(ask: Ask, name: str) -> None:
    articles = []
    path = f"/page/{name}"
    while path:
        response = ask(path)
        articles += _Texts(response.text).articles
        (path,) = links(response).get("next", [""])
    assert articles
    for article in articles:
        assert article["sources"]
    assert "claim" in {article["class"] for article in articles}


def test_languages(ask: Ask) -> None:
    for asked, language in (
        ({"accept_language": "ru-KZ,ru;q=0.9,en;q=0.5"}, "ru"),
        ({"accept_language": "kk"}, "kk"),
        ({"accept_language": "fr, de;q=0.5"}, "en"),
        ({"accept_language": "en;q=0.1, kk;q=0.2"}, "kk"),
        ({}, "en"),
    ):
        response = ask(f"/page/{MAMAY}", **asked)
        assert response.headers["content-language"] == language
        assert f'<html lang="{language}">' in response.text
    chosen = ask(f"/page/{MAMAY}?lang=ru", accept_language="kk")
    assert chosen.headers["content-language"] == "ru"
    assert 'href="/about?lang=ru"' in chosen.text, "links keep the choice"
    # A name without a label in the language is marked with its own.
    assert '<h1 lang="en">Zhanbolat Mamay</h1>' in chosen.text


def test_json_ld_on_the_page_says_names_alone(ask: Ask) -> None:
    text = ask(f"/page/{MAMAY}").text
    (content,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    about = json.loads(content)
    assert about["@id"] == ID + MAMAY
    assert about["@type"] == ["Person"]
    assert about["name"] == "Zhanbolat Mamay"
    assert set(about) <= {
        *("@context", "@id", "@type", "name", "alternateName", "sameAs", "license", "isPartOf"),
    }


def test_line_of_a_document_stands_once_among_the_sources(ask: Ask) -> None:
    text = ask("/page/attribute-nit-2022-atabek-covid-19").text
    (sources,) = re.findall(r'<p class="sources">(.*?)</p>', text, re.DOTALL)
    assert re.findall(r">(lines? [^<]*)<", sources) == ["line 82", "line 86"]


def test_sitemap_lists_what_is_there(ask: Ask) -> None:
    robots = ask("/robots.txt").text
    assert "Sitemap: http://here/sitemap.xml" in robots
    urls = re.findall(r"<loc>http://here(.*?)</loc>", ask("/sitemap.xml").text)
    assert len(urls) == len(set(urls)) > 5000
    # Here no engine answers the others.
    own = [path for path in urls if not path.startswith(("/browse", "/queries/"))]
    for path in own[:: len(own) // 40]:
        assert ask(path).status_code == 200, path


def test_public_address_and_place_for_corrections(resources: Resources) -> None:
    ask = make_asker(
        resources, public_url="https://example.org/kz/", corrections="errors@example.org"
    )
    page = ask(f"/page/{MAMAY}")
    assert 'href="/kz/page/' in page.text
    assert not re.findall(r'(?:href|src|action)="/(?!kz/)', page.text)
    assert f"mailto:errors@example.org?subject={quote(ID + MAMAY, safe='')}" in page.text
    assert ask(f"/id/{MAMAY}").headers["location"] == f"/kz/data/{MAMAY}.ttl"
    assert "https://example.org/kz/sitemap.xml" in ask("/robots.txt").text
    assert f"<{ID}{MAMAY}>" in ask(f"/data/{MAMAY}.nt").text
    by_tracker = make_asker(resources, corrections="https://example.org/new?about={iri}")
    page = by_tracker(f"/page/{MAMAY}")
    assert "https://example.org/new?about=https%3A%2F%2Fw3id.org" in page.text
