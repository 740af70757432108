"""HTTP requests → operations, by the SPARQL 1.1 Protocol."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.engine import RequestedDataset
from kzgraph.errors import ProtocolError
from kzgraph.protocol import Operation, read_operation

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@pytest.mark.parametrize(
    ("method", "url", "content_type", "body", "operation"),
    [
        ("GET", "query=ASK%20%7B%7D", None, "", Operation("ASK {}")),
        ("HEAD", "query=ASK+{}", None, "", Operation("ASK {}")),
        ("GET", "query=%D0%B6%2525+", None, "", Operation("ж%25 ")),
        ("GET", "query=a=b&&x=1", None, "", Operation("a=b")),
        ("GET", "query=", None, "", Operation("")),
        ("POST", "", FORM, "query=ASK+%7B%7D", Operation("ASK {}")),
        ("POST", "", FORM + "; charset=UTF-8", "query=%D0%B6", Operation("ж")),
        ("POST", "", FORM.upper() + ' ;charset="utf-8"', "query=1", Operation("1")),
        ("POST", "", QUERY, "ASK { ?ж+%20 }", Operation("ASK { ?ж+%20 }")),
        ("POST", "", QUERY + ";charset=utf-8", "ASK {}", Operation("ASK {}")),
        ("POST", "query=1", FORM, "timeout=2.5", Operation("1", timeout_seconds=2.5)),
        ("GET", "query=1&format=csv&timeout=3", None, "", Operation("1", None, 3.0, "csv")),
        (
            "GET",
            "query=1&default-graph-uri=x%3Aa&default-graph-uri=x:b&named-graph-uri=x:c",
            None,
            "",
            Operation("1", RequestedDataset(("x:a", "x:b"), ("x:c",))),
        ),
        (
            "POST",
            "named-graph-uri=x:c",
            QUERY,
            "1",
            Operation("1", RequestedDataset((), ("x:c",))),
        ),
        (
            "POST",
            "default-graph-uri=x:a",
            FORM,
            "query=1&default-graph-uri=x:b",
            Operation("1", RequestedDataset(("x:a", "x:b"), ())),
        ),
    ],
)
def test_operation(
    method: str, url: str, content_type: str | None, body: str, operation: Operation
) -> None:
    assert read_operation(method, url.encode(), content_type, body.encode()) == operation


@pytest.mark.parametrize(
    ("method", "url", "content_type", "body", "status", "said"),
    [
        ("GET", b"", None, b"", 400, "holds none"),
        ("GET", b"query=1&query=2", None, b"", 400, "holds 2"),
        ("POST", b"query=1", FORM, b"query=2", 400, "holds 2"),
        ("POST", b"query=1", QUERY, b"2", 400, "holds 2"),
        ("POST", b"", FORM, b"", 400, "holds none"),
        ("GET", b"query=%FF", None, b"", 400, "UTF-8"),
        ("GET", b"query=1&%FF=1", None, b"", 400, "UTF-8"),
        ("POST", b"", QUERY, b"ASK {} # \xff", 400, "byte 10"),
        ("POST", b"", FORM, b"query=%C3", 400, "UTF-8"),
        ("GET", b"query=100%", None, b"", 400, "%25"),
        ("GET", b"query=%zz", None, b"", 400, "percent-encoding"),
        ("GET", b"query=1&timeout=0", None, b"", 400, "above 0"),
        ("GET", b"query=1&timeout=-1", None, b"", 400, "above 0"),
        ("GET", b"query=1&timeout=nan", None, b"", 400, "above 0"),
        ("GET", b"query=1&timeout=1&timeout=1", None, b"", 400, "2 times"),
        ("GET", b"query=1&default-graph-uri=", None, b"", 400, "absolute IRI"),
        ("GET", b"query=1&named-graph-uri=g", None, b"", 400, "absolute IRI"),
        ("GET", b"query=1&named-graph-uri=x:%3E%20x", None, b"", 400, "absolute IRI"),
        ("GET", b"query=1&using-graph-uri=x:g", None, b"", 400, "default-graph-uri"),
        ("GET", b"update=CLEAR+ALL", None, b"", 403, "no update"),
        ("POST", b"", FORM, b"update=CLEAR+ALL", 403, "no update"),
        ("POST", b"", FORM, b"query=1&update=CLEAR+ALL", 403, "no update"),
        ("POST", b"", UPDATE, b"CLEAR ALL", 403, "no update"),
        ("POST", b"", UPDATE + ";charset=utf-8", b"CLEAR ALL", 403, "no update"),
        ("POST", b"", "text/plain", b"ASK {}", 415, "text/plain"),
        ("POST", b"", "application/sparql-queryx", b"ASK {}", 415, "posted as"),
        ("POST", b"", None, b"ASK {}", 415, "without a type"),
        ("POST", b"", QUERY + "; charset=UTF-16", "ASK {}".encode("utf-16"), 415, "UTF-16"),
        ("PUT", b"query=1", None, b"", 405, "PUT"),
        ("DELETE", b"", None, b"", 405, "DELETE"),
    ],
)
def test_what_is_no_operation(
    *, method: str, url: bytes, content_type: str | None, body: bytes, status: int, said: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_operation(method, url, content_type, body)
    assert caught.value.status == status
    assert said in caught.value.cause
    names = dict(caught.value.headers)
    assert ("allow" in names) == (status == 405)
    assert ("accept-post" in names) == (status == 415)


def test_format_given_twice_is_handed_on() -> None:
    assert read_operation("GET", b"query=1&format=tsv&format=a/b&format=", None, b"").format == (
        "tsv,a/b"
    )


@given(st.text())
def test_query_of_any_text_arrives_by_every_way(text: str) -> None:
    encoded = f"query={quote(text, safe='', errors='strict')}".encode()
    direct = text.encode()
    assert read_operation("GET", encoded, None, b"").query == text
    assert read_operation("POST", b"", FORM, encoded).query == text
    assert read_operation("POST", b"", QUERY, direct).query == text


@given(st.binary(), st.binary())
def test_any_bytes_are_an_operation_or_a_protocol_error(url: bytes, body: bytes) -> None:
    for content_type in (FORM, QUERY):
        with suppress(ProtocolError):
            read_operation("POST", url, content_type, body)
