"""What a page shows of a neighbourhood."""

from __future__ import annotations

import pytest

from kzgraph.engine import Literal, Store, load_text
from kzgraph.linked import (
    LANGUAGES,
    SECTIONS,
    Directory,
    View,
    Viewer,
    iri_of,
    look_around,
    name_of,
    page_path,
)
from kzgraph.model.names import KINDS
from kzgraph.vocabulary.prefixes import BASE, ID, PREFIXES
from kzgraph.web.pages import Address, write_page
from kzgraph.web.words import words_of

PREFIX_LINES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
DATA = """
graph:ontology {
    :Claim rdfs:label "claim"@en, "утверждение"@ru .
    :when rdfs:label "when"@en .
}
graph:entities {
    id:person-a a foaf:Person ; skos:prefLabel "A"@en, "А"@ru ; skos:altLabel "Aa"@en .
    id:document-x a :SourceDocument ; rdfs:label "Report X"@en .
    graph:x rdfs:label "What X reports"@en .
}
graph:x {
    id:sentence-x-a a :Sentence ; rdfs:label "A sentenced in May"@en ;
        :against id:person-a ; :when "2023-05" ; prov:wasDerivedFrom id:passage-x-5-9 .
    id:sentence-x-b a :Sentence ; rdfs:label "A sentenced in June"@en ;
        :against id:person-a ; :when "2023-06" ; prov:wasDerivedFrom id:passage-x-1-4 .
    id:claim-x-by a :Claim ; :by id:person-a ; prov:wasDerivedFrom id:passage-x-1-4 .
    id:claim-x-about a :Claim ; :by id:document-x ; :concerns id:person-a ;
        rdfs:label "<script>alert(1)</script>"@en ; prov:wasDerivedFrom id:passage-x-1-4 .
    id:recommendation-x a :Recommendation ; :by id:person-a ; prov:wasDerivedFrom id:passage-x-1-4 .
    id:characterization-x-own a :Characterization ; :describes id:person-a ;
        :inDocument id:document-x ; prov:wasDerivedFrom id:passage-x-1-4 .
    id:characterization-x-other a :Characterization ; :describes id:person-a ; :by id:person-a ;
        :inDocument id:document-x ; prov:wasDerivedFrom id:passage-x-1-4 .
    id:passage-x-1-4 a :Passage ; oa:hasSource id:document-x ; :startLine 1 ; :endLine 2 ;
        oa:hasSelector id:selector-x-1-4 .
    id:passage-x-5-9 a :Passage ; oa:hasSource id:document-x ; :startLine 3 ; :endLine 3 .
    id:selector-x-1-4 oa:start 1 ; oa:end 4 .
}
graph:derived {
    id:person-a a :OppositionFigure .
    id:sentence-x-a :sortDate "2023-05-01" ; :conflictsWith id:sentence-x-b .
    id:sentence-x-b :sortDate "2023-06-01" ; :conflictsWith id:sentence-x-a .
}
"""


def make_view(language: str = "en", name: str = "person-a") -> View:
    store: Store = load_text(PREFIX_LINES + DATA)
    directory = Directory.of(store)
    found = look_around(store, directory, ID + name)
    assert found is not None
    return Viewer(directory, language, {PREFIXES["foaf"] + "Person": "person"}).view(found)


def test_a_derived_class_is_no_kind_and_stands_apart() -> None:
    item = make_view().item
    assert [kind.text for kind in item.kinds] == ["person"]
    assert [line.values[0].text for line in item.derived] == ["ontology#OppositionFigure"]
    assert not item.sources
    assert [graph.iri for graph in item.graphs] == [f"{BASE}graph/entities"]


def test_groups_keep_claims_of_the_thing_apart_from_claims_about_it() -> None:
    groups = {
        (group.section, group.role): [item.value.iri for item in group.items]
        for group in make_view().groups
    }
    assert groups == {
        ("justice", ""): [f"{ID}sentence-x-a", f"{ID}sentence-x-b"],
        ("claims", "by"): [f"{ID}claim-x-by", f"{ID}recommendation-x"],
        ("characterizations", "by"): [f"{ID}characterization-x-other"],
        ("characterizations", "about"): [f"{ID}characterization-x-own"],
        ("claims", "about"): [f"{ID}claim-x-about"],
    }


