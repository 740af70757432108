from __future__ import annotations

from pathlib import Path

import pytest

from kzgraph.errors import LocalNameError, MissingFileError, SyntaxInFileError
from kzgraph.model import names
from kzgraph.model.names import Registry

GOOD = [
    ("person-zhanbolat-mamay", "person", "persons"),
    ("organization-freedom-house", "organization", "organizations"),
    ("provision-criminal-code-2014-405", "provision", "acts"),
    ("sentence-fiw-2024-mamay-2023", "sentence", "justice"),
    ("penalty-fiw-2024-mamay-1", "penalty", "justice"),
    ("death-nit-2022-atabek", "death", "justice"),
    ("characterization-fiw-2024-alga", "characterization", "characterizations"),
    ("name-nit-2022-birlik", "name", "names"),
    ("passage-fiw-2024-1-2", "passage", "passages"),
    ("selector-fiw-2024-1-2", "selector", "passages"),
    ("membership-fiw-2024-mamay", "membership", "tenures"),
    ("holding-nit-2022-imashev", "holding", "tenures"),
    ("status-fiw-2024-alga", "status", "statuses"),
    ("relationship-nit-2022-imashev-aida", "relationship", "relationships"),
    ("lawstep-nit-2022-advocacy-signed", "lawstep", "legislation"),
    ("action-gov-factsheet-2025-crc", "action", "legislation"),
    ("rule-fiw-2024-threshold", "rule", "rules"),
    ("happening-nit-2022-hola-blocked", "happening", "events"),
    ("table-fiw-2024-mazhilis", "table", "elections"),
    ("result-fiw-2024-amanat", "result", "elections"),
    ("candidacy-nit-2022-adal", "candidacy", "elections"),
    ("section-fiw-2024-f1", "section", "sections"),
    ("score-fiw-2024-f1", "score", "scores"),
    ("figure-idea-tracker-2024-races", "figure", "figures"),
    ("claim-fiw-2024-osce", "claim", "claims"),
    ("recommendation-country-brief-2024-1", "recommendation", "claims"),
    ("attribute-country-brief-2024-climate", "attribute", "attributes"),
    ("office-president", "office", "offices"),
    ("election-mazhilis-2023", "election", "elections"),
    ("treaty-cedaw", "treaty", "acts"),
    ("programme-just-kazakhstan", "programme", "programmes"),
    ("platform-e-otinish", "platform", "programmes"),
    ("match-mamay-wikidata", "match", "matches"),
]

BAD = [
    ("", "two or more"),
    ("person", "two or more"),
    ("person-", "two or more"),
    ("-person-a", "two or more"),
    ("person--a", "two or more"),
    ("Person-a", "two or more"),
    ("person_a", "two or more"),
    ("person-café", "two or more"),
    ("person-a\n", "two or more"),
    ("persons-a", "no kind of ours"),
    ("arrest-fiw-2024-a", "no kind of ours"),
]


@pytest.mark.parametrize(("name", "kind", "stem"), GOOD)
def test_good_name_has_kind_and_file(name: str, kind: str, stem: str) -> None:
    names.check(name)
    assert names.kind_of(name) == kind
    assert names.KINDS[kind] == stem


@pytest.mark.parametrize(("name", "cause"), BAD)
def test_bad_name_is_refused(name: str, cause: str) -> None:
    with pytest.raises(LocalNameError, match=cause):
        names.check(name)


@pytest.mark.parametrize(
    "name",
    [
        "sentence-fiw-2024-mamay-2023",
        "passage-fiw-2024-1-2",
        "person-zhanbolat-mamay",
        *(f"{kind}-a" for kind in sorted(names.THING_KINDS)),
    ],
)
def test_report_carries_its_document(name: str) -> None:
    names.check_in_document(name, "fiw-2024")


@pytest.mark.parametrize(
    "name", ["sentence-nit-2022-mamay-2023", "sentence-mamay-2023", "penalty-fiw-2024b-mamay-1"]
)
def test_report_of_another_document_is_refused(name: str) -> None:
    with pytest.raises(LocalNameError, match=r"must begin with (sentence|penalty)-fiw-2024-"):
        names.check_in_document(name, "fiw-2024")


