"""The ontology, and the shapes with the rules: many files as one document of Turtle each.

The files are put one after the other as their authors wrote them, with comments and in their order;
a Turtle writer would lose both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kzgraph import LICENSE, RELEASED, __version__
from kzgraph.building.triples import date, say, term, text
from kzgraph.engine import GraphFormat, Iri, Literal, Triple, write_graph
from kzgraph.errors import MissingFileError
from kzgraph.query_files import QueryFile, read_query_files
from kzgraph.vocabulary.prefixes import BASE, PREFIXES

_GAP: Final = "\n\n"
_WIDE_GAP: Final = re.compile(r"\n{3,}")
_RULES_COMMENT: Final = """\
# Rules over several records. Each is a query over the whole data set, and each of its rows a
# finding: `focus` is the node to mend, and {column} in the message stands for what the row has in
# that column.
"""


def merge_ontology(folder: Path) -> bytes:
    """Write the ontology as one document: the header first, then its modules by name.

    Raises:
        MissingFileError: there is no Turtle file in the folder.
    """
    header_first = sorted(_files(folder), key=lambda path: (path.stem != "kzgraph", path.name))
    return _merge((path.name, path.read_text(encoding="utf-8")) for path in header_first)


def merge_shapes(folder: Path, rules: Path) -> bytes:
    """Write the shapes by module, and behind them the rules as SPARQL that can be run.

    Raises:
        MissingFileError: there is no Turtle file in the folder, or no folder of rules.
        SyntaxInFileError: the header of a rule breaks its grammar.
    """
    described = [triple for rule in read_query_files(rules) for triple in _describe_rule(rule)]
    return _merge(
        [
            ("header", _write(_describe_shapes())),
            *((path.name, path.read_text(encoding="utf-8")) for path in _files(folder)),
            ("rules", _RULES_COMMENT + _write(described)),
        ]
    )


def _files(folder: Path) -> list[Path]:
    paths = sorted(folder.glob("*.ttl"))
    if not paths:
        raise MissingFileError(folder, "there is no Turtle file in this folder")
    return paths


def _merge(parts: Iterable[tuple[str, str]]) -> bytes:
    """Put texts one after the other, with the prefixes of all of them once, before the first.

    A prefix means the same in each: there is one table of them.
    """
    prefixes: set[str] = set()
    bodies: list[str] = []
    for name, content in parts:
        lines = content.splitlines()
        prefixes.update(line for line in lines if line.startswith("@prefix "))
        body = "\n".join(line for line in lines if not line.startswith("@prefix ")).strip()
        bodies.append(f"# ==== {name} ====\n\n{_WIDE_GAP.sub(_GAP, body)}\n")
    return "\n".join(["\n".join(sorted(prefixes)) + "\n", *bodies]).encode()


def _describe_shapes() -> Iterator[Triple]:
    return say(
        Iri(BASE + "shapes"),
        ("rdf:type", term("owl:Ontology")),
        ("dcterms:title", text("The shapes and rules of kzgraph")),
        ("dcterms:license", Iri(LICENSE)),
        ("dcterms:modified", date(RELEASED)),
        ("owl:versionInfo", Literal(__version__)),
    )


def _describe_rule(rule: QueryFile) -> Iterator[Triple]:
    return say(
        term(f"shapes:rule-{rule.name}"),
        ("rdf:type", term("sh:SPARQLExecutable")),
        ("rdf:type", term("sh:SPARQLSelectExecutable")),
        ("rdfs:label", text(rule.title)),
        ("rdfs:comment", text(rule.description)),
        ("sh:severity", term(f"sh:{str(rule.severity).capitalize()}")),
        ("sh:message", text(rule.message)),
        ("sh:select", Literal(rule.sparql)),
    )


def _write(triples: Iterable[Triple]) -> str:
    return write_graph(triples, GraphFormat.TURTLE, PREFIXES).decode()
