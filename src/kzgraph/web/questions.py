"""`/queries`, `/queries/{name}`, `/api/queries`: the library, to people and to programs."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kzgraph.engine import AnswerCache, Iri, Query, ResultsFormat, Term, key_of
from kzgraph.errors import EngineBusyError, ParameterError, QueryError, show
from kzgraph.library import (
    ANSWER_FORMATS,
    EXCEL,
    Library,
    Question,
    Things,
    short_name,
    write_value,
)
from kzgraph.linked import Value, Viewer, page_path
from kzgraph.protocol import HTML, Choice, choose_formats
from kzgraph.query_files import TOPICS, Parameter
from kzgraph.views import CHANNELS
from kzgraph.vocabulary.prefixes import BASE, expand
from kzgraph.web.asking import ask, is_number
from kzgraph.web.pages import Address, without_tracking, write_page
from kzgraph.web.representations import Content, Representer
from kzgraph.web.sending import Asked, Sender
from kzgraph.web.site import Site, SiteLoader
from kzgraph.web.things import choose_language, read_once
from kzgraph.web.words import LANGUAGES, words_of_script

_logger: Final = logging.getLogger(__name__)
_NOBODY: Final = ""
"""The client that is the service itself."""
ROWS_SHOWN: Final = 500
"""How many rows a page shows; files have all."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_TIMEOUT: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_BEGIN_FORMULAS: Final = (*"=+-@\t\r\n", *"＝＋－＠")
_BYTE_ORDER_MARK: Final = "\ufeff"
_JSON: Final = "application/json"


@dataclass(frozen=True)
class _Field:
    """A parameter in a form.

    Attributes:
        parameter: what it is.
        value: what it has now, as clients write it.
        kinds: of which classes or schemes an entity is.
        options: what can be chosen, each with its text; empty when it is written by hand.
    """

    parameter: Parameter
    value: str
    kinds: tuple[Value, ...]
    options: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class _Cell:
    """A cell of a table.

    Attributes:
        value: what stands there, or None.
        is_number: whether that is a number.
    """

    value: Value | None
    is_number: bool


async def warm_up(library: Library, answers: AnswerCache) -> None:
    """Ask all questions once, as they are, so that the first who asks need not wait."""
    for question in library.values():
        try:
            await answers.ask(Query(question.fill({}), ResultsFormat.JSON, None), _NOBODY)
        except EngineBusyError:
            return  # others are served, or the service stops
        except QueryError as error:
            _logger.warning("no answer", extra={"question": question.name, "cause": str(error)})


class _EngineResponse(Response):
    """A response that the engine gives.

    Args:
        answer: sends it.
    """

    def __init__(self, answer: ASGIApp) -> None:
        super().__init__()
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await self._answer(scope, receive, send)


class Questions:
    """The routes of the library.

    Args:
        library: all questions.
        answers: to them.
        loader: gives the data that values name, and labels.
        representer: answers with pages.
        address: what pages and links begin with.
    """

    def __init__(
        self,
        library: Library,
        answers: AnswerCache,
        loader: SiteLoader,
        representer: Representer,
        address: Address,
    ) -> None:
        self._library = library
        self._answers = answers
        self._sender = Sender(answers)
        self._loader = loader
        self._representer = representer
        self._address = address

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [
            Route("/queries", self.show_library),
            Route("/queries/{name}", self.show_question),
            Route("/api/queries", self.list_library),
            Route("/api/queries/{name}", self.answer),
        ]

    async def show_library(self, request: Request) -> Response:
        """List the questions for people, by topic."""
        site = await self._loader.site()
        language = choose_language(request)
        by_topic = [
            (topic, [one for one in self._library.values() if one.file.topic == topic])
            for topic in TOPICS
        ]
        by_view = [
            (kind, [one for one in self._library.values() if _kind_of_view(one) == kind])
            for kind in CHANNELS
        ]

        def make() -> Content:
            text = write_page(
                "questions.html",
                self._address,
                language,
                chosen="lang" in request.query_params,
                path="/queries",
                topics=[(topic, questions) for topic, questions in by_topic if questions],
                views=[(kind, questions) for kind, questions in by_view if questions],
            )
            return Content(text.encode())

        return await self._representer.represent(request, site.state, HTML, make, language=language)

    async def list_library(self, request: Request) -> Response:
        """List the questions for programs."""
        site = await self._loader.site()

        def make() -> Content:
            listed = [self._describe(question) for question in self._library.values()]
            return Content(json.dumps(listed, ensure_ascii=False, indent=1).encode())

        return await self._representer.represent(request, site.state, _JSON, make)

    async def show_question(self, request: Request) -> Response:
        """Show a question, a form for its parameters, and its answer."""
        question = self._find(request)
        site = await self._loader.site()
        language = choose_language(request)
        values = await self._read_values(question, request, site, {"lang"})
        base = self._address.base(request)

        async def prepare() -> Callable[[], Content]:
            text = question.fill(values)
            table = await ask(self._answers, request, text)

            def make() -> Content:
                viewer = site.viewer(language)
                given = [(name, write_value(term)) for name, term in values.items()]
                query = urlencode(given)
                path = f"/queries/{question.name}"
                iri = f"{BASE}query/{question.name}"
                page = write_page(
                    "question.html",
                    self._address,
                    language,
                    chosen="lang" in request.query_params,
                    path=f"{path}?{query}" if query else path,
                    question=question,
                    fields=list(_list_fields(question, values, site.things, viewer)),
                    columns=table.columns,
                    rows=[[_show(term, viewer) for term in row] for row in table.rows[:ROWS_SHOWN]],
                    count=len(table.rows),
                    sparql=text.strip(),
                    formats=ANSWER_FORMATS,
                    media_types={known.value: known.media_type for known in ResultsFormat},
                    python=repr,
                    values=given,
                    script_words=words_of_script(language, "view"),
                    query=query,
                    base=base,
                    about=page_path(iri) if iri in site.directory else None,
                )
                return Content(page.encode())

            return make

        return await self._representer.represent_answer(
            request, site.state, HTML, prepare, language=language, host=base
        )

    async def answer(self, request: Request) -> Response:
        """Give the answer to a question as the engine writes it, or made harmless for Excel."""
        question = self._find(request)
        site = await self._loader.site()
        values = await self._read_values(question, request, site, {"format", "timeout"})
        accepted, is_excel = _choose_format(request)
        query = Query(
            question.fill(values), accepted and accepted[0], None, seconds=_read_timeout(request)
        )
        suffix = accepted[0].value if accepted else ""
        kind = "attachment" if is_excel else "inline"

        asked = Asked(
            query,
            key_of(query),
            Choice(accepted, None),
            (("content-disposition", f'{kind}; filename="{question.name}.{suffix}"'),),
            make_harmless if is_excel else None,
        )
        return _EngineResponse(partial(self._sender.send_answer, asked))

    async def _read_values(
        self, question: Question, request: Request, site: Site, known: Collection[str]
    ) -> Mapping[str, Term]:
        """Read all values but those that are said to the service itself."""
        pairs = without_tracking(request.query_params.multi_items())
        given = [pair for pair in pairs if pair[0] not in known]
        if not given:
            return {}
        # To find the names next to a misspelt one takes up to 0.1 s.
        return await self._representer.run(
            request, partial(question.read_values, given, site.things)
        )

    def _find(self, request: Request) -> Question:
        question = self._library.get(request.path_params["name"])
        if question is None:
            raise HTTPException(404)
        return question

    def _describe(self, question: Question) -> Mapping[str, object]:
        file = question.file
        return {
            "name": question.name,
            "title": file.title,
            "titles": dict(file.titles),
            "description": file.description,
            "topic": file.topic,
            "parameters": [
                {
                    "name": one.name,
                    "kind": one.kind,
                    "default": write_value(question.defaults[one.name]),
                    **({"among": [*_expand_all(one)]} if one.among else {}),
                }
                for one in file.parameters
            ],
            "columns": file.columns,
            "view": str(file.view) if file.view else None,
            "sparql": question.example.strip(),
            "answer": f"{self._address.root}/api/queries/{question.name}",
            "page": f"{self._address.root}/queries/{question.name}",
        }


