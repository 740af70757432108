"""What is left of a query without comments and layout: by it, queries that are the same are known.

It is found in the process of the server, for every query that was not asked in just these letters
before; so it reads terminals alone, not whether they make a query.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from kzgraph.engine.reading.inspection import SCHEME, Form
from kzgraph.engine.reading.tokens import TERMINAL

_UNREPEATABLE: Final = frozenset(("BNODE", "NOW", "RAND", "STRUUID", "UUID"))
"""Functions that give another value each time."""
_MAKING_IRIS: Final = frozenset(("IRI", "URI"))


class Condensed(NamedTuple):
    """What is left of a query.

    Attributes:
        text: its terminals with one space between them. Where it is the same, `tokenize` gives the
            same tokens but for their places.
        form: the one of the query, if it is one.
        is_repeatable: whether it has the same answer each time that it is asked of the same data.
        is_relative: whether the answer may depend on the base that relative IRIs have.
    """

    text: str
    form: Form
    is_repeatable: bool
    is_relative: bool


def condense(text: str) -> Condensed | None:
    """Take comments and layout away; None for what cannot be a query."""
    terminals: list[str] = []
    form, is_repeatable, is_relative = None, True, False
    for match in TERMINAL.finditer(text):
        kind = match.lastgroup
        if kind is None:  # a gap
            continue
        if kind == "MISFIT":
            return None
        terminal = match.group(kind)
        terminals.append(terminal)
        if kind == "WORD":
            word = terminal.upper()
            # In the prologue, these four stand as words nowhere.
            if form is None and word in Form.__members__:
                form = Form[word]
            elif word in _UNREPEATABLE:
                is_repeatable = False
            elif word in _MAKING_IRIS:
                is_relative = True
        elif kind == "IRI":
            is_relative = is_relative or SCHEME.match(terminal) is None
        elif kind == "NO_PREFIX":  # several words, of which any may be such a function
            is_repeatable = False
    if form is None:
        return None
    return Condensed(" ".join(terminals), form, is_repeatable, is_relative)
