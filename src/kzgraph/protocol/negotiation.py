"""Accept → format, by RFC 9110, https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1.

The most specific range that matches a media type gives its quality; the best quality wins, then the
more specific range, then our order. Parameters of ranges other than q are ignored: clients send
charset, version and profile, and mean the type. Where one type is given twice, the better quality
counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kzgraph.engine import GraphFormat, ResultsFormat
from kzgraph.errors import DocumentRequestError, ProtocolError

HTML: Final = "text/html"
Format = TypeVar("Format", ResultsFormat, GraphFormat)


@dataclass(frozen=True)
class Choice:
    """The formats that suit a request, one for each kind of answer.

    Attributes:
        results: for SELECT and ASK, with the media type to send; None when nothing suits.
        graph: for CONSTRUCT and DESCRIBE; None when nothing suits.
    """

    results: tuple[ResultsFormat, str] | None
    graph: tuple[GraphFormat, str] | None


class _Preferences:
    """What the lines of an Accept header like, and how much.

    What is malformed is passed over, and nothing at all means anything. Of a range that is given
    twice the better quality counts.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._qualities: dict[str, float] = {}
        for name, quality in _read_qualities(lines):
            # Java's own HTTP client writes * for anything.
            media_range = "*/*" if name == "*" else name
            if _MEDIA_RANGE.fullmatch(media_range):
                known = self._qualities.get(media_range, 0.0)
                self._qualities[media_range] = max(known, quality)
        if not self._qualities:
            self._qualities["*/*"] = 1.0

    def rank(self, media_type: str, weight: float = 1.0) -> tuple[float, int]:
        """Say how much a media type is liked, and by how specific a range; (0, 0): not at all."""
        main, _, _ = media_type.partition("/")
        for specificity, name in ((2, media_type), (1, f"{main}/*"), (0, "*/*")):
            if name in self._qualities:
                return self._qualities[name] * weight, specificity
        return 0.0, 0


# General types that some clients ask for count less than the registered ones: a browser that takes
# application/xml and anything else should get our default. Not so JSON for results, which is it.
_GENERAL: Final = 0.5
_RESULTS_OFFERS: Final = (
    *((known, known.media_type, 1.0) for known in ResultsFormat),
    (ResultsFormat.JSON, "application/json", 1.0),
    (ResultsFormat.XML, "application/xml", _GENERAL),
    (ResultsFormat.XML, "text/xml", _GENERAL),
)
_GRAPH_OFFERS: Final = (
    *((known, known.media_type, 1.0) for known in GraphFormat),
    (GraphFormat.JSON_LD, "application/json", _GENERAL),
    (GraphFormat.RDF_XML, "application/xml", _GENERAL),
    (GraphFormat.RDF_XML, "text/xml", _GENERAL),
)
_NAMES: Final[dict[str, tuple[ResultsFormat | None, GraphFormat | None]]] = {
    "json": (ResultsFormat.JSON, GraphFormat.JSON_LD),
    "xml": (ResultsFormat.XML, GraphFormat.RDF_XML),
    "csv": (ResultsFormat.CSV, None),
    "tsv": (ResultsFormat.TSV, None),
    "turtle": (None, GraphFormat.TURTLE),
    "ttl": (None, GraphFormat.TURTLE),
    "ntriples": (None, GraphFormat.N_TRIPLES),
    "nt": (None, GraphFormat.N_TRIPLES),
    "nquads": (None, GraphFormat.N_QUADS),
    "nq": (None, GraphFormat.N_QUADS),
    "trig": (None, GraphFormat.TRIG),
    "jsonld": (None, GraphFormat.JSON_LD),
    "rdfxml": (None, GraphFormat.RDF_XML),
    "rdf": (None, GraphFormat.RDF_XML),
    # SPARQLWrapper's names.
    "json-ld": (None, GraphFormat.JSON_LD),
    "rdf+xml": (None, GraphFormat.RDF_XML),
    "n3": (None, GraphFormat.TURTLE),
    "application/x-json+ld": (None, GraphFormat.JSON_LD),
    "application/turtle": (None, GraphFormat.TURTLE),
    **{known.media_type: (known, None) for known in ResultsFormat},
    **{known.media_type: (None, known) for known in GraphFormat},
}
_NAME: Final = r"[!#$%&'+.^_`|~0-9A-Za-z-]+"
_MEDIA_RANGE: Final = re.compile(rf"\*/\*|{_NAME}/(?:\*|{_NAME})")
# Java's own HTTP client writes .2 for 0.2, and a program that divides more digits than the three
# allowed.
_QUALITY: Final = re.compile(r"0?\.\d+|0\.?|1(\.0*)?", re.ASCII)
# A comma or semicolon inside quotation marks separates nothing. A quotation mark without partner
# reaches to the end: were it passed over, each such mark would have the rest searched again.
_QUOTED: Final = r'"(?:[^"\\]|\\.?)*+"?+'
_ELEMENT: Final = re.compile(rf'(?:[^,"]|{_QUOTED})++', re.DOTALL)
_PARAMETER: Final = re.compile(rf'(?:[^;"]|{_QUOTED})++', re.DOTALL)
_ACCEPT_LENGTH: Final = 8192
"""How many characters of Accept are read; what programs send has some hundred."""


