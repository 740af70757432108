"""`/search`, `/api/search`, `/api/suggest` and what browsers need for them."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from xml.etree import ElementTree as ET

import httpx
import pytest

from kzgraph.engine import Engine, Facts, Limits
from kzgraph.resources import Resources
from kzgraph.search import SECTIONS
from kzgraph.vocabulary.prefixes import ID, PREFIXES
from kzgraph.web.application import create_app
from kzgraph.web.pages import Address
from kzgraph.web.site import Site

Ask = Callable[..., httpx.Response]
TOKAYEV = ID + "person-kassym-jomart-tokayev"
PATHS = ("/search", "/api/search", "/api/suggest")
SAID = "Somebody says so, the graph does not."
ALIKE = {
    "en": "Nothing is called so; these have similar words or letters:",
    "ru": "Точно так ничего не называется; вот что похоже словами или буквами:",
    "kk": "Дәл осылай аталатын ештеңе жоқ; мыналардың сөздері не әріптері ұқсас:",
}
OPEN_SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(scope="module")
def ask(resources: Resources) -> Ask:
    """Ask an application that serves the built graph."""
    engine = SimpleNamespace(facts=Facts(3, ()), has_workers=True, limits=Limits())
    app = create_app(cast("Engine", engine), resources=resources)

    def ask(
        path: str, method: str = "GET", fields: dict[str, str] | None = None, **parameters: object
    ) -> httpx.Response:
        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                given = {name: str(value) for name, value in parameters.items()}
                return await client.request(method, path, params=given or None, headers=fields)

        return asyncio.run(request())

    return ask


# ---- What is given ----


def test_a_name_in_another_script_gives_the_thing_with_all_about_it(ask: Ask) -> None:
    answer = ask("/api/search", q=" Тоқаев ", limit=1, lang="ru")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-language"] == "ru"
    document = answer.json()
    assert document["query"] == "Тоқаев"
    (first,) = document["results"]
    referring = first.pop("referring")
    assert referring > 50
    assert first == {
        "iri": TOKAYEV,
        "label": "Kassym-Jomart Tokayev",
        "language": "en",
        "kind": "persons",
        "kinds": [PREFIXES["foaf"] + "Person"],
        "matched": "Toqaev",
        "score": 1.0,
        "by": [],
        "accordingTo": [],
        "documents": [],
        "page": "http://here/page/person-kassym-jomart-tokayev?lang=ru",
    }
    assert document["kinds"][0] == {"kind": "persons", "label": "Люди", "count": 1}


def test_labels_are_in_the_language_of_the_reader(ask: Ask) -> None:
    for language in ("en", "ru", "kk"):
        results = ask("/api/search", q="opposition", fields={"accept-language": language}).json()
        assert results["results"][0]["language"] == language


def test_kinds_count_all_and_choose_some(ask: Ask) -> None:
    whole = ask("/api/search", q="media").json()
    assert whole["count"] == sum(kind["count"] for kind in whole["kinds"])
    for kind in whole["kinds"]:
        chosen = ask("/api/search", q="media", kind=kind["kind"], limit=100).json()
        assert chosen["count"] == kind["count"]
        assert {one["kind"] for one in chosen["results"]} == {kind["kind"]}
        assert chosen["kinds"] == whole["kinds"]


def test_a_record_says_who_tells_it(ask: Ask) -> None:
    results = ask("/api/search", q="wrongdoing is everywhere", kind="claims").json()["results"]
    assert PREFIXES[""] + "Claim" in results[0]["kinds"]
    assert results[0]["by"] == results[0]["documents"] == [ID + "document-nit-2022"]
    page = ask("/search", q="wrongdoing is everywhere").text
    assert SAID in page
    assert page.count("/page/document-nit-2022") >= 2


def test_who_reports_something_is_not_who_did_it(ask: Ask) -> None:
    question = "Website of Azattyq allegedly slowed"
    first = ask("/api/search", q=question).json()["results"][0]
    assert first["iri"] == ID + "happening-fiw-2024-azattyq-throttled"
    assert first["by"] == [ID + "organization-government-of-kazakhstan"]
    assert first["accordingTo"] == [ID + "organization-open-observatory-of-network-interference"]
    (line,) = re.findall(r"<p>According to: .*", ask("/search", q=question).text)
    assert "open-observatory-of-network-interference" in line
    assert "government-of-kazakhstan" not in line


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("claims", "wrongdoing is everywhere"),
        ("claims", "Review the January 2022 events comprehensively"),
        ("characterizations", "Ak Zhol moderate opposition"),
    ],
)
def test_what_somebody_says_is_marked(ask: Ask, kind: str, question: str) -> None:
    text = ask("/search", q=question, kind=kind).text
    assert text.count(SAID) == text.count("<h2>") > 0


def test_it_is_said_when_nothing_is_called_so(ask: Ask) -> None:
    for question, is_exact in {
        **dict.fromkeys(("Nur-Sultan", "tokayef", "Tok", "wrongdoing is everywhere"), True),
        **dict.fromkeys(("Bloody January", "zhanbolat mamaev"), False),
    }.items():
        assert ask("/api/search", q=question).json()["exact"] is is_exact, question
        for language, words in ALIKE.items():
            text = ask("/search", q=question, lang=language).text
            assert (words in text) is not is_exact, (question, language)


def test_what_is_not_found_is_not_said_to_be_alike(ask: Ask) -> None:
    document = ask("/api/search", q="xyzzy").json()
    assert (document["exact"], document["results"]) == (False, [])
    assert ALIKE["en"] not in ask("/search", q="xyzzy").text


def test_suggestions_are_names_of_things_with_kinds_and_pages(ask: Ask) -> None:
    answer = ask("/api/suggest", q="nur ot")
    assert answer.headers["content-type"] == "application/x-suggestions+json"
    asked, names, kinds, pages = answer.json()
    assert (asked, names[0], kinds[0]) == ("nur ot", "Amanat", "political party · Nur Otan")
    assert pages[0] == "http://here/page/organization-amanat"
    assert len(names) == len(kinds) == len(pages) <= 10
    assert len(ask("/api/suggest", q="a").json()[1]) == 10
    # Records tell of media laws, too.
    assert len(ask("/api/suggest", q="media law").json()[1]) < 10
    assert ask("/api/search", q="media law").json()["count"] > 10


def test_pages_hold_every_result_once(ask: Ask) -> None:
    found = ask("/api/search", q="election", kind="claims", limit=100).json()
    assert 20 < found["count"] <= 100
    shown: list[str] = []
    for page in range(1, -(-found["count"] // 20) + 1):
        text = ask("/search", q="election", kind="claims", page=page).text
        shown += [one["iri"] for one in found["results"] if f'{one["iri"][len(ID) :]}"' in text]
        assert ('rel="next nofollow"' in text) == (page * 20 < found["count"])
    assert sorted(shown) == sorted(one["iri"] for one in found["results"])
    beyond = ask("/search", q="election", kind="claims", page=9)
    assert (beyond.status_code, beyond.json()["detail"]) == (404, f"there is no page 9 of {page}")


def test_one_exact_match_does_not_lead_away(ask: Ask) -> None:
    assert ask("/search", q="DPK").status_code == 200


def test_without_a_question_there_is_the_form(ask: Ask) -> None:
    for q in ("", "  "):
        assert 'role="search"' in ask("/search", q=q).text
        assert ask("/api/search", q=q).json()["results"] == []
        assert ask("/api/suggest", q=q).json() == ["", [], [], []]


def test_what_is_asked_is_text_and_nothing_else(ask: Ask) -> None:
    text = ask("/search", q='"><script>alert(1)</script>').text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert ask("/api/search", q='tokaev" OR key:* NEAR(').json()["count"] > 0


def test_a_chosen_language_stays(ask: Ask) -> None:
    text = ask("/search", q="media", lang="kk").text
    assert '<input type="hidden" name="lang" value="kk">' in text
    assert 'href="/search?q=media&amp;kind=claims&amp;lang=kk"' in text
    assert "/search?q=media&amp;lang=ru" in text


# ---- Errors ----


@pytest.mark.parametrize("path", PATHS)
def test_a_long_question_is_refused(ask: Ask, path: str) -> None:
    assert ask(path, q="я" * 200).status_code == 200
    answer = ask(path, q="я" * 201)
    assert (answer.status_code, answer.json()["parameter"]) == (422, "q")
    assert "200" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        *((path, "kind", "people") for path in PATHS),
        *(("/api/search", "limit", value) for value in ("0", "101", "x", "-1", "1.5", "")),
        *(("/search", "page", value) for value in ("0", "x", "99999999", "")),
    ],
)
def test_a_wrong_parameter_is_named(ask: Ask, path: str, name: str, value: str) -> None:
    answer = ask(path, q="media", **{name: value})
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["parameter"], problem["given"]) == (name, value)
    if name == "kind":
        assert problem["allowed"] == list(SECTIONS)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        *((path, name) for path in PATHS for name in ("q", "kind")),
        *(("/api/search", "limit"), ("/search", "page")),
    ],
)
def test_a_parameter_that_is_given_twice_is_refused(ask: Ask, path: str, name: str) -> None:
    answer = ask(f"{path}?{name}=1&{name}=2")
    assert (answer.status_code, answer.json()["parameter"]) == (422, name)
    assert answer.json()["given"] == "2"
    assert "2 times" in answer.json()["detail"]


def test_a_language_that_is_none_of_ours_is_refused(ask: Ask) -> None:
    for path in PATHS:
        assert ask(path, q="media", lang="de").status_code == 400


# ---- HTTP ----


@pytest.mark.parametrize("path", [*PATHS, "/opensearch.xml", "/static/suggest.js"])
def test_answers_have_validators(ask: Ask, path: str) -> None:
    answer = ask(path, q="media")
    again = ask(path, q="media", fields={"if-none-match": answer.headers["etag"]})
    assert (answer.status_code, again.status_code, again.content) == (200, 304, b"")
    head = ask(path, "HEAD", q="media")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == answer.headers["etag"]
    assert answer.headers["access-control-allow-origin"] == "*"
    if path in PATHS:
        other = ask(path, q="law", fields={"if-none-match": answer.headers["etag"]})
        assert other.status_code == 200


def test_browsers_are_told_where_to_ask(ask: Ask) -> None:
    answer = ask("/opensearch.xml")
    assert answer.headers["content-type"] == "application/opensearchdescription+xml"
    described = ET.fromstring(answer.content)  # noqa: S314  (it is ours)
    assert len(described.findtext(OPEN_SEARCH + "ShortName") or "") <= 16
    urls = {url.get("type"): url.get("template") for url in described.iter(OPEN_SEARCH + "Url")}
    for media_type, path in zip(("text/html", "application/json"), PATHS, strict=False):
        assert urls[media_type] == f"http://here{path}?q={{searchTerms}}"
    assert urls["application/x-suggestions+json"] == "http://here/api/suggest?q={searchTerms}"


def test_caches_keep_only_the_scripts_whose_names_change_with_them(
    ask: Ask, resources: Resources
) -> None:
    names = {path.name for path in resources.frontend.glob("*.js")}
    entries = {"figure.js", "query.js", "suggest.js"}
    assert names > entries
    for name in (*entries, "regions.json", "icon.svg"):
        answer = ask(f"/static/{name}")
        assert answer.headers["cache-control"] == "no-cache"
        again = ask(f"/static/{name}", fields={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
    for name in names - entries:
        answer = ask(f"/static/{name}")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_scripts_are_those_of_the_tag_whatever_is_built_meanwhile(
    resources: Resources, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    shutil.copytree(resources.frontend, root / "build" / "frontend")
    for path in (*resources.root.iterdir(), *resources.build.iterdir()):
        place = root / path.relative_to(resources.root)
        if not place.exists():
            place.symlink_to(path)
    copy, address = Resources(root), Address("", "http://here", "", linked=True)
    script = copy.frontend / "query.js"
    before = script.read_bytes()
    first = Site.read(copy, address)
    script.write_bytes(b"other")
    second = Site.read(copy, address)
    assert (first.static["query.js"], second.static["query.js"]) == (before, b"other")
    assert first.state.tag != second.state.tag


def test_scripts_and_images_are_ours_alone(ask: Ask) -> None:
    assert ask("/static/suggest.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert ask("/static/icon.svg").headers["content-type"] == "image/svg+xml"
    for name in ("other.js", "%2e%2e%2fpages.py", "style.css"):
        assert ask(f"/static/{name}").status_code == 404
    page = ask("/search")
    assert re.findall(r"<script[^>]*>", page.text) == [
        '<script type="module" src="/static/suggest.js">'
    ]
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'; img-src 'self';" in policy
    assert '<link rel="icon" type="image/svg+xml" href="/static/icon.svg">' in page.text
    assert "unsafe" not in policy
