"""Values as clients write them, and the terms that they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import Final

from kzgraph.engine import Iri, Literal, Store, Term
from kzgraph.errors import ParameterError, show
from kzgraph.linked import Directory
from kzgraph.query_files import Parameter, ParameterKind
from kzgraph.vocabulary.prefixes import CONCEPT, ID, PREFIXES, expand

TEXT_LENGTH: Final = 1000
"""How many characters a text may have."""
_NAME_LENGTH: Final = 300
_COMPARED: Final = 1000
"""With how many names a name is compared; with 400 that takes up to 0.05 s."""
_NEAR: Final = 3
"""How many names a refusal suggests."""
_SIMILARITY: Final = 0.6
_TYPE: Final = PREFIXES["rdf"] + "type"
_SCHEME: Final = PREFIXES["skos"] + "inScheme"
_XSD: Final = PREFIXES["xsd"]
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{0,15}\.[0-9]{1,15}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, eq=False)
class Things:
    """What values may name.

    Attributes:
        store: the data set.
        directory: of the same data set.
    """

    store: Store
    directory: Directory

    @cached_property
    def _members(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """As many groups as headers name."""
        return {}

    def members(self, among: tuple[str, ...]) -> tuple[str, ...]:
        """Give the IRIs of the members of classes and concept schemes, sorted.

        Args:
            among: prefixed names or IRIs; empty for all things.
        """
        if among not in self._members:
            self._members[among] = self._find_members(among)
        return self._members[among]

    def _find_members(self, among: tuple[str, ...]) -> tuple[str, ...]:
        if not among:
            return tuple(sorted(self.directory.entries))
        found = {
            str(subject)
            for group in map(expand, among)
            for relation in (_TYPE, _SCHEME)
            for subject, *_ in self.store.match(predicate=relation, value=group)
        }
        return tuple(sorted(iri for iri in found if iri in self.directory))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages in which things have labels, sorted."""
        return tuple(
            sorted({tag for entry in self.directory.entries.values() for tag in entry.labels})
        )


def short_name(iri: str) -> str:
    """Give the shortest way to write an entity: its local name, or the IRI where that has none."""
    for space in (ID, CONCEPT):
        if iri.startswith(space):
            return iri.removeprefix(space)
    return iri


def write_value(term: Term) -> str:
    """Write a value as clients do."""
    return short_name(str(term)) if isinstance(term, Iri) else str(term)


def read_value(parameter: Parameter, text: str, things: Things | None) -> Term:
    """Turn what a client writes into a term.

    Args:
        parameter: what the value is for.
        text: the value; an entity as local name, prefixed name or IRI.
        things: what is there; None: entities and languages are not looked up.

    Raises:
        ParameterError: the parameter cannot have this value.
    """
    return _READERS[parameter.kind](parameter, text, things)


def _refuse(
    parameter: Parameter, text: str, allowed: str, names: tuple[str, ...] = (), hint: str = ""
) -> ParameterError:
    cause = f"the parameter {parameter.name} is {allowed}, not {show(text)!r}{hint}"
    return ParameterError(parameter.name, text, cause, names)


def _read_entity(parameter: Parameter, text: str, things: Things | None) -> Term:
    spellings = (expand(text), ID + text, CONCEPT + text)
    if things is None:
        return Iri(spellings[0])
    directory = things.directory
    known = [iri for iri in spellings if iri in directory]
    group = _list(parameter.among)
    if known and not parameter.among:
        return Iri(known[0])
    members = things.members(parameter.among)
    for iri in known:
        if iri in members:
            return Iri(iri)
    wanted = f"the name of a member of {group}" if group else "the name of a thing of the graph"
    near = _find_near(text, members)
    hint = f"; did you mean {_list(near)}?" if near else ""
    raise _refuse(parameter, text, wanted, near, hint)


def _find_near(text: str, members: tuple[str, ...]) -> tuple[str, ...]:
    wanted = short_name(expand(text[:_NAME_LENGTH])).lower()
    names = [short_name(iri) for iri in members]
    if len(names) > _COMPARED:
        # To compare with all would take seconds; misspellings keep the kind.
        kind = wanted.partition("-")[0] + "-"
        names = [name for name in names if name.startswith(kind)][:_COMPARED]
    return tuple(get_close_matches(wanted, names, _NEAR, _SIMILARITY))


def _read_date(parameter: Parameter, text: str, _: Things | None) -> Term:
    try:
        if _DATE.fullmatch(text):
            date.fromisoformat(text)
            return Literal(text, _XSD + "date")
    except ValueError:
        pass
    raise _refuse(parameter, text, "a day written as 2023-01-31")


def _read_number(parameter: Parameter, text: str, _: Things | None) -> Term:
    if _INTEGER.fullmatch(text):
        return Literal(text, _XSD + "integer")
    if _DECIMAL.fullmatch(text):
        return Literal(text, _XSD + "decimal")
    raise _refuse(
        parameter, text, "a number such as 2023 or -1.5, of up to 15 digits on either side"
    )


def _read_language(parameter: Parameter, text: str, things: Things | None) -> Term:
    tag = text.lower()
    if things is not None and tag not in things.languages:
        allowed = f"the tag of a language of the data ({_list(things.languages)})"
        raise _refuse(parameter, text, allowed, things.languages)
    return Literal(tag)


def _read_choice(parameter: Parameter, text: str, _: Things | None) -> Term:
    if text not in parameter.among:
        raise _refuse(parameter, text, f"one of {', '.join(parameter.among)}", parameter.among)
    return Literal(text)


def _read_text(parameter: Parameter, text: str, _: Things | None) -> Term:
    if len(text) > TEXT_LENGTH:
        raise _refuse(parameter, text, f"a text of up to {TEXT_LENGTH} characters")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _refuse(parameter, text, "a text in UTF-8")
    return Literal(text)


def _list(names: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


_READERS: Final[Mapping[ParameterKind, Callable[[Parameter, str, Things | None], Term]]] = (
    MappingProxyType(
        {
            "entity": _read_entity,
            "date": _read_date,
            "number": _read_number,
            "language": _read_language,
            "choice": _read_choice,
            "text": _read_text,
        }
    )
)
