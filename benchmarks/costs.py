"""What an answer costs: microseconds of the processors, by process and by function.

    python benchmarks/costs.py [--seconds 5] [--clients 8]

Looks into the server with py-spy, which takes the right to trace other processes (root has it).
Writes docs/performance/costs.md. How to read it: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from load import FRESH, Endpoint, load
from servers import children, serve_kzgraph, serve_oxigraph
from workloads import Workload, packaged

_RESULTS: Final = Path(__file__).parents[1] / "docs" / "performance" / "costs.md"
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_SAMPLES_PER_SECOND: Final = 500
_SHOWN: Final = 12
_FRAME: Final = re.compile(r"(?P<function>[^ ]+) \((?P<file>[^:)]+)(:\d+)?\)")
_ELSEWHERE: Final = "the event loop"
_KEPT_NUMBER: Final = "900000"


@dataclass(frozen=True)
class Cost:
    """What one answer took of the processors.

    Attributes:
        rate: answers in a second.
        server: microseconds of the process that speaks HTTP.
        workers: of all processes below it.
    """

    rate: float
    server: float
    workers: float


def measure(endpoint: Endpoint, queries: Sequence[str], clients: int, seconds: float) -> Cost:
    """Have queries asked, and see what the processes took meanwhile."""
    load(endpoint, queries, clients, 1)
    before = _processor_seconds(endpoint.process), _seconds_below(endpoint.process)
    window = load(endpoint, queries, clients, seconds)
    after = _processor_seconds(endpoint.process), _seconds_below(endpoint.process)
    if window.failures:
        sys.exit(f"{endpoint.name}: {window.failures} failures")
    taken = ((b - a) / len(window.milliseconds) * 1e6 for a, b in zip(before, after, strict=True))
    return Cost(window.rate, *taken)


def _processor_seconds(process: int) -> float:
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


def _seconds_below(process: int) -> float:
    return sum(_processor_seconds(one) + _seconds_below(one) for one in children(process))


def sample(
    endpoint: Endpoint, queries: Sequence[str], clients: int, seconds: float
) -> dict[str, float]:
    """Say in which of our functions the server was, each with what it calls that is not ours.

    Returns:
        Function → part of the time in which the server did anything.
    """
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        path = Path(folder) / "stacks"
        asking = beside.submit(load, endpoint, queries, clients, seconds + 1)
        command = [
            *(str(Path(sys.executable).parent / "py-spy"), "record", "--format", "raw"),
            *("--rate", str(_SAMPLES_PER_SECOND), "--duration", str(round(seconds))),
            *("--pid", str(endpoint.process), "--output", str(path)),
        ]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (our own command)
        asking.result()
        found: Counter[str] = Counter()
        for line in path.read_text().splitlines():
            stack, _, samples = line.rpartition(" ")
            found[_innermost(stack.split(";"))] += int(samples)
    return {name: samples / found.total() for name, samples in found.most_common()}


def _innermost(stack: Sequence[str]) -> str:
    ours = [frame for frame in stack if "kzgraph/" in frame]
    match = _FRAME.search(ours[-1]) if ours else None
    if match is None or match["function"] == "serve":
        return _ELSEWHERE
    return f"`{match['file'].rpartition('kzgraph/')[2]}` {match['function']}"


def list_kinds(workload: Workload) -> Iterator[tuple[str, Sequence[str]]]:
    """Give what is asked: name → queries."""
    for label, queries in workload.point.items():
        yield f"new: {label}", queries
    labels = workload.point["a label"]
    yield "kept: a label", [query.replace(FRESH, _KEPT_NUMBER) for query in labels]
    yield "kept: the library", workload.library


def write(
    costs: Sequence[tuple[str, Cost, Cost]], profiles: Sequence[tuple[str, dict[str, float]]]
) -> str:
    """Write the tables as Markdown."""
    by_kind = {kind: ours for kind, ours, _ in costs}
    lines = [
        "# What an answer costs",
        "",
        "Written by `benchmarks/costs.py`; do not edit. Microseconds of the processors for each "
        "answer, of the process that speaks HTTP and of the workers below it; Oxigraph's server is "
        f"one process. {os.cpu_count()} processors, Python {platform.python_version()}.",
        "",
        "| asked | kzgraph /s | server µs | workers µs | oxigraph /s | oxigraph µs |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, ours, theirs in costs:
        lines.append(
            f"| {kind} | {ours.rate:,.0f} | {ours.server:.0f} | {ours.workers:.0f} "
            f"| {theirs.rate:,.0f} | {theirs.server:,.0f} |"
        )
    for kind, parts in profiles:
        total = by_kind[kind].server
        lines += [
            "",
            f"## Where the server spends them, {kind}",
            "",
            "Each function with what it calls outside our modules, so with its system calls.",
            "",
            "| function | µs |",
            "| --- | ---: |",
        ]
        shown = dict(list(parts.items())[:_SHOWN])
        lines += [f"| {name} | {part * total:.0f} |" for name, part in shown.items()]
        lines.append(f"| all others | {(1 - sum(shown.values())) * total:.0f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    how = (given.clients, given.seconds)
    with tempfile.TemporaryDirectory() as folder:
        workload = packaged(Path(folder))
        kinds = dict(list_kinds(workload))
        with serve_kzgraph(workload.dataset) as ours, serve_oxigraph(workload.dataset) as theirs:
            costs = [
                (kind, measure(ours, queries, *how), measure(theirs, queries, *how))
                for kind, queries in kinds.items()
            ]
            sampled = ("kept: a label", "new: a label")
            profiles = [(kind, sample(ours, kinds[kind], *how)) for kind in sampled]
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(write(costs, profiles))


if __name__ == "__main__":
    main()
