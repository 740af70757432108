"""Every exception that kzgraph raises on purpose.

KzgraphError
├── FileError               a file that cannot be used: path, line, column, cause, remedy
│   ├── SyntaxInFileError   a Turtle, query or other file that does not parse
│   ├── MissingFileError    a file or folder that is needed and is not there
│   └── WriteError          a file that cannot be written (full disk, no permission)
├── PartialDateError        text that is not a date in our part of EDTF
├── LocalNameError          a local name that breaks the naming rules
├── PassageError            words cited that do not stand, or stand twice, in the line named
├── UnwritableTermError     a term that the data files cannot hold, such as a blank node
├── DerivationError         a record or decision from which the build cannot derive what it must
├── ReasonerError           the OWL reasoner could not be run
├── QueryError              a query that gets no answer
│   ├── QuerySyntaxError    not SPARQL 1.1: line and column
│   ├── QueryRefusedError   SPARQL that this service does not execute (SERVICE)
│   │   └── QueryLimitError a query over a limit of its text: bytes, nesting
│   ├── EvaluationError     the engine could not work the query out
│   ├── AnswerFormatError   none of the formats asked for fits the form of the query
│   ├── QueryTimeoutError   stopped at its time limit
│   ├── ResultTooLargeError the answer exceeds its limit of bytes
│   ├── MemoryLimitError    the query needed more memory than its limit
│   ├── WorkerCrashedError  the process that ran the query ended
│   │   └── WorkerKilledError   it was killed from outside, not by its query
│   ├── EngineBusyError     no worker came free in time, or too many queries wait
│   └── ClientLimitError    the client has more than its share, or has used up its query-seconds
├── ProtocolError           an HTTP request outside the SPARQL 1.1 Protocol: status and cause
├── DocumentRequestError    a request for a page or document that has none of what is asked for
├── ParameterError          a parameter that is not known, or has a value that it cannot have
├── GoneError               a name that was withdrawn, with its successor
├── SettingError            a setting with a value that cannot be used
├── AddressError            an address at which the server cannot listen
├── EngineStartError        the processes of the engine did not come up
├── ReloadError             the server goes on with the data that it had, or is not there
└── ClientError             an endpoint that did not give our client what it asked for
    ├── ConnectionFailedError   nobody answers at the address, or the network broke
    ├── RequestRejectedError    the endpoint finds fault with the query, a parameter or a header
    ├── QueryTooSlowError       stopped at a limit of time or memory, or not answered in time
    ├── ServerBusyError         asked too much or too early, also after waiting and asking again
    ├── NotFoundError           nothing there, or a name that was withdrawn
    ├── ServerFailedError       the endpoint failed
    ├── BrokenAnswerError       an answer that is not whole, or not what the protocol says
    ├── UnsupportedError        this endpoint has no such thing
    └── MissingPackageError     a package that is needed for the result is not installed

What is wrong with the *data* is not an exception but a `kzgraph.model.Finding`.
"""

from __future__ import annotations

from pathlib import Path


class KzgraphError(Exception):
    """Something kzgraph can explain: the message says what, where, and what to do."""


class FileError(KzgraphError):
    """A file that cannot be used.

    Args:
        path: the file.
        cause: what is wrong, one sentence without full stop.
        line: 1-based line, when known.
        column: 1-based column, when known.
        remedy: what the reader can do, one sentence without full stop.
    """

    def __init__(
        self,
        path: Path | str,
        cause: str,
        *,
        line: int | None = None,
        column: int | None = None,
        remedy: str = "",
    ) -> None:
        self.path = Path(path)
        self.cause = cause
        self.line = line
        self.column = column
        self.remedy = remedy
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {cause}" + (f" ({remedy})" if remedy else ""))


class SyntaxInFileError(FileError):
    """A file that does not parse."""


class MissingFileError(FileError):
    """A file or folder that is needed and is not there."""


class WriteError(FileError):
    """A file that cannot be written."""


class PartialDateError(KzgraphError):
    """Text that is not a date in the part of EDTF that the data uses."""

    def __init__(self, text: str, cause: str) -> None:
        self.text = text
        self.cause = cause
        super().__init__(f"{text!r} is not a date of ours: {cause}")


class LocalNameError(KzgraphError):
    """A local name that breaks the naming rules."""

    def __init__(self, name: str, cause: str) -> None:
        self.name = name
        self.cause = cause
        super().__init__(f"{name!r}: {cause}")


class PassageError(KzgraphError):
    """Cited words that do not stand, or stand more than once, where the citation says."""

    def __init__(self, citation: str, cause: str) -> None:
        self.citation = citation
        self.cause = cause
        super().__init__(f"citation {citation!r}: {cause}")


