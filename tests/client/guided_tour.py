"""Runs the notebook of the guided tour; as a program, writes what it gives into its file.

What is saved depends on the data and on the code alone: no times, no paths, no version of Python.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

ROOT: Final = Path(__file__).resolve().parents[2]
NOTEBOOK: Final = ROOT / "queries" / "kzgraph.ipynb"
METADATA: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_STRICT: Final = "import warnings\nwarnings.simplefilter('error')"
_LENIENT: Final = "warnings.simplefilter('default')"  # the kernel has one for us when it ends


def read_notebook() -> NotebookNode:
    """Read the notebook as it is saved."""
    notebook: NotebookNode = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def run_notebook(url: str, folder: Path) -> NotebookNode:
    """Run the notebook from top to bottom; warnings are errors.

    Args:
        url: of the service that it asks.
        folder: where it works, and writes.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    notebook = read_notebook()
    before, after = map(nbformat.v4.new_code_cell, (_STRICT, _LENIENT))
    notebook.cells = [before, *notebook.cells, after]
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        # Sockets in a folder of ours: nobody else can listen.
        config=Config({"KernelManager": {"transport": "ipc", "ip": str(folder / "kernel")}}),
        resources={"metadata": {"path": str(folder)}},
    )
    settings = {
        "KZGRAPH_ENDPOINT": url,
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": os.pathsep.join(sys.path),  # what is tested here, also from another folder
    }
    client.execute(env=os.environ | settings)
    notebook.cells = notebook.cells[1:-1]
    for number, cell in enumerate((one for one in notebook.cells if one.cell_type == "code"), 1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
    notebook.metadata = METADATA
    return notebook


def main() -> None:
    """Run the notebook on the packaged graph, and save it."""
    from served import run

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with run(log=folder / "server.log", KZGRAPH_PORT=0) as served:
            notebook = run_notebook(served.home, folder)
    nbformat.write(notebook, NOTEBOOK)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
