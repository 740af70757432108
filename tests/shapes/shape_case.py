"""One case of a table: a node of the sample, changed, and what the shapes must find on the copy."""

from __future__ import annotations

from dataclasses import dataclass

from kzgraph.model.finding import Severity


@dataclass(frozen=True)
class Case:
    """A copy of a node with one change.

    Attributes:
        node: local name of the node of the sample, or prefixed name of a concept.
        finds: names of the shapes that must find something on the copy, and no others; before the
            name its severity, unless that is violation.
        without: prefixed names of properties that the copy does not have.
        plus: predicates and objects, as Turtle, that the copy has besides.
    """

    node: str
    finds: tuple[str, ...]
    without: tuple[str, ...] = ()
    plus: str = ""

    @property
    def expected(self) -> set[tuple[str, Severity]]:
        """Name and severity of each shape that finds something."""
        found = (text.rpartition(" ") for text in self.finds)
        return {(shape, Severity(severity or "violation")) for severity, _, shape in found}

    def __str__(self) -> str:
        change = " ".join((*(f"-{name}" for name in self.without), self.plus))
        return f"{self.node} {change}".strip()


def replaced(node: str, predicate: str, objects: str, *finds: str) -> Case:
    """Make a case in which other values stand in the place of a property's."""
    return Case(node, finds, (predicate,), f"{predicate} {objects}")


def added(node: str, plus: str, *finds: str) -> Case:
    """Make a case in which something is said besides."""
    return Case(node, finds, plus=plus)


def removed(node: str, predicate: str, *finds: str) -> Case:
    """Make a case in which a property is missing."""
    return Case(node, finds, (predicate,))


def listed(node: str, predicate: str, scheme: str, finds: str) -> tuple[Case, ...]:
    """Make the cases of a value that must be of one list: of another list, and of none."""
    return (
        replaced(node, predicate, "c:certainty-unsure", finds),
        replaced(node, predicate, f"c:{scheme}-unheard-of", finds),
    )


def one_listed(node: str, predicate: str, scheme: str, other: str, finds: str) -> tuple[Case, ...]:
    """Make the cases of a value of one list that must be there once."""
    return (
        removed(node, predicate, finds),
        added(node, f"{predicate} c:{scheme}-{other}", finds),
        *listed(node, predicate, scheme, finds),
    )


def number(
    node: str, predicate: str, wrong_type: str, finds: str, *out_of_range: str
) -> tuple[Case, ...]:
    """Make the cases of a number: two of them, of another data type, out of its range."""
    return (
        added(node, f"{predicate} {'8' if '.' in wrong_type else '8.0'}", finds),
        replaced(node, predicate, wrong_type, finds),
        *(replaced(node, predicate, value, finds) for value in out_of_range),
    )


def misplaced(finds: str, *statements: str) -> tuple[Case, ...]:
    """Make the cases of statements that do not belong on a shared thing."""
    return tuple(added("event-march", what, finds, "EntityShape") for what in statements)
