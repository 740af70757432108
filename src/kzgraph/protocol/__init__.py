"""The SPARQL 1.1 Protocol as plain functions: request → operation, Accept → format."""

from __future__ import annotations

from kzgraph.protocol.negotiation import (
    Choice,
    choose_formats,
    choose_media_type,
    list_offers,
)
from kzgraph.protocol.request import METHODS, Operation, read_operation

__all__ = [
    "METHODS",
    "Choice",
    "Operation",
    "choose_formats",
    "choose_media_type",
    "list_offers",
    "read_operation",
]
