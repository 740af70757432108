"""The sample, parsed once; what tests of shapes and rules read and never change."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import RDF, SKOS, Graph
from rdflib.term import Node

from kzgraph.dataset import read_concepts, read_ontology
from kzgraph.validation.shapes import read_shapes

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Background:
    """What stands behind every case.

    Attributes:
        ontology: the ontology of the repository.
        concepts: its concept schemes.
        shapes: its shapes.
        graphs: the sample: name of the graph → its triples.
        authored: all of the sample but what is derived, in one graph, with the concepts.
        classes: node → its classes, over all that is authored.
    """

    ontology: Graph
    concepts: Graph
    shapes: Graph
    graphs: dict[str, Graph]
    authored: Graph
    classes: dict[Node, set[Node]]


def classes_of(graph: Graph) -> dict[Node, set[Node]]:
    classes: dict[Node, set[Node]] = {}
    for node, kind in graph.subject_objects(RDF.type):
        classes.setdefault(node, set()).add(kind)
    return classes


def read_sample() -> str:
    return Path(__file__).with_name("sample.trig").read_text(encoding="utf-8")


@cache
def read_background() -> Background:
    """Read it once a session."""
    concepts = read_concepts(ROOT / "ontology")
    prologue, *blocks = re.split(r"^GRAPH graph:(\w+) \{$", read_sample(), flags=re.MULTILINE)
    graphs = {
        name: Graph().parse(data=prologue + block.rpartition("}")[0], format="turtle")
        for name, block in zip(blocks[::2], blocks[1::2], strict=True)
    }
    authored = Graph()
    for name, graph in (*graphs.items(), ("concepts", concepts)):
        for triple in graph if name != "derived" else ():
            # Beside the match it stands on a thing, which is checked among the entities.
            if triple[1] != SKOS.exactMatch:
                authored.add(triple)
    return Background(
        ontology=read_ontology(ROOT / "ontology"),
        concepts=concepts,
        shapes=read_shapes(ROOT / "shapes"),
        graphs=graphs,
        authored=authored,
        classes=classes_of(authored),
    )
