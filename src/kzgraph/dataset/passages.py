"""Passages: from words that an author cites to characters in a document.

An author writes `:cites "fiw-2024 56: In April, the leader"`: document, 1-based line, a few words.
It stands for the sentence of this line that holds the words. `"… 56: In April … six years"`, with
an ellipsis (U+2026), stands for the sentences from the one with the first words to the one with
the last; two at most. Straight quotes, hyphens and spaces may be typed for typographic ones.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from rdflib import PROV, RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kzgraph.dataset.sentences import Span, split_lines, split_sentences
from kzgraph.errors import MissingFileError, PassageError, SyntaxInFileError
from kzgraph.vocabulary.prefixes import ID, ONTOLOGY, PREFIXES
from kzgraph.vocabulary.terms import KZ

MAX_SENTENCES: Final = 2
"""A passage is no longer than this."""

OA: Final = Namespace(PREFIXES["oa"])
CITES: Final = URIRef(ONTOLOGY + "#cites")
"""What authors write; no term of the ontology, since published data never hold it."""
DERIVED_FROM: Final = PROV.wasDerivedFrom

_CITATION = re.compile(r"(?P<document>[a-z0-9-]+)\s+(?P<line>[1-9][0-9]*):\s*(?P<words>\S.*)")
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


@dataclass(frozen=True)
class SourceText:
    """One document as it stands in its file.

    Attributes:
        name: file name without `.txt`.
        text: the whole text; offsets count its code points.
        sha256: digest of the file's bytes, hexadecimal.
    """

    name: str
    text: str
    sha256: str

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        return split_lines(self.text)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return split_sentences(self.text)

    @cached_property
    def folded(self) -> str:
        """The text with plain quotes and hyphens; offsets are the same."""
        return self.text.translate(_FOLD)


@dataclass(frozen=True)
class Passage:
    """A stretch of a document that records cite.

    Attributes:
        document: name of the document.
        start: offset of the first code point.
        end: offset after the last code point.
        start_line: 1-based line of the first code point.
        end_line: 1-based line of the last code point.
        sha256: digest of the slice in UTF-8, hexadecimal.
    """

    document: str
    start: int
    end: int
    start_line: int
    end_line: int
    sha256: str

    @property
    def iri(self) -> URIRef:
        return URIRef(f"{ID}passage-{self.document}-{self.start}-{self.end}")

    @property
    def selector_iri(self) -> URIRef:
        return URIRef(f"{ID}selector-{self.document}-{self.start}-{self.end}")

    def describe(self, graph: Graph) -> None:
        """Add the triples of the passage and its selector to a graph."""
        passage, selector = self.iri, self.selector_iri
        for subject, predicate, value in (
            (passage, RDF.type, KZ.Passage),
            (passage, OA.hasSource, URIRef(f"{ID}document-{self.document}")),
            (passage, OA.hasSelector, selector),
            (passage, KZ.startLine, Literal(self.start_line)),
            (passage, KZ.endLine, Literal(self.end_line)),
            (selector, RDF.type, OA.TextPositionSelector),
            (selector, OA.start, Literal(self.start)),
            (selector, OA.end, Literal(self.end)),
            (selector, KZ.sha256, Literal(self.sha256)),
        ):
            graph.add((subject, predicate, value))


def read_sources(folder: Path) -> dict[str, SourceText]:
    """Read the documents, `*.txt` in a folder.

    Returns:
        Name of the document → its text, sorted by name.

    Raises:
        MissingFileError: the folder is not there or has no document.
        SyntaxInFileError: a document is not UTF-8.
    """
    sources: dict[str, SourceText] = {}
    for path in sorted(folder.glob("*.txt")):
        content = path.read_bytes()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise SyntaxInFileError(path, f"not UTF-8: {error.reason}", line=line) from error
        sources[path.stem] = SourceText(path.stem, text, hashlib.sha256(content).hexdigest())
    if not sources:
        raise MissingFileError(folder, "the documents (*.txt) are not in this folder")
    return sources


def cut_passage(source: SourceText, start: int, end: int) -> Passage:
    """Make the passage of a slice of a document, `0 <= start < end <= len(text)`."""
    return Passage(
        document=source.name,
        start=start,
        end=end,
        start_line=source.text.count("\n", 0, start) + 1,
        end_line=source.text.count("\n", 0, end) + 1,
        sha256=hashlib.sha256(source.text[start:end].encode()).hexdigest(),
    )


def span_of(graph: Graph, passage: Node, document: str) -> tuple[int, int] | None:
    """Return start and end of a passage as a graph has them; None if not of this document."""
    selector = one_value(graph, passage, OA.hasSelector)
    start, end = one_integer(graph, selector, OA.start), one_integer(graph, selector, OA.end)
    of_document = str(one_value(graph, passage, OA.hasSource)) == f"{ID}document-{document}"
    return (start, end) if of_document and start is not None and end is not None else None


def one_value(graph: Graph, subject: Node | None, predicate: URIRef) -> Node | None:
    """Return the value of a property, None when there is none or more than one."""
    if subject is None:
        return None
    values = list(graph.objects(subject, predicate))
    return values[0] if len(values) == 1 else None


def one_integer(graph: Graph, subject: Node | None, predicate: URIRef) -> int | None:
    """Return the value of a property, None when it is not one integer."""
    value = one_value(graph, subject, predicate)
    number = value.value if isinstance(value, Literal) else None
    return number if isinstance(number, int) else None


def resolve_citation(citation: str, sources: dict[str, SourceText]) -> Passage:
    """Find the passage that a citation means.

    Args:
        citation: `document line: words` or `document line: first words … last words`.
        sources: the documents by name.

    Raises:
        PassageError: not of this form, unknown document, no such line, words that are not in the
            line, words that point to more than one place, or more than two sentences.
    """
    match = _CITATION.fullmatch(citation.strip())
    if not match:
        raise PassageError(citation, 'write it as "document line: words of the sentence"')
    source = sources.get(match["document"])
    if source is None:
        raise PassageError(
            citation, f"no document {match['document']}; there are {', '.join(sources)}"
        )
    number = int(match["line"])
    if number > len(source.lines):
        raise PassageError(citation, f"{source.name} has {len(source.lines)} lines only")
    parts = [part.strip() for part in match["words"].split("…")]
    if len(parts) > 2 or not all(parts):
        raise PassageError(citation, "an ellipsis stands once, between first and last words")
    found = [_find_words(part, source, number, citation) for part in parts]
    # A pair of places per possible reading; usually there is one of each.
    readings = {
        (_sentence_at(source, first.start), _sentence_at(source, last.end - 1))
        for first in found[0]
        for last in found[-1]
        if (first == last if len(parts) == 1 else first.start <= last.start)
    }
    if not readings:
        raise PassageError(citation, "the last words stand before the first words in this line")
    fitting = {(first, last) for first, last in readings if last - first < MAX_SENTENCES}
    if not fitting:
        raise PassageError(citation, f"covers more than {MAX_SENTENCES} sentences; cite less")
    if len(fitting) > 1:
        raise PassageError(
            citation, f"fits {len(fitting)} places in line {number}; cite more of the words"
        )
    ((first, last),) = fitting
    return cut_passage(source, source.sentences[first].start, source.sentences[last].end)


def _find_words(words: str, source: SourceText, number: int, citation: str) -> list[Span]:
    """Find all places of some words in a line; offsets are those of the text."""
    pattern = _pattern_of(words)
    line = source.lines[number - 1]
    found = [
        Span(number, *match.span())
        for match in pattern.finditer(source.folded, line.start, line.end)
        if _sentence_at(source, match.start()) >= 0
    ]
    if not found:
        elsewhere = sorted(
            {
                source.folded.count("\n", 0, match.start()) + 1
                for match in pattern.finditer(source.folded)
            },
            key=lambda other: (abs(other - number), other),
        )
        hint = f"; they stand in line {elsewhere[0]}" if elsewhere else " nor in any other line"
        raise PassageError(citation, f"the words {words!r} are not in line {number}{hint}")
    return found


def _pattern_of(words: str) -> re.Pattern[str]:
    """Compile words so that white space is free and no word is cut in two.

    A digit may follow a letter: footnote numbers are glued to words.
    """
    inner = r"[^\S\n]+".join(re.escape(word) for word in words.translate(_FOLD).split())
    before = r"(?<![^\W_])" if words[0].isalnum() else ""
    after = r"(?!\d)" if words[-1].isdigit() else r"(?![^\W\d_])" if words[-1].isalpha() else ""
    return re.compile(before + inner + after)


def _sentence_at(source: SourceText, offset: int) -> int:
    """Return the index of the sentence that holds an offset, -1 if none (a mark of a list)."""
    for index, sentence in enumerate(source.sentences):
        if sentence.start <= offset < sentence.end:
            return index
    return -1
