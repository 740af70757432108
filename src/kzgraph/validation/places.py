"""Where the node of a finding is written."""

from __future__ import annotations

from kzgraph.dataset.graphs import Graphs
from kzgraph.vocabulary.prefixes import CONCEPT, GRAPH


def file_of(graphs: Graphs, focus: str, graph: str = "") -> str:
    """Return the path of the file that describes a node.

    Args:
        graphs: the authored graphs.
        focus: IRI of the node.
        graph: name or IRI of the graph that the finding is about; empty if it is about none.

    Returns:
        The path as the data set writes it (`data/ttl/…`, `ontology/concepts/…`): in this graph if
        it describes the node, else in the first that does; empty if none does.
    """
    if focus.startswith(CONCEPT):
        # One file a scheme: c:role and c:role-leader are in role.ttl.
        return f"ontology/concepts/{focus.removeprefix(CONCEPT).partition('-')[0]}.ttl"
    names = (graph.removeprefix(GRAPH), *graphs.graphs)
    return next((file for name in names if (file := graphs.file_of(focus, name))), "")
