"""The pattern of the shapes takes what the parser of dates takes, as far as a pattern can tell."""

import re

import pytest
from rdflib import SH, URIRef
from shape_background import read_background

from kzgraph.errors import PartialDateError
from kzgraph.model.partial_date import parse
from kzgraph.validation.shapes import SHAPES

DATES = (
    "2023",
    "2023-04",
    "2023-04-10",
    "2023~",
    "2023-04?",
    "2023%",
    "XXXX-02-03",
    "XXXX-02",
    "[2023-03-21..2023-03-31]",
    "[..2023-10-25]",
    "[2023-10-25..]",
    "[2023-02,2023-04]",
    "[2023-02, 2023-04]",
    "[2023,2023-02..2023-04]",
    "2023-04/2023-06",
    "2023~/2024",
    "../2023",
    "2023/..",
    "2023/",
    "/2023",
)
NO_DATES = (
    "",
    "2023-4",
    "23",
    "10.04.2023",
    "April 2023",
    "2023-04-10T00:00:00",
    "[2023",
    "[2023~,2024]",
    "[XXXX-02..]",
    "2023/2024/2025",
    " 2023",
    "2023 ",
)


def matches(text: str) -> bool:
    pattern = read_background().shapes.value(URIRef(f"{SHAPES}IsPartialDate"), SH.pattern)
    return re.search(str(pattern), text) is not None


@pytest.mark.parametrize("text", DATES)
def test_date(text: str) -> None:
    parse(text)
    assert matches(text)


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    with pytest.raises(PartialDateError):
        parse(text)
    assert not matches(text)
