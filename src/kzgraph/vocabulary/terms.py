# Generated from the ontology by `python -m kzgraph.vocabulary.generate ontology`; do not edit.
# ruff: noqa: N815 (the names are those of the ontology)
"""The terms of the ontology as rdflib names: a misspelt term is an error and no new IRI."""

from __future__ import annotations

from typing import ClassVar, Final

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from kzgraph.vocabulary import prefixes

CONCEPT: Final = Namespace(prefixes.CONCEPT)
GRAPH: Final = Namespace(prefixes.GRAPH)
ID: Final = Namespace(prefixes.ID)


class KZ(DefinedNamespace):
    """The terms of the ontology, closed; a term that is a Python keyword is `KZ["term"]`."""

    _NS = Namespace(prefixes.ONTOLOGY + "#")
    _fail = True
    # Classes
    Acquittal: URIRef  # acquittal
    AdministrativeArrest: URIRef  # administrative arrest
    Appeal: URIRef  # appeal decision
    Arrest: URIRef  # arrest
    BanOnActivity: URIRef  # ban on activity
    Case: URIRef  # case
    Characterization: URIRef  # characterization
    Charge: URIRef  # charge
    Commutation: URIRef  # commutation
    Company: URIRef  # company
    Confiscation: URIRef  # confiscation
    Conviction: URIRef  # conviction
    Court: URIRef  # court
    CriminalSentence: URIRef  # criminal sentence
    DeathInCustody: URIRef  # death in custody
    Decision: URIRef  # decision of the authors
    DescribedAsOpposition: URIRef  # agent described as opposition
    Detention: URIRef  # detention
    EducationalInstitution: URIRef  # educational institution
    Event: URIRef  # event
    Fine: URIRef  # fine
    Imprisonment: URIRef  # imprisonment
    InternationalOrganization: URIRef  # international organization
    Investigation: URIRef  # investigation
    JusticeStep: URIRef  # justice step
    LegalAct: URIRef  # legal act
    LicenceRevocation: URIRef  # revocation of a license
    Match: URIRef  # external match
    MediaOutlet: URIRef  # media outlet
    Membership: URIRef  # membership
    Movement: URIRef  # movement
    NameUse: URIRef  # name use
    NonGovernmentalOrganization: URIRef  # nongovernmental organization
    OppositionDescription: URIRef  # description as opposition
    OppositionFigure: URIRef  # opposition figure
    OppositionLeadership: URIRef  # leadership of an opposition organization
    Passage: URIRef  # passage
    Penalty: URIRef  # penalty
    PersonGroup: URIRef  # group of people
    Place: URIRef  # place
    PoliticalParty: URIRef  # political party
    Probation: URIRef  # probation
    Provision: URIRef  # provision
    Record: URIRef  # record
    Release: URIRef  # release
    RestrictionOfFreedom: URIRef  # restriction of freedom
    Review: URIRef  # review
    Sanction: URIRef  # sanction
    Sentence: URIRef  # sentence
    SourceDocument: URIRef  # source document
    State: URIRef  # state
    StateBody: URIRef  # state body
    SuspendedImprisonment: URIRef  # suspended imprisonment
    SuspensionOfActivities: URIRef  # suspension of activities
    TradeUnion: URIRef  # trade union
    Trial: URIRef  # trial

    # Object properties
    about: URIRef  # is about
    accordingTo: URIRef  # according to whom
    activity: URIRef  # banned activity
    against: URIRef  # concerning whom
    by: URIRef  # stated or decided by
    case: URIRef  # part of the case
    certainty: URIRef  # how sure it is
    claimant: URIRef  # brought by
    conflictsWith: URIRef  # conflicts with
    currency: URIRef  # currency of the amount
    describes: URIRef  # whom it describes
    entity: URIRef  # matched entity
    event: URIRef  # related event
    fullest: URIRef  # fullest record
    inDocument: URIRef  # reported in
    leads: URIRef  # leads the organization
    mainRecord: URIRef  # main record
    modifies: URIRef  # modifies the step
    names: URIRef  # named entity
    offence: URIRef  # ground of the step
    organization: URIRef  # organization of the membership
    outcome: URIRef  # outcome of the step
    participant: URIRef  # participant in the record
    penalty: URIRef  # imposed penalty
    person: URIRef  # person of the membership
    perspective: URIRef  # perspective of the document
    place: URIRef  # where it happened
    possiblySameAs: URIRef  # possibly the same as
    procedure: URIRef  # kind of proceedings
    provision: URIRef  # cited provision
    provisionOf: URIRef  # provision of the act
    qualifier: URIRef  # qualifier of the number
    recordStatus: URIRef  # status of the record
    role: URIRef  # role held
    subgroupOf: URIRef  # subgroup of
    target: URIRef  # matched external entry
    verdict: URIRef  # verdict of the decision

    # Data properties
    amount: URIRef  # amount of money
    articleNumber: URIRef  # article number
    attestedOn: URIRef  # attested on
    because: URIRef  # reason for the decision
    countHigh: URIRef  # highest head count
    countLow: URIRef  # lowest head count
    days: URIRef  # length in days
    earliest: URIRef  # earliest day
    endLine: URIRef  # last line
    evidence: URIRef  # evidence for it
    fileName: URIRef  # file name
    issued: URIRef  # date of issue
    latest: URIRef  # latest day
    months: URIRef  # length in months
    periodCovered: URIRef  # period covered
    sha256: URIRef  # SHA-256 digest
    spelling: URIRef  # spelling as printed
    startLine: URIRef  # first line
    stateOfText: URIRef  # state of the text
    until: URIRef  # when it ended
    untilEarliest: URIRef  # earliest day of the end
    untilLatest: URIRef  # latest day of the end
    when: URIRef  # when it happened

    _extras: ClassVar[list[str]] = ["as"]
