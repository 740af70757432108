"""What follows from the axioms, and what must not, on the smallest data that can tell."""

from __future__ import annotations

from functools import cache
from typing import Final

import pytest
import reasonable
from ontology_files import ontology
from rdflib import FOAF, OWL, RDF, RDFS, BNode, Graph, Node, URIRef
from rdflib.collection import Collection

from kzgraph.reasoning import Triple, axioms
from kzgraph.vocabulary.prefixes import PREFIXES
from kzgraph.vocabulary.terms import ID, KZ

ALIYA: Final = ID["person-aliya"]
BOLAT: Final = ID["person-bolat"]
PARTY: Final = ID["organization-party"]
GROUP: Final = ID["group-report-six"]
STEP: Final = ID["sentence-report-aliya"]

HEAD: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
THINGS: Final = """
id:person-aliya a foaf:Person .
id:person-bolat a foaf:Person .
id:organization-party a :PoliticalParty .
id:organization-other a :PoliticalParty .
id:group-report-six a :PersonGroup .
"""


@cache
def logic() -> tuple[Triple, ...]:
    return axioms(ontology())


def close(turtle: str) -> Graph:
    """The data, the axioms, and everything that the reasoner concludes from both."""
    graph = Graph().parse(data=HEAD + THINGS + turtle, format="turtle")
    for axiom in logic():
        graph.add(axiom)
    reasoner = reasonable.PyReasoner()
    reasoner.from_graph(graph)
    for triple in reasoner.reason():
        graph.add(triple)
    return graph


def described(agent: str, descriptor: str) -> str:
    return f"""id:characterization-report-a a :Characterization ;
        :describes {agent} ; :as c:descriptor-{descriptor} ."""


def membership(person: str, role: str, organization: str = "id:organization-party") -> str:
    return f"""id:membership-report-a a :Membership ;
        :person {person} ; :role c:role-{role} ; :organization {organization} ."""


def figures(graph: Graph) -> set[Node]:
    return set(graph.subjects(RDF.type, KZ.OppositionFigure))


# Opposition


def test_a_person_described_as_opposition_is_an_opposition_figure() -> None:
    graph = close(described("id:person-aliya", "opposition"))
    assert figures(graph) == {ALIYA}
    record = ID["characterization-report-a"]
    assert (record, RDF.type, KZ.OppositionDescription) in graph
    assert (record, RDF.type, KZ.Record) in graph


def test_one_description_of_two_agents_holds_for_both() -> None:
    graph = close(described("id:person-aliya, id:person-bolat", "opposition"))
    assert figures(graph) == {ALIYA, BOLAT}


def test_the_leader_of_an_organization_described_as_opposition_is_an_opposition_figure() -> None:
    graph = close(
        described("id:organization-party", "opposition") + membership("id:person-aliya", "leader")
    )
    assert figures(graph) == {ALIYA}
    assert (PARTY, RDF.type, KZ.DescribedAsOpposition) in graph
    assert (ID["membership-report-a"], RDF.type, KZ.OppositionLeadership) in graph


@pytest.mark.parametrize("role", ["member", "supporter", "founder", "deputy"])
def test_another_role_in_such_an_organization_makes_no_opposition_figure(role: str) -> None:
    graph = close(
        described("id:organization-party", "opposition") + membership("id:person-aliya", role)
    )
    assert figures(graph) == set()


def test_leading_another_organization_makes_no_opposition_figure() -> None:
    graph = close(
        described("id:organization-party", "opposition")
        + membership("id:person-aliya", "leader", "id:organization-other")
    )
    assert figures(graph) == set()


@pytest.mark.parametrize(
    "descriptor",
    [
        "nominal-opposition",
        "moderate-opposition",
        "no-serious-opposition",
        "opposition-supporter",
        "government-critic",
        "political-prisoner",
        "pro-government",
    ],
)
def test_another_description_makes_no_opposition_figure(descriptor: str) -> None:
    graph = close(
        described("id:person-aliya, id:organization-party", descriptor)
        + membership("id:person-bolat", "leader")
    )
    assert figures(graph) == set()
    assert set(graph.subjects(RDF.type, KZ.DescribedAsOpposition)) == set()


