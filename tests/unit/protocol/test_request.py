"""HTTP requests → operations, by the SPARQL 1.1 Protocol."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.engine import RequestedDataset
from kzgraph.errors import ProtocolError, QueryLimitError
from kzgraph.protocol import CAPABILITIES, DescriptionRequest, Operation, read_operation

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
        # A semicolon separates nothing, and what the protocol does not know is ignored.
        ("GET", "query=a;query=b;c", None, "", Operation("a;query=b;c")),
        ("GET", "&query=1&Query=2&maxrows=3&_&=&debug=on", None, "", Operation("1")),
        ("GET", "que%72y=1%2B+%2b", None, "", Operation("1+ +")),
        ("GET", "query=ж", None, "", Operation("ж")),
        ("GET", "query=%00%F0%9F%A6%85", None, "", Operation("\0\N{EAGLE}")),
        ("POST", "", FORM, "query=ASK+%7B%7D", Operation("ASK {}")),
        ("POST", "", FORM + "; charset=UTF-8", "query=%D0%B6", Operation("ж")),
        ("POST", "", FORM.upper() + ' ;charset="utf-8"', "query=1", Operation("1")),
        ("POST", "", QUERY, "ASK { ?ж+%20 }", Operation("ASK { ?ж+%20 }")),
        ("POST", "", QUERY + ";charset=utf-8", "ASK {}", Operation("ASK {}")),
        ("POST", "", QUERY + "; Charset=UTF8; version=1.2", "ASK {}", Operation("ASK {}")),
        ("POST", "", QUERY, "\ufeffASK {}", Operation("\ufeffASK {}")),
        ("POST", "", QUERY, "query=1&%FF", Operation("query=1&%FF")),
        ("POST", "", QUERY, "", Operation("")),
        ("POST", "format=csv", QUERY, "1", Operation("1", format="csv")),
        ("QUERY", "", QUERY, "ASK {}", Operation("ASK {}")),
        (
            "QUERY",
            "default-graph-uri=x:a",
            FORM,
            "query=1",
            Operation("1", RequestedDataset(("x:a",), ())),
        ),
        ("GET", "query=1&version=1.2", None, "", Operation("1")),
        ("POST", "version=1.2-basic", FORM, "query=1", Operation("1")),
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
        ("GET", b"default-graph-uri=x:g", None, b"", 400, "holds none"),
        ("GET", b"timeout=1", None, b"", 400, "holds none"),
        ("GET", b"version=1.1", None, b"", 400, "holds none"),
        ("GET", b"qurey=ASK+{}", None, b"", 400, "holds none"),
        ("GET", b"query=1", None, b"query=2", 400, "GET has no content"),
        ("HEAD", b"", None, b"ASK {}", 400, "HEAD has no content"),
        ("GET", b"query=1&query=2", None, b"", 400, "holds 2"),
        ("POST", b"query=1", FORM, b"query=2", 400, "holds 2"),
        ("POST", b"query=1", QUERY, b"2", 400, "holds 2"),
        ("POST", b"", FORM, b"", 400, "holds none"),
        ("GET", b"query=%FF", None, b"", 400, "UTF-8"),
        ("GET", b"query=1&%FF=1", None, b"", 400, "UTF-8"),
        # Longer than need be; half of a pair of UTF-16; beyond Unicode; cut off; Latin-1.
        ("GET", b"query=%C0%80", None, b"", 400, "byte 1"),
        ("GET", b"query=%ED%A0%BD%ED%B8%80", None, b"", 400, "byte 1"),
        ("GET", b"query=%F4%90%80%80", None, b"", 400, "byte 1"),
        ("GET", b"query=a%E4%B8", None, b"", 400, "byte 2"),
        ("GET", b"query=caf\xe9", None, b"", 400, "byte 4"),
        ("POST", b"", QUERY, b"\xed\xa0\xbd", 400, "byte 1"),
        ("POST", b"", QUERY, "ASK {}".encode("utf-16"), 400, "byte 1"),
        ("POST", b"", QUERY, b"ASK {} # \xff", 400, "byte 10"),
        ("POST", b"", FORM, b"query=%C3", 400, "UTF-8"),
        ("GET", b"query=100%", None, b"", 400, "%25"),
        ("GET", b"query=%zz", None, b"", 400, "percent-encoding"),
        ("GET", b"query=1&x=%4", None, b"", 400, "'%4'"),
        ("GET", b"query=%u0416", None, b"", 400, "'%u0'"),
        ("POST", b"", FORM, b"query=%25&%=", 400, "the form"),
        ("GET", b"query=1&version=1.1&version=1.1", None, b"", 400, "2 times"),
        ("GET", b"query=1" + 1000 * b"&x", None, b"", 400, "more than 1000"),
        ("POST", b"", FORM, b"query=1" + 300_000 * b"&", 400, "more than 1000"),
        ("GET", b"query=1&timeout=0", None, b"", 400, "above 0"),
        ("GET", b"query=1&timeout=-1", None, b"", 400, "above 0"),
        ("GET", b"query=1&timeout=nan", None, b"", 400, "above 0"),
        ("GET", b"query=1&timeout=1&timeout=1", None, b"", 400, "2 times"),
        ("GET", b"query=1&default-graph-uri=", None, b"", 400, "absolute IRI"),
        ("GET", b"query=1&named-graph-uri=g", None, b"", 400, "absolute IRI"),
        ("GET", b"query=1&named-graph-uri=x:%3E%20x", None, b"", 400, "absolute IRI"),
        ("GET", b"query=1&using-graph-uri=x:g", None, b"", 400, "default-graph-uri"),
        ("GET", b"query=1&using-named-graph-uri=x:g", None, b"", 400, "default-graph-uri"),
        ("GET", b"update=CLEAR+ALL", None, b"", 403, "no update"),
        ("POST", b"update=", QUERY, b"ASK {}", 403, "no update"),
        ("QUERY", b"", UPDATE, b"CLEAR ALL", 403, "no update"),
        ("POST", b"", FORM, b"update=CLEAR+ALL", 403, "no update"),
        ("POST", b"", FORM, b"query=1&update=CLEAR+ALL", 403, "no update"),
        ("POST", b"", UPDATE, b"CLEAR ALL", 403, "no update"),
        ("POST", b"", UPDATE + ";charset=utf-8", b"CLEAR ALL", 403, "no update"),
        ("POST", b"", "text/plain", b"ASK {}", 415, "text/plain"),
        ("POST", b"", "application/sparql-queryx", b"ASK {}", 415, "sent as"),
        ("POST", b"", f"{QUERY}, {QUERY}", b"ASK {}", 415, "sent as"),
        ("POST", b"", FORM + "; charset=iso-8859-1", b"query=1", 415, "iso-8859-1"),
        ("POST", b"", QUERY + "; charset", b"ASK {}", 415, "UTF-8"),
        ("QUERY", b"", "application/json", b"{}", 415, "application/json"),
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
    assert ("accept-query" in names) == (status == 415)


def test_methods_and_types_are_told() -> None:
    types = "application/sparql-query, application/x-www-form-urlencoded"
    assert dict(CAPABILITIES) == {
        "allow": "GET, HEAD, POST, QUERY, OPTIONS",
        "accept-post": types,
        "accept-query": types,
    }


def test_query_without_type_is_incorrect_not_unsupported() -> None:
    with pytest.raises(ProtocolError, match="without a type") as caught:
        read_operation("QUERY", b"", None, b"ASK {}")
    assert caught.value.status == 400  # as RFC 10008 has it
    assert "accept-query" in dict(caught.value.headers)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "identity, br", "deflate", "zstd", "x"])
def test_compressed_content_is_refused(coding: str) -> None:
    for method in ("POST", "QUERY"):
        with pytest.raises(ProtocolError, match=coding) as caught:
            read_operation(method, b"", QUERY, b"\x1f\x8b", coding)
        assert caught.value.status == 415
        assert caught.value.headers == (("accept-encoding", "identity"),)


@pytest.mark.parametrize("coding", [None, "", "identity", "Identity , identity"])
def test_content_as_it_is_is_read(coding: str | None) -> None:
    assert read_operation("POST", b"", QUERY, b"ASK {}", coding) == Operation("ASK {}")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [(b"", None), (b"&", None), (b"format=", None), (b"format=ttl&format=a/b", "ttl,a/b")],
)
def test_address_alone_asks_for_the_description(url: bytes, wanted: str | None) -> None:
    for method in ("GET", "HEAD"):
        assert read_operation(method, url, None, b"") == DescriptionRequest(wanted)
    for method, content_type in (("POST", FORM), ("QUERY", FORM)):
        with pytest.raises(ProtocolError, match="holds none"):
            read_operation(method, url, content_type, b"")


def test_thousand_parameters_are_read() -> None:
    graphs = b"&".join(b"named-graph-uri=x:%d" % i for i in range(999))
    operation = read_operation("GET", b"query=1&" + graphs, None, b"")
    assert isinstance(operation, Operation)
    assert operation.dataset is not None
    assert len(operation.dataset.named_graphs) == 999


def test_graphs_of_url_and_form_together_are_limited() -> None:
    graphs = b"&".join(b"named-graph-uri=x:%d" % i for i in range(600))
    with pytest.raises(QueryLimitError, match="1200 named graphs"):
        read_operation("POST", graphs, FORM, b"query=1&" + graphs)


def test_format_given_twice_is_handed_on() -> None:
    url = b"query=1&format=tsv&format=a/b&format="
    assert read_operation("GET", url, None, b"").format == "tsv,a/b"


@given(st.text())
def test_query_of_any_text_arrives_by_every_way(text: str) -> None:
    encoded = f"query={quote(text, safe='', errors='strict')}".encode()
    direct = text.encode()
    assert read_operation("GET", encoded, None, b"") == Operation(text)
    for method in ("POST", "QUERY"):
        assert read_operation(method, b"", FORM, encoded) == Operation(text)
        assert read_operation(method, b"", QUERY, direct) == Operation(text)


@given(st.sampled_from(["GET", "HEAD", "POST", "QUERY"]), st.binary(), st.binary(), st.text())
def test_anything_is_an_operation_or_a_protocol_error(
    method: str, url: bytes, body: bytes, field: str
) -> None:
    for content_type in (FORM, QUERY, field):
        with suppress(ProtocolError):
            read_operation(method, url, content_type, body, field)


def test_format_has_a_bound() -> None:
    query = b"query=ASK%7B%7D&" + b"&".join([b"format=json"] * 100)
    with pytest.raises(ProtocolError, match="300 characters"):
        read_operation("GET", query, None, b"")
