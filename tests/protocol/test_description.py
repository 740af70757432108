"""The service description over HTTP: what a GET of the bare address answers.

The three tests that the W3C names in its manifest of service descriptions have no requests there;
they are written out here under their names: returns-rdf, has-endpoint-triple, conforms-to-schema.
https://github.com/w3c/rdf-tests/blob/main/sparql/sparql11/service-description/manifest.ttl
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from running_server import end_server, lasting, start_server, write_data

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
FORMATS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "nquads": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
# Domains, ranges and cardinalities of the vocabulary, the classes closed to what is not in it:
# https://www.w3.org/TR/sparql11-service-description/#vocab.
SCHEMA = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

[] sh:targetClass sd:Service ; sh:closed true ;
    sh:ignoredProperties (rdf:type rdfs:comment) ;
    sh:property
        [ sh:path sd:endpoint ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ],
        [ sh:path sd:supportedLanguage ; sh:minCount 1 ; sh:in (
            sd:SPARQL10Query sd:SPARQL11Query sd:SPARQL11Update) ],
        [ sh:path sd:resultFormat ; sh:minCount 1 ; sh:nodeKind sh:IRI ;
            sh:pattern "^http://www.w3.org/ns/formats/[A-Z][A-Za-z_-]*$" ],
        [ sh:path sd:feature ; sh:in (
            sd:DereferencesURIs sd:UnionDefaultGraph sd:RequiresDataset sd:EmptyGraphs
            sd:BasicFederatedQuery) ],
        [ sh:path sd:defaultEntailmentRegime ; sh:maxCount 1 ; sh:nodeKind sh:IRI ;
            sh:pattern "^http://www.w3.org/ns/entailment/" ],
        [ sh:path sd:defaultDataset ; sh:class sd:Dataset ; sh:minCount 1 ; sh:maxCount 1 ],
        [ sh:path sd:availableGraphs ; sh:class sd:GraphCollection ; sh:maxCount 1 ] .

[] sh:targetClass sd:Dataset ; sh:closed true ; sh:ignoredProperties (rdf:type) ;
    sh:property
        [ sh:path sd:defaultGraph ; sh:class sd:Graph ; sh:minCount 1 ; sh:maxCount 1 ],
        [ sh:path sd:namedGraph ; sh:class sd:NamedGraph ],
        [ sh:path dcterms:identifier ; sh:pattern "^sha256:[0-9a-f]{64}$" ;
            sh:minCount 1 ; sh:maxCount 1 ] .

[] sh:targetClass sd:GraphCollection ; sh:closed true ; sh:ignoredProperties (rdf:type) ;
    sh:property [ sh:path sd:namedGraph ; sh:class sd:NamedGraph ] .

[] sh:targetClass sd:NamedGraph ; sh:closed true ; sh:ignoredProperties (rdf:type) ;
    sh:property
        [ sh:path sd:name ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ],
        [ sh:path sd:graph ; sh:class sd:Graph ; sh:maxCount 1 ] .

[] sh:targetClass sd:Graph ; sh:closed true ; sh:ignoredProperties (rdf:type) ;
    sh:property [ sh:path void:triples ; sh:datatype xsd:integer ; sh:minCount 1 ; sh:maxCount 1 ] .

# Nothing is said of a thing of no class.
[] sh:targetSubjectsOf
        sd:endpoint, sd:defaultGraph, sd:namedGraph, sd:name, sd:graph, void:triples, rdfs:comment ;
    sh:property [ sh:path rdf:type ; sh:minCount 1 ; sh:maxCount 1 ; sh:in (
        sd:Service sd:Dataset sd:GraphCollection sd:NamedGraph sd:Graph) ] .
"""
VALUES = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(10)))} }}" for i in range(12))
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that runs as long as the tests of this module."""
    data = write_data(tmp_path_factory.mktemp("data"))
    process = start_server(data, KZGRAPH_QUERY_LIMIT_BYTES=54_321)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    _, said = end_server(process)
    assert process.returncode == 0
    assert "Traceback" not in said


def read(response: httpx.Response, name: str = "turtle") -> Graph:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == FORMATS[name]
    assert response.headers["vary"] == "accept"
    assert response.headers["access-control-allow-origin"] == "*"
    # What names no graph is written in formats of quads as in those of triples.
    parser = {"nquads": "ntriples", "trig": "turtle", "jsonld": "json-ld", "rdfxml": "xml"}
    return Graph().parse(data=response.text, format=parser.get(name, name))


@pytest.fixture
def described(url: str) -> Graph:
    return read(httpx.get(url))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib, of itself
@pytest.mark.parametrize("name", FORMATS)
def test_returns_rdf(url: str, described: Graph, name: str) -> None:
    for response in (
        httpx.get(url, headers={"accept": FORMATS[name]}),
        httpx.get(url, params={"format": name}, headers={"accept": "image/png"}),
        httpx.get(url, params={"format": FORMATS[name]}),
    ):
        assert isomorphic(read(response, name), described)


def test_has_endpoint_triple(url: str, described: Graph) -> None:
    (service,) = described.subjects(RDF.type, SD.Service)
    assert list(described.subject_objects(SD.endpoint)) == [(service, URIRef(url))]


def test_conforms_to_schema(described: Graph) -> None:
    shapes = Graph().parse(data=SCHEMA, format="turtle")
    conforms, _, report = validate(described, shacl_graph=shapes)
    assert conforms, report


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (SD.Service, SD.endpoint, Literal("http://localhost/sparql")),
        (SD.Service, SD.feature, SD.NoSuchFeature),
        (SD.Service, SD.endpiont, URIRef("http://localhost/sparql")),
        (SD.Service, SD.namedGraph, URIRef("x:g")),
        (SD.NamedGraph, SD.name, Literal("x:g")),
        (SD.Graph, VOID.triples, Literal("1")),
    ],
)
def test_schema_finds_what_does_not_conform(
    described: Graph, subject: URIRef, predicate: URIRef, value: URIRef | Literal
) -> None:
    node = next(described.subjects(RDF.type, subject))
    described.add((node, predicate, value))
    shapes = Graph().parse(data=SCHEMA, format="turtle")
    assert not validate(described, shacl_graph=shapes)[0]


@pytest.mark.parametrize(
    "accept",
    ["*/*", "", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/*"],
)
def test_turtle_where_anything_will_do(url: str, described: Graph, accept: str) -> None:
    assert isomorphic(read(httpx.get(url, headers={"accept": accept})), described)


@pytest.mark.parametrize(
    ("parameters", "accept"),
    [({}, "image/png"), ({}, "*/*;q=0"), ({"format": "csv"}, "*/*"), ({}, "text/csv")],
)
def test_other_formats_are_406_with_the_offers(
    url: str, parameters: dict[str, str], accept: str
) -> None:
    response = httpx.get(url, params=parameters, headers={"accept": accept})
    assert response.status_code == 406
    assert response.headers["vary"] == "accept"
    assert response.json()["offers"] == list(FORMATS.values())


def test_format_that_nobody_knows_is_400(url: str) -> None:
    assert httpx.get(url, params={"format": "excel"}).status_code == 400


def test_head_is_get_without_body(url: str) -> None:
    for accept in FORMATS.values():
        fields = {"accept": accept}
        get, head = (method(url, headers=fields) for method in (httpx.get, httpx.head))
        assert head.content == b""
        assert lasting(head) == lasting(get)


@pytest.mark.parametrize(
    ("host", "endpoint"),
    [
        ("data.example", "http://data.example/sparql"),
        ("data.example:8080", "http://data.example:8080/sparql"),
        ("[2001:db8::1]:8080", "http://[2001:db8::1]:8080/sparql"),
        # What is no host would make an IRI that is none.
        ("[::::]", "http://localhost/sparql"),
    ],
)
def test_endpoint_is_the_address_that_the_client_used(url: str, host: str, endpoint: str) -> None:
    for accept, name in ((FORMATS[name], name) for name in ("turtle", "rdfxml")):
        graph = read(httpx.get(url, headers={"host": host, "accept": accept}), name)
        assert list(graph.objects(None, SD.endpoint)) == [URIRef(endpoint)]


@pytest.mark.parametrize("host", ["a b", '">x'])
def test_host_that_is_none_is_refused(url: str, host: str) -> None:
    assert httpx.get(url, headers={"host": host}).status_code == 400


def test_sizes_are_those_of_the_graphs(url: str, described: Graph) -> None:
    def count(pattern: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
        response = httpx.get(url, params={"query": query, "format": "csv"})
        return int(response.text.split()[1])

    (dataset,) = described.objects(None, SD.defaultDataset)
    (default,) = described.objects(dataset, SD.defaultGraph)
    (size,) = described.objects(default, VOID.triples)
    assert int(str(size)) == count("?s ?p ?o") == 2
    sizes = {}
    for graph in described.objects(dataset, SD.namedGraph):
        (name,) = described.objects(graph, SD.name)
        (size,) = described.objects(described.value(graph, SD.graph), VOID.triples)
        assert int(str(size)) == count(f"GRAPH <{name}> {{ ?s ?p ?o }}")
        sizes[str(name)] = int(str(size))
    assert sizes == {"x:g1": 1, "x:g2": 2}
    (available,) = described.objects(None, SD.availableGraphs)
    assert set(described.objects(available, SD.namedGraph)) == set(
        described.objects(dataset, SD.namedGraph)
    )


def test_features_are_those_of_the_service(url: str, described: Graph) -> None:
    # The merge of all graphs, each triple once; no SERVICE, no fetching, no empty graphs.
    assert list(described.objects(None, SD.feature)) == [SD.UnionDefaultGraph]
    refused = httpx.get(url, params={"query": "ASK { SERVICE <x:a> {} }"})
    assert refused.status_code == 403


def test_limits_in_force_are_told(described: Graph) -> None:
    said = " ".join(map(str, described.objects(None, RDFS.comment)))
    assert "54321 bytes" in said
    assert "30 seconds" in said


@pytest.mark.parametrize(
    "parameters",
    [
        {"default-graph-uri": "x:g1"},
        {"named-graph-uri": "x:g1"},
        {"timeout": "1"},
        {"version": "1.1"},
        {"qurey": "ASK {}"},
        {"format": "turtle", "default-graph-uri": "x:g1"},
    ],
)
def test_request_without_its_query_is_400(url: str, parameters: dict[str, str]) -> None:
    response = httpx.get(url, params=parameters)
    assert response.status_code == 400
    assert "exactly one query" in response.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_only_get_and_head_describe(url: str, method: str) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert httpx.request(method, url, headers=form).status_code == 400
    assert httpx.request(method, url).status_code in {400, 415}


def test_needs_no_worker_and_milliseconds(url: str) -> None:
    with ThreadPoolExecutor(2) as pool, httpx.Client(timeout=20) as client:
        runaways = [  # as many as there are workers
            pool.submit(httpx.get, url, params={"query": RUNAWAY, "timeout": "2"}, timeout=20)
            for _ in range(2)
        ]
        times = []
        for number in range(20):
            started = time.perf_counter()
            # Another address each time, so that it is written anew.
            read(client.get(url, headers={"host": f"host{number}"}))
            times.append(time.perf_counter() - started)
        assert not any(runaway.done() for runaway in runaways)
        assert {runaway.result().status_code for runaway in runaways} == {503}
    assert sorted(times)[10] < 0.1
