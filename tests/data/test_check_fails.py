"""`kzgraph check` sees what breaks in the real data, and says where and how to mend it.

The cases break one copy of the data together; what stops the build has a copy of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from rdflib import Graph

from kzgraph.cli.checking import CheckReport, check_everything
from kzgraph.dataset import graphs as graphs_module
from kzgraph.dataset import read_turtle
from kzgraph.model.finding import Severity
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import ID

JUSTICE = "data/ttl/fiw-2024/justice.ttl"
SENTENCE = "sentence-fiw-2024-masimov-2023"


def copy_to(folder: Path, resources: Resources) -> Resources:
    for name in ("ontology", "data", "shapes"):
        shutil.copytree(resources.root / name, folder / name)
    return Resources(folder)


@pytest.fixture
def copy(resources: Resources, tmp_path: Path) -> Resources:
    return copy_to(tmp_path, resources)


def run(
    resources: Resources, sources: Path | None = None, *, reasoner: bool = False
) -> CheckReport:
    return check_everything(
        resources, sources, with_reasoner=reasoner, progress=lambda _: nullcontext()
    )


def in_block(subject: str, old: str, new: str) -> Callable[[str], str]:
    """Replace text once, within the block of one subject."""

    def edit(text: str) -> str:
        start = text.index(f"id:{subject} a ")
        end = text.index(" .\n", start)
        assert old in text[start:end]
        return text[:start] + text[start:end].replace(old, new, 1) + text[end:]

    return edit


CASES = {
    "dropped required property": (
        JUSTICE,
        in_block(SENTENCE, "    :procedure c:procedure-criminal ;\n", ""),
        SENTENCE,
        ":procedure",
    ),
    "dangling IRI": (
        JUSTICE,
        in_block("detention-fiw-2024-bishimbayev-2023", "id:case-kuandyk", "id:case-nobody"),
        "detention-fiw-2024-bishimbayev-2023",
        "id:case-nobody",
    ),
    "end before start": (
        JUSTICE,
        in_block(
            "sentence-fiw-2024-zhylanbaev-2023",
            ':when "2023-11" ;',
            ':when "2023-11" ;\n    :until "2022" ;',
        ),
        "sentence-fiw-2024-zhylanbaev-2023",
        "before",
    ),
    "record without passage": (
        JUSTICE,
        lambda text: (
            text + '\nid:trial-fiw-2024-unsourced a :Trial ;\n    rdfs:label "Trial"@en ;\n'
            "    :against id:person-karim-masimov .\n"
        ),
        "trial-fiw-2024-unsourced",
        "passage",
    ),
    "misspelt property": (
        JUSTICE,
        in_block("sentence-fiw-2024-man-syria-2023", ":offence ", ":ofence "),
        "sentence-fiw-2024-man-syria-2023",
        ":ofence",
    ),
    "misspelt class": (
        JUSTICE,
        in_block("charge-fiw-2024-zhylanbaev-2023", " a :Charge ", " a :Chargge "),
        "charge-fiw-2024-zhylanbaev-2023",
        ":Chargge",
    ),
}


@pytest.fixture(scope="module")
def broken(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> CheckReport:
    """Check one copy of the data that is broken in all these ways: a check takes its time."""
    copied = copy_to(tmp_path_factory.mktemp("broken"), resources)
    for file, edit, _, _ in CASES.values():
        path = copied.root / file
        path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    return run(copied)


@pytest.mark.parametrize(("file", "edit", "focus", "said"), CASES.values(), ids=CASES.keys())
def test_broken_data_are_found(
    broken: CheckReport,
    file: str,
    edit: Callable[[str], str],  # noqa: ARG001  (the fixture has made it)
    focus: str,
    said: str,
) -> None:
    found = [
        finding
        for finding in broken.findings
        if finding.severity is Severity.VIOLATION
        and finding.check not in {"format", "names"}
        and finding.focus == ID + focus
        and said in finding.message + finding.path + finding.value.replace(ID, "id:")
    ]
    assert found
    assert all(finding.file == file for finding in found)


def test_date_that_is_none_is_found_and_the_build_left_out(copy: Resources) -> None:
    path = copy.root / JUSTICE
    edit = in_block(SENTENCE, ':when "2023-04"', ':when "2023-02-30"')
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    report = run(copy)
    found = [f for f in report.findings if "2023-02-30" in f.message + f.value]
    assert ID + SENTENCE in {finding.focus for finding in found}
    assert report.not_run["rules"]


def test_what_stops_the_build_is_a_finding_and_hides_no_other(copy: Resources) -> None:
    path = copy.data / "fiw-2024" / "justice.ttl"
    text = path.read_text(encoding="utf-8").replace(":months 216", ':months "long"', 1)
    edit = in_block(SENTENCE, "    :procedure c:procedure-criminal ;\n", "")
    path.write_text(edit(text), encoding="utf-8")
    report = run(copy)
    assert any("procedure" in f.path for f in report.findings)
    assert any(f.check == "build" and JUSTICE in f.message for f in report.findings)
    assert report.not_run["rules"]


def test_wrong_digest_is_found(copy: Resources, sources: Path) -> None:
    path = copy.data / "fiw-2024" / "passages.ttl"
    text = path.read_text(encoding="utf-8")
    start = text.index(':sha256 "') + len(':sha256 "')
    flipped = "0" if text[start] != "0" else "1"
    path.write_text(text[:start] + flipped + text[start + 1 :], encoding="utf-8")
    found = [finding for finding in run(copy, sources).findings if "digest" in finding.message]
    assert [finding.file for finding in found] == ["data/ttl/fiw-2024/passages.ttl"]


def test_class_contradiction_is_found_by_the_reasoner(copy: Resources) -> None:
    path = copy.data / "entities" / "persons.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "id:person-karim-masimov a foaf:Person", "id:person-karim-masimov a foaf:Person, :Place"
        ).replace(
            "@prefix foaf:", "@prefix : <https://w3id.org/kzgraph/ontology#> .\n@prefix foaf:", 1
        ),
        encoding="utf-8",
    )
    found = [f for f in run(copy, reasoner=True).findings if f.check == "owl-consistency"]
    assert [finding.focus for finding in found] == [f"{ID}person-karim-masimov"]
    assert "foaf:Person" in found[0].message
    assert ":Place" in found[0].message


def test_real_data_have_no_violation_and_are_read_once(
    resources: Resources, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[Path] = []

    def read_and_note(path: Path) -> Graph:
        parsed.append(path)
        return read_turtle(path)

    monkeypatch.setattr(graphs_module, "read_turtle", read_and_note)
    report = run(resources, sources, reasoner=True)
    assert [f for f in report.findings if f.severity is Severity.VIOLATION] == []
    assert report.not_run == {}
    assert len(parsed) == len(set(parsed)) > 0
