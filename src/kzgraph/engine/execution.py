"""One query against one store, in the process that calls."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import IO, Final, cast
from xml.parsers import expat

import pyoxigraph

from kzgraph.engine.formats import GraphFormat, ResultsFormat, rdf_format, results_format
from kzgraph.engine.reading import (
    ENGINE_MESSAGE_LENGTH,
    SERVICE_REFUSAL,
    Inspection,
    explain_refusal,
    inspect,
    locate,
)
from kzgraph.engine.store import RequestedDataset, Store
from kzgraph.engine.terms import Term, from_engine
from kzgraph.errors import (
    AnswerFormatError,
    EvaluationError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    ResultTooLargeError,
)


@dataclass(frozen=True)
class Limits:
    """What one query may use.

    Attributes:
        seconds: time from handing it to a worker to having the whole answer. Only a worker process
            can be stopped: in the calling process it is not enforced.
        answer_bytes: size of the answer as written.
        buffer_bytes: how much of the answer is worked out before the first of it is handed on; up
            to this size an answer comes whole or not at all.
        query_bytes: size of the query in UTF-8.
        nesting: brackets that may be open at once.
    """

    seconds: float = 30
    answer_bytes: int = 256 * 1024 * 1024
    buffer_bytes: int = 16 * 1024 * 1024
    query_bytes: int = 256 * 1024
    nesting: int = 200

    def seconds_of(self, query: Query) -> float:
        """Give the time of a query: what it asks for, or less."""
        return min(query.seconds or self.seconds, self.seconds)


@dataclass(frozen=True)
class Query:
    """A query as somebody asks it.

    Attributes:
        text: SPARQL.
        results_format: how to write a table or a boolean; None when no format would be accepted.
        graph_format: how to write a graph; None when no format would be accepted.
        dataset: what the request asks for; wins over FROM in the text. None: nothing asked.
        seconds: a time limit below the one of the service, or None.
        base_iri: against what relative IRIs are resolved when the text has no BASE, or None.
    """

    text: str
    results_format: ResultsFormat | None = ResultsFormat.JSON
    graph_format: GraphFormat | None = GraphFormat.TURTLE
    dataset: RequestedDataset | None = None
    seconds: float | None = None
    base_iri: str | None = None


@dataclass(frozen=True)
class Answer:
    """A complete answer.

    Attributes:
        format: how it is written.
        body: the bytes; text in UTF-8.
    """

    format: ResultsFormat | GraphFormat
    body: bytes


DEFAULT_LIMITS: Final = Limits()
_PART_BYTES: Final = 1 << 18
"""How much is handed on at once behind the buffer."""
_PLACE: Final = re.compile(r"error at 1:(\d+)")
_UNKNOWN_FUNCTION: Final = re.compile(r"The custom function <(.*)> is not supported")
_WRONG_ARITY: Final = re.compile(
    r"The custom function (<.*>) requires between .* and (\d+) arguments, but (\d+) .*"
)
BYTE_ORDER_MARK: Final = "\ufeff"
_XML: Final = frozenset({ResultsFormat.XML, GraphFormat.RDF_XML})


class _BufferFullError(Exception):
    pass


class _NotXmlError(Exception):
    pass


class _Buffer:
    """A file in memory for the engine to write to.

    XML is mended and checked on the way: the engine writes carriage returns as they are, which
    every reader takes for line feeds, characters that XML cannot hold, and in RDF/XML names of
    properties that are no names of XML.

    Args:
        limits: what it refuses to grow past, and how much it holds before it hands on.
        is_xml: whether XML is written.
        hand_on: takes what is in the way; None: all of it stays.
    """

    def __init__(
        self, limits: Limits, *, is_xml: bool, hand_on: Callable[[bytes], None] | None
    ) -> None:
        self._limits = limits
        self._parser = expat.ParserCreate(namespace_separator=" ") if is_xml else None
        self._hand_on = hand_on
        self._size = 0
        self._room = limits.buffer_bytes
        self._content = bytearray()

    def write(self, data: bytes) -> int:
        """Take what the engine has written."""
        written = data if self._parser is None else data.replace(b"\r", b"&#13;")
        self._size += len(written)
        if self._size > self._limits.answer_bytes:
            raise _BufferFullError
        self._content += written
        if self._hand_on is not None and len(self._content) > self._room:
            part = self._take(last=False)
            self._room = min(self._room, _PART_BYTES)
            self._hand_on(part)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine asks for it, but memory needs none."""

    def rest(self) -> bytes:
        """Give what is left."""
        return self._take(last=True)

    def _take(self, *, last: bool) -> bytes:
        part = bytes(self._content)
        self._content.clear()
        if self._parser is not None:
            try:
                self._parser.Parse(part, last)
            except expat.ExpatError as error:
                raise _NotXmlError from error
        return part


