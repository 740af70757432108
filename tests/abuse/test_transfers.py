"""200 with a body that ends as HTTP says it must is always the whole answer."""

from __future__ import annotations

import contextlib

import httpx
import pytest
from served import ENDLESS, Served, get, product, until

SETTINGS = {"KZGRAPH_ANSWER_LIMIT_BYTES": 8 << 20}  # more than the system keeps for a reader
LAST_CHUNK = b"\r\n0\r\n\r\n"  # https://www.rfc-editor.org/rfc/rfc9112#section-7.1


def in_half_of_the_rows(expression: str) -> str:
    """A pattern that comes upon an expression when it has given more rows than fit the buffer."""
    return f"{{ ?a ?b ?c BIND(IF(?a = <x:n50>, {expression}, 1) AS ?x) }}"


OVER_SIZE = "{ ?a ?b ?x . ?y ?z ?w BIND(RAND() AS ?c) }"
OVER_TIME = in_half_of_the_rows("EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?i = ?z) }")
OVER_MEMORY = in_half_of_the_rows(f"EXISTS {{ SELECT * {{ {product(8)} }} ORDER BY ?v7 }}")
HEADS = {
    "json": "SELECT *",
    "xml": "SELECT *",
    "csv": "SELECT *",
    "tsv": "SELECT *",
    "ntriples": "CONSTRUCT { ?a ?b ?c }",
    "rdfxml": "CONSTRUCT { ?a ?b ?c }",
}
formats = pytest.mark.parametrize(("format_", "head"), HEADS.items(), ids=list(HEADS))


def is_broken(served: Served, text: str, **parameters: str) -> bool:
    """Say whether an answer lacks its end."""
    status, received = served.exchange(get(text, "Connection: close", **parameters))
    head, _, body = received.partition(b"\r\n\r\n")
    assert status == 200, received
    assert b"transfer-encoding: chunked" in head.lower()
    assert b"content-length" not in head.lower()
    assert body
    return not received.endswith(LAST_CHUNK)


@formats
def test_answer_over_its_limit_is_broken(served: Served, format_: str, head: str) -> None:
    said = served.log.stat().st_size
    assert is_broken(served, f"{head} {OVER_SIZE}", format=format_)
    with served.log.open() as log:
        log.seek(said)
        events = [line for line in log if "transfer broken" in line or "ERROR" in line]
    assert len(events) == 1, events  # a limit that is kept to is no fault


@pytest.mark.parametrize("format_", ["csv", "ntriples"])
@pytest.mark.parametrize(("pattern", "timeout"), [(OVER_TIME, "1.5"), (OVER_MEMORY, "9")])
def test_answer_over_time_or_memory_is_broken(
    served: Served, pattern: str, timeout: str, format_: str
) -> None:
    text = f"{HEADS[format_]} {pattern}"
    assert is_broken(served, text, format=format_, timeout=timeout)


@pytest.mark.parametrize(("pattern", "timeout"), [(OVER_SIZE, "9"), (OVER_TIME, "1.5")])
def test_common_client_reports_a_broken_answer(served: Served, pattern: str, timeout: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
        served.ask(f"SELECT * {pattern}", timeout=timeout)


@formats
def test_answer_that_does_not_fail_is_whole(served: Served, format_: str, head: str) -> None:
    text = f"{head} {in_half_of_the_rows('2')}"
    assert not is_broken(served, text, format=format_)


def test_answer_that_its_format_cannot_hold_is_broken(served: Served) -> None:
    text = "SELECT *" + in_half_of_the_rows("'\\u0001'")
    assert is_broken(served, text, format="xml")
    assert not is_broken(served, text, format="json")


@pytest.mark.parametrize("pattern", [OVER_SIZE, OVER_TIME, OVER_MEMORY])
def test_to_http_1_0_no_answer_over_the_buffer_is_begun(served: Served, pattern: str) -> None:
    status, received = served.exchange(get(f"SELECT * {pattern}", version="1.0"))
    assert status == 422, received


def test_worker_killed_in_a_transfer_breaks_it(served: Served) -> None:
    before = served.workers()
    with served.connect() as connection:
        connection.sendall(get(f"SELECT * {OVER_TIME}"))
        received = connection.recv(1 << 16)
        served.kill(served.find_busy_workers())
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(1 << 16):
                received += part
    assert received.startswith(b"HTTP/1.1 200 ")
    assert not received.endswith(LAST_CHUNK)
    assert before - served.workers()


def test_reader_that_takes_nothing_keeps_no_worker_over_its_time(served: Served) -> None:
    before = served.workers()
    with served.connect(receive_bytes=1 << 12) as connection:
        connection.sendall(get(ENDLESS, timeout="1"))
        assert until(lambda: before - served.workers(), seconds=5)