class UnwritableTermError(KzgraphError):
    """A term that the Turtle of the data files cannot hold."""

    def __init__(self, term: str, cause: str) -> None:
        self.term = term
        self.cause = cause
        super().__init__(f"{term} cannot be written: {cause}")


class DerivationError(KzgraphError):
    """A record or decision from which the build cannot derive what it must.

    Args:
        subject: IRI of the record or decision.
        cause: what is wrong and what to do.
    """

    def __init__(self, subject: str, cause: str) -> None:
        self.subject = subject
        self.cause = cause
        super().__init__(f"{subject}: {cause}")


class ReasonerError(KzgraphError):
    """The OWL reasoner could not be run, or did not understand its input."""


class QueryError(KzgraphError):
    """A query that gets no answer."""


class QuerySyntaxError(QueryError):
    """Text that is not a SPARQL 1.1 query.

    Args:
        cause: our sentence.
        line: 1-based, when known.
        column: 1-based, when known.
        engine_message: what the engine said, when it spoke.
    """

    def __init__(
        self,
        cause: str,
        *,
        line: int | None = None,
        column: int | None = None,
        engine_message: str = "",
    ) -> None:
        self.cause = cause
        self.line = line
        self.column = column
        self.engine_message = engine_message
        place = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(place + cause)


class QueryRefusedError(QueryError):
    """SPARQL that this service does not execute.

    Args:
        cause: our sentence.
        line: 1-based, when known.
        column: 1-based, when known.
    """

    def __init__(self, cause: str, *, line: int | None = None, column: int | None = None) -> None:
        self.cause = cause
        self.line = line
        self.column = column
        place = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(place + cause)


class QueryLimitError(QueryRefusedError):
    """A query whose text is over a limit.

    Args:
        cause: our sentence.
        limit: the limit that was in force.
        unit: what it counts: `bytes`, `levels` of brackets, or `graphs`.
        line: 1-based, when known.
        column: 1-based, when known.
    """

    def __init__(
        self,
        cause: str,
        *,
        limit: int,
        unit: str,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        self.limit = limit
        self.unit = unit
        super().__init__(cause, line=line, column=column)


class EvaluationError(QueryError):
    """A query of the right form that the engine could not work out."""


class AnswerFormatError(QueryError):
    """None of the formats asked for fits the form of the query.

    Args:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
    """

    def __init__(self, form: str) -> None:
        self.form = form
        super().__init__(f"none of the formats asked for can hold the answer to {form}")


class QueryTimeoutError(QueryError):
    """A query stopped at its time limit.

    Args:
        limit_seconds: the limit that was in force.
    """

    def __init__(self, limit_seconds: float) -> None:
        self.limit_seconds = limit_seconds
        super().__init__(
            f"the query was stopped after {limit_seconds:g} seconds, its time limit; "
            "ask for less: fewer patterns, a FILTER earlier, a LIMIT without ORDER BY"
        )


class ResultTooLargeError(QueryError):
    """An answer that exceeds its limit.

    Args:
        limit_bytes: the limit that was in force.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(
            f"the answer is larger than {limit_bytes} bytes, the limit of this service; "
            "ask for fewer columns or rows, or page with ORDER BY, LIMIT and OFFSET"
        )


class MemoryLimitError(QueryError):
    """A query that needed more memory than its limit; nothing else was harmed.

    Args:
        limit_bytes: the limit that was in force, beyond the data.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(
            f"the query needed more than {limit_bytes} bytes of memory, the limit of this service; "
            "ask for less: no ORDER BY, DISTINCT or GROUP BY over so many rows, fewer columns"
        )


class WorkerCrashedError(QueryError):
    """The process that ran the query ended; nothing else was harmed."""


class WorkerKilledError(WorkerCrashedError):
    """The process that ran the query was killed, neither by us nor by the query."""


class EngineBusyError(QueryError):
    """No worker came free in time, or too many queries wait already."""


class ClientLimitError(QueryError):
    """A client with more queries, or more seconds of queries, than it may have.

    Args:
        kind: `share`, of what waits, or `budget`, of the time in which long queries run.
        limit: the limit that was in force.
        unit: what it counts: `queries` or `query-seconds`.
        retry_after_seconds: when the client can ask again.
    """

    def __init__(self, kind: str, *, limit: float, unit: str, retry_after_seconds: float) -> None:
        self.kind = kind
        self.limit = limit
        self.unit = unit
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            f"this client has used its {limit:g} {unit}, of which some come back each second; "
            "queries that take a fraction of a second are still answered"
            if kind == "budget"
            else f"{limit:g} {unit} of this client wait already, all that may at once; "
            "wait for their answers before asking more"
        )


