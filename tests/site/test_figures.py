"""Views of answers in a browser: what is drawn, said, saved, and opened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from kzgraph.resources import Resources

SERVE = """
import sys
from pathlib import Path
from kzgraph.config import Settings
from kzgraph.engine import packaged_source
from kzgraph.resources import Resources
from kzgraph.web import serve

resources = Resources(Path(sys.argv[1]))
source = packaged_source(resources.dataset)
serve(Settings(port=0), source, lambda ready: print(ready.url, flush=True), resources)
"""
QUESTIONS = {
    "bars": (
        "bar(x=election, y=seats, color=party)",
        """("2021" "P" 76) ("2021" "Q" 12) ("2023" "P" 62) ("2023" "Q" UNDEF)""",
    ),
    "trend": (
        "line(x=when, y=score, color=index)",
        """("2021" 1.5 "A") ("2022" 1.25 "A") ("2021" 3 "B") ("2022" 2.75 "B")""",
    ),
    "points": (
        "scatter(x=questions, y=points, label=category)",
        """(3 1 "first") (3 1 "second") (4 8 "third")""",
    ),
    "field": (
        "heatmap(x=edition, y=indicator, value=score)",
        """("e2023" "media" 1) ("e2024" "media" 0) ("e2024" "courts" 4) ("e2024" "courts" 3)""",
    ),
    "times": (
        "timeline(start=begun, end=ended, label=holder, row=office)",
        """("2019-06" UNDEF "Somebody" "Chair") ("2016" "2019-03-20" "Another" "Chair")
        ("[..2018]" "2021" "A third" "Member") (UNDEF "before the document" "A fourth" "Member")""",
    ),
    "places": (
        "map(region=place)",
        """(id:place-almaty "x") (id:place-almaty "y") (id:place-zhambyl-region "x")
        (id:place-kyrgyzstan "x")""",
    ),
    "ties": (
        "network(from=person, to=relative, label=tie)",
        """(id:person-dariga-nazarbayeva id:person-nursultan-nazarbayev "child of")""",
    ),
    "sides": (
        "columns(by=side, text=says, who=claimant)",
        """("state" "all is well" id:person-nursultan-nazarbayev) ("others" "it is not" UNDEF)""",
    ),
    "plain": ("", """("a" "b")"""),
}
COLUMNS = {
    "bars": "election, party, seats",
    "trend": "when, score, index",
    "points": "questions, points, category",
    "field": "edition, indicator, score",
    "times": "begun, ended, holder, office",
    "places": "place, event",
    "ties": "person, relative, tie",
    "sides": "side, says, claimant",
    "plain": "a, b",
}
DRAWN = [name for name in QUESTIONS if name != "plain"]
FILES = [name for name in DRAWN if name != "sides"]
VEGA = [name for name in FILES if name != "ties"]


@pytest.fixture(scope="module")
def home(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the graph with the questions above."""
    root = tmp_path_factory.mktemp("views")
    for name in ("ontology", "data", "shapes", "build"):
        (root / name).symlink_to(resources.root / name)
    (root / "queries").mkdir()
    for name, (view, rows) in QUESTIONS.items():
        variables = " ".join(f"?{column}" for column in COLUMNS[name].split(", "))
        (root / "queries" / f"{name}.rq").write_text(
            f"#+ title: What {name} show\n#+ description: Which?\n#+ topic: people\n"
            f"#+ columns: {COLUMNS[name]}\n"
            + (f"#+ view: {view}\n" if view else "")
            + "PREFIX id: <https://w3id.org/kzgraph/id/>\n"
            + f"SELECT {variables} WHERE {{ VALUES ({variables}) {{ {rows} }} }}\n"
        )
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(root)], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip().removesuffix("/sparql")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.fixture
def page(browser: Browser, home: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that has seen no other host and no complaint of the browser at the end."""
    dark, width = getattr(request, "param", (False, 1280))
    hosts: set[str] = set()
    complaints: list[str] = []
    with browser.new_page(
        base_url=home,
        color_scheme="dark" if dark else "light",
        viewport={"width": width, "height": 900},
    ) as page:
        page.on("request", lambda asked: hosts.add(urlsplit(asked.url).netloc))
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert hosts - {""} == {urlsplit(home).netloc}  # a file that is saved has no host
    assert not complaints


def open_figure(page: Page, name: str) -> Locator:
    """Open a question, and give its figure when it is drawn."""
    page.goto(f"/queries/{name}")
    figure = page.locator("figure.view")
    content = {"ties": "canvas", "sides": "section"}.get(name, "svg")
    expect(figure.locator(f".drawing {content}").first).to_be_visible()
    return figure


def texts(figure: Locator) -> list[str]:
    return figure.locator("svg text").all_text_contents()


@pytest.mark.parametrize(
    "page", [(False, 1280), (True, 320)], indirect=True, ids=["desktop", "dark phone"]
)
@pytest.mark.parametrize("name", DRAWN)
def test_each_kind_is_drawn_within_the_page_for_everybody(page: Page, name: str) -> None:
    figure = open_figure(page, name)
    drawing = figure.locator(".drawing").and_(page.get_by_label(f"What {name} show"))
    expect(drawing).to_have_role("group" if name == "sides" else "img")
    expect(drawing).to_be_visible()
    expect(page.locator("table.answer")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    violations = Axe().run(page).response["violations"]
    grave = [one["id"] for one in violations if one["impact"] in {"serious", "critical"}]
    assert not grave


def test_bars_have_their_numbers_and_start_at_zero(page: Page) -> None:
    figure = open_figure(page, "bars")
    drawn = texts(figure)
    assert [text for text in drawn if text in {"76", "12", "62"}] == ["76", "12", "62"]
    assert {"2021", "2023", "P", "Q", "0"} <= {*drawn}
    expect(figure.locator(".notes")).to_have_text(
        "In the table only: rows without a number that can be drawn: 1."
    )


def test_a_field_shows_each_value_where_there_are_several(page: Page) -> None:
    figure = open_figure(page, "field")
    assert {"4 / 3", "1", "0"} <= {*texts(figure)}
    expect(figure.locator(".notes")).to_contain_text("several values")


def test_points_at_one_place_are_all_named(page: Page) -> None:
    assert {"first; second", "third"} <= {*texts(open_figure(page, "points"))}


def test_a_timeline_shows_dates_as_written_and_counts_what_has_none(page: Page) -> None:
    figure = open_figure(page, "times")
    drawn = texts(figure)
    assert {"2019-06 –", "2016 – 2019-03-20", "[..2018] – 2021", "Chair", "A third"} <= {*drawn}
    assert "A fourth" not in drawn
    expect(figure.locator(".notes")).to_contain_text("rows without a date that can be drawn: 1.")


def test_a_map_counts_rows_and_leaves_other_places_to_the_table(page: Page) -> None:
    figure = open_figure(page, "places")
    assert {"Almaty", "2", "1"} <= {*texts(figure)}
    expect(figure.locator(".notes")).to_contain_text("or without a value: 1.")
    # The regions and the cities, and a circle for the city with a number.
    assert figure.locator("svg path[fill]:not([fill='none'])").count() >= 20


def test_a_click_in_a_network_opens_the_page(page: Page) -> None:
    drawing = open_figure(page, "ties").locator(".drawing")
    box = drawing.bounding_box()
    assert box
    for y in (30, box["height"] - 70):  # one of the two stands above, left or right
        for x in (80, box["width"] - 80):
            drawing.hover(position={"x": x, "y": y})
            if "on-link" in (drawing.get_attribute("class") or ""):
                link = x, y
    drawing.click(position={"x": link[0], "y": link[1]})
    page.wait_for_url("**/page/person-*", timeout=5000)


def test_claims_stand_side_by_side_with_who_says_so(page: Page) -> None:
    figure = open_figure(page, "sides")
    headings = figure.get_by_role("heading").all_text_contents()
    assert headings == ["state (1)", "others (1)"]
    said = figure.get_by_role("list", name="state")
    expect(said).to_contain_text("all is well")
    expect(said.get_by_role("link", name="Nazarbayev")).to_have_count(1)
    expect(figure.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("name", FILES)
def test_figures_are_saved_under_their_title(page: Page, tmp_path: Path, name: str) -> None:
    figure = open_figure(page, name)
    saved = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as download:
            figure.get_by_role("button", name=kind).click()
        assert download.value.suggested_filename == f"what-{name}-show.{kind.lower()}"
        download.value.save_as(tmp_path / kind)
        saved[kind] = (tmp_path / kind).read_bytes()
    assert saved["SVG"].startswith(b"<svg ")
    assert saved["SVG"].count(b"<text") >= 3
    title = page.locator("h1").inner_text()
    assert title.encode() in saved["SVG"]  # in the caption, with the address
    assert page.url.encode() in saved["SVG"]
    assert saved["PNG"].startswith(b"\x89PNG")


@pytest.mark.parametrize("name", VEGA)
def test_a_figure_follows_the_page_into_the_dark(page: Page, name: str) -> None:
    figure = open_figure(page, name)
    dark_words = figure.locator("svg text[fill='rgb(0, 0, 0)']")
    expect(dark_words.first).to_be_visible()
    page.emulate_media(color_scheme="dark")
    expect(dark_words).to_have_count(0)
    expect(figure.locator("svg text[fill='rgb(255, 255, 255)']").first).to_be_visible()


def test_a_network_is_enlarged_and_shrunk_by_buttons(page: Page) -> None:
    figure = open_figure(page, "ties")
    pictures = [figure.locator(".drawing").screenshot()]
    for name in ("Enlarge", "Shrink", "Show all"):
        figure.get_by_role("button", name=name).click()
        page.wait_for_timeout(200)  # it is painted in the next frame
        pictures.append(figure.locator(".drawing").screenshot())
    assert pictures[0] != pictures[1] != pictures[2] != pictures[3]


def test_pages_load_what_they_draw_with_and_no_more(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    loaded = {}
    for name in ("plain", "sides", "bars", "ties"):
        asked.clear()
        page.goto(f"/queries/{name}")
        page.wait_for_load_state("networkidle")
        loaded[name] = {url.rpartition("/")[2].split("-")[0] for url in asked if "/static/" in url}
    assert not {"figure.js", "bar", "network", "columns"} & loaded["plain"]
    assert "columns" in loaded["sides"]
    assert not {"bar", "network"} & loaded["sides"]
    assert "bar" in loaded["bars"]
    assert "network" not in loaded["bars"]
    assert "network" in loaded["ties"]


def test_without_script_there_is_the_table(browser: Browser, home: str) -> None:
    with browser.new_page(base_url=home, java_script_enabled=False) as page:
        page.goto("/queries/bars")
        expect(page.locator("figure.view")).to_be_hidden()
        expect(page.locator("table.answer")).to_contain_text("76")
