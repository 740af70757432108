"""What the documentation lists is what there is."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from kzgraph import __version__
from kzgraph.building import RULES
from kzgraph.cli.app import app
from kzgraph.config import ENVIRONMENT_PREFIX, Settings
from kzgraph.engine import Facts, LaneLoad, Load, Outcome
from kzgraph.library import read_question
from kzgraph.query_files import TOPICS
from kzgraph.views import CHANNELS
from kzgraph.web.metrics import Memory, Metrics, State


def read(repository: Path, name: str) -> str:
    return (repository / name).read_text(encoding="utf-8")


def test_readme_lists_every_command(repository: Path) -> None:
    commands = set(typer.main.get_group(app).commands)
    listed = set(re.findall(r"^\| `kzgraph (\w+)", read(repository, "README.md"), re.MULTILINE))
    assert listed == commands


def test_guide_to_the_data_lists_every_rule_of_derivation(repository: Path) -> None:
    table = read(repository, "docs/writing-data.md").partition("## What the build derives")[2]
    listed = re.findall(r"^\| ([a-z][a-z-]+) \| ", table.partition("\n## ")[0], re.MULTILINE)
    assert [name for name in listed if name != "rule"] == [rule.name for rule in RULES]


def test_guide_to_operating_lists_every_setting(repository: Path) -> None:
    text = read(repository, "docs/operating.md").partition("## Settings")[2]
    listed = re.findall(rf"^\| `({ENVIRONMENT_PREFIX}\w+)` \|", text, re.MULTILINE)
    assert listed == [ENVIRONMENT_PREFIX + setting.name.upper() for setting in fields(Settings)]


def test_guide_to_operating_lists_every_metric_and_outcome(repository: Path) -> None:
    text = read(repository, "docs/operating.md").partition("### Metrics")[2].partition("### Log")[0]
    lane = LaneLoad(0, 0, 1)
    load = Load(lane, lane, 1, 1)
    state = State(load, lane, Facts(1, ()), cache_entries=0, cache_bytes=0, cache_waiting=0)
    metrics = Metrics()
    metrics.show(state, Memory(1, 1, 1))
    endings = {"counter": "_total", "info": "_info"}
    there = {one.name + endings.get(one.type, "") for one in metrics.registry.collect()}
    first_cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    listed = re.findall(r"`(\w+)`", " ".join(first_cells))
    assert sorted(listed) == sorted(there | {one.value for one in Outcome})


def test_settings_named_for_operators_are_there(repository: Path) -> None:
    known = {ENVIRONMENT_PREFIX + setting.name.upper() for setting in fields(Settings)}
    files = ("docs/operating.md", "deploy/kzgraph.service", "deploy/Containerfile")
    for name in files:
        named = set(re.findall(rf"{ENVIRONMENT_PREFIX}[A-Z_]+", read(repository, name)))
        assert named <= known, name


def test_guide_to_queries_shows_a_file_that_is_read_and_names_every_topic(
    repository: Path, tmp_path: Path
) -> None:
    guide = read(repository, "docs/writing-queries.md")
    (example,) = re.findall(r"```sparql\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "example.rq").write_text(example, encoding="utf-8")
    assert "VALUES" not in read_question(tmp_path / "example.rq").fill({})
    (row,) = re.findall(r"^\| `topic` \| (.*) \|$", guide, re.MULTILINE)
    assert re.findall(r"`([a-z]+)`", row) == list(TOPICS)


def test_guide_to_queries_lists_every_view_with_its_channels(repository: Path) -> None:
    table = read(repository, "docs/writing-queries.md").partition("## Views")[2]
    listed = re.findall(r"^\| `([a-z]+)` \| (.*?) \|", table, re.MULTILINE)
    channels = {kind: re.findall(r"\(?`([a-z]+)`\)?", row) for kind, row in listed}
    optional = {kind: re.findall(r"\(`([a-z]+)`\)", row) for kind, row in listed}
    assert channels == {
        kind: [one.rstrip("?") for one in every] for kind, every in CHANNELS.items()
    }
    assert optional == {
        kind: [one[:-1] for one in every if one.endswith("?")] for kind, every in CHANNELS.items()
    }


@pytest.mark.parametrize(
    ("file", "pattern"),
    [("CITATION.cff", r"^version: (.+)$"), ("CHANGELOG.md", r"^## (\d+\.\d+\.\d+)")],
)
def test_version_is_one(repository: Path, file: str, pattern: str) -> None:
    found = re.search(pattern, read(repository, file), re.MULTILINE)
    assert found
    assert found[1] == __version__


def test_links_between_files_lead_somewhere(repository: Path) -> None:
    for page in [repository / "README.md", *sorted((repository / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"
