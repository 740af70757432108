"""Cases of shapes/justice.ttl."""

from shape_case import Case, added, removed, replaced

STEP = "charge-alpha-ann"
SENTENCE = "sentence-alpha-ann"
REVIEW = "review-alpha-ann"
PRISON = "penalty-alpha-prison"
BAN = "penalty-alpha-ban"

CASES: tuple[Case, ...] = (
    removed(STEP, ":against", "JusticeStepShape-against"),
    added(STEP, ":claimant id:case-ann", "JusticeStepShape-claimant"),
    added(STEP, ":case _:other . _:other a :Case", "JusticeStepShape-case"),
    replaced(STEP, ":case", "id:person-ann", "JusticeStepShape-case"),
    added(STEP, ":offence c:role-leader", "JusticeStepShape-offence"),
    added(STEP, ":offence c:offence-unheard-of", "JusticeStepShape-offence"),
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
            ":claimant id:person-ann",
            ":case id:case-ann",
            ":offence c:offence-extortion",
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
    added("event-march", ":months 3", "PenaltyProperties", "EntityShape"),
    added("detention-alpha-ann", ":days 0", "PenaltyShape-days"),
    added("event-march", ":days 3", "DaysBearers", "EntityShape"),
    added(
        "event-march",
        ":activity c:activity-political",
        "PenaltyProperties",
        "ActivityBearers",
        "EntityShape",
    ),
    removed(BAN, ":activity", "warning BanShape-activity"),
    added(PRISON, ":activity c:activity-political", "ActivityBearers"),
)