def execute(
    store: Store,
    query: Query,
    limits: Limits = DEFAULT_LIMITS,
    hand_on: Callable[[Answer], None] | None = None,
) -> Answer:
    """Answer a query completely, or say why not.

    Args:
        store: the data.
        query: what is asked.
        limits: all but the time are enforced here.
        hand_on: takes the parts of an answer that does not fit the buffer, before the last; None:
            the answer is one, whatever its size.

    Returns:
        The answer, or what of it was not handed on.

    Raises:
        QuerySyntaxError: not a query, or an undeclared prefix.
        QueryRefusedError: SERVICE, or a query over a limit of its text.
        AnswerFormatError: the format for this form of query is None, or cannot hold this answer:
            a control character in XML, a quoted triple in JSON-LD, a property in RDF/XML whose
            IRI does not end like a name.
        ProtocolError: 400, the data set names a graph by a malformed IRI.
        ResultTooLargeError: the answer is over its limit.
        EvaluationError: the engine gave up.
    """
    query = _strip(query)
    inspection = _inspect(query, limits)
    form = inspection.form
    answer_format = query.graph_format if form.gives_graph else query.results_format
    if answer_format is None:
        raise AnswerFormatError(form.value)

    def send(content: bytes) -> None:
        if hand_on is not None:
            hand_on(Answer(answer_format, content))

    buffer = _Buffer(limits, is_xml=answer_format in _XML, hand_on=hand_on and send)
    file = cast("IO[bytes]", buffer)  # it has what the engine calls
    try:
        results = _evaluate(store, query, inspection)
        try:
            if isinstance(results, pyoxigraph.QueryTriples):
                if isinstance(answer_format, GraphFormat):
                    results.serialize(file, rdf_format(answer_format))
            elif isinstance(answer_format, ResultsFormat):
                results.serialize(file, results_format(answer_format))
        except OSError as error:
            # The writer or, since rows are worked out as they are written, the evaluation: asked
            # once more without a writer, it shows whether it was the one.
            again = _evaluate(store, query, inspection)
            if not isinstance(again, pyoxigraph.QueryBoolean):
                deque(again, maxlen=0)
            raise AnswerFormatError(form.value) from error
        return Answer(answer_format, buffer.rest())
    except _BufferFullError:
        raise ResultTooLargeError(limits.answer_bytes) from None
    except _NotXmlError:
        raise AnswerFormatError(form.value) from None
    except (RuntimeError, ValueError) as error:
        raise _explain_failure(error) from error
    except OSError as error:
        # The engine reports failing HTTP so; nothing else of a query touches the system.
        raise QueryRefusedError(SERVICE_REFUSAL) from error


