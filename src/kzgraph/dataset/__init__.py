"""The data set as files: reading and writing graphs, citing passages, checking evidence."""

from kzgraph.dataset.evidence import Coverage, EvidenceReport, UncitedSentence, collect_evidence
from kzgraph.dataset.formatting import FormatReport, check_format, format_folder, local_names
from kzgraph.dataset.graphs import Graphs, read_concepts, read_graphs, read_ontology
from kzgraph.dataset.passages import CITES
from kzgraph.dataset.turtle import parse_turtle, read_turtle, write_turtle

__all__ = [
    "CITES",
    "Coverage",
    "EvidenceReport",
    "FormatReport",
    "Graphs",
    "UncitedSentence",
    "check_format",
    "collect_evidence",
    "format_folder",
    "local_names",
    "parse_turtle",
    "read_concepts",
    "read_graphs",
    "read_ontology",
    "read_turtle",
    "write_turtle",
]
