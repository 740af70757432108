"""Evidence: does every passage still cut what was cited, and what in the documents is not cited?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from kzgraph.dataset.coverage import NOTHING_LISTED, Coverage, Scope, check_scope, measure
from kzgraph.dataset.graphs import Graphs
from kzgraph.dataset.passages import (
    DERIVED_FROM,
    MAX_SENTENCES,
    OA,
    SourceText,
    cut_passage,
    one_integer,
    one_value,
    read_sources,
    span_of,
)
from kzgraph.model.finding import Finding, Severity
from kzgraph.vocabulary.prefixes import ID, shorten
from kzgraph.vocabulary.terms import KZ

_CHECK = "evidence"
_CATALOG = "catalog"
_MEND = "cite it anew with :cites and run `kzgraph format --sources DIR`"


@dataclass(frozen=True)
class EvidenceReport:
    """What the passages are worth.

    Attributes:
        findings: passages and documents that are not what the data say, by graph and name; then
            what is wrong with the lists of what need not or must be cited.
        coverage: one for each document, by name.
    """

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]


def collect_evidence(
    graphs: Graphs, sources: Path, scope: Scope = NOTHING_LISTED
) -> EvidenceReport:
    """Cut every passage again from the documents and compare; measure what is cited.

    Args:
        graphs: the authored graphs; the graph `catalog` tells the digest of each document.
        sources: the folder with the documents, `*.txt`.
        scope: which lines need not be cited, and which documents are complete.

    Raises:
        MissingFileError: the folder is not there or has no document.
        SyntaxInFileError: a document is not UTF-8.
    """
    texts = read_sources(sources)
    findings = list(_check_documents(graphs, texts))
    for name, graph in sorted(graphs.graphs.items()):
        findings += _check_passages(name, graph, graphs, texts)
        findings += _check_spellings(name, graph, graphs, texts)
    cited = {name: _cited_spans(graphs.graphs.get(name, Graph()), name) for name in texts}
    coverage = tuple(measure(source, cited[name], scope) for name, source in texts.items())
    findings += check_scope(scope, texts, cited, coverage)
    return EvidenceReport(tuple(findings), coverage)


def _check_documents(graphs: Graphs, texts: Mapping[str, SourceText]) -> Iterable[Finding]:
    catalog = graphs.graphs.get(_CATALOG, Graph())
    described = {
        str(subject).removeprefix(f"{ID}document-"): subject
        for subject in catalog.subjects(RDF.type, KZ.SourceDocument)
    }
    for name in sorted(described.keys() | texts.keys()):
        subject = described.get(name, URIRef(f"{ID}document-{name}"))
        if name not in described:
            message = f"{name}.txt is not described in the catalog"
        elif name not in texts:
            message = f"there is no {name}.txt among the documents"
        elif str(one_value(catalog, subject, KZ.sha256)) != texts[name].sha256:
            message = f"{name}.txt is not the file that the catalog describes: digests differ"
        else:
            continue
        yield _finding(_CATALOG, subject, graphs, message, KZ.sha256)


def _check_passages(
    name: str, graph: Graph, graphs: Graphs, texts: Mapping[str, SourceText]
) -> Iterable[Finding]:
    described = set(graph.subjects(RDF.type, KZ.Passage))
    cited = set(graph.objects(None, DERIVED_FROM))
    for passage in sorted(cited - described, key=str):
        for record in sorted(graph.subjects(DERIVED_FROM, passage), key=str):
            message = f"cites {shorten(str(passage))}, which is not in the graph {name}; {_MEND}"
            yield _finding(name, record, graphs, message, DERIVED_FROM)
    for passage in sorted(described, key=str):
        if passage not in cited:
            message = "no record cites this passage; run `kzgraph format`"
            yield _finding(name, passage, graphs, message)
        for message in _compare(passage, name, graph, texts):
            yield _finding(name, passage, graphs, f"{message}; {_MEND}")


def _check_spellings(
    name: str, graph: Graph, graphs: Graphs, texts: Mapping[str, SourceText]
) -> Iterable[Finding]:
    """Find spellings that stand in none of the passages cited for them."""
    if name not in texts:
        return
    for record, spelling in sorted(graph.subject_objects(KZ.spelling), key=str):
        spans = _spans_of(graph, graph.objects(record, DERIVED_FROM), name)
        if not any(str(spelling) in texts[name].text[start:end] for start, end in spans):
            message = f"{str(spelling)!r} does not stand in the passages cited; {_MEND}"
            yield _finding(name, record, graphs, message, KZ.spelling)


def _compare(
    passage: Node, name: str, graph: Graph, texts: Mapping[str, SourceText]
) -> Iterable[str]:
    """Yield what is wrong with a passage, compared with one cut anew."""
    selector = one_value(graph, passage, OA.hasSelector)
    start = one_integer(graph, selector, OA.start)
    end = one_integer(graph, selector, OA.end)
    source = texts.get(name)
    if str(one_value(graph, passage, OA.hasSource)) != f"{ID}document-{name}" or source is None:
        yield f"its document is not {name}, that of the graph"
        return
    if start is None or end is None:
        yield "it has no selector with one oa:start and one oa:end"
        return
    if not 0 <= start < end <= len(source.text):
        yield f"{start} to {end} is no slice of {name}.txt, which has {len(source.text)} characters"
        return
    cut = cut_passage(source, start, end)
    if str(passage) != str(cut.iri) or str(selector) != str(cut.selector_iri):
        yield f"its name or that of its selector does not tell its place, {name} {start} {end}"
    if str(one_value(graph, selector, KZ.sha256)) != cut.sha256:
        yield "the digest is not that of these characters"
    lines = one_integer(graph, passage, KZ.startLine), one_integer(graph, passage, KZ.endLine)
    if lines != (cut.start_line, cut.end_line):
        yield f"its lines are not {cut.start_line} to {cut.end_line}"
    count = sum(each.start < end and start < each.end for each in source.sentences)
    if count > MAX_SENTENCES:
        yield f"it covers {count} sentences, {MAX_SENTENCES} are the most"


def _cited_spans(graph: Graph, name: str) -> list[tuple[int, int]]:
    """Return start and end of the passages of a document that some record cites, sorted."""
    return sorted(_spans_of(graph, graph.objects(None, DERIVED_FROM, unique=True), name))


def _spans_of(graph: Graph, passages: Iterable[Node], name: str) -> Iterable[tuple[int, int]]:
    """Yield start and end of those passages that are of the document and have both."""
    for passage in passages:
        if span := span_of(graph, passage, name):
            yield span


def _finding(
    graph: str, subject: Node, graphs: Graphs, message: str, path: URIRef | None = None
) -> Finding:
    return Finding(
        check=_CHECK,
        severity=Severity.VIOLATION,
        message=f"{shorten(str(subject))}: {message}",
        file=graphs.file_of(str(subject), graph),
        focus=str(subject),
        path=str(path or ""),
    )
