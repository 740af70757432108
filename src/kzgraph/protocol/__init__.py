"""What HTTP asks for, as plain functions: request → operation, Accept → format, description."""

from __future__ import annotations

from kzgraph.protocol.description import describe_service, write_description
from kzgraph.protocol.negotiation import (
    HTML,
    Choice,
    choose_document,
    choose_formats,
    choose_media_type,
    choose_token,
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
    "HTML",
    "METHODS",
    "Choice",
    "DescriptionRequest",
    "Operation",
    "choose_document",
    "choose_formats",
    "choose_media_type",
    "choose_token",
    "describe_service",
    "list_offers",
    "most_bytes",
    "read_operation",
    "write_description",
]
