"""Reloads and killed workers under load, and whether any answer was wrong or lost.

    python benchmarks/reloads.py [RELOADS [KILLS]]

Two versions of generated data, in which each row tells its version, take turns. Clients ask for one
row, for all rows, and for so many that they are sent while they are worked out; each answer must be
whole, of one version, and of none that was replaced before it was asked. Ends with 1 when one is
not, or when one is lost and no kill explains it. How to read what it prints: benchmarks/README.md.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from servers import run_kzgraph
from soak import Sample, Server, path_of, percentile, say

from kzgraph.web.control import ask_reload

ROWS = 2_000
CLIENTS = 4
QUESTIONS = {
    "one row": ("SELECT ?s ?version { VALUES ?s { <x:s7> } ?s <x:version> ?version }", 1),
    "all rows": ("SELECT ?s ?version { ?s <x:version> ?version }", ROWS),
    "streamed": (
        "SELECT ?s ?version { VALUES ?n { 1 2 3 4 5 } ?s <x:version> ?version }",
        5 * ROWS,
    ),
}
SETTINGS = {
    "KZGRAPH_PORT": 0,
    "KZGRAPH_QUICK_WORKERS": 4,
    "KZGRAPH_SLOW_WORKERS": 4,
    "KZGRAPH_ANSWER_BUFFER_BYTES": 64 << 10,
    "KZGRAPH_CLIENT_SECONDS": 1_000_000,
}
SECONDS_EXCUSED = 2.0
"""So long after a kill a lost answer may be its work: one that is streamed cannot be begun anew."""


@dataclass
class Run:
    """What is served, and what clients have seen.

    Attributes:
        newest: the version that an answer may have.
        oldest: the version that the answer to a new request must have at least.
        over: set at the end.
        outcomes: how often what became of which question.
        lost: when answers were lost (of the monotonic clock), and how.
        seconds: how long answers took, by question.
        kills: when workers were killed.
    """

    newest: int = 1
    oldest: int = 1
    over: threading.Event = field(default_factory=threading.Event)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: list[tuple[float, str]] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(
        default_factory=lambda: {kind: [] for kind in QUESTIONS}
    )
    kills: list[float] = field(default_factory=list)

    def excuses(self, moment: float) -> bool:
        """Say whether a worker was killed just before."""
        return any(0 <= moment - kill < SECONDS_EXCUSED for kill in self.kills)


def write(data: Path, version: int) -> None:
    """Put a version in place at once, as a build does."""
    new = data.with_suffix(".new")
    new.write_text("".join(f'<x:s{row}> <x:version> "{version}" .\n' for row in range(ROWS)))
    new.replace(data)


def ask_on(run: Run, port: int, number: int) -> None:
    """Ask one question after the other over connections that are kept, and check each answer."""
    chance = random.Random(number)  # noqa: S311  (the same load each time)
    address = (f"127.0.1.{number}", 0)
    connection = http.client.HTTPConnection("127.0.0.1", port, 60, source_address=address)
    while not run.over.is_set():
        kind, (text, rows) = chance.choice(tuple(QUESTIONS.items()))
        oldest, started = run.oldest, time.monotonic()
        try:
            connection.request("GET", path_of(text, "csv"))
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            outcome = f"lost ({type(error).__name__})"
        else:
            outcome = f"lost ({response.status})"
            if response.status == 200:
                right = is_right(body.decode(), rows, range(oldest, run.newest + 1))
                outcome = "right" if right else "wrong"
        run.seconds[kind].append(time.monotonic() - started)
        run.outcomes[kind, outcome] += 1
        if outcome.startswith("lost"):
            run.lost.append((time.monotonic(), f"{kind}: {outcome}"))
    connection.close()


def is_right(answer: str, rows: int, versions: range) -> bool:
    """Say whether an answer has all its rows, of one version that it may have."""
    found = [line.rpartition(",")[2] for line in answer.split()[1:]]
    return len(found) == rows and len(set(found)) == 1 and int(found[0]) in versions


def disturb(
    run: Run, server: Server, data: Path, control: Path, *, reloads: int, kills: int
) -> float:
    """Reload and kill in turn; give how many seconds a reload took, the median."""
    chance = random.Random(0)  # noqa: S311  (the same load each time)
    took = []
    for number in range(reloads):
        write(data, run.newest + 1)
        run.newest += 1
        took.append(ask_reload(control).seconds)
        run.oldest = run.newest
        while len(run.kills) < kills * (number + 1) // reloads:
            if workers := server.workers():
                run.kills.append(time.monotonic())
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
            time.sleep(0.05)
    return statistics.median(took) if took else 0.0


def look_at(server: Server) -> Sample:
    """Give what the server holds when the old deployments have ended, or after ten seconds."""
    for _ in range(100):
        time.sleep(0.1)
        if len(server.nurseries()) == 1:
            break
    return server.sample()


def main() -> None:
    """Run, print, and end with 1 when an answer was wrong, or lost without a kill."""
    reloads = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else reloads // 10
    run = Run()
    with tempfile.TemporaryDirectory() as folder:
        data, control = Path(folder) / "versions.nt", Path(folder) / "control"
        write(data, 1)
        settings = SETTINGS | {"KZGRAPH_CONTROL_SOCKET": control}
        with run_kzgraph(data, settings=settings) as (process, port):
            server = Server(process, port)
            clients = [
                threading.Thread(target=ask_on, args=(run, server.port, number))
                for number in range(CLIENTS)
            ]
            for client in clients:
                client.start()
            # What the first answers and the first exchange leave in memory is no growth.
            disturb(run, server, data, control, reloads=min(5, reloads), kills=0)
            before = look_at(server)
            took = disturb(run, server, data, control, reloads=reloads, kills=kills)
            run.over.set()
            for client in clients:
                client.join()
            after = look_at(server)
    sudden = [what for moment, what in run.lost if not run.excuses(moment)]
    wrong = sum(count for (_, outcome), count in run.outcomes.items() if outcome == "wrong")
    right = sum(count for (_, outcome), count in run.outcomes.items() if outcome == "right")
    say(f"reloads {reloads}, {took:.2f} s each (median); workers killed {len(run.kills)}")
    say(
        f"answers right {right}, wrong {wrong}, lost {len(sudden)}, "
        f"lost within {SECONDS_EXCUSED:g} s of a kill {len(run.lost) - len(sudden)}"
    )
    for what, count in Counter(what for _, what in run.lost).most_common():
        say(f"  {count} × {what}")
    say(f"\n{'milliseconds':<16}{'count':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for kind, seconds in run.seconds.items():
        figures = (percentile(seconds, percent) * 1e3 for percent in (50, 95, 99, 100))
        say(f"{kind:<16}{len(seconds):>8}" + "".join(f"{figure:>9.1f}" for figure in figures))
    say(f"\n{'':<16}{'server MiB':>12}{'all MiB':>10}{'processes':>11}{'descriptors':>13}")
    for name, sample in (("begin", before), ("end", after)):
        say(
            f"{name:<16}{sample.server:>12.1f}{sample.memory:>10.1f}{sample.processes:>11}"
            f"{sample.descriptors:>13}"
        )
    sys.exit(1 if wrong or sudden else 0)


if __name__ == "__main__":
    main()
