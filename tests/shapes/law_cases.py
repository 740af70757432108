"""Cases of shapes/law.ttl."""

from shape_case import Case, added, listed, misplaced, number, one_listed, removed, replaced

ACT = "act-law"
TREATY = "treaty-protocol"
PROVISION = "provision-code-1"
STEP = "lawstep-alpha-law-signed"
ACTION = "action-alpha-protocol"
RULE = "rule-alpha-quota"
SIZE = "rule-alpha-council"
PART = "rule-alpha-council-towns"
POWER = "rule-alpha-power"

CASES: tuple[Case, ...] = (
    added(ACT, 'dcterms:title "Code"', "LegalActShape"),
    removed(
        ACT,
        "skos:prefLabel",
        "EntityShape-prefLabel",
        "EntityShape-prefLabelEn",
        "info EntityShape-prefLabelKk",
        "info EntityShape-prefLabelRu",
    ),
    added("act-code", 'dcterms:identifier "K2"', "LegalActShape-identifier"),
    replaced("act-code", "dcterms:identifier", "2", "LegalActShape-identifier"),
    added(ACT, ":actKind c:act-kind-decree", "LegalActShape-actKind"),
    *listed(ACT, ":actKind", "act-kind", "LegalActShape-actKind"),
    added(ACT, ":amends id:case-ann", "LegalActShape-amends"),
    added("treaty-pact", ":adoptedWithin id:organization-court", "LegalActShape-adoptedWithin"),
    replaced("treaty-pact", ":adoptedWithin", "id:person-ann", "LegalActShape-adoptedWithin"),
    replaced(TREATY, ":partOf", "id:act-code", "LegalActShape-partOf"),
    removed(ACT, ":actKind", "ActKindShape"),
    added(TREATY, ":actKind c:act-kind-law", "ActKindShape"),
    *misplaced("ActProperties", ":actKind c:act-kind-law", ":amends id:act-code"),
    added(ACT, ":adoptedWithin id:organization-press", "TreatyProperties"),
    added(PROVISION, 'dcterms:title "Article"', "ProvisionShape"),
    removed(PROVISION, ":provisionOf", "ProvisionShape-provisionOf"),
    added(PROVISION, ":provisionOf id:act-other", "ProvisionShape-provisionOf"),
    replaced(PROVISION, ":provisionOf", "id:case-ann", "ProvisionShape-provisionOf"),
    removed(PROVISION, ":articleNumber", "ProvisionShape-articleNumber"),
    added(PROVISION, ':articleNumber "2"', "ProvisionShape-articleNumber"),
    replaced(PROVISION, ":articleNumber", "1", "ProvisionShape-articleNumber"),
    added(ACT, ":provisionOf id:act-code", "ProvisionProperties", "LegalActShape"),
    added(ACT, ':articleNumber "1"', "ProvisionProperties", "LegalActShape"),
    *misplaced("ActBearers", ":act id:act-law"),
    replaced(RULE, ":act", "id:case-ann", "ActBearers-act"),
    *misplaced("ProvisionBearers", ":provision id:provision-code-1"),
    replaced(RULE, ":provision", "id:act-code", "ProvisionBearers-provision"),
    removed(STEP, ":act", "LegislativeStepShape-act"),
    added(STEP, ":act id:act-code", "LegislativeStepShape-act"),
    *one_listed(STEP, ":stepType", "step", "adopted", "LegislativeStepShape-stepType"),
    *misplaced("LegislativeStepProperties", ":stepType c:step-signed"),
    removed(ACTION, ":treaty", "TreatyActionShape-treaty"),
    added(ACTION, ":treaty id:treaty-pact", "TreatyActionShape-treaty"),
    replaced(ACTION, ":treaty", "id:act-law", "TreatyActionShape-treaty"),
    removed(ACTION, ":actionType", "TreatyActionShape-actionType"),
    added(
        ACTION,
        ":actionType c:treaty-action-x . c:treaty-action-x a skos:Concept",
        "TreatyActionShape-actionType",
    ),
    *listed(ACTION, ":actionType", "treaty-action", "TreatyActionShape-actionType"),
    *misplaced(
        "TreatyActionProperties",
        ":treaty id:treaty-pact",
        ":actionType c:treaty-action-ratified",
    ),
    *one_listed(RULE, ":modality", "modality", "forbids", "RuleShape-modality"),
    replaced(RULE, ":modality", "c:modality-burdens", "RuleShape-modality"),
    added(RULE, ":affects c:voice-experts", "RuleShape-affects"),
    added(RULE, ":act id:act-law", "RuleShape-act"),
    added("rule-alpha-portal", ":of id:programme-plan", "RuleShape-of"),
    added(SIZE, ":of id:organization-press", "RuleShape-of", "OfOneShape-of"),
    added(SIZE, ":electoralSystem c:electoral-system-majoritarian", "RuleShape-electoralSystem"),
    *listed(SIZE, ":electoralSystem", "electoral-system", "RuleShape-electoralSystem"),
    *misplaced(
        "RuleProperties",
        ":modality c:modality-forbids",
        ":affects id:person-ann",
        ":electoralSystem c:electoral-system-mixed",
    ),
    *number(PART, ":seatPercent", "70", "SeatRuleShape-seatPercent", "-1.0", "100.5"),
    *number(SIZE, ":termYears", "5.0", "SeatRuleShape-termYears", "0"),
    *number(SIZE, ":termLimit", "2.0", "SeatRuleShape-termLimit", "0"),
    added(SIZE, ":chosenBy id:place-ekton", "SeatRuleShape-chosenBy"),
    replaced(PART, ":partOf", "id:rule-alpha-quota", "SeatRuleShape-partOf"),
    *misplaced(
        "SeatRuleProperties",
        ":seatPercent 50.0",
        ":termYears 5",
        ":termLimit 2",
        ":chosenBy c:population-voters",
    ),
    removed(POWER, ":holder", "PowerShape-holder"),
    added(POWER, ":holder id:place-ekton", "PowerShape-holder"),
    *one_listed(POWER, ":power", "power", "oversee", "PowerShape-power"),
    added(POWER, ":over c:voice-experts", "PowerShape-over"),
    *misplaced(
        "PowerProperties",
        ":holder id:office-mayor",
        ":power c:power-oversee",
        ":over id:person-ann",
    ),
)
