"""`/queries` and `/api/queries`: every query file, to people and to programs."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from kzgraph.engine import (
    Capacity,
    Delivery,
    Engine,
    Limits,
    Observer,
    Query,
    Store,
    execute,
    load_packaged,
)
from kzgraph.errors import EngineBusyError, SyntaxInFileError
from kzgraph.library import ANSWER_FORMATS, Library, read_library
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import BASE, CONCEPT, ID
from kzgraph.web.application import create_app
from kzgraph.web.questions import make_harmless

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "queries" / "golden"
LIBRARY: Library = read_library(ROOT / "queries")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
OF_ACT = "detained-under-an-act"
Ask = Callable[..., httpx.Response]

ADDED = """\
#+ title: Labels that hold a text
#+ description: Which labels hold a text, in a language, and how often does a number come with them?
#+ topic: graph
#+ columns: label, number
#+ parameters: words text peaceful; tongue language en; most number 3; how choice(all|some) all
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?label ?number WHERE {
    VALUES ?how { "all" }
    ?thing skos:prefLabel ?label BIND (0.5 * ?most AS ?number)
    FILTER (CONTAINS(STR(?label), ?words) && LANG(?label) = ?tongue && ?how = "all")
}
ORDER BY ?label
"""


def serve_in_process(store: Store) -> Engine:
    """Give what answers like the engine, in this process."""

    async def deliver(query: Query, _: str = "", *, whole: bool = False, **__: object) -> Delivery:
        answer = execute(store, query)

        async def parts() -> AsyncIterator[bytes]:
            middle = len(answer.body) // 2
            for part in (answer.body[:middle], answer.body[middle:]):
                yield part

        seconds = query.seconds or 30
        if whole:
            return Delivery(answer.format, seconds, answer.body)
        return Delivery(answer.format, seconds, rest=parts())

    engine = SimpleNamespace(
        facts=store.facts,
        has_workers=True,
        limits=Limits(),
        capacity=Capacity(),
        account=lambda _: SimpleNamespace(seconds=60, whole_after=0),
        observer=Observer(),
        deliver=deliver,
    )
    return cast("Engine", engine)


def make_asker(engine: Engine, resources: Resources) -> Ask:
    app = create_app(engine, resources=resources)

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                del client.headers["accept"]
                return await client.request(method, path, headers=headers)

        return asyncio.run(request())

    return ask


@pytest.fixture(scope="module")
def engine(resources: Resources) -> Engine:
    return serve_in_process(load_packaged(resources.dataset))


@pytest.fixture(scope="module")
def ask(engine: Engine, resources: Resources) -> Ask:
    return make_asker(engine, resources)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


# ---- Answers ----


@pytest.mark.parametrize("name", LIBRARY)
def test_each_question_gives_its_golden_rows(ask: Ask, name: str) -> None:
    golden = (GOLDEN / f"{name}.csv").read_bytes()
    answer = ask(f"/api/queries/{name}?format=csv")
    assert (answer.status_code, answer.content) == (200, golden)
    defaults = {one.name: one.default for one in LIBRARY[name].file.parameters}
    if defaults:
        given = httpx.QueryParams({**defaults, "format": "csv"})
        assert ask(f"/api/queries/{name}?{given}").content == golden


def test_value_is_put_in_however_it_is_written(ask: Ask) -> None:
    default = ask(f"/api/queries/{OF_ACT}?format=csv").text
    name = "act-criminal-code"
    answers = {
        ask(f"/api/queries/{OF_ACT}?act={written}&format=csv").text
        for written in (name, f"id:{name}", ID + name)
    }
    assert len(answers) == 1
    assert answers != {default}


def test_formats_by_name_and_by_header(ask: Ask) -> None:
    path = f"/api/queries/{OF_ACT}"
    types = {}
    for name in ANSWER_FORMATS:
        answer = ask(f"{path}?format={name}", accept="application/sparql-results+xml")
        types[name] = answer.headers["content-type"]
        suffix = "csv" if name == "excel" else name
        assert answer.headers["content-disposition"].endswith(f'; filename="{OF_ACT}.{suffix}"')
    assert types == {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv; charset=utf-8",
        "tsv": "text/tab-separated-values; charset=utf-8",
        "excel": "text/csv; charset=utf-8",
    }
    found = ask(path).json()
    assert tuple(found["head"]["vars"]) == LIBRARY[OF_ACT].file.columns
    assert ask(path, accept="text/csv").text == ask(f"{path}?format=csv").text
    assert ask(path, accept="application/json").headers["content-type"] == "application/json"
    refused = ask(path, accept="text/turtle")
    assert refused.status_code == 406
    assert "text/csv" in refused.json()["offers"]


def test_answer_for_excel_has_a_mark_and_no_formula(ask: Ask) -> None:
    plain = ask(f"/api/queries/{OF_ACT}?format=csv")
    safe = ask(f"/api/queries/{OF_ACT}?format=excel")
    assert safe.content.startswith(b"\xef\xbb\xbf")
    assert safe.headers["content-disposition"].startswith("attachment;")
    assert safe.headers["content-length"] == str(len(safe.content))
    assert rows(safe.content.decode("utf-8-sig")) == rows(plain.text)
    cells = [
        "=1+1",
        "＝1",
        "+a",
        "-a",
        "@a",
        "\ta",
        "\ra",
        "-1.5",
        "+3",
        "-1e5",
        "a=b",
        "",
        'x"\n=y',
        " ж ",
    ]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([cells, cells])
    (*_, row) = rows(make_harmless(written.getvalue().encode()).decode("utf-8-sig"))
    assert row == [f"'{cell}" if place < 7 else cell for place, cell in enumerate(cells)]


def test_head_and_options(ask: Ask) -> None:
    for path in ("/queries", f"/queries/{OF_ACT}", "/api/queries", f"/api/queries/{OF_ACT}"):
        whole, head = ask(path), ask(path, "HEAD")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert ask(path, "OPTIONS").headers["allow"] == "GET, HEAD, OPTIONS"
        assert ask(path, "POST").status_code == 405
        for response in (whole, head):
            assert response.headers["access-control-allow-origin"] == "*"


# ---- Refusals ----


@pytest.mark.parametrize(
    ("query", "parameter", "given", "said"),
    [
        ("act=act-asembly-law", "act", "act-asembly-law", "did you mean act-assembly-law"),
        ("act=person-zhanbolat-mamay", "act", "person-zhanbolat-mamay", "member of :LegalAct"),
        ("act=", "act", "", "member of :LegalAct"),
        ("act=%FF", "act", "\ufffd", "member of :LegalAct"),
        ("akt=act-assembly-law", "akt", "act-assembly-law", "it has only act"),
        ("act=id:act-assembly-law&act=x", "act", "x", "given twice"),
        ("format=turtle", "format", "turtle", "json, xml, csv, tsv, excel"),
        ("format=csv&format=csv", "format", "csv", "2 times"),
        ("timeout=0", "timeout", "0", "above 0"),
        ("lang=ru", "lang", "ru", "has no parameter"),
    ],
)
def test_parameter_that_is_none_is_named(
    ask: Ask, query: str, parameter: str, given: str, said: str
) -> None:
    refused = ask(f"/api/queries/{OF_ACT}?{query}")
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["type"] == f"{BASE}problem/parameter"
    assert (problem["parameter"], problem["given"]) == (parameter, given)
    assert said in problem["detail"]


def test_pages_refuse_with_a_page(ask: Ask) -> None:
    refused = ask("/queries/events-in-a-year?year=<b>soon", accept=BROWSER)
    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("text/html")
    assert "a number such as 2023 or -1.5" in unescape(refused.text)
    assert "<b>soon" not in refused.text
    assert ask("/queries/events-in-a-year?format=csv").status_code == 422
    assert ask("/queries/turnout?year=2023").json()["detail"].endswith("it has no parameters")


def test_what_is_no_question_is_not_there(ask: Ask, repository: Path) -> None:
    (rule, *_) = (repository / "shapes" / "rules").glob("*.rq")
    for name in ("no-such-question", rule.stem, "..%2Fshapes%2Frules%2Fsame-as", OF_ACT + ".rq"):
        for place in ("/queries", "/api/queries"):
            assert ask(f"{place}/{name}").status_code == 404


def test_engine_that_is_busy_is_told_from_an_empty_answer(
    engine: Engine, resources: Resources
) -> None:
    async def refuse(*_: object, **__: object) -> Delivery:
        raise EngineBusyError("later")

    busy = SimpleNamespace(**(vars(engine) | {"deliver": refuse}))
    ask_busy = make_asker(cast("Engine", busy), resources)
    for path in ("/queries/turnout", "/api/queries/turnout"):
        assert ask_busy(path).status_code == 503


# ---- Pages ----


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_library_lists_each_question_once(ask: Ask, language: str) -> None:
    page = ask("/queries", accept=BROWSER, **{"accept-language": language}).text
    linked = re.findall(r'<dt[^>]*><a href="/queries/([a-z0-9-]+)">([^<]+)</a>', page)
    assert sorted((name, unescape(title)) for name, title in linked) == [
        (question.name, question.file.titles[language]) for question in LIBRARY.values()
    ]
    assert page.count('class="choose"') == sum(
        bool(question.file.parameters) for question in LIBRARY.values()
    )


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_library_shows_first_what_is_to_look_at(ask: Ask, language: str) -> None:
    page = ask("/queries", accept=BROWSER, **{"accept-language": language}).text
    first = page.partition('<section id="views">')[2].partition("</section>")[0]
    assert page.index(first) < page.index('class="questions"')
    shown = re.findall(r'<li><a href="/queries/([a-z0-9-]+)">', first)
    assert len(shown) == len(set(shown))
    assert set(shown) == {name for name, one in LIBRARY.items() if one.file.view}
    kinds = {one.file.view.kind for one in LIBRARY.values() if one.file.view}
    assert first.count("<dt>") == len(kinds)


def test_list_for_programs(ask: Ask) -> None:
    listed = {one["name"]: one for one in ask("/api/queries").json()}
    assert listed.keys() == LIBRARY.keys()
    one = listed["office-holders-on-a-day"]
    assert one["parameters"] == [
        {"name": "day", "kind": "date", "default": "2021-07-25"},
        {
            "name": "holding",
            "kind": "choice",
            "default": "any",
            "among": ["any", "certainly", "perhaps"],
        },
    ]
    assert one["view"] is None
    assert listed["turnout"]["view"] == "bar(x=election, y=percent, color=source)"
    for path in (one["answer"], one["page"]):
        assert ask(path).status_code == 200


@pytest.mark.parametrize("name", LIBRARY)
def test_page_shows_all_of_a_small_answer(ask: Ask, name: str) -> None:
    page = ask(f"/queries/{name}", accept=BROWSER)
    assert page.status_code == 200
    golden = rows((GOLDEN / f"{name}.csv").read_text(encoding="utf-8"))
    body = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count("<tr>") == len(golden) - 1
    assert f"Rows: {len(golden) - 1}." in page.text
    assert len(re.findall(r'<(?:select|input) id="field-', page.text)) == len(
        LIBRARY[name].file.parameters
    )


def test_page_of_a_value(ask: Ask) -> None:
    path = "/queries/acts-on-a-topic?topic=c:topic-assembly&lang=ru"
    page = ask(path, accept=BROWSER).text
    assert '<option value="topic-assembly" selected>' in page
    assert '<input type="hidden" name="lang" value="ru">' in page
    assert f"broader* &lt;{CONCEPT}topic-assembly&gt;" in page
    assert "VALUES" not in page
    assert "topic=&#39;topic-assembly&#39;" in page
    (search,) = re.findall(r'<input type="search"[^>]*>', page)
    assert 'value=""' in search
    switch = re.findall(r'<a href="([^"]+)" hreflang="kk"', page)
    assert switch == ["/queries/acts-on-a-topic?topic=topic-assembly&amp;lang=kk"]
    for link in re.findall(r"<a [^>]*topic=[^>]*format=[^>]*>", page):
        assert 'rel="nofollow"' in link
        (href,) = re.findall(r'href="([^"]+)"', link)
        assert ask(unescape(href)).status_code == 200
    (query,) = re.findall(r'href="(/query\?query=[^"]+)"', page)
    (text,) = parse_qs(urlsplit(unescape(query)).query)["query"]
    shown = unescape(page.partition('aria-label="SPARQL">')[2].partition("</pre>")[0])
    assert text == shown


def test_things_are_links_and_numbers_stand_right(ask: Ask) -> None:
    page = ask("/queries/concepts-in-a-language?list=status", accept=BROWSER).text
    assert '<td><a href="/page/concept/status-planned">planned</a></td>' in page
    assert '<td><a href="/page/concept/status-planned" lang="kk">жоспарланған</a></td>' in page
    page = ask("/queries/party-seats-in-two-elections", accept=BROWSER).text
    assert '<td class="number"><span>76</span></td>' in page
    assert "<td></td>" in page


def test_links_that_newsletters_mark_lead_to_the_page(ask: Ask) -> None:
    marked = ask("/queries/turnout?utm_source=letter&fbclid=x", accept=BROWSER)
    assert marked.status_code == 200


def test_no_rows_is_an_answer(ask: Ask) -> None:
    page = ask("/queries/events-in-a-year?year=1801", accept=BROWSER)
    assert page.status_code == 200
    assert '<p class="nothing">' in page.text
    assert "<table" not in page.text


def test_page_of_a_large_answer_has_its_first_rows(
    monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    monkeypatch.setattr("kzgraph.web.questions.ROWS_SHOWN", 3)
    # At an address of its own: pages are kept, and the other tests want all rows.
    page = ask("/queries/seats-by-party?utm_source=short", accept=BROWSER).text
    count = len(rows((GOLDEN / "seats-by-party.csv").read_text(encoding="utf-8"))) - 1
    assert count > 3
    assert page.partition("<tbody>")[2].count("<tr>") == 3
    assert f"Rows: {count}." in page
    assert "this table has the first 3." in page


def test_page_is_not_sent_again_to_who_has_it(ask: Ask) -> None:
    path = "/queries/events-in-a-year"
    tags = {ask(f"{path}?year={year}").headers["etag"] for year in (2022, 2023)}
    tags.add(ask(path, **{"accept-language": "ru"}).headers["etag"])
    tags.add(ask(path).headers["etag"])
    assert len(tags) == 4
    assert ask(path, **{"if-none-match": ask(path).headers["etag"]}).status_code == 304
    assert ask("/api/queries", **{"if-none-match": "*"}).status_code == 304


# ---- Descriptions ----


def test_description_has_each_question_with_its_parameters(ask: Ask) -> None:
    paths = ask("/openapi.json").json()["paths"]
    for name, question in LIBRARY.items():
        operation = paths[f"/api/queries/{name}"]["get"]
        assert operation["summary"] == question.file.title
        assert "422" in operation["responses"]
        names = [one["name"] for one in operation["parameters"]]
        own = [one.name for one in question.file.parameters]
        assert names == [*own, "format", "timeout"]
    day, holding, *_ = paths["/api/queries/office-holders-on-a-day"]["get"]["parameters"]
    assert day["schema"] == {"type": "string", "format": "date", "default": "2021-07-25"}
    assert holding["schema"]["enum"] == ["any", "certainly", "perhaps"]
    (year, *_) = paths["/api/queries/events-in-a-year"]["get"]["parameters"]
    assert (year["schema"]["type"], year["example"]) == ("number", 2023)


def test_defaults_of_the_description_are_answered(ask: Ask) -> None:
    for path, item in ask("/openapi.json").json()["paths"].items():
        if path.startswith("/api/queries/"):
            given: dict[str, Any] = {
                one["name"]: one["example"] for one in item["get"]["parameters"] if "example" in one
            }
            if given:
                assert ask(f"{path}?{httpx.QueryParams(given)}").status_code == 200


# ---- New files ----


@pytest.fixture
def copy(resources: Resources, tmp_path: Path) -> Resources:
    """The resources with a folder of queries that can change."""
    for path in resources.root.iterdir():
        if path.name not in {"queries", "build"} and not path.name.startswith("."):
            (tmp_path / path.name).symlink_to(path)
    shutil.copytree(resources.queries, tmp_path / "queries")
    return replace(resources, root=tmp_path, build_folder=resources.build)


def test_new_file_is_everywhere(engine: Engine, copy: Resources) -> None:
    (copy.queries / "labels-that-hold.rq").write_text(ADDED, encoding="utf-8")
    ask = make_asker(engine, copy)
    assert "/queries/labels-that-hold" in ask("/queries", accept=BROWSER).text
    assert "labels-that-hold" in [one["name"] for one in ask("/api/queries").json()]
    operation = ask("/openapi.json").json()["paths"]["/api/queries/labels-that-hold"]["get"]
    assert [one["name"] for one in operation["parameters"]][:4] == [
        "words",
        "tongue",
        "most",
        "how",
    ]
    page = ask("/queries/labels-that-hold?words=a%22%5C%7B&most=2.5", accept=BROWSER)
    assert page.status_code == 200
    assert 'maxlength="1000" value="a&#34;\\{"' in page.text
    answer = ask("/api/queries/labels-that-hold?words=assembly&most=3.0&format=csv").text
    found = rows(answer)[1:]
    assert found
    assert all("assembly" in label and number == "1.5" for label, number in found)
    assert ask("/api/queries/labels-that-hold?how=some").json()["results"]["bindings"] == []
    assert ask("/api/queries/labels-that-hold?tongue=fr").json()["allowed"] == ["en", "kk", "ru"]


def test_new_file_changes_the_tags_of_pages(engine: Engine, copy: Resources) -> None:
    before = make_asker(engine, copy)("/queries").headers["etag"]
    (copy.queries / "labels-that-hold.rq").write_text(ADDED, encoding="utf-8")
    assert make_asker(engine, copy)("/queries").headers["etag"] != before


def test_file_that_cannot_be_served_is_told_at_the_start(engine: Engine, copy: Resources) -> None:
    text = ADDED.replace("SELECT ?label ?number", "SELECT ?label ?number ?words")
    (copy.queries / "labels-that-hold.rq").write_text(text, encoding="utf-8")
    with pytest.raises(SyntaxInFileError, match=r"labels-that-hold\.rq:8: .*projects"):
        create_app(engine, resources=copy)
