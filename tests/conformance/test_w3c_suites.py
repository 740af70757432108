"""The W3C test suites, over HTTP: a sample, with `--whole` all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from conformance_page import write_page
from endpoints import Endpoint
from known_failures import read_known_failures
from manifests import WITHOUT_SUITES, Dataset, QueryTest, W3cTest, find_suites, read_tests
from running import run_test

EndpointOf = Callable[[W3cTest], Endpoint]


@pytest.fixture(scope="session")
def tests() -> list[W3cTest]:
    suites = find_suites()
    if suites is None:
        pytest.skip(WITHOUT_SUITES)
    return read_tests(suites)


def test_w3c(w3c_test: W3cTest, endpoint_of: EndpointOf, client: httpx.Client) -> None:
    endpoint = endpoint_of(w3c_test)
    if isinstance(w3c_test, QueryTest) and w3c_test.federated and not endpoint.refuses:
        pytest.skip("this server would ask others on the network")
    failure = run_test(client, endpoint, w3c_test)
    assert failure is None, failure


def test_known_failures_are_tests(tests: list[W3cTest]) -> None:
    assert read_known_failures().keys() <= {test.name for test in tests}


def test_no_test_fails_that_oxigraph_passes() -> None:
    known = read_known_failures()
    assert [name for name, failure in known.items() if "oxigraph" not in failure.servers] == []


def test_page_tells_the_known_failures(tests: list[W3cTest], repository: Path) -> None:
    page = (repository / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert page == write_page(tests), "run `make conformance`"


def test_group_concat_of_numbers_has_no_value(
    endpoint_of: EndpointOf, client: httpx.Client
) -> None:
    # It is defined by CONCAT, which takes strings only, and an error leaves the variable unbound:
    # https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat.
    query = "SELECT (GROUP_CONCAT(?n) AS ?all) { VALUES ?n { 1 2 } }"
    endpoint = endpoint_of(W3cTest("", Dataset()))
    answer = client.get(endpoint.query, params={"query": query}).json()
    assert answer["results"]["bindings"] == [{}]
