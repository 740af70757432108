"""What the table of a class shows of each member: one table, read from the data's model.

Whatever documents report stands beside the document and the lines that report it; a claim begins
with who makes it, a characterization with its document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from kzgraph.browsing.classes import BrowsedClass
from kzgraph.browsing.facets import offer_facets

LINES: Final = "line"
"""The column of line numbers, which are put in order in each cell."""
RECORD: Final = "?documentEachIriRecord"
"""The variable of a record in which a thing stands; the facet of documents binds it."""


class Shows(Enum):
    """What a cell shows."""

    ITEM = "the label of the member itself"
    TERM = "the labels of terms"
    TEXT = "texts, dates or numbers"
    RECORDS = "how many records there are in which the member stands"
    DOCUMENTS = "the labels of the documents of these records"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: of its variable; that of the terms behind the labels has `Iri` at its end.
        path: property path from the member to what is shown; empty for the member itself, and where
            the facet of the same name has it (for records that of documents).
        shows: what a cell shows.
        is_many: whether a member can have several values; they stand in one cell.
        order: property path to that by which rows are sorted, where it is not what is shown.
        is_item: whether it stands for the member, as its label does.
    """

    name: str
    path: str = ""
    shows: Shows = Shows.TERM
    is_many: bool = False
    order: str = ""
    is_item: bool = False

    @property
    def has_terms(self) -> bool:
        """Say whether there are terms behind the labels."""
        return self.shows in {Shows.TERM, Shows.DOCUMENTS}


def _term(name: str, path: str) -> Column:
    return Column(name, path)


def _terms(name: str, path: str) -> Column:
    return Column(name, path, is_many=True)


def _text(name: str, path: str) -> Column:
    return Column(name, path, Shows.TEXT)


_NAME: Final = Column("name", shows=Shows.ITEM, is_item=True)
_CONTENT: Final = Column("content", ":content", Shows.TEXT, is_item=True)
_WHEN: Final = Column(
    "when", ":when|:attestedOn|:period", Shows.TEXT, is_many=True, order=":sortDate"
)
_UNTIL: Final = _text("until", ":until")
_TELLER: Final = _terms("accordingTo", ":accordingTo")
_TOPIC: Final = _terms("topic", ":topic")
_PARTICIPANT: Final = _terms("participant", ":participant")
_CLAIMANT: Final = _terms("claimant", ":by")
_KIND: Final = _terms("kind", "")
_STATUS: Final = _terms("status", "")
_SOURCE: Final = (
    _term("document", ":inDocument"),
    Column(LINES, "prov:wasDerivedFrom/:startLine", Shows.TEXT, is_many=True),
)
_MENTIONED: Final = (
    Column("records", shows=Shows.RECORDS),
    Column("document", shows=Shows.DOCUMENTS, is_many=True),
)

