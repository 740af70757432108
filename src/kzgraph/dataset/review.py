"""Sheets for a second reader: a document with the records that rest on it, in words.

The reader has not seen the Turtle. Under each passage stands what is recorded from it, so that both
shows: what a record says beyond its passages, and what a passage says that no record has. Name uses
are left out: that a spelling stands in its passage is compared letter by letter, see `evidence`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from kzgraph.dataset.coverage import NOTHING_LISTED, Scope
from kzgraph.dataset.passages import CITES, DERIVED_FROM, SourceText, span_of
from kzgraph.dataset.turtle import natural_key, verb_key
from kzgraph.model.table import read_table
from kzgraph.vocabulary.prefixes import ID, shorten

_COLUMNS: Final = ("record", "verdict", "comment", "resolution")
_TOLD_ELSEWHERE: Final = {RDF.type, RDFS.label, DERIVED_FROM}


@dataclass(frozen=True)
class Verdict:
    """What the second reader said of a record.

    Attributes:
        record: its local name.
        verdict: right, wrong or incomplete.
        comment: why.
        resolution: what became of it.
    """

    record: str
    verdict: str
    comment: str
    resolution: str


@dataclass(frozen=True)
class _Block:
    """A slice of the document as the sheet shows it.

    Attributes:
        start: offset of its first code point.
        end: offset after its last code point.
        records: what rests on exactly this slice, in order.
        note: what stands in the place of records where there are none.
        missing: whether neither a record nor a name use nor a listed line accounts for it.
    """

    start: int
    end: int
    records: tuple[URIRef, ...] = ()
    note: str = ""
    missing: bool = False


def read_verdicts(folder: Path, document: str) -> tuple[Verdict, ...]:
    """Read the verdicts on the records of a document, `{document}.csv`; none if it is not there.

    Raises:
        SyntaxInFileError: not a table with the columns record, verdict, comment, resolution.
    """
    path = folder / f"{document}.csv"
    rows = read_table(path, _COLUMNS) if path.exists() else ()
    return tuple(Verdict(*cells) for _, cells in rows)


def names_to_review(graph: Graph) -> frozenset[str]:
    """Return the local names of the records and groups of a document, name uses left out."""
    return frozenset(
        _name(record) for record in graph.subjects(DERIVED_FROM) if not _is_name_use(record)
    )


def write_sheet(
    source: SourceText,
    graph: Graph,
    background: Sequence[Graph],
    *,
    read: Collection[str] | None = None,
    scope: Scope = NOTHING_LISTED,
    lines: range | None = None,
) -> str:
    """Write the sheet of one document: its passages in order, and under each its records.

    A record stands in full under the first of its passages, and with name and label under the
    others. A sentence on which no record rests stands by itself.

    Args:
        source: the document.
        graph: its graph.
        background: where the labels of things, concepts, classes and properties are found.
        read: local names of the records that somebody has read. They are not printed in full, and
            what has no other record is left out, but for sentences that nothing accounts for:
            neither a record nor a name use nor the list of lines. None prints everything.
        scope: lines that hold nothing to record.
        lines: lines of the document to print; all if None.

    Returns:
        Plain text that ends with a line feed.
    """
    words = _Words(graph, (graph, *background))
    told = set(read or ())
    in_full = 0
    blocks: list[str] = []
    for block in _blocks(source, graph, scope):
        line = _line_of(source, block.start)
        if lines is not None and line not in lines:
            continue
        if read is not None and not block.missing and told.issuperset(map(_name, block.records)):
            continue
        text = [f"line {line}: {_text_of(source, block.start, block.end)}"]
        for record in block.records:
            name = _name(record)
            if name in told:
                text.append(f"    see {name}: {words.label(record)}")
                continue
            told.add(name)
            in_full += 1
            text += words.describe(record)
            text += _other_passages(record, block, source, graph)
        if block.note:
            text.append(f"    {block.note}")
        blocks.append("\n".join(text))
    heading = f"{source.name}: {in_full} of {len(names_to_review(graph))} records to read"
    if drafts := len(set(graph.subjects(CITES))):
        heading += f"; {drafts} more have :cites, run `kzgraph format --sources DIR` first"
    return "\n\n".join([heading, *blocks]) + "\n"


@dataclass(frozen=True)
class _Words:
    """What a graph says, in words.

    Attributes:
        graph: the graph of the document.
        labels: the graphs in which labels are looked up, in this order.
    """

    graph: Graph
    labels: tuple[Graph, ...]

    def label(self, node: Node) -> str:
        """Return the English label of a node, its prefixed name if it has none."""
        if isinstance(node, Literal):
            return str(node)
        found = (
            str(value)
            for predicate in (SKOS.prefLabel, RDFS.label)
            for graph in self.labels
            for value in graph.objects(node, predicate)
            if isinstance(value, Literal) and value.language == "en"
        )
        return next(found, shorten(str(node)))

    def describe(self, record: Node) -> list[str]:
        """Return name, class and label of a record, then a line for each property."""
        properties = [f"        {name}: {values}" for name, values in self._properties(record)]
        head = f"    {_name(record)} ({self._class(record)}): {self.label(record)}"
        return [head, *properties]

    def _properties(self, subject: Node) -> Iterator[tuple[str, str]]:
        said: dict[Node, list[str]] = {}
        for predicate, value in self.graph.predicate_objects(subject):
            if predicate not in _TOLD_ELSEWHERE:
                said.setdefault(predicate, []).append(self._value(value))
        for predicate in sorted(said, key=lambda each: verb_key(shorten(str(each)))):
            yield self.label(predicate), "; ".join(sorted(said[predicate], key=natural_key))

    def _value(self, value: Node) -> str:
        """Spell out what is part of the record, as penalties are; of all else give the label."""
        is_part = (value, RDF.type, None) in self.graph
        if not is_part or (value, DERIVED_FROM, None) in self.graph:
            return self.label(value)
        said = ", ".join(f"{name} {values}" for name, values in self._properties(value))
        return self._class(value) + (f" ({said})" if said else "")

    def _class(self, node: Node) -> str:
        return ", ".join(sorted(map(self.label, self.graph.objects(node, RDF.type))))


def _name(record: Node) -> str:
    return str(record).removeprefix(ID)


def _blocks(source: SourceText, graph: Graph, scope: Scope) -> list[_Block]:
    """Cut a document into the passages of records and what lies between them, in order."""
    listed = scope.reasons(source.name)
    of_records = _resting(source, graph, name_uses=False)
    of_names = _resting(source, graph, name_uses=True)
    blocks = [_Block(*span, tuple(sorted(records))) for span, records in of_records.items()]
    blocks += [
        _Block(*span, note="no record but of names")
        for span in of_names
        if not _overlaps(span, of_records)
    ]
    for sentence in source.sentences:
        span = sentence.start, sentence.end
        if not _overlaps(span, of_records) and not _overlaps(span, of_names):
            reason = listed.get(sentence.line)
            note = "no record" if reason is None else f"no record, the line is listed: {reason}"
            blocks.append(_Block(*span, note=note, missing=reason is None))
    return sorted(blocks, key=lambda block: (block.start, block.end))


def _resting(
    source: SourceText, graph: Graph, *, name_uses: bool
) -> dict[tuple[int, int], list[URIRef]]:
    """Find what rests on each passage, given as start and end: name uses, or all but these."""
    resting: dict[tuple[int, int], list[URIRef]] = {}
    for record, passage in graph.subject_objects(DERIVED_FROM):
        span = span_of(graph, passage, source.name)
        if span and isinstance(record, URIRef) and _is_name_use(record) == name_uses:
            resting.setdefault(span, []).append(record)
    return resting


def _is_name_use(record: Node) -> bool:
    return _name(record).startswith("name-")


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _other_passages(record: Node, block: _Block, source: SourceText, graph: Graph) -> Iterator[str]:
    """Yield a line for each passage of a record but that of the block."""
    spans = (span_of(graph, each, source.name) for each in graph.objects(record, DERIVED_FROM))
    for start, end in sorted(span for span in spans if span):
        if (start, end) != (block.start, block.end):
            where = _line_of(source, start)
            yield f"        rests on line {where}, too: {_text_of(source, start, end)}"


def _line_of(source: SourceText, offset: int) -> int:
    return source.text.count("\n", 0, offset) + 1


def _text_of(source: SourceText, start: int, end: int) -> str:
    return " ".join(source.text[start:end].split())
