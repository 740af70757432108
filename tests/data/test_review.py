"""Every record has been read against its passages by somebody who did not write it.

`data/review/{document}.csv` holds a row for each record and each group. Name uses are not in it:
that a spelling stands in its passage is compared letter by letter by `kzgraph evidence`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kzgraph.dataset import read_graphs
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import DOCUMENT_GRAPHS, ID, PREFIXES

DERIVED_FROM = PREFIXES["prov"] + "wasDerivedFrom"
VERDICTS = {"right", "wrong", "incomplete"}


@pytest.fixture(scope="module")
def records(resources: Resources) -> dict[str, set[str]]:
    """Document → local names of its records and groups, name uses left out."""
    graphs = read_graphs(resources.data).graphs
    return {
        name: {
            local
            for subject, predicate, _ in graphs[name]
            if str(predicate) == DERIVED_FROM
            and not (local := str(subject).removeprefix(ID)).startswith("name-")
        }
        for name in DOCUMENT_GRAPHS
    }


def read_review(folder: Path, document: str) -> list[dict[str, str]]:
    path = folder / f"{document}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("document", DOCUMENT_GRAPHS)
def test_review_names_every_record_once(
    document: str, records: dict[str, set[str]], repository: Path
) -> None:
    rows = read_review(repository / "data" / "review", document)
    assert sorted(row["record"] for row in rows) == sorted(records[document])


@pytest.mark.parametrize("document", DOCUMENT_GRAPHS)
def test_review_says_what_became_of_each_fault(document: str, repository: Path) -> None:
    for row in read_review(repository / "data" / "review", document):
        assert row["verdict"] in VERDICTS, row
        if row["verdict"] != "right":
            assert row["comment"], row
            assert row["resolution"].startswith(("mended: ", "mended in ", "left: ")), row
