"""The files of the library, checked, and what they become with values."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kzgraph.engine import Query, ResultsFormat, Store, Term, execute, load_text, write_term
from kzgraph.errors import (
    MissingFileError,
    ParameterError,
    QueryError,
    QuerySyntaxError,
    SyntaxInFileError,
    show,
)
from kzgraph.library.places import MisplacedError, Place, fill, fill_keeping_lines, find_places
from kzgraph.library.values import Things, read_value
from kzgraph.query_files import QueryFile, read_query_file
from kzgraph.vocabulary.prefixes import PREFIXES, expand

RESERVED: Final = frozenset({"format", "lang", "timeout"})
"""What a request says besides the parameters of the question."""

EXCEL: Final = "excel"
ANSWER_FORMATS: Final = (*(known.value for known in ResultsFormat), EXCEL)
"""How an answer can be had: as the engine writes it, and as CSV in which Excel finds no formula."""

_FILE_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PROLOGUE: Final = re.compile(r"(?i:PREFIX|BASE)\s[^>]*>")


@dataclass(frozen=True, eq=False)
class Question:
    """A query of the library.

    Attributes:
        file: what its header says.
        places: where its values go, in the query without header.
    """

    file: QueryFile
    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        return self.file.name

    @cached_property
    def defaults(self) -> Mapping[str, Term]:
        """The value of each parameter for which none is chosen."""
        return {one.name: read_value(one, one.default, None) for one in self.file.parameters}

    @cached_property
    def example(self) -> str:
        """The query as it runs in any tool, with the defaults: the file's own, if that has them."""
        bound = {place.parameter for place in self.places if place.default is not None}
        return self.file.sparql if bound >= self.defaults.keys() else self.fill({})

    def read_values(self, given: Iterable[tuple[str, str]], things: Things) -> Mapping[str, Term]:
        """Read the values that a client gives, as pairs of name and text.

        Raises:
            ParameterError: a parameter that the question does not have, or has only once, or a
                value that it cannot have.
        """
        known = {parameter.name: parameter for parameter in self.file.parameters}
        values: dict[str, Term] = {}
        for name, text in given:
            if name not in known:
                names = ", ".join(known)
                has = f"only {names}" if known else "no parameters"
                cause = f"the question {self.name} has no parameter {show(name)!r}, it has {has}"
                raise ParameterError(name, text, cause, tuple(known))
            if name in values:
                cause = f"the parameter {name} is given twice; once is enough"
                raise ParameterError(name, text, cause)
            values[name] = read_value(known[name], text, things)
        return values

    def fill(self, values: Mapping[str, Term]) -> str:
        """Give the query with values, and with the defaults of the parameters that have none."""
        return fill(self.file.sparql, self.places, _write({**self.defaults, **values}))


Library = Mapping[str, Question]
"""Name of a question → the question, in the order of names."""


def read_library(folder: Path) -> Library:
    """Read all questions of a folder.

    Raises:
        MissingFileError: the folder is not there.
        SyntaxInFileError: see `read_question`.
    """
    if not folder.is_dir():
        raise MissingFileError(folder, "there is no such folder of queries")
    questions = map(read_question, sorted(folder.glob("*.rq")))
    return MappingProxyType({question.name: question for question in questions})


def read_question(path: Path) -> Question:
    """Read a file of the library, and see that it runs with its defaults put in.

    Raises:
        MissingFileError: the file is not there.
        SyntaxInFileError: it breaks the grammar of query files, lacks what the library needs, has a
            parameter where no value can stand, or is no SELECT with the columns of its header.
    """
    file = read_query_file(path)
    _check_header(file)
    try:
        question = Question(file, find_places(file.sparql, [one.name for one in file.parameters]))
        defaults = _write(question.defaults)
    except QuerySyntaxError as error:
        raise _at(file, error.line, error.cause, "mend the query", error.column) from error
    except MisplacedError as error:
        line = file.sparql.count("\n", 0, error.offset) + 1
        raise _at(file, line, error.cause, error.remedy) from error
    except (ParameterError, ValueError) as error:
        raise _in_header(file, "parameters", str(error), "mend the default") from error
    _check_places(question, defaults)
    _check_columns(question, defaults)
    return question


def _write(values: Mapping[str, Term]) -> Mapping[str, str]:
    return {name: write_term(term) for name, term in values.items()}


