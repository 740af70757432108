"""Search as a reader has it: by keyboard, in Cyrillic, with a script and without."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from watched import watch

GRAVE = {"serious", "critical"}
PAGE_OF_TOKAYEV = "/page/person-kassym-jomart-tokayev"


@pytest.fixture
def page(browser: Browser, site: httpx.Client) -> Iterator[Page]:
    """A page on which nothing may go wrong: no error of a script, no request to another host."""
    with watch(browser, site) as page:
        yield page


def suggest(page: Page, typed: str, first: str) -> None:
    """Type into the field, and wait for the first suggestion."""
    page.goto("/search")
    page.get_by_role("combobox").press_sequentially(typed, delay=20)
    expect(page.get_by_role("option").first).to_contain_text(first)


@pytest.mark.parametrize("typed", ["Тоқаев", "Токаев", "tokaev"])
def test_a_suggestion_is_chosen_by_keyboard(page: Page, typed: str) -> None:
    suggest(page, typed, "Kassym-Jomart Tokayev")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Kassym-Jomart Tokayev")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.press("Enter")
    page.wait_for_url(f"**{PAGE_OF_TOKAYEV}")
    expect(page.locator("h1")).to_have_text("Kassym-Jomart Tokayev")


def test_arrows_go_round_and_escape_closes(page: Page) -> None:
    suggest(page, "nur", "Amanat")
    field, options = page.get_by_role("combobox"), page.get_by_role("option")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("nur")


def test_a_suggestion_is_chosen_by_pointer(page: Page) -> None:
    suggest(page, "Жанболат", "Zhanbolat Mamay")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/page/person-zhanbolat-mamay")


def test_without_a_choice_the_question_is_asked(page: Page) -> None:
    suggest(page, "Мамай", "Zhanbolat Mamay")
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator(".results h2").first).to_have_text("Zhanbolat Mamay")
    page.get_by_role("link", name="Claims and recommendations").click()
    page.wait_for_url("**&kind=claims")
    expect(page.locator(".results").get_by_text("Somebody says so").first).to_be_visible()


def test_the_last_question_wins(page: Page) -> None:
    """An answer that comes late does not replace suggestions for what stands there now."""
    suggest(page, "nur", "Amanat")
    page.get_by_role("combobox").fill("")
    expect(page.get_by_role("option")).to_have_count(0)


def test_search_works_without_script(browser: Browser, site: httpx.Client) -> None:
    with browser.new_page(base_url=str(site.base_url), java_script_enabled=False) as page:
        page.goto("/search?lang=ru")
        page.get_by_role("searchbox").fill("Тоқаев")
        page.get_by_role("button", name="Поиск").click()
        assert page.locator("html").get_attribute("lang") == "ru"
        first = page.locator(".results h2").first
        assert first.inner_text() == "Kassym-Jomart Tokayev"
        assert "человек" in page.locator(".results li").first.inner_text()
        first.get_by_role("link").click()
        assert PAGE_OF_TOKAYEV in page.url


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_results_and_suggestions_are_for_everybody(
    browser: Browser, site: httpx.Client, scheme: str, width: int
) -> None:
    with browser.new_page(
        base_url=str(site.base_url),
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    ) as page:
        suggest(page, "nur", "Amanat")
        page.get_by_role("combobox").press("ArrowDown")
        for path in ("", "/search?q=media", "/search?q=zzzzzzzz"):
            if path:
                page.goto(path)
            violations = Axe().run(page).response["violations"]
            assert [one["id"] for one in violations if one["impact"] in GRAVE] == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
