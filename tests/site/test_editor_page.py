"""The editor as a researcher uses it: completion, mistakes, answers, links, by keyboard alone."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect
from watched import watch

GRAVE = {"serious", "critical"}
RUN = "ControlOrMeta+Enter"
PEOPLE = (
    "PREFIX foaf: <http://xmlns.com/foaf/0.1/> SELECT ?p WHERE { ?p a foaf:Person } ORDER BY ?p"
)


PREFIXES = """\
PREFIX : <https://w3id.org/kzgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
DRAWN = {
    "Bars": (
        "SELECT ?document (COUNT(DISTINCT ?c) AS ?claims) (COUNT(DISTINCT ?t) AS ?topics) "
        "{ ?c a :Claim ; :topic ?t ; :inDocument/rdfs:label ?document } GROUP BY ?document",
        ".drawing svg",
        "Nations in Transit 2022: Kazakhstan",
    ),
    "Timeline": (
        "SELECT ?what ?when { ?e a :ReportedEvent ; rdfs:label ?what ; :when ?when "
        "FILTER(STRSTARTS(?when, '2022-01')) } ORDER BY ?what",
        ".drawing svg",
        ">2022-01<",
    ),
    "Map": (
        "SELECT ?place (COUNT(*) AS ?events) { ?e a :ReportedEvent ; :place ?place } "
        "GROUP BY ?place",
        ".drawing svg",
        "Almaty",
    ),
    "Network": (
        "SELECT ?person ?organization { ?m :person ?person ; :organization ?organization } "
        "ORDER BY ?person ?organization LIMIT 20",
        ".drawing canvas",
        "Amanat",
    ),
}
"""A kind of view → a query that it fits, where it is drawn, and a text that it shows."""


