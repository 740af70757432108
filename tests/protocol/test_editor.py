"""What the editor asks for: `/api/vocabulary`, `/api/labels`, and the page itself."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import httpx
import pytest

from kzgraph.engine import Engine, Facts, Limits
from kzgraph.library import read_library
from kzgraph.resources import Resources
from kzgraph.views import CHANNELS
from kzgraph.vocabulary.prefixes import ID, PREFIXES, expand
from kzgraph.web.application import create_app
from kzgraph.web.editor import MOST_LABELS
from kzgraph.web.words import words_of, words_of_script

Ask = Callable[..., httpx.Response]
FRONTEND = re.compile(r"\bsay\(\s*\"([a-z_]+)\"|say\([^)]*\? \"([a-z_]+)\" : \"([a-z_]+)\"")


@pytest.fixture(scope="module")
def ask(resources: Resources) -> Ask:
    """Ask an application that serves the built graph."""
    engine = SimpleNamespace(facts=Facts(3, ()), has_workers=True, limits=Limits())
    app = create_app(cast("Engine", engine), resources=resources)

    def ask(path: str, **parameters: object) -> httpx.Response:
        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.get(path, params=cast("dict[str, str]", parameters) or None)

        return asyncio.run(request())

    return ask


def test_the_vocabulary_has_what_queries_use_with_labels_to_find_it(ask: Ask) -> None:
    given = ask("/api/vocabulary", lang="ru").json()
    assert given["prefixes"] == dict(PREFIXES)
    classes = {term["name"]: term for term in given["classes"]}
    properties = {term["name"]: term for term in given["properties"]}
    assert classes[":Claim"]["labels"][0] == "утверждение"
    assert classes[":Claim"]["definition"]
    assert {"foaf:Person", "org:Organization", "skos:Concept"} <= classes.keys()
    assert ":Claim" in properties[":content"]["with"]
    assert {"rdf:type", "rdfs:label", "skos:prefLabel", "dcterms:title"} <= properties.keys()
    for term in (*given["classes"], *given["properties"]):
        assert expand(term["name"]) == term["iri"]
        assert term["count"] >= 0
        assert all(term["labels"])
    for terms in (given["classes"], given["properties"]):
        counts = [term["count"] for term in terms]
        assert counts == sorted(counts, reverse=True)


def test_the_vocabulary_has_each_term_of_ours_that_the_library_uses(
    ask: Ask, resources: Resources
) -> None:
    given = ask("/api/vocabulary").json()
    known = {term["name"] for term in (*given["classes"], *given["properties"])}
    texts = [question.file.sparql for question in read_library(resources.queries).values()]
    used = {name for text in texts for name in re.findall(r"(?<![\w:]):[A-Za-z]\w*", text)}
    assert len(used) > 100
    assert used <= known


def test_labels_are_given_in_the_language_of_the_reader(ask: Ask) -> None:
    person, unknown = ID + "person-zhanbolat-mamay", "http://example.org/nobody"
    asked = [person, PREFIXES["foaf"] + "Person", PREFIXES[""] + "Claim", unknown]
    given = ask("/api/labels", iri=asked, lang="ru").json()
    assert given.keys() == {*asked} - {unknown}
    assert given[person] == {
        "label": "Zhanbolat Mamay",
        "language": "en",
        "page": "/page/person-zhanbolat-mamay",
    }
    assert given[asked[1]] == {"label": "человек", "language": "ru", "page": None}
    assert given[asked[2]]["page"] == "/ontology#Claim"
    assert ask("/api/labels").json() == {}


def test_too_many_labels_at_once_are_refused(ask: Ask) -> None:
    iris = [f"{ID}x-{number}" for number in range(MOST_LABELS + 1)]
    assert ask("/api/labels", iri=iris[1:]).status_code == 200
    refused = ask("/api/labels", iri=iris)
    assert (refused.status_code, refused.json()["parameter"]) == (422, "iri")


@pytest.mark.parametrize("path", ["/api/vocabulary", "/api/labels"])
def test_a_language_that_is_none_of_ours_is_refused_here_too(ask: Ask, path: str) -> None:
    assert ask(path, lang="de").status_code == 400


def test_the_page_has_an_example_for_each_question(ask: Ask, resources: Resources) -> None:
    page = ask("/query").text
    for name, question in read_library(resources.queries).items():
        assert f'<option value="{name}">' in page
        listed = {each["name"]: each for each in ask("/api/queries").json()}
        assert listed[name]["sparql"] == question.example.strip()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_page_gives_its_script_all_words(ask: Ask, resources: Resources, language: str) -> None:
    page = ask("/query", lang=language).text
    (written,) = re.findall(r'<script type="application/json" id="words">(.*?)</script>', page)
    given = json.loads(written)
    assert given == words_of_script(language, "editor", "view")
    scripts = (resources.root / "frontend" / "src").rglob("*.js")
    found = [each for path in scripts for each in FRONTEND.findall(path.read_text())]
    needed = {word for words in found for word in words if word}
    needed |= {f"kind_{kind}" for kind in ("table", *CHANNELS)}
    needed |= {f"channel_{one.rstrip('?')}" for known in CHANNELS.values() for one in known}
    assert len(needed) > 15
    assert needed <= given.keys()
    assert words_of(language)["editor_run"] == given["run"]
