"""What is said of the service, by the facts of the data; over HTTP see tests/protocol."""

import pytest

from kzgraph.engine import Facts, GraphFormat, Iri, Limits, Literal, ResultsFormat, Triple
from kzgraph.protocol import describe_service, write_description
from kzgraph.protocol.description import GRAPHS_LISTED

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
ENDPOINT = "http://example.org/sparql"
FACTS = Facts(3, (("x:a", 1), ("x:b", 2)))


def objects(triples: list[Triple], name: str) -> list[str]:
    predicate = name if ":" in name else SD + name
    return [str(value) for _, known, value in triples if known.value == predicate]


def test_formats_have_the_names_that_the_w3c_gave_them() -> None:
    assert {known.iri.removeprefix(FORMATS) for known in (*ResultsFormat, *GraphFormat)} == {
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
        "Turtle",
        "N-Triples",
        "N-Quads",
        "TriG",
        "JSON-LD",
        "RDF_XML",
    }


def test_every_format_is_listed() -> None:
    listed = objects(describe_service(ENDPOINT, FACTS, Limits()), "resultFormat")
    assert listed == [known.iri for known in (*ResultsFormat, *GraphFormat)]


def test_endpoint_is_the_one_given() -> None:
    assert objects(describe_service(ENDPOINT, FACTS, Limits()), "endpoint") == [ENDPOINT]


@pytest.mark.parametrize("union", [True, False])
def test_only_a_union_is_said_to_be_one(*, union: bool) -> None:
    facts = Facts(3, FACTS.named_graphs, union_default_graph=union)
    features = objects(describe_service(ENDPOINT, facts, Limits()), "feature")
    assert features == ([SD + "UnionDefaultGraph"] if union else [])


def test_nothing_untrue_is_said() -> None:
    triples = describe_service(ENDPOINT, FACTS, Limits())
    for name in ("extensionFunction", "extensionAggregate", "languageExtension", "inputFormat"):
        assert objects(triples, name) == []
    assert not any("Update" in str(value) and isinstance(value, Iri) for *_, value in triples)


def test_graphs_and_their_sizes() -> None:
    triples = describe_service(ENDPOINT, FACTS, Limits())
    assert objects(triples, "name") == ["x:a", "x:b"]
    assert objects(triples, "http://rdfs.org/ns/void#triples") == ["3", "1", "2"]


def test_data_without_named_graphs() -> None:
    triples = describe_service(ENDPOINT, Facts(3, ()), Limits())
    assert objects(triples, "name") == []
    assert len(objects(triples, "defaultGraph")) == 1


def test_of_many_graphs_the_first_are_described_and_all_counted() -> None:
    facts = Facts(0, tuple((f"x:{number}", 0) for number in range(GRAPHS_LISTED + 1)))
    triples = describe_service(ENDPOINT, facts, Limits())
    assert len(objects(triples, "name")) == GRAPHS_LISTED
    comments = objects(triples, "http://www.w3.org/2000/01/rdf-schema#comment")
    assert any(f"{GRAPHS_LISTED + 1} named graphs" in comment for comment in comments)


def test_limits_are_told_in_words() -> None:
    triples = describe_service(
        ENDPOINT, FACTS, Limits(seconds=1.5, answer_bytes=1234, query_bytes=567, nesting=89)
    )
    comments = [value for _, _, value in triples if isinstance(value, Literal) and value.language]
    said = " ".join(map(str, comments))
    for words in ("1.5 seconds", "1234 bytes", "567 bytes", "89 brackets", "1000 parameters"):
        assert words in said
    assert {comment.language for comment in comments} == {"en"}


def test_what_was_written_is_kept_for_some_addresses() -> None:
    first = write_description(ENDPOINT, FACTS, Limits(), GraphFormat.TURTLE)
    assert write_description(ENDPOINT, FACTS, Limits(), GraphFormat.TURTLE) is first
    other = write_description(ENDPOINT + "/", FACTS, Limits(), GraphFormat.TURTLE)
    assert b"<http://example.org/sparql/>" in other
    assert write_description(ENDPOINT, Facts(4, ()), Limits(), GraphFormat.TURTLE) != first
    for number in range(100):
        write_description(f"{ENDPOINT}{number}", FACTS, Limits(), GraphFormat.TURTLE)
    assert write_description.cache_info().currsize <= 32


def test_address_that_is_no_iri_is_refused() -> None:
    with pytest.raises(ValueError, match="IRI"):
        write_description("http://a b/", FACTS, Limits(), GraphFormat.N_TRIPLES)
