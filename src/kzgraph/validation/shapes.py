"""SHACL Core, one graph at a time.

A record belongs to one document, so each graph is checked by itself: two graphs that describe one
node must not complete each other. Beside the graph stand only the classes of what it points to and
the hierarchy of classes, which is all that `sh:class` asks for; what is found on those nodes is
dropped, they are checked in their own graph.

Two habits of pySHACL (0.40.1) shape this module. Its flag `conforms` forgets severities, so the
verdict is read from the report. And its option `focus_nodes` skips the shapes inside of `sh:or`,
`sh:not`, `sh:node` and `sh:qualifiedValueShape` in silence (it filters their value nodes, too), so
the focus nodes are chosen afterwards, among the results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

import pyshacl
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, URIRef
from rdflib.term import Node

from kzgraph.dataset.graphs import Graphs
from kzgraph.dataset.turtle import read_turtle
from kzgraph.errors import MissingFileError
from kzgraph.model.finding import Finding, Severity
from kzgraph.validation.places import file_of
from kzgraph.vocabulary.prefixes import BASE

SHAPES: Final = BASE + "shapes#"

_SEVERITY: Final = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}


def read_shapes(folder: Path) -> Graph:
    """Read all shape files of a folder into one graph.

    Raises:
        MissingFileError: the folder has no shape file.
        SyntaxInFileError: a shape file does not parse.
    """
    paths = sorted(folder.glob("*.ttl"))
    if not paths:
        raise MissingFileError(folder, "there are no shapes here")
    shapes = Graph(bind_namespaces="none")
    for path in paths:
        for triple in read_turtle(path):
            shapes.add(triple)
    return shapes


def check_shapes(
    graphs: Graphs, ontology: Graph, concepts: Graph, folder: Path
) -> tuple[Finding, ...]:
    """Check each graph of the data, and the concepts, against the shapes.

    A node is checked in the graph that gives it a class. A rule finds nodes described elsewhere.

    Args:
        graphs: the graphs as the authors wrote them, without what the build derives.
        ontology: the hierarchy of classes, by which shapes find what they are for.
        concepts: the concept schemes, which are checked, too.
        folder: the shape files.

    Returns:
        Findings sorted by file, focus node and shape; `check` is the name of the shape.

    Raises:
        MissingFileError: there is no shape file.
        SyntaxInFileError: a shape file does not parse.
    """
    shapes = read_shapes(folder)
    everything = (*graphs.graphs.values(), concepts)
    classes: dict[Node, set[Node]] = {}
    for graph in everything:
        for node, kind in graph.subject_objects(RDF.type):
            classes.setdefault(node, set()).add(kind)
    findings = [
        replace(finding, file=file_of(graphs, finding.focus, name))
        for name, graph in graphs.graphs.items()
        for finding in validate(graph, classes, ontology, shapes)
    ]
    schemes = [str(scheme) for scheme in concepts.subjects(RDF.type, SKOS.ConceptScheme)]
    findings += [
        replace(finding, file=file_of(graphs, finding.focus, schemes=schemes))
        for finding in validate(concepts, classes, ontology, shapes)
    ]
    return tuple(sorted(findings, key=lambda f: (f.file, f.focus, f.check, f.path, f.value)))


def validate(
    graph: Graph, classes: Mapping[Node, set[Node]], ontology: Graph, shapes: Graph
) -> Iterator[Finding]:
    """Check the nodes to which one graph gives a class; the findings have no file.

    Args:
        graph: the graph.
        classes: node → its classes, for all that the graph may point to.
        ontology: the hierarchy of classes.
        shapes: SHACL Core.
    """
    data = Graph(bind_namespaces="none")
    for triple in graph:
        data.add(triple)
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        data.add(triple)
    for value in set(graph.objects()):
        for kind in classes.get(value, ()):
            data.add((value, RDF.type, kind))
    focus = set(graph.subjects(RDF.type))
    _, answer, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    report = cast("Graph", answer)
    # Only the results of the report itself: one of a shape inside another hangs on sh:detail.
    for result in report.objects(predicate=SH.result):
        if report.value(result, SH.focusNode) in focus:
            yield _as_finding(report, result)


def _as_finding(report: Graph, result: Node) -> Finding:
    shape = str(report.value(result, SH.sourceShape))
    severity = report.value(result, SH.resultSeverity)
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    return Finding(
        check=shape.removeprefix(SHAPES),
        severity=_SEVERITY[cast("URIRef", severity)],
        message=str(report.value(result, SH.resultMessage)),
        focus=str(report.value(result, SH.focusNode)),
        path="" if path is None or isinstance(path, BNode) else str(path),
        value="" if value is None else str(value),
    )
