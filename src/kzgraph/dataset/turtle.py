"""Reading Turtle, and writing it in the one form of the data files: same graph, same bytes.

The form: UTF-8, LF; the prefixes in use, sorted; a block per subject, blank lines between, in
natural order; `a` first, then `rdfs:label`, then the predicates of `PREDICATE_ORDER`, then the
rest by name; several objects one a line, sorted. No comments and no blank nodes: a note is a
triple, a node has a name.

Lexical forms are kept as they stand ("01" stays "01"). Literals typed xsd:string are the same
terms as plain ones (https://www.w3.org/TR/rdf11-concepts/#section-Graph-Literal) and become these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Final

import rdflib
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.term import Node

from kzgraph.errors import MissingFileError, SyntaxInFileError, UnwritableTermError
from kzgraph.vocabulary.prefixes import BASE, PREFIXES

PREDICATE_ORDER: Final = (
    "skos:prefLabel",
    "skos:altLabel",
    "skos:hiddenLabel",
    # a document
    "dcterms:title",
    "dcterms:creator",
    "dcterms:publisher",
    ":issued",
    ":periodCovered",
    ":stateOfText",
    "dcterms:source",
    ":perspective",
    ":fileName",
    # who and what
    ":names",
    ":spelling",
    ":describes",
    ":as",
    ":person",
    ":organization",
    ":role",
    ":against",
    ":by",
    ":countLow",
    ":countHigh",
    ":subgroupOf",
    "foaf:member",
    # when and where
    ":when",
    ":until",
    ":attestedOn",
    ":event",
    ":place",
    ":recordStatus",
    # justice
    ":case",
    ":procedure",
    ":offence",
    ":provision",
    ":modifies",
    ":outcome",
    ":penalty",
    ":qualifier",
    ":months",
    ":days",
    ":activity",
    # decisions
    ":verdict",
    ":about",
    ":fullest",
    ":entity",
    ":target",
    ":because",
    ":evidence",
    ":certainty",
    "dcterms:date",
)
"""Predicates after `a` and `rdfs:label`, as prefixed names; those not named follow, by name."""

LAST_PREDICATES: Final = (
    # where it is written; :cites is what authors write in its place
    "oa:hasSource",
    "oa:hasSelector",
    "oa:start",
    "oa:end",
    ":startLine",
    ":endLine",
    ":sha256",
    "prov:wasDerivedFrom",
    ":cites",
)
"""Predicates at the end of a block, after all others."""

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORBIDDEN_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff]')
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}")
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_DIGITS = re.compile(r"([0-9]{1,18})")

_RANK = {name: rank for rank, name in enumerate((*PREDICATE_ORDER, "", *LAST_PREDICATES))}


@contextmanager
def _lexical_forms_kept() -> Iterator[None]:
    """Keep rdflib from rewriting "01"^^xsd:integer as "1": its parser takes no argument for it."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def parse_turtle(text: str, path: Path) -> Graph:
    """Parse Turtle text.

    Args:
        text: the Turtle.
        path: where it comes from, for error messages.

    Raises:
        SyntaxInFileError: the text is not Turtle; with line and column where rdflib knows them.
    """
    graph = Graph(bind_namespaces="none")
    try:
        with _lexical_forms_kept():
            # A relative IRI must not turn into the path of a file on somebody's machine.
            graph.parse(data=text, format="turtle", publicID=BASE)
    except SyntaxError as error:
        line, column, cause = _locate(error, text)
        raise SyntaxInFileError(path, cause, line=line, column=column) from error
    except (AssertionError, IndexError, ValueError, ParserError) as error:
        # rdflib's parser runs over the end of a file that stops inside a string or a statement.
        raise SyntaxInFileError(
            path,
            "the Turtle is not complete: a string or a statement is not closed",
            line=text.rstrip("\n").count("\n") + 1,
        ) from error
    return graph


