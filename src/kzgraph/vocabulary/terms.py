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
    Attribute: URIRef  # attribute of a thing
    BanOnActivity: URIRef  # ban on activity
    Candidacy: URIRef  # candidacy
    Case: URIRef  # case
    Characterization: URIRef  # characterization
    Charge: URIRef  # charge
    Claim: URIRef  # claim
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
    DigitalPlatform: URIRef  # digital platform
    EducationalInstitution: URIRef  # educational institution
    Election: URIRef  # election
    Event: URIRef  # event
    Figure: URIRef  # figure
    Fine: URIRef  # fine
    Imprisonment: URIRef  # imprisonment
    InternationalOrganization: URIRef  # international organization
    Investigation: URIRef  # investigation
    JusticeStep: URIRef  # justice step
    LegalAct: URIRef  # legal act
    LegislativeStep: URIRef  # legislative step
    LicenceRevocation: URIRef  # revocation of a license
    Match: URIRef  # external match
    MediaOutlet: URIRef  # media outlet
    Membership: URIRef  # membership
    Movement: URIRef  # movement
    NameUse: URIRef  # name use
    NonGovernmentalOrganization: URIRef  # nongovernmental organization
    Office: URIRef  # office
    OfficeHolding: URIRef  # office holding
    OppositionDescription: URIRef  # description as opposition
    OppositionFigure: URIRef  # opposition figure
    OppositionLeadership: URIRef  # leadership of an opposition organization
    Passage: URIRef  # passage
    Penalty: URIRef  # penalty
    PersonGroup: URIRef  # group of people
    Place: URIRef  # place
    PoliticalParty: URIRef  # political party
    Power: URIRef  # power of a body
    Probation: URIRef  # probation
    Programme: URIRef  # programme
    Provision: URIRef  # provision
    Recommendation: URIRef  # recommendation
    Record: URIRef  # record
    Referendum: URIRef  # referendum
    Relationship: URIRef  # tie
    Release: URIRef  # release
    ReportedEvent: URIRef  # reported event
    RestrictionOfFreedom: URIRef  # restriction of freedom
    Result: URIRef  # election result
    ResultTable: URIRef  # table of results
    Review: URIRef  # review
    Rule: URIRef  # rule
    Sanction: URIRef  # sanction
    Score: URIRef  # score
    SeatRule: URIRef  # rule on seats and terms
    Section: URIRef  # section of a document
    Sentence: URIRef  # sentence
    SourceDocument: URIRef  # source document
    State: URIRef  # state
    StateBody: URIRef  # state body
    StatusPeriod: URIRef  # status for a time
    SuspendedImprisonment: URIRef  # suspended imprisonment
    SuspensionOfActivities: URIRef  # suspension of activities
    Tenure: URIRef  # tenure
    TradeUnion: URIRef  # trade union
    Treaty: URIRef  # treaty
    TreatyAction: URIRef  # action on a treaty
    Trial: URIRef  # trial

    # Object properties
    about: URIRef  # is about
    accordingTo: URIRef  # according to whom
    act: URIRef  # act concerned
    actKind: URIRef  # form of the act
    actionType: URIRef  # sort of action
    activity: URIRef  # banned activity
    addressee: URIRef  # addressed to
    adoptedWithin: URIRef  # adopted within
    affects: URIRef  # whom the rule affects
    against: URIRef  # concerning whom
    amends: URIRef  # changes the act
    appointedBy: URIRef  # appointed by
    attribute: URIRef  # sort of attribute
    band: URIRef  # rating given
    base: URIRef  # of what the total is
    by: URIRef  # stated or done by
    candidacyStatus: URIRef  # how far the contestant came
    case: URIRef  # part of the case
    certainty: URIRef  # how sure it is
    chamber: URIRef  # body elected
    chosenBy: URIRef  # who fills the seats
    claimKind: URIRef  # sort of claim
    claimant: URIRef  # brought by
    completeness: URIRef  # whether the parts fill the total
    concerns: URIRef  # what it concerns
    confirmedBy: URIRef  # confirmed by
    conflictsWith: URIRef  # conflicts with
    contestant: URIRef  # contestant in the election
    describes: URIRef  # whom it describes
    dismissedBy: URIRef  # dismissed by
    disputes: URIRef  # contradicts the record
    electedIn: URIRef  # elected in
    election: URIRef  # election concerned
    electoralSystem: URIRef  # electoral system provided
    endReason: URIRef  # how the tenure ended
    endStatus: URIRef  # whether it goes on
    entity: URIRef  # matched entity
    event: URIRef  # related event
    eventKind: URIRef  # sort of event
    flag: URIRef  # flag set
    fullest: URIRef  # fullest record
    holder: URIRef  # holder of the power
    inDocument: URIRef  # reported in
    inResponseTo: URIRef  # in response to
    inSection: URIRef  # stands in the section
    indicator: URIRef  # indicator scored
    involves: URIRef  # takes part
    leads: URIRef  # leads the organization
    legalStatus: URIRef  # legal status given
    mainRecord: URIRef  # main record
    measure: URIRef  # what the number is
    modality: URIRef  # what the rule does
    modifies: URIRef  # modifies the step
    names: URIRef  # named entity
    nominatedBy: URIRef  # nominated by
    of: URIRef  # subject of the record
    offence: URIRef  # ground of the step
    office: URIRef  # office held
    organization: URIRef  # organization of the post or role
    outcome: URIRef  # outcome of the step
    over: URIRef  # over whom or what
    partOf: URIRef  # part of a larger whole
    participant: URIRef  # participant in the record
    penalty: URIRef  # imposed penalty
    person: URIRef  # holder of the post or role
    perspective: URIRef  # perspective of the document
    place: URIRef  # where it happened
    possiblySameAs: URIRef  # possibly the same as
    power: URIRef  # what may be done
    procedure: URIRef  # kind of proceedings
    provision: URIRef  # cited provision
    provisionOf: URIRef  # provision of the act
    qualifier: URIRef  # qualifier of the number
    recordStatus: URIRef  # status of the record
    relation: URIRef  # sort of tie
    replaces: URIRef  # takes over from
    role: URIRef  # role or kind of office
    scaleDirection: URIRef  # which end is the good one
    stance: URIRef  # stance taken
    startReason: URIRef  # how the tenure began
    stepType: URIRef  # sort of legislative step
    subgroupOf: URIRef  # subgroup of
    supportsClaim: URIRef  # bears out the record
    table: URIRef  # part of the table
    target: URIRef  # matched external entry
    to: URIRef  # tie to
    topic: URIRef  # topic of the record
    treaty: URIRef  # treaty acted on
    trend: URIRef  # direction given
    unit: URIRef  # unit of the number
    verdict: URIRef  # verdict of the decision

    # Data properties
    articleNumber: URIRef  # article number
    asOf: URIRef  # as of which day
    attestedOn: URIRef  # attested on
    attributeValue: URIRef  # value of the attribute
    because: URIRef  # reason for the decision
    candidates: URIRef  # number of candidates
    content: URIRef  # content in one sentence
    countHigh: URIRef  # highest head count
    countLow: URIRef  # lowest head count
    days: URIRef  # length in days
    earliest: URIRef  # earliest day
    edition: URIRef  # edition of the index
    endLine: URIRef  # last line
    evidence: URIRef  # evidence for it
    fileName: URIRef  # file name
    formerValue: URIRef  # number before the change
    issued: URIRef  # date of issue
    latest: URIRef  # latest day
    lists: URIRef  # number of lists
    months: URIRef  # length in months
    outOf: URIRef  # out of how many
    period: URIRef  # period covered by it
    periodCovered: URIRef  # period covered
    scaleMax: URIRef  # upper end of the scale
    scaleMin: URIRef  # lower end of the scale
    searchKey: URIRef  # search key
    seatPercent: URIRef  # percentage of the seats by rule
    seatShare: URIRef  # percentage of the seats won
    seats: URIRef  # number of seats
    seatsTotal: URIRef  # total of the table
    sha256: URIRef  # SHA-256 digest
    sortDate: URIRef  # day to sort by
    spelling: URIRef  # spelling as printed
    startLine: URIRef  # first line
    stateOfText: URIRef  # state of the text
    termLimit: URIRef  # number of terms allowed
    termYears: URIRef  # length of a term in years
    until: URIRef  # when it ended
    untilEarliest: URIRef  # earliest day of the end
    untilLatest: URIRef  # latest day of the end
    value: URIRef  # number given
    valueHigh: URIRef  # upper end of a range
    voteShare: URIRef  # percentage of the votes
    when: URIRef  # when it happened

    _extras: ClassVar[list[str]] = ["as", "from"]
