"""Dates that are none: a day that its month does not have, a span that runs backwards.

The pattern in the shapes tells the form of a date alone. This asks the parser by which the build
makes bounds, so that an author reads of the record and not of a build that stopped.
"""

from __future__ import annotations

from typing import Final

from rdflib import URIRef

from kzgraph.dataset.graphs import Graphs
from kzgraph.errors import PartialDateError
from kzgraph.model.finding import Finding, Severity
from kzgraph.model.partial_date import parse
from kzgraph.validation.places import file_of
from kzgraph.vocabulary.prefixes import ONTOLOGY

_DATES: Final = tuple(
    URIRef(f"{ONTOLOGY}#{name}")
    for name in ("attestedOn", "issued", "period", "periodCovered", "stateOfText", "until", "when")
)


def check_dates(graphs: Graphs) -> tuple[Finding, ...]:
    """Read every date of the data.

    Returns:
        A violation for each that `kzgraph.model.partial_date` refuses, with its reason, sorted by
        file, focus node and property. While there is one, the data set cannot be built.
    """
    findings = []
    for name, graph in graphs.graphs.items():
        for predicate in _DATES:
            for subject, value in graph.subject_objects(predicate):
                try:
                    parse(str(value))
                except PartialDateError as error:
                    findings.append(
                        Finding(
                            check="partial-date",
                            severity=Severity.VIOLATION,
                            message=f"not a date: {error.cause}",
                            file=file_of(graphs, str(subject), name),
                            focus=str(subject),
                            path=str(predicate),
                            value=str(value),
                        )
                    )
    return tuple(sorted(findings, key=lambda f: (f.file, f.focus, f.path)))
