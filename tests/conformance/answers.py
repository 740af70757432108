"""Answers of SPARQL endpoints, and files of expected ones, in one form.

The readers of tables are ours: those of rdflib pass over faults, rewrite numbers, and know nothing
of RDF 1.2. Graphs in Turtle and RDF/XML are read by rdflib, and by the engine's parser when they
need RDF 1.2.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.sax import SAXParseException

import pyoxigraph
import rdflib
from rdflib import RDF, XSD, Graph, Namespace
from rdflib.plugin import PluginException

RS: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
SUFFIXES: Final = {
    ".srj": "application/sparql-results+json",
    ".srx": "application/sparql-results+xml",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
}
"""The media types of files."""

_SRX: Final = "{http://www.w3.org/2005/sparql-results#}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_ITS: Final = "{http://www.w3.org/2005/11/its}"
_PARTS: Final = ("subject", "predicate", "object")
_LANG_STRING: Final = str(RDF.langString)
_DIR_LANG_STRING: Final = f"{RDF}dirLangString"


@dataclass(frozen=True)
class Iri:
    """An IRI."""

    value: str

    def __str__(self) -> str:
        return f"<{self.value}>"


@dataclass(frozen=True)
class BlankNode:
    """A blank node, by its label in one answer."""

    label: str

    def __str__(self) -> str:
        return f"_:{self.label}"


@dataclass(frozen=True)
class Literal:
    """A literal; the language is in lower case, since its case means nothing."""

    lexical: str
    datatype: str = str(XSD.string)
    language: str = ""
    direction: str = ""

    def __str__(self) -> str:
        tag = "--".join(filter(None, (self.language, self.direction)))
        return f'"{self.lexical}"' + (f"@{tag}" if tag else f"^^<{self.datatype}>")


@dataclass(frozen=True)
class Triple:
    """A triple term."""

    subject: Term
    predicate: Term
    object: Term

    def __str__(self) -> str:
        return f"<<( {self.subject} {self.predicate} {self.object} )>>"


Term = Iri | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Table:
    """A table of terms; a graph is one with the columns subject, predicate and object.

    Attributes:
        columns: their names.
        rows: in the order of the answer.
        numbered: whether a file of expected rows numbers them.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numbered: bool = False

    def __str__(self) -> str:
        return f"a table of {len(self.rows)} rows"


Answer = bool | Table


class NotAnAnswerError(Exception):
    """The content is not what its media type says."""


def read_file(path: Path) -> Answer:
    """Read an expected answer.

    Raises:
        NotAnAnswerError: it is none.
    """
    return read_answer(path.read_bytes(), SUFFIXES[path.suffix], path.as_uri())


def read_answer(content: bytes, media_type: str, base: str) -> Answer:
    """Read an answer.

    Args:
        content: the bytes.
        media_type: without parameters.
        base: IRI of the content.

    Raises:
        NotAnAnswerError: the content is not of this type.
    """
    try:
        match media_type:
            case "application/sparql-results+json":
                return _read_json(json.loads(content))
            case "application/sparql-results+xml":
                return _read_xml(ET.fromstring(content))  # noqa: S314  (the suites' or our own)
            case "text/csv":
                return _read_csv(content.decode())
            case "text/tab-separated-values":
                return _read_tsv(content.decode())
            case "application/n-triples":
                return _read_n_triples(content.decode())
            case "text/turtle" | "application/rdf+xml":
                return _read_graph(content, media_type, base)
    except (LookupError, ValueError, TypeError, csv.Error, ET.ParseError) as error:
        raise NotAnAnswerError(f"this is not {media_type}: {error!r}") from error
    raise NotAnAnswerError(f"{media_type!r} is no media type of answers")


def _read_json(document: dict[str, Any]) -> Answer:
    if "boolean" in document:
        return {True: True, False: False}[document["boolean"]]
    columns = tuple(document["head"]["vars"])
    bindings = [
        {name: _read_json_term(term) for name, term in binding.items()}
        for binding in document["results"]["bindings"]
    ]
    return _make_table(columns, bindings)