def test_unnamed_leaders_of_such_an_organization_stay_a_group() -> None:
    """A group is no person, so that calling it a figure would contradict the exclusions."""
    graph = close(
        described("id:organization-party", "opposition")
        + membership("id:group-report-six", "leader")
    )
    assert figures(graph) == set()
    assert (GROUP, RDF.type, FOAF.Person) not in graph


def test_a_group_or_organization_described_as_opposition_is_no_figure() -> None:
    graph = close(described("id:organization-party, id:group-report-six", "opposition"))
    assert figures(graph) == set()
    assert (GROUP, RDF.type, KZ.DescribedAsOpposition) in graph


def test_being_a_named_member_of_such_a_group_makes_no_opposition_figure() -> None:
    graph = close(
        described("id:group-report-six", "opposition")
        + "id:group-report-six foaf:member id:person-aliya ."
    )
    assert figures(graph) == set()


def test_other_records_about_the_organization_make_no_opposition_figure() -> None:
    graph = close(
        described("id:organization-party", "opposition")
        + "id:sentence-report-aliya a :Sentence ; :against id:person-aliya ;"
        " :by id:organization-party ; :procedure c:procedure-criminal ."
    )
    assert figures(graph) == set()


# Justice


@pytest.mark.parametrize(
    ("kind", "procedure", "expected"),
    [
        ("Sentence", "criminal", True),
        ("Sentence", "administrative", False),
        ("Sentence", "not-stated", False),
        ("Sanction", "criminal", False),
        ("Arrest", "criminal", False),
    ],
)
def test_a_sentence_in_criminal_proceedings_is_a_criminal_sentence(
    kind: str, procedure: str, *, expected: bool
) -> None:
    graph = close(f"id:sentence-report-aliya a :{kind} ; :procedure c:procedure-{procedure} .")
    assert ((STEP, RDF.type, KZ.CriminalSentence) in graph) is expected


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (KZ.Sentence, {KZ.Sanction, KZ.JusticeStep, KZ.Record}),
        (KZ.Arrest, {KZ.Detention, KZ.JusticeStep, KZ.Record}),
        (KZ.Appeal, {KZ.Review, KZ.JusticeStep, KZ.Record}),
        (KZ.Commutation, {KZ.Review, KZ.JusticeStep, KZ.Record}),
    ],
)
def test_a_step_is_of_the_kinds_above_its_own_and_no_other(
    kind: URIRef, above: set[URIRef]
) -> None:
    graph = close(f"id:sentence-report-aliya a <{kind}> .")
    assert set(graph.objects(STEP, RDF.type)) - {OWL.Thing} == {kind, *above}


# Records and things of the other modules


ABOVE: Final[dict[str, set[str]]] = {
    "OfficeHolding": {":Tenure", "org:Membership", ":Record"},
    "Membership": {":Tenure", "org:Membership", ":Record"},
    "StatusPeriod": {":Record"},
    "Relationship": {":Record"},
    "LegislativeStep": {":Record"},
    "TreatyAction": {":Record"},
    "Rule": {":Record"},
    "SeatRule": {":Rule", ":Record"},
    "Power": {":Rule", ":Record"},
    "ReportedEvent": {":Record"},
    "ResultTable": {":Record"},
    "Result": {":Record"},
    "Candidacy": {":Record"},
    "Score": {":Record"},
    "Figure": {":Record"},
    "Claim": {":Record"},
    "Recommendation": {":Record"},
    "Attribute": {":Record"},
    "Section": {":Record"},
    "Office": {"org:Post"},
    "Election": {":Event"},
    "Referendum": {":Election", ":Event"},
    "Treaty": {":LegalAct"},
    "Programme": set(),
    "DigitalPlatform": set(),
}


