"""`kzgraph check`: every check of the data in its order, and what could not be checked."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from kzgraph.building import assemble
from kzgraph.dataset import (
    check_format,
    collect_evidence,
    read_concepts,
    read_graphs,
    read_ontology,
    read_scope,
)
from kzgraph.engine import load_packaged
from kzgraph.errors import FileError, ReasonerError
from kzgraph.model.finding import Finding, Severity
from kzgraph.reasoning import find_inconsistency
from kzgraph.resources import Resources
from kzgraph.validation import check_dates, check_rules, check_shapes


@dataclass
class CheckReport:
    """What the checks said.

    Attributes:
        findings: what is wrong, in the order of the checks.
        done: the checks that ran.
        not_run: check → why it did not run.
    """

    findings: list[Finding] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    not_run: dict[str, str] = field(default_factory=dict)

    def add(self, check: str, findings: Iterable[Finding]) -> None:
        """Note that a check ran, with what it found."""
        self.findings += findings
        self.done.append(check)


def check_everything(
    resources: Resources,
    sources: Path | None,
    *,
    with_reasoner: bool,
    progress: Callable[[str], AbstractContextManager[object]],
) -> CheckReport:
    """Check the data of a checkout or an installation, as they stand now.

    The rules run on a data set built for them in a temporary folder: what is served is not touched.

    Args:
        resources: where ontology, data, shapes and rules lie.
        sources: the texts of the documents; without them no evidence is checked.
        with_reasoner: whether to look for contradictions with HermiT, which needs Java.
        progress: called with what is being done; its context ends when that is done.

    Raises:
        FileError: a file that cannot be used.
    """
    report = CheckReport()
    with progress("that all can be read"):
        graphs = read_graphs(resources.data)
        ontology = read_ontology(resources.ontology)
        concepts = read_concepts(resources.ontology)
    with progress("form and names"):
        report.add("format", check_format(graphs, resources.data, resources.names))
    with progress("shapes"):
        report.add("shapes", check_shapes(graphs, ontology, concepts, resources.shapes))
    dates = check_dates(graphs)
    report.add("dates", dates)
    if dates:
        report.not_run["rules"] = "their data set cannot be built before the dates are mended"
    else:
        with progress("rules"), tempfile.TemporaryDirectory(prefix="kzgraph-") as folder:
            built = Resources(resources.root, Path(folder))
            try:
                assemble(graphs, ontology, concepts, resources, built.build)
            except FileError as error:
                # The shapes have said more of it, but for what they cannot see.
                report.add("build", [Finding("build", Severity.VIOLATION, str(error))])
                report.not_run["rules"] = "their data set cannot be built"
            else:
                store = load_packaged(built.dataset)
                report.add("rules", check_rules(store, graphs, resources.rules))
    if not with_reasoner:
        report.not_run["OWL consistency"] = "--no-reasoner"
    else:
        try:
            with progress("OWL consistency"):
                report.add("OWL consistency", find_inconsistency(ontology, concepts, graphs))
        except ReasonerError as error:
            report.not_run["OWL consistency"] = f"reasoner not run: {error}"
    if sources is None:
        report.not_run["evidence"] = "give --sources DIR with the texts of the documents"
    else:
        with progress("evidence"):
            scope = read_scope(resources.furniture, resources.complete)
            report.add("evidence", collect_evidence(graphs, sources, scope).findings)
    return report
