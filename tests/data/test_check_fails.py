"""`kzgraph check` sees what breaks in the real data, and says where and how to mend it.

Each case breaks a copy of the data in one place.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from kzgraph.cli.checking import CheckReport, check_everything
from kzgraph.model.finding import Severity
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import ID

JUSTICE = "data/ttl/fiw-2024/justice.ttl"
SENTENCE = "sentence-fiw-2024-masimov-2023"


@pytest.fixture
def copy(resources: Resources, tmp_path: Path) -> Resources:
    for name in ("ontology", "data", "shapes"):
        shutil.copytree(resources.root / name, tmp_path / name)
    return Resources(tmp_path)


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
        in_block(SENTENCE, "id:person-karim-masimov", "id:person-nobody"),
        "",
        "id:person-nobody",
    ),
    "end before start": (
        JUSTICE,
        in_block(SENTENCE, ':when "2023-04" ;', ':when "2023-04" ;\n    :until "2022" ;'),
        SENTENCE,
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
        in_block(SENTENCE, ":against ", ":agianst "),
        "",
        ":agianst",
    ),
    "misspelt class": (
        JUSTICE,
        in_block(SENTENCE, " a :Sentence ", " a :Sentense "),
        SENTENCE,
        ":Sentense",
    ),
    "date that is none": (
        JUSTICE,
        in_block(SENTENCE, ':when "2023-04"', ':when "2023-02-30"'),
        SENTENCE,
        "2023-02-30",
    ),
}


@pytest.mark.parametrize(("file", "edit", "focus", "said"), CASES.values(), ids=CASES.keys())
def test_broken_data_are_found(
    copy: Resources, file: str, edit: Callable[[str], str], focus: str, said: str
) -> None:
    path = copy.root / file
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = [
        finding
        for finding in run(copy).findings
        if finding.severity is Severity.VIOLATION
        and finding.check not in {"format", "names"}
        and finding.focus in {f"{ID}{focus}", ""} | ({finding.focus} if not focus else set())
        and said in finding.message + finding.path + finding.value.replace(ID, "id:")
    ]
    assert found
    assert all(finding.file == file for finding in found)


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


def test_real_data_have_no_violation(resources: Resources, sources: Path) -> None:
    report = run(resources, sources, reasoner=True)
    assert [f for f in report.findings if f.severity is Severity.VIOLATION] == []
    assert report.not_run == {}
