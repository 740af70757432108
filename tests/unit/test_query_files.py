"""The header grammar of query files."""

from pathlib import Path

import pytest

from kzgraph.errors import MissingFileError, SyntaxInFileError
from kzgraph.query_files import Parameter, read_query_file, read_query_files
from kzgraph.views import View

HEADER = """\
#+ title: People by name
#+ description: Who is there,
#+   and since when?
#+ columns: name, since
"""
BODY = "SELECT ?name ?since WHERE { ?p ?q ?name . VALUES ?agent { <a:b> } }\n"


def write(tmp_path: Path, text: str, name: str = "people.rq") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_read_smallest_query(tmp_path: Path) -> None:
    query = read_query_file(write(tmp_path, HEADER + BODY))
    assert query.name == "people"
    assert query.title == "People by name"
    assert query.description == "Who is there, and since when?"
    assert query.columns == ("name", "since")
    assert query.parameters == ()
    assert query.topic == ""
    assert query.lines == {"title": 1, "description": 2, "columns": 4}
    assert query.severity is None
    assert query.message == ""
    assert query.text == HEADER + BODY
    assert query.sparql == BODY


def test_read_titles_in_several_languages(tmp_path: Path) -> None:
    header = HEADER + "#+ title@kk: Адамдар, аты бойынша\n"
    query = read_query_file(write(tmp_path, header + BODY))
    assert query.titles == {"en": "People by name", "kk": "Адамдар, аты бойынша"}
    assert query.entitle("kk") == ("Адамдар, аты бойынша", "kk")
    assert query.entitle("ru") == ("People by name", "en")
    with pytest.raises(SyntaxInFileError, match="unknown header key 'title@de'"):
        read_query_file(write(tmp_path, HEADER + "#+ title@de: Leute\n" + BODY))


def test_read_topic_and_parameters(tmp_path: Path) -> None:
    header = HEADER + (
        "#+ topic: law\n"
        "#+ parameters: agent entity(:LegalAct | foaf:Agent) id:person-x;since date 2023-01-01 ;\n"
        "#+   p choice(a|b c) b c; q text one, two\n"
    )
    query = read_query_file(write(tmp_path, header + BODY))
    assert query.topic == "law"
    assert query.parameters == (
        Parameter("agent", "entity", "id:person-x", (":LegalAct", "foaf:Agent")),
        Parameter("since", "date", "2023-01-01"),
        Parameter("p", "choice", "b c", ("a", "b c")),
        Parameter("q", "text", "one, two"),
    )


def test_read_view(tmp_path: Path) -> None:
    header = HEADER + "#+ view: timeline(start=since,\n#+   label=name)\n"
    query = read_query_file(write(tmp_path, header + BODY))
    assert query.view == View("timeline", {"start": "since", "label": "name"})
    assert read_query_file(write(tmp_path, HEADER + BODY)).view is None


def test_read_rule(tmp_path: Path) -> None:
    header = HEADER + "#+ severity: warning\n#+ message: {name} is there twice: remove one\n"
    query = read_query_file(write(tmp_path, header + BODY))
    assert query.severity == "warning"
    assert query.message == "{name} is there twice: remove one"


@pytest.mark.parametrize(
    ("text", "line", "cause", "remedy"),
    [
        (HEADER.replace("title", "titel") + BODY, 1, "unknown header key 'titel'", "the keys are"),
        (HEADER + "#+ title: Again\n" + BODY, 5, "a second time", "merge it with line 1"),
        (HEADER + "#+ topic:\n" + BODY, 5, "'topic' says nothing", "fill it"),
        (HEADER + "#+ topic: all\n" + BODY, 5, "unknown topic 'all'", "people, elections"),
        (HEADER + "#+topic: law\n" + BODY, 5, "not a header line", "#+ key: value"),
        (HEADER + BODY + "#+ topic: law\n", 6, "after the end of the header", "move it up"),
        ("#+   and so on\n" + HEADER + BODY, 1, "nothing to continue", "begin with"),
        (BODY, 1, "no 'title'", "add a line"),
        (HEADER.replace("name, since", "name,") + BODY, 4, "no name of a column", "SELECT"),
        (HEADER.replace("since\n", "until\n") + BODY, 4, "no variable ?until", "mend `columns`"),
        (HEADER + "#+ parameters: agent id:x\n" + BODY, 5, "is no parameter", "entity, date"),
        (HEADER + "#+ parameters: x text y\n" + BODY, 5, "no variable ?x", "mend `parameters`"),
        (HEADER + "#+ view: pie(x=name)\n" + BODY, 5, "is no view", "kzgraph.views"),
        (HEADER + "#+ view: map(value=name)\n" + BODY, 5, "needs the channel region", "mend it"),
        (HEADER + "#+ view: map(region=place)\n" + BODY, 5, "shows 'place' as", "name, since"),
        (HEADER + "#+ severity: bad\n#+ message: m\n" + BODY, 5, "unknown severity", "violation,"),
        (HEADER + "#+ severity: info\n" + BODY, 5, "without its partner", "both"),
        (HEADER + "#+ severity: info\n#+ message: {who}\n" + BODY, 6, "no column", "name, since"),
    ],
)
def test_refuse_header(tmp_path: Path, text: str, line: int, cause: str, remedy: str) -> None:
    with pytest.raises(SyntaxInFileError) as caught:
        read_query_file(write(tmp_path, text))
    assert caught.value.line == line
    assert cause in caught.value.cause
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    "parameters",
    [
        "agent",
        "agent entity",
        "agent id:x",
        "agent person id:x",
        "agent entity id:x, p entity id:y",
        "agent entity id:x p",
        "agent entity id:x;",
        "agent entity() id:x",
        "agent entity(|:A) id:x",
        "agent date(a) 2023-01-01",
        "agent choice a",
        "agent choice(a|b) c",
        "1 number 2",
    ],
)
def test_refuse_what_is_no_parameter(tmp_path: Path, parameters: str) -> None:
    text = f"{HEADER}#+ parameters: {parameters}\n{BODY}"
    with pytest.raises(SyntaxInFileError, match="is no parameter") as caught:
        read_query_file(write(tmp_path, text))
    assert caught.value.line == 5


def test_refuse_parameter_that_stands_twice(tmp_path: Path) -> None:
    text = f"{HEADER}#+ parameters: p text a; p text b\n{BODY}"
    with pytest.raises(SyntaxInFileError, match="stands there twice"):
        read_query_file(write(tmp_path, text))


def test_refuse_other_encoding(tmp_path: Path) -> None:
    path = tmp_path / "people.rq"
    path.write_bytes(HEADER.encode() + "# Қазақстан".encode("utf-16"))
    with pytest.raises(SyntaxInFileError, match="not UTF-8"):
        read_query_file(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_query_file(tmp_path / "none.rq")
    with pytest.raises(MissingFileError):
        read_query_files(tmp_path / "none")


def test_read_folder_sorted_and_only_rq(tmp_path: Path) -> None:
    for name in ("b.rq", "a.rq", "notes.txt"):
        write(tmp_path, HEADER + BODY, name)
    assert [query.name for query in read_query_files(tmp_path)] == ["a", "b"]


def test_every_query_and_rule_of_the_repository_is_read() -> None:
    root = Path(__file__).parents[2]
    assert read_query_files(root / "queries")
    rules = read_query_files(root / "shapes" / "rules")
    assert rules
    for rule in rules:
        assert rule.severity, rule.name
        assert rule.columns[0] == "focus", rule.name
