"""What commands print: findings one a line, tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kzgraph.model.finding import Finding, Severity
from kzgraph.vocabulary.prefixes import shorten

_STYLE = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}

# Data hold colons: what looks like the code of an emoji is part of an IRI.
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def finding_line(finding: Finding) -> str:
    """Write a finding as one line of Rich markup: file, severity, message, what it is about."""
    style = _STYLE[finding.severity]
    about = " ".join(
        part
        for part in (
            finding.focus and shorten(finding.focus),
            finding.path and f"path {shorten(finding.path)}",
            finding.value and f"value {shorten(finding.value)}",
        )
        if part
    )
    place = f"{finding.file}: " if finding.file else ""
    return (
        f"{escape(place)}[{style}]{finding.severity.value}[/] {escape(finding.message)}"
        f" [dim]{escape(about)} ({escape(finding.check)})[/]"
    )


def print_findings(findings: Iterable[Finding], *, with_info: bool) -> int:
    """Print findings sorted by severity and file, then a line that counts them.

    Returns:
        The number of violations.
    """
    order = list(Severity)
    ordered = sorted(findings, key=lambda f: (order.index(f.severity), f.file, f.focus, f.check))
    for finding in ordered:
        if with_info or finding.severity is not Severity.INFO:
            out.print(finding_line(finding))
    counts = Counter(finding.severity for finding in ordered)
    out.print(
        ", ".join(f"{counts[severity]} {severity.value}" for severity in Severity)
        + ("" if with_info or not counts[Severity.INFO] else " (--info shows them)")
    )
    return counts[Severity.VIOLATION]


def print_table(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a result as a table for people."""
    table = Table(*columns, header_style="bold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    out.print(table)
    out.print(f"{table.row_count} row{'' if table.row_count == 1 else 's'}", style="dim")
