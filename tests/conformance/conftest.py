"""The options of the conformance tests, their choice, and the servers that they ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final

import httpx
import pytest
from endpoints import SERVERS, Endpoint
from known_failures import read_known_failures
from manifests import (
    WITHOUT_SUITES,
    Dataset,
    ProtocolTest,
    QueryTest,
    W3cTest,
    find_suites,
    read_tests,
)

# A server takes a second to start and a test some milliseconds: few data sets, but all their tests.
_DATASETS_PER_SAMPLE: Final = 8
_TESTS_PER_SAMPLE: Final = 4
_SECONDS_PER_REQUEST: Final = 60


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption("--server", choices=SERVERS, default="kzgraph", help="whom to ask")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "w3c_test" not in metafunc.fixturenames:
        return
    suites = find_suites()
    if suites is None:
        missing = pytest.param(None, marks=pytest.mark.skip(WITHOUT_SUITES), id="suites")
        metafunc.parametrize("w3c_test", [missing])
        return
    server = metafunc.config.getoption("--server", default="kzgraph")
    known = {
        name: failure.reason
        for name, failure in read_known_failures().items()
        if server in failure.servers
    }
    tests = read_tests(suites)
    if not metafunc.config.getoption("--whole"):
        tests = _sample(tests)
    metafunc.parametrize("w3c_test", [_mark(test, known.get(test.name)) for test in tests])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the tests of one data set together, so that its server starts once."""
    places: dict[Dataset, int] = {}

    def place(item: pytest.Item) -> int:
        test = item.callspec.params.get("w3c_test") if hasattr(item, "callspec") else None
        return -1 if test is None else places.setdefault(test.dataset, len(places))

    items.sort(key=place)


@pytest.fixture(scope="session")
def endpoint_of(pytestconfig: pytest.Config) -> Iterator[Callable[[W3cTest], Endpoint]]:
    """Gives the endpoint on the data set of a test; one server runs at a time."""
    serve = SERVERS[pytestconfig.getoption("--server", default="kzgraph")]
    running: dict[Dataset, Endpoint] = {}
    with ExitStack() as servers:

        def give(test: W3cTest) -> Endpoint:
            endpoint = running.get(test.dataset)
            changed = isinstance(test, ProtocolTest) and not (endpoint and endpoint.refuses)
            if endpoint is None or changed:
                servers.close()
                running.clear()
                endpoint = running[test.dataset] = servers.enter_context(serve(test.dataset))
            return endpoint

        yield give


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=_SECONDS_PER_REQUEST, trust_env=False) as one:
        yield one


def _sample(tests: list[W3cTest]) -> list[W3cTest]:
    """Choose some data sets with all tests of theirs, and some of the tests that need no data."""
    groups: dict[Dataset, list[W3cTest]] = defaultdict(list)
    for test in tests:
        if isinstance(test, QueryTest):
            groups[test.dataset].append(test)
    without_data = groups.pop(Dataset())
    chosen = [test for group in list(groups.values())[::_DATASETS_PER_SAMPLE] for test in group]
    others = [test for test in tests if not isinstance(test, QueryTest)]
    return [*chosen, *without_data[::_TESTS_PER_SAMPLE], *others]


def _mark(test: W3cTest, failure: str | None) -> object:
    marks = () if failure is None else pytest.mark.xfail(reason=failure, raises=AssertionError)
    return pytest.param(test, marks=marks, id=test.name)
