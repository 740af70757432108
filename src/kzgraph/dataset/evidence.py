"""Evidence: does every passage still cut what was cited, and what in the documents is not cited?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from kzgraph.dataset.graphs import Graphs
from kzgraph.dataset.passages import (
    DERIVED_FROM,
    MAX_SENTENCES,
    OA,
    SourceText,
    cut_passage,
    read_sources,
)
from kzgraph.dataset.sentences import Span, split_words
from kzgraph.model.finding import Finding, Severity
from kzgraph.vocabulary.prefixes import ID, shorten
from kzgraph.vocabulary.terms import KZ

CITED_SHARE: Final = 0.8
"""A sentence is cited when passages cover at least this share of its words."""

_CHECK = "evidence"
_CATALOG = "catalog"
_FIRST_WORDS = 8
_MEND = "cite it anew with :cites and run `kzgraph format --sources DIR`"


@dataclass(frozen=True)
class UncitedSentence:
    """A sentence that no record cites.

    Attributes:
        line: 1-based line in the document.
        words: its first words.
    """

    line: int
    words: str


@dataclass(frozen=True)
class Coverage:
    """How much of one document the records cite.

    Attributes:
        document: name of the document.
        sentences: number of its sentences.
        uncited: those that no record cites, in order.
    """

    document: str
    sentences: int
    uncited: tuple[UncitedSentence, ...]

    @property
    def cited(self) -> int:
        """Number of sentences that some record cites."""
        return self.sentences - len(self.uncited)


@dataclass(frozen=True)
class EvidenceReport:
    """What the passages are worth.

    Attributes:
        findings: passages and documents that are not what the data say, by graph and name.
        coverage: one for each document, by name.
    """

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]


def collect_evidence(graphs: Graphs, sources: Path) -> EvidenceReport:
    """Cut every passage again from the documents and compare; measure what is cited.

    Args:
        graphs: the authored graphs; the graph `catalog` tells the digest of each document.
        sources: the folder with the documents, `*.txt`.

    Raises:
        MissingFileError: the folder is not there or has no document.
        SyntaxInFileError: a document is not UTF-8.
    """
    texts = read_sources(sources)
    findings = list(_check_documents(graphs, texts))
    coverage: list[Coverage] = []
    for name, graph in sorted(graphs.graphs.items()):
        findings += _check_passages(name, graph, graphs, texts)
        findings += _check_spellings(name, graph, graphs, texts)
    for name, source in texts.items():
        spans = _cited_spans(graphs.graphs.get(name, Graph()), name)
        coverage.append(_measure(source, spans))
    return EvidenceReport(tuple(findings), tuple(coverage))


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
        elif str(_one(catalog, subject, KZ.sha256)) != texts[name].sha256:
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
    selector = _one(graph, passage, OA.hasSelector)
    start = _integer(graph, selector, OA.start)
    end = _integer(graph, selector, OA.end)
    source = texts.get(name)
    if str(_one(graph, passage, OA.hasSource)) != f"{ID}document-{name}" or source is None:
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
    if str(_one(graph, selector, KZ.sha256)) != cut.sha256:
        yield "the digest is not that of these characters"
    lines = _integer(graph, passage, KZ.startLine), _integer(graph, passage, KZ.endLine)
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
        selector = _one(graph, passage, OA.hasSelector)
        start, end = _integer(graph, selector, OA.start), _integer(graph, selector, OA.end)
        of_document = str(_one(graph, passage, OA.hasSource)) == f"{ID}document-{name}"
        if of_document and start is not None and end is not None:
            yield start, end


def _measure(source: SourceText, spans: list[tuple[int, int]]) -> Coverage:
    uncited = tuple(
        UncitedSentence(sentence.line, _first_words(source, sentence))
        for sentence in source.sentences
        if not _is_cited(source, sentence, spans)
    )
    return Coverage(source.name, len(source.sentences), uncited)


def _is_cited(source: SourceText, sentence: Span, spans: list[tuple[int, int]]) -> bool:
    words = list(split_words(source.text, sentence.start, sentence.end))
    covered = sum(
        any(start <= first and last <= end for start, end in spans) for first, last in words
    )
    return covered >= CITED_SHARE * len(words)


def _first_words(source: SourceText, sentence: Span) -> str:
    words = source.text[sentence.start : sentence.end].split()
    return " ".join(words[:_FIRST_WORDS]) + (" …" if len(words) > _FIRST_WORDS else "")


def _one(graph: Graph, subject: Node | None, predicate: URIRef) -> Node | None:
    """Return the value of a property, None when there is none or more than one."""
    if subject is None:
        return None
    values = list(graph.objects(subject, predicate))
    return values[0] if len(values) == 1 else None


def _integer(graph: Graph, subject: Node | None, predicate: URIRef) -> int | None:
    value = _one(graph, subject, predicate)
    number = value.value if isinstance(value, Literal) else None
    return number if isinstance(number, int) else None


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
