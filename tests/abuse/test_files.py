"""Files that are made to harm whoever loads them, and disks that are full."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from served import KZGRAPH, serve

PREFIXES = """
@prefix id: <https://w3id.org/kzgraph/id/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 12))
BOMB = f"""<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY l0 "ha">{LAUGHS}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">
    <rdf:Description rdf:about="x:s"><x:p>&l11;</x:p></rdf:Description>
</rdf:RDF>
"""


def try_to_serve(data: Path) -> subprocess.CompletedProcess[str]:
    """Run the command for as long as it takes to load a file, with little memory."""
    return subprocess.run(
        ["sh", "-c", 'ulimit -v 700000; exec "$0" serve "$1" --port 0', KZGRAPH, data],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def last_line(said: str) -> str:
    return said.rstrip().rpartition("\n")[2]


@pytest.mark.parametrize("use", ["&l11;", "ha"])
def test_entities_that_multiply_are_refused(tmp_path: Path, use: str) -> None:
    data = tmp_path / "laughs.rdf"
    data.write_text(BOMB.replace("&l11;</x:p>", f"{use}</x:p>"))
    done = try_to_serve(data)
    assert done.returncode == 3, done.stderr
    assert last_line(done.stderr).startswith(f"kzgraph: {data}: ")
    assert "backtrace" not in done.stderr


def test_entity_of_another_file_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    data = tmp_path / "foreign.rdf"
    data.write_text(BOMB.replace(LAUGHS, f'<!ENTITY l11 SYSTEM "{secret.as_uri()}">'))
    done = try_to_serve(data)
    assert done.returncode == 3, done.stderr
    assert last_line(done.stderr).startswith(f"kzgraph: {data}: ")
    assert "the secret" not in done.stderr


def test_entities_that_abbreviate_are_read(tmp_path: Path) -> None:
    data = tmp_path / "abbreviated.rdf"
    data.write_text(BOMB.replace(LAUGHS, '<!ENTITY l11 "&l0;&l0;">'))
    with serve(data) as served:
        answer = served.ask("SELECT ?o { ?s ?p ?o }", format="csv")
    assert answer.text == "o\r\nhaha\r\n"


def test_zip_bomb_ends_the_command(tmp_path: Path) -> None:
    # A member of a megabyte after the other, as the format allows: 1 GB from 1 MB.
    data = tmp_path / "zeros.nt.gz"
    data.write_bytes(gzip.compress(b"\n" * (1 << 20)) * 1000)
    done = try_to_serve(data)
    assert done.returncode == 3, done.stderr
    assert last_line(done.stderr).startswith("kzgraph: ")


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Path:
    """A checkout with little data, and a build of other data."""
    root = tmp_path / "project"
    for folder in ("src", "ontology", "queries", "shapes"):
        shutil.copytree(repository / folder, root / folder)
    persons = root / "data" / "ttl" / "entities" / "persons.ttl"
    persons.parent.mkdir(parents=True)
    persons.write_text(f'{PREFIXES}id:person-x a foaf:Person ; skos:prefLabel "X"@en .\n')
    (root / "build").mkdir()
    (root / "build" / "kzgraph.nq").write_text("<x:s> <x:p> <x:before> <x:g> .\n")
    return root


def test_disk_that_is_full_leaves_the_earlier_build(project: Path) -> None:
    before = {path: path.read_bytes() for path in (project / "build").iterdir()}
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 100; exec "$0" build', KZGRAPH],  # blocks of 512 bytes
        env=os.environ | {"PYTHONPATH": str(project / "src"), "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    said = last_line(done.stderr)
    assert said.startswith(f"kzgraph: {project / 'build'}")
    assert "File too large" in said
    assert "what was built before is still there" in said
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in (project / "build").iterdir()} == before
