"""Query files: SPARQL with a header of comments that says what the query answers.

The library (`queries/*.rq`) and the rules (`shapes/rules/*.rq`) share one grammar. The header is
the first lines of the file, each beginning with `#+`:

    #+ title: Prison terms by length
    #+ title@ru: Сроки лишения свободы
    #+ description: Which people were sentenced to prison, and for how many months?
    #+   A line that begins with `#+` and three spaces continues the one before.
    #+ topic: justice
    #+ columns: name, months
    #+ parameters: act entity(:LegalAct) id:act-assembly-law; after date 2023-01-01

`title`, `description` and `columns` must be there, in the library also `topic`, one of `TOPICS`.
`title@ru` and `title@kk` say the title in Russian and Kazakh.
Parameters, with semicolons between them, are variables whose value the reader chooses; each has a
name, a kind, and the value that holds when none is chosen:

    person entity id:person-marat-zhylanbaev      any thing of the graph
    act entity(:LegalAct|:Treaty) id:act-assembly-law   a thing of one of these classes
    topic entity(c:topic) c:topic-freedoms        a concept of this scheme
    day date 2021-07-25                           a day
    year number 2023                              a whole or decimal number
    tongue language kk                            the tag of a language of the data
    holds choice(all|certainly|perhaps) all       one of these words
    words text peaceful assembly                  any text without a semicolon

What a query may do with a parameter says `kzgraph.library`. A question whose answer people would
rather look at than read says how, see `kzgraph.views`:

    #+ view: bar(x=party, y=seats, color=election)

A rule has two keys more:

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
from kzgraph.views import View, read_view

ParameterKind = Literal["entity", "date", "number", "language", "choice", "text"]
SeverityName = Literal["violation", "warning", "info"]

TOPICS: Final = ("people", "elections", "justice", "law", "rights", "claims", "figures", "graph")
"""What the queries of the library are about, in the order in which readers see them."""

_TITLES: Final = {"title": "en", "title@ru": "ru", "title@kk": "kk"}
"""Header key → language of the title."""
_REQUIRED: Final = ("title", "description", "columns")
_KEYS: Final = (*_TITLES, *_REQUIRED[1:], "topic", "parameters", "view", "severity", "message")
_HEADER_LINE: Final = re.compile(r"#\+ (?P<key>[a-z@]+):(?P<value>.*)")
_CONTINUATION: Final = re.compile(r"#\+ {3,}(?P<value>\S.*)")
_VARIABLE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PARAMETER: Final = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z0-9_]*) (?P<kind>[a-z]+)(?:\((?P<among>[^()]+)\))? (?P<default>.+)"
)
_WITH_LIST: Final = frozenset({"entity", "choice"})
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Parameter:
    """A value of the query that the reader may change.

    Attributes:
        name: the variable that holds it, without question mark.
        kind: what kind of value it takes.
        default: the value that the file gives it, as written there (`id:person-…`, `2023-01-01`).
        among: of a choice, the words; of an entity, the classes or concept schemes of which it has
            to be a member of one, as written there, or nothing.
    """

    name: str
    kind: ParameterKind
    default: str
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class QueryFile:
    """A query and what its header says of it.

    Attributes:
        path: the file.
        name: the file's name without `.rq`.
        titles: language → what it answers, a few words; in English there always is one.
        description: the question in plain words; for a rule, also why it is asked.
        topic: one of `TOPICS`, or empty.
        columns: the variables of the result, in order, without question mark.
        parameters: what the reader may change.
        view: how the answer can be looked at, or None.
        severity: of a rule's findings; None for a query of the library.
        message: of a rule's findings, with a `{column}` for each value put in; empty for a query.
        text: the whole file, header included, so that line numbers in errors are the file's.
        lines: key of the header → the line on which it stands, from 1.
    """

    path: Path
    name: str
    titles: Mapping[str, str]
    description: str
    topic: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    view: View | None
    severity: SeverityName | None
    message: str
    text: str
    lines: Mapping[str, int]

    @property
    def title(self) -> str:
        """The title in English."""
        return self.titles["en"]

    def entitle(self, language: str) -> tuple[str, str]:
        """Give the title in a language, or in English, and its language."""
        tag = language if language in self.titles else "en"
        return self.titles[tag], tag

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
        titles={tag: header[key].text for key, tag in _TITLES.items() if key in header},
        description=header["description"].text,
        topic=_read_topic(path, header.get("topic")),
        columns=columns,
        parameters=_read_parameters(path, header.get("parameters")),
        view=_read_view(path, header.get("view"), columns),
        severity=_read_severity(path, header.get("severity")),
        message=_read_message(path, header.get("message"), columns),
        text=text,
        lines={key: value.line for key, value in header.items()},
    )
    _check_that_both_or_neither(path, header)
    _check_variables(query)
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


def _read_topic(path: Path, value: _Value | None) -> str:
    if value is not None and value.text not in TOPICS:
        raise SyntaxInFileError(
            path,
            f"unknown topic {value.text!r}",
            line=value.line,
            remedy="the topics are " + ", ".join(TOPICS),
        )
    return value.text if value is not None else ""


def _read_parameters(path: Path, value: _Value | None) -> tuple[Parameter, ...]:
    if value is None:
        return ()
    parameters: dict[str, Parameter] = {}
    for entry in value.text.split(";"):
        parameter = _read_parameter(" ".join(entry.split()))
        if parameter is None:
            raise SyntaxInFileError(
                path,
                f"{entry.strip()!r} is no parameter",
                line=value.line,
                remedy="write `name kind default`, semicolons between; the kinds are "
                + ", ".join(get_args(ParameterKind))
                + "; a list stands behind choice, as in choice(a|b), and may behind entity",
            )
        if parameter.name in parameters:
            raise SyntaxInFileError(
                path,
                f"the parameter {parameter.name!r} stands there twice",
                line=value.line,
                remedy="remove one, or rename it here and in the query",
            )
        parameters[parameter.name] = parameter
    return tuple(parameters.values())


def _read_parameter(entry: str) -> Parameter | None:
    match = _PARAMETER.fullmatch(entry)
    if match is None:
        return None
    name, default = match["name"], match["default"]
    among = tuple(one.strip() for one in (match["among"] or "").split("|"))
    among = among if any(among) else ()
    match match["kind"]:
        case ("entity" | "date" | "number" | "language" | "choice" | "text") as kind:
            is_one_value = kind in {"text", "choice"} or not re.search(r"[\s,]", default)
            is_listed = kind != "choice" or default in among
            has_right_list = all(among) and (kind in _WITH_LIST or not among)
            if is_one_value and is_listed and has_right_list:
                return Parameter(name, kind, default, among)
    return None


def _read_view(path: Path, value: _Value | None, columns: tuple[str, ...]) -> View | None:
    if value is None:
        return None
    try:
        view = read_view(value.text)
    except ValueError as error:
        raise SyntaxInFileError(
            path, str(error), line=value.line, remedy="mend it; see `kzgraph.views`"
        ) from None
    for channel, column in view.columns.items():
        if column not in columns:
            raise SyntaxInFileError(
                path,
                f"the view shows {column!r} as {channel}, which is no column",
                line=value.line,
                remedy="the columns are " + ", ".join(columns),
            )
    return view


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


def _check_variables(query: QueryFile) -> None:
    parameters = tuple(parameter.name for parameter in query.parameters)
    for key, names in (("columns", query.columns), ("parameters", parameters)):
        for name in names:
            if not re.search(rf"[?$]{re.escape(name)}\b", query.text):
                raise SyntaxInFileError(
                    query.path,
                    f"the query has no variable ?{name}, which the header names",
                    line=query.lines[key],
                    remedy=f"mend `{key}` or the query",
                )
