"""Each rule: what it derives from a few statements, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from kzgraph.building import RULES, Derivation
from kzgraph.errors import DerivationError
from kzgraph.vocabulary.prefixes import CONCEPT, shorten
from kzgraph.vocabulary.terms import ID, KZ

Derive = Callable[[str], Derivation]
Read = Callable[[str], Graph]

TIE = """
id:decision-tie a :Decision ; :verdict c:verdict-same ; :about id:a, id:b ; :fullest id:a .
"""
TIE_THREE = """
id:decision-tie a :Decision ; :verdict c:verdict-same ; :about id:a, id:b, id:c ; :fullest id:a .
"""


def said_of(derived: Derivation, subject: str, *names: str) -> dict[str, str]:
    """Return what is derived of a subject with some properties of ours."""
    return {
        name: str(value) for name in names for value in derived.graph.objects(ID[subject], KZ[name])
    }


def pairs(derived: Derivation, name: str) -> set[tuple[str, str]]:
    return {
        (str(one).rpartition("/")[2], str(other).rpartition("/")[2])
        for one, other in derived.graph.subject_objects(KZ[name])
    }


def label(derived: Derivation, subject: str) -> str:
    return str(derived.graph.value(ID[subject], RDFS.label))


# ---- in-document, main-record ----


def test_record_is_in_the_document_of_its_passage(derive_from: Derive) -> None:
    derived = derive_from(
        "id:a a :Sentence ; prov:wasDerivedFrom id:p ."
        "id:p a :Passage ; oa:hasSource id:document-fiw-2024 ."
    )
    assert pairs(derived, "inDocument") == {("a", "document-fiw-2024")}


def test_group_of_people_is_no_record(derive_from: Derive) -> None:
    derived = derive_from(
        "id:g a :PersonGroup ; prov:wasDerivedFrom id:p ."
        "id:p a :Passage ; oa:hasSource id:document-fiw-2024 ."
    )
    assert not pairs(derived, "inDocument")
    assert not pairs(derived, "mainRecord")


def test_record_alone_is_its_own_main_record(derive_from: Derive) -> None:
    assert pairs(derive_from("id:a a :NameUse ."), "mainRecord") == {("a", "a")}


def test_tied_records_have_the_fullest_as_main_record(derive_from: Derive) -> None:
    derived = derive_from("id:a a :Arrest . id:b a :Detention . id:x a :Charge ." + TIE)
    assert pairs(derived, "mainRecord") == {("a", "a"), ("b", "a"), ("x", "x")}


def test_ties_reach_over_several_decisions(derive_from: Derive) -> None:
    derived = derive_from(
        "id:a a :Charge . id:b a :Charge . id:c a :Charge ."
        + TIE
        + "id:decision-more a :Decision ; :verdict c:verdict-same ;"
        " :about id:b, id:c ; :fullest id:a ."
    )
    assert pairs(derived, "mainRecord") == {("a", "a"), ("b", "a"), ("c", "a")}


@pytest.mark.parametrize("verdict", ["different", "possibly-same"])
def test_other_verdicts_tie_nothing(derive_from: Derive, verdict: str) -> None:
    derived = derive_from(
        f"id:a a :Charge . id:b a :Charge ."
        f"id:d a :Decision ; :verdict c:verdict-{verdict} ; :about id:a, id:b ."
    )
    assert pairs(derived, "mainRecord") == {("a", "a"), ("b", "b")}


def test_decision_on_names_ties_no_records(derive_from: Derive) -> None:
    derived = derive_from(
        "id:a a :NameUse ; :names id:t . id:b a :NameUse ; :names id:t ."
        "id:d a :Decision ; :verdict c:verdict-same ; :about id:a, id:b ."
    )
    assert pairs(derived, "mainRecord") == {("a", "a"), ("b", "b")}


@pytest.mark.parametrize(
    ("decisions", "cause"),
    [
        (
            "id:d a :Decision ; :verdict c:verdict-same ; :about id:a, id:b .",
            ":fullest names none",
        ),
        (
            TIE
            + "id:e a :Decision ; :verdict c:verdict-same ; :about id:b, id:c ; :fullest id:c .",
            "together with id:e; :fullest names id:a, id:c",
        ),
        (
            "id:d a :Decision ; :verdict c:verdict-same ; :about id:a, id:b ; :fullest id:c .",
            ":fullest names id:c",
        ),
        (
            "id:d a :Decision ; :verdict c:verdict-same ; :about id:a, id:gone ; :fullest id:a .",
            "no record of a fact: id:gone",
        ),
    ],
    ids=["no fullest", "two fullest", "fullest of another fact", "dangling"],
)
def test_decision_without_one_fullest_is_an_error(
    derive_from: Derive, decisions: str, cause: str
) -> None:
    with pytest.raises(DerivationError, match=cause):
        derive_from("id:a a :Charge . id:b a :Charge . id:c a :Charge ." + decisions)


# ---- in-section ----

SECTIONS = """
id:doc a :SourceDocument .
id:outer a :Section ; :startLine 10 ; :endLine 30 ; prov:wasDerivedFrom id:p10 .
id:inner a :Section ; :startLine 20 ; :endLine 25 ; prov:wasDerivedFrom id:p20 .
id:other a :Section ; :startLine 1 ; :endLine 99 ; prov:wasDerivedFrom id:p1 .
id:p10 a :Passage ; oa:hasSource id:doc ; :startLine 10 ; :endLine 10 .
id:p20 a :Passage ; oa:hasSource id:doc ; :startLine 20 ; :endLine 20 .
id:p1 a :Passage ; oa:hasSource id:another ; :startLine 1 ; :endLine 1 .
"""


@pytest.mark.parametrize(
    ("first", "last", "section"),
    [(12, 12, "outer"), (20, 21, "inner"), (25, 25, "inner"), (19, 20, "outer"), (9, 9, None)],
)
def test_record_is_in_the_innermost_section_of_its_document(
    derive_from: Derive, first: int, last: int, section: str | None
) -> None:
    derived = derive_from(
        SECTIONS + "id:a a :Claim ; prov:wasDerivedFrom id:p ."
        f"id:p a :Passage ; oa:hasSource id:doc ; :startLine {first} ; :endLine {last} ."
    )
    found = {inner for record, inner in pairs(derived, "inSection") if record == "a"}
    assert found == ({section} if section else set())


def test_section_is_in_the_one_around_it(derive_from: Derive) -> None:
    assert pairs(derive_from(SECTIONS), "inSection") == {("inner", "outer")}


def test_record_with_passages_in_two_sections_is_in_both(derive_from: Derive) -> None:
    derived = derive_from(SECTIONS + "id:a a :Claim ; prov:wasDerivedFrom id:p10, id:p20 .")
    assert {("a", "outer"), ("a", "inner")} <= pairs(derived, "inSection")


def test_line_that_is_no_number_is_an_error(derive_from: Derive) -> None:
    with pytest.raises(DerivationError, match="/id/p10: :startLine and :endLine"):
        derive_from(
            SECTIONS.replace(":startLine 10 ; :endLine 10", ":startLine 'x' ; :endLine 10")
            + "id:a a :Claim ; prov:wasDerivedFrom id:p10 ."
        )


# ---- as-of, and bounds by it ----

REPORT = """
id:p a :Passage ; oa:hasSource id:doc .
id:doc a :SourceDocument ; {0} .
id:a a :OfficeHolding ; prov:wasDerivedFrom id:p ; {1} .
"""


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        (':periodCovered "2021-01-01/2021-12-31"', "2021-12-31"),
        (':periodCovered "2021-01-01/2021-12-31" ; :stateOfText "2022-03"', "2021-12-31"),
        (':stateOfText "2024-08"', "2024-08-31"),
        (':issued "2024"', None),
        (':stateOfText "2024~"', None),
    ],
)
def test_document_is_as_of_the_end_of_its_period(
    derive_from: Derive, stated: str, day: str | None
) -> None:
    derived = derive_from(f"id:doc a :SourceDocument ; {stated} .")
    assert said_of(derived, "doc", "asOf") == ({"asOf": day} if day else {})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            ":endStatus c:end-status-ongoing",
            {"latest": "2021-12-31", "untilEarliest": "2021-12-31"},
        ),
        (
            ':when "2019" ; :endStatus c:end-status-for-life',
            {"earliest": "2019-01-01", "latest": "2019-12-31", "untilEarliest": "2021-12-31"},
        ),
        (
            ':when "2019/.." ; :endStatus c:end-status-ongoing',
            {"earliest": "2019-01-01", "latest": "2019-12-31", "untilEarliest": "2021-12-31"},
        ),
        (
            ":endStatus c:end-status-ended",
            {"latest": "2021-12-31", "untilLatest": "2021-12-31"},
        ),
        (
            ':attestedOn "2021-07-09" ; :endStatus c:end-status-ended',
            {"latest": "2021-07-09", "untilEarliest": "2021-07-09", "untilLatest": "2021-12-31"},
        ),
        (
            ':until "2020" ; :endStatus c:end-status-ended',
            {"latest": "2021-12-31", "untilEarliest": "2020-01-01", "untilLatest": "2020-12-31"},
        ),
        (
            ':attestedOn "2021-07-09" ; :endStatus c:end-status-ongoing',
            {"latest": "2021-07-09", "untilEarliest": "2021-12-31"},
        ),
    ],
)
def test_ongoing_and_ended_count_as_of_the_document(
    derive_from: Derive, said: str, expected: dict[str, str]
) -> None:
    derived = derive_from(REPORT.format(':periodCovered "2021-01-01/2021-12-31"', said))
    names = ("earliest", "latest", "untilEarliest", "untilLatest")
    assert said_of(derived, "a", *names) == expected


def test_ongoing_gives_no_day_when_the_document_has_none(derive_from: Derive) -> None:
    derived = derive_from(REPORT.format(':issued "2025"', ":endStatus c:end-status-ongoing"))
    assert said_of(derived, "a", "latest", "untilEarliest") == {}


def test_report_of_a_month_within_a_document_counts_as_of_that_month(derive_from: Derive) -> None:
    derived = derive_from(
        REPORT.format(':stateOfText "2024-08"', ":endStatus c:end-status-ongoing")
        + "id:p :startLine 4 ; :endLine 4 ."
        'id:s a :Section ; :period "2023-11" ; :startLine 3 ; :endLine 9 ;'
        " prov:wasDerivedFrom id:heading ."
        "id:heading a :Passage ; oa:hasSource id:doc ."
    )
    assert said_of(derived, "a", "untilEarliest") == {"untilEarliest": "2023-11-30"}


# ---- bounds ----


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (':when "2023-04"', {"earliest": "2023-04-01", "latest": "2023-04-30"}),
        (
            ':when "2023-04-10/2023-05"',
            {
                "earliest": "2023-04-10",
                "latest": "2023-04-10",
                "untilEarliest": "2023-05-01",
                "untilLatest": "2023-05-31",
            },
        ),
        (
            ':when "2020" ; :until "2021-02-03"',
            {
                "earliest": "2020-01-01",
                "latest": "2020-12-31",
                "untilEarliest": "2021-02-03",
                "untilLatest": "2021-02-03",
            },
        ),
        (':when "2020/.."', {"earliest": "2020-01-01", "latest": "2020-12-31"}),
        (':attestedOn "2023-07-09"', {"latest": "2023-07-09", "untilEarliest": "2023-07-09"}),
        (':attestedOn "2023"', {"latest": "2023-12-31", "untilEarliest": "2023-01-01"}),
        (
            ':when "2019" ; :attestedOn "2023"',
            {"earliest": "2019-01-01", "latest": "2019-12-31", "untilEarliest": "2023-01-01"},
        ),
        (':when "[..2023-10-25]"', {"latest": "2023-10-25"}),
        (':when "XXXX-02-03"', {}),
        ("rdfs:comment 'no date'", {}),
    ],
)
def test_bounds_of_one_record(derive_from: Derive, dates: str, expected: dict[str, str]) -> None:
    derived = derive_from(f"id:a a :Membership ; {dates} .")
    names = ("earliest", "latest", "untilEarliest", "untilLatest")
    assert said_of(derived, "a", *names) == expected


def test_bounds_of_one_fact_are_the_overlap_also_for_the_undated(derive_from: Derive) -> None:
    derived = derive_from(
        'id:a a :Sentence ; :when "2023-04" . id:b a :Sentence ; :when "2023-04-10" .'
        "id:c a :Sentence ." + TIE_THREE
    )
    for record in "abc":
        assert said_of(derived, record, "earliest", "latest") == {
            "earliest": "2023-04-10",
            "latest": "2023-04-10",
        }
    assert not pairs(derived, "conflictsWith")


def test_dates_without_a_common_day_give_the_hull_and_a_conflict(derive_from: Derive) -> None:
    derived = derive_from(
        'id:a a :Sentence ; :when "2023-04" . id:b a :Sentence ; :when "2023-05-10" .'
        'id:c a :Sentence ; :when "2023" .' + TIE_THREE
    )
    for record in "abc":
        assert said_of(derived, record, "earliest", "latest") == {
            "earliest": "2023-01-01",
            "latest": "2023-12-31",
        }
    assert pairs(derived, "conflictsWith") == {("a", "b"), ("b", "a")}


def test_ends_conflict_too(derive_from: Derive) -> None:
    derived = derive_from(
        'id:a a :Detention ; :until "2021" . id:b a :Detention ; :until "2022" .' + TIE
    )
    assert pairs(derived, "conflictsWith") == {("a", "b"), ("b", "a")}


def test_date_that_is_none_names_record_and_property(derive_from: Derive) -> None:
    with pytest.raises(DerivationError, match=r"/id/a: :when: 'spring' is not a date"):
        derive_from('id:a a :Sentence ; :when "spring" .')


@pytest.mark.parametrize(
    ("said", "day"),
    [
        (':when "2021-05"', "2021-05-01"),
        (':when "[..2021-05]"', "2021-05-31"),
        (':attestedOn "2021-05"', "2021-05-31"),
        (':until "2021-05"', "2021-05-01"),
        (':until "[..2021-05]"', "2021-05-31"),
        (':when "[..2021-05]" ; :until "2020"', "2021-05-31"),
        (':when "XXXX-05-01"', None),
    ],
)
def test_sort_date_is_the_first_day_told(derive_from: Derive, said: str, day: str | None) -> None:
    derived = derive_from(f"id:a a :ReportedEvent ; {said} .")
    assert said_of(derived, "a", "sortDate") == ({"sortDate": day} if day else {})


def test_records_of_one_fact_are_sorted_by_one_day(derive_from: Derive) -> None:
    derived = derive_from(
        'id:a a :ReportedEvent . id:b a :ReportedEvent ; :when "2021" .'
        'id:c a :ReportedEvent ; :when "2021-05" .' + TIE_THREE
    )
    assert {said_of(derived, one, "sortDate")["sortDate"] for one in "abc"} == {"2021-05-01"}


# ---- conflicts ----

IMPRISONED = "id:{0} a :Sentence ; :penalty id:p-{0} . id:p-{0} a :Imprisonment ; {1} ."


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        (":months 84", ":months 84", False),
        (":months 84", ":months 96", True),
        (":months 84", ":days 15", False),
        (":days 15", ":days 20", True),
        (":months 84", "rdfs:comment 'length not stated'", False),
        (":months 84", ":months 96 ; :qualifier c:qualifier-up-to", False),
        (":months 84", ":months 60 ; :qualifier c:qualifier-up-to", True),
        (":months 84", ":months 84 ; :qualifier c:qualifier-under", True),
        (":months 84", ":months 84 ; :qualifier c:qualifier-over", True),
        (":months 84", ":months 84 ; :qualifier c:qualifier-at-least", False),
        (":months 84", ":months 96 ; :qualifier c:qualifier-at-least", True),
        (":months 84", ":months 12 ; :qualifier c:qualifier-about", False),
    ],
)
def test_lengths_of_one_kind_of_penalty(
    derive_from: Derive, one: str, other: str, *, conflicts: bool
) -> None:
    derived = derive_from(IMPRISONED.format("a", one) + IMPRISONED.format("b", other) + TIE)
    assert pairs(derived, "conflictsWith") == ({("a", "b"), ("b", "a")} if conflicts else set())


def test_different_kinds_of_penalty_add_to_each_other(derive_from: Derive) -> None:
    derived = derive_from(
        IMPRISONED.format("a", ":months 84")
        + "id:b a :Sentence ; :penalty id:q . id:q a :BanOnActivity ; :months 60 ."
        + TIE
    )
    assert not pairs(derived, "conflictsWith")


def test_records_of_different_facts_do_not_conflict(derive_from: Derive) -> None:
    derived = derive_from(
        IMPRISONED.format("a", ":months 84") + IMPRISONED.format("b", ":months 96")
    )
    assert not pairs(derived, "conflictsWith")


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        (":procedure c:procedure-criminal", ":procedure c:procedure-administrative", True),
        (":procedure c:procedure-criminal", ":procedure c:procedure-criminal", False),
        (":procedure c:procedure-criminal", ":procedure c:procedure-not-stated", False),
        (":outcome c:outcome-upheld", ":outcome c:outcome-cancelled", True),
        (":outcome c:outcome-upheld", ":procedure c:procedure-criminal", False),
    ],
)
def test_outcomes_and_procedures(
    derive_from: Derive, one: str, other: str, *, conflicts: bool
) -> None:
    derived = derive_from(f"id:a a :Review ; {one} . id:b a :Review ; {other} ." + TIE)
    assert bool(pairs(derived, "conflictsWith")) is conflicts


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        ("mixed", "mixed", False),
        ("mixed", "list-proportional", True),
        ("majoritarian", "list-proportional", True),
    ],
)
def test_electoral_systems(derive_from: Derive, one: str, other: str, *, conflicts: bool) -> None:
    derived = derive_from(
        f"id:a a :Rule ; :electoralSystem c:electoral-system-{one} ."
        f"id:b a :SeatRule ; :electoralSystem c:electoral-system-{other} ." + TIE
    )
    assert pairs(derived, "conflictsWith") == ({("a", "b"), ("b", "a")} if conflicts else set())


@pytest.mark.parametrize(
    ("kind", "one", "other", "conflicts"),
    [
        ("Figure", ":value 400", ":value 400.0", False),
        ("Figure", ":value 400", ":value 500", True),
        ("Figure", ":value 400 ; :unit c:unit-item", ":value 500 ; :unit c:unit-percent", False),
        ("Figure", ":value 400", ":value 500 ; :measure c:measure-age", False),
        ("Figure", ":value 400 ; :qualifier c:qualifier-over", ":value 400", True),
        ("Figure", ":value 400 ; :qualifier c:qualifier-over", ":value 400.5", False),
        ("Figure", ":value 400 ; :qualifier c:qualifier-about", ":value 9", False),
        ("Rule", ":value 3 ; :valueHigh 7", ":value 7", False),
        ("Rule", ":value 3 ; :valueHigh 7", ":value 8", True),
        (
            "Score",
            ":value 5 ; :indicator c:indicator-a",
            ":value 6 ; :indicator c:indicator-a",
            True,
        ),
        (
            "Score",
            ":value 5 ; :indicator c:indicator-a",
            ":value 6 ; :indicator c:indicator-b",
            False,
        ),
        ("Result", ":seats 76", ":seats 76", False),
        ("Result", ":seats 76", ":seats 75", True),
        ("Result", ":seats 76", ":voteShare 71", False),
        ("ResultTable", ":seatsTotal 730", ":seatsTotal 775", True),
        ("SeatRule", ":termYears 5", ":termYears 7", True),
        ("SeatRule", ":termLimit 1", ":termLimit 1", False),
        ("SeatRule", ":termLimit 1", ":termLimit 2", True),
        ("SeatRule", ":termLimit 1", ":termYears 7", False),
    ],
)
def test_numbers(derive_from: Derive, kind: str, one: str, other: str, *, conflicts: bool) -> None:
    derived = derive_from(f"id:a a :{kind} ; {one} . id:b a :{kind} ; {other} ." + TIE)
    assert pairs(derived, "conflictsWith") == ({("a", "b"), ("b", "a")} if conflicts else set())


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        (":legalStatus id:yes", ":legalStatus id:no", True),
        (":legalStatus id:no", ":legalStatus id:no", False),
        (":legalStatus id:no", ":legalStatus id:no-asked", False),
        (':legalStatus id:no ; :until "2020"', ':legalStatus id:yes ; :when "2020"', True),
        (':legalStatus id:no ; :until "2020"', ':legalStatus id:yes ; :when "2021"', False),
    ],
)
def test_legal_statuses(derive_from: Derive, one: str, other: str, *, conflicts: bool) -> None:
    derived = derive_from(
        "id:no-asked skos:broader id:no ."
        f"id:a a :StatusPeriod ; {one} . id:b a :StatusPeriod ; {other} ." + TIE
    )
    assert bool(pairs(derived, "conflictsWith")) is conflicts


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        ("restricts", "exempts", True),
        ("guarantees", "forbids", True),
        ("requires", "restricts", False),
        ("requires", "establishes", False),
        ("omits", "guarantees", False),
    ],
)
def test_modalities(derive_from: Derive, one: str, other: str, *, conflicts: bool) -> None:
    derived = derive_from(
        f"id:a a :Rule ; :modality c:modality-{one} ; :content 'a'@en ."
        f"id:b a :Rule ; :modality c:modality-{other} ; :content 'b'@en ." + TIE
    )
    assert bool(pairs(derived, "conflictsWith")) is conflicts


def test_every_qualifier_is_known(derive_from: Derive, concepts: Graph) -> None:
    scheme = URIRef(CONCEPT + "qualifier")
    for qualifier in concepts.subjects(SKOS.inScheme, scheme):
        said = f"a :Figure ; :value 1 ; :qualifier <{qualifier}>"
        derive_from(f"id:a {said} . id:b {said} ." + TIE)


def test_number_that_is_none_is_an_error(derive_from: Derive) -> None:
    with pytest.raises(DerivationError, match="/id/a: many is no number"):
        derive_from("id:a a :Result ; :seats 'many' . id:b a :Result ; :seats 3 ." + TIE)


# ---- possibly-same, leads, organizations, participants, search-keys, labels ----


def test_possibly_same_goes_both_ways_among_all(derive_from: Derive) -> None:
    derived = derive_from(
        "id:d a :Decision ; :verdict c:verdict-possibly-same ; :about id:x, id:y, id:z ."
    )
    assert len(pairs(derived, "possiblySameAs")) == 6
    assert ("y", "x") in pairs(derived, "possiblySameAs")


def test_possibly_same_names_mean_their_things(derive_from: Derive) -> None:
    derived = derive_from(
        "id:d a :Decision ; :verdict c:verdict-possibly-same ; :about id:n, id:m, id:o ."
        "id:n a :NameUse ; :names id:x . id:m a :NameUse ; :names id:y ."
        "id:o a :NameUse ; :names id:y ."
    )
    assert pairs(derived, "possiblySameAs") == {("x", "y"), ("y", "x")}


def test_leader_leads(derive_from: Derive) -> None:
    derived = derive_from(
        "id:a a :Membership ; :person id:x ; :organization id:o ; :role c:role-leader ."
        "id:b a :Membership ; :person id:y ; :organization id:o ; :role c:role-member ."
    )
    assert pairs(derived, "leads") == {("x", "o")}


def test_holder_of_an_office_holds_it_in_the_organization_of_the_office(
    derive_from: Derive,
) -> None:
    derived = derive_from(
        "id:a a :OfficeHolding ; :office id:o . id:o a :Office ; org:postIn id:court ."
        "id:b a :OfficeHolding ; :office id:title . id:title a :Office ."
    )
    assert pairs(derived, "organization") == {("a", "court")}
    assert pairs(derived, "participant") == {("a", "court")}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Result", "contestant"),
        ("Recommendation", "addressee"),
        ("StatusPeriod", "of"),
        ("Relationship", "from"),
        ("Relationship", "to"),
        ("Power", "holder"),
        ("Power", "over"),
        ("Rule", "affects"),
        ("SeatRule", "chosenBy"),
        ("Claim", "concerns"),
    ],
)
def test_agents_take_part_and_concepts_do_not(derive_from: Derive, kind: str, name: str) -> None:
    derived = derive_from(
        f"id:a a :{kind} ; :{name} id:x, id:law, c:population-women ."
        "id:x a :PoliticalParty . id:law a :LegalAct ."
    )
    assert pairs(derived, "participant") == {("a", "x")}


def test_thing_is_found_by_each_of_its_names(derive_from: Derive) -> None:
    derived = derive_from(
        'id:x a foaf:Person ; skos:prefLabel "Ada Tokayev"@en, "Ада Тоқаев"@kk ;'
        ' skos:altLabel "A. Toqaev"@en ; skos:hiddenLabel "Ada Tokayeff"@en .'
        'id:n a :NameUse ; :names id:x ; :spelling "Toqaev, Ada"@en .'
        'c:topic-x a skos:Concept ; skos:prefLabel "Topic"@en .'
    )
    keys = {str(key) for key in derived.graph.objects(None, KZ.searchKey)}
    assert keys == {"ada tokaev", "a tokaev", "ada tokaef", "tokaev ada"}
    assert set(derived.graph.subjects(KZ.searchKey)) == {ID.x}


def test_name_without_letters_gives_no_key(derive_from: Derive) -> None:
    derived = derive_from('id:x a :Company ; skos:prefLabel "—"@en .')
    assert not list(derived.graph.subjects(KZ.searchKey))


def test_label_is_the_english_name(derive_from: Derive) -> None:
    derived = derive_from('id:x a foaf:Person ; skos:prefLabel "Ada"@en, "Ада"@ru .')
    assert list(derived.graph.objects(ID.x, RDFS.label)) != []
    assert label(derived, "x") == "Ada"


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [
        ("a :Imprisonment ; :months 84", "Imprisonment, 7 years"),
        ("a :Imprisonment ; :months 42", "Imprisonment, 3 years 6 months"),
        ("a :Imprisonment ; :months 12", "Imprisonment, 1 year"),
        ("a :SuspendedImprisonment", "Suspended imprisonment, length not stated"),
        ("a :AdministrativeArrest ; :days 15", "Administrative arrest, 15 days"),
        (
            "a :Probation ; :months 24 ; :qualifier c:qualifier-up-to",
            "Probation, up to 2 years",
        ),
        (
            "a :BanOnActivity ; :months 60 ; :activity c:activity-political",
            "Ban on activity (political activity), 5 years",
        ),
        ("a :Fine", "Fine, amount not stated"),
        ("a :Confiscation", "Confiscation"),
        ("a :Penalty ; :months 60", "Penalty of a kind not stated, 5 years"),
    ],
)
def test_label_of_a_penalty(derive_from: Derive, penalty: str, expected: str) -> None:
    assert label(derive_from(f"id:p {penalty} ."), "p") == expected


def test_stated_label_of_a_penalty_stays_alone(derive_from: Derive) -> None:
    derived = derive_from('id:p a :Fine ; rdfs:label "A fine"@en .')
    assert (ID.p, RDFS.label, None) not in derived.graph


def test_penalty_of_two_kinds_is_an_error(derive_from: Derive) -> None:
    with pytest.raises(DerivationError, match="a penalty has one kind"):
        derive_from("id:p a :Fine, :Imprisonment .")


# ---- entailment ----


def test_types_above_and_participants(derive_from: Derive) -> None:
    derived = derive_from("id:s a :Sentence ; :against id:x . id:x a :Court .")
    types = {str(shorten(str(name))) for name in derived.graph.objects(ID.s, RDF.type)}
    assert types == {":Sanction", ":JusticeStep", ":Record"}
    assert pairs(derived, "participant") == {("s", "x")}
    assert (ID.x, RDF.type, URIRef("http://xmlns.com/foaf/0.1/Agent")) in derived.graph


def test_more_general_property_follows(derive_from: Derive) -> None:
    derived = derive_from("id:r a :Result ; :election id:e . id:e a :Election .")
    assert pairs(derived, "event") == {("r", "e")}


def test_nothing_stated_is_derived_again(derive_from: Derive) -> None:
    derived = derive_from("id:s a :Sentence, :Record ; :mainRecord id:s .")
    assert (ID.s, RDF.type, KZ.Record) not in derived.graph
    assert (ID.s, KZ.mainRecord, ID.s) not in derived.graph


OPPOSITION = """
id:c a :Characterization ; :describes id:o ; :as c:descriptor-opposition .
id:o a :PoliticalParty . id:x a foaf:Person . id:y a foaf:Person .
id:m a :Membership ; :person id:x ; :organization id:o ; :role c:role-leader .
id:n a :Membership ; :person id:y ; :organization id:o ; :role c:role-member .
"""


def test_leader_of_an_organization_called_opposition_is_an_opposition_figure(
    derive_from: Derive,
) -> None:
    derived = derive_from(OPPOSITION)
    assert set(derived.graph.subjects(RDF.type, KZ.OppositionFigure)) == {ID.x}


def test_person_called_opposition_is_an_opposition_figure(derive_from: Derive) -> None:
    derived = derive_from(
        "id:c a :Characterization ; :describes id:x ; :as c:descriptor-opposition ."
        "id:x a foaf:Person ."
    )
    assert (ID.x, RDF.type, KZ.OppositionFigure) in derived.graph


@pytest.mark.parametrize(("procedure", "criminal"), [("criminal", True), ("administrative", False)])
def test_criminal_sentence(derive_from: Derive, procedure: str, *, criminal: bool) -> None:
    derived = derive_from(f"id:s a :Sentence ; :procedure c:procedure-{procedure} .")
    assert ((ID.s, RDF.type, KZ.CriminalSentence) in derived.graph) is criminal


def test_rules_have_distinct_names() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
