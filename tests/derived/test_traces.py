"""Every derived statement leads back to statements that cite a source, or to our decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import FOAF, PROV, RDF, SKOS, XSD
from rdflib.term import Node

from kzgraph.building import RULES, Derivation, Trace
from kzgraph.reasoning import Triple, axioms, close
from kzgraph.vocabulary.prefixes import CONCEPT, PREFIXES
from kzgraph.vocabulary.terms import ID, KZ

NAMES = {SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel}
HAS_SOURCE = URIRef(PREFIXES["oa"] + "hasSource")
POST_IN = URIRef(PREFIXES["org"] + "postIn")

STORY = """
id:document-fiw-2024 a :SourceDocument ; :periodCovered "2023" .
id:p a :Passage ; oa:hasSource id:document-fiw-2024 ; oa:hasSelector id:q ;
    :startLine 5 ; :endLine 5 .
id:q a oa:TextPositionSelector .
id:o a :PoliticalParty ; skos:prefLabel "Party"@en .
id:x a foaf:Person ; skos:prefLabel "Ada"@en .
id:c a :Characterization ; :describes id:o ; :as c:descriptor-opposition ;
    prov:wasDerivedFrom id:p .
id:m a :Membership ; :person id:x ; :organization id:o ; :role c:role-leader ;
    :attestedOn "2023" ; prov:wasDerivedFrom id:p .
id:a a :Sentence ; :against id:x ; :when "2023-04" ; :procedure c:procedure-criminal ;
    :penalty id:pa ; prov:wasDerivedFrom id:p .
id:b a :Sentence ; :against id:x ; :when "2023-05" ; :procedure c:procedure-administrative ;
    :penalty id:pb ; prov:wasDerivedFrom id:p .
id:pa a :Imprisonment ; :months 84 . id:pb a :Imprisonment ; :months 60 .
id:d a :Decision ; :verdict c:verdict-same ; :about id:a, id:b ; :fullest id:a .
id:e a :Decision ; :verdict c:verdict-possibly-same ; :about id:x, id:y .
id:y a foaf:Person .
id:s a :Section ; :startLine 4 ; :endLine 9 ; prov:wasDerivedFrom id:p .
id:h a :OfficeHolding ; :person id:x ; :office id:post ; :endStatus c:end-status-ongoing ;
    prov:wasDerivedFrom id:p .
