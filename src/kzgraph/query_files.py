"""Query files: SPARQL with a header of comments that says what the query answers.

The library (`queries/*.rq`) and the rules (`shapes/rules/*.rq`) share one grammar. The header is
the first lines of the file, each beginning with `#+`:

    #+ title: Prison terms by length
    #+ description: Which people were sentenced to prison, and for how many months?
    #+   A line that begins with `#+` and three spaces continues the one before.
    #+ columns: name, months
    #+ parameters: person entity id:person-marat-zhylanbaev; after date 2023-01-01
    #+ rows: 12

`title`, `description` and `columns` must be there; the other keys may be. A parameter is the name
of a variable, what kind of value it takes, and the value that the file itself gives it. `rows` is
the number of rows on the published data. A rule has two keys more:

    #+ severity: violation
    #+ message: ends on {value}, before it begins: mend :when or :until

where `{value}` stands for what the row has in that column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from kzgraph.errors import MissingFileError, SyntaxInFileError

ParameterKind = Literal["entity", "date", "number", "text"]
SeverityName = Literal["violation", "warning", "info"]

_REQUIRED: Final = ("title", "description", "columns")
_KEYS: Final = (*_REQUIRED, "parameters", "rows", "severity", "message")
_HEADER_LINE: Final = re.compile(r"#\+ (?P<key>[a-z]+):(?P<value>.*)")
_CONTINUATION: Final = re.compile(r"#\+ {3,}(?P<value>\S.*)")
_VARIABLE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Parameter:
    """A value of the query that the reader may change.

    Attributes:
        name: the variable that holds it, without question mark.
        kind: what kind of value it takes.
        default: the value that the file gives it, as written there (`id:person-…`, `2023-01-01`).
    """

    name: str
    kind: ParameterKind
    default: str


@dataclass(frozen=True)
class QueryFile:
    """A query and what its header says of it.

    Attributes:
        path: the file.
        name: the file's name without `.rq`.
        title: what it answers, a few words.
        description: the question in plain words; for a rule, also why it is asked.
        columns: the variables of the result, in order, without question mark.
        parameters: what the reader may change.
        rows: number of rows on the published data; None where the header does not say.
        severity: of a rule's findings; None for a query of the library.
        message: of a rule's findings, with a `{column}` for each value put in; empty for a query.
        text: the whole file, header included, so that line numbers in errors are the file's.
    """

    path: Path
    name: str
    title: str
    description: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    rows: int | None
    severity: SeverityName | None
    message: str
    text: str

    @property
    def sparql(self) -> str:
        """The query without its header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("#+"))


@dataclass(frozen=True)
class _Value:
    """What a key says, and the line on which the key stands."""

    text: str
    line: int


def read_query_files(folder: Path) -> tuple[QueryFile, ...]:
    """Read every query file of a folder, sorted by name.

    Raises:
        MissingFileError: the folder is not there.
        SyntaxInFileError: see `read_query_file`.
    """
    if not folder.is_dir():
        raise MissingFileError(folder, "there is no such folder of queries")
    return tuple(read_query_file(path) for path in sorted(folder.glob("*.rq")))


