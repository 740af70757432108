"""Cases of shapes/offices.ttl."""

from shape_case import Case, added, listed, misplaced, one_listed, removed, replaced

OFFICE = "office-mayor"
HOLDING = "holding-alpha-bob"
MEMBERSHIP = "membership-alpha-ann"
STATUS = "status-alpha-party"
TIE = "relationship-alpha-party"

CASES: tuple[Case, ...] = (
    added(OFFICE, 'dcterms:title "Title"', "OfficeShape"),
    added(OFFICE, "org:postIn id:organization-press", "OfficeShape-postIn"),
    replaced(OFFICE, "org:postIn", "id:person-ann", "OfficeShape-postIn"),
    *one_listed(OFFICE, ":role", "role", "member", "MembershipShape-role"),
    *one_listed(MEMBERSHIP, ":role", "role", "member", "MembershipShape-role"),
    *misplaced("RoleBearers", ":role c:role-leader"),
    *misplaced("PostBearers", "org:postIn id:organization-court"),
    removed(HOLDING, ":person", "TenureShape-person"),
    added(HOLDING, ":person id:person-ann", "TenureShape-person"),
    replaced(HOLDING, ":person", "id:organization-court", "TenureShape-person"),
    *(
        added(HOLDING, f"{decider} id:place-ekton", "TenureShape-decidedBy")
        for decider in (":nominatedBy", ":appointedBy", ":confirmedBy", ":dismissedBy")
    ),
    added(HOLDING, ":startReason c:start-appointed", "TenureShape-startReason"),
    *listed(HOLDING, ":startReason", "start", "TenureShape-startReason"),
    added(HOLDING, ":endReason c:end-left", "TenureShape-endReason"),
    *listed(HOLDING, ":endReason", "end", "TenureShape-endReason"),
    replaced(HOLDING, ":endReason", "c:end-status-ended", "TenureShape-endReason"),
    added(HOLDING, ":electedIn id:election-day", "TenureShape-electedIn"),
    replaced(HOLDING, ":electedIn", "id:event-march", "TenureShape-electedIn"),
    added("holding-alpha-ann", ":replaces id:holding-alpha-ann", "TenureShape-replaces"),
    replaced("holding-alpha-ann", ":replaces", "id:person-bob", "TenureShape-replaces"),
    *misplaced(
        "TenureProperties",
        ":person id:person-ann",
        ":nominatedBy id:person-ann",
        ":appointedBy id:person-ann",
        ":confirmedBy id:person-ann",
        ":dismissedBy id:person-ann",
        ":startReason c:start-elected",
        ":endReason c:end-left",
        ":electedIn id:election-day",
        ":replaces id:holding-alpha-bob",
    ),
    added(STATUS, ":endStatus c:end-status-ongoing", "EndStatusBearers-endStatus"),
    *listed(STATUS, ":endStatus", "end-status", "EndStatusBearers-endStatus"),
    *misplaced("EndStatusBearers", ":endStatus c:end-status-ended"),
    removed(MEMBERSHIP, ":organization", "MembershipShape-organization"),
    added(MEMBERSHIP, ":organization id:organization-court", "MembershipShape-organization"),
    replaced(MEMBERSHIP, ":organization", "id:person-bob", "MembershipShape-organization"),
    added(HOLDING, ":organization id:organization-court", "MembershipProperties"),
    removed(HOLDING, ":office", "OfficeHoldingShape-office"),
    added(HOLDING, ":office id:office-clerk", "OfficeHoldingShape-office"),
    replaced(HOLDING, ":office", "id:organization-court", "OfficeHoldingShape-office"),
    added(MEMBERSHIP, ":office id:office-mayor", "OfficeHoldingProperties"),
    *one_listed(STATUS, ":legalStatus", "legal-status", "banned", "StatusPeriodShape-legalStatus"),
    *misplaced("StatusPeriodProperties", ":legalStatus c:legal-status-banned"),
    *(
        case
        for node in (STATUS, "score-alpha-total", "attribute-alpha-climate")
        for case in (
            removed(node, ":of", "OfOneShape-of"),
            added(node, ":of id:event-march", "OfOneShape-of"),
        )
    ),
    removed("rule-alpha-council", ":of", "OfOneShape-of"),
    *misplaced("OfBearers", ":of id:person-ann"),
    replaced(STATUS, ":of", "c:role-leader", "OfBearers-of"),
    replaced(STATUS, ":of", "c:population-unheard-of", "OfBearers-of"),
    replaced(STATUS, ":of", "id:penalty-alpha-ban", "OfBearers-of"),
    replaced(STATUS, ":of", '"https://w3id.org/kzgraph/id/person-ann"', "OfBearers-of"),
    removed(TIE, ":from", "RelationshipShape-from"),
    added(TIE, ":from id:organization-court", "RelationshipShape-from"),
    *one_listed(TIE, ":relation", "relation", "ally-of", "RelationshipShape-relation"),
    removed(TIE, ":to", "RelationshipShape-to"),
    replaced(TIE, ":from", "c:population-voters", "RelationshipShape-ends"),
    replaced(TIE, ":to", "id:charge-alpha-ann", "RelationshipShape-ends"),
    *misplaced(
        "RelationshipProperties",
        ":from id:person-ann",
        ":relation c:relation-ally-of",
        ":to id:person-ann",
    ),
)
