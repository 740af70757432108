"""Walking over the site as a reader does who follows every link.

Links that crawlers are asked not to follow (`rel="nofollow"`) multiply without end; it does not.

The walk begins at the routes without names that the site's OpenAPI description lists, the start
page among them. It follows links of pages, of `Link` and `Location` fields, of the map of the site
and of robots.txt. IRIs of the graph are followed at the server that stands in for their home.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx
from httplink import parse_link_header

from kzgraph.vocabulary.prefixes import BASE

BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What browsers accept."""
NAMED_BY_KIND: Final = frozenset({"/id", "/page", "/data"})
"""Folders in which the first word of a name is a kind of thing."""
_CONNECTIONS: Final = 8


class Page(HTMLParser):
    """What the tests ask of a page.

    Attributes:
        titles: text of each title; those of drawings are not among them.
        headings: number of first-level headings.
        language: of the document, or empty.
        ids: how often each stands there.
        links: of all elements but those that robots leave alone, as they are written.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.headings = 0
        self.language = ""
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = {name: value or "" for name, value in attrs}
        self.ids.update(fields[name] for name in ("id",) if name in fields)
        # What a robot is asked not to follow has no end: each choice of values leads to others.
        if "nofollow" not in fields.get("rel", "").split():
            self.links += [fields[name] for name in ("href", "src") if name in fields]
        if tag == "html":
            self.language = fields.get("lang", "")
        self.headings += tag == "h1"
        if tag in {"svg", "title"}:
            self._open.append(tag)
            if self._open == ["title"]:
                self.titles.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if self._open == ["title"]:
            self.titles[-1] += data.strip()


@dataclass(frozen=True)
class Visit:
    """What came of one address.

    Attributes:
        url: path and query.
        source: where the first link to it stands.
        status: of HTTP.
        fields: header fields of the answer.
        links: addresses of the site to which it leads: path, query, fragment.
        page: if it is one.
        file: where the page was written to.
    """

    url: str
    source: str
    status: int
    fields: httpx.Headers
    links: tuple[str, ...]
    page: Page | None = None
    file: Path | None = None


def crawl(client: httpx.Client, folder: Path, each: int | None) -> dict[str, Visit]:
    """Walk over a site.

    Args:
        client: asks it, with its address as base.
        folder: gets the pages, as files.
        each: how many addresses of a group are visited, chosen by a digest; None: all.

    Returns:
        Address, path and query, → what came of it, in the order of the walk.
    """
    routes = client.get("/openapi.json").raise_for_status().json()["paths"]
    begin = [path for path, item in routes.items() if "{" not in path and "get" in item]
    sources = dict.fromkeys(["/", *begin], "/openapi.json")
    visits: dict[str, Visit] = {}
    taken: Counter[str] = Counter()

    def is_wanted(url: str) -> bool:
        taken[group(url)] += 1
        return each is None or taken[group(url)] <= each

    def visit(url: str) -> Visit:
        return _visit(client, url, sources[url], folder)

    level = list(sources)
    with ThreadPoolExecutor(_CONNECTIONS) as readers:
        while level:
            wanted = [url for url in sorted(level, key=_digest) if is_wanted(url)]
            level = []
            for visited in readers.map(visit, wanted):
                visits[visited.url] = visited
                for link in visited.links:
                    url = urldefrag(link).url
                    if url not in sources:
                        sources[url] = visited.url
                        level.append(url)
    return visits


def group(url: str) -> str:
    """Give what addresses have in common that are likely answered by the same code.

    It is their folder, the kind of what they name, the format, and the names of parameters.
    """
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    stem, _, suffix = name.partition(".")
    if folder:
        stem = stem.partition("-")[0] if folder in NAMED_BY_KIND else "*"
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{folder}/{stem}.{suffix}?{'&'.join(names)}"


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _visit(client: httpx.Client, url: str, source: str, folder: Path) -> Visit:
    answer = client.get(url, headers={"accept": BROWSER})
    links = [*_links_of_fields(answer.headers)]
    page = file = None
    match answer.headers.get("content-type", "").partition(";")[0]:
        case "text/html":
            page = Page(answer.text)
            links += page.links
            file = folder / f"{_digest(url)}.html"
            file.write_bytes(answer.content)
        case "application/xml" | "text/xml":
            links += map(unescape, re.findall(r"<loc>\s*([^<]+?)\s*</loc>", answer.text))
        case "text/plain":
            links += re.findall(r"(?m)^Sitemap: *(\S+)", answer.text)
    return Visit(
        url,
        source,
        answer.status_code,
        answer.headers,
        tuple(dict.fromkeys(_inside(answer.url, links))),
        page,
        file,
    )


def _links_of_fields(fields: httpx.Headers) -> Iterator[str]:
    if "location" in fields:
        yield fields["location"]
    if "link" in fields:
        yield from (link.target for link in parse_link_header(fields["link"]).links)


def _inside(base: httpx.URL, links: Iterable[str]) -> Iterator[str]:
    """Give those that lead to the site, without its name; the home of the graph is this site."""
    here = str(base.join("/"))
    for link in links:
        whole = urljoin(str(base), link)
        for start in (here, BASE):
            if whole.startswith(start):
                yield "/" + whole.removeprefix(start)
