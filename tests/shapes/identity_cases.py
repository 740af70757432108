"""Cases of shapes/identity.ttl."""

from shape_case import Case, added, removed, replaced

DECISION = "decision-sentence"
MATCH = "match-ann"
CODE = "match-code"

CASES: tuple[Case, ...] = (
    added(DECISION, 'dcterms:title "Title"', "DecisionShape"),
    removed(DECISION, "rdfs:label", "DecisionShape-label"),
    added(DECISION, 'rdfs:label "Another"@en', "DecisionShape-label"),
    replaced(DECISION, "rdfs:label", '"Решение"@ru', "DecisionShape-label"),
    removed(DECISION, ":verdict", "DecisionShape-verdict"),
    added(DECISION, ":verdict c:verdict-different", "DecisionShape-verdict"),
    replaced(DECISION, ":verdict", "c:role-leader", "DecisionShape-verdict"),
    replaced(DECISION, ":verdict", "c:verdict-unheard-of", "DecisionShape-verdict"),
    replaced(DECISION, ":about", "id:sentence-alpha-ann", "DecisionShape-about"),
    added(DECISION, ":about <https://example.org/ann>", "DecisionShape-about"),
    added(DECISION, ':about "https://w3id.org/kzgraph/id/person-ann"', "DecisionShape-about"),
    added(DECISION, ":fullest id:sentence-beta-ann", "DecisionShape-fullest"),
    replaced(DECISION, ":fullest", '"id:sentence-alpha-ann"', "DecisionShape-fullest"),
    removed(DECISION, ":because", "DecisionShape-because"),
    added(DECISION, ':because "And more."@en', "DecisionShape-because"),
    replaced(DECISION, ":because", '"Потому."@ru', "DecisionShape-because"),
    removed(DECISION, ":certainty", "DecisionShape-certainty"),
    added(DECISION, ":certainty c:certainty-unsure", "DecisionShape-certainty"),
    replaced(DECISION, ":certainty", "c:role-leader", "DecisionShape-certainty"),
    replaced(DECISION, ":certainty", "c:certainty-unheard-of", "DecisionShape-certainty"),
    removed(DECISION, "dcterms:date", "DecisionShape-date"),
    added(DECISION, 'dcterms:date "2026-11-23"^^xsd:date', "DecisionShape-date"),
    replaced(DECISION, "dcterms:date", '"2026-11-23"', "DecisionShape-date"),
    *(
        added("event-march", what, "DecisionProperties", "EntityShape")
        for what in (
            ":verdict c:verdict-same",
            ":about id:person-ann",
            ':because "So."@en',
            ":fullest id:sentence-alpha-ann",
        )
    ),
    added(MATCH, 'dcterms:title "Title"', "MatchShape"),
    removed(MATCH, "rdfs:label", "MatchShape-label"),
    added(MATCH, 'rdfs:label "Another"@en', "MatchShape-label"),
    replaced(MATCH, "rdfs:label", '"Совпадение"@ru', "MatchShape-label"),
    removed(MATCH, ":entity", "MatchShape-entity"),
    added(MATCH, ":entity id:person-bob", "MatchShape-entity"),
    replaced(MATCH, ":entity", "<https://example.org/ann>", "MatchShape-entity"),
    replaced(MATCH, ":entity", '"https://w3id.org/kzgraph/id/person-ann"', "MatchShape-entity"),
    removed(MATCH, ":target", "MatchEntryShape"),
    added(MATCH, ":target <https://example.org/bob>", "MatchShape-target"),
    replaced(MATCH, ":target", "id:person-bob", "MatchShape-target"),
    replaced(MATCH, ":target", '"https://example.org/ann"', "MatchShape-target"),
    added(MATCH, 'dcterms:identifier "A1"', "MatchEntryShape"),
    removed(CODE, "dcterms:identifier", "MatchEntryShape"),
    added(CODE, 'dcterms:identifier "K2"', "MatchShape-identifier"),
    replaced(CODE, "dcterms:identifier", "1", "MatchShape-identifier"),
    removed(MATCH, ":evidence", "MatchShape-evidence"),
    removed(MATCH, ":certainty", "MatchShape-certainty"),
    added(MATCH, ":certainty c:certainty-unsure", "MatchShape-certainty"),
    replaced(MATCH, ":certainty", "c:role-leader", "MatchShape-certainty"),
    replaced(MATCH, ":certainty", "c:certainty-unheard-of", "MatchShape-certainty"),
    added("event-march", ":entity id:person-ann", "MatchProperties", "EntityShape"),
    added("event-march", ":target <https://example.org/ann>", "MatchProperties", "EntityShape"),
    added("event-march", ":certainty c:certainty-certain", "CertaintyBearers", "EntityShape"),
    added("event-march", ':evidence "Seen."@en', "EvidenceBearers", "EntityShape"),
)
