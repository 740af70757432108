"""Writes `docs/contents.md`, how much of what the graph holds, from the built data set.

`make contents` runs it; `test_contents.py` compares.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kzgraph.engine import Store, load_packaged, select_rows
from kzgraph.resources import find_resources
from kzgraph.vocabulary.prefixes import DOCUMENT_GRAPHS, GRAPH, shorten

ENTITIES = "entities"

COUNTS = """\
PREFIX graph: <https://w3id.org/kzgraph/graph/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?graph ?class ?label (COUNT(DISTINCT ?one) AS ?count) WHERE {
    GRAPH ?graph { ?one a ?class }
    FILTER (?graph = graph:entities || EXISTS { ?one prov:wasDerivedFrom ?passage })
    OPTIONAL { ?class rdfs:label ?label . FILTER (lang(?label) = "en") }
}
GROUP BY ?graph ?class ?label
"""

PAGE = """\
# Contents

How many records of each class each document gives, and how many things there are of each class. A
record (also a group of people, and a name use) rests on passages of its document; a thing is shared
by all documents. Classes are those stated; what follows from the ontology is not counted.

Written by `make contents` from the built data set; do not edit.

## Records

{records}
## Things

{things}
## The query

Both tables are the answer to this query, arranged:

```sparql
{query}```
"""


def write_contents(store: Store) -> str:
    """Write the page for a data set."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in select_rows(store, COUNTS):
        short = shorten(str(row["class"]))
        name = f"{row['label']} (`{short}`)" if "label" in row else f"`{short}`"
        counts[name][str(row["graph"]).removeprefix(GRAPH)] = int(str(row["count"]))
    documents = [name for name in DOCUMENT_GRAPHS if any(name in each for each in counts.values())]
    return PAGE.format(
        records=_table(counts, documents), things=_table(counts, [ENTITIES]), query=COUNTS
    )


def _table(counts: Mapping[str, Mapping[str, int]], graphs: list[str]) -> str:
    """Write a row for each class with anything in these graphs, and totals."""
    rows = [
        (name, [counts[name].get(graph, 0) for graph in graphs])
        for name in sorted(counts)
        if any(graph in counts[name] for graph in graphs)
    ]
    columns = zip(*(numbers for _, numbers in rows), strict=True)
    rows.append(("**all**", [sum(column) for column in columns]))
    heading = ["class", *graphs] if len(graphs) == 1 else ["class", *graphs, "all"]
    lines = [_row(heading), _row(["---", *["---:"] * (len(heading) - 1)])]
    for name, numbers in rows:
        totals = [] if len(graphs) == 1 else [sum(numbers)]
        lines.append(_row([name, *(str(number or "") for number in (*numbers, *totals))]))
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(write_contents(load_packaged(find_resources().dataset)))
