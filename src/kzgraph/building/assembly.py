"""Writing the build: all graphs as one file, and a manifest that says what is in it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph
from rdflib.namespace import RDF

from kzgraph import __version__
from kzgraph.building.derivation import derive
from kzgraph.building.nquads import to_nquads
from kzgraph.dataset import CITES, Graphs, read_concepts, read_graphs, read_ontology
from kzgraph.errors import DerivationError, FileError, UnwritableTermError, WriteError
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import shorten

DATASET_NAME = "kzgraph.nq"
MANIFEST_NAME = "manifest.json"
_WRITTEN_BY_BUILD = ("derived", "ontology", "concepts")


@dataclass(frozen=True)
class BuildReport:
    """What a build wrote.

    Attributes:
        quads: number of statements, those in several graphs counted in each.
        graphs: name of each graph → number of its statements.
        classes: name of each graph → prefixed name of each class → number of its members there.
        sha256: digest of the N-Quads file, in hexadecimal.
    """

    quads: int
    graphs: Mapping[str, int]
    classes: Mapping[str, Mapping[str, int]]
    sha256: str


def build(resources: Resources, target: Path) -> BuildReport:
    """Read ontology, concepts and data, derive, and write `kzgraph.nq` and `manifest.json`.

    The same sources give the same bytes. What was in the folder before stays when anything fails;
    the manifest is put in place last, so its digest tells whether both files belong together.

    Args:
        resources: where the sources lie.
        target: folder to write to, made if it is not there.

    Raises:
        FileError: a source that cannot be used, named with its place.
        WriteError: a file that cannot be written.
    """
    return assemble(
        read_graphs(resources.data),
        read_ontology(resources.ontology),
        read_concepts(resources.ontology),
        resources,
        target,
    )


def assemble(
    data: Graphs, ontology: Graph, concepts: Graph, resources: Resources, target: Path
) -> BuildReport:
    """Build, as `build` does, from what has been read already.

    Args:
        data: the authored graphs.
        ontology: the ontology.
        concepts: the concept schemes.
        resources: where all that was read, to name the places of faults.
        target: folder to write to, made if it is not there.

    Raises:
        FileError: what was read cannot be used, named with its place.
        WriteError: a file that cannot be written.
    """
    for name in _WRITTEN_BY_BUILD:
        if name in data.graphs:
            raise FileError(
                resources.data / name,
                "a graph of this name is written by the build alone",
                remedy="move the files to the graph of the document they come from",
            )
    _refuse_citations(data, resources)
    _refuse_blank_nodes(concepts, resources.ontology / "concepts")
    with _naming_file(data, resources):
        derived = derive(data.graphs.values(), ontology, concepts)
        graphs = {
            **data.graphs,
            "concepts": concepts,
            "derived": derived.graph,
            "ontology": ontology,
        }
        content = to_nquads(graphs)
    report = BuildReport(
        quads=sum(map(len, graphs.values())),
        graphs={name: len(graph) for name, graph in sorted(graphs.items())},
        classes={name: _count_classes(graph) for name, graph in sorted(graphs.items())},
        sha256=hashlib.sha256(content).hexdigest(),
    )
    _write_all(target, {DATASET_NAME: content, MANIFEST_NAME: _manifest(report)})
    return report


def _refuse_blank_nodes(graph: Graph, place: Path) -> None:
    for subject, _, value in graph:
        if isinstance(subject, BNode) or isinstance(value, BNode):
            raise FileError(
                place,
                f"a blank node beside {value if isinstance(subject, BNode) else subject}",
                remedy="give the node an IRI, data have no blank nodes",
            )


def _refuse_citations(data: Graphs, resources: Resources) -> None:
    """Keep the words of the documents, which citations quote, out of what is published."""
    for name, graph in data.graphs.items():
        for subject in graph.subjects(CITES):
            raise FileError(
                resources.root / data.file_of(str(subject), name),
                f"{shorten(str(subject))} still has :cites",
                remedy="run `kzgraph format --sources DIR`",
            )


@contextmanager
def _naming_file(data: Graphs, resources: Resources) -> Iterator[None]:
    """Name the file in which the subject of an error is described."""
    try:
        yield
    except DerivationError as error:
        raise FileError(resources.root / data.file_of(error.subject), str(error)) from error
    except UnwritableTermError as error:
        raise FileError(resources.data, str(error), remedy="correct the IRI") from error


def _count_classes(graph: Graph) -> dict[str, int]:
    counts = Counter(shorten(str(name)) for name in graph.objects(None, RDF.type))
    return dict(sorted(counts.items()))


def _manifest(report: BuildReport) -> bytes:
    content = {
        "version": __version__,
        "sha256": report.sha256,
        "quads": report.quads,
        "graphs": {
            name: {"statements": count, "classes": report.classes[name]}
            for name, count in report.graphs.items()
        },
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _write_all(target: Path, contents: Mapping[str, bytes]) -> None:
    """Write files beside their places first, and put them in place when all are written."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=target) as folder:
            for name, content in contents.items():
                (Path(folder) / name).write_bytes(content)
            for name in contents:
                (Path(folder) / name).replace(target / name)
    except OSError as error:
        raise WriteError(
            error.filename or target,
            error.strerror or str(error),
            remedy="what was built before is still there",
        ) from error
