"""Cases of shapes/agents.ttl."""

from shape_case import Case, added, removed, replaced

GROUP = "group-alpha-marchers-jailed"
NAME = "name-alpha-bob"
CHARACTERIZATION = "characterization-alpha-party"
THINGS = (
    "person-ann",
    "organization-party",
    "place-ekton",
    "event-march",
    "case-ann",
    "programme-plan",
    "platform-portal",
)

CASES: tuple[Case, ...] = (
    *(added(thing, 'dcterms:title "Title"', "EntityShape") for thing in THINGS),
    removed(
        "person-ann",
        "skos:prefLabel",
        "EntityShape-prefLabel",
        "EntityShape-prefLabelEn",
        "info EntityShape-prefLabelKk",
        "info EntityShape-prefLabelRu",
    ),
    replaced(
        "person-ann",
        "skos:prefLabel",
        '"Анн"@ru , "Анн"@kk , "Анна"@kk , "Ann"@en',
        "EntityShape-prefLabel",
    ),
    added("person-ann", 'skos:prefLabel "Ann"@de', "EntityShape-prefLabel"),
    replaced("person-ann", "skos:prefLabel", '"Анн"@ru , "Анн"@kk', "EntityShape-prefLabelEn"),
    replaced("person-ann", "skos:prefLabel", '"Анн"@ru , "Ann"@en', "info EntityShape-prefLabelKk"),
    replaced("person-ann", "skos:prefLabel", '"Анн"@kk , "Ann"@en', "info EntityShape-prefLabelRu"),
    added("person-ann", 'skos:altLabel "Annie"', "EntityShape-altLabel"),
    added("person-ann", 'skos:hiddenLabel "Annie"', "EntityShape-hiddenLabel"),
    removed(GROUP, "rdfs:label", "GroupShape-label"),
    added(GROUP, 'rdfs:label "Another"@en', "GroupShape-label"),
    replaced(GROUP, "rdfs:label", '"Трое"@ru', "GroupShape-label"),
    removed(GROUP, "prov:wasDerivedFrom", "GroupShape-passage"),
    added(GROUP, "prov:wasDerivedFrom id:document-alpha", "GroupShape-passage"),
    replaced(GROUP, ":countLow", "2 , 3", "GroupShape-countLow"),
    replaced(GROUP, ":countLow", "2.5", "GroupShape-countLow"),
    replaced(GROUP, ":countLow", "0", "GroupShape-countLow"),
    replaced(GROUP, ":countLow", "4", "GroupShape-countLow"),
    replaced(GROUP, ":countHigh", "3 , 4", "GroupShape-countHigh"),
    replaced(GROUP, ":countHigh", "3.5", "GroupShape-countHigh"),
    replaced(GROUP, ":subgroupOf", "id:organization-party", "GroupShape-subgroupOf"),
    added(GROUP, "foaf:member id:place-ekton", "GroupShape-member"),
    *(
        added("event-march", what, "GroupProperties", "EntityShape")
        for what in (
            ":countLow 3",
            ":countHigh 3",
            ":subgroupOf id:group-alpha-marchers",
            "foaf:member id:person-ann",
        )
    ),
    removed(NAME, ":names", "NameUseShape-names"),
    added(NAME, ":names id:person-ann", "NameUseShape-names"),
    replaced(NAME, ":names", "id:group-alpha-marchers", "NameUseShape-names"),
    replaced(NAME, ":names", '"https://w3id.org/kzgraph/id/person-bob"', "NameUseShape-names"),
    removed(NAME, ":spelling", "NameUseShape-spelling"),
    added(NAME, ':spelling "Bobby"@en', "NameUseShape-spelling"),
    replaced(NAME, ":spelling", '"Bob"', "NameUseShape-spelling"),
    replaced(NAME, ":spelling", '"Bob"@de', "NameUseShape-spelling"),
    added("event-march", ":names id:person-ann", "NameUseProperties", "EntityShape"),
    added("event-march", ':spelling "Ann"@en', "NameUseProperties", "EntityShape"),
    removed(CHARACTERIZATION, ":describes", "CharacterizationShape-describes"),
    added(CHARACTERIZATION, ":describes id:case-ann", "CharacterizationShape-describes"),
    removed(CHARACTERIZATION, ":as", "CharacterizationShape-as"),
    added(CHARACTERIZATION, ":as c:role-leader", "CharacterizationShape-as"),
    added(CHARACTERIZATION, ":as c:descriptor-unheard-of", "CharacterizationShape-as"),
    *(
        added("event-march", what, "CharacterizationProperties", "EntityShape")
        for what in (":describes id:person-ann", ":as c:descriptor-opposition")
    ),
)
