"""Every query of the library gives, on the real data, the rows that somebody has looked at.

The rows stand in `golden/{name}.csv`. When data change on purpose, `make golden` writes them anew;
read the difference before you commit it.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kzgraph.engine import Store, load_packaged, query_in_process
from kzgraph.linked import LANGUAGES
from kzgraph.query_files import QueryFile, read_query_files
from kzgraph.resources import Resources

QUERIES = read_query_files(Path(__file__).resolve().parents[2] / "queries")
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def store(resources: Resources) -> Store:
    return load_packaged(resources.dataset)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_gives_its_golden_rows(query: QueryFile, store: Store) -> None:
    answer = rows(query_in_process(store, query.text, "csv").decode())
    golden = rows((GOLDEN / f"{query.name}.csv").read_text(encoding="utf-8"))
    assert answer == golden
    assert tuple(answer[0]) == query.columns
    assert len(answer) > 1, "a query that finds nothing shows nothing"


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} == {query.name for query in QUERIES}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_has_a_title_in_each_language_of_the_pages(query: QueryFile) -> None:
    assert query.titles.keys() == set(LANGUAGES)
    assert len(set(query.titles.values())) == len(LANGUAGES)
