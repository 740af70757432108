"""Cases of shapes/elections.ttl."""

from shape_case import Case, added, listed, misplaced, number, one_listed, removed, replaced

ELECTION = "election-council"
TABLE = "table-alpha-council"
RESULT = "result-alpha-party"
CANDIDACY = "candidacy-alpha-party"

CASES: tuple[Case, ...] = (
    added(ELECTION, ":chamber id:person-ann", "ElectionShape-chamber"),
    replaced(ELECTION, ":partOf", "id:event-march", "ElectionShape-partOf"),
    # Its chamber and the wider election are let through by the shape of shared things.
    added("event-march", ":chamber id:organization-court", "ElectionProperties"),
    *misplaced("ElectionBearers", ":election id:election-day"),
    *(
        case
        for node in (TABLE, RESULT, CANDIDACY)
        for case in (
            removed(node, ":election", "OfElectionShape-election"),
            added(node, ":election id:election-day", "OfElectionShape-election"),
            replaced(node, ":election", "id:event-march", "OfElectionShape-election"),
        )
    ),
    *one_listed(TABLE, ":completeness", "completeness", "partial", "ResultTableShape-completeness"),
    added(TABLE, ":base c:base-races", "ResultTableShape-base"),
    *listed(TABLE, ":base", "base", "ResultTableShape-base"),
    *number(TABLE, ":seatsTotal", "10.0", "ResultTableShape-seatsTotal", "0"),
    *misplaced(
        "ResultTableProperties",
        ":completeness c:completeness-partial",
        ":base c:base-races",
        ":seatsTotal 3",
    ),
    *(
        case
        for node in (RESULT, CANDIDACY)
        for case in (
            removed(node, ":contestant", "ContestantShape-contestant"),
            added(node, ":contestant id:person-ann", "ContestantShape-contestant"),
            replaced(node, ":contestant", "c:voice-experts", "ContestantShape-contestant"),
            replaced(node, ":contestant", "c:contestant-unheard-of", "ContestantShape-contestant"),
        )
    ),
    *misplaced("ContestantBearers", ":contestant id:person-ann"),
    added(RESULT, ":table id:table-alpha-day", "ResultShape-table"),
    replaced(RESULT, ":table", "id:election-council", "ResultShape-table"),
    *number(RESULT, ":seatShare", "60", "ResultShape-seatShare", "-1.0", "100.5"),
    *number(RESULT, ":voteShare", "60", "ResultShape-voteShare", "-1.0", "100.5"),
    removed("result-alpha-seats", ":seats", "warning ResultNumberShape"),
    *misplaced(
        "ResultProperties", ":table id:table-alpha-council", ":seatShare 5.0", ":voteShare 5.0"
    ),
    *misplaced("SeatsBearers", ":seats 3"),
    *number(RESULT, ":seats", "6.0", "SeatsBearers-seats", "-1"),
    *one_listed(
        CANDIDACY, ":candidacyStatus", "candidacy", "elected", "CandidacyShape-candidacyStatus"
    ),
    *number(CANDIDACY, ":candidates", "12.0", "CandidacyShape-candidates", "-1"),
    *number(CANDIDACY, ":lists", "1.0", "CandidacyShape-lists", "-1"),
    *misplaced(
        "CandidacyProperties",
        ":candidacyStatus c:candidacy-elected",
        ":candidates 3",
        ":lists 3",
    ),
)
