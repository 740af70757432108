"""Two small documents and the data folder that cites them; all words are invented."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kzgraph.vocabulary.prefixes import PREFIXES

FIW = (
    "A heading of 2023\n"
    "\n"
    "  • In April, the baker’s court freed Ada. Ben was fined.2 Ben “left early.” "
    "Ada stayed home.\n"
    "In May, Ada left. In May, Ben stayed.\n"
    "The caf\u00e9 – old\u00a0one – closed in 2024.1 Ada wept. Ada wept again.\n"
)
NIT = "Another text. It has few words.\n"

Write = Callable[[str, str], Path]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The folder of the two documents, fiw-2024 and nit-2022."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "fiw-2024.txt").write_bytes(FIW.encode())
    (folder / "nit-2022.txt").write_bytes(NIT.encode())
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder, `data/ttl`."""
    folder = tmp_path / "data" / "ttl"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def registry(data: Path) -> Path:
    """Where the list of local names will be."""
    return data.parent / "names.csv"


@pytest.fixture
def write(data: Path) -> Write:
    """Write a Turtle file of the data folder; the prefixes of the table are put in front."""

    def write_file(name: str, turtle: str) -> Path:
        path = data / name
        path.parent.mkdir(exist_ok=True)
        header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
        path.write_text(header + turtle, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def catalog(write: Write) -> Path:
    """The descriptions of the two documents."""
    return write(
        "catalog/documents.ttl",
        "\n".join(
            f'id:document-{name} a :SourceDocument ; :sha256 "{_digest(text)}" .'
            for name, text in (("fiw-2024", FIW), ("nit-2022", NIT))
        ),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
