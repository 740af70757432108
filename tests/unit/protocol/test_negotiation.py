"""Accept → format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.engine import GraphFormat, ResultsFormat
from kzgraph.errors import ProtocolError
from kzgraph.protocol import Choice, choose_formats, list_offers
from kzgraph.protocol.negotiation import _Preferences

JSON, XML, CSV, TSV = ResultsFormat
TURTLE, N_TRIPLES, N_QUADS, TRIG, JSON_LD, RDF_XML = GraphFormat
DEFAULT = (JSON, TURTLE)

# One row a header: its lines, and the formats of a table and of a graph that must be chosen.
HEADERS = [
    ([], DEFAULT),
    ([""], DEFAULT),
    (["*/*"], DEFAULT),
    (["application/*"], (JSON, N_TRIPLES)),
    (["text/*"], (CSV, TURTLE)),
    (["application/sparql-results+xml"], (XML, None)),
    (["Text/CSV"], (CSV, None)),
    (["text/turtle"], (None, TURTLE)),
    (["application/n-quads"], (None, N_QUADS)),
    (["application/trig"], (None, TRIG)),
    (["application/ld+json"], (None, JSON_LD)),
    (["application/rdf+xml"], (None, RDF_XML)),
    (["application/json"], (JSON, JSON_LD)),
    (["application/xml"], (XML, RDF_XML)),
    (["image/png"], (None, None)),
    # Quality.
    (["text/csv;q=0.5, text/tab-separated-values;q=0.6"], (TSV, None)),
    (["text/csv;q=0.001"], (CSV, None)),
    (["text/csv;q=0"], (None, None)),
    (["application/sparql-results+json;q=0, */*;q=0.1"], (XML, TURTLE)),
    (["*/*;q=0, text/csv"], (CSV, None)),
    (["text/*;q=0.3, text/csv;q=0.7, */*;q=0.5"], (CSV, N_TRIPLES)),
    (["text/*, text/csv;q=0.1"], (TSV, TURTLE)),
    (["*/*;q=0"], (None, None)),
    # The more specific range wins among equals, then our order.
    (["*/*, text/tab-separated-values"], (TSV, TURTLE)),
    (["text/csv, application/sparql-results+xml"], (XML, None)),
    # Lines, spaces, parameters, and what is malformed.
    (["text/csv;q=0.1", "text/tab-separated-values"], (TSV, None)),
    ([" text/csv ; q=0.1 ,, text/tab-separated-values ; q = 0.9"], (TSV, None)),
    (["text/turtle;charset=utf-8"], (None, TURTLE)),
    (['application/ld+json;profile="a,b;c";q=0.2, text/turtle;q=0.1'], (None, JSON_LD)),
    (["text/csv;q=2, text/tab-separated-values"], (TSV, None)),
    (["text/csv;q=nan"], DEFAULT),
    (["nonsense"], DEFAULT),
    (["*/csv, nonsense/, /csv, text/csv/x"], DEFAULT),
    (["*/csv, text/csv"], (CSV, None)),
    (["TEXT/*;Q=0.5, text/CSV;q=0"], (TSV, TURTLE)),
    (["text/csv;q=0.33333333, text/tab-separated-values;q=0.3"], (CSV, None)),
    (["text/csv;q=0.0001"], (CSV, None)),
    (["text/csv;q=0.0000"], (None, None)),
    (["text/csv;q=-1, text/tab-separated-values;q=0.1"], (TSV, None)),
    (["text/csv;q=, text/tab-separated-values;q=0.1"], (TSV, None)),
    # Of a type given twice, with different parameters, the better quality counts.
    (["text/turtle;version=1.2;q=0, text/turtle;q=0.1, application/trig;q=0"], (None, TURTLE)),
    (["text/csv;header=absent;q=0.2, text/tab-separated-values;q=0.5, text/csv"], (CSV, None)),
    # To a table, application/json is its format; to a graph, a general type as XML is to both.
    (["application/json, text/csv;q=0.6, text/turtle;q=0.6"], (JSON, TURTLE)),
    (["application/xml, text/csv;q=0.6, text/turtle;q=0.6"], (CSV, TURTLE)),
    (["application/json;q=0.8, application/sparql-results+xml"], (XML, JSON_LD)),
    (["*"], DEFAULT),
    # A quotation mark without its partner reaches to the end.
    (['text/csv;x="a, text/turtle;q=0.1\\'], (CSV, None)),
    # What is sent out there: a browser, Java's HTTP client, Jena, RDF4J, SPARQLWrapper, Comunica.
    (["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], DEFAULT),
    (["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"], DEFAULT),
    (
        [
            "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
            "text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, "
            "application/xml;q=0.2, */*;q=0.1"
        ],
        (JSON, JSON_LD),
    ),
    (
        [
            "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
            "application/rdf+xml;q=0.7,*/*;q=0.3"
        ],
        DEFAULT,
    ),
    (
        [
            "application/x-binary-rdf-results-table;q=0.8, application/sparql-results+xml;q=0.8, "
            "application/xml;q=0.8, application/sparql-results+json;q=0.8, application/json;q=0.8, "
            "text/csv;q=0.8, text/tab-separated-values;q=0.8"
        ],
        (JSON, JSON_LD),
    ),
    (["application/sparql-results+xml"], (XML, None)),
    (
        [
            "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
            "application/n-triples;q=0.8,text/turtle;q=0.6,application/sparql-results+json;q=0.5"
        ],
        (JSON, N_QUADS),
    ),
]


@pytest.mark.parametrize(("lines", "chosen"), HEADERS)
def test_choose_by_accept(
    lines: list[str], chosen: tuple[ResultsFormat | None, GraphFormat | None]
) -> None:
    choice = choose_formats(lines)
    formats = (choice.results and choice.results[0], choice.graph and choice.graph[0])
    assert formats == chosen


@pytest.mark.parametrize("media_type", ["application/json", "application/xml", "text/xml"])
def test_general_type_that_was_asked_for_is_the_type_of_the_answer(media_type: str) -> None:
    choice = choose_formats([media_type])
    assert choice.results is not None
    assert choice.graph is not None
    assert choice.results[1] == choice.graph[1] == media_type


@pytest.mark.parametrize(
    ("name", "results", "graph"),
    [
        ("json", JSON, JSON_LD),
        ("XML", XML, RDF_XML),
        ("csv", CSV, None),
        ("tsv", TSV, None),
        ("ttl", None, TURTLE),
        ("turtle", None, TURTLE),
        ("nt", None, N_TRIPLES),
        ("nq", None, N_QUADS),
        ("trig", None, TRIG),
        ("jsonld", None, JSON_LD),
        ("rdf", None, RDF_XML),
        ("text/csv", CSV, None),
        ("application/trig", None, TRIG),
        # What SPARQLWrapper sends.
        ("json-ld", None, JSON_LD),
        ("rdf+xml", None, RDF_XML),
        ("n3", None, TURTLE),
        ("tsv,text/tab-separated-values", TSV, None),
        ("json-ld,application/ld+json,application/x-json+ld", None, JSON_LD),
        ("rdf xml", None, RDF_XML),
    ],
)
def test_choose_by_name_wins_over_accept(
    name: str, results: ResultsFormat | None, graph: GraphFormat | None
) -> None:
    choice = choose_formats(["image/png"], name)
    assert choice == Choice(
        results and (results, results.media_type), graph and (graph, graph.media_type)
    )


@pytest.mark.parametrize(
    ("name", "said"), [("excel", "csv"), ("csv,excel", "'excel'"), ("csv,tsv", "different")]
)
def test_choose_by_unknown_name(name: str, said: str) -> None:
    with pytest.raises(ProtocolError, match=said) as caught:
        choose_formats([], name)
    assert caught.value.status == 400


def test_offers_are_registered_types() -> None:
    assert list_offers(graph=False) == (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    )
    assert list_offers(graph=True) == (
        "text/turtle",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/ld+json",
        "application/rdf+xml",
    )


RANGES = st.sampled_from(["*/*", "text/*", "application/*", "text/html", *list_offers(graph=False)])


@given(st.dictionaries(RANGES, st.sampled_from(["0", "0.1", "0.5", "1"])))
def test_choice_is_acceptable_and_free_of_order(qualities: dict[str, str]) -> None:
    elements = [f"{name};q={quality}" for name, quality in qualities.items()]
    choice = choose_formats([", ".join(elements)])
    assert choose_formats(reversed(elements)) == choice
    if choice.results is not None and qualities:
        media_type = choice.results[1]
        main = media_type.partition("/")[0]
        ranges = [one for one in (media_type, f"{main}/*", "*/*") if one in qualities]
        assert ranges
        assert qualities[ranges[0]] != "0"


def test_time_to_read_a_header_grows_with_its_length_alone() -> None:
    with pytest.raises(ProtocolError) as caught:
        choose_formats(["x" * 8193])
    assert caught.value.status == 431
    # Were reading to begin again at each quotation mark, this would take an hour.
    for opening in ('\\"', '"', "\\", 'a/b;x="'):
        _Preferences([opening * 200_000])


@given(st.lists(st.text(alphabet='atext/csv*;q=01., "\\', max_size=40), max_size=3))
def test_any_header_is_read(lines: list[str]) -> None:
    choose_formats(lines)