def make_harmless(answer: bytes) -> bytes:
    """Make CSV that a spreadsheet shows as text, whatever its cells begin with.

    What would be a formula gets an apostrophe before it; numbers stay. The mark at the beginning
    tells the spreadsheet that this is UTF-8.

    Source: https://owasp.org/www-community/attacks/CSV_Injection.
    """
    csv.field_size_limit(sys.maxsize)  # the engine has bounded the whole answer
    rows = csv.reader(io.StringIO(answer.decode(), newline=""))
    written = io.StringIO(newline="")
    csv.writer(written).writerows([_disarm(cell) for cell in row] for row in rows)
    return (_BYTE_ORDER_MARK + written.getvalue()).encode()


def _disarm(cell: str) -> str:
    is_formula = cell.startswith(_BEGIN_FORMULAS)
    return f"'{cell}" if is_formula and not _NUMBER.fullmatch(cell) else cell


def _choose_format(request: Request) -> tuple[tuple[ResultsFormat, str] | None, bool]:
    """Choose the format of an answer and its media type, and say whether it is for Excel."""
    name = read_once(request, "format")
    if name is None:
        return choose_formats(request.headers.getlist("accept")).results, False
    if name not in ANSWER_FORMATS:
        cause = f"format is one of {', '.join(ANSWER_FORMATS)}, not {show(name)!r}"
        raise ParameterError("format", name, cause, ANSWER_FORMATS)
    written = ResultsFormat.CSV if name == EXCEL else ResultsFormat(name)
    return (written, written.media_type), name == EXCEL


def _read_timeout(request: Request) -> float | None:
    text = read_once(request, "timeout")
    if text is None:
        return None
    if not _TIMEOUT.fullmatch(text) or float(text) == 0:
        cause = f"timeout is a number of seconds above 0, not {show(text)!r}"
        raise ParameterError("timeout", text, cause)
    return float(text)


def _kind_of_view(question: Question) -> str | None:
    view = question.file.view
    return view.kind if view else None


def _expand_all(parameter: Parameter) -> Iterator[str]:
    for one in parameter.among:
        yield expand(one) if parameter.kind == "entity" else one


def _list_fields(
    question: Question, values: Mapping[str, Term], things: Things, viewer: Viewer
) -> Iterator[_Field]:
    for parameter in question.file.parameters:
        value = write_value({**question.defaults, **values}[parameter.name])
        is_entity = parameter.kind == "entity"
        kinds = [viewer.show(Iri(iri)) for iri in _expand_all(parameter)] if is_entity else []
        options: list[tuple[str, Value]] = []
        match parameter.kind:
            case "entity" if parameter.among:
                members = things.members(parameter.among)
                options = [(short_name(iri), viewer.show(Iri(iri))) for iri in members]
                options.sort(key=lambda option: option[1].text.casefold())
            case "language":
                options = [(tag, Value(LANGUAGES.get(tag, tag), tag)) for tag in things.languages]
            case "choice":
                options = [(word, Value(word, "en")) for word in parameter.among]
            case _:
                pass
        yield _Field(parameter, value, tuple(kinds), tuple(options))


def _show(term: Term | None, viewer: Viewer) -> _Cell:
    return _Cell(None if term is None else viewer.show_answer(term), is_number(term))