def read_query_file(path: Path) -> QueryFile:
    """Read one query file. The SPARQL itself is not parsed here.

    Raises:
        MissingFileError: the file is not there.
        SyntaxInFileError: the header breaks the grammar, or it names a column, a parameter or a
            placeholder that the query does not have.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise MissingFileError(path, "there is no such query file") from error
    except UnicodeDecodeError as error:
        raise SyntaxInFileError(path, "not UTF-8 text", remedy="save it as UTF-8") from error
    header = _read_header(path, text.splitlines())
    for key in _REQUIRED:
        if key not in header:
            raise SyntaxInFileError(
                path, f"the header has no {key!r}", line=1, remedy=f"add a line `#+ {key}: …`"
            )
    columns = _read_columns(path, header["columns"])
    query = QueryFile(
        path=path,
        name=path.stem,
        title=header["title"].text,
        description=header["description"].text,
        columns=columns,
        parameters=_read_parameters(path, header.get("parameters")),
        rows=_read_rows(path, header.get("rows")),
        severity=_read_severity(path, header.get("severity")),
        message=_read_message(path, header.get("message"), columns),
        text=text,
    )
    _check_that_both_or_neither(path, header)
    _check_variables(query, header)
    return query


def _read_header(path: Path, lines: Iterable[str]) -> Mapping[str, _Value]:
    header: dict[str, _Value] = {}
    key = ""
    over = False
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#+"):
            over = True
            continue
        if over:
            raise SyntaxInFileError(
                path,
                "a header line after the end of the header",
                line=number,
                remedy="move it up to the other `#+` lines, which come first in the file",
            )
        if continuation := _CONTINUATION.fullmatch(line):
            if not key:
                raise SyntaxInFileError(
                    path,
                    "a continuation line with nothing to continue",
                    line=number,
                    remedy="begin with `#+ title: …`",
                )
            joined = f"{header[key].text} {continuation['value'].strip()}"
            header[key] = _Value(joined.strip(), header[key].line)
            continue
        match = _HEADER_LINE.fullmatch(line)
        if not match:
            raise SyntaxInFileError(
                path,
                f"not a header line: {line!r}",
                line=number,
                remedy="write `#+ key: value`, or `#+` and three spaces to continue a value",
            )
        key = match["key"]
        if key not in _KEYS:
            raise SyntaxInFileError(
                path,
                f"unknown header key {key!r}",
                line=number,
                remedy="the keys are " + ", ".join(_KEYS),
            )
        if key in header:
            raise SyntaxInFileError(
                path,
                f"the header says {key!r} a second time",
                line=number,
                remedy=f"merge it with line {header[key].line}",
            )
        header[key] = _Value(match["value"].strip(), number)
    for key, value in header.items():
        if not value.text:
            raise SyntaxInFileError(
                path, f"{key!r} says nothing", line=value.line, remedy="fill it or remove the line"
            )
    return header


def _read_columns(path: Path, value: _Value) -> tuple[str, ...]:
    columns = tuple(column.strip() for column in value.text.split(","))
    for column in columns:
        if not _VARIABLE_NAME.fullmatch(column):
            raise SyntaxInFileError(
                path,
                f"{column!r} is no name of a column",
                line=value.line,
                remedy="write the variables of SELECT without question mark, commas between",
            )
    return columns


def _read_parameters(path: Path, value: _Value | None) -> tuple[Parameter, ...]:
    if value is None:
        return ()
    parameters = []
    for entry in value.text.split(";"):
        match entry.split(maxsplit=2):
            case [name, ("entity" | "date" | "number" | "text") as kind, default]:
                parameters.append(Parameter(name, kind, default.strip()))
            case _:
                raise SyntaxInFileError(
                    path,
                    f"{entry.strip()!r} is no parameter",
                    line=value.line,
                    remedy="write `name kind default`, semicolons between; the kinds are "
                    + ", ".join(get_args(ParameterKind)),
                )
    return tuple(parameters)


def _read_rows(path: Path, value: _Value | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]+", value.text):
        raise SyntaxInFileError(
            path,
            f"{value.text!r} is no number of rows",
            line=value.line,
            remedy="write a whole number, or leave the line out",
        )
    return int(value.text)


def _read_severity(path: Path, value: _Value | None) -> SeverityName | None:
    if value is None:
        return None
    match value.text:
        case ("violation" | "warning" | "info") as name:
            return name
        case other:
            raise SyntaxInFileError(
                path,
                f"unknown severity {other!r}",
                line=value.line,
                remedy="the severities are " + ", ".join(get_args(SeverityName)),
            )


def _read_message(path: Path, value: _Value | None, columns: tuple[str, ...]) -> str:
    if value is None:
        return ""
    for placeholder in _PLACEHOLDER.findall(value.text):
        if placeholder not in columns:
            raise SyntaxInFileError(
                path,
                f"the message has a place for {{{placeholder}}}, which is no column",
                line=value.line,
                remedy="the columns are " + ", ".join(columns),
            )
    return value.text


def _check_that_both_or_neither(path: Path, header: Mapping[str, _Value]) -> None:
    there = [key for key in ("severity", "message") if key in header]
    if len(there) == 1:
        raise SyntaxInFileError(
            path,
            f"{there[0]!r} without its partner",
            line=header[there[0]].line,
            remedy="a rule has both `severity` and `message`, a query of the library has neither",
        )


def _check_variables(query: QueryFile, header: Mapping[str, _Value]) -> None:
    parameters = tuple(parameter.name for parameter in query.parameters)
    for key, names in (("columns", query.columns), ("parameters", parameters)):
        for name in names:
            if not re.search(rf"[?$]{re.escape(name)}\b", query.text):
                raise SyntaxInFileError(
                    query.path,
                    f"the query has no variable ?{name}, which the header names",
                    line=header[key].line,
                    remedy=f"mend `{key}` or the query",
                )