def read_turtle(path: Path) -> Graph:
    """Read one Turtle file.

    Raises:
        MissingFileError: there is no such file.
        SyntaxInFileError: it is not UTF-8 or not Turtle.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise MissingFileError(path, "the file is not there") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SyntaxInFileError(path, f"not UTF-8: {error.reason}", line=line) from error
    return parse_turtle(text, path)


def _locate(error: SyntaxError, text: str) -> tuple[int | None, int | None, str]:
    """Find line, column and cause in rdflib's error, which tells them in its message only."""
    message = str(error)
    line_match = re.search(r"at line (\d+) of", message)
    cause_match = re.search(r"Bad syntax \((.*?)\) at \^ in:", message, re.DOTALL)
    line = int(line_match[1]) if line_match else None
    cause = " ".join(cause_match[1].split()) if cause_match else "not Turtle"
    offset = getattr(error, "_i", None)
    if not isinstance(offset, int) or not 0 <= offset <= len(text):
        return line, None, cause
    before = text[:offset]
    # The offset is the truth: after a string of several lines rdflib's line is that of its start.
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1, cause


def write_turtle(graph: Graph) -> str:
    """Write a graph in the canonical form.

    Raises:
        UnwritableTermError: a blank node, or an IRI that Turtle cannot hold.
    """
    used: set[str] = set()
    by_subject: dict[str, dict[str, set[str]]] = {}
    for subject, predicate, value in graph:
        predicates = by_subject.setdefault(_write_term(subject, used), {})
        verb = "a" if predicate == RDF.type else _write_term(predicate, used)
        predicates.setdefault(verb, set()).add(_write_term(value, used))
    blocks = [
        _write_block(subject, by_subject[subject])
        for subject in sorted(by_subject, key=natural_key)
    ]
    header = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(used))
    return "\n".join(part for part in (header, *blocks) if part)


def _write_block(subject: str, predicates: dict[str, set[str]]) -> str:
    lines: list[str] = []
    for verb in sorted(predicates, key=verb_key):
        values = sorted(predicates[verb], key=natural_key)
        if len(values) == 1:
            lines.append(f"{verb} {values[0]}")
        else:
            lines.append(verb + "".join(f"\n        {value}," for value in values)[:-1])
    return f"{subject} " + " ;\n    ".join(lines) + " .\n"


def verb_key(verb: str) -> tuple[int, str]:
    """Sort key of the properties in a block, given as prefixed names or `a`."""
    if verb in {"a", "rdfs:label"}:
        return (-2 if verb == "a" else -1), verb
    return _RANK.get(verb, _RANK[""]), verb


def natural_key(text: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Sort key by which `passage-9` comes before `passage-10`."""
    chunks = tuple(
        (0, int(chunk), "") if index % 2 else (1, 0, chunk)
        for index, chunk in enumerate(_DIGITS.split(text))
    )
    return chunks, text


def _write_term(term: Node, used: set[str]) -> str:
    if isinstance(term, URIRef):
        return _write_iri(term, used)
    if isinstance(term, Literal):
        return _write_literal(term, used)
    kind = "a blank node" if isinstance(term, BNode) else f"a {type(term).__name__}"
    raise UnwritableTermError(str(term), f"{kind}; every node in the data has an IRI")


def _write_iri(iri: URIRef, used: set[str]) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if _LOCAL.fullmatch(local):
                used.add(prefix)
                return f"{prefix}:{local}"
    if _FORBIDDEN_IN_IRI.search(iri):
        raise UnwritableTermError(str(iri), "an IRI with a character that no IRI may have")
    if not _SCHEME.match(iri):
        raise UnwritableTermError(str(iri), "a relative IRI")
    return f"<{iri}>"


def _write_literal(literal: Literal, used: set[str]) -> str:
    text = str(literal)
    if re.search(r"[\ud800-\udfff]", text):
        raise UnwritableTermError(repr(text), "a literal with half a surrogate pair")
    datatype = literal.datatype
    # Short forms only where rdflib reads back the very same characters.
    if datatype == XSD.integer and _INTEGER.fullmatch(text) and str(int(text)) == text:
        return text
    if datatype == XSD.decimal and _DECIMAL.fullmatch(text) and str(Decimal(text)) == text:
        return text
    if datatype == XSD.boolean and text in {"true", "false"}:
        return text
    quoted = '"' + _TO_ESCAPE.sub(_escape, text) + '"'
    if literal.language:
        if not _LANGUAGE.fullmatch(literal.language):
            raise UnwritableTermError(quoted, f"a literal with the language {literal.language!r}")
        return f"{quoted}@{literal.language}"
    if datatype is None or datatype == XSD.string:
        return quoted
    return f"{quoted}^^{_write_iri(datatype, used)}"


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"
