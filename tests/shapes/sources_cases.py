"""Cases of shapes/sources.ttl."""

from shape_case import Case, added, removed, replaced

DOCUMENT = "document-alpha"
PASSAGE = "passage-alpha-0-9"
SELECTOR = "selector-alpha-0-9"

CASES: tuple[Case, ...] = (
    added(DOCUMENT, 'skos:prefLabel "Alpha"@en', "DocumentShape"),
    removed(DOCUMENT, "rdfs:label", "DocumentShape-label"),
    added(DOCUMENT, 'rdfs:label "Other"@en', "DocumentShape-label"),
    replaced(DOCUMENT, "rdfs:label", '"Альфа"@ru', "DocumentShape-label"),
    added(DOCUMENT, 'dcterms:title "Other"@en', "DocumentShape-title"),
    added(DOCUMENT, "dcterms:publisher id:person-ann", "DocumentShape-publisher"),
    added(DOCUMENT, "dcterms:creator id:place-ekton", "DocumentShape-creator"),
    *(
        case
        for name in ("issued", "periodCovered", "stateOfText")
        for case in (
            replaced(DOCUMENT, f":{name}", '"2022" , "2023"', f"DocumentShape-{name}"),
            replaced(DOCUMENT, f":{name}", '"May 2023"', f"DocumentShape-{name}"),
        )
    ),
    added(DOCUMENT, "dcterms:source <https://example.org/beta>", "DocumentShape-source"),
    replaced(DOCUMENT, "dcterms:source", '"https://example.org/alpha"', "DocumentShape-source"),
    removed(DOCUMENT, ":perspective", "DocumentShape-perspective"),
    added(
        DOCUMENT,
        ":perspective c:perspective-state-self-description",
        "DocumentShape-perspective",
    ),
    replaced(DOCUMENT, ":perspective", "c:role-leader", "DocumentShape-perspective"),
    replaced(DOCUMENT, ":perspective", "c:perspective-unheard-of", "DocumentShape-perspective"),
    removed(DOCUMENT, ":fileName", "DocumentShape-fileName"),
    added(DOCUMENT, ':fileName "beta.txt"', "DocumentShape-fileName"),
    replaced(DOCUMENT, ":fileName", '"Alpha.pdf"', "DocumentShape-fileName"),
    replaced(DOCUMENT, ":fileName", '"alpha.txt"@en', "DocumentShape-fileName"),
    removed(DOCUMENT, ":sha256", "DocumentShape-sha256"),
    added(DOCUMENT, f':sha256 "{"e" * 64}"', "DocumentShape-sha256"),
    replaced(DOCUMENT, ":sha256", '"abc"', "DocumentShape-sha256"),
    removed(DOCUMENT, ":evidence", "DocumentShape-evidence"),
    *(
        added("event-march", what, "DocumentProperties", "EntityShape")
        for what in (
            ':issued "2023"',
            ':periodCovered "2023"',
            ':stateOfText "2023"',
            ":perspective c:perspective-independent-assessment",
            ':fileName "alpha.txt"',
        )
    ),
    added(PASSAGE, 'rdfs:label "Passage"@en', "PassageShape"),
    removed(PASSAGE, "oa:hasSource", "PassageShape-source"),
    added(PASSAGE, "oa:hasSource id:document-beta", "PassageShape-source"),
    replaced(PASSAGE, "oa:hasSource", "id:organization-press", "PassageShape-source"),
    removed(PASSAGE, "oa:hasSelector", "PassageShape-selector"),
    added(PASSAGE, "oa:hasSelector id:selector-beta-3-7", "PassageShape-selector"),
    replaced(PASSAGE, "oa:hasSelector", "id:passage-beta-3-7", "PassageShape-selector"),
    removed(PASSAGE, ":startLine", "PassageShape-startLine"),
    added("passage-beta-3-7", ":startLine 3", "PassageShape-startLine"),
    replaced(PASSAGE, ":startLine", "0", "PassageShape-startLine"),
    replaced(PASSAGE, ":startLine", "1.0", "PassageShape-startLine"),
    replaced(PASSAGE, ":startLine", "2", "PassageShape-startLine"),
    removed(PASSAGE, ":endLine", "PassageShape-endLine"),
    added(PASSAGE, ":endLine 2", "PassageShape-endLine"),
    replaced(PASSAGE, ":endLine", "2.0", "PassageShape-endLine"),
    *(
        added("event-march", what, "PassageProperties", "EntityShape")
        for what in (
            "oa:hasSource id:document-alpha",
            "oa:hasSelector id:selector-alpha-0-9",
        )
    ),
    added("event-march", ":startLine 1", "LineBearers", "EntityShape"),
    added("event-march", ":endLine 1", "LineBearers", "EntityShape"),
    added(SELECTOR, 'rdfs:label "Selector"@en', "SelectorShape"),
    removed(SELECTOR, "oa:start", "SelectorShape-start"),
    added(SELECTOR, "oa:start 1", "SelectorShape-start"),
    replaced(SELECTOR, "oa:start", "-1", "SelectorShape-start"),
    replaced(SELECTOR, "oa:start", "0.0", "SelectorShape-start"),
    replaced(SELECTOR, "oa:start", "9", "SelectorShape-start"),
    removed(SELECTOR, "oa:end", "SelectorShape-end"),
    added(SELECTOR, "oa:end 10", "SelectorShape-end"),
    replaced(SELECTOR, "oa:end", "9.0", "SelectorShape-end"),
    removed(SELECTOR, ":sha256", "SelectorShape-sha256"),
    added(SELECTOR, f':sha256 "{"e" * 64}"', "SelectorShape-sha256"),
    replaced(SELECTOR, ":sha256", '"abc"', "SelectorShape-sha256"),
    added("event-march", "oa:start 1", "SelectorProperties", "EntityShape"),
    added("event-march", "oa:end 1", "SelectorProperties", "EntityShape"),
    added("event-march", f':sha256 "{"e" * 64}"', "DigestBearers", "EntityShape"),
)
