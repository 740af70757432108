"""Mixed load on the real graph for some minutes, hostile and decent, and the laws that must hold.

    python benchmarks/soak.py [MINUTES]

Decent clients ask what is known beforehand, and compare. Meanwhile others ask for ever, ask for
more memory than there is, leave, and read and send slowly, and processes of the server are killed.
Ends with 1 when a law is broken. How to read what it prints: benchmarks/README.md.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import multiprocessing
import os
import random
import re
import signal
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlencode

from servers import children, read_pss, run_kzgraph

from kzgraph.config import Settings
from kzgraph.engine import Iri, Limits, load_packaged, query_in_process, select_rows
from kzgraph.resources import find_resources

SETTINGS = {
    "KZGRAPH_PORT": 0,
    "KZGRAPH_TIMEOUT_SECONDS": 5,
    "KZGRAPH_MEMORY_LIMIT_BYTES": 256 << 20,
    # What is measured is the engine among attacks, not answers that are kept.
    "KZGRAPH_CACHE_BYTES": 0,
}
WORKERS = Settings().quick_workers + Settings().slow_workers
IDLE_SECONDS = 10
SECONDS_BETWEEN_KILLS = 2.0
NURSERY_KILLS = (0.4, 0.7)
"""When the nursery is killed, as parts of the whole time."""
SECONDS_TO_RECOVER = 15
"""For so long after the end of the nursery a lost answer is counted apart."""
GROWTH = 1.1
"""Memory that is this many times more in the last quarter than in the second has grown."""
HEALTH_SECONDS = 0.05
RESET_WHEN_CLOSED = struct.pack("ii", 1, 0)


def product(factors: int) -> str:
    """Give a pattern with ten to the power of `factors` solutions."""
    return " ".join(f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(factors))


def double(times: int) -> str:
    """Give a pattern that binds the last of `times` variables to a string of two to that power."""
    steps = (f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1})" for i in range(times))
    return " ".join(["BIND('x' AS ?s0)", *steps])


RUNAWAYS = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product of VALUES": f"SELECT (COUNT(*) AS ?n) {{ {product(12)} }}",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:no>|^!<x:no>)* ?b . ?c (!<x:no>)* ?d }",
    "rows without end": f"SELECT * {{ {product(12)} }}",
    "triples without end": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "ORDER BY": f"SELECT * {{ {product(8)} }} ORDER BY ?v6 ?v5 LIMIT 1",
    "GROUP_CONCAT": f"SELECT (GROUP_CONCAT(STR(?v1)) AS ?s) {{ ?a ?b ?c . {product(7)} }}",
    "doubled string": f"SELECT (STRLEN(?s40) AS ?n) {{ {double(40)} }}",
}


@dataclass(frozen=True)
class Question:
    """A query whose answer is known.

    Attributes:
        text: SPARQL.
        format: short name of the format to ask for.
        answer: what must come, byte for byte or, when the query orders nothing, line for line.
    """

    text: str
    format: str
    answer: bytes

    def is_answered_by(self, body: bytes) -> bool:
        """Say whether this is the answer."""
        if body == self.answer or "ORDER BY" in self.text:
            return body == self.answer
        return sorted(body.splitlines()) == sorted(self.answer.splitlines())


@dataclass(frozen=True)
class Questions:
    """All that decent clients ask: short ones, those of the library, and two with large answers."""

    points: tuple[Question, ...]
    library: tuple[Question, ...]
    large: tuple[Question, ...]


def prepare_questions() -> Questions:
    """Work out the answers in this process."""
    resources = find_resources()
    store = load_packaged(resources.dataset)
    limits = Limits(buffer_bytes=1 << 28)

    def question(text: str, answer_format: str) -> Question:
        return Question(text, answer_format, query_in_process(store, text, answer_format, limits))

    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    rows = select_rows(store, f"SELECT ?s {{ ?s {label} ?label }} ORDER BY ?s LIMIT 500")
    things = [row["s"].value for row in rows if isinstance(row["s"], Iri)]
    return Questions(
        tuple(
            question(text, answer_format)
            for thing in things
            for text, answer_format in (
                (f"SELECT ?label {{ <{thing}> {label} ?label }}", "csv"),
                (f"DESCRIBE <{thing}>", "ntriples"),
            )
        ),
        tuple(
            question(path.read_text(encoding="utf-8"), "csv")
            for path in sorted(resources.queries.glob("*.rq"))
        ),
        # The first fits the buffer, the second is sent while it is worked out.
        tuple(
            # The names of blank nodes are new in each process.
            question(f"SELECT * {{ ?s ?p ?o {more} FILTER(isIRI(?s) && !isBlank(?o)) }}", "csv")
            for more in ("", "VALUES ?n { 1 2 3 }")
        ),
    )


@dataclass
class Tally:
    """What some clients have seen.

    Attributes:
        outcomes: how often what happened to whom.
        seconds: how long answers took, by kind.
        faults: when (of the monotonic clock) a law was broken, and how.
    """

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[tuple[float, str]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take in what others have seen."""
        self.outcomes += other.outcomes
        self.faults += other.faults
        for kind, seconds in other.seconds.items():
            self.seconds[kind] += seconds


