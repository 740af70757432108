"""Problems as responses: as JSON, as a page, or as lines of text, whichever the client prefers."""

from __future__ import annotations

import logging
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from starlette.responses import Response
from starlette.types import Scope, Send

from kzgraph.logs import current_request
from kzgraph.protocol import choose_media_type, list_offers
from kzgraph.web.pages import Address, make_printable, write_page
from kzgraph.web.problems import MEDIA_TYPE, Problem, from_status

_logger: Final = logging.getLogger(__name__)


class Form(Enum):
    """How a problem, or what is said of its kind, can be written; the value is the media type."""

    JSON = MEDIA_TYPE
    HTML = "text/html"
    TEXT = "text/plain"


# Who likes one of the formats of answers best is a program, even if it takes HTML as well.
_OFFERS: Final = (
    Form.JSON.value,
    "application/json",
    *list_offers(graph=False),
    *list_offers(graph=True),
    Form.HTML.value,
    Form.TEXT.value,
)


def choose_form(scope: Scope) -> Form:
    """Choose by the Accept header of a request: HTML or text for who likes it best, else JSON."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"]
    best = choose_media_type(lines, _OFFERS)
    return Form(best) if best in {Form.HTML.value, Form.TEXT.value} else Form.JSON


def respond(scope: Scope, problem: Problem, query_text: str | None = None) -> Response:
    """Make the response that tells a problem.

    Args:
        scope: of the request.
        problem: what to tell.
        query_text: the query, when it is known: people are shown the place in it.
    """
    form = choose_form(scope)
    match form:
        case Form.JSON:
            body = problem.body
        case Form.HTML:
            body = _write_html(Address.of(scope), problem, query_text).encode(errors="replace")
        case Form.TEXT:
            body = _write_text(problem, query_text).encode(errors="replace")
    fields = {"cache-control": "no-store", "vary": "accept", **dict(problem.headers)}
    return Response(body, problem.status, fields, form.value)


async def send_problem(
    scope: Scope, send: Send, problem: Problem, query_text: str | None = None
) -> None:
    """Send an error from a plain ASGI application; see `respond`."""
    response = respond(scope, problem, query_text)
    headers = response.raw_headers
    body = b"" if scope["method"] == "HEAD" else response.body
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def record_failure(scope: Scope, error: Exception) -> Problem:
    """Log an error that nobody foresaw, and make the problem that tells its number and no more."""
    current = current_request.get()
    request = current.id if current is not None else secrets.token_hex(8)
    _logger.error(
        "request failed",
        exc_info=error,
        extra={"request": request, "method": scope["method"], "path": scope["path"]},
    )
    return from_status(500, members={"request": request})


@dataclass(frozen=True)
class Excerpt:
    """A part of a line of a query.

    Attributes:
        before: what stands before the place.
        here: the character at the place; empty at the end of the line.
        after: what follows it.
        indent: blanks as wide as what stands before.
    """

    before: str
    here: str
    after: str
    indent: str


_CHARACTERS_BEFORE: Final = 30
_CHARACTERS_AFTER: Final = 60
"""What is shown on either side of a place, which a phone then has in view."""


def cut_excerpt(text: str, line: int, column: int) -> Excerpt | None:
    """Cut out what stands around a place of a query, or give None when it has no such line.

    Args:
        text: the query.
        line: 1-based; a line ends at LF.
        column: 1-based, in characters.
    """
    # The engine does not count the mark with which some editors begin a file.
    lines = text.removeprefix("\ufeff").split("\n", line)
    if not 0 < line <= len(lines):
        return None
    whole = lines[line - 1].removesuffix("\r")
    place = column - 1
    start, end = max(0, place - _CHARACTERS_BEFORE), place + 1 + _CHARACTERS_AFTER
    before = ("…" if start > 0 else "") + make_printable(whole[start:place])
    after = make_printable(whole[place + 1 : end]) + ("…" if end < len(whole) else "")
    indent = "".join(one if one == "\t" else " " * _width(one) for one in before)
    return Excerpt(before, make_printable(whole[place : place + 1]), after, indent)


def _width(character: str) -> int:
    """Give the width of a character in columns of a terminal."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _find_excerpt(problem: Problem, query_text: str | None) -> Excerpt | None:
    line, column = problem.members.get("line"), problem.members.get("column")
    if query_text is None or not isinstance(line, int) or not isinstance(column, int):
        return None
    return cut_excerpt(query_text, line, column)


def _list_facts(problem: Problem) -> Iterator[tuple[str, str]]:
    """Give what else is known of a problem, each with a name for people."""
    members, headers = problem.members, dict(problem.headers)
    if members.get("line") is not None:
        yield "Place", f"line {members['line']}, column {members['column']}"
    limit = members.get("limit")
    if isinstance(limit, int | float):
        yield "Limit", f"{limit:,}".removesuffix(".0") + f" {members['unit']}"
    if "retry-after" in headers:
        yield "Ask again", f"in {headers['retry-after']} seconds"
    if "allow" in headers:
        yield "Methods", headers["allow"]
    offers = members.get("offers")
    if isinstance(offers, list | tuple):
        yield "Formats", ", ".join(offers)
    allowed = members.get("allowed")
    if isinstance(allowed, list | tuple):
        yield "Allowed", ", ".join(allowed)
    for name, label in (
        ("parameter", "Parameter"),
        ("given", "Given"),
        ("engine", "Engine"),
        ("request", "Request"),
    ):
        value = members.get(name)
        if value is not None:
            yield label, str(value)


def _write_html(address: Address, problem: Problem, query_text: str | None) -> str:
    return write_page(
        "problem.html",
        address,
        problem=problem,
        facts=tuple(_list_facts(problem)),
        excerpt=_find_excerpt(problem, query_text),
    )


def _write_text(problem: Problem, query_text: str | None) -> str:
    lines = [f"{problem.kind.title} ({problem.status})", _on_one_line(problem.detail), ""]
    excerpt = _find_excerpt(problem, query_text)
    if excerpt is not None:
        lines += [
            f"    {excerpt.before}{excerpt.here}{excerpt.after}",
            f"    {excerpt.indent}^",
            "",
        ]
    facts = [*_list_facts(problem), ("What to do", problem.kind.remedy), ("Type", problem.kind.iri)]
    lines += [f"{label}: {_on_one_line(value)}" for label, value in facts if value]
    return "\n".join(lines) + "\n"


def _on_one_line(text: str) -> str:
    return make_printable(" ".join(text.split()))