def write(folder: Path, *lines: str) -> Path:
    path = folder / "names.csv"
    path.write_text("\n".join(("name,state,successor", *lines)) + "\n", encoding="utf-8")
    return path


def test_registry_reads_active_and_retired(tmp_path: Path) -> None:
    registry = Registry.read(write(tmp_path, "person-a,active,", "person-b,retired,person-a"))
    assert registry.active == {"person-a"}
    assert registry.retired == {"person-b": "person-a"}


def test_registry_writes_what_it_read(tmp_path: Path) -> None:
    path = write(tmp_path, "person-a,active,", "person-b,retired,person-a")
    assert Registry.read(path).to_text() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("person-a,active", "2 columns"),
        ("person-a,active,,", "4 columns"),
        ("person-a,new,", "state 'new'"),
        ("person-a,active,person-b", "active and has a successor"),
        ("Person-a,active,", "two or more"),
        ("thing-a,active,", "no kind of ours"),
        ("person-a,retired,nobody-b", "no kind of ours"),
        ("", "0 columns"),
    ],
)
def test_registry_names_the_broken_line(line: str, cause: str, tmp_path: Path) -> None:
    with pytest.raises(SyntaxInFileError, match=cause) as caught:
        Registry.read(write(tmp_path, "person-0,active,", line))
    assert caught.value.line == 3


def test_registry_needs_its_header(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("person-a,active,\n", encoding="utf-8")
    with pytest.raises(SyntaxInFileError, match="first line must be name,state,successor"):
        Registry.read(path)


def test_registry_must_be_there_and_utf8(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        Registry.read(tmp_path / "names.csv")
    (tmp_path / "names.csv").write_bytes(b"name,state,successor\nperson-\xff,active,\n")
    with pytest.raises(SyntaxInFileError, match="not UTF-8"):
        Registry.read(tmp_path / "names.csv")


def test_registry_takes_new_names_in_order_and_keeps_the_rest(tmp_path: Path) -> None:
    registry = Registry.read(write(tmp_path, "person-b,active,", "person-d,retired,person-b"))
    grown = registry.with_names(["person-c", "person-a", "person-b", "person-d"])
    assert grown.to_text().splitlines()[1:] == [
        "person-a,active,",
        "person-b,active,",
        "person-c,active,",
        "person-d,retired,person-b",
    ]


FAULTS = [
    ("all well", ["person-a,active,"], ["person-a", "passage-fiw-2024-1-2"], []),
    ("not registered", [], ["person-a"], ["person-a is in the data but not registered"]),
    ("gone", ["person-a,active,"], [], ["person-a is registered but no longer in the data"]),
    (
        "reused",
        ["person-a,active,", "person-b,retired,person-a"],
        ["person-a", "person-b"],
        ["person-b is retired, a name is never used again"],
    ),
    ("no successor", ["person-b,retired,"], [], ["person-b is retired without a successor"]),
    (
        "successor retired too",
        ["person-a,retired,person-b", "person-b,retired,person-c", "person-c,active,"],
        ["person-c"],
        ["person-a is retired without a successor that is active"],
    ),
    (
        "twice",
        ["person-a,active,"] * 2,
        ["person-a"],
        ["person-a is listed twice, again in line 3"],
    ),
    (
        "out of order",
        ["person-b,active,", "person-a,active,"],
        ["person-a", "person-b"],
        ["person-a stands out of order in line 3"],
    ),
]


@pytest.mark.parametrize(
    ("lines", "used", "expected"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_registry_is_compared_with_the_data(
    lines: list[str], used: list[str], expected: list[str], tmp_path: Path
) -> None:
    registry = Registry.read(write(tmp_path, *lines))
    findings = names.find_faults(registry, used, file="data/names.csv")
    assert len(findings) == len(expected)
    for finding, message in zip(findings, expected, strict=True):
        assert finding.message.startswith(message)
        assert finding.file == "data/names.csv"
