"""Cases of shapes/events.ttl."""

from shape_case import Case, added, misplaced, one_listed

EVENT = "happening-alpha-raid"

CASES: tuple[Case, ...] = (
    *one_listed(EVENT, ":eventKind", "event-kind", "strike", "ReportedEventShape-eventKind"),
    *misplaced("ReportedEventProperties", ":eventKind c:event-kind-strike"),
    *misplaced("AgainstBearers", ":against id:person-ann"),
    added(EVENT, ":against id:case-ann", "AgainstBearers-against"),
    *misplaced("InvolvesBearers", ":involves id:person-ann"),
    added(EVENT, ":involves id:case-ann", "InvolvesBearers-involves"),
)
