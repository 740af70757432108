"""Commands as somebody types them: what they print, and how they end."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kzgraph import __version__
from kzgraph.resources import Resources

KZGRAPH = Path(sys.executable).with_name("kzgraph")
WIDE = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}


def kzgraph(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [KZGRAPH, *arguments], capture_output=True, text=True, cwd=cwd, env=WIDE, check=False
    )


def test_version() -> None:
    assert kzgraph("--version").stdout == f"kzgraph {__version__}\n"


def test_query_of_the_library_as_a_table(resources: Resources) -> None:
    assert resources.dataset.exists()
    done = kzgraph("query", "opposition-figures-sentenced-after-2022")
    assert done.returncode == 0
    assert "Zhanbolat Mamay" in done.stdout
    assert done.stdout.rstrip().endswith("rows")


def test_query_of_the_library_with_values() -> None:
    chosen = ("--set", "list=status", "--set", "language=ru", "--format", "csv")
    rows = list(csv.reader(io.StringIO(kzgraph("query", "concepts-in-a-language", *chosen).stdout)))
    assert len(rows) == 6
    assert "планируемое" in [name for _, _, name in rows]


def test_queries_are_listed_with_their_parameters(repository: Path) -> None:
    listed = kzgraph("queries").stdout
    names = re.findall(r"^([a-z0-9-]+): ", listed, re.MULTILINE)
    assert names == sorted(path.stem for path in (repository / "queries").glob("*.rq"))
    assert "--set list=c:topic    entity (skos:ConceptScheme)" in listed


def test_new_query_file_is_known(tmp_path: Path) -> None:
    path = tmp_path / "agents.rq"
    path.write_text(
        "#+ title: A\n#+ description: B\n#+ topic: people\n#+ columns: n\n"
        "#+ parameters: name text Mamay\n"
        'SELECT (COUNT(?l) AS ?n) { VALUES ?name { "Mamay" } '
        "?p <http://www.w3.org/2004/02/skos/core#prefLabel> ?l FILTER (CONTAINS(?l, ?name)) }\n"
    )
    counts = [
        int(kzgraph("query", str(path), "--format", "csv", *values).stdout.split()[1])
        for values in ((), ("--set", 'name=no "such\\ name}'))
    ]
    assert counts[0] > counts[1] == 0


def test_query_as_text_in_a_format() -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <http://xmlns.com/foaf/0.1/Person> }"
    rows = list(csv.reader(io.StringIO(kzgraph("query", text, "--format", "csv").stdout)))
    assert rows[0] == ["n"]
    assert int(rows[1][0]) > 50
    answer = json.loads(kzgraph("query", "ASK { ?s ?p ?o }", "--format", "json").stdout)
    assert answer["boolean"] is True


def test_query_that_builds_a_graph_prints_it() -> None:
    done = kzgraph("query", "CONSTRUCT { <a:s> <a:p> ?x } WHERE { VALUES ?x { 1 } }")
    assert "<a:s> <a:p> 1" in done.stdout


def test_yes_or_no() -> None:
    assert kzgraph("query", "ASK { }").stdout == "yes\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("query", "no-such-query"), 3, "the library has: "),
        (("query", "SELECT * WHERE { ?s ?p }"), 3, "line 1"),
        (("query", "ASK { }", "--format", "word"), 2, "word"),
        (("query", "ASK { }", "--set", "a=b"), 2, "only a query file"),
        (("query", "turnout", "--set", "year"), 2, "NAME=VALUE"),
        (("query", "turnout", "--set", "year=2023"), 2, "it has no parameters"),
        (("query", "events-in-a-year", "--set", "year=soon"), 2, "not 'soon'"),
        (("query", "ASK { }", "--format", "turtle"), 3, "ASK"),
        (("serve", "--port", "0", "no-such-file.ttl"), 3, "no-such-file.ttl"),
        (("serve", "--named-graph", "no-equals-sign"), 2, "IRI=FILE"),
        (("serve", "--timeout", "soon"), 2, "--timeout"),
        (("serve", "--timeout", "0"), 2, "the least that works"),
        (("serve", "--port", "99999"), 2, "the most that works"),
        (("evidence",), 2, "--sources"),
        (("review",), 2, "--sources"),
        (("review", "--sources", ".", "--lines", "all"), 2, "15-71"),
        (("review", "--sources", ".", "--lines", "9-5"), 2, "backwards"),
        (("review", "--sources", "no-such-folder"), 3, "no-such-folder"),
        (("no-such-command",), 2, "no-such-command"),
    ],
)
def test_wrong_use_ends_with_its_code_and_says_why(
    arguments: tuple[str, ...],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(WIDE, "KZGRAPH_SOURCES", raising=False)
    done = kzgraph(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_file_to_serve_is_named_with_its_place(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a:s> <a:p> 1 .\n<a:s> <a:p ;\n", encoding="utf-8")
    done = kzgraph("serve", str(broken), "--port", "0")
    assert done.returncode == 3
    assert f"{broken}:2:" in done.stderr


def test_serving_loads_no_heavy_library() -> None:
    """`kzgraph serve` is ready soon because it never imports these."""
    program = (
        "import sys, kzgraph.cli, kzgraph.config, kzgraph.web.application, uvicorn\n"
        "heavy = {'rdflib', 'pyshacl', 'owlready2', 'reasonable'} & set(sys.modules)\n"
        "print(heavy); sys.exit(len(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_why_leads_from_a_derived_class_to_document_and_line() -> None:
    done = kzgraph("why", "id:person-zhanbolat-mamay", "rdf:type")
    assert done.returncode == 0, done.stderr
    assert "id:person-zhanbolat-mamay rdf:type :OppositionFigure\n    derived by" in done.stdout
    assert ":as c:descriptor-opposition\n    stated in\n        nit-2022 line 52" in done.stdout


def test_why_names_the_file_of_what_has_no_passage() -> None:
    done = kzgraph("why", "id:person-zhanbolat-mamay", "skos:prefLabel")
    assert "data/ttl/entities/persons.ttl" in done.stdout


def test_review_prints_sentences_and_records_in_words(sources: Path) -> None:
    done = kzgraph("review", "fiw-2024", "--all", "--lines", "20", "--sources", str(sources))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("fiw-2024: ")
    assert "\nline 20: Figures close to former" in done.stdout
    assert "sentence-fiw-2024-masimov-2023 (sentence): Eighteen-year prison" in done.stdout
    assert "        imposed penalty: imprisonment (length in months 216)\n" in done.stdout
    assert "\nline 19: " not in done.stdout
    assert "\nline 21: " not in done.stdout


def test_review_of_a_document_that_is_none_names_those_that_are(sources: Path) -> None:
    done = kzgraph("review", "fiw", "--sources", str(sources))
    assert done.returncode == 3
    assert "there are country-brief-2024, fiw-2024" in done.stderr


def test_evidence_counts_cited_listed_and_uncited_sentences(sources: Path) -> None:
    done = kzgraph("evidence", "--sources", str(sources))
    assert done.returncode == 0, done.stdout
    heading = next(line for line in done.stdout.splitlines() if "document" in line)
    columns = ["document", "sentences", "cited", "listed", "uncited"]
    assert [word for word in heading.split() if word.isalpha()] == columns
    (row,) = (line for line in done.stdout.splitlines() if "nit-2022" in line)
    sentences, *parts = [int(word) for word in row.split() if word.isdigit()]
    assert sentences == sum(parts)


def test_terminal_does_not_change_the_data() -> None:
    done = kzgraph("query", 'CONSTRUCT { <urn:a:b:c> <urn:p> ":warning:" } WHERE {}')
    assert done.stdout.strip() == '<urn:a:b:c> <urn:p> ":warning:" .'


def test_level_of_logging_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WIDE, "KZGRAPH_LOG_LEVEL", "loud")
    done = kzgraph("serve", "--port", "0")
    assert done.returncode == 3
    assert "KZGRAPH_LOG_LEVEL" in done.stderr


def test_why_says_when_nothing_is_said() -> None:
    done = kzgraph("why", "id:person-nobody")
    assert done.returncode == 2
    assert "nothing is said of id:person-nobody" in done.stderr


KZ = "https://w3id.org/kzgraph/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RETIRED = "characterization-fiw-2024-bishimbayev-former-official"
SUCCESSOR = "holding-fiw-2024-bishimbayev-minister"
OLD = f"""
<{KZ}id/{RETIRED}> <{KZ}ontology#when> "2023" <{KZ}graph/fiw-2024> .
<{KZ}id/claim-a> <{KZ}ontology#when> "2023" <{KZ}graph/fiw-2024> .
<{KZ}id/claim-a> <{KZ}ontology#latest> "1" <{KZ}graph/derived> .
<{KZ}concept/role-a> <x:p> "[b]" <{KZ}graph/concepts> .
"""
NEW = f"""
<{KZ}id/claim-a> <{KZ}ontology#when> "2024" <{KZ}graph/fiw-2024> .
<{KZ}id/claim-a> <{KZ}ontology#latest> "2" <{KZ}graph/derived> .
<{KZ}id/{SUCCESSOR}> <{RDF_TYPE}> <{KZ}ontology#OfficeHolding> .
"""


@pytest.fixture
def builds(tmp_path: Path) -> tuple[str, str]:
    """A build folder, and a compressed file."""
    old, new = tmp_path / "old", tmp_path / "new.nq.gz"
    old.mkdir()
    (old / "kzgraph.nq").write_text(OLD)
    new.write_bytes(gzip.compress(NEW.encode()))
    return str(old), str(new)


def test_real_build_does_not_differ_from_itself(resources: Resources) -> None:
    done = kzgraph("diff", str(resources.build), str(resources.dataset))
    assert (done.returncode, done.stdout, done.stderr) == (0, "no difference\n", "")


def test_text_tells_first_what_is_gone_and_does_not_list_what_is_derived(
    builds: tuple[str, str],
) -> None:
    done = kzgraph("diff", *builds)
    assert done.returncode == 1, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[1:3] == ["c:role-a  WITHOUT A SUCCESSOR", f"id:{RETIRED}  now id:{SUCCESSOR}"]
    assert f"id:{SUCCESSOR}  :OfficeHolding" in lines
    at = lines.index("id:claim-a  graph:fiw-2024")
    assert lines[at + 1 : at + 3] == ['- :when "2023"', '+ :when "2024"']
    assert lines[-1].startswith("derived: 1 statements came, 1 went, about 1 things")
    assert ":latest" not in done.stdout


def test_json_has_everything(builds: tuple[str, str]) -> None:
    done = kzgraph("diff", *builds, "--format", "json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert found["vanished"] == [
        {"name": "c:role-a", "successor": None},
        {"name": f"id:{RETIRED}", "successor": f"id:{SUCCESSOR}"},
    ]
    assert found["prefixes"]["id"] == f"{KZ}id/"
    assert [len(found["stated"][part]) for part in ("added", "removed", "changed")] == [1, 2, 1]
    (change,) = found["derived"]["changed"]
    assert change == {
        "graph": "graph:derived",
        "name": "id:claim-a",
        "kind": "",
        "label": "",
        "removed": [[":latest", '"1"']],
        "added": [[":latest", '"2"']],
    }


@pytest.mark.parametrize("name", ["none.nq", "none", "broken.nq"])
def test_build_that_cannot_be_read_ends_with_two(
    builds: tuple[str, str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "broken.nq").write_text("<x:s> <x:p>")
    done = kzgraph("diff", builds[0], str(tmp_path / name))
    assert done.returncode == 2
    assert done.stderr.startswith(f"kzgraph: {tmp_path / name}")
    assert "Traceback" not in done.stderr