@dataclass
class Client:
    """A client with an address of its own on the loopback network."""

    port: int
    address: str
    end: float
    questions: Questions
    tally: Tally
    chance: random.Random

    def goes_on(self) -> bool:
        """Say whether there is time left."""
        return time.monotonic() < self.end

    def connect(self, receive_bytes: int | None = None) -> socket.socket:
        """Open a connection; see SO_RCVBUF for its argument."""
        connection = socket.socket()
        connection.settimeout(60)
        if receive_bytes is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.bind((self.address, 0))
        connection.connect(("127.0.0.1", self.port))
        return connection

    @contextlib.contextmanager
    def keep_connection(self) -> Iterator[http.client.HTTPConnection]:
        """Give a connection for several requests."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(self.address, 0)
        )
        with contextlib.closing(connection):
            yield connection

    def ask(self, connection: http.client.HTTPConnection, path: str) -> tuple[str, bytes]:
        """Send a request; say what became of it, and give the body of a 200."""
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
        except http.client.IncompleteRead:
            outcome, body = "broken transfer", b""
        except (OSError, http.client.HTTPException) as error:
            outcome, body = f"no answer ({type(error).__name__})", b""
            time.sleep(0.1)
        else:
            if response.status == 200:
                return "200", body
            kind = str(json.loads(body).get("type", "")).rpartition("/")[2]
            return f"{response.status} {kind}", body
        connection.close()
        return outcome, body

    def ask_known(
        self, connection: http.client.HTTPConnection, question: Question, kind: str
    ) -> str:
        """Ask a question and compare the answer; say what became of it."""
        started = time.monotonic()
        outcome, body = self.ask(connection, path_of(question.text, question.format))
        self.tally.seconds[kind].append(time.monotonic() - started)
        if outcome == "200":
            outcome = "right" if question.is_answered_by(body) else "wrong"
        if outcome == "wrong":
            self.report(f"{kind}: wrong answer to {question.text!r}")
        self.tally.outcomes[kind, outcome] += 1
        return outcome

    def report(self, fault: str) -> None:
        """Note that a law is broken."""
        self.tally.faults.append((time.monotonic(), fault))


def path_of(text: str, answer_format: str | None = None) -> str:
    """Give the path by which a query is asked."""
    parameters = {"query": text} | ({"format": answer_format} if answer_format else {})
    return f"/sparql?{urlencode(parameters)}"


def request_of(text: str, answer_format: str | None = None) -> bytes:
    """Give the bytes by which a query is asked, for an answer that ends the connection."""
    path = path_of(text, answer_format)
    return f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode()


def ask_points(client: Client) -> None:
    """Ask short questions; every answer must come and be right."""
    while client.goes_on():
        with client.keep_connection() as connection:
            for _ in range(client.chance.randrange(1, 100)):
                question = client.chance.choice(client.questions.points)
                outcome = client.ask_known(connection, question, "point query")
                if outcome not in {"right", "wrong"}:
                    client.report(f"point query: {outcome}")
                time.sleep(client.chance.uniform(0, 0.02))
                if not client.goes_on():
                    return


def ask_library(client: Client) -> None:
    """Ask the questions of the library; what is answered must be right."""
    while client.goes_on():
        with client.keep_connection() as connection:
            client.ask_known(connection, client.chance.choice(client.questions.library), "library")
            time.sleep(client.chance.uniform(0, 0.2))


def probe(client: Client) -> None:
    """Ask how the server is."""
    with client.keep_connection() as connection:
        while client.goes_on():
            for path in ("/health", "/ready"):
                started = time.monotonic()
                outcome, _ = client.ask(connection, path)
                client.tally.seconds[path].append(time.monotonic() - started)
                client.tally.outcomes[path, outcome] += 1
                if not outcome.startswith(("200", "503")):
                    client.report(f"{path}: {outcome}")
            time.sleep(0.1)


def run_away(client: Client) -> None:
    """Ask what cannot be answered; none may come as a whole answer."""
    while client.goes_on():
        kind, text = client.chance.choice(tuple(RUNAWAYS.items()))
        with client.keep_connection() as connection:
            outcome, _ = client.ask(connection, path_of(f"{text} # {client.chance.random()}"))
        client.tally.outcomes[f"runaway: {kind}", outcome] += 1
        if outcome == "200":
            client.report(f"runaway: {kind}: a whole answer")


def leave(client: Client) -> None:
    """Ask, and do not wait for the answer."""
    while client.goes_on():
        point, large = client.chance.choice(client.questions.points), client.questions.large[0]
        text = client.chance.choice([point.text, large.text, *RUNAWAYS.values()])
        with contextlib.suppress(OSError), client.connect() as connection:
            if client.chance.random() < 0.5:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_WHEN_CLOSED)
            connection.sendall(request_of(text) * client.chance.choice([1, 1, 3]))
            time.sleep(client.chance.choice([0, 0.01, client.chance.uniform(0, 1)]))
        client.tally.outcomes["leaver", "left"] += 1
        time.sleep(client.chance.uniform(0, 0.3))


def read_slowly(client: Client) -> None:
    """Ask for a large answer and take it in sips; what ends as it must is right."""
    while client.goes_on():
        question = client.chance.choice(client.questions.large)
        received = bytearray()
        sip = client.chance.choice([1 << 14, 1 << 16])
        with client.connect(receive_bytes=1 << 14) as connection:
            connection.sendall(request_of(question.text, question.format))
            with contextlib.suppress(OSError):
                while client.goes_on() and (part := connection.recv(sip)):
                    received += part
                    time.sleep(0.005)
        if client.goes_on():
            outcome = read_outcome(bytes(received), question)
            client.tally.outcomes["slow reader", outcome] += 1
            if outcome == "wrong":
                client.report(f"slow reader: wrong answer to {question.text!r}")


def read_outcome(received: bytes, question: Question) -> str:
    """Say what an answer, as it came over the line, is."""
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        return head[9:12].decode() or "no answer"
    if b"transfer-encoding: chunked" in head.lower():
        if not body.endswith(b"\r\n0\r\n\r\n"):
            return "broken transfer"
        body = b"".join(unchunk(body))
    elif f"content-length: {len(body)}".encode() not in head.lower():
        return "broken transfer"
    return "right" if question.is_answered_by(body) else "wrong"


def unchunk(body: bytes) -> Iterator[bytes]:
    """Give the chunks, https://www.rfc-editor.org/rfc/rfc9112#section-7.1."""
    start = 0
    while size := int(body[start : (line := body.index(b"\r\n", start))], 16):
        yield body[line + 2 : line + 2 + size]
        start = line + 4 + size