def choose_formats(accept: Iterable[str], name: str | None = None) -> Choice:
    """Choose how to write the answer, before anybody knows the form of the query.

    Args:
        accept: the lines of the Accept header field; none or empty ones mean anything.
        name: a short name or media type by which the request asks for one format, or several names
            of the same one between commas; it wins.

    Raises:
        ProtocolError: 400, a name that stands for no format, or names of different ones; 431, an
            Accept header over 8 KiB.
    """
    if name is not None:
        return _choose_by_name(name)
    lines = list(accept)
    if sum(map(len, lines)) > _ACCEPT_LENGTH:
        raise ProtocolError(431, f"the Accept header has more than {_ACCEPT_LENGTH} bytes")
    liked = _Preferences(lines)
    return Choice(_best(liked, _RESULTS_OFFERS), _best(liked, _GRAPH_OFFERS))


def choose_media_type(accept: Iterable[str], offers: Sequence[str]) -> str | None:
    """Choose among media types, the one liked best first.

    Args:
        accept: the lines of the Accept header field; none, empty ones, and more than 8 KiB mean
            anything.
        offers: media types in our order of preference.

    Returns:
        One of the offers, or None when none is acceptable.
    """
    lines = list(accept)
    liked = _Preferences(lines if sum(map(len, lines)) <= _ACCEPT_LENGTH else ())
    best = max(offers, key=liked.rank)  # the first of equals
    return best if liked.rank(best)[0] > 0 else None


def choose_document(accept: Iterable[str], *, page: bool) -> GraphFormat | None:
    """Choose how to give what is said about a thing.

    Args:
        accept: the lines of the Accept header field.
        page: whether there is a page for people, too.

    Returns:
        A format, or None for the page.

    Raises:
        DocumentRequestError: 406, nothing that is here is acceptable.
        ProtocolError: 431, see `choose_formats`.
    """
    choice = choose_formats(lines := list(accept))
    media_type = choice.graph[1] if choice.graph is not None else None
    offers = [one for one in (media_type, HTML if page else None) if one is not None]
    best = choose_media_type(lines, offers) if offers else None
    if best is None:
        known = ", ".join((*list_offers(graph=True), *([HTML] if page else [])))
        raise DocumentRequestError(406, f"this can be had as {known}")
    return None if best == HTML or choice.graph is None else choice.graph[0]


def choose_token(lines: Iterable[str], offers: Sequence[str]) -> str:
    """Choose among languages or content codings, the one liked best; else give the first.

    A language that is asked for with a region (`ru-KZ`) is found by itself, too.

    Args:
        lines: of the header field Accept-Language or Accept-Encoding.
        offers: in lower case, in our order of preference.
    """
    qualities: dict[str, float] = {}
    for token, quality in _read_qualities(lines):
        for name in (token, token.partition("-")[0]):
            qualities.setdefault(name, quality)
    anything = qualities.get("*", 0.0)
    best = max(offers, key=lambda offer: qualities.get(offer, anything))  # the first of equals
    return best if qualities.get(best, anything) > 0 else offers[0]


def _read_qualities(lines: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Give what a header field with qualities names, in lower case; malformed ones are left out."""
    for element in _ELEMENT.findall(",".join(lines)):
        name, _, rest = element.partition(";")
        quality = "1"
        for parameter in _PARAMETER.findall(rest):
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = value.strip()
                break
        if _QUALITY.fullmatch(quality):
            yield name.strip().lower(), float(quality)


def list_offers(*, graph: bool) -> tuple[str, ...]:
    """Give the media types in which a graph, or else a table or boolean, can be had."""
    return tuple(known.media_type for known in (GraphFormat if graph else ResultsFormat))


def _choose_by_name(name: str) -> Choice:
    chosen = set()
    for one in name.split(","):
        # A plus sign that a URL holds as it is stands for a space.
        known = _NAMES.get(one.strip().replace(" ", "+").lower())
        if known is None:
            names = ", ".join(short for short in _NAMES if "/" not in short)
            raise ProtocolError(400, f"format is one of {names}, not {one!r}")
        chosen.add(known)
    if len(chosen) > 1:
        raise ProtocolError(400, f"format names different formats: {name}; one is enough")
    results, graph = chosen.pop()
    return Choice(
        None if results is None else (results, results.media_type),
        None if graph is None else (graph, graph.media_type),
    )


def _best(
    liked: _Preferences, offers: Sequence[tuple[Format, str, float]]
) -> tuple[Format, str] | None:
    # max keeps the first of equals: our order of preference.
    known, media_type, weight = max(offers, key=lambda offer: liked.rank(*offer[1:]))
    return None if liked.rank(media_type, weight)[0] == 0 else (known, media_type)
