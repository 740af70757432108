"""A document of data is one graph, in whatever format it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pyoxigraph
import pytest
import rdflib
from crawling import Visit
from pyoxigraph import RdfFormat

# rdflib warns of what its own code does.
of_rdflib = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning:rdflib")
pytestmark = [pytest.mark.timeout(3600), of_rdflib]
FORMATS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdf": (RdfFormat.RDF_XML, "xml"),
    "trig": (RdfFormat.TRIG, "trig"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
}
WITH_GRAPHS = {"trig", "nq"}
Read = Callable[[bytes, str], pyoxigraph.Dataset]


def read(body: bytes, suffix: str) -> pyoxigraph.Dataset:
    """Read a document with the engine's library."""
    return pyoxigraph.Dataset(pyoxigraph.parse(body, FORMATS[suffix][0]))


def read_with_rdflib(body: bytes, suffix: str) -> pyoxigraph.Dataset:
    """Read a document with a library that has not written it."""
    dataset = rdflib.Dataset()
    dataset.parse(data=body, format=FORMATS[suffix][1])
    return read(dataset.serialize(format="nquads", encoding="utf-8"), "nq")


def merge(dataset: pyoxigraph.Dataset) -> pyoxigraph.Dataset:
    """Give all triples of all graphs, each once."""
    return pyoxigraph.Dataset(pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in dataset)


def canonical(dataset: pyoxigraph.Dataset) -> frozenset[str]:
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, dataset))


STEPS: dict[Read, int] = {read: 1, read_with_rdflib: 4}
"""Each how many-th document is read; rdflib takes its time."""


@pytest.fixture(scope="session")
def documents(visits: dict[str, Visit]) -> list[str]:
    """Addresses of documents, without what names a format."""
    found = (re.fullmatch(r"(/data/.+)\.ttl", url) for url in visits)
    names = sorted({match[1] for match in found if match})
    assert names, "no document of data was found"
    return names


@pytest.mark.parametrize("library", STEPS, ids=["pyoxigraph", "rdflib"])
def test_every_format_has_the_same_graph(
    site: httpx.Client, documents: list[str], library: Read
) -> None:
    def check(name: str) -> list[str]:
        whole, merged = set(), set()
        for suffix in FORMATS:
            answer = site.get(f"{name}.{suffix}")
            if answer.status_code != 200:
                return [f"{name}.{suffix}: {answer.status_code}"]
            dataset = library(answer.content, suffix)
            merged.add(canonical(merge(dataset)))
            if suffix in WITH_GRAPHS:
                whole.add(canonical(dataset))
        is_same = len(merged) == len(whole) == 1 and merged != {frozenset()}
        return [] if is_same else [f"{name}: not one graph in all formats, or an empty one"]

    with ThreadPoolExecutor(4) as readers:
        faults = [
            fault for found in readers.map(check, documents[:: STEPS[library]]) for fault in found
        ]
    assert not faults, "\n".join(faults)