def query_in_process(
    store: Store, text: str, answer_format: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> bytes:
    """Answer a query in this process, for the command line and for tests.

    Args:
        store: the data.
        text: SPARQL.
        answer_format: short name of a format (`csv`, `turtle`); JSON or Turtle when None.
        limits: of these, all but the time are enforced.

    Raises:
        QueryError: see `execute`; AnswerFormatError also for a name that is no format.
    """
    query = Query(text)
    if answer_format is not None:
        query = Query(
            text,
            next((known for known in ResultsFormat if known.value == answer_format), None),
            next((known for known in GraphFormat if known.value == answer_format), None),
        )
    return execute(store, query, limits).body


def select_rows(store: Store, text: str, limits: Limits = DEFAULT_LIMITS) -> list[dict[str, Term]]:
    """Give the rows of a SELECT query as terms.

    Returns:
        A dictionary per row, in the order of the answer, from variable (without question mark, in
        the order of SELECT) to term; a variable without a value is missing from its row.

    Raises:
        QueryError: see `execute`; QuerySyntaxError also for a query that is no SELECT.
    """
    query = _strip(Query(text))
    inspection = _inspect(query, limits)
    try:
        solutions = _evaluate(store, query, inspection)
        if not isinstance(solutions, pyoxigraph.QuerySolutions):
            raise QuerySyntaxError("rows come from SELECT alone")
        names = [variable.value for variable in solutions.variables]
        rows = []
        for solution in solutions:
            values = zip(names, solution, strict=True)
            rows.append({name: from_engine(term) for name, term in values if term is not None})
    except (RuntimeError, ValueError) as error:
        raise _explain_failure(error) from error
    except OSError as error:
        raise QueryRefusedError(SERVICE_REFUSAL) from error
    return rows


def _strip(query: Query) -> Query:
    """Take off the mark with which some editors begin a file."""
    if not query.text.startswith(BYTE_ORDER_MARK):
        return query
    return replace(query, text=query.text.removeprefix(BYTE_ORDER_MARK))


def _inspect(query: Query, limits: Limits) -> Inspection:
    size = len(query.text.encode())
    if size > limits.query_bytes:
        raise QueryLimitError(
            f"the query has {size} bytes, the limit of this service is {limits.query_bytes}",
            limit=limits.query_bytes,
            unit="bytes",
        )
    has_base = query.base_iri is not None
    return inspect(query.text, nesting_limit=limits.nesting, has_base=has_base)


def _evaluate(
    store: Store, query: Query, inspection: Inspection
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
    """Start the query; a function that nobody knows gives no value, as SPARQL wants it.

    The engine refuses such functions, one at a time; see
    https://www.w3.org/TR/sparql11-query/#evaluation.
    """
    dataset = query.dataset or _dataset_of(query, inspection)
    text = "".join(inspection.rendering)
    unknown: list[str] = []
    while True:
        try:
            return store.evaluate(text, dataset, query.base_iri, unknown)
        except SyntaxError as error:
            raise explain_refusal(
                query.text,
                inspection.tokens[inspection.start :],
                str(error),
                _place(inspection, str(error)),
            ) from error
        except RuntimeError as error:
            function = _UNKNOWN_FUNCTION.fullmatch(str(error))
            if function is None or function[1] in unknown:
                raise
            unknown.append(function[1])


def _place(inspection: Inspection, message: str) -> int | None:
    """Say at which token behind the prologue the engine gave up."""
    place = _PLACE.search(message)
    if place is None:
        return None
    ends = list(accumulate(map(len, inspection.rendering)))
    return max(0, bisect_left(ends, int(place[1])) - inspection.start)


def _dataset_of(query: Query, inspection: Inspection) -> RequestedDataset | None:
    """Resolve the FROM clauses; the engine does it, so that both read the IRIs alike."""
    written = inspection.default_graphs + inspection.named_graphs
    if not written:
        return None
    # Their number is checked before each is looked at.
    RequestedDataset(
        *(
            tuple(inspection.rendering[index] for index in indices)
            for indices in (inspection.default_graphs, inspection.named_graphs)
        )
    )
    prologue = "".join(inspection.rendering[: inspection.start])
    iris = []
    nothing = pyoxigraph.Store()
    for index in written:
        graph = inspection.rendering[index]
        try:
            solutions = nothing.query(
                f"{prologue} SELECT ({graph} AS ?g) {{}}", base_iri=query.base_iri
            )
        except SyntaxError as error:
            line, column = locate(query.text, inspection.tokens[index].start)
            raise QuerySyntaxError(
                "this FROM, or a declaration before it, has a malformed IRI",
                line=line,
                column=column,
                engine_message=str(error)[:ENGINE_MESSAGE_LENGTH],
            ) from error
        terms = next(iter(solutions)) if isinstance(solutions, pyoxigraph.QuerySolutions) else ()
        iris += [term.value for term in terms if isinstance(term, pyoxigraph.NamedNode)]
    count = len(inspection.default_graphs)
    return RequestedDataset(tuple(iris[:count]), tuple(iris[count:]))


def _explain_failure(error: Exception) -> QuerySyntaxError | EvaluationError:
    message = str(error)
    arity = _WRONG_ARITY.fullmatch(message)
    if arity is not None:
        return QuerySyntaxError(
            f"the function {arity[1]} is called with {arity[3]} arguments and takes {arity[2]}",
            engine_message=message,
        )
    return EvaluationError(f"the engine gave up: {message}")
