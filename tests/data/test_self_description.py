"""The built description says what is true, in the terms in which others look for it."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pytest
from pyshacl import validate
from rdflib import DCAT, RDF, SH, VOID, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from kzgraph.engine import (
    DESCRIPTION_GRAPH,
    Store,
    Term,
    load_packaged,
    select_rows,
)
from kzgraph.query_files import read_query_files
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import BASE, DESCRIPTION_PREFIXES, GRAPH, PREFIXES, shorten

SHAPES = Graph().parse(Path(__file__).with_name("self_description_shapes.ttl"))
PROPERTY_SHAPES = sorted(map(str, SHAPES.objects(None, SH.property)))
DATASET = URIRef(BASE + "dataset")
SPDX = Namespace("http://spdx.org/rdf/terms#")
TYPE = PREFIXES["rdf"] + "type"
DERIVED = GRAPH + "derived"
# Of the many partitions and examples one of each kind, so that a validation takes no time.
PASSED_OVER = re.compile(
    rf"{BASE}(dataset#class-(?!Claim$|Claim\.(when|stance)\b)|dataset#property-(?!when$)|query/(?!t))"
)


class Quad(NamedTuple):
    """A statement: IRIs as they are, other terms as N-Triples writes them."""

    subject: str
    predicate: str
    object: str
    datatype: str | None
    graph: str

    @property
    def triple(self) -> tuple[str, str, str]:
        return self[:3]


@pytest.fixture(scope="module")
def description(resources: Resources) -> Graph:
    return Graph().parse(resources.description)


@pytest.fixture(scope="module")
def part(description: Graph) -> Graph:
    """The description with few partitions and examples."""
    kept = Graph()
    for triple in description:
        if not any(PASSED_OVER.match(str(node)) for node in triple):
            kept.add(triple)
    return kept


@pytest.fixture(scope="module")
def store(resources: Resources) -> Store:
    return load_packaged(resources.dataset)


@pytest.fixture(scope="module")
def quads(resources: Resources) -> list[Quad]:
    """The data set as the engine has it: numbers that are equal are one term."""
    loaded = pyoxigraph.Store()
    loaded.bulk_load(path=resources.dataset)
    return [
        Quad(
            plain(quad.subject),
            plain(quad.predicate),
            plain(quad.object),
            quad.object.datatype.value if isinstance(quad.object, pyoxigraph.Literal) else None,
            plain(quad.graph_name),
        )
        for quad in loaded
    ]


def plain(node: object) -> str:
    return node.value if isinstance(node, pyoxigraph.NamedNode) else str(node)


def broken_shapes(graph: Graph) -> set[object]:
    _, report, _ = validate(graph, shacl_graph=SHAPES, inplace=True)
    assert isinstance(report, Graph)
    return set(report.objects(None, SH.sourceShape))


def ask(store: Store, query: str) -> list[dict[str, Term]]:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in DESCRIPTION_PREFIXES.items())
    return select_rows(store, prefixes + query)


def table(store: Store, query: str) -> dict[tuple[str, ...], int]:
    """Read a query whose last column is a number as names → number."""
    rows = [[str(value) for value in row.values()] for row in ask(store, query)]
    found = {tuple(map(shorten, names)): int(number) for *names, number in rows}
    assert len(found) == len(rows)
    return found


# Form


def test_description_conforms(description: Graph) -> None:
    assert broken_shapes(description) == set()


@pytest.mark.parametrize("shape", PROPERTY_SHAPES)
@pytest.mark.parametrize("wrong", [False, True], ids=["none", "wrong"])
def test_shape_misses_a_value_and_refuses_a_wrong_one(
    part: Graph,
    shape: str,
    wrong: bool,  # noqa: FBT001
) -> None:
    broken = Graph() + part
    for property_ in ends_of_path(URIRef(shape)):
        for subject, _, value in part.triples((None, property_, None)):
            broken.remove((subject, property_, value))
            if wrong:
                broken.add((subject, property_, Literal("wrong", lang="xx")))
    assert len(broken) != len(part) or wrong
    assert URIRef(shape) in broken_shapes(broken)


def ends_of_path(shape: URIRef) -> Iterator[URIRef]:
    """Give the properties whose values the shape restricts."""
    path = SHAPES.value(shape, SH.path)
    assert path is not None
    if isinstance(path, URIRef):
        yield path
    elif alternatives := SHAPES.value(path, SH.alternativePath):
        yield from Collection(SHAPES, alternatives)  # type: ignore[misc]  # nodes to rdflib
    else:
        yield Collection(SHAPES, path)[-1]  # type: ignore[misc]


# Truth


def test_sizes_are_those_of_the_data(store: Store, quads: list[Quad], resources: Resources) -> None:
    for graph, some in [
        (BASE + "dataset", quads),
        *((name, [one for one in quads if one.graph == name]) for name in names(quads)),
    ]:
        subjects = {one.subject for one in some}
        sizes = {
            "triples": len({one.triple for one in some}),
            "entities": sum(one.startswith(BASE) for one in subjects),
            "classes": len({one.object for one in some if one.predicate == TYPE}),
            "properties": len({one.predicate for one in some}),
            "distinctSubjects": len(subjects),
            "distinctObjects": len({one.object for one in some}),
        }
        said = ask(store, f"SELECT * {{ <{graph}> {'; '.join(f'void:{n} ?{n}' for n in sizes)} }}")
        assert [{key: int(str(value)) for key, value in row.items()} for row in said] == [sizes]
    digest = hashlib.sha256(resources.dataset.read_bytes()).hexdigest()
    assert digest == store.facts.digest
    assert digest == json.loads(resources.manifest.read_bytes())["sha256"]
    said = ask(store, "SELECT ?d { dataset:checksum spdx:checksumValue ?d }")
    assert [str(row["d"]) for row in said] == [digest]


def names(quads: list[Quad]) -> list[str]:
    return sorted({one.graph for one in quads})


def test_partitions_are_those_of_the_data(store: Store, quads: list[Quad]) -> None:
    classes: dict[str, set[str]] = defaultdict(set)
    stated: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == TYPE:
            classes[quad.subject].add(quad.object)
            if quad.graph != DERIVED:
                stated[quad.subject].add(quad.object)
    members = Counter((one,) for each in classes.values() for one in each)
    uses: Counter[tuple[str, ...]] = Counter()
    by_class: Counter[tuple[str, ...]] = Counter()
    by_object: Counter[tuple[str, ...]] = Counter()
    by_datatype: Counter[tuple[str, ...]] = Counter()
    for subject, predicate, value, datatype in {one[:4] for one in quads}:
        uses[predicate,] += 1
        for class_ in classes[subject]:
            by_class[class_, predicate] += 1
            if datatype:
                by_datatype[class_, predicate, datatype] += 1
            elif predicate != TYPE:
                for kind in stated[value]:
                    by_object[class_, predicate, kind] += 1
    for query, expected in (
        ("dataset: void:classPartition [ void:class ?c ; void:entities ?n ]", members),
        ("dataset: void:propertyPartition [ void:property ?p ; void:triples ?n ]", uses),
        (
            "?x void:class ?c ; void:propertyPartition [ void:property ?p ; void:triples ?n ]",
            by_class,
        ),
        (
            "?x void:class ?c ; void:propertyPartition [ void:property ?p ; "
            "void:classPartition [ void:class ?k ; void:triples ?n ] ]",
            by_object,
        ),
        (
            "?x void:class ?c ; void:propertyPartition [ void:property ?p ; "
            "void-ext:datatypePartition [ void-ext:datatype ?k ; void:triples ?n ] ]",
            by_datatype,
        ),
    ):
        columns = " ".join(re.findall(r"\?[cpk]\b", query))
        pattern = query.replace("dataset:", f"<{BASE}dataset>", 1)
        assert table(store, f"SELECT {columns} ?n {{ {pattern} }}") == {
            tuple(map(shorten, terms)): count for terms, count in expected.items()
        }


def test_links_are_counted(store: Store, quads: list[Quad]) -> None:
    said = table(
        store,
        "SELECT ?space ?n { ?l void:linkPredicate skos:exactMatch ; void:triples ?n ; "
        f"void:subjectsTarget <{BASE}dataset> ; void:objectsTarget/void:uriSpace ?space }}",
    )
    links = [
        one.object
        for one in quads
        if (one.graph, one.predicate) == (GRAPH + "links", PREFIXES["skos"] + "exactMatch")
    ]
    assert sum(said.values()) == len(links) > 0
    assert said[(shorten(PREFIXES["wd"]),)] == sum("wikidata" in link for link in links)


def test_dumps_are_those_that_lie_there(description: Graph, resources: Resources) -> None:
    described = {
        str(description.value(one, DCAT.downloadURL)).removeprefix(BASE + "dumps/"): (
            int(str(description.value(one, DCAT.byteSize))),
            str(description.value(description.value(one, SPDX.checksum), SPDX.checksumValue)),
        )
        for one in description.subjects(RDF.type, DCAT.Distribution)
    }
    checksums = {
        name: digest
        for line in (resources.dumps / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        for digest, name in [line.split("  ")]
    }
    files = {path.name: path.read_bytes() for path in resources.dumps.glob("*.gz")}
    found = {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()
    }
    assert described == found
    assert checksums == {name: digest for name, (_, digest) in found.items()}
    assert {str(url) for url in description.objects(None, VOID.dataDump)} == {
        f"{BASE}dumps/{name}" for name in files
    }


def test_dumps_hold_the_data_set(resources: Resources) -> None:
    everything = set(pyoxigraph.parse(path=resources.dataset))
    for name in ("nq", "trig"):
        content = gzip.decompress((resources.dumps / f"kzgraph.{name}.gz").read_bytes())
        parsed = pyoxigraph.parse(content, pyoxigraph.RdfFormat.from_extension(name))
        assert set(parsed) == everything
    for graph in {quad.graph_name for quad in everything}:
        path = resources.dumps / f"graph-{plain(graph).removeprefix(GRAPH)}.ttl.gz"
        parsed = pyoxigraph.parse(gzip.decompress(path.read_bytes()), pyoxigraph.RdfFormat.TURTLE)
        triples = {quad.triple for quad in everything if quad.graph_name == graph}
        assert {quad.triple for quad in parsed} == triples


def test_each_iri_of_ours_is_one_that_the_service_answers(
    description: Graph, quads: list[Quad], resources: Resources
) -> None:
    in_data = {name for quad in quads for name in (quad.subject, quad.predicate)}
    answered = {
        *(f"{BASE}{name}" for name in ("dataset", "ontology", "page/dataset", "shapes", "sparql")),
        *(f"{BASE}query/{path.stem}" for path in resources.queries.glob("*.rq")),
        *(f"{BASE}dumps/{path.name}" for path in resources.dumps.iterdir()),
    }
    for node in {node for triple in description for node in triple}:
        iri, _, fragment = str(node).partition("#")
        if isinstance(node, URIRef) and iri.startswith(BASE) and str(node) not in in_data:
            assert iri in answered, node
            assert not fragment or iri == str(DATASET), node


# What outside editors ask, see https://github.com/sib-swiss/sparql-editor


def test_editors_find_prefixes(store: Store) -> None:
    rows = ask(store, "SELECT ?p ?n { [] sh:namespace ?n ; sh:prefix ?p }")
    assert {str(row["p"]): str(row["n"]) for row in rows} == dict(DESCRIPTION_PREFIXES)
    assert DESCRIPTION_PREFIXES.items() >= PREFIXES.items()


def test_editors_find_the_questions_of_the_library(store: Store, resources: Resources) -> None:
    asked = "SELECT ?q ?c ?s { ?q a sh:SPARQLExecutable ; rdfs:comment ?c ; sh:select ?s }"
    queries = read_query_files(resources.queries)
    assert {tuple(map(str, row.values())) for row in ask(store, asked)} == {
        (f"{BASE}query/{query.name}", query.description, query.sparql) for query in queries
    }
    assert all(query.text.endswith(query.sparql) for query in queries)


# What the description must not do


def test_description_is_apart_from_the_data(store: Store, quads: list[Quad]) -> None:
    rows = ask(store, f"SELECT DISTINCT ?c {{ GRAPH <{DESCRIPTION_GRAPH}> {{ ?s a ?c }} }}")
    in_data = {quad.object for quad in quads if quad.predicate == TYPE}
    assert {str(row["c"]) for row in rows} & in_data == set()
    assert DESCRIPTION_GRAPH not in names(quads)
    labels = f"SELECT ?l {{ GRAPH graph:catalog {{ <{DESCRIPTION_GRAPH}> rdfs:label ?l }} }}"
    assert len(ask(store, labels)) == 1
