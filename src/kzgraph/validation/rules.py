"""Rules: queries over everything, each row a finding.

What needs two records or two graphs is a query: a constraint over pairs costs pySHACL seconds where
the engine answers in milliseconds. The rules run on the built data set, because the bounds of dates
are derived there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kzgraph.dataset.graphs import Graphs
from kzgraph.engine import Store, Term, select_rows
from kzgraph.errors import MissingFileError, QueryError, SyntaxInFileError
from kzgraph.model.finding import Finding, Severity
from kzgraph.query_files import QueryFile, read_query_files
from kzgraph.validation.places import file_of
from kzgraph.vocabulary.prefixes import CONCEPT, PREFIXES, shorten

_IRI = re.compile(r"[a-z]+:", re.ASCII)
_SCHEMES = f"SELECT ?scheme WHERE {{ ?scheme a <{PREFIXES['skos']}ConceptScheme> }}"


def check_rules(store: Store, graphs: Graphs, folder: Path) -> tuple[Finding, ...]:
    """Run every rule of a folder.

    Args:
        store: the built data set: named graphs, and their merge as the default graph.
        graphs: the graphs as the authors wrote them, to name the files.
        folder: the rules, query files with `severity` and `message` and a first column `focus`.

    Returns:
        Findings sorted by rule and row; `check` is the name of the rule.

    Raises:
        MissingFileError: there is no rule.
        SyntaxInFileError: a rule's header or query breaks its grammar.
    """
    rules = read_query_files(folder)
    if not rules:
        raise MissingFileError(folder, "there are no rules here")
    return tuple(finding for rule in rules for finding in run_rule(store, graphs, rule))


def run_rule(store: Store, graphs: Graphs, rule: QueryFile) -> list[Finding]:
    """Run one rule; see `check_rules`."""
    if rule.severity is None or rule.columns[0] != "focus":
        raise SyntaxInFileError(
            rule.path,
            "a query, not a rule",
            line=1,
            remedy="a rule has `severity` and `message`, and its first column is `focus`",
        )
    try:
        rows = select_rows(store, rule.text)
    except QueryError as error:
        raise SyntaxInFileError(rule.path, str(error)) from error
    severity = Severity(rule.severity)
    # Only concepts are filed by their scheme.
    about_concepts = any(str(row.get("focus", "")).startswith(CONCEPT) for row in rows)
    schemes = [str(row["scheme"]) for row in select_rows(store, _SCHEMES)] if about_concepts else []
    findings = [_as_finding(graphs, schemes, rule, severity, row) for row in rows]
    return sorted(findings, key=lambda f: (f.file, f.focus, f.path, f.value))


def _as_finding(
    graphs: Graphs,
    schemes: list[str],
    rule: QueryFile,
    severity: Severity,
    row: Mapping[str, Term],
) -> Finding:
    text = {column: str(row.get(column, "")) for column in rule.columns}
    shown = {column: _shorten(value) for column, value in text.items()}
    return Finding(
        check=rule.name,
        severity=severity,
        message=re.sub(r"\{(\w+)\}", lambda place: shown[place[1]], rule.message),
        file=file_of(graphs, text["focus"], text.get("graph", ""), schemes),
        focus=text["focus"],
        path=text.get("path", ""),
        value=text.get("value", ""),
    )


def _shorten(value: str) -> str:
    return shorten(value) if _IRI.match(value) else value
