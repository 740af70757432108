"""HTTP request → operation, by the SPARQL 1.1 Protocol.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation. Parameters that the protocol does
not define are ignored, but for two of ours: `timeout` (seconds) and `format` (see
`kzgraph.protocol.negotiation`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kzgraph.engine import RequestedDataset
from kzgraph.errors import ProtocolError

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
FORM: Final = "application/x-www-form-urlencoded"
DIRECT_QUERY: Final = "application/sparql-query"
DIRECT_UPDATE: Final = "application/sparql-update"

_ALLOW: Final = ("allow", ", ".join(METHODS))
_ACCEPT_POST: Final = ("accept-post", f"{DIRECT_QUERY}, {FORM}")
_UPDATE_REFUSAL: Final = "this service only answers queries: it accepts no update"
_OF_UPDATES: Final = frozenset({"using-graph-uri", "using-named-graph-uri"})
# The characters of an IRI in SPARQL, behind a scheme.
_ABSOLUTE_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_PERCENT: Final = re.compile(rb"%(?:([0-9A-Fa-f]{2})|.{0,2})", re.DOTALL)


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


def read_operation(
    method: str, query_string: bytes, content_type: str | None, body: bytes
) -> Operation:
    """Read the query operation that a request asks for.

    Args:
        method: GET, HEAD (read as GET) or POST.
        query_string: what follows the question mark of the URL, still encoded.
        content_type: the header field, when there is one.
        body: what a POST brings.

    Raises:
        ProtocolError: 400 a request that breaks the rules of the protocol, 403 an update, 405
            another method, 415 another type of content.
    """
    parameters = _decode_form(query_string, "the URL")
    direct: list[str] = []
    match method:
        case "GET" | "HEAD":
            pass
        case "POST":
            match _read_content_type(content_type):
                case "application/x-www-form-urlencoded":
                    parameters += _decode_form(body, "the form")
                case "application/sparql-query":
                    direct = [_decode_text(body, "the query")]
                case "application/sparql-update":
                    raise ProtocolError(403, _UPDATE_REFUSAL)
                case other:
                    raise ProtocolError(
                        415,
                        f"a query is posted as {DIRECT_QUERY} or {FORM}, not as "
                        f"{other or 'content without a type'}",
                        (_ACCEPT_POST,),
                    )
        case _:
            raise ProtocolError(
                405, f"queries are asked by GET or POST, not by {method}", (_ALLOW,)
            )

    def values(name: str) -> list[str]:
        return [value for known, value in parameters if known == name]

    if values("update"):
        raise ProtocolError(403, _UPDATE_REFUSAL)
    for name in sorted(_OF_UPDATES & {known for known, _ in parameters}):
        raise ProtocolError(400, f"{name} belongs to an update; a query takes default-graph-uri")
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
        # SPARQLWrapper gives it twice: as a short name and as media types.
        ",".join(filter(None, values("format"))) or None,
    )


def _read_content_type(content_type: str | None) -> str:
    """Give the media type in lower case, and insist on UTF-8."""
    media_type, *parameters = (content_type or "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in {"utf-8", "utf8", "us-ascii"}:
            raise ProtocolError(
                415, f"text is sent in UTF-8, not in {value.strip()}", (_ACCEPT_POST,)
            )
    return media_type.strip().lower()


def _decode_form(encoded: bytes, place: str) -> list[tuple[str, str]]:
    """Decode name=value pairs once; values may be empty."""
    pairs = []
    for pair in encoded.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            pairs.append((_decode_part(name, place), _decode_part(value, place)))
    return pairs


def _decode_part(encoded: bytes, place: str) -> str:
    def decode(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            written = match[0].decode(errors="replace")
            raise ProtocolError(
                400, f"{place} holds {written!r}, which is no percent-encoding; write % as %25"
            )
        return bytes.fromhex(match[1].decode())

    return _decode_text(_PERCENT.sub(decode, encoded.replace(b"+", b" ")), place)


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


def _read_timeout(value: str | None) -> float | None:
    if value is None:
        return None
    if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value, re.ASCII) is None or float(value) == 0:
        raise ProtocolError(400, f"timeout is a number of seconds above 0, not {value!r}")
    return float(value)


def _read_dataset(default: list[str], named: list[str]) -> RequestedDataset | None:
    if not default and not named:
        return None
    for iri in default + named:
        if _ABSOLUTE_IRI.fullmatch(iri) is None:
            raise ProtocolError(400, f"a graph is named by an absolute IRI, not by {iri!r}")
    return RequestedDataset(tuple(default), tuple(named))
