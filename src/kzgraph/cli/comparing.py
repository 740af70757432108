"""`kzgraph diff`: what two builds do not have in common, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from kzgraph.building.difference import Change, Difference
from kzgraph.cli.printing import out, print_table
from kzgraph.vocabulary.prefixes import ID, PREFIXES, expand, shorten


def print_difference(difference: Difference, successors: Mapping[str, str]) -> None:
    """Print what differs, the gravest first: IRIs that are gone, numbers, then each thing.

    Args:
        difference: of two builds.
        successors: retired local name → the one to use instead, from the registry of names.
    """
    if not difference:
        out.print("no difference")
        return
    if difference.vanished:
        out.print("gone: NEW says nothing of these", style="bold red")
        instead = {name: _successor(name, successors) for name in difference.vanished}
        for name in sorted(instead, key=lambda name: (bool(instead[name]), name)):
            end = f"now {instead[name]}" if instead[name] else "WITHOUT A SUCCESSOR"
            out.print(f"  {name}  {end}", markup=False)
    stated, derived = difference.only(derived=False), difference.only(derived=True)
    if stated:
        print_table(("graph", "class", "added", "removed", "changed"), _count(stated))
    for title, changes in (("added", stated.added), ("removed", stated.removed)):
        if changes:
            out.print(title, style="bold")
        for change in changes:
            out.print(f"  {_describe(change)}", markup=False)
    if stated.changed:
        out.print("changed", style="bold")
    for change in stated.changed:
        out.print(f"  {_describe(change)}", markup=False)
        for sign, statements in (("-", change.removed), ("+", change.added)):
            for predicate, value in statements:
                out.print(f"    {sign} {predicate} {value}", markup=False)
    if derived:
        changes = (*derived.added, *derived.removed, *derived.changed)
        out.print(
            f"derived: {sum(len(change.added) for change in changes)} statements came, "
            f"{sum(len(change.removed) for change in changes)} went, about {len(changes)} things "
            "(--format json lists them)"
        )


def to_json(difference: Difference, successors: Mapping[str, str]) -> bytes:
    """Write a difference for programs; docs/service.md says what is where.

    Args:
        difference: of two builds.
        successors: see `print_difference`.
    """
    content = {
        "prefixes": dict(PREFIXES),
        "vanished": [
            {"name": name, "successor": _successor(name, successors) or None}
            for name in difference.vanished
        ],
        "stated": _to_object(difference.only(derived=False)),
        "derived": _to_object(difference.only(derived=True)),
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _to_object(difference: Difference) -> dict[str, list[dict[str, object]]]:
    return {
        part: [asdict(change) for change in changes]
        for part, changes in (
            ("added", difference.added),
            ("removed", difference.removed),
            ("changed", difference.changed),
        )
    }


def _count(difference: Difference) -> list[tuple[str, ...]]:
    """Make a row for each graph and class: how many things were added, removed, changed."""
    counts = [
        Counter((change.graph, change.kind) for change in part)
        for part in (difference.added, difference.removed, difference.changed)
    ]
    keys = sorted({key for count in counts for key in count})
    return [(graph, kind, *(str(count[graph, kind]) for count in counts)) for graph, kind in keys]


def _describe(change: Change) -> str:
    return "  ".join(filter(None, (change.name, change.kind, change.label, change.graph)))


def _successor(name: str, successors: Mapping[str, str]) -> str:
    """Give the prefixed name to use instead of one that is gone; empty if none is known."""
    successor = successors.get(expand(name).removeprefix(ID))
    return shorten(ID + successor) if successor else ""
