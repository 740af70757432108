"""How fast `kzgraph serve` answers, beside `oxigraph serve` on the same statements.

    python benchmarks/endpoint.py [--seconds 3] [--rounds 3] [--clients 8] [--only kzgraph,100k,1m]

Both servers run at once and are asked in turn, window by window, so that whatever else the machine
does falls on both. Writes docs/performance/endpoint.csv, .md and .svg. How to read them:
benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import altair as alt
import pandas as pd
from load import FRESH, Client, Endpoint, Window, load
from servers import proportional_mebibytes, serve_kzgraph, serve_oxigraph
from workloads import Workload, generated, packaged

_RESULTS: Final = Path(__file__).parents[1] / "docs" / "performance"
_WORKLOADS: Final[Mapping[str, Callable[[Path], Workload]]] = {
    "kzgraph": packaged,
    "100k": lambda folder: generated(folder, "100k", 100_000),
    "1m": lambda folder: generated(folder, "1m", 1_000_000),
}
_HEAVY_TIMES: Final = 5
"""How often each heavy query is asked of each server in a round."""
_FIRST_FRESH: Final = 900_000_000
_POINT: Final = "point, new"
_POINT_KEPT: Final = "point, kept"
_LIBRARY: Final = "library, kept"
_LIBRARY_NEW: Final = "library, cache off"
_HEAVY: Final = "heavy"


@dataclass(frozen=True)
class Row:
    """What was measured of one kind of query on one data set.

    Attributes:
        dataset: its name.
        kind: of queries.
        query: which, or empty for a mix.
        clients: how many asked at once.
        kzgraph: answers in a second.
        oxigraph: the same.
        ratio: the median of the ratios of neighbouring windows; of heavy queries, of milliseconds.
        kzgraph_p50: milliseconds.
        kzgraph_p95: milliseconds.
        oxigraph_p50: milliseconds.
        oxigraph_p95: milliseconds.
    """

    dataset: str
    kind: str
    query: str
    clients: int
    kzgraph: float
    oxigraph: float
    ratio: float
    kzgraph_p50: float
    kzgraph_p95: float
    oxigraph_p50: float
    oxigraph_p95: float


@dataclass(frozen=True)
class Options:
    """How long, how often, and by how many is asked."""

    seconds: float
    rounds: int
    clients: int


class _Fresh:
    """Numbers that no query had before."""

    def __init__(self) -> None:
        self._next = _FIRST_FRESH

    def fill(self, query: str) -> str:
        self._next += 1
        return query.replace(FRESH, str(self._next))


_fresh: Final = _Fresh()


def check_answers(one: Endpoint, other: Endpoint, queries: Sequence[str]) -> None:
    """See that both give the same rows, whatever their order; else end."""
    clients = [(endpoint, Client(endpoint.port)) for endpoint in (one, other)]
    for query in queries:
        text = _fresh.fill(query)
        answers = []
        for endpoint, client in clients:
            status, body = client.ask(endpoint.request(text))
            if status != 200:
                sys.exit(f"{endpoint.name} answers {status} to {text}\n{body[:500]!r}")
            answers.append(_read(body))
        if answers[0] != answers[1]:
            sys.exit(f"the answers differ: {text}")
    for _, client in clients:
        client.close()


def _read(body: bytes) -> object:
    if not body.startswith(b"{"):
        return len(body.splitlines())
    document = json.loads(body)
    rows = document.get("results", {}).get("bindings", [])
    return document.get("boolean"), sorted(json.dumps(row, sort_keys=True) for row in rows)


def compare(
    name: str,
    kind: str,
    queries: Sequence[str],
    endpoints: Sequence[Endpoint],
    options: Options,
    *,
    query: str = "",
) -> Row:
    """Let each server be asked in turn, window by window, after one that does not count."""
    windows: dict[str, list[Window]] = {endpoint.name: [] for endpoint in endpoints}
    for turn in range(options.rounds + 1):
        for endpoint in endpoints:
            window = load(endpoint, queries, options.clients, options.seconds if turn else 1)
            if window.failures:
                sys.exit(f"{endpoint.name}: {window.failures} failures of {kind} on {name}")
            if turn:
                windows[endpoint.name].append(window)
    ours, theirs = windows["kzgraph"], windows["oxigraph"]
    ratios = [one.rate / other.rate for one, other in zip(ours, theirs, strict=True)]
    return Row(
        name,
        kind,
        query,
        options.clients,
        statistics.median(one.rate for one in ours),
        statistics.median(one.rate for one in theirs),
        statistics.median(ratios),
        *(
            statistics.median(window.percentile(percent) for window in seen)
            for seen in (ours, theirs)
            for percent in (50, 95)
        ),
    )


def compare_heavy(
    name: str, label: str, query: str, endpoints: Sequence[Endpoint], options: Options
) -> Row:
    """Ask one query after the other, each server in turn."""
    clients = [(endpoint, Client(endpoint.port)) for endpoint in endpoints]
    taken: dict[str, list[float]] = {endpoint.name: [] for endpoint in endpoints}
    for _ in range(options.rounds * _HEAVY_TIMES):
        for endpoint, client in clients:
            request = endpoint.request(_fresh.fill(query))
            started = time.perf_counter()
            client.ask(request)
            taken[endpoint.name].append((time.perf_counter() - started) * 1000)
    ours, theirs = (
        Window(sum(taken[key]) / 1000, taken[key], 0) for key in ("kzgraph", "oxigraph")
    )
    for _, client in clients:
        client.close()
    ratio = statistics.median(
        one / other for one, other in zip(taken["kzgraph"], taken["oxigraph"], strict=True)
    )
    return Row(
        name,
        _HEAVY,
        label,
        1,
        ours.rate,
        theirs.rate,
        ratio,
        ours.percentile(50),
        ours.percentile(95),
        theirs.percentile(50),
        theirs.percentile(95),
    )


@contextlib.contextmanager
def timed(
    serving: contextlib.AbstractContextManager[Endpoint],
) -> Iterator[tuple[Endpoint, float, float]]:
    """Start a server; give seconds until it answers on its data, and its mebibytes then."""
    started = time.perf_counter()
    with serving as endpoint:
        client = Client(endpoint.port)
        client.ask(endpoint.request("ASK { ?s ?p ?o }"))
        seconds = time.perf_counter() - started
        client.close()
        yield endpoint, seconds, proportional_mebibytes(endpoint.process)


def measure(workload: Workload, options: Options) -> Iterator[Row]:
    """Measure all kinds of queries on a data set."""
    name = workload.name
    with (
        timed(serve_kzgraph(workload.dataset)) as (ours, our_start, our_memory),
        timed(serve_oxigraph(workload.dataset)) as (theirs, their_start, their_memory),
    ):
        both = (ours, theirs)
        mixed = [query for group in zip(*workload.point.values(), strict=True) for query in group]
        kept = [_fresh.fill(query) for query in mixed]
        check_answers(ours, theirs, [*mixed, *workload.heavy.values(), *workload.library])
        yield compare(name, _POINT, mixed, both, options)
        for label, queries in workload.point.items():
            yield compare(name, _POINT, queries, both, options, query=label)
        yield compare(name, _POINT_KEPT, kept, both, options)
        if workload.library:
            yield compare(name, _LIBRARY, workload.library, both, options)
        for label, query in workload.heavy.items():
            yield compare_heavy(name, label, query, both, options)
        yield _compare_numbers(name, "seconds to the first answer", our_start, their_start)
        yield _compare_numbers(name, "MiB after the start", our_memory, their_memory)
        memory = [proportional_mebibytes(endpoint.process) for endpoint in both]
        yield _compare_numbers(name, "MiB after all this", *memory)
    if workload.library:
        with (
            serve_kzgraph(workload.dataset, KZGRAPH_CACHE_BYTES="0") as ours,
            serve_oxigraph(workload.dataset) as theirs,
        ):
            yield compare(name, _LIBRARY_NEW, workload.library, (ours, theirs), options)


def _compare_numbers(name: str, what: str, ours: float, theirs: float) -> Row:
    return Row(name, what, "", 0, ours, theirs, ours / theirs, 0, 0, 0, 0)


def write_table(rows: Sequence[Row]) -> str:
    """Write all rows as Markdown."""
    processors, release = os.cpu_count(), platform.python_version()
    lines = [
        "# The endpoint beside Oxigraph's server",
        "",
        "Written by `make benchmark`; do not edit. How it is measured: "
        "[benchmarks](../../benchmarks/README.md#endpoint).",
        "",
        f"{processors} processors, which the clients share; Python {release}. Answers in a second, "
        "and milliseconds until half of the answers (95 of 100) were there.",
        "",
        "![Answers in a second](endpoint.svg)",
        "",
        "| data | queries | clients | kzgraph /s | oxigraph /s | ratio | kzgraph p50 (p95) "
        "| oxigraph p50 (p95) |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        label = f"{row.kind}: {row.query}" if row.query else row.kind
        if row.clients:
            lines.append(
                f"| {row.dataset} | {label} | {row.clients} | {row.kzgraph:,.0f} "
                f"| {row.oxigraph:,.0f} | {row.ratio:.2f} "
                f"| {row.kzgraph_p50:.2f} ({row.kzgraph_p95:.2f}) "
                f"| {row.oxigraph_p50:.2f} ({row.oxigraph_p95:.2f}) |"
            )
    lines += [
        "",
        "The ratio is that of answers in a second (more is better), of heavy queries that of "
        "milliseconds (less is better).",
        "",
        "| data | | kzgraph | oxigraph |",
        "| --- | --- | ---: | ---: |",
        *(
            f"| {row.dataset} | {row.kind} | {row.kzgraph:,.1f} | {row.oxigraph:,.1f} |"
            for row in rows
            if not row.clients
        ),
    ]
    return "\n".join(lines) + "\n"


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw answers in a second, a line for each mix and each heavy query: from server to server."""
    points = [
        {"asked": f"{row.dataset}, {label}", "server": server, "rate": getattr(row, server)}
        for row in rows
        if row.clients and (row.kind == _HEAVY or not row.query)
        for label in [f"{row.kind}: {row.query}" if row.query else row.kind]
        for server in ("kzgraph", "oxigraph")
    ]
    frame = pd.DataFrame(points)
    line = alt.Y(
        "asked:N",
        title=None,
        sort=list(frame["asked"].unique()),
        axis=alt.Axis(labelLimit=400, minExtent=240),
    )
    rate = alt.X("rate:Q", title="answers in a second", scale=alt.Scale(type="log"))
    server = alt.Color("server:N", title=None, legend=alt.Legend(orient="top"))
    base = alt.Chart(frame)
    between = base.mark_line(color="lightgray").encode(rate, line, detail="asked:N")
    chart = between + base.mark_circle(size=80, opacity=1).encode(rate, line, server)
    chart.properties(width=500, background="white").save(path)


def main() -> None:
    """Measure, and write table and plot."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--only", default=",".join(_WORKLOADS))
    given = parser.parse_args()
    options = Options(given.seconds, given.rounds, given.clients)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in given.only.split(","):
            for row in measure(_WORKLOADS[name](Path(folder)), options):
                print(row, flush=True)  # noqa: T201
                rows.append(row)
    _RESULTS.mkdir(exist_ok=True)
    with (_RESULTS / "endpoint.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Row))
        for row in rows:
            values = (getattr(row, field.name) for field in fields(Row))
            writer.writerow(f"{one:.3f}" if isinstance(one, float) else one for one in values)
    (_RESULTS / "endpoint.md").write_text(write_table(rows))
    draw(rows, _RESULTS / "endpoint.svg")


if __name__ == "__main__":
    main()
