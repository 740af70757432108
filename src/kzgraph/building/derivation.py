"""Everything derived from the authored graphs, and where each statement of it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import Graph

from kzgraph.building.facts import Facts, gather
from kzgraph.building.rules import RULES
from kzgraph.reasoning import Triple


@dataclass(frozen=True)
class Trace:
    """Why a statement is derived.

    Attributes:
        rule: name of the rule, see `RULES`.
        premises: the stated triples it rests on.
    """

    rule: str
    premises: tuple[Triple, ...]


@dataclass(frozen=True)
class Derivation:
    """The derived graph.

    Attributes:
        facts: what it is derived from.
        graph: the derived statements; none of them is stated, too.
        traces: derived statement → why; without premises where only the reasoner knows them.
    """

    facts: Facts
    graph: Graph
    traces: Mapping[Triple, Trace]

    def trace(self, triple: Triple) -> Trace:
        """Explain a derived statement.

        What follows by the ontology is explained by asking the reasoner again, which takes some
        tenths of a second for the members of defined classes.

        Raises:
            KeyError: the statement is not derived.
        """
        trace = self.traces[triple]
        return trace if trace.premises else Trace(trace.rule, self.facts.closure.justify(triple))


def derive(graphs: Iterable[Graph], ontology: Graph, concepts: Graph) -> Derivation:
    """Apply all rules.

    Args:
        graphs: the authored graphs.
        ontology: the ontology.
        concepts: the concept schemes.

    Raises:
        DerivationError: a record or decision does not allow to derive what must be derived.
    """
    facts = gather(graphs, ontology, concepts)
    graph = Graph(bind_namespaces="none")
    traces: dict[Triple, Trace] = {}
    for rule in RULES:
        for triple, premises in rule.apply(facts):
            if triple not in facts.data and triple not in traces:
                traces[triple] = Trace(rule.name, premises)
                graph.add(triple)
    return Derivation(facts, graph, traces)
