"""The check of service descriptions sees what is wrong in one."""

from __future__ import annotations

import pytest
from description import find_fault

URL = "http://localhost/sparql"
PREFIX = "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n"
GOOD = """[] a sd:Service ; sd:endpoint <> ; sd:feature sd:EmptyGraphs ; sd:defaultDataset [
    a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ;
    sd:namedGraph [ a sd:NamedGraph ; sd:name <g> ; sd:graph [ a sd:Graph ] ] ] ."""


@pytest.mark.parametrize("test", ["returns-rdf", "has-endpoint-triple", "conforms-to-schema"])
def test_good_description(test: str) -> None:
    assert find_fault((PREFIX + GOOD).encode(), "text/turtle", URL, f"suite#{test}") is None


@pytest.mark.parametrize(
    ("test", "text"),
    [
        ("returns-rdf", "<html>"),
        ("returns-rdf", ""),
        ("has-endpoint-triple", GOOD.replace("<>", "<other>")),
        ("conforms-to-schema", GOOD + "<s> a sd:Service ."),
        ("conforms-to-schema", GOOD.replace("sd:EmptyGraphs", "sd:NoSuchFeature")),
        ("conforms-to-schema", GOOD.replace("sd:endpoint", "sd:url")),
        ("conforms-to-schema", GOOD.replace("a sd:NamedGraph ;", "")),
        ("conforms-to-schema", GOOD.replace("<g>", '"g"')),
    ],
)
def test_wrong_description(test: str, text: str) -> None:
    content = (PREFIX + text).encode()
    assert find_fault(content, "text/turtle", URL, f"suite#{test}") is not None