def _check_header(file: QueryFile) -> None:
    if not _FILE_NAME.fullmatch(file.name):
        raise SyntaxInFileError(
            file.path,
            f"{file.name!r} is no name for a question",
            remedy="use small letters, digits and hyphens: it becomes part of an address",
        )
    if not file.topic:
        raise SyntaxInFileError(
            file.path, "the header has no 'topic'", line=1, remedy="add a line `#+ topic: …`"
        )
    if file.severity is not None:
        raise _in_header(file, "severity", "this is a rule", "move it to shapes/rules")
    for parameter in file.parameters:
        if parameter.name in RESERVED or keyword.iskeyword(parameter.name):
            user = "requests use" if parameter.name in RESERVED else "is a word of Python"
            cause = f"a parameter cannot be called {parameter.name!r}, which {user}"
            raise _in_header(file, "parameters", cause, "rename it here and in the query")
        if parameter.kind == "entity":
            _check_names(file, (parameter.default, *parameter.among))


def _check_names(file: QueryFile, names: Iterable[str]) -> None:
    for name in names:
        if expand(name).partition(":")[0] not in {"https", "http"}:
            known = ", ".join(f"{prefix}:" for prefix in PREFIXES)
            raise _in_header(
                file,
                "parameters",
                f"{name!r} is no IRI and no prefixed name",
                f"the prefixes are {known}",
            )


def _check_places(question: Question, defaults: Mapping[str, str]) -> None:
    """See that each parameter has a place, and each clause binds its default.

    The engine compares: only it knows that 1.50 is 1.5.
    """
    file = question.file
    prologue = "\n".join(_PROLOGUE.findall(file.sparql))
    used = {place.parameter for place in question.places if place.default is None}
    for name in defaults.keys() - used:
        raise _in_header(file, "parameters", f"the query makes no use of ?{name}", "remove it")
    for place in question.places:
        if place.default is None:
            continue
        name, default = place.parameter, defaults[place.parameter]
        compared = (
            f"{prologue}\nSELECT (COUNT(*) AS ?all) "
            f"(SUM(IF(SAMETERM(?x, {default}), 1, 0)) AS ?same) "
            f"WHERE {{ VALUES ?x {{ {place.default}\n}} }}"
        )
        line = file.sparql.count("\n", 0, place.start) + 1
        try:
            counts = _answer(compared).splitlines()[1]
        except QueryError as error:
            raise _at(file, line, f"the values of ?{name} cannot be read", str(error)) from error
        if counts != "1,1":
            cause = f"VALUES ?{name} does not bind the one default of the header, {default}"
            raise _at(file, line, cause, "make them the same")


def _check_columns(question: Question, defaults: Mapping[str, str]) -> None:
    file = question.file
    try:
        answer = _answer(fill_keeping_lines(file.sparql, question.places, defaults))
    except QuerySyntaxError as error:
        raise _at(
            file,
            error.line,
            f"with values in the places of its parameters this is no query: {error.cause}",
            "a parameter stands where a value can: not in BOUND, nor alone in GROUP BY or ORDER BY"
            if file.parameters
            else "mend the query",
            error.column if not file.parameters else None,
        ) from error
    except QueryError as error:
        raise SyntaxInFileError(file.path, str(error), remedy="a question is a SELECT") from error
    heading, line_end, _ = answer.partition("\r\n")
    if not line_end:
        raise SyntaxInFileError(file.path, "the answer is yes or no", remedy="write a SELECT")
    columns = tuple(heading.split(","))
    if columns != file.columns:
        cause = f"the query gives the columns {', '.join(columns)}"
        raise _in_header(file, "columns", cause, "name these in the header, or mend the query")


def _answer(text: str) -> str:
    """Answer a SELECT on no data, as CSV."""
    return execute(_empty(), Query(text, ResultsFormat.CSV, None)).body.decode()


def _in_header(file: QueryFile, key: str, cause: str, remedy: str) -> SyntaxInFileError:
    return SyntaxInFileError(file.path, cause, line=file.lines[key], remedy=remedy)


def _at(
    file: QueryFile, line: int | None, cause: str, remedy: str, column: int | None = None
) -> SyntaxInFileError:
    """Make an error at a line of the query without its header, which comes before."""
    header = file.text.count("\n") - file.sparql.count("\n")
    place = None if line is None else line + header
    return SyntaxInFileError(file.path, cause, line=place, column=column, remedy=remedy)


@cache
def _empty() -> Store:
    return load_text("")
