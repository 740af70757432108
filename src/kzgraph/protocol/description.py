"""The service description: what this endpoint is, has and can, as RDF.

Source: https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kzgraph.engine import (
    GRAPHS_LIMIT,
    BlankNode,
    Facts,
    GraphFormat,
    Iri,
    Limits,
    Literal,
    ResultsFormat,
    Triple,
    write_graph,
)
from kzgraph.protocol.request import PARAMETERS_LIMIT
from kzgraph.vocabulary.prefixes import PREFIXES

GRAPHS_LISTED: Final = 1000
"""How many named graphs are described; of more, a comment tells the number."""

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_PREFIXES: Final = {
    "dcterms": PREFIXES["dcterms"],
    "format": "http://www.w3.org/ns/formats/",
    "rdfs": PREFIXES["rdfs"],
    "sd": _SD,
    "void": _VOID,
}
_TYPE: Final = Iri(PREFIXES["rdf"] + "type")
_LANG_STRING: Final = PREFIXES["rdf"] + "langString"
_INTEGER: Final = PREFIXES["xsd"] + "integer"
_COMMENT: Final = Iri(PREFIXES["rdfs"] + "comment")
_TRIPLES: Final = Iri(_VOID + "triples")
_SIMPLE_ENTAILMENT: Final = Iri("http://www.w3.org/ns/entailment/Simple")


def describe_service(endpoint: str, facts: Facts, limits: Limits) -> list[Triple]:
    """Describe the service by what is true of it.

    Args:
        endpoint: absolute IRI of the endpoint, as the client reached it.
        facts: what can be said of the data.
        limits: what one query may use.
    """
    service, dataset, graphs = map(BlankNode, ("service", "dataset", "graphs"))
    listed = facts.named_graphs[:GRAPHS_LISTED]
    comments = [*_describe_limits(limits)]
    if len(listed) < len(facts.named_graphs):
        comments.append(
            f"There are {len(facts.named_graphs)} named graphs; the first {GRAPHS_LISTED} in the "
            "order of their names are described here."
        )
    triples: list[Triple] = [
        (service, _TYPE, _sd("Service")),
        (service, _sd("endpoint"), Iri(endpoint)),
        (service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        *(
            (service, _sd("resultFormat"), Iri(known.iri))
            for known in (*ResultsFormat, *GraphFormat)
        ),
        (service, _sd("defaultEntailmentRegime"), _SIMPLE_ENTAILMENT),
        *((service, _COMMENT, Literal(comment, _LANG_STRING, "en")) for comment in comments),
        (service, _sd("defaultDataset"), dataset),
        # FROM and the parameters of the protocol may name the graphs of the service, and no others.
        (service, _sd("availableGraphs"), graphs),
    ]
    if facts.union_default_graph:
        triples.append((service, _sd("feature"), _sd("UnionDefaultGraph")))
    if facts.digest:
        identifier = Literal(f"sha256:{facts.digest}")
        triples.append((dataset, Iri(PREFIXES["dcterms"] + "identifier"), identifier))
    names = [BlankNode(f"name{number}") for number in range(len(listed))]
    triples += [
        (dataset, _TYPE, _sd("Dataset")),
        (dataset, _sd("defaultGraph"), BlankNode("default")),
        *((dataset, _sd("namedGraph"), name) for name in names),
        (graphs, _TYPE, _sd("GraphCollection")),
        *((graphs, _sd("namedGraph"), name) for name in names),
        *_describe_graph(BlankNode("default"), facts.triples),
    ]
    for number, (name, (iri, size)) in enumerate(zip(names, listed, strict=True)):
        graph = BlankNode(f"graph{number}")
        triples += [
            (name, _TYPE, _sd("NamedGraph")),
            (name, _sd("name"), Iri(iri)),
            (name, _sd("graph"), graph),
            *_describe_graph(graph, size),
        ]
    return triples


@lru_cache(maxsize=32)
def write_description(
    endpoint: str, facts: Facts, limits: Limits, graph_format: GraphFormat
) -> bytes:
    """Write the description of the service, or give what was written the last time."""
    return write_graph(describe_service(endpoint, facts, limits), graph_format, _PREFIXES)


def _describe_limits(limits: Limits) -> Iterator[str]:
    yield (
        f"A query has at most {limits.query_bytes} bytes in UTF-8 and {limits.nesting} brackets "
        f"open at once, runs for at most {limits.seconds:g} seconds (the parameter timeout asks "
        f"for fewer) and gets an answer of at most {limits.answer_bytes} bytes."
    )
    yield (
        f"A data set is made of at most {GRAPHS_LIMIT} default and {GRAPHS_LIMIT} named graphs. "
        f"The URL holds at most {PARAMETERS_LIMIT} parameters, and so does a form."
    )
    yield "Updates and SERVICE are refused. FROM fetches nothing: it names graphs of this service."


def _describe_graph(graph: BlankNode, size: int) -> Iterator[Triple]:
    yield graph, _TYPE, _sd("Graph")
    yield graph, _TRIPLES, Literal(str(size), _INTEGER)


def _sd(name: str) -> Iri:
    return Iri(_SD + name)