def test_a_node_is_of_the_kinds_above_its_own_and_no_other() -> None:
    graph = close("".join(f"id:n-{kind} a :{kind} .\n" for kind in ABOVE))
    for kind, above in ABOVE.items():
        found = set(graph.objects(ID[f"n-{kind}"], RDF.type)) - {OWL.Thing}
        assert found == {expand(":" + kind), *map(expand, above)}


@pytest.mark.parametrize(
    ("statement", "node", "kind"),
    [
        ("id:r :office id:office-x .", "office-x", ":Office"),
        ("id:r :act id:act-x .", "act-x", ":LegalAct"),
        ("id:r :treaty id:treaty-x .", "treaty-x", ":LegalAct"),
        ("id:r :election id:event-x .", "event-x", ":Event"),
        ("id:r :modality c:modality-forbids .", "r", ":Rule"),
        ("id:r :power c:power-appoint .", "r", ":Rule"),
        ("id:r :legalStatus c:legal-status-banned .", "r", ":StatusPeriod"),
        ("id:r :appointedBy id:person-aliya .", "r", ":Tenure"),
        ("id:r :person id:group-report-six .", "r", ":Tenure"),
        ("id:r :disputes id:s .", "s", ":Record"),
    ],
)
def test_a_property_tells_the_kind_of_what_it_relates(statement: str, node: str, kind: str) -> None:
    assert (ID[node], RDF.type, expand(kind)) in close(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "id:r :person id:person-aliya ; :office id:office-x .",
        "id:r :organization id:organization-party .",
        "id:r :against id:organization-party .",
        "id:r :role c:role-speaker .",
        "id:r :provision id:provision-x .",
        "id:r :qualifier c:qualifier-about .",
        "id:r :of id:organization-party .",
        "id:r :contestant id:organization-party .",
    ],
)
def test_a_shared_property_does_not_tell_which_kind_of_record_it_is(statement: str) -> None:
    found = set(close(statement).objects(ID.r, RDF.type))
    assert not found & {KZ.Membership, KZ.JusticeStep, KZ.Penalty, KZ.StatusPeriod, KZ.Result}


def test_the_election_of_a_result_is_its_event() -> None:
    graph = close("id:r a :Result ; :election id:election-x .")
    assert (ID.r, KZ.event, ID["election-x"]) in graph


# Participants


@pytest.mark.parametrize(
    "statement",
    [
        "id:r a :Charge ; :against id:person-aliya .",
        "id:r a :Characterization ; :describes id:person-aliya .",
        "id:r a :Membership ; :person id:person-aliya .",
        "id:r a :OfficeHolding ; :nominatedBy id:person-aliya .",
        "id:r a :OfficeHolding ; :appointedBy id:person-aliya .",
        "id:r a :OfficeHolding ; :confirmedBy id:person-aliya .",
        "id:r a :OfficeHolding ; :dismissedBy id:person-aliya .",
        "id:r a :ReportedEvent ; :involves id:person-aliya .",
        "id:r a :ReportedEvent ; :against id:person-aliya .",
    ],
)
def test_whom_a_record_is_about_takes_part_in_it(statement: str) -> None:
    assert (ID.r, KZ.participant, ALIYA) in close(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "id:r a :NameUse ; :names id:place-taraz .",
        "id:r a :Charge ; :place id:place-taraz .",
        "id:r a :Characterization ; :by c:voice-critics .",
        "id:r a :Claim ; :by id:document-report .",
        "id:r a :Figure ; :accordingTo c:voice-officials .",
        "id:r a :Rule ; :affects c:population-voters .",
        "id:r a :Result ; :contestant c:contestant-independents .",
        "id:r a :Recommendation ; :addressee c:population-schools .",
        "id:r a :Power ; :holder id:office-x ; :over c:population-judges .",
        "id:r a :OfficeHolding ; :office id:office-x .",
    ],
)
def test_a_place_or_an_unnamed_voice_takes_no_part(statement: str) -> None:
    assert list(close(statement).objects(ID.r, KZ.participant)) == []


