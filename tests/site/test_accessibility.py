"""axe-core finds nothing serious on a page of each sort, https://www.deque.com/axe/axe-core/."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from crawling import Visit, group
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.timeout(1800)  # half a second for a page
WITHOUT_PAGE = "/no-such-page"
GRAVE = {"serious", "critical"}
PHONE, DESKTOP = 320, 1280
"""Widths in pixels; everything must fit the first, https://www.w3.org/TR/WCAG22/#reflow."""


@pytest.fixture(scope="session")
def paths(visits: dict[str, Visit]) -> list[str]:
    """The first page that the walk found of each group, and a page that tells an error.

    Pages with parameters (another language, the next part of a list) are built as those without.
    """
    first: dict[str, str] = {}
    for visit in visits.values():
        if visit.page and "?" not in visit.url:
            first.setdefault(group(visit.url), visit.url)
    return [*first.values(), WITHOUT_PAGE]


@pytest.fixture
def open_page(
    browser: Browser, site: httpx.Client, request: pytest.FixtureRequest
) -> Iterator[Page]:
    scheme, width = request.param
    with browser.new_page(
        base_url=str(site.base_url),
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    ) as page:
        yield page


@pytest.mark.parametrize(
    "open_page",
    # Contrast depends on the scheme, and what is shown on the width: two runs see all of both.
    [("light", DESKTOP), ("dark", PHONE)],
    ids=["light desktop", "dark phone"],
    indirect=True,
)
def test_axe_finds_nothing_serious(open_page: Page, paths: list[str]) -> None:
    faults = []
    for path in paths:
        open_page.goto(path)
        for violation in Axe().run(open_page).response["violations"]:
            if violation["impact"] in GRAVE:
                node, *others = violation["nodes"]
                faults.append(f"{path}: {violation['id']}: {node['failureSummary']}")
                faults.append(f"    {node['html']} and {len(others)} more")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("open_page", [("light", PHONE)], ids=["phone"], indirect=True)
def test_no_page_is_wider_than_a_phone(open_page: Page, paths: list[str]) -> None:
    wide = []
    for path in paths:
        open_page.goto(path)
        if open_page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert not wide
