"""What is decided on the tokens of a query."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzgraph.engine.reading import inspection
from kzgraph.engine.reading.inspection import Form, inspect
from kzgraph.errors import QueryLimitError, QueryRefusedError, QuerySyntaxError

PROLOGUE = "PREFIX : <x:> PREFIX a: <x:> PREFIX service: <x:> PREFIX SERVICE: <x:>\n"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("# ASK\nselect * {}", Form.SELECT),
        ("BASE <x:> PREFIX ask: <construct> ASK {}", Form.ASK),
        ('VERSION "1.2" DESCRIBE <x:y>', Form.DESCRIBE),
        ("Construct WHERE {}", Form.CONSTRUCT),
    ],
)
def test_form(text: str, form: Form) -> None:
    assert inspect(text, nesting_limit=9).form is form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <x:y> { ?s ?p ?o } }",
        "SELECT * { service silent ?s { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <x:y> {} } }",
        "SELECT * { ?s ?p 1SERVICE <x:y> {} }",
        "SELECT * { ?s ?p ?o # '\r SERVICE <x:y> {} }",
        "SELECT * { ?s ?p 1.SERVICE ?s {} }",
        "SELECT * { ?s ?p 'a'@en.SERVICE<x:y>{} }",
        "SELECT * { BIND(1 AS ?a)SERVICE<x:y>{} }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        inspect(text, nesting_limit=9)
    assert "SERVICE" in caught.value.cause
    assert caught.value.line is not None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { \\u0053ERVICE <x:y> { ?s ?p ?o } }",
        PROLOGUE + "SELECT * { SERVICE:x { ?s ?p ?o } }",
        PROLOGUE + "SELECT * { service:x # {\n { ?s ?p ?o } }",
        "PREFIX SERVICESILENT: <x:> SELECT * { SERVICESILENT:x {} }",
        "PREFIX trueSERVICE: <x:> SELECT * { ?s ?p trueSERVICE:x {} } }",
        "SELECT * { ?s ?p trueSERVICE<x:y> {} }",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<?b)SERVICE?x#>)\n{ ?q ?w ?e } }",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<?b).?s?p?o.SERVICE?x#>)\n{ ?q ?w ?e } }",
    ],
)
def test_what_the_engine_would_read_as_service_is_no_query(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        inspect(text, nesting_limit=9, has_base=True)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <x:y> {}" }',
        "SELECT * { ?s ?p '''\nSERVICE <x:y> {}''' }",
        r'SELECT * { ?s ?p "\u0022 SERVICE <x:y> {}" }',
        "SELECT * { ?s ?p ?o } # SERVICE <x:y> {}",
        "SELECT * { <x:SERVICE> <x:y/service> ?SERVICE }",
        "SELECT * { ?s ?service _:SERVICE }",
        "SELECT * { ?s ?p 'x'@service }",
        PROLOGUE + "SELECT * { service:x a:SERVICE service:service }",
        "PREFIX service: <x:> SELECT * FROM service:g { GRAPH service:x { ?s ?p ?o } }",
    ],
)
def test_other_services_pass(text: str) -> None:
    assert inspect(text, nesting_limit=9).form is Form.SELECT


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * FROM <x:a> { ?s ?p ?o }", ["<x:a>"], []),
        ("SELECT * FROM <x:a> FROM NAMED <x:b> FROM <x:c> WHERE {}", ["<x:a>", "<x:c>"], ["<x:b>"]),
        (PROLOGUE + "ASK from a:g from named :h {}", ["a:g"], [":h"]),
        ("CONSTRUCT { ?s ?p ?o } FROM <x:a> WHERE { ?s ?p ?o }", ["<x:a>"], []),
        ("CONSTRUCT FROM <x:a> WHERE { ?s ?p ?o }", ["<x:a>"], []),
        ("DESCRIBE <x:s> FROM NAMED <x:b>", [], ["<x:b>"]),
        ("SELECT * { ?s ?p 'FROM <x:a>' } # FROM <x:a>", [], []),
    ],
)
def test_dataset_clauses(text: str, default: list[str], named: list[str]) -> None:
    inspection = inspect(text, nesting_limit=9)
    assert [inspection.tokens[index].text for index in inspection.default_graphs] == default
    assert [inspection.tokens[index].text for index in inspection.named_graphs] == named


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("ASK{?s a?o}", "ASK { ?s a ?o }"),
        ("ASK{FILTER(TRUE||False)}", "ASK { FILTER ( true || false ) }"),
        ("ask{FILTER(concat (?a,'x')=?b)}", "ASK { FILTER ( CONCAT( ?a , 'x' ) = ?b ) }"),
        ("ASK{?s ?p(#\n),[ ]}", "ASK { ?s ?p () , [] }"),
        ("ASK{?s ?p 1.5,- 2 .}", "ASK { ?s ?p 1.5 , -2 . }"),
        ("ASK{FILTER(?x-1<=- ?y)}", "ASK { FILTER ( ?x -1 <= - ?y ) }"),
        (
            "PREFIX a.b: <x:> ASK{a.b:c.d.e.f\\.g a a.b:x}",
            "PREFIX a.b: <x:> ASK { a.b:c\\.d\\.e\\.f\\.g a a.b:x }",
        ),
        ("ASK{?s <x:p>*/^<x:q>|!(a|^a)?o}", "ASK { ?s <x:p> * / ^ <x:q> | ! ( a | ^ a ) ?o }"),
        (
            "ASK{?s?p 'a'@en--ltr,'1'^^<x:y>~{|?q 1|}}",
            "ASK { ?s ?p 'a' @en--ltr , '1' ^^ <x:y> ~ {| ?q 1 |} }",
        ),
        (
            "ASK{<<?s?p<<( ?s ?p ?o )>>~?r>>?q ?z}",
            "ASK { << ?s ?p <<( ?s ?p ?o )>> ~ ?r >> ?q ?z }",
        ),
    ],
)
def test_engine_gets_the_tokens_and_nothing_else(text: str, rendered: str) -> None:
    assert "".join(inspect(text, nesting_limit=9).rendering).strip() == rendered


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", (1, 1), "no query"),
        ("# nothing\n", (2, 1), "no query"),
        ("INSERT DATA {}", (1, 1), "INSERT begins an update"),
        ("PREFIX a: <x:>\nLOAD <x:y>", (2, 1), "LOAD begins an update"),
        ("WHERE {}", (1, 1), "begins with SELECT"),
        ("SELECT * { ?s ?p ?o", (1, 10), "never closed"),
        ("SELECT * { ( }", (1, 14), "must close the ( of line 1, column 12"),
        ("SELECT * }", (1, 10), "closes nothing"),
        ("SELECT * { ?s nope:p ?o }", (1, 15), "prefix nope: is not declared"),
        ("SELECT * {\n ?s foaf:name ?o }", (2, 5), "PREFIX foaf: <http://xmlns.com/foaf/0.1/>"),
        ("PREFIX a <x:> ASK {}", (1, 1), "PREFIX p: <iri>"),
        ("PREFIX a: 'x:' ASK {}", (1, 1), "PREFIX p: <iri>"),
        ("PREFIX a:b <x:> ASK {}", (1, 8), "ends in its colon"),
        ("BASE x: ASK {}", (1, 1), "BASE <iri>"),
        ("SELECT * FROM { }", (1, 15), "FROM is followed by an IRI"),
        ("VERSION '''1.2''' ASK {}", (1, 9), "short string"),
        ("ASK { FILTER(?a >> ?b) }", (1, 17), ">> stands where ) must close"),
        ("ASK { <s> <x:p> ?o }", (1, 7), "<s> is relative"),
    ],
)
def test_what_is_no_query_has_place_and_reason(
    text: str, place: tuple[int, int], said: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        inspect(text, nesting_limit=9)
    assert (caught.value.line, caught.value.column) == place
    assert said in caught.value.cause


@pytest.mark.parametrize(
    ("before", "opening", "inmost", "closing", "after"),
    [
        ("ASK", "{", "", "}", ""),
        ("ASK { FILTER", "(", "1", ")", "}"),
        ("ASK { [] a ", "[ a ", "1", "]", "}"),
        ("ASK { [] a ", "(", "1", ")", "}"),
        ("ASK { [] a ", "<<( ?s a ", "1", ")>>", "}"),
        ("ASK { [] a ", "<< ?s a ", "1", ">>", "}"),
        ("ASK { [] a 1 ", "{| a 1 ", "", "|}", "}"),
        ("ASK { FILTER(", "!", "1", "", ") }"),
    ],
)
def test_nesting_is_limited(
    before: str, opening: str, inmost: str, closing: str, after: str
) -> None:
    def nested(depth: int) -> str:
        return before + opening * depth + inmost + closing * depth + after

    around = (before.count("{") + before.count("(")) * (opening != "!")
    assert inspect(nested(9 - around), nesting_limit=9).form is Form.ASK
    with pytest.raises(QueryLimitError) as caught:
        inspect(nested(10 - around), nesting_limit=9)
    assert (caught.value.limit, caught.value.unit) == (9, "levels")
    column = len(before) + len(opening) * (9 - around) + 1
    assert (caught.value.line, caught.value.column) == (1, column)


def test_brackets_in_strings_do_not_nest() -> None:
    assert inspect("ASK { ?s ?p '((((', \"{{{{\" } # ((((", nesting_limit=2).form is Form.ASK


def test_relative_iri_with_base() -> None:
    assert inspect("ASK { <s> <p> <o> }", nesting_limit=2, has_base=True).form is Form.ASK
    assert (
        inspect("BASE <http://example.org/> ASK { <s> <p> <o> }", nesting_limit=2).form is Form.ASK
    )


TEMPLATE = "VERSION {} PREFIX a: <x:> PREFIX {} <x:> SELECT ({} AS ?c) FROM {} {{ ?s {} {} }}"
# What can stand in each place of it, rightly or not; the first is right.
PLACES = [
    ["'1'", '"1"', "'''1'''"],
    ["a:", "b:", "a.b:", "a:b"],
    ["?v", "$w", "STR(?v)", "LANG(?v)", "MAX(?v)", "MAX(MAX(?v))", "+1", "-2", "!3", "((1))", "("],
    ["<x:y>", "<y>", "<x:\\u0061>", "<x:\\uD800>", "NAMED <x:y>", "a:g"],
    ["a", "a:b", "b:c.d", "a.b:c.d", "?v", "!a", "^a", "SERVICE"],
    ["1", "2.5", "+1", "-2", "'a'", "'a'@en", "TRUE", "FALSE", "<x:y>", "<y>", "b:", "b:c.d", "[]"],
]


def outcome(text: str, nesting_limit: int, *, has_base: bool) -> object:
    try:
        return inspect(text, nesting_limit=nesting_limit, has_base=has_base)
    except (QuerySyntaxError, QueryLimitError, QueryRefusedError) as error:
        return type(error), vars(error)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_what_is_remembered_of_other_queries_changes_nothing(data: st.DataObject) -> None:
    inspection._outlines.clear()
    fillings = [place[0] for place in PLACES]
    for _ in range(6):
        changed = data.draw(st.integers(0, len(PLACES) - 1))
        fillings[changed] = data.draw(st.sampled_from(PLACES[changed]))
        text = TEMPLATE.format(*fillings)
        nesting_limit = data.draw(st.integers(1, 2))
        has_base = data.draw(st.booleans())
        remembering = outcome(text, nesting_limit, has_base=has_base)
        kept = inspection._outlines.copy()
        inspection._outlines.clear()
        assert outcome(text, nesting_limit, has_base=has_base) == remembering
        inspection._outlines.update(kept)


def test_what_is_remembered_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_OUTLINES_KEPT", 3)
    inspection._outlines.clear()
    for count in range(1, 9):
        inspect("ASK {" + "?s ?p ?o ." * count + "}", nesting_limit=2)
        assert 1 <= len(inspection._outlines) <= 3
    inspection._outlines.clear()
    inspect("ASK {" + "?s ?p ?o ." * 300 + "}", nesting_limit=2)
    with pytest.raises(QuerySyntaxError):
        inspect("ASK { ?s ?p }", nesting_limit=2)
    assert not inspection._outlines
