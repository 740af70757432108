"""Each rule: what it derives from a few statements, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS

from kzgraph.building import RULES, Derivation
from kzgraph.errors import DerivationError
from kzgraph.vocabulary.prefixes import shorten
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


# ---- possibly-same, leads, labels ----


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
        ("a :Fine ; :amount 100000 ; :currency c:currency-kzt", "Fine, 100000 tenge"),
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
