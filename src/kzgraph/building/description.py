"""The data set describes itself: what it is, how much of what it has, in which files it comes.

Sources: VoID, https://www.w3.org/TR/void/, for sizes, partitions and links; DCAT 3,
https://www.w3.org/TR/vocab-dcat-3/, for files and service; SHACL,
https://www.w3.org/TR/shacl/#sparql-prefixes, for prefixes and examples of queries. Editors of the
Swiss Institute of Bioinformatics read partitions, prefixes and examples from the endpoint itself
and set themselves up by them; what they look for is in the queries of
https://github.com/sib-swiss/sparql-editor.

Each node has an IRI within that of the data set: no blank nodes, and the same bytes each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from kzgraph import LICENSE, RELEASED, __version__
from kzgraph.building.dumps import Dump
from kzgraph.building.triples import date, number, say, term, text
from kzgraph.engine import (
    DESCRIPTION_GRAPH,
    GraphFormat,
    Iri,
    Literal,
    Store,
    Term,
    Triple,
    select_rows,
    write_graph,
)
from kzgraph.library import Question
from kzgraph.vocabulary.prefixes import (
    BASE,
    DATASET,
    DESCRIPTION_PREFIXES,
    GRAPH,
    ONTOLOGY,
    PREFIXES,
    shorten,
)

_TITLES: Final = {
    "en": "kzgraph: a sourced knowledge graph of Kazakhstan’s politics",
    "ru": "kzgraph: граф знаний о политике Казахстана с указанием источников",
    "kk": "kzgraph: Қазақстан саясаты туралы дереккөздері көрсетілген білім графы",
}
_DESCRIPTIONS: Final = {
    "en": "What documents report about the politics of Kazakhstan. Each record is one document’s "
    "report and leads to the passage that bears it out; the graph itself passes no verdicts.",
    "ru": "Что документы сообщают о политике Казахстана. Каждая запись — сообщение одного "
    "документа и ведёт к подтверждающему её фрагменту; сам граф оценок не выносит.",
    "kk": "Құжаттардың Қазақстан саясаты туралы хабарлағаны. Әр жазба — бір құжаттың хабары, ол "
    "өзін растайтын үзіндіге сілтейді; графтың өзі баға бермейді.",
}
_KEYWORDS: Final = ("Kazakhstan", "politics", "elections", "law", "justice", "provenance")
_EXAMPLES_OF: Final = (":Claim", ":Election", ":LegalAct", ":SourceDocument")
"""Classes of which one member each is named as an example; none is a person."""

_LINKED: Final = {
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://ror.org/": "Research Organization Registry",
}
"""Where IRIs of another data set begin → its title."""

_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_LANGUAGES: Final = "http://id.loc.gov/vocabulary/iso639-1/"
_PROTOCOL: Final = "https://www.w3.org/TR/sparql11-protocol/"
_ENDPOINT: Final = Iri(BASE + "sparql")
_DATASET: Final = Iri(DATASET)
_CATALOG: Final = term("dataset:catalog")
_AUTHORS: Final = term("dataset:authors")

_PREFIX_LINES: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
_SIZES: Final = (
    "triples",
    "entities",
    "classes",
    "properties",
    "distinctSubjects",
    "distinctObjects",
)
_COUNT: Final = f"""\
SELECT ?graph (COUNT(*) AS ?triples) (COUNT(DISTINCT ?entity) AS ?entities)
    (COUNT(DISTINCT ?class) AS ?classes) (COUNT(DISTINCT ?property) AS ?properties)
    (COUNT(DISTINCT ?s) AS ?distinctSubjects) (COUNT(DISTINCT ?o) AS ?distinctObjects)
WHERE {{
    %s
    BIND (IF(STRSTARTS(STR(?s), "{BASE}"), ?s, ?nothing) AS ?entity)
    BIND (IF(?property = rdf:type, ?o, ?nothing) AS ?class)
}}
GROUP BY ?graph
"""
_COUNT_ALL: Final = _COUNT % "?s ?property ?o"
_COUNT_GRAPHS: Final = _COUNT % "GRAPH ?graph { ?s ?property ?o }"
_CLASSES: Final = "SELECT ?class (COUNT(*) AS ?count) WHERE { ?s a ?class } GROUP BY ?class"
_PROPERTIES: Final = """\
SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
    (COUNT(DISTINCT ?o) AS ?distinctObjects)
