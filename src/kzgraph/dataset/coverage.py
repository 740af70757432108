"""Coverage: which sentences of the documents records cite, and which nobody needs to cite.

Two tables beside the data say what is expected. `furniture.csv` lists the lines that hold nothing
to record: menus, blank fields, headings of nothing. `complete.csv` lists the documents in which
each sentence is cited or on a listed line. It is a list of its own, and no property in the catalog:
that we are done with a document is a promise of ours to be checked, and nothing that the graph
reports. Nor does it follow from the furniture, which is listed while the records are being written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kzgraph.dataset.passages import SourceText
from kzgraph.dataset.sentences import Span, split_words
from kzgraph.model.finding import Finding, Severity
from kzgraph.model.table import read_table

CITED_SHARE: Final = 0.8
"""A sentence is cited when passages cover at least this share of its words."""

_CHECK = "coverage"
_FIRST_WORDS = 8
_FURNITURE = "data/furniture.csv"
_COMPLETE = "data/complete.csv"

Slices = Sequence[tuple[int, int]]
"""Start and end of each passage that some record cites, in code points."""


@dataclass(frozen=True)
class ListedLine:
    """A row of the list of lines that hold nothing to record.

    Attributes:
        row: 1-based line in the list.
        document: name of the document.
        line: 1-based line in the document, as the list has it.
        reason: why nothing is recorded.
    """

    row: int
    document: str
    line: str
    reason: str

    @property
    def number(self) -> int:
        """The line in the document; 0 when the list has no number there."""
        return int(self.line) if self.line.isascii() and self.line.isdigit() else 0


@dataclass(frozen=True)
class Scope:
    """What must be cited, as the two lists have it; they may be wrong, see `check_scope`.

    Attributes:
        furniture: lines that hold nothing to record.
        complete: line in the list and name of each document that has no uncited sentence.
    """

    furniture: tuple[ListedLine, ...] = ()
    complete: tuple[tuple[int, str], ...] = ()

    def reasons(self, document: str) -> Mapping[int, str]:
        """Return the listed lines of a document, each with the reason."""
        return {row.number: row.reason for row in self.furniture if row.document == document}


NOTHING_LISTED: Final = Scope()


@dataclass(frozen=True)
class UncitedSentence:
    """A sentence that no record cites and whose line is not listed.

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
        cited: number of those that some record cites.
        uncited: those that no record cites and that are not on a listed line, in order.
    """

    document: str
    sentences: int
    cited: int
    uncited: tuple[UncitedSentence, ...]

    @property
    def listed(self) -> int:
        """Number of sentences that no record cites, on a line that is listed."""
        return self.sentences - self.cited - len(self.uncited)


def read_scope(furniture: Path, complete: Path) -> Scope:
    """Read the two lists; one that is not there is empty.

    Args:
        furniture: table with the columns document, line, reason.
        complete: table with the column document.

    Raises:
        SyntaxInFileError: a list is not a table with these columns.
    """
    lines = read_table(furniture, ("document", "line", "reason")) if furniture.exists() else ()
    documents = read_table(complete, ("document",)) if complete.exists() else ()
    return Scope(
        tuple(ListedLine(row, *cells) for row, cells in lines),
        tuple((row, document) for row, (document,) in documents),
    )


def measure(source: SourceText, cited: Slices, scope: Scope) -> Coverage:
    """Count what is cited in a document, and find what is neither cited nor listed."""
    listed = scope.reasons(source.name)
    left = [sentence for sentence in source.sentences if not is_cited(source, sentence, cited)]
    return Coverage(
        source.name,
        len(source.sentences),
        len(source.sentences) - len(left),
        tuple(
            UncitedSentence(sentence.line, _first_words(source, sentence))
            for sentence in left
            if sentence.line not in listed
        ),
    )


def is_cited(source: SourceText, sentence: Span, cited: Slices) -> bool:
    """Tell whether slices of a document cover enough of the words of a sentence."""
    words = list(split_words(source.text, sentence.start, sentence.end))
    covered = sum(
        any(start <= first and last <= end for start, end in cited) for first, last in words
    )
    return covered >= CITED_SHARE * len(words)


def check_scope(
    scope: Scope,
    texts: Mapping[str, SourceText],
    cited: Mapping[str, Slices],
    coverage: Iterable[Coverage],
) -> Iterator[Finding]:
    """Find what is wrong with the lists.

    Args:
        scope: the lists.
        texts: name of each document → its text.
        cited: name of each document → the slices that records cite.
        coverage: how much of each document is cited.

    Yields:
        A violation for each row that is malformed or stale, and for each sentence that is neither
        cited nor listed in a document that is called complete.
    """
    seen: set[tuple[str, int]] = set()
    for listed in scope.furniture:
        for message in _faults(listed, texts, cited):
            yield _finding(_FURNITURE, f"line {listed.row}: {message}")
        if (listed.document, listed.number) in seen:
            message = f"{listed.document} {listed.line} is listed before; remove one of the rows"
            yield _finding(_FURNITURE, f"line {listed.row}: {message}")
        seen.add((listed.document, listed.number))
    complete = [document for _, document in scope.complete]
    for index, (row, document) in enumerate(scope.complete):
        if document not in texts:
            yield _finding(_COMPLETE, f"line {row}: {_unknown(document, texts)}")
        if document in complete[:index]:
            yield _finding(_COMPLETE, f"line {row}: {document} is listed before; remove the row")
    for one in coverage:
        if one.document in complete:
            for sentence in one.uncited:
                message = (
                    f"{one.document} {sentence.line}: no record cites “{sentence.words}” though "
                    f"the document is called complete; cite it, or list the line in {_FURNITURE}"
                )
                yield _finding(_COMPLETE, message)


def _faults(
    listed: ListedLine, texts: Mapping[str, SourceText], cited: Mapping[str, Slices]
) -> Iterator[str]:
    """Yield what is wrong with a row by itself."""
    if not listed.reason.strip():
        yield "no reason is given; say why nothing is recorded"
    source = texts.get(listed.document)
    if source is None:
        yield _unknown(listed.document, texts)
        return
    place = f"{source.name} {listed.line}"
    if not 1 <= listed.number <= len(source.lines):
        yield f"{place} is no line, there are 1 to {len(source.lines)}; correct the number"
        return
    sentences = [each for each in source.sentences if each.line == listed.number]
    if not sentences:
        yield f"{place} has no sentence, so it need not be listed; remove the row"
    if any(is_cited(source, each, cited.get(source.name, ())) for each in sentences):
        yield f"{place} is cited by a record, so there is something to record; remove the row"


def _unknown(document: str, texts: Mapping[str, SourceText]) -> str:
    return f"no document {document!r}; there are {', '.join(texts)}"


def _first_words(source: SourceText, sentence: Span) -> str:
    words = source.text[sentence.start : sentence.end].split()
    return " ".join(words[:_FIRST_WORDS]) + (" …" if len(words) > _FIRST_WORDS else "")


def _finding(file: str, message: str) -> Finding:
    return Finding(_CHECK, Severity.VIOLATION, message, file=file)
