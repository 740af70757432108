"""Accept headers that programs out there send.

Each header is given with the public source that shows it: the code of the client, or a record of
its requests. Where the code only says how the header is made, it was made by hand as the code says.
"""

from dataclasses import dataclass

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv; charset=utf-8"
TSV = "text/tab-separated-values; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"
N_TRIPLES = "application/n-triples"
N_QUADS = "application/n-quads"
TRIG = "application/trig"
JSON_LD = "application/ld+json"
RDF_XML = "application/rdf+xml"
NONE = "application/problem+json"


@dataclass(frozen=True)
class Sent:
    """What a client sends.

    Attributes:
        client: its name.
        source: where to see it.
        accept: the lines of its Accept header.
        select: media type of the answer to SELECT; None when it never asks so with this header.
        ask: to ASK.
        graph: to CONSTRUCT and DESCRIBE.
        description: to a GET of the address alone.
        page: whether a page is liked better than data.
    """

    client: str
    source: str
    accept: tuple[str, ...]
    select: str | None = None
    ask: str | None = None
    graph: str | None = None
    description: str | None = None
    page: bool = False


_GITHUB = "https://github.com/"
_VIRTUOSO = _GITHUB + "openlink/virtuoso-opensource/blob/develop/7/libsrc/Wi/sparql_io.sql"
_JENA = (
    _GITHUB + "apache/jena/blob/main/jena-arq/src/main/java/org/apache/jena/riot/WebContent.java"
)
_RDF4J = (
    _GITHUB + "eclipse-rdf4j/rdf4j/blob/main/core/http/client/src/main/java/org/eclipse/rdf4j/http"
    "/client/SPARQLProtocolSession.java"
)
_COMUNICA = (
    _GITHUB + "comunica/comunica/blob/master/packages/actor-dereference-http/lib"
    "/ActorDereferenceHttpBase.ts"
)
_FETCH = _GITHUB + "rubensworks/fetch-sparql-endpoint.js/blob/master/lib/SparqlEndpointFetcher.ts"
_WRAPPER = _GITHUB + "RDFLib/sparqlwrapper/blob/master/SPARQLWrapper/Wrapper.py"
_RDFLIB = _GITHUB + "RDFLib/rdflib/blob/main/rdflib/"
_YASQE = _GITHUB + "TriplyDB/Yasgui/blob/master/packages/yasqe/src/defaults.ts"
_YASGUI = _GITHUB + "TriplyDB/Yasgui/blob/master/packages/yasgui/src/TabPanel.ts"
_BLAZEGRAPH = (
    _GITHUB + "blazegraph/database/blob/master/bigdata-client/src/main/java/com/bigdata/rdf/sail"
    "/webapp/client/AcceptHeaderFactory.java"
)
_GRAPHDB = (
    _GITHUB + "Ontotext-AD/graphdb-workbench/blob/master/packages/legacy-workbench/src/js/angular"
    "/core/directives/yasgui-component/yasgui-component.directive.js"
)
_STARDOG = _GITHUB + "stardog-union/stardog.js/blob/master/lib/query/utils.js"
_QLEVER = _GITHUB + "ad-freiburg/qlever/blob/master/src/engine/Service.cpp"
_MDN = (
    "https://developer.mozilla.org/en-US/docs/Web/HTTP/Content_negotiation"
    "/List_of_default_Accept_values"
)