WHERE { ?s ?property ?o } GROUP BY ?property
"""
_PROPERTIES_OF_CLASSES: Final = """\
SELECT ?class ?property (COUNT(*) AS ?count) WHERE { ?s a ?class ; ?property ?o }
GROUP BY ?class ?property
"""
# Of the classes of an object only those that are stated: those that follow would be many more. And
# that the type of everything is a class goes without saying.
_OBJECTS: Final = """\
SELECT ?class ?property ?kind (COUNT(*) AS ?count) WHERE {
    { SELECT DISTINCT ?o ?kind WHERE { GRAPH ?g { ?o a ?kind } FILTER (?g != graph:derived) } }
    ?s ?property ?o ; a ?class FILTER (?property != rdf:type)
}
GROUP BY ?class ?property ?kind
"""
_DATATYPES: Final = """\
SELECT ?class ?property ?kind (COUNT(*) AS ?count) WHERE {
    ?s a ?class ; ?property ?o FILTER (isLiteral(?o))
    BIND (datatype(?o) AS ?kind)
}
GROUP BY ?class ?property ?kind
"""
_CATALOG_ENTRIES: Final = """\
SELECT ?graph ?property ?value WHERE { GRAPH graph:catalog { ?graph ?property ?value } }
"""
_DOCUMENTS: Final = "SELECT ?document WHERE { ?document a :SourceDocument }"
_MEMBERS: Final = "SELECT ?s WHERE { ?s a %s }"
_LINKS: Final = "SELECT ?linked WHERE { GRAPH graph:links { ?s skos:exactMatch ?linked } }"


def describe(store: Store, dumps: Iterable[Dump], questions: Iterable[Question]) -> bytes:
    """Describe the data set in Turtle.

    Args:
        store: the data set, its default graph the merge of all graphs, without a description.
        dumps: the files in which it is handed out.
        questions: the library, which are the examples.
    """
    triples = {
        *_describe_dataset(store),
        *_describe_graphs(store),
        *_partition(store),
        *_describe_links(store),
        *_describe_catalog(),
        *(triple for dump in dumps for triple in _describe_dump(dump)),
        *_declare_prefixes(),
        *(triple for question in questions for triple in _describe_question(question)),
    }
    return write_graph(sorted(triples, key=_order), GraphFormat.TURTLE, DESCRIPTION_PREFIXES)


def _describe_dataset(store: Store) -> Iterator[Triple]:
    (sizes,) = _ask(store, _COUNT_ALL)
    documents = [row["document"] for row in _ask(store, _DOCUMENTS)]
    members = [[str(row["s"]) for row in _ask(store, _MEMBERS % name)] for name in _EXAMPLES_OF]
    used = [
        *(str(row["class"]) for row in _ask(store, _CLASSES)),
        *(str(row["property"]) for row in _ask(store, _PROPERTIES)),
    ]
    yield from say(
        _DATASET,
        ("rdf:type", term("void:Dataset")),
        ("rdf:type", term("dcat:Dataset")),
        *(("dcterms:title", text(title, tag)) for tag, title in _TITLES.items()),
        *(("dcterms:description", text(words, tag)) for tag, words in _DESCRIPTIONS.items()),
        *_credits(),
        ("dcterms:issued", date(RELEASED)),
        *(("dcterms:source", document) for document in documents),
        ("dcterms:conformsTo", Iri(ONTOLOGY)),
        ("dcterms:conformsTo", Iri(BASE + "shapes")),
        *(("dcterms:language", Iri(_LANGUAGES + tag)) for tag in _TITLES),
        *(("dcat:keyword", text(keyword)) for keyword in _KEYWORDS),
        ("dcat:landingPage", Iri(BASE + "page/dataset")),
        ("spdx:checksum", term("dataset:checksum")),
        *((f"void:{size}", sizes[size]) for size in _SIZES),
        *(("void:vocabulary", Iri(name)) for name in map(_namespace_of, used)),
        ("void:uriSpace", Literal(BASE)),
        *(("void:exampleResource", Iri(min(some))) for some in members if some),
        ("void:sparqlEndpoint", _ENDPOINT),
        *(("void:feature", Iri(known.iri)) for known in GraphFormat),
    )
    yield from _checksum("checksum", store.facts.digest)
    yield from say(
        _AUTHORS,
        # No class of the data: whoever counts agents must not count us.
        ("rdf:type", term("prov:Agent")),
        ("foaf:name", Literal("The kzgraph authors")),
    )
    yield from say(
        Iri(DESCRIPTION_GRAPH),
        ("rdf:type", term("void:DatasetDescription")),
        ("foaf:primaryTopic", _DATASET),
    )


def _credits() -> Iterator[tuple[str, Term]]:
    """Say of the data set, or of what offers it, whose it is and of which version."""
    yield "dcterms:license", Iri(LICENSE)
    yield "dcterms:creator", _AUTHORS
    yield "dcterms:publisher", _AUTHORS
    yield "dcterms:modified", date(RELEASED)
    yield "dcat:version", Literal(__version__)
    yield "owl:versionInfo", Literal(__version__)


def _describe_graphs(store: Store) -> Iterator[Triple]:
    sizes = {str(row["graph"]): row for row in _ask(store, _COUNT_GRAPHS)}
    for name, counts in sizes.items():
        yield from say(_DATASET, ("void:subset", Iri(name)))
        yield from say(
            Iri(name),
            ("rdf:type", term("void:Dataset")),
            ("rdf:type", term("dcat:Dataset")),
            *((f"void:{size}", counts[size]) for size in _SIZES),
        )
    for row in _ask(store, _CATALOG_ENTRIES):
        graph, property_ = row["graph"], row["property"]
        if str(graph) in sizes and isinstance(graph, Iri) and isinstance(property_, Iri):
            yield graph, property_, row["value"]


def _partition(store: Store) -> Iterator[Triple]:
    """Divide the data set by class, by property, and by both and what they lead to.

    VoID divides by the subjects of triples. For the objects there is a use that editors rely on:
    the part of a class and property is divided again by `void:classPartition`, or by
    `void-ext:datatypePartition` where the objects are literals.
    """
    for row in _ask(store, _CLASSES):
        part = _name("class", row["class"])
        yield from _divide(_DATASET, "void:class", row["class"], part)
        yield from say(part, ("void:entities", row["count"]))
    for row in _ask(store, _PROPERTIES):
        part = _name("property", row["property"])
        yield from _divide(_DATASET, "void:property", row["property"], part)
        for size in ("triples", "distinctSubjects", "distinctObjects"):
            yield from say(part, (f"void:{size}", row[size]))
    for row in _ask(store, _PROPERTIES_OF_CLASSES):
        part = _name("class", row["class"], row["property"])
        yield from _divide(_name("class", row["class"]), "void:property", row["property"], part)
        yield from say(part, ("void:triples", row["count"]))
    for query, by in ((_OBJECTS, "void:class"), (_DATATYPES, "void-ext:datatype")):
        for row in _ask(store, query):
            whole = _name("class", row["class"], row["property"])
            part = _name("class", row["class"], row["property"], row["kind"])
            yield from _divide(whole, by, row["kind"], part)
            yield from say(part, ("void:triples", row["count"]))


def _divide(whole: Iri, by: str, value: Term, part: Iri) -> Iterator[Triple]:
    yield from say(whole, (f"{by}Partition", part))
    yield from say(part, (by, value))


def _name(kind: str, *terms: Term) -> Iri:
    """Name a part by the terms that it is made by: `class-Claim.stance.skos-Concept`."""
    words = (re.sub(r"[^A-Za-z0-9]+", "-", shorten(str(one))).strip("-") for one in terms)
    return term(f"dataset:{kind}-{'.'.join(words)}")


def _describe_links(store: Store) -> Iterator[Triple]:
    links = Counter(_namespace_of(str(row["linked"])) for row in _ask(store, _LINKS))
    for space, count in links.items():
        linkset, linked = _name("links", Iri(space)), _name("linked", Iri(space))
        title = _LINKED.get(space, space)
        yield from say(_DATASET, ("void:subset", linkset))
        yield from say(
            linkset,
            ("rdf:type", term("void:Linkset")),
            ("dcterms:title", text(f"Links to {title}")),
            ("void:subjectsTarget", _DATASET),
            ("void:linkPredicate", term("skos:exactMatch")),
            ("void:objectsTarget", linked),
            ("void:triples", number(count)),
        )
        yield from say(
            linked,
            ("rdf:type", term("void:Dataset")),
            ("dcterms:title", text(title)),
            ("void:uriSpace", Literal(space)),
        )


def _describe_catalog() -> Iterator[Triple]:
    yield from say(
        _CATALOG,
        ("rdf:type", term("dcat:Catalog")),
        ("dcterms:title", text("What kzgraph offers: the data set and its endpoint")),
        *_credits(),
        ("dcat:dataset", _DATASET),
        ("dcat:service", _ENDPOINT),
    )
    yield from say(
        _ENDPOINT,
        ("rdf:type", term("dcat:DataService")),
        ("rdf:type", term("sd:Service")),
        ("dcterms:title", text("The SPARQL endpoint of kzgraph")),
        *_credits(),
        ("dcterms:conformsTo", Iri(_PROTOCOL)),
        ("dcat:endpointURL", _ENDPOINT),
        # Asked without a query, the endpoint describes itself.
        ("dcat:endpointDescription", _ENDPOINT),
        ("dcat:servesDataset", _DATASET),
        ("sd:endpoint", _ENDPOINT),
        ("sd:supportedLanguage", term("sd:SPARQL11Query")),
        ("sd:feature", term("sd:UnionDefaultGraph")),
    )


def _describe_dump(dump: Dump) -> Iterator[Triple]:
    whole = _DATASET if dump.graph is None else Iri(GRAPH + dump.graph)
    what = "All graphs" if dump.graph is None else f"The graph {dump.graph}"
    file = Iri(f"{BASE}dumps/{dump.name}")
    yield from say(
        whole,
        ("void:dataDump", file),
        ("dcat:distribution", term(f"dataset:{dump.name}")),
    )
    yield from say(
        term(f"dataset:{dump.name}"),
        ("rdf:type", term("dcat:Distribution")),
        ("dcterms:title", text(f"{what} as {dump.format.media_type}, compressed by gzip")),
        ("dcterms:license", Iri(LICENSE)),
        ("dcterms:modified", date(RELEASED)),
        ("dcat:accessURL", file),
        ("dcat:downloadURL", file),
        ("dcat:mediaType", Iri(_MEDIA_TYPES + dump.format.media_type)),
        ("dcat:compressFormat", Iri(f"{_MEDIA_TYPES}application/gzip")),
        (
            "dcat:byteSize",
            Literal(str(len(dump.content)), PREFIXES["xsd"] + "nonNegativeInteger"),
        ),
        ("spdx:checksum", term(f"dataset:checksum-{dump.name}")),
    )
    yield from _checksum(f"checksum-{dump.name}", dump.sha256)


def _checksum(name: str, sha256: str) -> Iterator[Triple]:
    return say(
        term(f"dataset:{name}"),
        ("rdf:type", term("spdx:Checksum")),
        ("spdx:algorithm", term("spdx:checksumAlgorithm_sha256")),
        ("spdx:checksumValue", Literal(sha256, PREFIXES["xsd"] + "hexBinary")),
    )


def _declare_prefixes() -> Iterator[Triple]:
    for prefix, namespace in DESCRIPTION_PREFIXES.items():
        declaration = term(f"dataset:prefix-{prefix or 'none'}")
        yield from say(Iri(ONTOLOGY), ("sh:declare", declaration))
        yield from say(
            declaration,
            ("rdf:type", term("sh:PrefixDeclaration")),
            ("sh:prefix", Literal(prefix)),
            ("sh:namespace", Literal(namespace, PREFIXES["xsd"] + "anyURI")),
        )


def _describe_question(question: Question) -> Iterator[Triple]:
    return say(
        Iri(f"{BASE}query/{question.name}"),
        ("rdf:type", term("sh:SPARQLExecutable")),
        # A query of the library has columns, so it is a SELECT.
        ("rdf:type", term("sh:SPARQLSelectExecutable")),
        *(("rdfs:label", text(title, tag)) for tag, title in question.file.titles.items()),
        ("rdfs:comment", text(question.file.description)),
        ("sh:prefixes", Iri(ONTOLOGY)),
        # It runs as it is, and who changes it finds each value in one place.
        ("sh:select", Literal(question.example)),
        ("schema:target", _ENDPOINT),
    )


def _namespace_of(iri: str) -> str:
    """Give the namespace of a class or property: ours or a known one, or all but its last word."""
    known = (space for space in PREFIXES.values() if iri.startswith(space))
    return max(known, key=len, default=re.sub(r"[^/#]*$", "", iri))


def _ask(store: Store, query: str) -> list[dict[str, Term]]:
    return select_rows(store, _PREFIX_LINES + query)


def _order(triple: Triple) -> tuple[str, bool, str, str, str]:
    """Sort key: by subject, its classes first, then by property, value and language."""
    subject, property_, value = triple
    tag = (value.language or "") if isinstance(value, Literal) else ""
    return str(subject), property_ != term("rdf:type"), str(property_), str(value), tag
