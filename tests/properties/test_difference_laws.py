"""Laws of the difference of two builds."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from kzgraph.building.difference import (
    Change,
    Key,
    Statement,
    Things,
    compare,
    read_things,
)
from kzgraph.engine import GraphFormat, load_text

NODES = st.sampled_from(["<x:a>", "<https://w3id.org/kzgraph/id/claim-a>", "_:a", "_:b", "_:c"])
VALUES = st.sampled_from(["<x:a>", "_:b", "_:c", "1", '"a"', '"a"@en'])
QUADS = st.tuples(NODES, st.sampled_from(["<x:p>", "a"]), VALUES, st.sampled_from(["<x:g>", ""]))
# A blank node leads to later ones alone, so none leads back to itself.
TEXTS = st.lists(QUADS.filter(lambda quad: quad[0] < quad[2] or quad[2][:1] != "_"), max_size=12)
Quads = list[tuple[str, str, str, str]]


def things(quads: Quads, names: Iterable[str] = "abc") -> Things:
    """Read quads, with other names for the blank nodes."""
    new = {f"_:{name}": f"_:{other}" for name, other in zip("abc", names, strict=True)}
    text = "\n".join(f"{g} {{ {new.get(s, s)} {p} {new.get(o, o)} }}" for s, p, o, g in quads)
    return read_things(load_text(text, GraphFormat.TRIG))


def said(read: Things) -> dict[Key, frozenset[Statement]]:
    return {key: thing.statements for key, thing in read.items()}


def apply(changes: tuple[Change, ...], read: Things) -> dict[Key, frozenset[Statement]]:
    """Make of the earlier build what the difference says that the later one is."""
    result = said(read)
    for change in changes:
        key = change.graph, change.name
        result[key] = result.get(key, frozenset()) - set(change.removed) | set(change.added)
    return {key: statements for key, statements in result.items() if statements}


@given(TEXTS, st.permutations("abc"))
def test_build_does_not_differ_from_itself_whatever_its_blank_nodes_are_called(
    quads: Quads, names: tuple[str, ...]
) -> None:
    found = compare(things(quads), things(quads[::-1], names))
    assert not found
    assert found.vanished == ()


@given(TEXTS, TEXTS)
def test_difference_applied_to_the_earlier_build_gives_the_later(one: Quads, other: Quads) -> None:
    old, new = things(one), things(other)
    found = compare(old, new)
    assert apply((*found.added, *found.removed, *found.changed), old) == said(new)
    # Nothing is told that does not differ.
    assert {(change.graph, change.name) for change in found.changed} <= old.keys() & new.keys()
    assert all(change.added or change.removed for change in found.changed)


@given(TEXTS, TEXTS)
def test_difference_the_other_way_round_is_the_same_mirrored(one: Quads, other: Quads) -> None:
    old, new = things(one), things(other)
    there, back = compare(old, new), compare(new, old)
    assert [mirror(change) for change in there.added] == [essence(c) for c in back.removed]
    assert [mirror(change) for change in there.removed] == [essence(c) for c in back.added]
    assert [mirror(change) for change in there.changed] == [essence(c) for c in back.changed]


def essence(change: Change) -> tuple[str, str, tuple[Statement, ...], tuple[Statement, ...]]:
    return change.graph, change.name, change.removed, change.added


def mirror(change: Change) -> tuple[str, str, tuple[Statement, ...], tuple[Statement, ...]]:
    return change.graph, change.name, change.added, change.removed
