"""Where the node of a finding is written."""

from __future__ import annotations

from collections.abc import Iterable

from kzgraph.dataset.graphs import Graphs
from kzgraph.vocabulary.prefixes import CONCEPT, GRAPH


def file_of(graphs: Graphs, focus: str, graph: str = "", schemes: Iterable[str] = ()) -> str:
    """Return the path of the file that describes a node.

    Args:
        graphs: the authored graphs.
        focus: IRI of the node.
        graph: name or IRI of the graph that the finding is about; empty if it is about none.
        schemes: IRIs of the concept schemes, needed for the file of a concept.

    Returns:
        The path as the data set writes it (`data/ttl/…`, `ontology/concepts/…`): in this graph if
        it describes the node, else in the first that does; empty if none does.
    """
    if focus.startswith(CONCEPT):
        # One file a scheme: c:role and c:role-leader are in role.ttl. Of c:end and c:end-status
        # the longer one that fits.
        fitting = (scheme for scheme in schemes if f"{focus}-".startswith(f"{scheme}-"))
        name = max(fitting, key=len, default="").removeprefix(CONCEPT)
        return f"ontology/concepts/{name}.ttl" if name else ""
    return graphs.file_of(focus, graph.removeprefix(GRAPH))
