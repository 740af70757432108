"""The page that explains the ontology: on the real build, in each language."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef

from kzgraph.engine import Store, load_packaged, select_rows
from kzgraph.model.documentation import Constraint, Documentation, Rule
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import CONCEPT, ID, PREFIXES
from kzgraph.web.ontology import read_documentation, write_ontology_page
from kzgraph.web.pages import Address
from kzgraph.web.words import LANGUAGES, words_of

VOID = {"meta", "link", "br", "hr", "img", "input"}
TERMS = PREFIXES[""]
BELONGING = {"ignoredProperties", "qualifiedValueShape"}
"""Parameters of SHACL that are told with another one."""
NO_CONSTRAINTS = {
    *("description", "message", "name", "path", "property", "severity", "alternativePath"),
    *("targetClass", "targetSubjectsOf"),
}


class Reader(HTMLParser):
    """Reads a page: elements in order, and that each is closed where it must be.

    Attributes:
        elements: name, attributes and language of each element.
        texts: id of a section → its text.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], str]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, str, str]] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        outer = self._open[-1][2] if self._open else ""
        language = attributes.get("lang") or outer
        self.elements.append((tag, attributes, language))
        if tag not in VOID:
            self._open.append((tag, attributes.get("id") or "", language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, name, _ in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data

    def values(self, attribute: str) -> list[str]:
        return [value for _, found, _ in self.elements if (value := found.get(attribute))]


@pytest.fixture(scope="module")
def documentation(resources: Resources) -> Documentation:
    return read_documentation(resources.documentation.read_bytes())


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(documentation: Documentation, language: str) -> str:
    return write_ontology_page(documentation, Address(), language)


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


@pytest.fixture(scope="module")
def ontology(resources: Resources) -> Graph:
    graph = Graph()
    for path in resources.ontology.rglob("*.ttl"):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def store(resources: Resources) -> Store:
    return load_packaged(resources.dataset)


def texts(graph: Graph, subject: URIRef, predicate: URIRef, language: str) -> list[str]:
    return [
        str(text)
        for text in graph.objects(subject, predicate)
        if isinstance(text, Literal) and text.language == language
    ]


# What is on the page


def test_every_term_of_ours_has_its_place_and_label(
    read: Reader, ontology: Graph, language: str
) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    own = [term for term in terms if isinstance(term, URIRef) and term.startswith(TERMS)]
    assert own
    for term in own:
        shown = read.texts[term.removeprefix(TERMS)]
        for text in (
            *texts(ontology, term, RDFS.label, language),
            *texts(ontology, term, SKOS.definition, "en"),
            *texts(ontology, term, SKOS.example, "en"),
        ):
            assert text in shown


def test_every_scheme_has_its_place_and_link(read: Reader, ontology: Graph, language: str) -> None:
    schemes = list(ontology.subjects(RDF.type, SKOS.ConceptScheme))
    assert schemes
    for scheme in schemes:
        assert isinstance(scheme, URIRef)
        name = scheme.removeprefix(CONCEPT)
        (label,) = texts(ontology, scheme, SKOS.prefLabel, language)
        assert label in read.texts[f"concept-{name}"]
        assert f"/page/concept/{name}" in read.values("href")


def test_alignments_are_links(read: Reader, documentation: Documentation, ontology: Graph) -> None:
    near = {
        str(other)
        for relation in (SKOS.broadMatch, SKOS.closeMatch, SKOS.relatedMatch)
        for term, other in ontology.subject_objects(relation)
        if str(term).startswith(TERMS)
    }
    # Terms that the graph itself uses are explained on the page.
    here = {term.iri for term in documentation.terms}
    assert near - here
    assert near - here <= set(read.values("href"))


def test_examples_name_their_sources(page: str, documentation: Documentation) -> None:
    shown = sum(len(each.members) for each in documentation.classes)
    shown += sum(each.statement is not None for each in documentation.properties)
    assert shown > 300
    assert page.count('<span class="source">') == shown


def test_nobody_is_an_example_of_what_documents_say_of_him(documentation: Documentation) -> None:
    said = {TERMS + "DescribedAsOpposition", TERMS + "OppositionFigure"}
    found = [each for each in documentation.classes if each.term.iri in said]
    assert len(found) == 2
    assert all(each.term.count and not each.members for each in found)


# The page as HTML


def test_links_lead_somewhere(read: Reader, store: Store, language: str) -> None:
    ids = read.values("id")
    assert sorted(ids) == sorted(set(ids))
    links = set(read.values("href"))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    pages = {link for link in links if link.startswith("/page/")}
    iris = {
        (CONCEPT if page.startswith("/page/concept/") else ID) + page.rsplit("/", 1)[1]
        for page in pages
    }
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    rows = select_rows(
        store, f"SELECT DISTINCT ?s {{ VALUES ?s {{ {values} }} FILTER EXISTS {{ ?s a ?c }} }}"
    )
    assert {str(row["s"]) for row in rows} == iris
    rest = {link for link in links - pages if not link.startswith(("#", "http"))}
    switch = {f"/ontology?lang={each}" for each in LANGUAGES if each != language}
    assert rest == {"/", "/shapes"} | switch


def test_headings_are_in_order(read: Reader, language: str) -> None:
    levels = [int(tag[1]) for tag, _, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    assert read.elements[0][:2] == ("html", {"lang": language})


def test_the_page_needs_no_script_and_no_inline_style(read: Reader) -> None:
    assert "script" not in {tag for tag, _, _ in read.elements}
    assert read.values("style") == []


def test_text_in_another_language_is_marked(page: str, ontology: Graph, language: str) -> None:
    (definition,) = texts(ontology, URIRef(TERMS + "Case"), SKOS.definition, "en")
    assert (f'<span lang="en">{definition}' in page) == (language != "en")


def test_diagrams_are_named_in_the_language_of_the_page(read: Reader, language: str) -> None:
    title = words_of(language)["diagram"] % words_of(language)["module_justice"]
    assert title in read.texts["module-justice"]


# Counts


def test_counts_are_those_of_queries(documentation: Documentation, store: Store) -> None:
    members = count(store, "SELECT ?of (COUNT(DISTINCT ?x) AS ?n) { ?x a ?of } GROUP BY ?of")
    uses = count(store, "SELECT ?of (COUNT(*) AS ?n) { ?x ?of ?y } GROUP BY ?of")
    in_scheme = f"<{SKOS.inScheme}>"
    concepts = count(store, f"SELECT ?of (COUNT(?x) AS ?n) {{ ?x {in_scheme} ?of }} GROUP BY ?of")
    assert [(each.term.iri, each.term.count) for each in documentation.classes] == [
        (each.term.iri, members.get(each.term.iri, 0)) for each in documentation.classes
    ]
    assert [(each.term.iri, each.term.count) for each in documentation.properties] == [
        (each.term.iri, uses.get(each.term.iri, 0)) for each in documentation.properties
    ]
    assert {each.iri: each.count for each in documentation.schemes} == concepts


def count(store: Store, query: str) -> dict[str, int]:
    return {str(row["of"]): int(str(row["n"])) for row in select_rows(store, query)}


# Words


def test_every_component_of_the_shapes_has_words(resources: Resources) -> None:
    graph = Graph()
    for path in resources.shapes.glob("*.ttl"):
        graph.parse(path)
    used = {
        str(each).removeprefix(str(SH))
        for each in graph.predicates()
        if str(each).startswith(str(SH))
    }
    with_words = {key.removeprefix("ask_") for key in words_of("en") if key.startswith("ask_")}
    assert used - NO_CONSTRAINTS - BELONGING <= with_words


def test_a_component_without_words_is_noticed(documentation: Documentation) -> None:
    unknown = Constraint(component="maxLength", values=("3",), shapes=())
    rule = Rule(
        name="X",
        title="",
        paths=(),
        constraints=(unknown,),
        message="",
        description="",
        severity="violation",
    )
    first, *others = documentation.classes
    with pytest.raises(KeyError, match="ask_maxLength"):
        write_ontology_page(
            replace(documentation, classes=(replace(first, rules=(rule,)), *others)),
            Address(),
            "en",
        )


def test_each_word_is_in_each_language() -> None:
    english = words_of("en")
    for language in LANGUAGES:
        words = words_of(language)
        assert words.keys() == english.keys()
        for key, text in words.items():
            assert text.strip()
            assert text.count("%s") == english[key].count("%s") == text.count("%")
            assert not set(text) & set("<>&")
