"""Local names: the words after `…/id/`, their kinds, and the registry that keeps them for good.

A local name is `{kind}-{slug}` for a shared thing (`person-zhanbolat-mamay`) and
`{kind}-{document}-{slug}` for what one document reports (`sentence-fiw-2024-mamay-2023`): ASCII
lower-case words and digits joined by single hyphens, chosen once. The kind is the first word.

The registry (`data/names.csv`) lists every name ever given, so that no name changes its meaning
or disappears unnoticed. Names of passages and selectors are not in it: they follow from document,
start and end, nobody chooses them, and they come and go with the citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kzgraph.errors import LocalNameError, SyntaxInFileError
from kzgraph.model.finding import Finding, Severity
from kzgraph.model.table import read_table

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # shared things
        "person": "persons",
        "organization": "organizations",
        "place": "places",
        "event": "events",
        "case": "cases",
        "office": "offices",
        "election": "elections",
        "act": "acts",
        "treaty": "acts",
        "provision": "acts",
        "programme": "programmes",
        "platform": "programmes",
        "document": "documents",
        # what one document reports
        "sentence": "justice",
        "conviction": "justice",
        "acquittal": "justice",
        "sanction": "justice",
        "detention": "justice",
        "investigation": "justice",
        "charge": "justice",
        "trial": "justice",
        "review": "justice",
        "release": "justice",
        "death": "justice",
        "step": "justice",
        "penalty": "justice",
        "characterization": "characterizations",
        "membership": "tenures",
        "holding": "tenures",
        "name": "names",
        "group": "groups",
        "status": "statuses",
        "relationship": "relationships",
        "lawstep": "legislation",
        "action": "legislation",
        "rule": "rules",
        "happening": "events",
        "table": "elections",
        "result": "elections",
        "candidacy": "elections",
        "score": "scores",
        "figure": "figures",
        "claim": "claims",
        "recommendation": "claims",
        "attribute": "attributes",
        "section": "sections",
        "passage": "passages",
        "selector": "passages",
        # decisions of ours
        "decision": "decisions",
        "match": "matches",
    }
)
"""Kind → stem of the data file that holds the subjects of this kind."""

THING_KINDS: Final = frozenset(
    {
        "person",
        "organization",
        "place",
        "event",
        "case",
        "office",
        "election",
        "act",
        "treaty",
        "provision",
        "programme",
        "platform",
        "document",
    }
)
LINK_KINDS: Final = frozenset({"decision", "match"})
REPORT_KINDS: Final = frozenset(KINDS) - THING_KINDS - LINK_KINDS
"""Kinds whose names carry the document: `{kind}-{document}-{slug}`."""

COMPUTED_KINDS: Final = frozenset({"passage", "selector"})
"""Kinds whose names are computed and therefore not registered."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_COLUMNS = ("name", "state", "successor")
_CHECK = "names"


def kind_of(name: str) -> str:
    """Return the kind of a local name.

    Raises:
        LocalNameError: the first word is no kind of ours.
    """
    kind = name.partition("-")[0]
    if kind not in KINDS:
        raise LocalNameError(
            name, f"no kind of ours; a name begins with one of: {', '.join(sorted(KINDS))}"
        )
    return kind


def has_kind(name: str) -> bool:
    """Tell whether a local name begins with a kind of ours."""
    return name.partition("-")[0] in KINDS


def check(name: str) -> None:
    """Check a local name against the grammar.

    Raises:
        LocalNameError: wrong characters, no slug, or an unknown kind.
    """
    if not _NAME.fullmatch(name):
        raise LocalNameError(
            name, "a name is two or more lower-case ASCII words or numbers joined by single hyphens"
        )
    kind_of(name)


def check_in_document(name: str, document: str) -> None:
    """Check a local name that stands in the graph of a document.

    Raises:
        LocalNameError: as `check`, or the name of a report does not carry this document.
    """
    check(name)
    kind = kind_of(name)
    if kind in REPORT_KINDS and not name.startswith(f"{kind}-{document}-"):
        raise LocalNameError(
            name, f"stands in the graph of {document}, so it must begin with {kind}-{document}-"
        )


