"""Values as clients write them: what each kind takes, and how the others are refused."""

from __future__ import annotations

import pytest

from kzgraph.engine import Iri, Literal, Term, load_text
from kzgraph.errors import ParameterError
from kzgraph.library import Things, read_value, short_name, write_value
from kzgraph.linked import Directory
from kzgraph.query_files import Parameter
from kzgraph.vocabulary.prefixes import CONCEPT, ID, PREFIXES

HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
DATA = """
GRAPH graph:entities {
    id:act-a a :LegalAct ; rdfs:label "Act A"@en .
    id:act-assembly a :Law ; rdfs:label "Акт"@ru .
    id:person-a a foaf:Person ; rdfs:label "A"@en .
    c:topic-a a skos:Concept ; skos:inScheme c:topic ; skos:prefLabel "a"@kk .
}
GRAPH graph:derived { id:act-assembly a :LegalAct . <x:elsewhere> a :LegalAct }
"""
XSD = PREFIXES["xsd"]
ACT = Parameter("act", "entity", "id:act-a", (":LegalAct",))
ANY = Parameter("thing", "entity", "id:act-a")
DAY = Parameter("day", "date", "2023-01-01")
NUMBER = Parameter("year", "number", "2023")
LANGUAGE = Parameter("tongue", "language", "kk")
CHOICE = Parameter("holding", "choice", "all", ("all", "certainly"))
TEXT = Parameter("words", "text", "a")


@pytest.fixture(scope="module")
def things() -> Things:
    store = load_text(HEADER + DATA)
    return Things(store, Directory.of(store))


@pytest.mark.parametrize(
    ("parameter", "text", "term"),
    [
        (ACT, "act-assembly", Iri(ID + "act-assembly")),
        (ACT, "id:act-a", Iri(ID + "act-a")),
        (ACT, ID + "act-a", Iri(ID + "act-a")),
        (ANY, "topic-a", Iri(CONCEPT + "topic-a")),
        (ANY, "c:topic-a", Iri(CONCEPT + "topic-a")),
        (Parameter("x", "entity", "c:topic-a", (":LegalAct", "c:topic")), "topic-a", None),
        (DAY, "2024-02-29", Literal("2024-02-29", XSD + "date")),
        (NUMBER, "-12", Literal("-12", XSD + "integer")),
        (NUMBER, "+.5", Literal("+.5", XSD + "decimal")),
        (LANGUAGE, "KK", Literal("kk")),
        (CHOICE, "certainly", Literal("certainly")),
        (TEXT, "", Literal("")),
        (TEXT, "x" * 1000, Literal("x" * 1000)),
    ],
)
def test_value_becomes_its_term(
    things: Things, parameter: Parameter, text: str, term: Term | None
) -> None:
    read = read_value(parameter, text, things)
    assert read == term or (term is None and read == Iri(CONCEPT + "topic-a"))
    assert read_value(parameter, write_value(read), things) == read


@pytest.mark.parametrize(
    ("parameter", "text", "said"),
    [
        (ACT, "person-a", "a member of :LegalAct"),
        (ACT, "", "a member of :LegalAct"),
        (ACT, "x:elsewhere", "a member of :LegalAct"),
        (ANY, "act-assembley", "a thing of the graph"),
        (ANY, "https://w3id.org/kzgraph/id/act-a> <x:y", "a thing of the graph"),
        (DAY, "2023-02-29", "a day"),
        (DAY, "20230228", "a day"),
        (DAY, "2023-2-1", "a day"),
        (DAY, "٢٠٢٣-٠١-٠١", "a day"),
        (NUMBER, "1e3", "a number"),
        (NUMBER, "٣", "a number"),
        (NUMBER, "1" * 16, "a number"),
        (NUMBER, "", "a number"),
        (NUMBER, "1 ", "a number"),
        (LANGUAGE, "fr", "(en, kk or ru)"),
        (CHOICE, "All", "all, certainly"),
        (TEXT, "x" * 1001, "1000 characters"),
        (TEXT, "\ud800", "UTF-8"),
    ],
)
def test_other_values_are_refused(
    things: Things, parameter: Parameter, text: str, said: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        read_value(parameter, text, things)
    assert caught.value.parameter == parameter.name
    assert caught.value.given == text
    assert parameter.name in caught.value.cause
    assert said in caught.value.cause


def test_near_names_are_suggested(things: Things) -> None:
    with pytest.raises(ParameterError) as caught:
        read_value(ACT, "id:act-asembly", things)
    assert caught.value.allowed[0] == "act-assembly"
    assert "did you mean act-assembly" in caught.value.cause


def test_members_are_stated_or_follow_and_are_described(things: Things) -> None:
    assert things.members((":LegalAct",)) == (ID + "act-a", ID + "act-assembly")
    assert things.members((":LegalAct", "c:topic"))[0] == CONCEPT + "topic-a"
    assert [short_name(iri) for iri in (ID + "a-b", CONCEPT + "c", "x:y")] == ["a-b", "c", "x:y"]
