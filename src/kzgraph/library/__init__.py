"""The library of questions: queries whose values the reader chooses.

A file of `queries/` (see `kzgraph.query_files`) is checked when it is read, and gets values by
their terms standing wherever the variable of the parameter stands: in sub-selects, FILTER and
EXISTS, too. That the engine cannot do: it substitutes variables that are projected only, and a
VALUES clause does not reach into sub-selects. So that the file runs as it is in any tool, it gives
each parameter its default by a clause like `VALUES ?topic { c:topic-assembly }`, which falls away
when a value is put in.

What has no sense with a value in its place is refused: a parameter that is projected, that gets a
value by AS, that stands in another VALUES, in BOUND, or alone in GROUP BY or ORDER BY.
"""

from kzgraph.library.questions import (
    ANSWER_FORMATS,
    EXCEL,
    RESERVED,
    Library,
    Question,
    read_library,
    read_question,
)
from kzgraph.library.values import TEXT_LENGTH, Things, read_value, short_name, write_value

__all__ = [
    "ANSWER_FORMATS",
    "EXCEL",
    "RESERVED",
    "TEXT_LENGTH",
    "Library",
    "Question",
    "Things",
    "read_library",
    "read_question",
    "read_value",
    "short_name",
    "write_value",
]