@dataclass(frozen=True)
class Row:
    """One row of the registry.

    Attributes:
        line: 1-based line in the file.
        name: the local name.
        retired: whether the name was withdrawn.
        successor: the name to use instead of a retired one; empty if none.
    """

    line: int
    name: str
    retired: bool = False
    successor: str = ""


@dataclass(frozen=True)
class Registry:
    """The list of all local names ever given.

    Attributes:
        rows: as they stand in the file, also when out of order or doubled (see `find_faults`).
    """

    rows: tuple[Row, ...] = ()

    @property
    def active(self) -> frozenset[str]:
        """Names in use."""
        return frozenset(row.name for row in self.rows if not row.retired)

    @property
    def retired(self) -> Mapping[str, str]:
        """Withdrawn name → successor."""
        return {row.name: row.successor for row in self.rows if row.retired}

    @classmethod
    def read(cls, path: Path) -> Registry:
        """Read the registry.

        Raises:
            MissingFileError: there is no such file.
            SyntaxInFileError: wrong header, wrong number of columns, unknown state, or a name
                outside the grammar; with the line.
        """
        return cls(tuple(_read_row(path, *row) for row in read_table(path, _COLUMNS)))

    def with_names(self, names: Iterable[str]) -> Registry:
        """Return a sorted registry that also holds these names, as active ones, where new."""
        known = {row.name for row in self.rows}
        rows = [*self.rows, *(Row(0, name) for name in set(names) - known)]
        return Registry(tuple(sorted(rows, key=lambda row: row.name)))

    def to_text(self) -> str:
        """Write the registry as CSV with LF line ends."""
        lines = [
            f"{row.name},{'retired' if row.retired else 'active'},{row.successor}"
            for row in self.rows
        ]
        return "\n".join([",".join(_COLUMNS), *lines]) + "\n"


def _read_row(path: Path, line: int, cells: list[str]) -> Row:
    name, state, successor = cells
    if state not in {"active", "retired"}:
        raise SyntaxInFileError(path, f"state {state!r} is neither active nor retired", line=line)
    if state == "active" and successor:
        raise SyntaxInFileError(path, f"{name} is active and has a successor", line=line)
    try:
        for each in (name, successor) if successor else (name,):
            check(each)
    except LocalNameError as error:
        raise SyntaxInFileError(path, str(error), line=line) from error
    return Row(line, name, state == "retired", successor)


def is_registered(name: str) -> bool:
    """Tell whether a name of this kind belongs in the registry."""
    return kind_of(name) not in COMPUTED_KINDS


def find_faults(registry: Registry, used: Iterable[str], *, file: str) -> tuple[Finding, ...]:
    """Compare the registry with the names that the data use.

    Args:
        registry: the registry as read.
        used: local names of all subjects in the data; names of passages and selectors are left out.
        file: path of the registry, for the findings.

    Returns:
        A violation for each: name in the data that is not registered or is retired; active name
        that the data do not have; retired name without an active successor; name listed twice;
        name out of order.
    """
    in_data = {name for name in used if is_registered(name)}
    active, retired = registry.active, registry.retired
    messages: list[tuple[str, str]] = [
        (name, "is in the data but not registered; run `kzgraph format`")
        for name in sorted(in_data - active - retired.keys())
    ]
    messages += [
        (name, "is retired, a name is never used again; choose another for the data")
        for name in sorted(in_data & retired.keys())
    ]
    messages += [
        (name, "is registered but no longer in the data; bring it back, or mark it retired")
        for name in sorted(active - in_data)
    ]
    messages += [
        (name, "is retired without a successor that is active")
        for name, successor in sorted(retired.items())
        if successor not in active
    ]
    seen: set[str] = set()
    for row in registry.rows:
        if row.name in seen:
            messages.append((row.name, f"is listed twice, again in line {row.line}"))
        seen.add(row.name)
    messages += [
        (later.name, f"stands out of order in line {later.line}; run `kzgraph format`")
        for earlier, later in zip(registry.rows, registry.rows[1:], strict=False)
        if later.name < earlier.name
    ]
    return tuple(
        Finding(check=_CHECK, severity=Severity.VIOLATION, message=f"{name} {message}", file=file)
        for name, message in messages
    )