id:post a :Office ; org:postIn id:court .
id:court a :Court .
id:r a :Result ; :election id:v ; :contestant id:o ; prov:wasDerivedFrom id:p .
id:v a :Election .
"""


@pytest.fixture(scope="module")
def story(derive_from: Callable[[str], Derivation]) -> Derivation:
    return derive_from(STORY)


def is_sourced(derived: Derivation, premise: Triple) -> bool:
    """Tell whether a premise is stated, and by whom.

    Records cite a passage; a penalty belongs to a record; decisions are ours; passages are sources;
    of things and concepts, only type, name and organization stand without a source; what is known
    of a document stands in the catalog, with its evidence.
    """
    data = derived.facts.data
    subject, predicate, _ = premise
    if subject in derived.facts.records:
        sourced = (subject, PROV.wasDerivedFrom, None) in data
    elif any(data.subjects(KZ.penalty, subject)):
        sourced = all(
            (record, PROV.wasDerivedFrom, None) in data
            for record in data.subjects(KZ.penalty, subject)
        )
    else:
        sourced = (
            predicate in {RDF.type, *NAMES, POST_IN}
            or (subject, PROV.wasDerivedFrom, None) in data
            or (subject, RDF.type, KZ.Decision) in data
            or (subject, RDF.type, KZ.Passage) in data
            or (subject, RDF.type, KZ.SourceDocument) in data
        )
    return sourced and premise in data


def unexplained(derived: Derivation) -> list[tuple[Triple, Trace]]:
    return [
        (triple, trace)
        for triple in derived.graph
        for trace in [derived.trace(triple)]
        if not trace.premises or not all(is_sourced(derived, each) for each in trace.premises)
    ]


def test_story_uses_every_rule(story: Derivation) -> None:
    assert {trace.rule for trace in story.traces.values()} == {rule.name for rule in RULES}


def test_every_statement_of_the_story_has_sourced_premises(story: Derivation) -> None:
    assert unexplained(story) == []


def test_record_without_passage_would_be_noticed(
    derive_from: Callable[[str], Derivation],
) -> None:
    unsourced = derive_from(STORY.replace("prov:wasDerivedFrom id:p", "rdfs:seeAlso id:p"))
    assert {trace.rule for _, trace in unexplained(unsourced)} >= {"bounds", "entailment", "leads"}


def test_every_statement_of_the_data_set_has_sourced_premises(whole: Derivation) -> None:
    assert len(whole.graph) > 1000
    assert unexplained(whole) == []


@pytest.mark.parametrize(
    ("triple", "premises"),
    [
        (
            (ID.x, RDF.type, KZ.OppositionFigure),
            {
                (ID.c, KZ.describes, ID.o),
                (ID.c, KZ["as"], None),
                (ID.m, KZ.person, ID.x),
                (ID.m, KZ.organization, ID.o),
                (ID.m, KZ.role, None),
                (ID.m, RDF.type, KZ.Membership),
                (ID.x, RDF.type, FOAF.Person),
            },
        ),
        (
            (ID.a, RDF.type, KZ.CriminalSentence),
            {(ID.a, RDF.type, KZ.Sentence), (ID.a, KZ.procedure, None)},
        ),
        ((ID.a, RDF.type, KZ.Record), {(ID.a, RDF.type, KZ.Sentence)}),
        ((ID.a, KZ.participant, ID.x), {(ID.a, KZ.against, ID.x)}),
        (
            (ID.b, KZ.mainRecord, ID.a),
            {
                (ID.d, KZ.verdict, None),
                (ID.d, KZ.about, ID.a),
                (ID.d, KZ.about, ID.b),
                (ID.d, KZ.fullest, ID.a),
            },
        ),
        (
            (ID.h, KZ.untilEarliest, Literal("2023-12-31", datatype=XSD.date)),
            {
                (ID.h, KZ.endStatus, None),
                (ID.h, PROV.wasDerivedFrom, ID.p),
                (ID.p, HAS_SOURCE, ID["document-fiw-2024"]),
                (ID["document-fiw-2024"], KZ.periodCovered, Literal("2023")),
            },
        ),
        (
            (ID.h, KZ.organization, ID.court),
            {(ID.h, KZ.office, ID.post), (ID.post, POST_IN, ID.court)},
        ),
        ((ID.x, KZ.searchKey, Literal("ada")), {(ID.x, SKOS.prefLabel, Literal("Ada", "en"))}),
        (
            (ID.x, KZ.leads, ID.o),
            {
                (ID.m, KZ.person, ID.x),
                (ID.m, KZ.organization, ID.o),
                (ID.m, KZ.role, None),
            },
        ),
    ],
)
def test_premises_are_those_and_no_others(
    story: Derivation, triple: Triple, premises: set[tuple[Node, Node, Node | None]]
) -> None:
    found = story.trace(triple).premises
    assert {
        (subject, predicate, None if str(value).startswith(CONCEPT) else value)
        for subject, predicate, value in found
    } == premises


def test_entailed_statement_follows_from_its_premises_and_from_no_less(
    story: Derivation, ontology: Graph
) -> None:
    logic = axioms(ontology)
    closure = story.facts.closure
    for triple in closure.inferred:
        premises = closure.justify(triple)
        assert triple in close(logic, premises).inferred
        for left_out in premises:
            rest = [premise for premise in premises if premise != left_out]
            assert triple not in close(logic, rest).inferred


def test_statement_that_is_not_derived_has_no_trace(story: Derivation) -> None:
    with pytest.raises(KeyError):
        story.trace((ID.y, RDF.type, KZ.OppositionFigure))
