"""`docs/contents.md` says how much the graph holds; `make contents` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from contents import write_contents

from kzgraph.engine import Store, load_packaged, load_text, select_rows
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import PREFIXES

SMALL = """
GRAPH graph:fiw-2024 {
    id:trial-a a :Trial ; prov:wasDerivedFrom id:p, id:q .
    id:trial-b a :Trial ; prov:wasDerivedFrom id:p .
    id:penalty-a a :Fine . id:p a :Passage . id:q a :Passage . }
GRAPH graph:nit-2022 {
    id:trial-c a :Trial ; prov:wasDerivedFrom id:p .
    id:name-a a :NameUse ; prov:wasDerivedFrom id:p . }
GRAPH graph:entities { id:person-a a foaf:Person . id:place-a a :Place . id:place-b a :Place . }
GRAPH graph:ontology { :Trial rdfs:label "trial"@en, "суд"@ru . }
"""


@pytest.fixture(scope="module")
def store(resources: Resources) -> Store:
    return load_packaged(resources.dataset)


def test_contents_are_those_of_the_build(store: Store, repository: Path) -> None:
    page = (repository / "docs" / "contents.md").read_text(encoding="utf-8")
    assert page == write_contents(store), "the data have changed: run `make contents`"


def test_each_record_is_counted_once(store: Store) -> None:
    derived_from = f"<{PREFIXES['prov']}wasDerivedFrom>"
    text = f"SELECT (COUNT(DISTINCT ?r) AS ?n) {{ ?r {derived_from} ?p }}"
    (row,) = select_rows(store, text)
    records = write_contents(store).partition("## Things")[0]
    assert records.rstrip().endswith(f"| {row['n']} |")


def test_records_and_things_are_counted_with_totals() -> None:
    header = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    page = write_contents(load_text(header + SMALL, merge=True))
    assert "| class | fiw-2024 | nit-2022 | all |" in page
    assert "| trial (`:Trial`) | 2 | 1 | 3 |" in page
    assert "| `:NameUse` |  | 1 | 1 |" in page
    assert "| **all** | 2 | 2 | 4 |" in page
    assert "| `foaf:Person` | 1 |\n" in page
    assert "| **all** | 3 |\n" in page
    assert ":Fine" not in page
    assert ":Passage" not in page
