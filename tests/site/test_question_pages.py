"""Questions in a browser, as somebody asks who writes no SPARQL: by keyboard, without script."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from watched import watch

QUESTION = "/queries/acts-on-a-topic"


@pytest.fixture
def page(browser: Browser, site: httpx.Client) -> Iterator[Page]:
    """A page that asks nobody but the site, and has nothing to complain of."""
    with watch(browser, site, java_script_enabled=False) as page:
        yield page


def test_question_is_found_and_answered_by_keyboard(page: Page) -> None:
    page.goto("/queries")
    link = page.get_by_role("link", name="Acts on a topic, what they provide")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{QUESTION}$"))
    field = page.get_by_label("topic")
    field.focus()
    page.keyboard.type("freedom of assembly")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?topic=topic-assembly$"))
    expect(page.get_by_label("topic")).to_have_value("topic-assembly")
    expect(page.get_by_role("cell", name="Law on public assemblies").first).to_be_visible()


def test_language_is_kept_with_the_values(page: Page) -> None:
    page.goto(f"{QUESTION}?topic=topic-assembly")
    page.get_by_role("link", name="Қазақша").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    page.get_by_role("button", name="Жауап алу").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(page.get_by_label("topic")).to_have_value("topic-assembly")


def test_table_is_taken_home(page: Page, tmp_path: Path) -> None:
    page.goto(f"{QUESTION}?topic=topic-assembly")
    shown = page.locator("tbody tr").count()
    with page.expect_download() as caught:
        page.get_by_role("link", name="CSV for Excel").click()
    assert caught.value.suggested_filename == "acts-on-a-topic.csv"
    file = tmp_path / "taken.csv"
    caught.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as taken:
        rows = list(csv.reader(taken))
    assert rows[0] == ["act", "kind", "what", "when", "document"]
    assert len(rows) - 1 == shown > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_form(
    browser: Browser, site: httpx.Client, scheme: str
) -> None:
    paths = ("/queries?lang=ru", "/queries/office-holders-on-a-day", f"{QUESTION}?lang=kk")
    with browser.new_page(base_url=str(site.base_url), color_scheme=scheme) as page:  # type: ignore[arg-type]
        for path in (*paths, "/queries/events-in-a-year?year=1801"):
            page.goto(path)
            found = Axe().run(page).response["violations"]
            assert not [one for one in found if one["impact"] in {"serious", "critical"}], path


def test_no_question_is_wider_than_a_phone(browser: Browser, site: httpx.Client) -> None:
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    with browser.new_page(
        base_url=str(site.base_url), viewport={"width": 320, "height": 640}
    ) as page:
        for question in site.get("/api/queries").json():
            page.goto(question["page"])
            assert not page.evaluate(wide), question["name"]
