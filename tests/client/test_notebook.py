"""The notebook runs from top to bottom, and what is saved in it is what it gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from guided_tour import METADATA, read_notebook, run_notebook
from nbformat import NotebookNode
from served import run

from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import BASE

REMEDY = "look at what has changed, and run `make notebook`"


@pytest.fixture(scope="module")
def saved() -> NotebookNode:
    return read_notebook()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the notebook works."""
    return tmp_path_factory.mktemp("tour")


@pytest.fixture(scope="module")
def fresh(resources: Resources, folder: Path) -> Iterator[NotebookNode]:
    assert resources.dataset.exists()
    with run(log=folder / "server.log", KZGRAPH_PORT=0) as served:
        yield run_notebook(served.home, folder)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: NotebookNode) -> list[object]:
    """What a reader sees below a cell."""
    return [
        (output.name, output.text)
        if output.output_type == "stream"
        else {
            media_type: read_picture(content) if media_type == "image/svg+xml" else content
            for media_type, content in output.data.items()
        }
        for output in cell.outputs
    ]


def read_picture(svg: str) -> list[str]:
    """What a chart says: its marks with their values, its axes and legends.

    Where these stand depends on the fonts of the machine.
    """
    return re.findall(r'aria-label="([^"]*)"', svg)


def test_saved_outputs_are_those_of_the_data(saved: NotebookNode, fresh: NotebookNode) -> None:
    for before, now in zip(code_cells(saved), code_cells(fresh), strict=True):
        assert shown(now) == shown(before), f"{REMEDY}:\n{now.source}"


def test_nothing_is_complained_of(fresh: NotebookNode) -> None:
    outputs = [output for cell in code_cells(fresh) for output in cell.outputs]
    assert [one.text for one in outputs if one.get("name") == "stderr"] == []


def test_tour_has_tables_and_charts_and_words_between(saved: NotebookNode) -> None:
    kinds = [
        kind for cell in code_cells(saved) for one in cell.outputs for kind in one.get("data", {})
    ]
    assert kinds.count("image/svg+xml") >= 5
    assert kinds.count("text/html") >= 8
    charts = [
        one["image/svg+xml"]
        for cell in code_cells(saved)
        for one in shown(cell)
        if isinstance(one, dict) and "image/svg+xml" in one
    ]
    assert all(len(chart) > 3 for chart in charts), "a chart without marks"
    assert sum(cell.cell_type == "markdown" for cell in saved.cells) >= 10


def find_cell(notebook: NotebookNode, begin: str) -> str:
    """What a reader sees below the first cell whose code has this."""
    return next(str(shown(cell)) for cell in code_cells(notebook) if begin in cell.source)


def test_point_is_a_day_and_a_line_a_span(saved: NotebookNode) -> None:
    (cell,) = [cell for cell in code_cells(saved) if "mark_rule" in cell.source]
    (svg,) = [one.data["image/svg+xml"] for one in cell.outputs]
    label = 'aria-label="[^"]*name: ([^;"]*)[^"]*" role="graphics-symbol" aria-roledescription='
    names = {role: set(re.findall(f'{label}"{role}"', svg)) for role in ("point", "rule mark")}
    assert names["point"]
    assert names["rule mark"]
    assert not names["point"] & names["rule mark"]


def test_every_justice_step_is_counted(saved: NotebookNode, resources: Resources) -> None:
    told = re.search(r"(\d+) of (\d+) steps have a certain year", find_cell(saved, ":JusticeStep"))
    assert told
    certain, total = map(int, told.groups())
    chart = find_cell(saved, "mark_rect")
    marks = re.findall(r"year: (\w+); kind: [^;]*; steps reported: (\d+)", chart)
    assert sum(int(steps) for _, steps in marks) == total
    assert sum(int(steps) for year, steps in marks if year != "uncertain") == certain
    name = BASE + "ontology#"
    data = resources.dataset.read_text(encoding="utf-8")
    steps = set(re.findall(rf"^(<\S+>) <\S+#type> <{name}JusticeStep> ", data, re.MULTILINE))
    main = set(re.findall(rf"^(<\S+>) <{name}mainRecord> \1 ", data, re.MULTILINE))
    assert len(steps & main) == total


def test_stances_are_those_of_claims(saved: NotebookNode) -> None:
    chart = find_cell(saved, '"stance:N"')
    assert "claims: " in chart
    assert "rule" not in chart
    assert "none told" not in chart


def test_table_is_taken_away_with_its_citations(fresh: NotebookNode, folder: Path) -> None:
    assert fresh.cells
    rows = (folder / "mazhilis-seats.csv").read_text().splitlines()
    assert rows[0] == "election,contestant,seats,total,document"
    cited = (folder / "mazhilis-seats-sources.txt").read_text()
    for document in {row.rpartition(",")[2] for row in rows[1:]}:
        assert document in cited
    assert "SHA-256 of the data" in cited


def test_saved_file_tells_nothing_of_the_machine(saved: NotebookNode) -> None:
    assert saved.metadata == METADATA
    assert [cell.metadata for cell in saved.cells] == [{}] * len(saved.cells)
    assert not re.search(r"/(home|root|tmp)/|127\.0\.0\.1:(?!8000)", json.dumps(saved))
