"""Cases of shapes/statements.ttl."""

from shape_case import Case, added, listed, misplaced, one_listed, removed, replaced

CLAIM = "claim-alpha-unfair"
DENIAL = "claim-alpha-denial"
CALL = "recommendation-alpha-quota"
ATTRIBUTE = "attribute-alpha-climate"
SECTION = "section-alpha-a"

CASES: tuple[Case, ...] = (
    *(
        case
        for node in (CLAIM, CALL, "rule-alpha-portal")
        for case in (
            removed(node, ":content", "StatementShape-content"),
            added(node, ':content "And more."@en', "StatementShape-content"),
            replaced(node, ":content", '"По-русски."@ru', "StatementShape-content"),
            removed(node, ":topic", "StatementShape-topic"),
        )
    ),
    *misplaced("ContentBearers", ':content "It was long."@en'),
    removed(CLAIM, ":by", "ClaimShape-by"),
    *one_listed(CLAIM, ":claimKind", "claim-kind", "denial", "ClaimShape-claimKind"),
    *one_listed(CLAIM, ":stance", "stance", "neutral", "ClaimShape-stance"),
    replaced(DENIAL, ":disputes", "id:election-council", "ClaimShape-disputes"),
    replaced(DENIAL, ":supportsClaim", "id:election-council", "ClaimShape-supportsClaim"),
    *misplaced(
        "ClaimProperties",
        ":claimKind c:claim-kind-denial",
        ":stance c:stance-neutral",
        ":disputes id:claim-alpha-unfair",
        ":supportsClaim id:claim-alpha-unfair",
    ),
    added(CALL, ":addressee c:voice-experts", "AddresseeBearers-addressee"),
    *misplaced("AddresseeBearers", ":addressee id:person-ann"),
    *misplaced("ConcernsBearers", ":concerns id:person-ann"),
    added(CLAIM, ":concerns c:topic-elections", "ConcernsBearers-concerns"),
    removed(CALL, ":by", "RecommendationShape-by"),
    added("happening-alpha-vote", ":by id:document-alpha", "DocumentSpeakers"),
    *(
        added(node, ":by id:organization-court", "SpeakerlessShape-by")
        for node in (
            "figure-alpha-women",
            "result-alpha-party",
            "table-alpha-council",
            "rule-alpha-quota",
            "score-alpha-total",
        )
    ),
    *one_listed(ATTRIBUTE, ":attribute", "attribute", "terrain", "AttributeShape-attribute"),
    removed(ATTRIBUTE, ":attributeValue", "AttributeShape-attributeValue"),
    added(ATTRIBUTE, ':attributeValue "hot"@en', "AttributeShape-attributeValue"),
    replaced(ATTRIBUTE, ":attributeValue", '"сухой"@ru', "AttributeShape-attributeValue"),
    *misplaced("AttributeProperties", ":attribute c:attribute-climate", ':attributeValue "dry"@en'),
    removed(SECTION, ":startLine", "PassageShape-startLine"),
    removed(SECTION, ":endLine", "PassageShape-endLine"),
    replaced(SECTION, ":startLine", "4", "PassageShape-startLine"),
    added(SECTION, ":flag c:flag-other . c:flag-other a skos:Concept", "SectionShape-flag"),
    *listed(SECTION, ":flag", "flag", "SectionShape-flag"),
    *misplaced("SectionProperties", ":flag c:flag-watch"),
)
