"""Browsing over HTTP: each page is the answer to its queries, and errors name what is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from served import run

from kzgraph.resources import Resources

BROWSER = {"accept": "text/html,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client(
    resources: Resources, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a server of the built graph."""
    assert resources.dataset.is_file()
    log: Path = tmp_path_factory.mktemp("served") / "server.log"
    with (
        run(log=log, KZGRAPH_PORT=0, KZGRAPH_CLIENT_SECONDS=1_000_000) as served,
        httpx.Client(base_url=served.home, headers=BROWSER, timeout=30, trust_env=False) as client,
    ):
        yield client


class Page(HTMLParser):
    """What the tests ask of a page.

    Attributes:
        rows: texts of the cells of each row of the table, its head among them.
        links: text → target, of all links; those of facets and the like are in `quiet`.
        quiet: targets that crawlers are asked not to follow.
        queries: what stands in `<pre>`.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: dict[str, str] = {}
        self.quiet: set[str] = set()
        self.queries: list[str] = []
        self._open: list[str] = []
        self._target = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = dict(attrs)
        self._open.append(tag)
        match tag:
            case "tr":
                self.rows.append([])
            case "td" | "th":
                self.rows[-1].append("")
            case "pre":
                self.queries.append("")
            case "a":
                self._target = fields.get("href") or ""
                if "nofollow" in (fields.get("rel") or ""):
                    self.quiet.add(self._target)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data
        if "a" in self._open:
            self.links[data] = self._target
        if "pre" in self._open:
            self.queries[-1] += data


def read(client: httpx.Client, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def read_csv(client: httpx.Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return [*csv.reader(io.StringIO(answer.text))]


def complain(client: httpx.Client, path: str, status: int) -> str:
    answer = client.get(path, headers={"accept": "application/json"})
    assert answer.status_code == status, answer.text
    problem = answer.json()
    kind = "parameter" if status == 422 else "document"
    assert problem["type"].endswith(f"/problem/{kind}")
    return str(problem["detail"])


@pytest.mark.parametrize(
    "path",
    [
        "/browse/Claim",
        "/browse/Claim?topic=topic-freedoms&stance=stance-criticizes&sort=claimant&lang=ru",
        "/browse/Claim?page=3&lang=kk",
        "/browse/Organization?kind=Court&kind=PoliticalParty",
        "/browse/LegalAct?sort=form",
        "/browse/JusticeStep?kind=Sentence",
        "/browse/Figure?sort=value",
        "/browse/Match",
        "/browse/Concept?kind=topic&lang=ru",
    ],
)
def test_csv_has_the_cells_of_the_table(client: httpx.Client, path: str) -> None:
    page = read(client, path)
    (link,) = [link for link in page.links.values() if "format=csv" in link and "LIMIT" in link]
    _, *lines = read_csv(client, link)
    head, *rows = page.rows
    assert rows
    assert rows == [line[: len(head)] for line in lines]


def test_csv_of_all_rows_has_all(client: httpx.Client) -> None:
    page = read(client, "/browse/Claim?stance=stance-criticizes")
    (link,) = [link for link in page.links.values() if "format=csv" in link and "LIMIT" not in link]
    _, *lines = read_csv(client, link)
    (total,) = [
        int(found) for text in page.links if (found := re.sub(r"\D", "", text)) and "CSV" in text
    ]
    assert len(lines) == total > len(page.rows)


def test_queries_on_the_page_are_those_that_it_answers(client: httpx.Client) -> None:
    page = read(client, "/browse/Claim?document=document-fiw-2024")
    assert len(page.queries) == 2
    linked = [parse_qs(urlsplit(link).query).get("query") for link in page.links.values()]
    for query in page.queries:
        assert client.get("/sparql", params={"query": query}).status_code == 200
    assert [page.queries[-1]] in linked


def test_counts_of_classes_are_the_totals_of_their_lists(client: httpx.Client) -> None:
    index = client.get("/browse").text
    for name in ("Claim", "Person", "Sentence", "Treaty"):
        found = re.search(rf'href="/browse/{name}"[^>]*>[^<]*</a> <span class="count">(\d+)', index)
        listed = re.search(
            r'<h1>[^<]*<span class="count">(\d+)', client.get(f"/browse/{name}").text
        )
        assert found
        assert listed
        assert found[1] == listed[1]


def test_links_that_multiply_are_not_for_crawlers(client: httpx.Client) -> None:
    page = read(client, "/browse/Claim?stance=stance-criticizes")
    several = {link for link in page.links.values() if "?" in link and "lang=" not in link}
    assert several
    assert several <= page.quiet
    assert "Disallow: /browse/*?" in client.get("/robots.txt").text
    sitemap = client.get("/sitemap.xml").text
    assert "/browse</loc>" in sitemap
    assert "/browse/Claim</loc>" in sitemap
    assert "/browse/OppositionFigure" not in sitemap
    assert "/search</loc>" in sitemap
    assert "/queries</loc>" in sitemap
    assert "/queries/posts-of-one-person</loc>" in sitemap


def test_links_keep_what_is_chosen_and_the_language(client: httpx.Client) -> None:
    asked = "stance=stance-criticizes&topic=topic-freedoms&sort=-claimant&page=2&lang=ru"
    page = read(client, f"/browse/Claim?{asked}&utm_source=letter&fbclid=x&gclid=y")
    (link,) = {link for link in page.quiet if "kind=claim-kind-finding" in link}
    first = parse_qs(urlsplit(link).query)
    assert first["stance"] == ["stance-criticizes"]
    assert first["topic"] == ["topic-freedoms"]
    assert first["lang"] == ["ru"]
    assert first["sort"] == ["-claimant"]
    assert "page" not in first
    english = parse_qs(urlsplit(page.links["English"]).query)
    assert english == parse_qs(asked) | {"lang": ["en"]}
    assert not [link for link in page.links.values() if "letter" in link or "clid" in link]
    assert page.links["Обзор"] == "/browse?lang=ru"


def test_what_matches_nothing_has_no_rows_and_a_way_back(client: httpx.Client) -> None:
    page = read(client, "/browse/Claim?place=place-nowhere&stance=stance-supports")
    assert not page.rows
    text = client.get("/browse/Claim?place=place-nowhere").text
    assert "No rows" in text
    assert page.links["Remove all"] == "/browse/Claim"
    assert "/browse/Claim?stance=stance-supports" in page.links.values()


def test_more_values_of_a_facet_are_a_link_away(client: httpx.Client) -> None:
    few = read(client, "/browse/Claim")
    link = next(link for link in few.quiet if "more=topic" in link)
    assert link.endswith("#topic")
    many = read(client, link)

    def topics(page: Page) -> int:
        return sum("topic=topic-" in target for target in page.quiet)

    assert topics(few) == 15
    assert topics(many) > 50


def test_class_that_is_not_there(client: httpx.Client) -> None:
    assert complain(client, "/browse/Klaim", 404) == (
        "there is no class 'Klaim' to browse; /browse lists those that are"
    )
    # Whoever is called opposition is not listed as opposition.
    assert "OppositionFigure" in complain(client, "/browse/OppositionFigure", 404)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("colour=red", 422, "'colour' is no parameter of this page; it has kind, "),
        ("topic=%22%20%7D", 422, "topic is the local name of a concept"),
        ("sort=colour", 422, "sort is one of claimant, content, "),
        ("page=0", 422, "page is a whole number from 1"),
        ("page=1000", 404, "there is no page 1000 of 11"),
        ("lang=de", 400, "lang is one of en, ru, kk"),
    ],
)
def test_parameter_that_is_wrong_is_named(
    client: httpx.Client, query: str, status: int, told: str
) -> None:
    assert complain(client, f"/browse/Claim?{query}", status).startswith(told)


def test_page_is_not_sent_twice(client: httpx.Client) -> None:
    first = client.get("/browse/Claim")
    again = client.get("/browse/Claim", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    other = client.get("/browse/Claim?stance=stance-supports")
    assert other.headers["etag"] != first.headers["etag"]
    assert client.head("/browse/Claim").headers["etag"] == first.headers["etag"]


def test_claims_say_whose_they_are_and_that_they_are_claims(client: httpx.Client) -> None:
    for name in ("Claim", "Recommendation", "Characterization"):
        assert "Somebody says so, the graph does not." in client.get(f"/browse/{name}").text
    assert "Somebody says so" not in client.get("/browse/Rule").text
    head, *rows = read(client, "/browse/Claim").rows
    assert head[0] == "Who says so"
    assert all(row[0] and row[head.index("Document")] and row[head.index("Line")] for row in rows)


def test_dates_do_not_break(client: httpx.Client) -> None:
    text = client.get("/browse/Tenure").text
    dates = re.findall(r"<td( class=\"date\")?>(\[?\d{4}-\d\d[-0-9./\]]*)", text)
    assert dates
    assert all(is_marked for is_marked, _ in dates)
    text = client.get("/queries/posts-of-one-person").text
    assert re.search(r'<td class="date"><span>\[2021-11-21\.\.2021-11-30\]</span>', text)


def test_texts_in_another_language_say_theirs(client: httpx.Client) -> None:
    text = client.get("/browse/Claim?lang=ru").text
    assert re.search(r'<td class="item claim"><a href="[^"]*" lang="en">', text)
    assert '<html lang="ru">' in text
