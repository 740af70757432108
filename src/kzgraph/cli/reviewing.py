"""`kzgraph review`: the sheets for a second reader, from a checkout and the texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdflib import Graph

from kzgraph.dataset import (
    read_concepts,
    read_graphs,
    read_ontology,
    read_scope,
    read_sources,
    read_verdicts,
    write_sheet,
)
from kzgraph.errors import MissingFileError
from kzgraph.resources import Resources


def sheets(
    resources: Resources,
    sources: Path,
    document: str | None,
    *,
    lines: range | None,
    everything: bool,
) -> Iterator[str]:
    """Write the sheets; see `kzgraph.dataset.write_sheet`.

    Args:
        resources: where ontology, data and verdicts lie.
        sources: the folder with the texts.
        document: name of one document; all of them if None.
        lines: lines to print; all if None.
        everything: whether to print also what has a verdict or is listed as furniture.

    Raises:
        MissingFileError: there is no text of this document.
        FileError: text, data or verdicts cannot be read.
    """
    texts = read_sources(sources)
    if document is not None and document not in texts:
        raise MissingFileError(
            sources / f"{document}.txt",
            "there is no such document",
            remedy=f"there are {', '.join(texts)}",
        )
    graphs = read_graphs(resources.data).graphs
    ontology, concepts = read_ontology(resources.ontology), read_concepts(resources.ontology)
    scope = read_scope(resources.furniture, resources.complete)
    for name in [document] if document else texts:
        verdicts = read_verdicts(resources.reviews, name)
        yield write_sheet(
            texts[name],
            graphs.get(name, Graph()),
            (*graphs.values(), concepts, ontology),
            read=None if everything else {verdict.record for verdict in verdicts},
            scope=scope,
            lines=lines,
        )
