"""Cases of shapes/core.ttl."""

from shape_case import Case, added, removed, replaced

STEP = "detention-alpha-ann"

CASES: tuple[Case, ...] = (
    removed(STEP, "rdfs:label", "RecordShape-label"),
    added(STEP, 'rdfs:label "Another"@en', "RecordShape-label"),
    replaced(STEP, "rdfs:label", '"Арест"@ru', "RecordShape-label"),
    removed(STEP, "prov:wasDerivedFrom", "RecordShape-passage"),
    added(STEP, "prov:wasDerivedFrom id:document-alpha", "RecordShape-passage"),
    *(
        case
        for name in ("when", "until", "attestedOn")
        for case in (
            replaced(STEP, f":{name}", '"2023" , "2024"', f"RecordShape-{name}"),
            replaced(STEP, f":{name}", '"10.04.2023"', f"RecordShape-{name}"),
            replaced(STEP, f":{name}", '"2023-04-10"^^xsd:date', f"RecordShape-{name}"),
        )
    ),
    added(STEP, ":by id:place-ekton", "RecordShape-by"),
    added(STEP, ":by c:role-leader", "RecordShape-by"),
    # Not a concept, though its IRI looks like a voice.
    added(STEP, ":by c:voice-nobody", "RecordShape-by"),
    added(STEP, ":accordingTo id:place-ekton", "AccordingToShape-speaker"),
    added(STEP, ":place id:organization-court", "RecordShape-place"),
    added(STEP, ":event id:place-ekton", "RecordShape-event"),
    added(STEP, ":topic c:role-leader", "RecordShape-topic"),
    added(STEP, ":topic c:topic-unheard-of", "RecordShape-topic"),
    added(STEP, ":inResponseTo id:event-march", "RecordShape-inResponseTo"),
    added(STEP, ":recordStatus c:status-alleged , c:status-planned", "RecordShape-status"),
    added(STEP, ":recordStatus c:role-leader", "RecordShape-status"),
    added(STEP, ":recordStatus c:status-unknown", "RecordShape-status"),
    *(
        added("person-ann", what, "RecordProperties", "EntityShape")
        for what in (
            ':when "2023"',
            ':until "2023"',
            ':attestedOn "2023"',
            ":by id:organization-court",
            ":place id:place-ekton",
            ":event id:event-march",
            ":topic c:topic-elections",
            ":inResponseTo id:sentence-alpha-ann",
            ":recordStatus c:status-planned",
        )
    ),
    added("person-ann", ":accordingTo id:organization-press", "AccordingToShape", "EntityShape"),
    added("person-ann", ":partOf id:person-bob", "PartOfBearers"),
    added("election-council", ":partOf id:election-council", "PartOfBearers-partOf"),
    *(
        added(STEP, what, "DerivedPropertiesShape-none")
        for what in (
            ':asOf "2023-01-01"^^xsd:date',
            ':earliest "2023-01-01"^^xsd:date',
            ':latest "2023-01-01"^^xsd:date',
            ':untilEarliest "2023-01-01"^^xsd:date',
            ':untilLatest "2023-01-01"^^xsd:date',
            ':sortDate "2023-01-01"^^xsd:date',
            ":inDocument id:document-alpha",
            ":inSection id:section-alpha-a",
            ":mainRecord id:sentence-alpha-ann",
            ":conflictsWith id:sentence-alpha-ann",
            ":possiblySameAs id:sentence-alpha-ann",
            ":leads id:organization-party",
            ":participant id:person-ann",
            ':searchKey "ann ek"',
        )
    ),
    added("characterization-alpha-party", "a :OppositionDescription", "DerivedClassesShape-type"),
    added("organization-party", "a :DescribedAsOpposition", "DerivedClassesShape-type"),
    added("membership-alpha-ann", "a :OppositionLeadership", "DerivedClassesShape-type"),
    added("person-ann", "a :OppositionFigure", "DerivedClassesShape-type"),
    added("sentence-alpha-ann", "a :CriminalSentence", "DerivedClassesShape-type"),
)
