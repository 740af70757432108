"""The canonical form of the data folder: citations resolved, one file per kind, our Turtle.

`format_folder` first works out the contents of every file, and touches the disk only when nothing
is wrong: a finding changes no file. New contents are written beside their targets, all of them,
and then put in place one by one, so that a full disk loses nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Node

from kzgraph.dataset.graphs import Graphs, find_turtle, read_graphs, relative_name
from kzgraph.dataset.passages import (
    CITES,
    DERIVED_FROM,
    Passage,
    SourceText,
    read_sources,
    resolve_citation,
)
from kzgraph.dataset.turtle import write_turtle
from kzgraph.errors import LocalNameError, PassageError, UnwritableTermError, WriteError
from kzgraph.model import names
from kzgraph.model.finding import Finding, Severity
from kzgraph.vocabulary.prefixes import DOCUMENT_GRAPHS, GRAPH, ID, shorten

_CHECK = "format"
_MEND = "run `kzgraph format`"
_MEND_WITH_SOURCES = "run `kzgraph format --sources DIR`"


@dataclass(frozen=True)
class FormatReport:
    """What a run of the formatter did.

    Attributes:
        findings: what is wrong; when there is any, no file was touched.
        written: files with new contents, relative names, sorted.
        removed: files that are no longer needed, relative names, sorted.
        new_names: local names added to the registry, sorted.
    """

    findings: tuple[Finding, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    new_names: tuple[str, ...] = ()


def format_folder(data: Path, sources: Path | None, registry: Path) -> FormatReport:
    """Bring the data folder into its canonical form.

    Replaces `:cites` by `prov:wasDerivedFrom`, writes the nodes of the passages, drops passages
    that nothing cites, merges drafts into the file of each kind, and registers new local names.

    Args:
        data: the folder with a sub-folder per graph (`data/ttl`).
        sources: the folder with the documents; needed only when there are citations to resolve.
        registry: the list of local names (`data/names.csv`); made when it is not there.

    Raises:
        FileError: a file that cannot be read, parsed or written, see `read_graphs`, `Registry.read`
            and `read_sources`; `WriteError` leaves all data as they were.
    """
    graphs = read_graphs(data)
    known = names.Registry.read(registry) if registry.exists() else names.Registry()
    planned, findings = _plan(data, graphs, read_sources(sources) if sources else {})
    used = {name for name in local_names(graphs) if names.has_kind(name)}
    findings += [
        Finding(
            check=_CHECK,
            severity=Severity.VIOLATION,
            message=f"{name} is retired in the list of local names; choose another",
            focus=ID + name,
        )
        for name in sorted(used & known.retired.keys())
    ]
    if findings:
        return FormatReport(tuple(findings))
    updated = known.with_names(name for name in used if names.is_registered(name))
    changed = {path: text for path, text in planned.items() if _read_if_there(path) != text}
    surplus = sorted(_files_in(data) - planned.keys())
    listing = {registry: updated.to_text()} if _read_if_there(registry) != updated.to_text() else {}
    _replace_all(changed | listing, surplus)
    return FormatReport(
        written=tuple(sorted(relative_name(path, data) for path in changed)),
        removed=tuple(relative_name(path, data) for path in surplus),
        new_names=tuple(sorted(updated.active - known.active)),
    )


def check_format(graphs: Graphs, data: Path, registry: Path | None = None) -> tuple[Finding, ...]:
    """Find what `format_folder` would change; each finding says how to mend it.

    Args:
        graphs: what `read_graphs` reads in the folder.
        data: the folder with a sub-folder per graph.
        registry: the list of local names; not looked at when None.

    Raises:
        FileError: a file that cannot be read or parsed.
    """
    planned, findings = _plan(data, graphs, {})
    for path in sorted(_files_in(data) | planned.keys()):
        if _read_if_there(path) != planned.get(path):
            file = relative_name(path, data)
            message = f"{file} is not in canonical form; {_MEND}"
            findings.append(Finding(_CHECK, Severity.VIOLATION, message, file=file))
    if registry is not None:
        used = {name for name in local_names(graphs) if names.has_kind(name)}
        faults = names.find_faults(
            names.Registry.read(registry), used, file=relative_name(registry, data)
        )
        findings += faults
    return tuple(findings)


def local_names(graphs: Graphs) -> frozenset[str]:
    """Return the local names of all subjects in `…/id/`."""
    return frozenset(
        str(subject)[len(ID) :]
        for graph in graphs.graphs.values()
        for subject in graph.subjects(unique=True)
        if str(subject).startswith(ID)
    )


def _plan(
    data: Path, graphs: Graphs, texts: dict[str, SourceText]
) -> tuple[dict[Path, str], list[Finding]]:
    """Work out the contents of every data file, and what stands in the way."""
    planned: dict[Path, str] = {}
    findings: list[Finding] = []
    for name, graph in graphs.graphs.items():
        resolved, faults = _resolve(name, graph, graphs, texts)
        findings += faults
        contents, faults = _distribute(name, resolved, graphs)
        findings += faults
        planned |= {data / name / f"{stem}.ttl": text for stem, text in contents.items()}
    return planned, findings


def _resolve(
    name: str, graph: Graph, graphs: Graphs, texts: dict[str, SourceText]
) -> tuple[Graph, list[Finding]]:
    """Copy a graph with its citations resolved and without the passages that nothing cites."""
    resolved = Graph(bind_namespaces="none")
    for triple in graph:
        resolved.add(triple)
    findings: list[Finding] = []
    for subject, citation in sorted(graph.subject_objects(CITES)):
        try:
            passage = _resolve_one(str(citation), name, texts)
        except PassageError as error:
            findings.append(_finding(name, subject, graphs, str(error)))
            continue
        passage.describe(resolved)
        resolved.remove((subject, CITES, citation))
        resolved.add((subject, DERIVED_FROM, passage.iri))
    cited = set(resolved.objects(None, DERIVED_FROM))
    for subject in set(resolved.subjects()):
        if _kind(subject) in names.COMPUTED_KINDS:
            iri = URIRef(str(subject).replace(f"{ID}selector-", f"{ID}passage-"))
            if iri not in cited:
                resolved.remove((subject, None, None))
    return resolved, findings


def _resolve_one(citation: str, graph: str, texts: dict[str, SourceText]) -> Passage:
    if graph not in DOCUMENT_GRAPHS:
        raise PassageError(citation, f"only the graph of a document cites, {graph} is none")
    if not texts:
        raise PassageError(citation, f"needs the documents; {_MEND_WITH_SOURCES}")
    passage = resolve_citation(citation, texts)
    if passage.document != graph:
        raise PassageError(citation, f"what stands in the graph {graph} cites {graph} only")
    return passage


def _distribute(name: str, graph: Graph, graphs: Graphs) -> tuple[dict[str, str], list[Finding]]:
    """Work out the files of one graph: stem → Turtle."""
    parts: dict[str, Graph] = {}
    findings: list[Finding] = []
    for subject in sorted(set(graph.subjects()), key=str):
        try:
            stem = _stem(subject, name)
        except LocalNameError as error:
            findings.append(_finding(name, subject, graphs, str(error)))
            continue
        part = parts.setdefault(stem, Graph(bind_namespaces="none"))
        for triple in graph.triples((subject, None, None)):
            part.add(triple)
    contents: dict[str, str] = {}
    for stem, part in parts.items():
        try:
            contents[stem] = write_turtle(part)
        except UnwritableTermError as error:
            findings.append(Finding(_CHECK, Severity.VIOLATION, f"graph {name}: {error}"))
    return contents, findings


def _stem(subject: Node, graph: str) -> str:
    """Return the stem of the file that holds a subject of a graph.

    Raises:
        LocalNameError: the subject is no name of ours.
    """
    iri = str(subject)
    if iri.startswith(GRAPH):
        return "graphs"
    if not iri.startswith(ID):
        raise LocalNameError(iri, f"subjects of the data begin with {ID} or {GRAPH}")
    name = iri[len(ID) :]
    if graph in DOCUMENT_GRAPHS:
        names.check_in_document(name, graph)
    else:
        names.check(name)
    kind = names.kind_of(name)
    if graph == "links" and kind != "decision":
        # A thing's plain skos:exactMatch or code stands beside the match that is its evidence.
        return names.KINDS["match"]
    return names.KINDS[kind]


def _kind(subject: Node) -> str:
    return str(subject)[len(ID) :].partition("-")[0] if str(subject).startswith(ID) else ""


def _finding(graph: str, subject: Node, graphs: Graphs, message: str) -> Finding:
    return Finding(
        check=_CHECK,
        severity=Severity.VIOLATION,
        message=f"{shorten(str(subject))}: {message}",
        file=graphs.file_of(str(subject), graph),
        focus=str(subject),
    )


def _files_in(data: Path) -> set[Path]:
    return {path for paths in find_turtle(data).values() for path in paths}


def _read_if_there(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8") if path.is_file() else None


def _replace_all(contents: Mapping[Path, str], surplus: list[Path]) -> None:
    """Write files and remove others, so that a failure to write leaves all files as they were."""
    fresh = {path: path.with_name(f".{path.name}.new") for path in contents}
    target = Path()
    try:
        for target, text in contents.items():
            with fresh[target].open("wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        for new in fresh.values():
            new.unlink(missing_ok=True)
        cause = error.strerror or "cannot be written"
        raise WriteError(target, cause, remedy="no file was changed") from error
    try:
        for target, new in fresh.items():
            new.replace(target)
        for target in surplus:
            target.unlink()
    except OSError as error:
        cause = error.strerror or "cannot be replaced"
        raise WriteError(target, cause, remedy="nothing is lost, mend it and run again") from error
