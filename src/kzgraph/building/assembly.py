"""Writing the build: all graphs as one file, and the files that say what is in it or offer it."""

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

from kzgraph import RELEASED, __version__
from kzgraph.building.derivation import derive
from kzgraph.building.description import describe
from kzgraph.building.documentation import document_ontology
from kzgraph.building.documents import merge_ontology, merge_shapes
from kzgraph.building.dumps import CHECKSUMS_NAME, make_dumps, write_checksums
from kzgraph.building.nquads import to_nquads
from kzgraph.dataset import CITES, Graphs, read_concepts, read_graphs, read_ontology
from kzgraph.engine import GraphFormat, load_text
from kzgraph.errors import DerivationError, FileError, UnwritableTermError, WriteError
from kzgraph.library import read_library
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import shorten

_WRITTEN_BY_BUILD = ("derived", "ontology", "concepts", "description")


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
    """Read ontology, concepts and data, derive, and write all files of the build.

    Beside `kzgraph.nq` these are its manifest and its description, the dumps, and the ontology and
    the shapes as one document each. The same sources give the same bytes. What was in the folder
    before stays when anything fails; the manifest is put in place last, so its digest tells whether
    the files belong together.

    Args:
        resources: where the sources lie.
        target: folder to write to, made if it is not there.

    Raises:
        FileError: a source that cannot be used, named with its place.
        WriteError: a file that cannot be written.
    """
    data = read_graphs(resources.data)
    ontology, concepts = read_ontology(resources.ontology), read_concepts(resources.ontology)
    content, graphs, report = _make_dataset(data, ontology, concepts, resources)
    dumps = make_dumps(content)
    store = load_text(content.decode(), GraphFormat.N_QUADS, merge=True)
    description = describe(store, dumps, read_library(resources.queries).values())
    built = Resources(resources.root, target)
    _write_all(
        target,
        {
            built.dataset: content,
            built.description: description,
            built.documentation: document_ontology(resources, graphs),
            built.ontology_document: merge_ontology(resources.ontology),
            built.shapes_document: merge_shapes(resources.shapes, resources.rules),
            **{built.dumps / dump.name: dump.content for dump in dumps},
            built.dumps / CHECKSUMS_NAME: write_checksums(dumps),
            built.manifest: _manifest(report),
        },
    )
    return report


def assemble(
    data: Graphs, ontology: Graph, concepts: Graph, resources: Resources, target: Path
) -> BuildReport:
    """Build the data set and its manifest alone, from what has been read already.

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
    content, _, report = _make_dataset(data, ontology, concepts, resources)
    built = Resources(resources.root, target)
    _write_all(target, {built.dataset: content, built.manifest: _manifest(report)})
    return report


def _make_dataset(
    data: Graphs, ontology: Graph, concepts: Graph, resources: Resources
) -> tuple[bytes, Mapping[str, Graph], BuildReport]:
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
    return content, graphs, report


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
        "released": RELEASED,
        "sha256": report.sha256,
        "quads": report.quads,
        "graphs": {
            name: {"statements": count, "classes": report.classes[name]}
            for name, count in report.graphs.items()
        },
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _write_all(target: Path, contents: Mapping[Path, bytes]) -> None:
    """Write files beside their places first, and put them in place when all are written.

    What else lies in their folders below the target, such as the dump of a graph that is no more,
    is removed.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=target) as folder:
            for path, content in contents.items():
                new = Path(folder) / path.relative_to(target)
                new.parent.mkdir(exist_ok=True)
                new.write_bytes(content)
            for path in contents:
                path.parent.mkdir(exist_ok=True)
                (Path(folder) / path.relative_to(target)).replace(path)
        for below in {path.parent for path in contents} - {target}:
            for left in set(below.iterdir()) - contents.keys():
                left.unlink()
    except OSError as error:
        raise WriteError(
            error.filename or target,
            error.strerror or str(error),
            remedy="what was built before is still there",
        ) from error
