"""Cases of shapes/concepts.ttl."""

from shape_case import Case, added, removed, replaced

CONCEPT = "c:role-leader"
SCHEME = "c:role"

CASES: tuple[Case, ...] = (
    added(CONCEPT, 'skos:prefLabel "chief"@en', "ConceptShape-prefLabel"),
    added(CONCEPT, 'skos:prefLabel "Leiter"@de', "ConceptShape-prefLabel"),
    removed(CONCEPT, "skos:prefLabel", "ConceptShape-prefLabelEn"),
    removed(CONCEPT, "skos:definition", "ConceptShape-definition"),
    replaced(CONCEPT, "skos:definition", '"Определение"@ru', "ConceptShape-definition"),
    removed(CONCEPT, "skos:inScheme", "ConceptShape-inScheme"),
    added(CONCEPT, "skos:inScheme c:status", "ConceptShape-inScheme"),
    replaced(CONCEPT, "skos:inScheme", "c:role-member", "ConceptShape-inScheme"),
    added(CONCEPT, "skos:broader c:status", "ConceptShape-broader"),
    removed(CONCEPT, "skos:notation", "ConceptShape-notation"),
    added(CONCEPT, 'skos:notation "chief"', "ConceptShape-notation"),
    replaced(CONCEPT, "skos:notation", "1", "ConceptShape-notation"),
    added(CONCEPT, "skos:related c:status", "ConceptShape-related"),
    removed(SCHEME, "skos:prefLabel", "ConceptSchemeShape-prefLabelEn"),
    removed(SCHEME, "skos:definition", "ConceptSchemeShape-definition"),
)
