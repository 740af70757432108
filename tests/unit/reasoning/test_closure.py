"""What follows, and from what; on an ontology of invented terms."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from kzgraph.reasoning import Closure, Triple, axioms, close, object_statements

PREFIXES = """
@prefix t: <https://example.org/t#> .
@prefix i: <https://example.org/i/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
ONTOLOGY = """
<https://example.org/t> a owl:Ontology ; owl:imports <https://example.org/other> .
t:Animal a owl:Class ; rdfs:label "animal"@en ; rdfs:isDefinedBy <https://example.org/t> .
t:Cat a owl:Class ; rdfs:subClassOf t:Animal .
t:Owner a owl:Class .
t:CatOwner a owl:Class ; rdfs:subClassOf t:Owner .
t:knows a owl:ObjectProperty .
t:owns a owl:ObjectProperty ; rdfs:subPropertyOf t:knows ; rdfs:range t:Animal .
t:near a owl:ObjectProperty, owl:SymmetricProperty .
t:age a owl:DatatypeProperty .
[ a owl:Restriction ; owl:onProperty t:owns ; owl:someValuesFrom t:Cat ]
    rdfs:subClassOf t:CatOwner .
"""
DATA = """
i:tom a t:Cat ; t:age 3 ; t:near i:rex .
i:ann t:owns i:tom, i:rex .
i:bob t:owns i:rex .
"""


def node(name: str) -> URIRef:
    return URIRef("https://example.org/i/" + name)


def term(name: str) -> URIRef:
    return URIRef("https://example.org/t#" + name)


def parse(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


@pytest.fixture(scope="module")
def closure() -> Closure:
    ontology = parse(ONTOLOGY)
    return close(axioms(ontology), object_statements(ontology, [parse(DATA)]))


def test_only_new_statements_on_named_things_are_inferred(closure: Closure) -> None:
    assert closure.inferred == {
        (node("tom"), RDF.type, term("Animal")),
        (node("rex"), RDF.type, term("Animal")),
        (node("ann"), RDF.type, term("CatOwner")),
        (node("ann"), RDF.type, term("Owner")),
        (node("ann"), term("knows"), node("tom")),
        (node("ann"), term("knows"), node("rex")),
        (node("bob"), term("knows"), node("rex")),
        (node("rex"), term("near"), node("tom")),
    }


@pytest.mark.parametrize(
    ("inferred", "premises"),
    [
        (
            (node("tom"), RDF.type, term("Animal")),
            # That Ann owns it would do as well.
            [(node("tom"), RDF.type, term("Cat"))],
        ),
        ((node("rex"), term("near"), node("tom")), [(node("tom"), term("near"), node("rex"))]),
        (
            (node("ann"), RDF.type, term("Owner")),
            [(node("ann"), term("owns"), node("tom")), (node("tom"), RDF.type, term("Cat"))],
        ),
    ],
)
def test_justification_is_minimal(
    closure: Closure, inferred: Triple, premises: list[Triple]
) -> None:
    assert closure.justify(inferred) == tuple(premises)


def test_what_is_not_inferred_has_no_justification(closure: Closure) -> None:
    with pytest.raises(KeyError):
        closure.justify((node("bob"), RDF.type, term("CatOwner")))


def test_axioms_have_neither_annotations_nor_header() -> None:
    predicates = {str(predicate) for _, predicate, _ in axioms(parse(ONTOLOGY))}
    assert not [name for name in predicates if name.endswith(("label", "isDefinedBy", "imports"))]


def test_axioms_keep_the_number_of_a_cardinality() -> None:
    ontology = parse(
        "t:Pair a owl:Class ; rdfs:subClassOf "
        "[ a owl:Restriction ; owl:onProperty t:owns ; owl:maxCardinality 2 ] ."
    )
    assert any(str(value) == "2" for _, _, value in axioms(ontology))


def test_object_statements_have_neither_literals_nor_annotations() -> None:
    data = parse(DATA + "i:tom t:undeclared i:ann ; rdfs:label 'Tom' .")
    statements = object_statements(parse(ONTOLOGY), [data, data])
    assert len(statements) == 5
    assert statements == tuple(sorted(statements, key=lambda each: tuple(map(str, each))))