def send_slowly(client: Client) -> None:
    """Send a request in pieces, or only half of it; who has sent all gets a right answer."""
    while client.goes_on():
        question = client.chance.choice(client.questions.points)
        request = request_of(question.text, question.format)
        patient = client.chance.random() < 0.7
        received = b""
        with contextlib.suppress(OSError), client.connect() as connection:
            for start in range(0, len(request) if patient else len(request) // 2, 40):
                connection.sendall(request[start : start + 40])
                time.sleep(client.chance.uniform(0, 0.5))
            while patient:
                part = connection.recv(1 << 16)
                if not part:
                    break
                received += part
        outcome = read_outcome(received, question) if patient else "left"
        client.tally.outcomes["slow sender", outcome] += 1
        if outcome not in {"right", "left"}:
            client.report(f"slow sender: {outcome}")


Role = Callable[[Client], None]
# Each row is a process, so that those who measure do not wait for the others' interpreter.
DECENT: Sequence[tuple[Role, str]] = [
    (ask_points, "127.0.1.1"),
    (ask_points, "127.0.1.2"),
    (ask_library, "127.0.1.3"),
]
WATCHING: Sequence[tuple[Role, str]] = [(probe, "127.0.2.1")]
HOSTILE: Sequence[tuple[Role, str]] = [
    *((run_away, f"127.0.3.{number % 4}") for number in range(12)),
    *((leave, f"127.0.4.{number}") for number in range(2)),
    *((read_slowly, f"127.0.5.{number}") for number in range(2)),
    *((send_slowly, f"127.0.6.{number}") for number in range(3)),
]


def play(roles: Sequence[tuple[Role, str]], port: int, end: float, questions: Questions) -> Tally:
    """Play roles, each in a thread, until the end (of the monotonic clock)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tallies = [Tally() for _ in roles]

    def perform(number: int) -> None:
        role, address = roles[number]
        chance = random.Random(number)  # noqa: S311  (the same load each time)
        role(Client(port, address, end, questions, tallies[number], chance))

    threads = [threading.Thread(target=perform, args=(number,)) for number in range(len(roles))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


@dataclass(frozen=True)
class Sample:
    """What the server holds at a moment: MiB of memory by PSS, processes, and its descriptors."""

    moment: float
    server: float
    nursery: float
    workers: float
    processes: int
    descriptors: int

    @property
    def memory(self) -> float:
        return self.server + self.nursery + self.workers


@dataclass(frozen=True)
class Server:
    """A server that the command has started."""

    process: subprocess.Popen[str]
    port: int

    def nurseries(self) -> list[int]:
        """Give the processes that hold the data: one, or none for a moment."""
        return children(self.process.pid)

    def workers(self) -> list[int]:
        """Give the processes that answer."""
        return [worker for nursery in self.nurseries() for worker in children(nursery)]

    def sample(self) -> Sample:
        """Look at all processes."""
        nurseries, workers = self.nurseries(), self.workers()
        return Sample(
            time.monotonic(),
            read_pss(self.process.pid),
            sum(map(read_pss, nurseries)),
            sum(map(read_pss, workers)),
            1 + len(nurseries) + len(workers),
            len(list(Path(f"/proc/{self.process.pid}/fd").iterdir())),
        )

    def rest(self) -> Sample:
        """Wait until the server has nothing to do, or for ten seconds, and look at it then."""
        for _ in range(10):
            time.sleep(1)
            sample = self.sample()
            # A worker that was killed while it was idle is replaced when it is needed.
            if self.workers() and sample.descriptors < 50:
                break
        return sample


@contextlib.contextmanager
def serve() -> Iterator[Server]:
    """Run `kzgraph serve` on the built graph."""
    with TemporaryFile("w+") as log:
        try:
            with run_kzgraph(settings=SETTINGS, stderr=log) as (process, port):
                yield Server(process, port)
        finally:
            log.seek(0)
            say(f"\nserver ended; it logged {summarize(log)}")


def summarize(log: Iterable[str]) -> str:
    """Count the lines of a log by what they say, without their figures."""
    lines = (re.match(r"\d{4}\S+ \S+ (\w+ \S+ [^=]+)(?= |$)", line) for line in log)
    kinds = Counter(line[1] for line in lines if line)
    return ", ".join(f"{count} × {kind}" for kind, count in kinds.most_common(8)) or "nothing"


def attend(server: Server, end: float) -> tuple[list[Sample], int, list[float]]:
    """Sample the server until the end, and kill its processes.

    Returns:
        The samples, a second apart; how many workers were killed; when the nursery was killed.
    """
    chance = random.Random(0)  # noqa: S311  (the same load each time)
    began = time.monotonic()
    samples: list[Sample] = []
    nursery_kills: list[float] = []
    worker_kills = 0
    next_kill = began + SECONDS_BETWEEN_KILLS
    while (now := time.monotonic()) < end and server.process.poll() is None:
        samples.append(server.sample())
        victims = []
        if (
            len(nursery_kills) < len(NURSERY_KILLS)
            and now - began > (end - began) * NURSERY_KILLS[len(nursery_kills)]
        ):
            victims = server.nurseries()
            nursery_kills.append(now)
        elif now > next_kill:
            victims = server.workers()
            victims = [chance.choice(victims)] if victims else []
            worker_kills += len(victims)
            next_kill = now + chance.uniform(0.5, 1.5) * SECONDS_BETWEEN_KILLS
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        time.sleep(1)
    return samples, worker_kills, nursery_kills


def measure_twenty(port: int, questions: Questions, clients: int) -> tuple[float, float]:
    """Measure 300 point queries before, and while twenty runaways run.

    Returns:
        The 95th percentiles, in seconds; of three attempts, the one with the median ratio.
    """

    def measure() -> float:
        asking = Client(port, "127.0.7.1", 0, questions, Tally(), random.Random(0))  # noqa: S311
        with asking.keep_connection() as connection:
            for question in itertools.islice(itertools.cycle(questions.points), 300):
                asking.ask_known(connection, question, "point query")
        return percentile(asking.tally.seconds["point query"], 95)

    attempts = []
    for _ in range(3):
        before = measure()
        with contextlib.ExitStack() as opened:
            for number in range(20):
                address = f"127.0.8.{number % clients}"
                runaway = Client(port, address, 0, questions, Tally(), random.Random(0))  # noqa: S311
                connection = opened.enter_context(runaway.connect())
                connection.sendall(request_of(f"{RUNAWAYS['product of VALUES']} # {number}"))
            time.sleep(4)  # each has a quarter of a second in one of some places
            attempts.append((before, measure()))
        time.sleep(1)
    return sorted(attempts, key=lambda attempt: attempt[1] / attempt[0])[1]


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the value below which so many lie; 0 of none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))] if values else 0.0


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_times(name: str, seconds: Sequence[float]) -> None:
    """Print percentiles in milliseconds."""
    figures = "".join(f"{percentile(seconds, percent) * 1e3:9.1f}" for percent in (50, 95, 99, 100))
    say(f"{name:<28}{len(seconds):>8}{figures}")


def say_table(tally: Tally) -> None:
    """Print what happened to whom."""
    say(f"\n{'who':<32}{'what':<32}{'times':>8}")
    for (who, what), count in sorted(tally.outcomes.items()):
        say(f"{who:<32}{what:<32}{count:>8}")


def minute(samples: Sequence[Sample], first: float, last: float) -> Sequence[Sample]:
    """Give the samples between two parts of the whole time."""
    return samples[int(len(samples) * first) : max(1, int(len(samples) * last))]


def say_memory(samples: Sequence[Sample], minutes: float) -> dict[str, float]:
    """Print memory over time; say how many times more it is in the last quarter than in the second.

    In the first, workers make their copies of what they read of the data. They live for seconds
    and have a limit of their own, so the server and the nursery are told apart from them.
    """
    say(f"\n{'MiB (PSS), medians':<24}{'server':>9}{'nursery':>9}{'workers':>9}{'together':>10}")
    parts = max(4, round(minutes))
    for number in range(parts):
        chosen = minute(samples, number / parts, (number + 1) / parts)
        figures = [_median(chosen, name) for name in ("server", "nursery", "workers", "memory")]
        label = f"part {number + 1} of {parts}"
        say(f"{label:<24}" + "".join(f"{figure:>9.1f}" for figure in figures))
    second, last = minute(samples, 0.25, 0.5), minute(samples, 0.75, 1)
    return {
        name: _median(last, attribute) / _median(second, attribute)
        for name, attribute in (("the server", "server"), ("all processes", "memory"))
    }


def _median(samples: Sequence[Sample], name: str) -> float:
    found: float = statistics.median(getattr(sample, name) for sample in samples)
    return found


def main() -> None:
    """Run, print, and end with 1 when a law is broken."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    questions = prepare_questions()
    broken: list[str] = []

    def law(text: str, *, holds: bool) -> None:
        say(f"{'holds ' if holds else 'BROKEN'}  {text}")
        if not holds:
            broken.append(text)

    context = multiprocessing.get_context("spawn")
    with serve() as server, ProcessPoolExecutor(3, context) as processes:

        def start(roles: Sequence[tuple[Role, str]], end: float) -> Future[Tally]:
            return processes.submit(play, roles, server.port, end, questions)

        say(f"asking for {IDLE_SECONDS} seconds in peace")
        end = time.monotonic() + IDLE_SECONDS + 3  # the processes must start, too
        idle = start(DECENT[:1], end).result()
        before = server.rest()
        say(f"asking for {minutes:g} minutes among others")
        end = time.monotonic() + minutes * 60
        playing = [start(roles, end) for roles in (DECENT, WATCHING, HOSTILE)]
        samples, worker_kills, nursery_kills = attend(server, end)
        tally = Tally()
        for one in playing:
            tally.add(one.result())
        after = server.rest()
        alive = server.process.poll() is None
        twenty = (
            {clients: measure_twenty(server.port, questions, clients) for clients in (1, 20)}
            if alive
            else {}
        )

    say_table(tally)
    say(f"{'worker':<32}{'killed by hand':<32}{worker_kills:>8}")
    say(f"{'nursery':<32}{'killed by hand':<32}{len(nursery_kills):>8}")
    say(f"\n{'milliseconds':<28}{'count':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    say_times("point query, in peace", idle.seconds["point query"])
    for kind, seconds in sorted(tally.seconds.items()):
        say_times(kind, seconds)
    for clients, (calm, busy) in twenty.items():
        say(
            f"p95 of 300 point queries: {calm * 1e3:.1f}; while twenty runaways of {clients} "
            f"client(s) run: {busy * 1e3:.1f}"
        )
    growth = say_memory(samples, minutes)

    def excused(moment: float) -> bool:
        return any(0 <= moment - kill < SECONDS_TO_RECOVER for kill in nursery_kills)

    faults = Counter(fault for moment, fault in tally.faults if not excused(moment))
    forgiven = Counter(fault for moment, fault in tally.faults if excused(moment))
    for fault, count in forgiven.most_common(10):
        say(f"within {SECONDS_TO_RECOVER} s of the end of the nursery: {count} × {fault}")
    for fault, count in faults.most_common(10):
        say(f"fault: {count} × {fault}")
    most = max(sample.processes for sample in samples)
    say("")
    law("the server lives", holds=alive)
    law("every answer is right, none is lost, no runaway is answered", holds=not faults)
    for name, times in growth.items():
        law(f"memory of {name} does not grow: {times:.2f} times", holds=times < GROWTH)
    law(
        f"processes: {before.processes} before, {after.processes} after, at most {most}",
        # Each worker that is killed stands beside the next one for a moment.
        holds=before.processes == after.processes and most <= before.processes + WORKERS,
    )
    law(
        f"descriptors: {before.descriptors} before, {after.descriptors} after",
        holds=before.descriptors == after.descriptors,
    )
    for path in ("/health", "/ready"):
        slowest = percentile(tally.seconds[path], 99)
        law(
            f"{path} answers in {slowest * 1e3:.0f} ms (99 of 100)",
            holds=slowest < HEALTH_SECONDS,
        )
    for clients, (calm, busy) in twenty.items():
        law(
            f"twenty runaways of {clients} client(s) slow others by {busy / calm:.1f}",
            holds=busy <= 2 * calm,
        )
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