HEADERS = [
    # The SERVICE of other stores.
    Sent(
        "Virtuoso 7, SERVICE",
        _VIRTUOSO,
        (
            "application/sparql-results+xml, text/rdf+n3, text/rdf+ttl, text/rdf+turtle, "
            "text/turtle, application/turtle, application/x-turtle, application/rdf+xml, "
            "application/xml",
        ),
        select=XML,
        ask=XML,
        graph=TURTLE,
    ),
    Sent(
        "Virtuoso 6, SERVICE",
        _VIRTUOSO,
        (
            "application/sparql-results+xml, text/rdf+n3, text/rdf+ttl, application/turtle, "
            "application/x-turtle, application/rdf+xml, application/xml",
        ),
        select=XML,
        ask=XML,
        graph=RDF_XML,
    ),
    Sent("QLever, SERVICE", _QLEVER, ("application/sparql-results+json",), select=JSON),
    Sent(
        "rdflib, SERVICE",
        _RDFLIB + "plugins/sparql/evaluate.py",
        ("application/sparql-results+json",),
        select=JSON,
    ),
    # Jena ARQ, its SERVICE too.
    Sent(
        "Jena, SELECT",
        _JENA,
        (
            "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
            "text/tab-separated-values;q=0.7, text/csv;q=0.5,application/json;q=0.2,"
            "application/xml;q=0.2,*/*;q=0.1",
        ),
        select=JSON,
    ),
    Sent(
        "Jena, ASK",
        _JENA,
        (
            "application/sparql-results+json, application/sparql-results+xml;q=0.9,"
            "application/json;q=0.2,application/xml;q=0.2,*/*;q=0.1",
        ),
        ask=JSON,
    ),
    Sent(
        "Jena, CONSTRUCT",
        _JENA,
        (
            "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
            "application/rdf+xml;q=0.7,*/*;q=0.3",
        ),
        graph=TURTLE,
        description=TURTLE,
    ),
    Sent(
        "Jena, CONSTRUCT of quads",
        _JENA,
        ("application/trig,application/n-quads;q=0.9,application/ld+json;q=0.8,*/*;q=0.3",),
        graph=TRIG,
    ),
    Sent(
        "Jena, reading a graph",
        _JENA,
        (
            "text/turtle,application/n-triples;q=0.9,application/rdf+xml;q=0.7,application/trig,"
            "application/n-quads;q=0.9,application/ld+json;q=0.8,*/*;q=0.5",
        ),
        description=TURTLE,
    ),
    Sent(
        "AtomGraph, on Jena",
        _GITHUB + "openlink/virtuoso-opensource/issues/1321",
        (
            "application/n-triples;q=0.9, x/ld-json-10;q=0.8, application/rdf+xml;q=0.8, "
            "x/ld-json-11;q=0.8, application/rdf+json;q=0.8, application/rdf+thrift, "
            "text/rdf+n3;q=0.8, application/rdf+protobuf;q=0.8, application/trix;q=0.8, "
            "text/turtle;q=0.8, application/ld+json;q=0.8, application/sparql-results+xml;q=0.6, "
            "text/tab-separated-values;q=0.5, text/csv;q=0.5, "
            "application/sparql-results+protobuf;q=0.7, application/sparql-results+thrift;q=0.7, "
            "application/sparql-results+json;q=0.6",
        ),
        select=JSON,
        graph=N_TRIPLES,
    ),
    # RDF4J, and what is built on it: GraphDB, Stardog, FedX.
    Sent(
        "RDF4J, SELECT",
        _RDF4J,
        (
            "text/csv;q=0.8, application/sparql-results+json;q=0.8, application/json;q=0.8, "
            "application/sparql-results+xml, application/xml, text/tab-separated-values;q=0.8, "
            "application/x-binary-rdf-results-table;q=0.8",
        ),
        select=XML,
    ),
    Sent(
        "FedX, SELECT: a line for each type",
        _RDF4J,
        (
            "application/x-binary-rdf-results-table;q=0.8",
            "application/sparql-results+xml",
            "application/sparql-results+json;q=0.8",
            "text/tab-separated-values;q=0.8",
        ),
        select=XML,
    ),
    Sent(
        "RDF4J, SELECT, of its own servers",
        _RDF4J,
        (
            "application/x-binary-rdf-results-table, application/sparql-results+xml;q=0.8, "
            "application/xml;q=0.8, application/sparql-results+json;q=0.8, application/json;q=0.8, "
            "text/csv;q=0.8, text/tab-separated-values;q=0.8",
        ),
        select=JSON,
    ),
    Sent(
        "RDF4J, ASK",
        _RDF4J,
        (
            "text/boolean, application/sparql-results+xml;q=0.8, application/xml;q=0.8, "
            "application/sparql-results+json;q=0.8, application/json;q=0.8, "
            "application/x-sparqlstar-results+json;q=0.8",
        ),
        ask=JSON,
    ),
    Sent(
        "RDF4J, CONSTRUCT",
        _RDF4J,
        (
            "application/rdf+xml;q=0.4, application/xml;q=0.4, application/n-triples;q=0.7, "
            "text/plain;q=0.7, text/turtle, application/x-turtle, text/n3;q=0.8, "
            "text/rdf+n3;q=0.8, application/trix;q=0.8, application/trig;q=0.8, "
            "application/x-trig;q=0.8, application/x-binary-rdf;q=0.8, application/n-quads;q=0.7, "
            "text/x-nquads;q=0.7, text/nquads;q=0.7, application/ld+json;q=0.8, "
            "application/rdf+json;q=0.7",
        ),
        graph=TURTLE,
    ),
    Sent(
        "GraphDB Workbench, SELECT",
        _GRAPHDB,
        (
            "application/x-sparqlstar-results+json, application/sparql-results+json;q=0.9, "
            "*/*;q=0.8",
        ),
        select=JSON,
        ask=JSON,
    ),
    Sent(
        "GraphDB Workbench, CONSTRUCT",
        _GRAPHDB,
        ("application/x-graphdb-table-results+json, application/rdf+json;q=0.9, */*;q=0.8",),
        graph=TURTLE,
    ),
    Sent("stardog.js, SELECT", _STARDOG, ("application/sparql-results+json",), select=JSON),
    Sent("stardog.js, ASK", _STARDOG, ("text/boolean",), ask=NONE),
    Sent("stardog.js, CONSTRUCT", _STARDOG, ("text/turtle",), graph=TURTLE),
    Sent(
        "Blazegraph, SELECT",
        _BLAZEGRAPH,
        (
            "application/x-binary-rdf-results-table,application/sparql-results+xml;q=0.8,"
            "application/xml;q=0.8,application/sparql-results+json;q=0.8,application/json;q=0.8,"
            "text/csv;q=0.8,text/tab-separated-values;q=0.8",
        ),
        select=JSON,
    ),
    Sent(
        "Blazegraph, CONSTRUCT",
        _BLAZEGRAPH,
        (
            "application/rdf+xml;q=0.8,application/xml;q=0.8,text/plain;q=0.7,text/turtle;q=0.8,"
            "application/x-turtle;q=0.8,text/n3;q=0.8,text/rdf+n3;q=0.8,application/trix;q=0.8,"
            "application/x-trig;q=0.8,application/x-binary-rdf,text/x-nquads;q=0.7",
        ),
        graph=TURTLE,
    ),
    # Comunica: of an endpoint, and of anything that may be one.
    Sent(
        "Comunica, SELECT",
        _FETCH,
        ("application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7",),
        select=JSON,
        ask=JSON,
    ),
    Sent("Comunica, CONSTRUCT", _FETCH, ("text/turtle",), graph=TURTLE),
    Sent(
        "Comunica, looking at an address",
        _COMUNICA,
        (
            "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
            "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,"
            "text/n3;q=0.35,application/xml;q=0.3,image/svg+xml;q=0.3,text/xml;q=0.3,"
            "text/html;q=0.2,application/xhtml+xml;q=0.18,application/json;q=0.135,"
            "text/shaclc;q=0.1,text/shaclc-ext;q=0.05",
        ),
        description=N_QUADS,
    ),
    Sent(
        "Comunica in a browser, looking at an address",
        _COMUNICA,
        (
            "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
            "application/n-triples;q=0.8,*/*;q=0.1",
        ),
        description=N_QUADS,
    ),
    # SPARQLWrapper: the format that is set, for each kind of query.
    Sent("SPARQLWrapper, XML", _WRAPPER, ("application/sparql-results+xml",), select=XML, ask=XML),
    Sent(
        "SPARQLWrapper, JSON",
        _WRAPPER,
        (
            "application/sparql-results+json,application/json,text/javascript,"
            "application/javascript",
        ),
        select=JSON,
        ask=JSON,
    ),
    Sent(
        "SPARQLWrapper, JSON, since 2024",
        _WRAPPER,
        (
            "application/x-sparqlstar-results+json,application/sparql-results+json,"
            "application/json,text/javascript,application/javascript",
        ),
        select=JSON,
        ask=JSON,
    ),
    Sent("SPARQLWrapper, CSV", _WRAPPER, ("text/csv",), select=CSV, ask=CSV),
    Sent("SPARQLWrapper, TSV", _WRAPPER, ("text/tab-separated-values",), select=TSV, ask=TSV),
    Sent("SPARQLWrapper, Turtle", _WRAPPER, ("application/turtle,text/turtle",), graph=TURTLE),
    Sent(
        "SPARQLWrapper, N3",
        _WRAPPER,
        (
            "application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,"
            "text/n3",
        ),
        graph=TURTLE,
    ),
    Sent("SPARQLWrapper, RDF/XML", _WRAPPER, ("application/rdf+xml",), graph=RDF_XML),
    Sent(
        "SPARQLWrapper, JSON-LD",
        _WRAPPER,
        ("application/ld+json,application/x-json+ld",),
        graph=JSON_LD,
    ),
    Sent("SPARQLWrapper, any other", _WRAPPER, ("*/*",), select=JSON, ask=JSON, graph=TURTLE),
    # rdflib.
    Sent(
        "rdflib SPARQLStore, xml",
        _RDFLIB + "plugins/stores/sparqlconnector.py",
        ("application/sparql-results+xml, application/rdf+xml",),
        select=XML,
        ask=XML,
        graph=RDF_XML,
    ),
    Sent(
        "rdflib SPARQLStore, json",
        _RDFLIB + "plugins/stores/sparqlconnector.py",
        ("application/sparql-results+json",),
        select=JSON,
        ask=JSON,
        graph=NONE,
    ),
    Sent(
        "rdflib SPARQLStore, csv",
        _RDFLIB + "plugins/stores/sparqlconnector.py",
        ("text/csv",),
        select=CSV,
    ),
    Sent(
        "rdflib, Graph.parse",
        _RDFLIB + "parser.py",
        (
            "application/rdf+xml, text/n3, text/turtle, application/n-triples, "
            "application/ld+json, application/n-quads, application/trix, application/trig",
        ),
        graph=TURTLE,
        description=TURTLE,
    ),
    Sent(
        "rdflib, Graph.parse as Turtle",
        _RDFLIB + "parser.py",
        ("text/turtle, application/x-turtle, */*;q=0.1",),
        description=TURTLE,
    ),
    Sent(
        "rdflib, Graph.parse as JSON-LD",
        _RDFLIB + "parser.py",
        ("application/ld+json, application/json;q=0.9, */*;q=0.1",),
        description=JSON_LD,
    ),
    # Query editors.
    Sent(
        "YASQE, SELECT",
        _YASQE,
        ("application/sparql-results+json,*/*;q=0.9",),
        select=JSON,
        ask=JSON,
    ),
    Sent("YASQE, CONSTRUCT", _YASQE, ("application/n-triples,*/*;q=0.9",), graph=N_TRIPLES),
    Sent("YASGUI, Turtle", _YASGUI, ("text/turtle",), graph=TURTLE),
    Sent("YASGUI, RDF/JSON, which we lack", _YASGUI, ("application/rdf+json",), graph=NONE),
    # Others.
    Sent(
        "SWI-Prolog",
        _GITHUB + "SWI-Prolog/packages-semweb/issues/91",
        (
            "application/sparql-results+xml, application/n-triples, application/x-turtle; q=0.9, "
            "application/turtle; q=0.9, text/turtle, application/sparql-results+json, "
            "application/rdf+xml, text/rdf+xml; q=0.8, */*; q=0.1",
        ),
        select=JSON,
        graph=TURTLE,
    ),
    Sent(
        "Protégé",
        _GITHUB + "perma-id/w3id.org/pull/1839",
        (
            "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, "
            "*/*; q=0.09",
        ),
        graph=RDF_XML,
        description=RDF_XML,
    ),
    Sent(
        "Java's HttpURLConnection",
        _GITHUB + "perma-id/w3id.org/pull/1839",
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",),
        select=JSON,
        ask=JSON,
        graph=TURTLE,
        description=TURTLE,
        page=True,
    ),
    Sent(
        "axios",
        _GITHUB + "axios/axios/blob/v1.x/lib/defaults/index.js",
        ("application/json, text/plain, */*",),
        select="application/json",
        ask="application/json",
        graph=TURTLE,
        description=TURTLE,
    ),
    Sent(
        "Firefox",
        _MDN,
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",),
        select=JSON,
        ask=JSON,
        graph=TURTLE,
        description=TURTLE,
        page=True,
    ),
    Sent(
        "Chrome",
        _MDN,
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8",),
        select=JSON,
        ask=JSON,
        graph=TURTLE,
        description=TURTLE,
        page=True,
    ),
    Sent(
        "Safari",
        _MDN,
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",),
        select=JSON,
        ask=JSON,
        graph=TURTLE,
        description=TURTLE,
        page=True,
    ),
    Sent(
        "curl, requests, httpx",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Accept",
        ("*/*",),
        select=JSON,
        ask=JSON,
        graph=TURTLE,
        description=TURTLE,
    ),
]