def test_a_document_itself_describes_where_it_names_nobody_who_does() -> None:
    groups = {
        group.role: [item.value.iri for item in group.items]
        for group in make_view(name="document-x").groups
        if group.section == "characterizations"
    }
    assert groups == {
        "by": [f"{ID}characterization-x-own"],
        "about": [f"{ID}characterization-x-other"],
    }


def test_sources_have_document_lines_and_characters() -> None:
    (source,) = make_view().groups[0].items[1].sources
    assert source.document.text == "Report X"
    assert (source.lines, source.characters) == (("1", "2"), ("1", "4"))
    (other,) = make_view().groups[0].items[0].sources
    assert (other.lines, other.characters) == (("3",), ())


def test_what_contradicts_stands_side_by_side_once() -> None:
    (one,) = make_view().disagreements
    assert [item.value.text for item in one.items] == ["A sentenced in May", "A sentenced in June"]
    ((name, sides),) = one.rows
    assert name.text == "when"
    assert [[value.text for value in side] for side in sides] == [["2023-05"], ["2023-06"]]


def test_labels_come_in_the_language_or_say_theirs() -> None:
    view = make_view("ru")
    assert (view.item.value.text, view.item.value.language) == ("А", "ru")
    kinds = {kind.text for group in view.groups for item in group.items for kind in item.kinds}
    assert "утверждение" in kinds
    source = view.groups[0].items[0].sources[0]
    assert (source.document.text, source.document.language) == ("Report X", "en")


def test_texts_of_the_data_are_escaped() -> None:
    page = write_page(
        "thing.html",
        Address(),
        view=make_view(),
        path="/page/person-a",
        documents=[],
        query="",
        schema={"name": "</script><script>alert(1)</script>"},
    )
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_names_and_iris_lead_to_each_other() -> None:
    for name, iri in {
        "person-a": ID + "person-a",
        "concept/c": BASE + "concept/c",
        "graph/x": BASE + "graph/x",
        "query/q": BASE + "query/q",
        "dataset": BASE + "dataset",
    }.items():
        assert (iri_of(name), name_of(iri), page_path(iri)) == (iri, name, f"/page/{name}")
    assert page_path(PREFIXES[""] + "Claim") == "/ontology#Claim"
    for iri in ("https://example.org/id/a", BASE, ID, ID + "a/b", ID + "a#b", BASE + "other/a"):
        assert name_of(iri) is page_path(iri) is None
    for name in ("", "a b", "a/b", "concept/", "/a", "concept/a/b", "a\n", "Жан"):
        assert iri_of(name) is None


def test_sections_are_in_order_and_have_words() -> None:
    sections = [group.section for group in make_view().groups]
    assert sections == sorted(sections, key=SECTIONS.index)
    for language in LANGUAGES:
        words = words_of(language)
        assert all(words[f"section_{section}"] for section in SECTIONS)
    assert set(KINDS.values()) - set(SECTIONS) == set()


@pytest.mark.parametrize(
    ("text", "language", "path"),
    [
        ("Report X", "en", "/page/document-x"),
        ("claim", "en", "/ontology#Claim"),
        ("А", "ru", "/page/person-a"),
        ("А", "en", None),
        ("Report X", None, None),
        ("Same", "en", None),
        ("Nobody", "en", None),
    ],
)
def test_an_answer_leads_to_what_alone_is_called_so(
    text: str, language: str | None, path: str | None
) -> None:
    alike = 'graph:entities { id:person-b rdfs:label "Same"@en . id:person-c rdfs:label "Same"@en }'
    viewer = Viewer(Directory.of(load_text(PREFIX_LINES + DATA + alike)), "en", {})
    shown = viewer.show_answer(Literal(text, language=language))
    assert (shown.text, shown.path) == (text, path)