_THING: Final = (_NAME, _KIND, *_MENTIONED)
_REPORT: Final = (_NAME, _KIND, _PARTICIPANT, _WHEN, _STATUS, _TELLER, *_SOURCE)
_TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    **dict.fromkeys(("foaf:Person", ":Place", ":Case", ":Event", ":Programme"), _THING),
    ":DigitalPlatform": _THING,
    "org:Organization": _THING,
    ":Office": (_NAME, _KIND, _term("body", "org:postIn"), *_MENTIONED),
    ":LegalAct": (_NAME, _KIND, _term("form", ":actKind"), *_MENTIONED),
    ":Treaty": (_NAME, _term("within", ":adoptedWithin"), *_MENTIONED),
    ":Provision": (_NAME, _term("act", ":provisionOf"), *_MENTIONED),
    # So many records have concepts that counting them would take a tenth of a second.
    "skos:Concept": (_NAME, _KIND, _terms("broader", "skos:broader")),
    ":SourceDocument": (
        *(_NAME, _KIND, _text("issued", ":issued"), _text("covers", ":periodCovered")),
        Column("records", "^:inDocument", Shows.RECORDS),
    ),
    ":Record": _REPORT,
    "foaf:Group": (
        *(_NAME, _terms("members", "foaf:member"), _text("least", ":countLow")),
        *(_text("most", ":countHigh"), _term("document", "prov:wasDerivedFrom/oa:hasSource")),
        _SOURCE[1],
    ),
    ":Tenure": (
        *(_NAME, _KIND, _term("person", ":person"), _terms("post", ":office|:role"), _WHEN),
        *(_UNTIL, _STATUS, _TELLER, *_SOURCE),
    ),
    ":StatusPeriod": (*(_NAME, _term("of", ":of"), _STATUS, _WHEN, _UNTIL, _TELLER, *_SOURCE),),
    ":Rule": (
        *(_CONTENT, _KIND, _term("modality", ":modality"), _term("act", ":act"), _WHEN),
        *(_STATUS, _TELLER, *_SOURCE),
    ),
    ":Penalty": (
        *(_NAME, _KIND, _text("months", ":months"), _text("days", ":days")),
        *(_terms("against", "^:penalty/:against"), _terms("step", "^:penalty")),
        _term("document", "^:penalty/:inDocument"),
        Column(LINES, "^:penalty/prov:wasDerivedFrom/:startLine", Shows.TEXT, is_many=True),
    ),
    # The source first: a narrow screen shows the first columns alone.
    ":Claim": (
        *(_CLAIMANT, _CONTENT, *_SOURCE, _KIND, _term("stance", ":stance"), _TOPIC, _WHEN),
        _TELLER,
    ),
    ":Recommendation": (
        *(_CLAIMANT, _CONTENT, _terms("addressee", ":addressee"), _TOPIC, _WHEN, *_SOURCE),
    ),
    ":Characterization": (
        # Most have no :by: it is the document that describes.
        *(*_SOURCE, _CLAIMANT, _NAME),
        *(_terms("describes", ":describes"), _KIND, _WHEN),
    ),
    ":Figure": (
        *(_NAME, _KIND, _text("value", ":value"), _term("unit", ":unit"), _WHEN, _TELLER),
        *_SOURCE,
    ),
    ":Score": (
        *(_NAME, _KIND, _text("value", ":value"), _text("scaleMax", ":scaleMax")),
        *(_text("edition", ":edition"), _TELLER, *_SOURCE),
    ),
    ":Result": (
        *(_NAME, _term("election", ":election"), _term("contestant", ":contestant")),
        *(_text("seats", ":seats"), _text("voteShare", ":voteShare"), _TELLER, *_SOURCE),
    ),
    ":Candidacy": (
        *(_NAME, _term("election", ":election"), _term("contestant", ":contestant"), _STATUS),
        *(_TELLER, *_SOURCE),
    ),
    ":ResultTable": (
        *(_NAME, _term("election", ":election"), _text("seats", ":seatsTotal"), _STATUS),
        *(_TELLER, *_SOURCE),
    ),
    ":Attribute": (
        *(_NAME, _term("of", ":of"), _KIND, _text("value", ":attributeValue"), _WHEN, *_SOURCE),
    ),
    ":NameUse": (
        *(Column("spelling", ":spelling", Shows.TEXT, is_item=True), _term("names", ":names")),
        *(_UNTIL, *_SOURCE),
    ),
    ":Section": (_NAME, _TOPIC, *_SOURCE),
    ":Decision": (_NAME, _KIND, _terms("about", ":about"), _STATUS, _text("because", ":because")),
    ":Match": (_NAME, _term("of", ":entity"), _STATUS, _text("because", ":evidence")),
}


@cache
def choose_columns(browsed: BrowsedClass) -> tuple[Column, ...]:
    """Give the columns of the table of a class."""
    columns = next(_TABLES[term] for term in browsed.above if term in _TABLES)
    return tuple(column for column in columns if column is not _KIND or _has_kinds(browsed))


def _has_kinds(browsed: BrowsedClass) -> bool:
    return "kind" in offer_facets(browsed)