def test_symmetric_properties_hold_both_ways() -> None:
    graph = close(
        "id:a a :Record ; :conflictsWith id:b . id:person-aliya :possiblySameAs id:person-bolat ."
    )
    assert (ID.b, KZ.conflictsWith, ID.a) in graph
    assert (BOLAT, KZ.possiblySameAs, ALIYA) in graph


# Exclusions: the reasoner for the closure is silent on them, so the axioms are read themselves;
# that a contradiction is found is tested where the consistency check lives.


def excluded(one: URIRef, other: URIRef) -> bool:
    """Whether the two classes, or any above them, stand in one list of exclusions."""
    graph = ontology()
    above = [set(graph.transitive_objects(node, RDFS.subClassOf)) for node in (one, other)]
    for group in graph.objects(predicate=OWL.members):
        members = set(Collection(graph, group))
        first, second = (members & classes for classes in above)
        if first and second and first != second:
            return True
    return False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("foaf:Person", "org:Organization"),
        ("foaf:Person", ":PersonGroup"),
        (":OppositionFigure", ":PoliticalParty"),
        (":Court", ":Place"),
        (":Court", ":Case"),
        (":Sentence", ":Case"),
        (":Sentence", ":Fine"),
        (":Sentence", "skos:Concept"),
        (":Passage", ":SourceDocument"),
        (":Fine", ":Imprisonment"),
        (":Imprisonment", ":SuspendedImprisonment"),
        (":AdministrativeArrest", ":Arrest"),
        (":Sentence", ":Membership"),
        (":Sentence", ":Acquittal"),
        (":Arrest", ":Appeal"),
        ("skos:Concept", "skos:ConceptScheme"),
        (":ReportedEvent", ":Event"),
        (":ReportedEvent", ":LegislativeStep"),
        (":LegislativeStep", ":JusticeStep"),
        (":Claim", ":Recommendation"),
        (":Claim", ":Characterization"),
        (":Result", ":ResultTable"),
        (":Score", ":Figure"),
        (":Rule", ":Claim"),
        (":Power", ":SeatRule"),
        (":OfficeHolding", ":Membership"),
        (":OfficeHolding", ":Office"),
        (":Office", "org:Organization"),
        (":Treaty", ":Programme"),
        (":DigitalPlatform", ":MediaOutlet"),
        (":Election", ":Result"),
        (":Section", ":Passage"),
    ],
)
def test_kinds_that_exclude_each_other(one: str, other: str) -> None:
    assert excluded(expand(one), expand(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (":Arrest", ":Detention"),
        (":Sentence", ":Sanction"),
        (":Court", ":StateBody"),
        (":PoliticalParty", ":Movement"),
        (":OppositionFigure", "foaf:Person"),
        (":DescribedAsOpposition", "org:Organization"),
        (":Fine", ":Penalty"),
        (":OfficeHolding", ":Tenure"),
        (":Power", ":Rule"),
        (":Treaty", ":LegalAct"),
        (":Election", ":Event"),
    ],
)
def test_kinds_that_do_not_exclude_each_other(one: str, other: str) -> None:
    assert not excluded(expand(one), expand(other))


def expand(name: str) -> URIRef:
    prefix, local = name.split(":")
    return URIRef(PREFIXES[prefix] + local)


def test_only_the_classes_tested_here_have_conditions() -> None:
    """Only these classes have conditions; a new one needs its tests above."""
    graph = ontology()
    conditioned = {
        sub if isinstance(sup, BNode) else sup
        for sub, sup in graph.subject_objects(RDFS.subClassOf)
        if isinstance(sub, BNode) or isinstance(sup, BNode)
    }
    assert conditioned == {
        KZ.CriminalSentence,
        KZ.OppositionDescription,
        KZ.OppositionFigure,
        KZ.OppositionLeadership,
    }
