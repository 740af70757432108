"""The queries of browsing on the published data: every class, every facet, every order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzgraph.browsing import (
    ALL,
    GROUPS,
    PAGE_LENGTH,
    SEPARATOR,
    BrowsedClass,
    Holds,
    Selection,
    Shows,
    list_classes,
    write_census,
    write_counts,
    write_rows,
)
from kzgraph.engine import Store, load, packaged_source, select_rows
from kzgraph.errors import ParameterError
from kzgraph.linked import LANGUAGES
from kzgraph.resources import find_resources
from kzgraph.vocabulary.prefixes import expand
from kzgraph.web.ontology import read_documentation

Counts = dict[str, dict[str, int]]
"""Facet → value as the data have it → number of members."""

CLASSES: Mapping[str, BrowsedClass] = list_classes(
    read_documentation(find_resources().documentation.read_bytes())
)
LAYOUTS = {
    (each.columns, tuple(each.facets)): name
    for name in CLASSES
    for each in (Selection.read(CLASSES[name], ()),)
}
"""Columns and names of facets → one of the classes that have them."""
of_each_layout = pytest.mark.parametrize("name", LAYOUTS.values())


@cache
def data() -> Store:
    return load(packaged_source(find_resources().dataset))


@cache
def ask(query: str) -> list[dict[str, str]]:
    return [{name: str(term) for name, term in row.items()} for row in select_rows(data(), query)]


def count(selection: Selection) -> Counts:
    counts: Counts = {}
    for row in ask(write_counts(selection)):
        counts.setdefault(row["facet"], {})[row.get("value", "")] = int(row["items"])
    return counts


def total(selection: Selection) -> int:
    return count(selection).get(ALL, {}).get("", 0)


def items(selection: Selection) -> list[str]:
    """Give the members in all rows."""
    return [row["item"] for row in ask(write_rows(selection, "en", whole=True))]


def everything(name: str) -> Selection:
    return Selection.read(CLASSES[name], ())


@of_each_layout
def test_each_order_has_each_member_once(name: str) -> None:
    usual = everything(name)
    members = sorted(items(usual))
    assert len(members) == len(set(members)) == total(usual)
    for column in usual.columns:
        first = ask(write_rows(usual.order(column.name), "en"))
        assert len(first) == min(PAGE_LENGTH, len(members)), column
        assert {row["item"] for row in first} <= set(members)


@of_each_layout
def test_as_many_rows_come_as_a_facet_tells(name: str) -> None:
    selection = everything(name)
    counts = count(selection)
    for facet, offered in selection.facets.items():
        values = counts.get(facet, {})
        for value, found in [*values.items()][:2]:
            narrowed = selection.toggle(facet, offered.shorten(value))
            assert total(narrowed) == found, (facet, value)
            assert count(narrowed)[facet] == values, "counts of a facet do not depend on itself"
        if offered.holds is not Holds.YEAR:
            for value in values:
                short = offered.shorten(value)
                assert offered.reads(short)
                assert offered.expand(short) == value


@pytest.mark.parametrize("name", [name for name in CLASSES if ":Record" in CLASSES[name].above])
def test_each_record_is_of_one_document_and_shows_it_with_its_lines(name: str) -> None:
    selection = everything(name)
    assert sum(count(selection).get("document", {}).values()) == total(selection)
    for row in ask(write_rows(selection, "en")):
        assert row["document"]
        lines = [int(line) for line in row["line"].split(", ")]
        assert lines == sorted(set(lines))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_as_many_rows_come_as_facets_tell_together(drawn: st.DataObject) -> None:
    selection = everything(drawn.draw(st.sampled_from(list(CLASSES))))
    for _ in range(3):
        counts = count(selection)
        offered = sorted(counts.keys() - {ALL} - selection.chosen.keys())
        if not offered:
            break
        facet = drawn.draw(st.sampled_from(offered))
        value = drawn.draw(st.sampled_from(sorted(counts[facet])))
        selection = selection.toggle(facet, selection.facets[facet].shorten(value))
        assert len(items(selection)) == total(selection) == counts[facet][value]
    again = Selection.read(selection.browsed, parse_qsl(selection.write()))
    assert again == selection
    for facet, values in selection.chosen.items():
        for value in values:
            again = again.toggle(facet, value)
    assert again == selection.clear()


def test_values_of_one_facet_are_alternatives() -> None:
    claims = everything("Claim")
    found = count(claims)["stance"]
    both = claims.toggle("stance", "stance-supports").toggle("stance", "stance-neutral")
    assert total(both) == sum(
        value for stance, value in found.items() if not stance.endswith("criticizes")
    )


def test_a_wide_topic_has_what_the_narrow_ones_have() -> None:
    wide = items(everything("Claim").toggle("topic", "topic-freedoms"))
    narrow = items(everything("Claim").toggle("topic", "topic-media-freedom"))
    assert set(narrow) < set(wide)


@pytest.mark.parametrize("language", LANGUAGES)
@of_each_layout
def test_each_term_of_a_cell_has_its_label(name: str, language: str) -> None:
    selection = everything(name)
    for row in ask(write_rows(selection, language)):
        for column in selection.columns:
            terms = row.get(f"{column.name}Iri", "").split()
            if column.has_terms and terms:
                labels = row[column.name].split(SEPARATOR) if len(terms) > 1 else [row[column.name]]
                # A decision may be about two things of one name.
                assert len(labels) == len(terms) or name == "Decision"
                assert all(labels)
            elif column.is_item:
                assert row[column.name]


def test_labels_are_in_the_language_that_is_asked_for() -> None:
    (stance,) = {row["stance"] for row in ask(_supporting("ru"))}
    assert stance == "поддерживает"
    assert {row["stance"] for row in ask(_supporting("en"))} == {"supports"}


def _supporting(language: str) -> str:
    return write_rows(everything("Claim").toggle("stance", "stance-supports"), language)


def test_pages_follow_each_other() -> None:
    names = everything("NameUse").order("document")
    pages = range(1, total(names) // PAGE_LENGTH + 2)
    parts = [row for page in pages for row in ask(write_rows(names.turn(page), "en"))]
    assert parts == ask(write_rows(names, "en", whole=True))


def test_undated_records_come_last_in_both_directions() -> None:
    dated = {row["item"] for row in ask(f"SELECT ?item {{ ?item <{expand(':sortDate')}> ?day }}")}
    events = everything("ReportedEvent")
    for selection in (events, events.order("when")):
        undated = [item not in dated for item in items(selection)]
        assert undated == sorted(undated)
        assert len(set(undated)) == 2


def test_census_counts_what_the_lists_have() -> None:
    census = {row["class"]: int(row["items"]) for row in ask(write_census(CLASSES.values()))}
    for each in CLASSES.values():
        assert census.get(each.iri, 0) == total(everything(each.name))


def test_classes_are_those_of_the_groups_and_below_but_for_what_only_follows() -> None:
    assert {term for terms in GROUPS.values() for term in terms} <= {
        each.term for each in CLASSES.values()
    }
    assert {"Sentence", "Treaty", "Court", "Referendum"} <= CLASSES.keys()
    assert not {"OppositionFigure", "OppositionDescription", "CriminalSentence"} & CLASSES.keys()


def test_every_statement_begins_with_who_makes_it() -> None:
    for name in ("Claim", "Recommendation"):
        assert everything(name).columns[0].name == "claimant"
        assert all(row["claimant"] for row in ask(write_rows(everything(name), "en", whole=True)))
    columns = [column.name for column in everything("Characterization").columns]
    assert columns[:3] == ["document", "line", "claimant"]


def test_every_column_of_things_or_records_names_documents() -> None:
    without = {
        name
        for name in CLASSES
        if not any(
            column.name == "document" or column.shows is Shows.DOCUMENTS
            for column in everything(name).columns
        )
    }
    assert without == {"SourceDocument", "Concept", "Decision", "Match"}


HOSTILE = [
    '"',
    "'",
    "x } UNION { ?s ?p ?o",
    "topic-a> ?p ?o . <x",
    "topic-a\n",
    "topic-a\\u007d",
    "Topic",
    "topic--a",
    "тема",
    "",
    "a" * 121,
    "topic-a c:topic-b",
    "../id/x",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("facet", everything("Claim").facets)
def test_values_of_another_form_are_refused(facet: str, value: str) -> None:
    with pytest.raises(ParameterError, match=facet) as caught:
        Selection.read(CLASSES["Claim"], [(facet, value)])
    assert (caught.value.parameter, caught.value.given) == (facet, value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("topics", "topic-a", "'topics' is no parameter of this page; it has kind, "),
        ("sort", "item", "sort is one of claimant, content, "),
        ("sort", "when; DROP", "sort is one of claimant, content, "),
        ("sort", "--when", "sort is one of"),
        ("page", "0", "page is a whole number from 1; not '0'"),
        ("page", "1.5", "page is a whole number"),
        ("page", "٣", "page is a whole number"),
        ("page", "9" * 30, "page is a whole number"),
        ("page", f"000000001{'9' * 4300}", "page is a whole number"),
        ("period", "20234", "period is a year"),
        ("more", "colour", "more is one of kind, "),
        ("kind", "Sentence", "kind is the local name of a concept"),
    ],
)
def test_parameters_that_are_not_there_are_named(name: str, value: str, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        Selection.read(CLASSES["Claim"], [(name, value)])


@given(st.text())
def test_no_text_of_a_reader_comes_into_a_query(text: str) -> None:
    claims = CLASSES["Claim"]
    try:
        selection = Selection.read(claims, [("topic", text)])
    except ParameterError:
        return
    assert text.isascii()
    assert text.replace("-", "").isalnum()
    assert f"c:{text} }}" in write_rows(selection, "en")


def test_a_class_below_is_a_kind_and_another_is_not() -> None:
    steps = CLASSES["JusticeStep"]
    assert total(Selection.read(steps, [("kind", "Sanction")])) == total(everything("Sanction"))
    with pytest.raises(ParameterError, match="kind is the local name of a class below"):
        Selection.read(steps, [("kind", "Claim")])


def test_same_parameter_twice() -> None:
    with pytest.raises(ParameterError, match="page stands twice"):
        Selection.read(CLASSES["Claim"], [("page", "1"), ("page", "2")])
    many = [("topic", f"topic-{number}") for number in range(21)]
    with pytest.raises(ParameterError, match="more than 20 values"):
        Selection.read(CLASSES["Claim"], many)
