"""Cases of shapes/justice.ttl."""

from shape_case import Case, added, removed, replaced

STEP = "charge-alpha-ann"
SENTENCE = "sentence-alpha-ann"
REVIEW = "review-alpha-ann"
PRISON = "penalty-alpha-prison"
BAN = "penalty-alpha-ban"
FINE = "penalty-alpha-fine"
PROVISION = "provision-code-1"

CASES: tuple[Case, ...] = (
    removed(STEP, ":against", "JusticeStepShape-against"),
    added(STEP, ":against id:case-ann", "JusticeStepShape-against"),
    added(STEP, ":claimant id:case-ann", "JusticeStepShape-claimant"),
    added(STEP, ":case _:other . _:other a :Case", "JusticeStepShape-case"),
    replaced(STEP, ":case", "id:person-ann", "JusticeStepShape-case"),
    added(STEP, ":offence c:role-leader", "JusticeStepShape-offence"),
    added(STEP, ":offence c:offence-unheard-of", "JusticeStepShape-offence"),
    added(STEP, ":provision id:act-code", "JusticeStepShape-provision"),
    added(
        STEP,
        ":procedure c:procedure-criminal , c:procedure-civil",
        "JusticeStepShape-procedure",
    ),
    added(STEP, ":procedure c:procedure-military", "JusticeStepShape-procedure"),
    added(STEP, ":outcome c:outcome-upheld , c:outcome-extended", "JusticeStepShape-outcome"),
    added(STEP, ":outcome c:role-leader", "JusticeStepShape-outcome"),
    added(STEP, ":outcome c:outcome-unheard-of", "JusticeStepShape-outcome"),
    added(SENTENCE, ":penalty id:case-ann", "JusticeStepShape-penalty"),
    added(SENTENCE, ":penalty _:penalty . _:penalty a :Penalty", "JusticeStepShape-penalty"),
    added(REVIEW, ":modifies id:characterization-alpha-party", "JusticeStepShape-modifies"),
    *(
        added("event-march", what, "JusticeStepProperties", "EntityShape")
        for what in (
            ":against id:person-ann",
            ":claimant id:person-ann",
            ":case id:case-ann",
            ":offence c:offence-extortion",
            ":provision id:provision-code-1",
            ":procedure c:procedure-civil",
            ":outcome c:outcome-upheld",
        )
    ),
    removed(SENTENCE, ":procedure", "SanctionShape-procedure"),
    removed(SENTENCE, ":penalty", "warning SanctionShape-penalty"),
    added(STEP, ":penalty id:penalty-alpha-prison", "PenaltyBearers"),
    removed(REVIEW, ":outcome", "ReviewShape-outcome"),
    added(STEP, ":modifies id:detention-alpha-ann", "ModifyingSteps"),
    added(PRISON, 'rdfs:label "Prison"@en', "PenaltyShape"),
    added(PRISON, ":months 13", "PenaltyShape-months"),
    replaced(PRISON, ":months", "1.5", "PenaltyShape-months"),
    replaced(PRISON, ":months", "0", "PenaltyShape-months"),
    added(PRISON, ":days 4", "PenaltyShape-days"),
    replaced(PRISON, ":days", "1.5", "PenaltyShape-days"),
    replaced(PRISON, ":days", "0", "PenaltyShape-days"),
    added(PRISON, ":qualifier c:qualifier-about", "PenaltyShape-qualifier"),
    replaced(PRISON, ":qualifier", "c:role-leader", "PenaltyShape-qualifier"),
    replaced(PRISON, ":qualifier", "c:qualifier-unheard-of", "PenaltyShape-qualifier"),
    added(BAN, ":activity c:role-leader", "PenaltyShape-activity"),
    added(BAN, ":activity c:activity-unheard-of", "PenaltyShape-activity"),
    added(FINE, ":amount 11.5", "PenaltyShape-amount"),
    replaced(FINE, ":amount", "11", "PenaltyShape-amount"),
    replaced(FINE, ":amount", "0.0", "PenaltyShape-amount"),
    added(FINE, ":currency c:currency-usd", "PenaltyShape-currency"),
    replaced(FINE, ":currency", "c:role-leader", "PenaltyShape-currency"),
    replaced(FINE, ":currency", "c:currency-unheard-of", "PenaltyShape-currency"),
    removed(FINE, ":currency", "AmountShape-currency"),
    removed(FINE, ":amount", "CurrencyShape-amount"),
    added("event-march", ":months 3", "PenaltyProperties", "EntityShape"),
    added("detention-alpha-ann", ":days 0", "PenaltyShape-days"),
    added("event-march", ":days 3", "DaysBearers", "EntityShape"),
    added("event-march", ":qualifier c:qualifier-up-to", "PenaltyProperties", "EntityShape"),
    added(
        "event-march",
        ":activity c:activity-political",
        "PenaltyProperties",
        "ActivityBearers",
        "EntityShape",
    ),
    added("event-march", ":amount 3.0", "PenaltyProperties", "AmountShape-currency", "EntityShape"),
    added(
        "event-march",
        ":currency c:currency-kzt",
        "PenaltyProperties",
        "CurrencyShape-amount",
        "EntityShape",
    ),
    removed(BAN, ":activity", "warning BanShape-activity"),
    added(PRISON, ":activity c:activity-political", "ActivityBearers"),
    added("act-code", 'dcterms:title "Code"', "LegalActShape"),
    removed(
        "act-code",
        "skos:prefLabel",
        "EntityShape-prefLabel",
        "EntityShape-prefLabelEn",
        "info EntityShape-prefLabelKk",
        "info EntityShape-prefLabelRu",
    ),
    added("act-code", 'dcterms:identifier "K2"', "LegalActShape-identifier"),
    replaced("act-code", "dcterms:identifier", "2", "LegalActShape-identifier"),
    added(PROVISION, 'dcterms:title "Article"', "ProvisionShape"),
    removed(PROVISION, ":provisionOf", "ProvisionShape-provisionOf"),
    added(PROVISION, ":provisionOf id:act-other", "ProvisionShape-provisionOf"),
    replaced(PROVISION, ":provisionOf", "id:case-ann", "ProvisionShape-provisionOf"),
    removed(PROVISION, ":articleNumber", "ProvisionShape-articleNumber"),
    added(PROVISION, ':articleNumber "2"', "ProvisionShape-articleNumber"),
    replaced(PROVISION, ":articleNumber", "1", "ProvisionShape-articleNumber"),
    added("act-code", ":provisionOf id:act-code", "ProvisionProperties", "LegalActShape"),
    added("act-code", ':articleNumber "1"', "ProvisionProperties", "LegalActShape"),
)
