"""Reading shapes for people: which class or property each is for, and what it asks.

Source: https://www.w3.org/TR/shacl/. Nothing is checked here; that is `kzgraph.validation`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rdflib import RDF, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kzgraph.model.documentation import Constraint, Rule, Shape
from kzgraph.vocabulary.prefixes import CONCEPT

_NO_CONSTRAINTS: Final = {
    RDF.type,
    SH.description,
    SH.ignoredProperties,  # belongs to sh:closed
    SH.message,
    SH.name,
    SH.path,
    SH.property,
    SH.qualifiedValueShape,  # belongs to sh:qualifiedMinCount
    SH.severity,
    SH.targetClass,
    SH.targetSubjectsOf,
}
_OF_SHAPES: Final = {"and", "node", "not", "or", "qualifiedMinCount", "xone"}
_BELONGING: Final = {
    "closed": SH.ignoredProperties,
    "qualifiedMinCount": SH.qualifiedValueShape,
}
_ORDER: Final = ("exactly", "minCount", "maxCount", "class", "scheme", "datatype", "nodeKind")
_OF_SCHEME: Final = re.compile(re.escape("^" + re.escape(CONCEPT)) + "([a-z-]+)-")


class Shapes:
    """The shapes, by what they are for.

    Args:
        graph: all shapes.

    Attributes:
        of_class: class → what is asked of its members.
        of_bearers: property → what is asked of whatever has it.
        bearers: property → the classes of whatever has it, where shapes say so.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.of_class: dict[Node, list[Rule]] = defaultdict(list)
        self.of_bearers: dict[Node, list[Rule]] = defaultdict(list)
        self.bearers: dict[Node, set[Node]] = defaultdict(set)
        for shape in sorted(graph.subjects(RDF.type, SH.NodeShape), key=str):
            parts = [self._rule(part) for part in self._values(shape, SH.property)]
            whole = [rule for rule in [self._rule(shape)] if rule.constraints]
            for target in graph.objects(shape, SH.targetClass):
                self.of_class[target] += [*whole, *parts]
            for path in graph.objects(shape, SH.targetSubjectsOf):
                own = [rule for rule in parts if str(path) in rule.paths]
                self.of_bearers[path] += [*whole, *own]
                self.bearers[path] |= {
                    URIRef(name) for rule in whole for name in value_classes(rule.constraints)
                }

    def _rule(self, shape: Node) -> Rule:
        return Rule(
            name=_local(shape),
            title=self._text(shape, SH.name),
            paths=tuple(map(str, self._paths(shape))),
            constraints=self._constraints(shape),
            message=self._text(shape, SH.message),
            description=self._text(shape, SH.description),
            severity=_local(self._graph.value(shape, SH.severity) or SH.Violation).lower(),
        )

    def _paths(self, shape: Node) -> list[Node]:
        path = self._graph.value(shape, SH.path)
        if not isinstance(path, BNode):
            return [] if path is None else [path]
        alternatives = self._graph.value(path, SH.alternativePath, any=False)
        if alternatives is None:
            raise ValueError(
                f"{shape}: only properties and alternatives of them are known as paths"
            )
        return list(Collection(self._graph, alternatives))

    def _constraints(self, shape: Node) -> tuple[Constraint, ...]:
        parameters = set(self._graph.predicates(shape)) - _NO_CONSTRAINTS
        found = {
            name: self._constraint(shape, parameter, name)
            for parameter, name in sorted((each, _local(each)) for each in parameters)
        }
        _join_counts(found)
        _join_scheme(found)
        return tuple(
            sorted(
                found.values(),
                key=lambda one: (
                    _ORDER.index(one.component) if one.component in _ORDER else len(_ORDER)
                ),
            )
        )

    def _constraint(self, shape: Node, parameter: Node, name: str) -> Constraint:
        values = self._items(shape, parameter)
        belonging = self._items(shape, _BELONGING[name]) if name in _BELONGING else []
        of_shapes = name in _OF_SHAPES
        return Constraint(
            component=name,
            values=() if of_shapes and not belonging else tuple(map(str, values)),
            shapes=tuple(map(self._shape, belonging or values)) if of_shapes else (),
        )

    def _items(self, shape: Node, parameter: Node) -> list[Node]:
        """List the values, those of a list one by one."""
        return [
            item
            for value in self._values(shape, parameter)
            for item in (
                Collection(self._graph, value)
                if (value, RDF.first, None) in self._graph
                else [value]
            )
        ]

    def _shape(self, shape: Node) -> Shape:
        return Shape(
            name=_local(shape),
            title=self._text(shape, SH.name),
            constraints=self._constraints(shape),
            required=self._paths_with(shape, SH.minCount, 1),
            absent=self._paths_with(shape, SH.maxCount, 0),
        )

    def _paths_with(self, shape: Node, parameter: URIRef, count: int) -> tuple[str, ...]:
        """List the properties of which a shape asks for this least or most number of values."""
        return tuple(
            str(path)
            for part in self._values(shape, SH.property)
            if (part, parameter, Literal(count)) in self._graph
            for path in self._paths(part)
        )

    def _text(self, shape: Node, parameter: URIRef) -> str:
        return str(self._graph.value(shape, parameter) or "")

    def _values(self, shape: Node, parameter: Node) -> list[Node]:
        return sorted(self._graph.objects(shape, parameter), key=str)


def value_classes(constraints: Iterable[Constraint]) -> set[str]:
    """List the IRIs of the classes that are allowed by `sh:class`, also inside of `sh:or`."""
    found: set[str] = set()
    for one in constraints:
        if one.component == "class":
            found |= set(one.values)
        elif one.component in {"or", "xone"}:
            found |= {name for shape in one.shapes for name in value_classes(shape.constraints)}
    return found


def _join_counts(found: dict[str, Constraint]) -> None:
    least, most = found.get("minCount"), found.get("maxCount")
    if least is not None and most is not None and least.values == most.values:
        del found["minCount"], found["maxCount"]
        found["exactly"] = Constraint(component="exactly", values=least.values, shapes=())


def _join_scheme(found: dict[str, Constraint]) -> None:
    pattern, kind = found.get("pattern"), found.get("class")
    if pattern is None or kind is None or kind.values != (str(SKOS.Concept),):
        return
    match = _OF_SCHEME.fullmatch(pattern.values[0])
    if match is not None:
        del found["pattern"], found["class"]
        iri = CONCEPT + match[1]
        found["scheme"] = Constraint(component="scheme", values=(iri,), shapes=())


def _local(term: Node) -> str:
    return "" if isinstance(term, BNode) else re.split(r"[#/]", str(term))[-1]
