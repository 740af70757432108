"""Browsing as a reader does it, in a browser: facets, order, pages, a download."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from watched import watch


@pytest.fixture
def page(browser: Browser, site: httpx.Client, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that has seen no other host and no complaint of the browser at the end."""
    width = getattr(request, "param", 1280)
    with watch(browser, site, viewport={"width": width, "height": 900}) as page:
        yield page


def choose(page: Page, facet: str, value: str) -> int:
    """Follow a value of a facet, and give the number beside it."""
    section = page.locator(".facets > section").filter(
        has=page.get_by_role("heading", name=facet, exact=True)
    )
    item = section.get_by_role("listitem").filter(
        has=page.get_by_role("link", name=value, exact=True)
    )
    count = int(item.locator(".count").inner_text())
    item.get_by_role("link").click()
    return count


def rows(page: Page) -> list[list[str]]:
    cells: list[list[str]] = page.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return cells


def test_two_facets_an_order_a_page_and_a_download(page: Page, tmp_path: Path) -> None:
    page.goto("/browse")
    page.get_by_role("link", name="claim", exact=True).click()
    choose(page, "Document", "Nations in Transit 2022: Kazakhstan")
    count = choose(page, "Stance", "criticizes")
    expect(page.locator("h1 .count")).to_have_text(str(count))
    assert count > 50
    page.get_by_role("columnheader", name="Who says so").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Who says so")).to_have_attribute(
        "aria-sort", "ascending"
    )
    before = rows(page)
    claimants = [row[0].lower() for row in before]
    page.get_by_role("link", name="Next").click()
    after = rows(page)
    assert len(before) == 50
    assert not {tuple(row) for row in before} & {tuple(row) for row in after}
    claimants += [row[0].lower() for row in after]
    assert claimants == sorted(claimants)
    stance = page.locator("thead th").all_inner_texts().index("Stance")
    assert {row[stance] for row in before + after} == {"criticizes"}
    with page.expect_download() as download:
        page.get_by_role("link", name="These rows as CSV").click()
    file = tmp_path / "rows.csv"
    download.value.save_as(file)
    assert download.value.suggested_filename == "Claim.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        _, *table = csv.reader(lines)
    assert [line[: len(after[0])] for line in table] == after
    page.get_by_role("link", name="Remove: criticizes").click()
    assert "stance" not in page.url
    assert "document=document-nit-2022" in page.url


@pytest.mark.parametrize("page", [320], indirect=True)
def test_facets_are_folded_above_the_table_on_a_phone(page: Page) -> None:
    page.goto("/browse/ReportedEvent?period=2023")
    heading = page.get_by_role("heading", name="Document", exact=True)
    expect(heading).to_be_hidden()
    summary = page.locator(".facets > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(heading).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = page.locator("table").bounding_box()
    above = summary.bounding_box()
    assert box
    assert above
    assert above["y"] < box["y"]


def test_facets_stand_beside_the_table_on_a_wide_screen(page: Page) -> None:
    page.goto("/browse/ReportedEvent?period=2023")
    expect(page.locator(".facets > summary")).to_be_hidden()
    beside = page.locator(".facets").bounding_box()
    table = page.locator("table").bounding_box()
    assert beside
    assert table
    assert beside["x"] + beside["width"] <= table["x"]
