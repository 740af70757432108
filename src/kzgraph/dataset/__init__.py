"""The data set as files: graphs, cited passages, evidence, and sheets for a second reader."""

from kzgraph.dataset.coverage import Coverage, ListedLine, Scope, UncitedSentence, read_scope
from kzgraph.dataset.evidence import EvidenceReport, collect_evidence
from kzgraph.dataset.formatting import FormatReport, check_format, format_folder, local_names
from kzgraph.dataset.graphs import Graphs, read_concepts, read_graphs, read_ontology
from kzgraph.dataset.passages import CITES, SourceText, read_sources
from kzgraph.dataset.review import Verdict, names_to_review, read_verdicts, write_sheet
from kzgraph.dataset.turtle import parse_turtle, read_turtle, write_turtle

__all__ = [
    "CITES",
    "Coverage",
    "EvidenceReport",
    "FormatReport",
    "Graphs",
    "ListedLine",
    "Scope",
    "SourceText",
    "UncitedSentence",
    "Verdict",
    "check_format",
    "collect_evidence",
    "format_folder",
    "local_names",
    "names_to_review",
    "parse_turtle",
    "read_concepts",
    "read_graphs",
    "read_ontology",
    "read_scope",
    "read_sources",
    "read_turtle",
    "read_verdicts",
    "write_sheet",
    "write_turtle",
]
