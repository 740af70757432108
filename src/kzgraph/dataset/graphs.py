"""Reading the folders of Turtle: a folder per graph, a few files in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import BNode, Graph

from kzgraph.dataset.turtle import read_turtle
from kzgraph.errors import FileError, MissingFileError, SyntaxInFileError


@dataclass(frozen=True)
class Graphs:
    """The authored graphs of the data set.

    Attributes:
        graphs: name of the graph (that of its folder) → its triples.
        files: name of the graph → IRI of a subject → path of the first file that describes it.
    """

    graphs: Mapping[str, Graph]
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def files_of(self, subject: str) -> tuple[str, ...]:
        """Return the files that describe a subject, such as `data/ttl/entities/persons.ttl`."""
        return tuple(files[subject] for files in self.files.values() if subject in files)

    def file_of(self, subject: str, graph: str = "") -> str:
        """Return the file that describes a subject: in this graph, else in the first that does.

        Returns:
            A path such as `data/ttl/entities/persons.ttl`; empty when no graph has the subject.
        """
        return self.files.get(graph, {}).get(subject) or next(iter(self.files_of(subject)), "")


def read_graphs(folder: Path) -> Graphs:
    """Read all graphs below a folder: every sub-folder is a graph, every `*.ttl` in it a part.

    Raises:
        MissingFileError: the folder is not there.
        FileError: something in it is neither a graph's folder nor a Turtle file in one.
        SyntaxInFileError: a file does not parse or has a blank node; the message begins with the
            first such file and names the places of all others.
    """
    graphs: dict[str, Graph] = {}
    files: dict[str, dict[str, str]] = {}
    for name, paths in find_turtle(folder).items():
        graphs[name] = Graph(bind_namespaces="none")
        files[name] = {}
        for path, part in _read_all(paths).items():
            relative = relative_name(path, folder)
            for subject, predicate, value in part:
                if isinstance(subject, BNode) or isinstance(value, BNode):
                    raise SyntaxInFileError(
                        path,
                        f"a blank node beside {value if isinstance(subject, BNode) else subject}",
                        remedy="give the node an IRI, data have no blank nodes",
                    )
                files[name].setdefault(str(subject), relative)
                graphs[name].add((subject, predicate, value))
    return Graphs(graphs, files)


def find_turtle(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Find the Turtle files of each graph, sorted; hidden files are passed over.

    Raises:
        MissingFileError: the folder is not there.
        FileError: something in it is neither a graph's folder nor a Turtle file in one.
    """
    found: dict[str, tuple[Path, ...]] = {}
    for entry in _list(folder):
        if not entry.is_dir():
            raise FileError(entry, "stands outside of a graph's folder", remedy="move it into one")
        found[entry.name] = tuple(_list(entry))
        for path in found[entry.name]:
            if path.suffix != ".ttl" or not path.is_file():
                raise FileError(path, "is not a Turtle file", remedy="data are files named *.ttl")
    return found


def relative_name(path: Path, data: Path) -> str:
    """Return the path of a data file as people write it: `data/ttl/entities/persons.ttl`."""
    return path.relative_to(data.parent.parent).as_posix()


def read_ontology(folder: Path) -> Graph:
    """Read the ontology: all `*.ttl` directly in the folder, merged.

    Raises:
        MissingFileError: the folder is not there or has no Turtle file.
        SyntaxInFileError: a file does not parse.
    """
    return _merge(folder)


def read_concepts(folder: Path) -> Graph:
    """Read the concept schemes: all `*.ttl` in the sub-folder `concepts` of the ontology's folder.

    Raises:
        MissingFileError: the folder is not there or has no Turtle file.
        SyntaxInFileError: a file does not parse.
    """
    return _merge(folder / "concepts")


def _merge(folder: Path) -> Graph:
    paths = tuple(path for path in _list(folder) if path.suffix == ".ttl")
    if not paths:
        raise MissingFileError(folder, "there is no Turtle file in this folder")
    merged = Graph(bind_namespaces="none")
    for part in _read_all(paths).values():
        for triple in part:
            merged.add(triple)
    return merged


def _list(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise MissingFileError(folder, "the folder is not there")
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _read_all(paths: tuple[Path, ...]) -> dict[Path, Graph]:
    """Parse files; when some do not parse, raise one error that names them all."""
    parts: dict[Path, Graph] = {}
    broken: list[SyntaxInFileError] = []
    for path in paths:
        try:
            parts[path] = read_turtle(path)
        except SyntaxInFileError as error:
            broken.append(error)
    if broken:
        first = broken[0]
        others = "; ".join(f"{other.path.name}:{other.line}" for other in broken[1:])
        raise SyntaxInFileError(
            first.path,
            first.cause,
            line=first.line,
            column=first.column,
            remedy=f"broken too: {others}" if others else "",
        ) from first
    return parts
