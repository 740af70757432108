"""The SPARQL 1.1 Protocol as plain functions: request → operation, Accept → format, description."""

from __future__ import annotations

from kzgraph.protocol.description import describe_service, write_description
from kzgraph.protocol.negotiation import (
    Choice,
    choose_formats,
    choose_media_type,
    list_offers,
)
from kzgraph.protocol.request import (
    CAPABILITIES,
    METHODS,
    DescriptionRequest,
    Operation,
    most_bytes,
    read_operation,
)

__all__ = [
    "CAPABILITIES",
    "METHODS",
    "Choice",
    "DescriptionRequest",
    "Operation",
    "choose_formats",
    "choose_media_type",
    "describe_service",
    "list_offers",
    "most_bytes",
    "read_operation",
    "write_description",
]
