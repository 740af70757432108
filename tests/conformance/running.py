"""Runs one test on an endpoint."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import httpx
from answers import SUFFIXES, NotAnAnswerError, read_answer, read_file
from comparison import find_difference
from description import find_fault
from endpoints import Endpoint
from manifests import Exchange, Kind, ProtocolTest, QueryTest, W3cTest

# In these each answer is asked for: tables and booleans in the first, graphs in the second.
_ACCEPTED: Final = (
    ("application/sparql-results+json", "application/n-triples"),
    ("application/sparql-results+xml", "text/turtle"),
)
_FORMS: Final = {
    "boolean": {SUFFIXES[suffix] for suffix in (".srj", ".srx")},
    "tabular": {SUFFIXES[suffix] for suffix in (".srj", ".srx", ".csv", ".tsv")},
    "RDF": {SUFFIXES[suffix] for suffix in (".ttl", ".nt", ".nq", ".trig", ".rdf")},
}
_COMPUTED: Final = re.compile(r"\bAS\s+\?(\w+)", re.IGNORECASE)
# That of the whole query stands behind its last brace.
_ORDER: Final = re.compile(r"\bORDER\s+BY\b[^{}]*\Z", re.IGNORECASE)


def run_test(client: httpx.Client, endpoint: Endpoint, test: W3cTest) -> str | None:
    """Run a test.

    Returns:
        Why it fails, or None when it passes. An endpoint that is to refuse updates and SERVICE
        passes the tests of them with status 403.
    """
    match test:
        case QueryTest():
            return _run_query_test(client, endpoint, test)
        case ProtocolTest():
            return _run_protocol_test(client, endpoint, test)
        case _:
            response = client.get(endpoint.query, headers={"accept": "text/turtle"})
            return _find_other_status(response, 200) or find_fault(
                response.content, _media_type(response), endpoint.query, test.name
            )


def _run_query_test(client: httpx.Client, endpoint: Endpoint, test: QueryTest) -> str | None:
    text = test.query.read_text(encoding="utf-8")
    if test.federated and endpoint.refuses:
        return _find_other_status(_ask(client, endpoint, text), 403)
    match test.kind:
        case Kind.SYNTAX:
            return _find_other_status(_ask(client, endpoint, text), 200)
        case Kind.BAD_SYNTAX:
            return _find_other_status(_ask(client, endpoint, text), 400)
        case Kind.EVALUATION | Kind.CSV:
            return _evaluate(client, endpoint, test, text)


def _evaluate(client: httpx.Client, endpoint: Endpoint, test: QueryTest, text: str) -> str | None:
    """Ask for the answer in several formats, and compare each with the expected one."""
    if test.result is None:
        raise ValueError(f"{test.name} has no expected answer")
    expected = read_file(test.result)
    base = test.query.as_uri()
    own_format = (SUFFIXES[test.result.suffix],)
    for accepted in (own_format,) if test.result.suffix in {".csv", ".tsv"} else _ACCEPTED:
        # To the suites a relative IRI is relative to the file, to the protocol to the endpoint.
        response = _ask(client, endpoint, f"BASE <{base}>\n{text}", accepted)
        fault = _find_other_status(response, 200)
        if fault is not None:
            return fault
        media_type = _media_type(response)
        if media_type not in accepted:
            return f"{media_type} is none of {', '.join(accepted)}"
        try:
            actual = read_answer(response.content, media_type, base)
        except NotAnAnswerError as error:
            return str(error)
        difference = find_difference(
            expected,
            actual,
            computed=_COMPUTED.findall(text),
            ordered=_ORDER.search(text) is not None,
            may_reduce=test.may_reduce,
        )
        if difference is not None:
            return f"{media_type}: {difference}"
    return None


def _run_protocol_test(client: httpx.Client, endpoint: Endpoint, test: ProtocolTest) -> str | None:
    if test.writes and endpoint.refuses:
        return _find_other_status(_send(client, endpoint, test.exchanges[0]), 403)
    for exchange in test.exchanges:
        response = _send(client, endpoint, exchange)
        if response.status_code // 100 not in exchange.statuses:
            return f"status {response.status_code}: {response.text}"
        media_type = _media_type(response)
        if exchange.form and media_type not in _FORMS[exchange.form]:
            return f"{media_type} is not for {exchange.form}"
        if exchange.boolean is not None:
            answer = read_answer(response.content, media_type, endpoint.query)
            if answer is not exchange.boolean:
                return f"{exchange.boolean} is expected, not {answer}"
    return None


def _ask(
    client: httpx.Client, endpoint: Endpoint, text: str, accepted: Collection[str] = ("*/*",)
) -> httpx.Response:
    headers = {"content-type": "application/sparql-query", "accept": ", ".join(accepted)}
    return client.post(endpoint.query, content=text, headers=headers)


def _send(client: httpx.Client, endpoint: Endpoint, exchange: Exchange) -> httpx.Response:
    url = endpoint.update if exchange.is_update else endpoint.query
    if exchange.parameters:
        url += f"?{exchange.parameters}"
    return client.request(
        exchange.method, url, content=exchange.body, headers=list(exchange.headers)
    )


def _find_other_status(response: httpx.Response, expected: int) -> str | None:
    if response.status_code == expected:
        return None
    return f"status {response.status_code}, not {expected}: {response.text}"


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0]
