"""HTTP request → operation, by the SPARQL 1.1 Protocol.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation. The parameter `version` and the
method QUERY are of its draft successor, https://www.w3.org/TR/sparql12-protocol/, and of
https://www.rfc-editor.org/rfc/rfc10008. Parameters that the protocol does not define are ignored,
but for two of ours: `timeout` (seconds) and `format` (see `kzgraph.protocol.negotiation`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from kzgraph.engine import RequestedDataset
from kzgraph.errors import ProtocolError, show

METHODS: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
FORM: Final = "application/x-www-form-urlencoded"
DIRECT_QUERY: Final = "application/sparql-query"
DIRECT_UPDATE: Final = "application/sparql-update"
PARAMETERS_LIMIT: Final = 1000
"""How many name=value pairs the URL may hold, and how many a form."""

_ENCODING_FACTOR: Final = 3
"""Percent-encoding makes three bytes of one."""
_PARAMETER_BYTES: Final = 1 << 16
"""Room for what a URL or a form has besides the query."""
_ALLOW: Final = ("allow", ", ".join(METHODS))
_ACCEPTED: Final = (
    ("accept-post", f"{DIRECT_QUERY}, {FORM}"),
    ("accept-query", f"{DIRECT_QUERY}, {FORM}"),
)
CAPABILITIES: Final = (_ALLOW, *_ACCEPTED)
"""The header fields that answer OPTIONS."""

_FORMAT_LENGTH: Final = 300
"""Room for all media types that SPARQLWrapper sends in a parameter."""
_UPDATE_REFUSAL: Final = "this service only answers queries: it accepts no update"
_OF_UPDATES: Final = frozenset({"using-graph-uri", "using-named-graph-uri"})
# The characters of an IRI in SPARQL, behind a scheme.
_ABSOLUTE_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_NO_PERCENT_ENCODING: Final = re.compile(rb"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)


@dataclass(frozen=True)
class Operation:
    """A query operation.

    Attributes:
        query: the text of the query.
        dataset: the data set that the request asks for, or None; it wins over FROM in the query.
        timeout_seconds: the limit that the client asks for, or None.
        format: the name of a format, or None; several between commas when it is given repeatedly.
    """

    query: str
    dataset: RequestedDataset | None = None
    timeout_seconds: float | None = None
    format: str | None = None


@dataclass(frozen=True)
class DescriptionRequest:
    """A request for the service description: the address of the endpoint, and nothing else.

    Source: https://www.w3.org/TR/sparql11-service-description/#accessing.

    Attributes:
        format: as in `Operation`.
    """

    format: str | None = None


def most_bytes(query_bytes: int) -> int:
    """Say how long a URL or a form can be, so that it holds any query of so many bytes."""
    return _ENCODING_FACTOR * query_bytes + _PARAMETER_BYTES


def read_operation(
    method: str,
    query_string: bytes,
    content_type: str | None,
    body: bytes,
    content_encoding: str | None = None,
) -> Operation | DescriptionRequest:
    """Read what a request asks for.

    Args:
        method: GET, HEAD (read as GET), POST or QUERY (read as POST).
        query_string: what follows the question mark of the URL, still encoded.
        content_type: the header field, when there is one.
        body: the content of the request.
        content_encoding: the header field, when there is one.

    Raises:
        ProtocolError: 400 a request that breaks the rules of the protocol, 403 an update, 405
            another method, 415 another type of content, or content that is compressed.
        QueryLimitError: a data set of too many graphs.
    """
    if method not in METHODS:
        raise ProtocolError(
            405, f"queries are asked by GET, POST or QUERY, not by {show(method)}", (_ALLOW,)
        )
    parameters = _decode_form(query_string, "the URL")
    direct: list[str] = []
    if method in {"POST", "QUERY"}:
        _refuse_encoding(content_encoding)
        media_type = _read_content_type(content_type)
        if media_type == FORM:
            parameters += _decode_form(body, "the form")
        elif media_type == DIRECT_QUERY:
            direct = [_decode_text(body, "the query")]
        elif media_type == DIRECT_UPDATE:
            raise ProtocolError(403, _UPDATE_REFUSAL)
        else:
            raise ProtocolError(
                # To RFC 10008, no type is another fault than the wrong type.
                400 if method == "QUERY" and not media_type else 415,
                f"a query is sent as {DIRECT_QUERY} or {FORM}, not as "
                f"{show(media_type) or 'content without a type'}",
                _ACCEPTED,
            )
    elif body:
        raise ProtocolError(
            400, f"{method} has no content; send the query in the URL, or by POST or QUERY"
        )
    elif {name for name, _ in parameters} <= {"format"}:
        return DescriptionRequest(_read_format(parameters))

    def values(name: str) -> list[str]:
        return [value for known, value in parameters if known == name]

    if values("update"):
        raise ProtocolError(403, _UPDATE_REFUSAL)
    for name in sorted(_OF_UPDATES & {known for known, _ in parameters}):
        raise ProtocolError(400, f"{name} belongs to an update; a query takes default-graph-uri")
    _at_most_one("version", values("version"))  # all are read alike
    queries = direct + values("query")
    if len(queries) != 1:
        raise ProtocolError(
            400,
            f"a request holds exactly one query; this one holds {len(queries) or 'none'}: "
            "send ?query= in the URL, a form with query=, or the query itself as "
            f"{DIRECT_QUERY}",
        )
    return Operation(
        queries[0],
        _read_dataset(values("default-graph-uri"), values("named-graph-uri")),
        _read_timeout(_at_most_one("timeout", values("timeout"))),
        _read_format(parameters),
    )


def _refuse_encoding(content_encoding: str | None) -> None:
    """Refuse compressed content: a few bytes could become any number of them."""
    codings = {coding.strip().lower() for coding in (content_encoding or "").split(",")}
    if not codings <= {"", "identity"}:
        raise ProtocolError(
            415,
            f"content is sent as it is, not as {show(content_encoding or '')}",
            (("accept-encoding", "identity"),),
        )


def _read_content_type(content_type: str | None) -> str:
    """Give the media type in lower case, and insist on UTF-8."""
    media_type, *parameters = (content_type or "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in {"utf-8", "utf8", "us-ascii"}:
            raise ProtocolError(
                415, f"text is sent in UTF-8, not in {show(value.strip())!r}", _ACCEPTED
            )
    return media_type.strip().lower()


def _decode_form(encoded: bytes, place: str) -> list[tuple[str, str]]:
    """Decode name=value pairs once; values may be empty."""
    if encoded.count(b"&") >= PARAMETERS_LIMIT:
        raise ProtocolError(400, f"{place} holds more than {PARAMETERS_LIMIT} parameters")
    pairs = []
    for pair in encoded.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            pairs.append((_decode_part(name, place), _decode_part(value, place)))
    return pairs


def _decode_part(encoded: bytes, place: str) -> str:
    broken = _NO_PERCENT_ENCODING.search(encoded)
    if broken is not None:
        written = broken[0].decode(errors="replace")
        raise ProtocolError(
            400, f"{place} holds {written!r}, which is no percent-encoding; write % as %25"
        )
    return _decode_text(unquote_to_bytes(encoded.replace(b"+", b" ")), place)


def _decode_text(encoded: bytes, place: str) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError as error:
        raise ProtocolError(
            400, f"{place} is not in UTF-8: see its byte {error.start + 1}"
        ) from error


def _at_most_one(name: str, values: Sequence[str]) -> str | None:
    if len(values) > 1:
        raise ProtocolError(400, f"{name} is given {len(values)} times; once is enough")
    return values[0] if values else None


def _read_format(parameters: Sequence[tuple[str, str]]) -> str | None:
    """Join several formats: SPARQLWrapper gives a short name and media types."""
    names = ",".join(value for name, value in parameters if name == "format" and value)
    if len(names) > _FORMAT_LENGTH:
        raise ProtocolError(400, f"format has more than {_FORMAT_LENGTH} characters")
    return names or None


def _read_timeout(value: str | None) -> float | None:
    if value is None:
        return None
    if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value, re.ASCII) is None or float(value) == 0:
        raise ProtocolError(400, f"timeout is a number of seconds above 0, not {show(value)!r}")
    return float(value)


def _read_dataset(default: list[str], named: list[str]) -> RequestedDataset | None:
    if not default and not named:
        return None
    for iri in default + named:
        if _ABSOLUTE_IRI.fullmatch(iri) is None:
            raise ProtocolError(400, f"a graph is named by an absolute IRI, not by {show(iri)!r}")
    return RequestedDataset(tuple(default), tuple(named))