class ProtocolError(KzgraphError):
    """An HTTP request outside the SPARQL 1.1 Protocol.

    Args:
        status: the HTTP status of the answer.
        cause: what is wrong and what to do, one or two sentences.
        headers: header fields the answer must carry (Allow with 405, for instance).
    """

    def __init__(self, status: int, cause: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.status = status
        self.cause = cause
        self.headers = headers
        super().__init__(cause)


class DocumentRequestError(KzgraphError):
    """A request for a page or document with a parameter or header that cannot be met.

    Args:
        status: the HTTP status of the answer.
        cause: what is wrong and what can be had, one sentence without full stop.
    """

    def __init__(self, status: int, cause: str) -> None:
        self.status = status
        self.cause = cause
        super().__init__(cause)


class ParameterError(KzgraphError):
    """A parameter that nobody knows, or that has a value that it cannot have.

    Args:
        parameter: its name, as given.
        given: the value, as given.
        cause: what is wrong and what is allowed, one sentence without full stop.
        allowed: what could stand in its place, all or the nearest, if that can be listed.
    """

    def __init__(
        self, parameter: str, given: str, cause: str, allowed: tuple[str, ...] = ()
    ) -> None:
        self.parameter = parameter
        self.given = given
        self.cause = cause
        self.allowed = allowed
        super().__init__(cause)


class GoneError(KzgraphError):
    """A name that was withdrawn.

    Args:
        iri: what it named.
        successor: IRI of what is there instead; empty if nothing is.
    """

    def __init__(self, iri: str, successor: str = "") -> None:
        self.iri = iri
        self.successor = successor
        instead = f"; {successor} stands in its place" if successor else ""
        super().__init__(f"{iri} was withdrawn{instead}")


class SettingError(KzgraphError):
    """A setting with a value that cannot be used.

    Args:
        name: the environment variable.
        cause: what is wrong, one sentence without full stop.
    """

    def __init__(self, name: str, cause: str) -> None:
        self.name = name
        self.cause = cause
        super().__init__(f"{name}: {cause}")


class AddressError(KzgraphError):
    """An address at which the server cannot listen.

    Args:
        host: name or number of the host.
        port: TCP port.
        cause: what the system said.
    """

    def __init__(self, host: str, port: int, cause: str) -> None:
        self.host = host
        self.port = port
        self.cause = cause
        super().__init__(f"cannot listen at {host} port {port}: {cause} (another --port may do)")


class EngineStartError(KzgraphError):
    """The processes of the engine did not come up."""


class ReloadError(KzgraphError):
    """The server goes on with the data that it had, or there is none."""


class ClientError(KzgraphError):
    """An endpoint that did not give our client what it asked for.

    Args:
        detail: what happened; a sentence, with or without its full stop.
        remedy: what to do, one sentence; empty when nobody knows.
        status: the HTTP status of the answer; None when none came.
        type: IRI of the kind of problem, see docs/problems.md; empty when the endpoint says none.
        line: place in the query, 1-based, when known.
        column: the same, in characters.
        limit: the limit that was in force, when it is one.
        unit: what the limit counts: `seconds`, `bytes` and so on.
        retry_after_seconds: when the endpoint wants to be asked again, if it says so.
    """

    def __init__(
        self,
        detail: str,
        *,
        remedy: str = "",
        status: int | None = None,
        type: str = "",  # noqa: A002  (the word of RFC 9457)
        line: int | None = None,
        column: int | None = None,
        limit: float | None = None,
        unit: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        self.detail = detail
        self.remedy = remedy
        self.status = status
        self.type = type
        self.line = line
        self.column = column
        self.limit = limit
        self.unit = unit
        self.retry_after_seconds = retry_after_seconds
        place = "" if line is None else f"line {line}, column {column}: "
        super().__init__(f"{place}{detail.rstrip().removesuffix('.')}. {remedy}".rstrip())


class ConnectionFailedError(ClientError):
    """Nobody answers at the address, or the network broke before an answer began."""


class RequestRejectedError(ClientError):
    """The endpoint finds fault with the query, a parameter or a header."""


class QueryTooSlowError(ClientError):
    """A query stopped at a limit of time or memory, or not answered in time."""


class ServerBusyError(ClientError):
    """The endpoint has no room for the query, or none for more queries of this client."""


class NotFoundError(ClientError):
    """There is nothing at the address or of the name, or the name was withdrawn."""


class ServerFailedError(ClientError):
    """The endpoint failed; the fault is not the client's."""


class BrokenAnswerError(ClientError):
    """An answer that is not whole, or not what the protocol says."""


class UnsupportedError(ClientError):
    """Something that this endpoint does not have."""


class MissingPackageError(ClientError):
    """A package that is needed to show the result is not installed."""


def show(text: str) -> str:
    """Shorten what the user wrote to what a sentence can bear."""
    return text if len(text) <= 60 else text[:60] + "…"