def _read_json_term(term: dict[str, Any]) -> Term:
    value = term["value"]
    match term["type"]:
        case "uri":
            return Iri(value)
        case "bnode":
            return BlankNode(value)
        case "literal":
            return _make_literal(
                value, term.get("datatype"), term.get("xml:lang", ""), term.get("its:dir", "")
            )
        case "triple":
            return Triple(*(_read_json_term(value[part]) for part in _PARTS))
        case other:
            raise ValueError(other)


def _read_xml(root: ET.Element) -> Answer:
    if root.tag != f"{_SRX}sparql":
        raise ValueError(root.tag)
    boolean = root.findtext(f"{_SRX}boolean")
    if boolean is not None:
        return {"true": True, "false": False}[boolean.strip()]
    columns = tuple(one.attrib["name"] for one in root.iterfind(f"{_SRX}head/{_SRX}variable"))
    (results,) = root.iterfind(f"{_SRX}results")
    bindings = [
        {binding.attrib["name"]: _read_xml_term(binding[0]) for binding in result}
        for result in results
    ]
    return _make_table(columns, bindings)


def _read_xml_term(element: ET.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(_SRX):
        case "uri":
            return Iri(text)
        case "bnode":
            return BlankNode(text)
        case "literal":
            return _make_literal(
                text,
                element.get("datatype"),
                element.get(f"{_XML}lang", ""),
                element.get(f"{_ITS}dir", ""),
            )
        case "triple":
            parts = {part.tag.removeprefix(_SRX): _read_xml_term(part[0]) for part in element}
            return Triple(*(parts[part] for part in _PARTS))
        case other:
            raise ValueError(other)


def _make_table(columns: tuple[str, ...], bindings: list[dict[str, Term]]) -> Table:
    for binding in bindings:
        if not binding.keys() <= set(columns):
            raise ValueError(f"{sorted(binding)} are not all in the head")
    return Table(columns, tuple(tuple(map(binding.get, columns)) for binding in bindings))


def _make_literal(lexical: str, datatype: str | None, language: str, direction: str) -> Literal:
    if language:
        kind = _DIR_LANG_STRING if direction else _LANG_STRING
        return Literal(lexical, kind, language.lower(), direction)
    return Literal(lexical, datatype or str(XSD.string))


def _read_csv(text: str) -> Table:
    """Read CSV, which keeps no more than the text of a term.

    Source: https://www.w3.org/TR/sparql11-results-csv-tsv/#csv-terms.
    """
    columns, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = [
        tuple(BlankNode(cell) if cell.startswith("_:") else Literal(cell) for cell in line)
        for line in lines
    ]
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row is shorter or longer than the head")
    return Table(tuple(columns), tuple(rows))


def _read_tsv(text: str) -> Table:
    head, *lines = text.removesuffix("\n").split("\n")
    columns = head.split("\t")
    if not all(column.startswith("?") for column in columns):
        raise ValueError(head)
    rows = [
        tuple(_read_turtle_term(cell) if cell else None for cell in line.split("\t"))
        for line in lines
    ]
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row is shorter or longer than the head")
    return Table(tuple(column[1:] for column in columns), tuple(rows))


_NUMBERS: Final = (
    (re.compile(r"[+-]?\d+"), XSD.integer),
    (re.compile(r"[+-]?\d*\.\d+"), XSD.decimal),
    (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+"), XSD.double),
)


def _read_turtle_term(text: str) -> Term:
    for pattern, datatype in _NUMBERS:
        if pattern.fullmatch(text):
            return Literal(text, str(datatype))
    tokens = _tokenize(text)
    term = _read_term(tokens)
    if list(tokens):
        raise ValueError(text)
    return term


def _read_n_triples(text: str) -> Table:
    rows: list[Row] = []
    for line in text.splitlines():
        tokens = _tokenize(line)
        row = tuple(_read_term(tokens) for _ in _PARTS)
        if [token["sign"] for token in tokens] != ["."]:
            raise ValueError(line)
        rows.append(row)
    return Table(_PARTS, tuple(dict.fromkeys(rows)))


_IRI: Final = r"<(?P<{}>[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{{}}|^`]*)>"
_TOKEN: Final = re.compile(
    rf"[ \t]*(?:{_IRI.format('iri')}|_:(?P<label>\w(?:[\w.·-]*[\w·-])?)"
    rf'|"(?P<lexical>(?:[^"\\\n\r]|\\.)*)"'
    rf"(?:\^\^{_IRI.format('datatype')}|@(?P<language>[A-Za-z0-9-]+?)(?:--(?P<direction>ltr|rtl))?)?"
    r"|(?P<sign><<\(|\)>>|\.))(?=[ \t<).]|$)"
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED: Final = dict(zip("tbnrf\"'\\", "\t\b\n\r\f\"'\\", strict=True))


def _tokenize(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text.rstrip()):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ValueError(text[position:])
        yield token
        position = token.end()


def _read_term(tokens: Iterator[re.Match[str]]) -> Term:
    token = next(tokens, None)
    if token is None:
        raise ValueError("a term is missing")
    if token["iri"]:
        return Iri(_unescape(token["iri"]))
    if token["label"]:
        return BlankNode(token["label"])
    if token["lexical"] is not None:
        return _make_literal(
            _unescape(token["lexical"]),
            token["datatype"],
            token["language"] or "",
            token["direction"] or "",
        )
    if token["sign"] != "<<(":
        raise ValueError(token[0])
    term = Triple(*(_read_term(tokens) for _ in _PARTS))
    closing = next(tokens, None)
    if closing is None or closing["sign"] != ")>>":
        raise ValueError(token.string)
    return term


def _unescape(text: str) -> str:
    return _ESCAPE.sub(
        lambda found: _ESCAPED[found[3]] if found[3] else chr(int(found[1] or found[2], 16)), text
    )


def parse_graph(content: bytes, media_type: str, base: str) -> Graph:
    """Read a graph of RDF 1.1, and keep its literals as they are written.

    (Of 01 without quotation marks rdflib makes 1 all the same; no file of the suites has that.)

    Args:
        content: the bytes.
        media_type: without parameters.
        base: IRI of the content.

    Raises:
        NotAnAnswerError: the content is not of this type, or this is none of RDF.
    """
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return Graph().parse(data=content, format=media_type, publicID=base)
    except (SyntaxError, LookupError, PluginException, SAXParseException) as error:
        raise NotAnAnswerError(f"this is not {media_type}: {error!r}") from error
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


def _read_graph(content: bytes, media_type: str, base: str) -> Answer:
    """Read a graph, or the table or boolean that it describes."""
    if b"<<" in content:  # RDF 1.2, of which rdflib makes strange IRIs
        return _read_n_triples(_write_n_triples(content, media_type, base))
    graph = parse_graph(content, media_type, base)
    if (None, RDF.type, RS.ResultSet) in graph:
        return _read_result_set(graph)
    return Table(_PARTS, tuple(tuple(map(_from_rdflib, triple)) for triple in graph))


def _write_n_triples(content: bytes, media_type: str, base: str) -> str:
    kind = pyoxigraph.RdfFormat.from_media_type(media_type)
    triples = (quad.triple for quad in pyoxigraph.parse(content, kind, base_iri=base))
    return (pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").decode()


def _read_result_set(graph: Graph) -> Answer:
    (head,) = graph.subjects(RDF.type, RS.ResultSet)
    boolean = graph.value(head, RS.boolean)
    if boolean is not None:
        return {"true": True, "false": False}[str(boolean)]
    columns = tuple(sorted(map(str, graph.objects(head, RS.resultVariable))))
    solutions = list(graph.objects(head, RS.solution))
    numbered = any(graph.value(solution, RS["index"]) is not None for solution in solutions)
    if numbered:
        solutions.sort(key=lambda solution: int(str(graph.value(solution, RS["index"]))))
    bindings = [
        {
            str(graph.value(binding, RS.variable)): _from_rdflib(graph.value(binding, RS.value))
            for binding in graph.objects(solution, RS.binding)
        }
        for solution in solutions
    ]
    table = _make_table(columns, bindings)
    return Table(table.columns, table.rows, numbered)


def _from_rdflib(term: object) -> Term:
    match term:
        case rdflib.URIRef():
            return Iri(str(term))
        case rdflib.BNode():
            return BlankNode(str(term))
        case rdflib.Literal():
            datatype = None if term.datatype is None else str(term.datatype)
            return _make_literal(str(term), datatype, term.language or "", "")
        case other:
            raise ValueError(other)
