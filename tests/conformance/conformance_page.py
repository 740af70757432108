"""Writes `docs/conformance.md` from the suites and the table of known failures.

`make conformance` runs both servers first, so that the table is true.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Final

from known_failures import read_known_failures
from manifests import WITHOUT_SUITES, ProtocolTest, QueryTest, W3cTest, find_suites, read_tests

SERVERS: Final = ("kzgraph", "oxigraph")
PAGE: Final = """\
# Conformance

The [W3C test suites](https://github.com/w3c/rdf-tests/tree/main/sparql) of SPARQL 1.0, 1.1 and 1.2,
over HTTP: with `kzgraph serve`, and side by side with the server of its engine, `oxigraph serve`
{oxigraph}. Out of scope are updates, the Graph Store Protocol and entailment regimes; of the
protocol, the tests of updates are run, too.

Written by `make conformance`, which runs every test with both servers; do not edit.

Of {tests} tests kzgraph passes {kzgraph}, {refusals} of them by refusing. Of the {asked} that
Oxigraph is asked, it passes {theirs}.

- What this service is to refuse passes with status 403: updates, and SERVICE. Oxigraph is not asked
  queries with SERVICE, since it would ask other servers.
- Each answer to SELECT and ASK is asked for in JSON and XML, each graph in N-Triples and Turtle,
  tests of CSV and TSV in these. Answers are compared up to the labels of blank nodes. In columns
  that the query computes (`AS ?x`), numbers are compared by their values; any other term must be
  the same.
- To the suites, a relative IRI is relative to the file of the query, to the protocol, to the
  endpoint: a query that has an expected answer is sent with `BASE` and the IRI of its file before
  it.
- `GROUP_CONCAT` of numbers gives no value, with both servers, and rightly so: it is
  [defined](https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat) by `CONCAT`, which takes
  strings only. `GROUP_CONCAT(STR(?n))` joins them.

## Suites

{suites}

## Tests that fail

The list is strict: a test of it that passes makes the run fail.

{failures}
"""


_COLUMNS: Final = ("tests", "kzgraph", "refusals", "oxigraph", "not asked")


def write_page(tests: Iterable[W3cTest]) -> str:
    """Write the page."""
    tests = sorted(tests, key=lambda test: test.suite)
    known = read_known_failures()
    failing = {
        server: {name for name, failure in known.items() if server in failure.servers}
        for server in SERVERS
    }
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for test in tests:
        federated = isinstance(test, QueryTest) and test.federated
        writes = isinstance(test, ProtocolTest) and test.writes
        for suite in (test.suite, "**all**"):
            counts[suite] += Counter(
                {
                    "tests": 1,
                    "kzgraph": test.name not in failing["kzgraph"],
                    "refusals": federated or writes,
                    "oxigraph": test.name not in failing["oxigraph"] and not federated,
                    "not asked": federated,
                }
            )
    total = counts.pop("**all**")
    rows = [
        [suite, *(str(count[column]) for column in _COLUMNS)]
        for suite, count in [*counts.items(), ("**all**", total)]
    ]
    failures = [
        [
            f"`{test.name}`",
            *("fails" if test.name in failing[server] else "passes" for server in SERVERS),
            known[test.name].reason,
        ]
        for test in tests
        if test.name in known
    ]
    return PAGE.format(
        tests=total["tests"],
        kzgraph=total["kzgraph"],
        refusals=total["refusals"],
        asked=total["tests"] - total["not asked"],
        theirs=total["oxigraph"],
        oxigraph=version("oxigraph"),
        suites=_write_table(["suite", *_COLUMNS], rows, numbers=len(_COLUMNS)),
        failures=_write_table(["test", *SERVERS, "because"], failures),
    )


def _write_table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    rule = ["---"] * (len(head) - numbers) + ["---:"] * numbers
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *rows])


if __name__ == "__main__":
    found = find_suites()
    if found is None:
        sys.exit(WITHOUT_SUITES)
    sys.stdout.write(write_page(read_tests(found)))
