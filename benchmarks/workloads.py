"""Data sets and queries on which servers are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph
from load import FRESH

from kzgraph.library import read_library
from kzgraph.resources import find_resources

_MERGE: Final = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_PREFIXES: Final = """\
PREFIX : <https://w3id.org/kzgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
_THINGS: Final = 200
"""About how many things point queries ask."""
_STATEMENTS_OF_A_RECORD: Final = 10
_OFFICES: Final = 97
_DOCUMENTS: Final = 13


@dataclass(frozen=True)
class Workload:
    """A data set with what is asked of it.

    Attributes:
        name: of the data set.
        dataset: a file of N-Quads.
        point: kind → queries about one thing, with a place for a fresh number.
        heavy: name → query that reads much of the data, with such a place.
        library: the questions of the library as they are; empty where the data are not ours.
    """

    name: str
    dataset: Path
    point: Mapping[str, Sequence[str]]
    heavy: Mapping[str, str]
    library: Sequence[str] = ()


def packaged(folder: Path) -> Workload:
    """Take the built graph: named graphs, and their merge as the default graph."""
    resources = find_resources()
    path = folder / "kzgraph.nq"
    store = pyoxigraph.Store()
    store.load(path=resources.dataset)
    store.update(_MERGE)
    store.dump(path, pyoxigraph.RdfFormat.N_QUADS)
    people = sorted(
        {
            quad.subject.value
            for quad in store.quads_for_pattern(None, None, None)
            if isinstance(quad.subject, pyoxigraph.NamedNode)
            and "/id/person-" in quad.subject.value
        }
    )
    questions = read_library(resources.queries).values()
    return Workload(
        path.stem,
        path,
        _ask_about(list(islice(people, _THINGS)), ":sortDate"),
        {
            "all statements, counted": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} LIMIT {FRESH}",
            "members of each class": (
                "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class "
                f"ORDER BY DESC(?n) LIMIT {FRESH}"
            ),
            "pairs of a day": (
                _PREFIXES + "SELECT (COUNT(*) AS ?n) { ?one :sortDate ?day . ?other :sortDate ?day "
                f"FILTER(STR(?one) < STR(?other)) }} LIMIT {FRESH}"
            ),
            "a word in any label": (
                _PREFIXES + "SELECT ?s ?label { ?s rdfs:label ?label "
                f"FILTER(CONTAINS(LCASE(?label), 'law')) }} ORDER BY ?label LIMIT {FRESH}"
            ),
        },
        [question.fill({}) for question in questions],
    )


def generated(folder: Path, name: str, statements: int) -> Workload:
    """Invent people and the offices they held, as many as give so many statements."""
    path = folder / f"{name}.nq"
    records = statements // _STATEMENTS_OF_A_RECORD
    with path.open("w") as file:
        for number in range(records):
            file.writelines(_write_record(number))
    step = max(1, records // _THINGS)
    people = [f"https://example.org/person-{number}" for number in range(0, records, step)]
    return Workload(
        name,
        path,
        _ask_about(people, ":startDate"),
        {
            "all statements, counted": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} LIMIT {FRESH}",
            "records of each office": (
                _PREFIXES + "SELECT ?office (COUNT(?r) AS ?n) (MIN(?day) AS ?first) "
                "{ ?r :office ?office ; :startDate ?day } GROUP BY ?office "
                f"ORDER BY ?office LIMIT {FRESH}"
            ),
            "a number in any label": (
                _PREFIXES + "SELECT (COUNT(?s) AS ?n) { ?s rdfs:label ?label "
                f"FILTER(CONTAINS(?label, '77')) }} LIMIT {FRESH}"
            ),
            "last of all days": (
                _PREFIXES + "SELECT ?r ?day { ?r :startDate ?day ; :document "
                "<https://example.org/document-3> "
                f"FILTER(STR(?r) != '{FRESH}') }} ORDER BY DESC(?day) ?r LIMIT 10"
            ),
        },
    )


def _ask_about(things: Sequence[str], date: str) -> dict[str, list[str]]:
    """Write point queries: LIMIT holds the fresh number and never cuts an answer."""
    return {
        "a label": [
            f"{_PREFIXES}SELECT ?label {{ <{one}> rdfs:label ?label }} LIMIT {FRESH}"
            for one in things
        ],
        "all of a thing": [f"SELECT ?p ?o {{ <{one}> ?p ?o }} LIMIT {FRESH}" for one in things],
        "records about it": [
            f"{_PREFIXES}SELECT ?record ?label ?date {{ ?record ?role <{one}> ; rdfs:label ?label "
            f"OPTIONAL {{ ?record {date} ?date }} }} ORDER BY ?date LIMIT {FRESH}"
            for one in things
        ],
    }


def _write_record(number: int) -> Iterator[str]:
    """Write a person, and the office that somebody held: ten statements."""
    base, terms = "https://example.org/", "https://w3id.org/kzgraph/ontology#"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    person, record = f"<{base}person-{number}>", f"<{base}record-{number}>"
    # Some people have many records, most have one or two.
    holder = f"<{base}person-{number * number % (number + 7)}>"
    day = f"{1991 + number % 34}-{1 + number % 12:02}-{1 + number % 28:02}"
    yield f"{person} {kind} <{terms}Person> .\n"
    yield f'{person} {label} "Person number {number}"@en .\n'
    yield f'{person} {label} "Тұлға {number}"@kk .\n'
    yield f"{record} {kind} <{terms}Tenure> .\n"
    yield f'{record} {label} "Record number {number}"@en .\n'
    yield f"{record} <{terms}holder> {holder} .\n"
    yield f"{record} <{terms}office> <{base}office-{number % _OFFICES}> .\n"
    yield f'{record} <{terms}startDate> "{day}"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    yield f"{record} <{terms}document> <{base}document-{number % _DOCUMENTS}> .\n"
    yield f'{record} <{terms}line> "{number}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