@pytest.fixture
def page(browser: Browser, site: httpx.Client, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of the editor; a query that is wrong is answered with 400."""
    with watch(browser, site, statuses=(400, 403), **getattr(request, "param", {})) as page:
        page.goto("/query?lang=en")
        yield page


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Query")


def write(page: Page, query: str) -> None:
    """Put a query in the place of what stands there, without completion."""
    field(page).press("ControlOrMeta+a")
    page.keyboard.insert_text(query)
    page.keyboard.press("Escape")


def ask(page: Page, query: str) -> None:
    write(page, query)
    field(page).press(RUN)


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def complete(page: Page, typed: str, wanted: str) -> None:
    """Type, wait until what is wanted is offered, and take it by keyboard."""
    page.keyboard.type(typed, delay=20)
    option = page.get_by_role("listbox").get_by_role("option").filter(has_text=wanted).first
    option.wait_for()
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(100)  # the editor takes no Enter right after the list has changed
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.parametrize("spelling", ["Tokaev", "тоқаев", "Токаев"])
def test_a_query_is_written_with_completion_and_without_a_mouse(page: Page, spelling: str) -> None:
    for _ in range(40):  # to the editor by the tabulator, as whoever uses no mouse
        if field(page).evaluate("each => each.matches(':focus')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.type("SELECT ?c WHERE { ?c a ")
    complete(page, "clai", ":Claim")
    page.keyboard.type(" ; ")
    complete(page, ":by", ":by")
    page.keyboard.type(" ")
    complete(page, spelling, "Kassym-Jomart Tokayev")
    page.keyboard.press(RUN)
    expect(status(page)).to_contain_text("14 rows")
    written = field(page).inner_text()
    assert "PREFIX : <https://w3id.org/kzgraph/ontology#>" in written
    assert "PREFIX id: <https://w3id.org/kzgraph/id/>" in written
    assert "?c a :Claim ; :by id:person-kassym-jomart-tokayev" in written
    expect(page.locator(".answer tbody tr")).to_have_count(14)


def test_properties_that_a_class_uses_come_first(page: Page) -> None:
    write(page, "PREFIX : <https://w3id.org/kzgraph/ontology#> SELECT * { ?c a :Score ; ")
    page.keyboard.press("Control+Space")
    labels = page.get_by_role("listbox").locator(".cm-completionLabel")
    labels.first.wait_for()
    names = labels.all_inner_texts()
    # Passages have more sources than scores have highest values, but scores have no source.
    assert names.index(":scaleMax") < names.index("oa:hasSource")


def test_prefixes_of_the_query_are_kept_to(page: Page) -> None:
    write(page, "PREFIX kz: <https://w3id.org/kzgraph/ontology#> SELECT * { ?c a ")
    complete(page, "kz:Clai", "kz:Claim")
    write(page, "PREFIX id: <http://example.org/> SELECT * { ?c ?p ")
    complete(page, "Токаев", "Kassym-Jomart Tokayev")
    expect(field(page)).to_contain_text(
        "<https://w3id.org/kzgraph/id/person-kassym-jomart-tokayev>"
    )


@pytest.mark.parametrize("typed", ["} UNION", "FILTER", "} LIMIT", "?p 2023", "?p ?o FILTER"])
def test_enter_after_a_keyword_or_a_number_is_a_new_line(page: Page, typed: str) -> None:
    write(page, "SELECT * { ?s ?p ?o . ?s ")
    page.keyboard.type(typed, delay=20)
    page.wait_for_timeout(600)  # suggestions would be there by now
    page.keyboard.press("Enter")
    page.keyboard.type("x")
    lines = page.locator(".cm-line").all_inner_texts()
    assert lines[0].strip().endswith(typed)
    assert lines[-1].lstrip().startswith("x")


def test_whoever_writes_before_the_editor_is_there_goes_on(
    browser: Browser, site: httpx.Client
) -> None:
    with watch(browser, site) as page:
        held: list[Route] = []
        page.route("**/static/query.js", lambda route: held.append(route))  # noqa: PLW0108
        page.goto("/query?query=ASK", wait_until="commit")
        page.locator("textarea").press("End")
        page.keyboard.type(" { ?s ?p ?o")
        for route in held:
            route.continue_()
        expect(page.locator(".cm-content")).to_be_focused()
        page.keyboard.type(" }")
        expect(field(page)).to_have_text("ASK { ?s ?p ?o }")


def test_what_the_class_has_comes_before_what_is_called_so(page: Page) -> None:
    write(page, "PREFIX : <https://w3id.org/kzgraph/ontology#> SELECT * { ?d a :Detention ; ")
    complete(page, "document", ":inDocument")
    expect(field(page)).to_contain_text(":Detention ; :inDocument")


def test_of_no_rows_a_misspelt_term_is_told(page: Page) -> None:
    ask(page, "PREFIX : <https://w3id.org/kzgraph/ontology#> SELECT * { ?d a :Detantion ; :by ?x }")
    expect(page.locator(".doubt")).to_have_text("The ontology has no :Detantion.")


def test_a_mistake_is_marked_at_its_place_and_mended(page: Page) -> None:
    ask(page, "SELECT ?s WHERE {\n  ?s a foaf:Person .\n}")
    note = page.locator(".outcome-note.mistake")
    expect(note).to_contain_text("foaf")
    expect(page.locator(".cm-lintRange-error")).to_have_text("foaf:Person")
    note.get_by_role("button", name="Line 2, column 8").click()
    expect(field(page)).to_be_focused()
    ask(page, PEOPLE)
    expect(note).to_have_count(0)
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    expect(status(page)).to_contain_text("62 rows")


def test_nothing_found_refused_and_not_finished_look_different(
    browser: Browser, site: httpx.Client
) -> None:
    with watch(browser, site, statuses=(403, 503)) as page:
        page.goto("/query?lang=en")
        ask(page, "SELECT * { <http://example.org/> ?p ?o }")
        expect(page.locator(".outcome-note.nothing")).to_contain_text("ran to its end")
        expect(status(page)).to_contain_text("0 rows")
        ask(page, "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
        expect(page.locator(".outcome-note.refused")).to_contain_text("Query refused")
        # The server's own limit is 30 seconds; here it is said at once.
        page.route("**/sparql", lambda route: route.fulfill(status=503, body=_STOPPED))
        ask(page, "SELECT * { ?s ?p ?o }")
        unfinished = page.locator(".outcome-note.unfinished")
        expect(unfinished).to_contain_text("stopped at its time limit")
        expect(unfinished).to_contain_text("there is no answer")


_STOPPED = (
    '{"type": "https://w3id.org/kzgraph/problem/timeout", "title": "Query stopped at its time '
    'limit", "status": 503, "detail": "stopped", "remedy": "Ask for less."}'
)


def test_a_broken_answer_is_not_taken_for_a_whole_one(page: Page) -> None:
    cut = '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "va'
    kind = "application/sparql-results+json"
    page.route("**/sparql", lambda route: route.fulfill(body=cut, content_type=kind))
    ask(page, "SELECT ?s { ?s ?p ?o }")
    expect(page.locator(".outcome-note.unfinished")).to_contain_text(
        "before the answer was complete"
    )
    expect(page.locator(".answer")).to_have_count(0)


def test_a_query_is_stopped(page: Page) -> None:
    ask(page, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g")
    page.get_by_role("button", name="Stop").click()
    expect(status(page)).to_have_text("Stopped by you")
    ask(page, "ASK { ?s ?p ?o }")
    expect(page.locator(".truth")).to_have_text("Yes")


def test_what_comes_late_is_not_shown(page: Page) -> None:
    """Of an answer whose names are asked for when another one is, nothing is seen any more."""
    held: list[Route] = []
    page.route("**/api/labels*", lambda route: held.append(route))  # noqa: PLW0108  (it is marked)
    ask(page, PEOPLE)
    page.get_by_role("checkbox", name="Names beside IRIs").check()
    ask(page, "ASK {}")
    expect(page.locator(".truth")).to_have_text("Yes")
    address = page.url
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    expect(page.locator(".truth")).to_have_text("Yes")
    expect(page.locator(".answer")).to_have_count(0)
    assert page.url == address


def test_what_was_stopped_has_no_answer(page: Page) -> None:
    ask(page, PEOPLE)
    expect(page.locator(".answer")).to_be_visible()
    page.route("**/sparql", lambda _: None)
    ask(page, "ASK { ?s ?p ?o }")
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    stop.press("Enter")
    expect(page.locator(".outcome-note")).to_contain_text("Stopped by you")
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.get_by_role("button", name="Run")).to_be_focused()


@pytest.mark.parametrize("view", ["bar(", "bar(x=nothing, y=p)", "nonsense", "constructor(x=p)"])
def test_a_view_that_does_not_fit_leaves_the_table(
    browser: Browser, site: httpx.Client, view: str
) -> None:
    with watch(browser, site) as page:
        page.goto(f"/query?{urlencode({'query': PEOPLE, 'view': view})}")
        expect(page.locator(".answer tbody tr")).to_have_count(62)
        expect(page.locator(".outcome-note")).to_be_visible()
        page.get_by_role("button", name="Table").click()
        expect(page.locator(".outcome-note")).to_have_count(0)


def test_the_answer_does_not_wait_for_what_stands_beside_it(
    browser: Browser, site: httpx.Client
) -> None:
    with watch(browser, site, statuses=(500,)) as page:
        page.route("**/health", lambda route: route.fulfill(body="<p>", content_type="text/html"))
        page.route("**/api/vocabulary*", lambda route: route.fulfill(status=500))
        page.route("**/api/labels*", lambda route: route.fulfill(status=500))
        page.goto("/query?lang=en")
        ask(page, PEOPLE)
        expect(page.locator(".answer tbody tr")).to_have_count(62)
        page.get_by_role("checkbox", name="Names beside IRIs").check()
        expect(status(page)).to_contain_text("62 rows")


def test_a_large_answer_does_not_hold_up_the_browser(page: Page) -> None:
    columns = " ".join(f"(1 AS ?c{number})" for number in range(300))
    ask(page, f"SELECT {columns} {{ ?s a ?o }} LIMIT 1000")
    expect(page.locator(".query-answer")).to_contain_text("The first 100 columns are shown")
    assert page.locator(".answer td").count() <= 10_000
    ask(page, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 20000")
    expect(page.locator(".query-answer")).to_contain_text("The beginning is shown")


def test_links_stay_on_the_host(page: Page) -> None:
    odd = "BIND(<https://w3id.org/kzgraph//evil.example/x> AS ?a) BIND(<javascript:alert(1)> AS ?b)"
    ask(page, f"SELECT * {{ {odd} BIND(<https://w3id.org/kzgraph/id/../../x> AS ?c) }}")
    expect(page.locator(".answer a")).to_have_count(2)
    links = page.locator(".answer a").evaluate_all("all => all.map(one => one.href)")
    assert links == ["https://w3id.org/kzgraph//evil.example/x", "https://w3id.org/x"]


def test_the_query_stays_in_another_language(page: Page) -> None:
    ask(page, PEOPLE)
    expect(page.locator(".answer")).to_be_visible()
    page.get_by_role("link", name="Русский").click()
    expect(page.get_by_role("textbox", name="Запрос")).to_contain_text("foaf:Person")
    expect(page.locator(".answer tbody tr")).to_have_count(62)


def test_graphs_are_shown_as_turtle(page: Page) -> None:
    ask(page, "CONSTRUCT { ?p a ?c } WHERE { ?p a ?c } LIMIT 3")
    expect(page.get_by_label("Graph", exact=True)).to_contain_text(" a ")
    assert page.locator(".tools button").all_inner_texts()[:2] == ["Turtle", "N-Triples"]


def test_names_come_beside_iris_and_the_query_stays(page: Page) -> None:
    ask(page, PEOPLE)
    cells = page.locator(".answer tbody td")
    expect(cells.first).to_contain_text("id:person-")
    before = field(page).inner_text()
    page.get_by_role("checkbox", name="Names beside IRIs").check()
    expect(cells.filter(has_text="Zhanbolat Mamay")).to_contain_text("id:person-zhanbolat-mamay")
    assert field(page).inner_text() == before
    cells.get_by_role("link", name="Zhanbolat Mamay").click()
    page.wait_for_url("**/page/person-zhanbolat-mamay")


def test_an_answer_is_saved_whole(page: Page, tmp_path: Path) -> None:
    ask(page, "SELECT ?s ?o { ?s a ?o } LIMIT 700")
    expect(page.locator(".query-answer")).to_contain_text("The first 500 are shown")
    with page.expect_download() as saving:
        page.get_by_role("button", name="CSV").click()
    saving.value.save_as(tmp_path / "answer.csv")
    with (tmp_path / "answer.csv").open(newline="") as file:
        assert len(list(csv.reader(file))) == 701


def test_whoever_opens_the_link_has_the_same(
    page: Page, browser: Browser, site: httpx.Client
) -> None:
    ask(page, PEOPLE)
    page.get_by_role("checkbox", name="Names beside IRIs").check()
    page.wait_for_url(re.compile("names=1"))
    table = page.locator(".answer")
    expect(table).to_contain_text("Zhanbolat Mamay")
    with watch(browser, site) as other:
        other.goto(page.url)
        expect(other.locator(".answer")).to_contain_text("Zhanbolat Mamay")
        assert other.locator(".answer").inner_text() == table.inner_text()
        assert field(other).inner_text() == field(page).inner_text()
    ask(page, "ASK {}")
    expect(page.locator(".truth")).to_be_visible()
    page.go_back()
    expect(page.locator(".answer")).to_contain_text("Zhanbolat Mamay")


@pytest.mark.parametrize("kind", DRAWN)
def test_an_answer_is_drawn_saved_and_sent_to_others(
    page: Page, browser: Browser, site: httpx.Client, tmp_path: Path, kind: str
) -> None:
    query, selector, shown = DRAWN[kind]
    ask(page, PREFIXES + query)
    page.get_by_role("button", name=kind, exact=True).click()
    expect(page.locator(selector).first).to_be_visible()
    saved = {}
    for form in ("SVG", "PNG"):
        with page.expect_download() as saving:
            page.get_by_role("button", name=f"Save the figure as {form}").click()
        saving.value.save_as(tmp_path / form)
        saved[form] = (tmp_path / form).read_bytes()
    assert shown in saved["SVG"].decode()
    assert saved["PNG"].startswith(b"\x89PNG")
    with watch(browser, site) as other:
        other.goto(page.url)
        expect(other.locator(selector).first).to_be_visible()
        assert field(other).inner_text() == field(page).inner_text()
        with other.expect_download() as saving:
            other.get_by_role("button", name="Save the figure as SVG").click()
        saving.value.save_as(tmp_path / "again")
    if kind != "Network":  # its places depend on how wide labels are in pixels
        assert (tmp_path / "again").read_bytes() == saved["SVG"]


def test_the_reader_chooses_what_a_drawing_shows(page: Page) -> None:
    ask(page, PREFIXES + DRAWN["Bars"][0])
    page.get_by_role("button", name="Bars").click()
    expect(page.locator(".drawing svg")).to_contain_text("claims")
    page.get_by_label("up").select_option("topics")
    expect(page.locator(".drawing svg")).to_contain_text("topics")
    page.wait_for_url(re.compile(r"y%3Dtopics"))
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".answer")).to_be_visible()
    expect(page.locator(".drawing")).to_have_count(0)


def test_a_link_without_a_view_asks_nothing(browser: Browser, site: httpx.Client) -> None:
    with watch(browser, site) as page:
        page.on("request", lambda asked: pytest.fail("asked") if "/sparql" in asked.url else None)
        page.goto("/query?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
        expect(field(page)).to_have_text("ASK { ?s ?p ?o }")
        page.wait_for_timeout(300)
        expect(page.locator(".query-answer")).to_be_hidden()


def test_an_example_is_answered_at_once(page: Page) -> None:
    page.get_by_label("Examples").select_option("opposition-figures-sentenced-after-2022")
    expect(page.locator(".query-answer")).to_contain_text("Zhanbolat Mamay")
    expect(field(page)).to_contain_text("SELECT")


def test_the_same_for_programs_gives_the_same(page: Page) -> None:
    ask(page, PEOPLE)
    page.get_by_text("The same for programs").click()
    people = list(csv.reader(run_curl(page).splitlines()))[1:]
    assert len(people) == 62
    assert list(run_python(page)["p"]) == [one for (one,) in people]  # type: ignore[index]
    ask(page, "ASK { ?s ?p ?o }")
    expect(page.locator(".truth")).to_be_visible()
    assert '"boolean":true' in run_curl(page)
    assert run_python(page) is True
    ask(page, "CONSTRUCT WHERE { <https://w3id.org/kzgraph/id/person-zhanbolat-mamay> a ?c }")
    expect(page.get_by_label("Graph", exact=True)).to_be_visible()
    assert "Person" in run_curl(page)
    assert len(run_python(page)) > 0  # type: ignore[arg-type]


def run_curl(page: Page) -> str:
    command = page.get_by_label("curl", exact=True).inner_text()
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True, text=True)
    return done.stdout


def run_python(page: Page) -> object:
    program = page.get_by_label("Python", exact=True).inner_text()
    known: dict[str, object] = {}
    exec(compile(program, "the page", "exec"), known)  # noqa: S102  (what it offers is tried)
    known["graph"].close()  # type: ignore[attr-defined]
    return known["answer"]


@pytest.mark.parametrize(
    "page",
    [
        {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"},
        {"viewport": {"width": 1280, "height": 900}},
    ],
    ids=["dark phone", "light desktop"],
    indirect=True,
)
def test_axe_finds_nothing_serious_in_the_editor(page: Page) -> None:
    def check() -> None:
        found = Axe().run(page).response["violations"]
        assert [one for one in found if one["impact"] in GRAVE] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    ask(page, PEOPLE)
    page.get_by_role("checkbox", name="Names beside IRIs").check()
    expect(page.locator(".answer")).to_contain_text("Zhanbolat Mamay")
    page.get_by_text("The same for programs").click()
    check()
    ask(page, "SELECT nothing")
    expect(page.locator(".outcome-note.mistake")).to_be_visible()
    page.keyboard.press("Control+Space")
    check()


def test_without_a_script_the_form_asks(browser: Browser, site: httpx.Client) -> None:
    with browser.new_page(base_url=str(site.base_url), java_script_enabled=False) as page:
        page.goto("/query?lang=en")
        page.get_by_label("Query").fill("ASK { ?s ?p ?o }")
        page.get_by_label("Format").select_option("csv")
        with page.expect_response("**/sparql?*") as asking:
            page.get_by_role("button", name="Ask").click()
        assert asking.value.status == 200
