"""The walk of `docs/adding-a-document.md` works: what its blocks say is built and checked."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from kzgraph.building import build
from kzgraph.dataset import (
    collect_evidence,
    format_folder,
    read_concepts,
    read_graphs,
    read_ontology,
)
from kzgraph.dataset import formatting as formatting_module
from kzgraph.engine import Source, load, query_in_process
from kzgraph.model.finding import Severity
from kzgraph.resources import Resources
from kzgraph.validation import check_rules, check_shapes
from kzgraph.vocabulary.prefixes import DOCUMENT_GRAPHS, PREFIXES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = "lakeside-2026"
TEXT = ROOT / "docs" / "examples" / f"{DOCUMENT}.txt"
TURTLE_PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Resources:
    """A checkout with no data but what the guide tells to write."""
    monkeypatch.setattr(formatting_module, "DOCUMENT_GRAPHS", (*DOCUMENT_GRAPHS, DOCUMENT))
    (tmp_path / "sources").mkdir()
    shutil.copy(TEXT, tmp_path / "sources")
    for name in ("ontology", "queries", "shapes"):
        (tmp_path / name).symlink_to(ROOT / name)
    guide = (ROOT / "docs" / "adding-a-document.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```turtle\n# (\S+)\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    for name, block in blocks:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else TURTLE_PREFIXES
        path.write_text(before + block, encoding="utf-8")
    return Resources(tmp_path)


def test_the_walk_ends_in_a_build_that_passes(checkout: Resources) -> None:
    sources = checkout.root / "sources"
    report = format_folder(checkout.data, sources, checkout.names)
    assert report.findings == ()
    assert not list(checkout.data.rglob("draft.ttl"))
    graphs = read_graphs(checkout.data)
    ontology, concepts = read_ontology(checkout.ontology), read_concepts(checkout.ontology)
    build(checkout, checkout.build)
    store = load(Source((checkout.dataset,), merge=True))  # its description is no data to check
    findings = (
        *check_shapes(graphs, ontology, concepts, ROOT / "shapes"),
        *check_rules(store, graphs, ROOT / "shapes" / "rules"),
        *collect_evidence(graphs, sources).findings,
    )
    assert [one for one in findings if one.severity is Severity.VIOLATION] == []
    turnout = (ROOT / "queries" / "turnout.rq").read_text(encoding="utf-8")
    assert b",42," in query_in_process(store, turnout, "csv")


def test_the_catalog_entry_has_the_digest_of_the_text() -> None:
    guide = (ROOT / "docs" / "adding-a-document.md").read_text(encoding="utf-8")
    assert hashlib.sha256(TEXT.read_bytes()).hexdigest() in guide
