"""Checks a service description, https://www.w3.org/TR/sparql11-service-description/.

Of its three tests the manifest gives no more than the titles; what they ask for is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from answers import NotAnAnswerError, parse_graph
from rdflib import RDF, Graph, Namespace, URIRef

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_PROPERTIES: Final = {
    "Service": {
        "endpoint",
        "feature",
        "defaultEntailmentRegime",
        "defaultSupportedEntailmentProfile",
        "extensionFunction",
        "extensionAggregate",
        "languageExtension",
        "supportedLanguage",
        "propertyFeature",
        "defaultDataset",
        "availableGraphs",
        "resultFormat",
        "inputFormat",
    },
    "Dataset": {"defaultGraph", "namedGraph"},
    "GraphCollection": {"namedGraph"},
    "NamedGraph": {"name", "graph", "entailmentRegime", "supportedEntailmentProfile"},
}
"""The classes of the vocabulary that have properties, with these."""
_OTHER_TERMS: Final = {
    "Graph",
    "Language",
    "Feature",
    "Function",
    "Aggregate",
    "EntailmentRegime",
    "EntailmentProfile",
    "SPARQL10Query",
    "SPARQL11Query",
    "SPARQL11Update",
    "DereferencesURIs",
    "UnionDefaultGraph",
    "RequiresDataset",
    "EmptyGraphs",
    "BasicFederatedQuery",
}


def find_fault(content: bytes, media_type: str, endpoint: str, test: str) -> str | None:
    """Say why a service description does not pass a test; None when it does.

    Args:
        content: the description.
        media_type: of the content.
        endpoint: the URL by which it was got.
        test: name of the test.
    """
    try:
        graph = parse_graph(content, media_type, endpoint)
    except NotAnAnswerError as error:
        return str(error)
    if not graph:
        return "the description is empty"
    match test.partition("#")[2]:
        case "returns-rdf":
            return None
        case "has-endpoint-triple":
            described = {str(one) for one in graph.objects(None, SD.endpoint)}
            return None if endpoint in described else f"{endpoint} is not in {described}"
        case _:
            return next(_find_breaches(graph), None)


def _find_breaches(graph: Graph) -> Iterator[str]:
    if len(list(graph.subjects(RDF.type, SD.Service))) != 1:
        yield "there is not exactly one sd:Service"
    for subject, predicate, value in graph:
        name, value_name = _local_name(predicate), _local_name(value)
        if value_name is not None and value_name not in _PROPERTIES.keys() | _OTHER_TERMS:
            yield f"there is no sd:{value_name}"
        if name is None:
            continue
        classes = set(map(_local_name, graph.objects(subject, RDF.type)))
        if not any(name in _PROPERTIES.get(one or "", ()) for one in classes):
            yield f"sd:{name} is no property of what it is said of"
        if name == "name" and not isinstance(value, URIRef):
            yield f"a graph is named by an IRI, not by {value}"


def _local_name(term: object) -> str | None:
    return str(term).removeprefix(SD) if str(term).startswith(SD) else None
