"""By what the members of a class can be narrowed down: one table, read from the data's model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from kzgraph.browsing.classes import BrowsedClass
from kzgraph.vocabulary.prefixes import CONCEPT, ID, expand, shorten

VALUE: Final = "{value}"
"""Stands in a pattern for the value of the facet."""
_ITS_RECORDS: Final = "{value}Record {value}Property ?item ; "
_OF_THINGS: Final = (
    *("foaf:Person", "org:Organization", ":Office", ":LegalAct", ":Provision", ":Programme"),
    *(":DigitalPlatform", ":Case", ":Event", ":Place"),
)
_STATEMENTS: Final = (":Claim", ":Recommendation", ":Characterization")


class Holds(Enum):
    """What kind of values a facet has."""

    CLASS = "the local name of a class below this one, such as Sentence"
    CONCEPT = "the local name of a concept, such as topic-media-freedom"
    THING = "the local name of a thing or concept, such as document-fiw-2024 or voice-experts"
    YEAR = "a year, such as 2023"


@dataclass(frozen=True)
class Facet:
    """A facet, as the table has it.

    Attributes:
        name: in URLs and in queries.
        holds: its kind of values.
        patterns: class → what ties `?item` to `{value}` there: a property path or a graph pattern,
            whose own variables begin with `{value}`. It holds of the classes below, too, unless a
            nearer one has its own; an empty one takes the facet away.
        label: by which its name for readers is found; its name where there is none.
    """

    name: str
    holds: Holds
    patterns: Mapping[str, str]
    label: str = ""


def _for(pattern: str, *terms: str) -> dict[str, str]:
    return dict.fromkeys(terms, pattern)


FACETS: Final = (
    Facet(
        "kind",
        Holds.CONCEPT,
        {
            ":Claim": ":claimKind",
            ":ReportedEvent": ":eventKind",
            ":Characterization": ":as",
            ":Figure": ":measure",
            ":Score": ":indicator",
            ":Attribute": ":attribute",
            ":Relationship": ":relation",
            ":LegislativeStep": ":stepType",
            ":TreatyAction": ":actionType",
            ":Office": ":role",
            ":SourceDocument": ":perspective",
            "skos:Concept": "skos:inScheme",
            ":Decision": ":verdict",
        },
    ),
    Facet("form", Holds.CONCEPT, {":LegalAct": ":actKind"}),
    Facet("role", Holds.CONCEPT, {":Tenure": ":role|:office/:role"}),
    Facet(
        "status",
        Holds.CONCEPT,
        {
            ":Record": ":recordStatus",
            ":Tenure": ":endStatus|:recordStatus",
            ":StatusPeriod": ":legalStatus",
            ":Candidacy": ":candidacyStatus|:recordStatus",
            ":ResultTable": ":completeness",
            ":JusticeStep": ":outcome|:recordStatus",
            ":Decision": ":certainty",
            ":Match": ":certainty",
        },
    ),
    # What documents report of a thing, each for its time.
    Facet(
        "status",
        Holds.CONCEPT,
        _for("^:of/:legalStatus", "org:Organization", ":Treaty"),
        "reported",
    ),
    Facet("stance", Holds.CONCEPT, {":Claim": ":stance"}),
    Facet("modality", Holds.CONCEPT, {":Rule": ":modality"}),
    Facet("topic", Holds.CONCEPT, {":Record": ":topic/skos:broader*", ":NameUse": ""}),
    Facet("offence", Holds.CONCEPT, {":JusticeStep": ":offence"}),
    Facet("claimant", Holds.THING, _for(":by", *_STATEMENTS)),
    Facet("addressee", Holds.THING, {":Recommendation": ":addressee"}),
    Facet("about", Holds.THING, {":Claim": ":concerns"}),
    Facet(
        "participant",
        Holds.THING,
        {":Record": ":participant", **_for("", ":Claim", ":Recommendation")},
    ),
    Facet(
        "party",
        Holds.THING,
        {
            ":Record": f"?item :participant {VALUE} . {VALUE} a :PoliticalParty .",
            ":Election": f"?item ^:election/:contestant {VALUE} . {VALUE} a :PoliticalParty .",
        },
    ),
    Facet(
        "party",
        Holds.THING,
        {"foaf:Person": f"?item ^:person/:organization {VALUE} . {VALUE} a :PoliticalParty ."},
        "membership",
    ),
    Facet("election", Holds.THING, _for(":election", ":Candidacy", ":Result", ":ResultTable")),
    Facet("body", Holds.THING, {":Office": "org:postIn"}),
    Facet("place", Holds.THING, {":Record": ":place"}),
    Facet(
        "period",
        Holds.YEAR,
        {
            ":Record": f"?item :sortDate {VALUE}Day . BIND (YEAR({VALUE}Day) AS {VALUE})",
            ":Score": ":edition",
        },
    ),
    Facet(
        "period",
        Holds.YEAR,
        _for(
            f"{_ITS_RECORDS}:sortDate {VALUE}Day . BIND (YEAR({VALUE}Day) AS {VALUE})",
            *_OF_THINGS,
        ),
        "told",
    ),
    Facet(
        "document",
        Holds.THING,
        {
            ":Record": ":inDocument",
            "foaf:Group": "prov:wasDerivedFrom/oa:hasSource",
            ":Penalty": "^:penalty/:inDocument",
            **_for(f"{_ITS_RECORDS}:inDocument {VALUE} .", *_OF_THINGS),
        },
    ),
)
"""All facets, in the order in which they are shown."""

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LONGEST_NAME: Final = 120
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
# Where a thing could stand, these concepts can, too: who has no name.
_UNNAMED: Final = ("voice-", "population-", "contestant-")


@dataclass(frozen=True)
class OfferedFacet:
    """A facet of one class.

    Attributes:
        name: see `Facet`.
        holds: see `Facet`.
        label: by which its name for readers is found.
        template: graph pattern that ties `?item` to `{value}`.
        classes: of `Holds.CLASS`, the classes below that are its values.
    """

    name: str
    holds: Holds
    label: str
    template: str
    classes: tuple[str, ...] = ()

    def pattern(self, variable: str) -> str:
        """Give the pattern that ties `?item` to a variable, which is given with question mark."""
        return self.template.replace(VALUE, variable)

    def reads(self, value: str) -> bool:
        """Say whether a value, as URLs have it, is of the right form."""
        match self.holds:
            case Holds.CLASS:
                return value in self._classes
            case Holds.YEAR:
                return _YEAR.fullmatch(value) is not None
            case _:
                return len(value) <= _LONGEST_NAME and _NAME.fullmatch(value) is not None

    def shorten(self, value: str) -> str:
        """Give a value, an IRI or year that the data have, as URLs have it."""
        return value.rpartition("#")[2].rpartition("/")[2]

    def expand(self, value: str) -> str:
        """Give the IRI of a value other than a year, as URLs have it; see `reads`."""
        return expand(self._name(value))

    def restrict(self, values: Iterable[str]) -> str:
        """Give the pattern that holds of an item that has one of some values; see `reads`."""
        variable = f"?{self.name}"
        if self.holds is Holds.YEAR:
            years = ", ".join(str(int(value)) for value in values)
            return f"{self.pattern(variable)} FILTER ({variable} IN ({years}))"
        names = " ".join(self._name(value) for value in values)
        return f"VALUES {variable} {{ {names} }} {self.pattern(variable)}"

    @property
    def _classes(self) -> dict[str, str]:
        return {term.partition(":")[2]: term for term in self.classes}

    def _name(self, value: str) -> str:
        """Write a value with its prefix."""
        if self.holds is Holds.CLASS:
            return self._classes[value]
        is_concept = self.holds is Holds.CONCEPT or value.startswith(_UNNAMED)
        return shorten((CONCEPT if is_concept else ID) + value)


@cache
def offer_facets(browsed: BrowsedClass) -> Mapping[str, OfferedFacet]:
    """Give the facets of a class by name, in the order in which they are shown."""
    offered = {}
    for facet in FACETS:
        term = next((term for term in browsed.above if term in facet.patterns), None)
        pattern = facet.patterns[term] if term else ""
        if pattern:
            if "?" not in pattern:
                pattern = f"?item {pattern} {VALUE} ."
            offered[facet.name] = OfferedFacet(
                facet.name, facet.holds, facet.label or facet.name, pattern
            )
    if "kind" not in offered and browsed.below:
        classes = ", ".join(browsed.below)
        template = f"?item a {VALUE} . FILTER ({VALUE} IN ({classes}))"
        kind = OfferedFacet("kind", Holds.CLASS, "kind", template, browsed.below)
        return {"kind": kind, **offered}
    return offered
