"""SERVICE in disguise: what the engine would send elsewhere never reaches it.

The engine's parser works letter by letter and reads a SERVICE out of more texts than the grammar
has. A server on the loopback sees whether it asks.
"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kzgraph.engine.reading.inspection import inspect
from kzgraph.errors import KzgraphError, QueryRefusedError


class Listener:
    """A server that answers 500 and counts; a store that holds every triple of its names."""

    def __init__(self) -> None:
        self.requests = 0
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                listener.requests += 1
                self.send_response(500)
                self.send_header("content-length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815  (the name that the base class asks for)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.prologue = "".join(
            f"PREFIX {name}: <{self.base}> " for name in ("", "a", "SERVICE", "service", "SILENT")
        )
        names = [pyoxigraph.NamedNode(self.base + name) for name in ("", "x", "a.b", "a.b.c", "a")]
        self.store = pyoxigraph.Store()
        self.store.extend(pyoxigraph.Quad(s, p, o) for s, p, o in product(names, repeat=3))

    def is_asked_by(self, text: str) -> bool:
        """Say whether the engine sends a request when it runs a text."""
        self.requests = 0
        try:
            results = self.store.query(text, base_iri=self.base)
            if not isinstance(results, pyoxigraph.QueryBoolean):
                next(iter(results), None)
        except (SyntaxError, OSError, RuntimeError, ValueError):
            pass
        return self.requests > 0

    def __call__(self, text: str) -> None:
        """Refuse the text, or show that nothing is asked of what the engine gets."""
        try:
            inspection = inspect(self.prologue + text, nesting_limit=50, has_base=True)
        except KzgraphError:
            return
        assert not self.is_asked_by("".join(inspection.rendering)), text


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    thread = threading.Thread(target=listener.server.serve_forever, args=(0.05,))
    thread.start()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE :x { ?s ?p ?o } }",
        "ASK { SERVICE:x { ?s ?p ?o } }",
        "ASK { SERVICESILENT:x {} }",
        "ASK { ?s ?p 1SERVICE:x {} }",
        "ASK { ?s ?p 1.SERVICE:x {} }",
        "ASK { ?s ?p trueSERVICE:x {} }",
        "ASK { ?s ?p :a.b.SERVICE:x { ?s ?p ?o } }",
        "ASK { ?s ?p 'a'@en.SERVICE:x {} }",
        "ASK { BIND(1 AS ?b) FILTER(?b<?s||true)SERVICE:x#>)\n{ ?s ?p ?o } }",
    ],
)
def test_text_that_the_engine_alone_takes_for_service(listener: Listener, text: str) -> None:
    assert listener.is_asked_by(listener.prologue + text)
    listener(text)


PIECES = [
    *("SERVICE", "service", "Service", "SERVICE:x", "service:x", "SERVICESILENT:x", "SILENT"),
    *("SERVICE:", "SERVICE<x>", "SERVICE?s", "trueSERVICE", "1SERVICE", "1.SERVICE", "1e1SERVICE"),
    *(":a.b.SERVICE:x", ":a.SERVICE:x", ":a.b.c.SERVICE", "_:a.b.SERVICE:x", "?a.SERVICE:x"),
    *("'a'@en.SERVICE", "''SERVICE", '"""a"""SERVICE', "'SERVICE", "<SERVICE", "<x>", "<", ">"),
    *("\\u0053ERVICE", "S\\u0045RVICE", "\ufeffSERVICE", "SERV#\nICE", "#\rSERVICE", "#SERVICE\n"),
    *("{", "}", "{}", "{ ?s ?p ?o }", "(", ")", "[", "]", ".", ";", ",", "?s", "?p", "?o", ":x"),
    *("FILTER", "FILTER(true)", "FILTER(?s<?p)", "BIND(1 AS ?b)", "OPTIONAL", "GRAPH", "MINUS"),
    *("EXISTS", "NOT", "UNION", "VALUES ?v { 1 }", "SELECT", "*", "WHERE", "a", "true", "1", "'x'"),
    *("<<", ">>", "<<(", ")>>", "{|", "|}", "~", "^", "/", "|", "!", "&&", "<?b)SERVICE?x#>"),
]


@settings(
    deadline=None, max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8),
    st.lists(st.sampled_from(["", " ", "\n", "\t"]), min_size=8, max_size=8),
)
def test_pieces_in_any_order_reach_nobody(
    listener: Listener, pieces: list[str], gaps: list[str]
) -> None:
    inside = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=False))
    listener(f"ASK {{ {inside} }}")
    listener(f"ASK {{ ?s ?p ?o . {inside} :x {{ ?s ?p ?o }} }}")
    listener(f"ASK {{ ?s ?p :x {inside} {{ ?s ?p ?o }} }}")


LEGAL = [
    "ASK {{ ?s ?p {0} }}",
    "ASK {{ ?s ?p {0} {{ ?s ?p ?o }} }}",
    "ASK {{ {0} ?p ?o {{ ?s ?p ?o }} }}",
    "ASK {{ ?s {0} :x {{ ?s ?p ?o }} }}",
    "ASK {{ ?s {0} ?x {{ ?s ?p ?o }} }}",
    "ASK {{ GRAPH {0} {{ ?s ?p ?o }} }}",
    "ASK FROM {0} {{ ?s ?p ?o }}",
    "ASK {{ FILTER(true) {0} a ?x {{ ?s ?p ?o }} }}",
    "ASK {{ BIND(1 AS ?b) {0} a ?x {{ ?s ?p ?o }} }}",
    "DESCRIBE {0} {{ ?s ?p ?o }}",
    "ASK {{ VALUES ?v {{ {0} }} {{ ?s ?p ?o }} }}",
    "ASK {{ ?s (:x|{0})/{0} ?o {{ ?s ?p ?o }} }}",
]
NAMES = [
    *(
        "SERVICE:x",
        "service:SERVICE",
        ":a.b.SERVICE:x",
        ":a.b.c.service:x",
        "SERVICE:a.b.SERVICE:x",
    ),
    *("<SERVICE>", "<x#SERVICE>", "<?b)SERVICE?x#>", "<x>#SERVICE <x>\n", ":SERVICE", "SERVICE:"),
    *(":a.b.SERVICE", ":a.b.SERVICE:", ":a%41.SERVICE:x", ":a\\.b.SERVICE:x", "SILENT:SERVICE:x"),
]


@pytest.mark.parametrize("form", LEGAL)
@pytest.mark.parametrize("name", NAMES)
def test_name_of_service_is_a_name(listener: Listener, form: str, name: str) -> None:
    listener(form.format(name))


def test_real_service_is_refused_as_such() -> None:
    for text in ("ASK { SERVICE <x:y> {} }", "ASK { FILTER NOT EXISTS { service silent ?s {} } }"):
        with pytest.raises(QueryRefusedError, match="SERVICE is refused"):
            inspect(text, nesting_limit=9)
