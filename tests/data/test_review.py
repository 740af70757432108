"""Every record has been read against its passages by somebody who did not write it.

`data/review/{document}.csv` holds a row for each record and each group; `kzgraph review` prints
what is still to be read. Name uses are not in it: that a spelling stands in its passage is compared
letter by letter by `kzgraph evidence`.
"""

from __future__ import annotations

import pytest

from kzgraph.dataset import Graphs, names_to_review, read_graphs, read_verdicts
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import DOCUMENT_GRAPHS

VERDICTS = {"right", "wrong", "incomplete"}


@pytest.fixture(scope="module")
def graphs(resources: Resources) -> Graphs:
    return read_graphs(resources.data)


@pytest.mark.parametrize("document", DOCUMENT_GRAPHS)
def test_review_names_every_record_once(
    document: str, graphs: Graphs, resources: Resources
) -> None:
    rows = read_verdicts(resources.reviews, document)
    assert sorted(row.record for row in rows) == sorted(names_to_review(graphs.graphs[document]))


@pytest.mark.parametrize("document", DOCUMENT_GRAPHS)
def test_review_says_what_became_of_each_fault(document: str, resources: Resources) -> None:
    for row in read_verdicts(resources.reviews, document):
        assert row.verdict in VERDICTS, row
        if row.verdict != "right":
            assert row.comment, row
            assert row.resolution.startswith(("mended: ", "mended in ", "left: ")), row
