"""Every rule, seen firing, seen passing, and seen missed where one of its filters is taken out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from rdflib import Graph, Literal
from rule_cases import CASES, Case
from shape_background import ROOT, read_background, read_sample

from kzgraph.dataset import Graphs
from kzgraph.engine import Store, load_text, select_rows
from kzgraph.model.finding import Severity
from kzgraph.query_files import QueryFile, read_query_files
from kzgraph.validation.rules import run_rule
from kzgraph.vocabulary.prefixes import BASE, ID, PREFIXES

RULES = {rule.name: rule for rule in read_query_files(ROOT / "shapes" / "rules")}
NOWHERE = Graphs({}, {})
UNCHANGED = Case("")
OPENING = {"{": "}", "(": ")"}


@cache
def terms() -> str:
    """Ontology and concepts as blocks of TriG, without their texts, which no rule reads."""
    background = read_background()
    blocks = []
    for name, graph in (("ontology", background.ontology), ("concepts", background.concepts)):
        terms = Graph()
        for subject, predicate, value in graph:
            if not isinstance(value, Literal):
                terms.add((subject, predicate, value))
        blocks.append(f"GRAPH <{PREFIXES['graph']}{name}> {{ {terms.serialize(format='nt')} }}\n")
    return "".join(blocks)


@cache
def store_of(case: Case) -> Store:
    sample = read_sample()
    old, new = case.swap
    assert sample.count(old) or not old, f"the sample does not say {old}"
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    more = "".join(f"GRAPH graph:{graph} {{ {text} }}\n" for graph, text in case.plus)
    changed = sample.replace(old, new, 1) if old else sample
    return load_text(changed + prefixes + more + terms(), merge=True)


def found_by(rule: QueryFile, case: Case) -> tuple[str, ...]:
    """Return the focus nodes, shortened as the table of cases writes them."""
    foci = (finding.focus for finding in run_rule(store_of(case), NOWHERE, rule))
    return tuple(sorted(shorten(focus) for focus in foci))


def shorten(focus: str) -> str:
    if focus.startswith("_:"):
        return "_:"
    for prefix in ("c", "graph"):
        focus = focus.replace(PREFIXES[prefix], f"{prefix}:")
    return focus.removeprefix(ID)


@pytest.mark.parametrize("name", RULES)
def test_sample_is_without_findings(name: str) -> None:
    assert found_by(RULES[name], UNCHANGED) == ()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert found_by(RULES[case.rule], case) == case.finds


@pytest.mark.parametrize("name", RULES)
def test_rule_has_a_case_on_which_it_fires(name: str) -> None:
    assert any(case.rule == name and case.finds for case in CASES)


def filters_of(text: str) -> Iterator[tuple[int, int]]:
    """Find where each FILTER begins and ends, those inside of others included."""
    for match in re.finditer(r"\bFILTER\b[^({]*", text):
        depth = 0
        for position in range(match.end(), len(text)):
            depth += (text[position] in "({") - (text[position] in ")}")
            if depth == 0:
                yield match.start(), position + 1
                break


MUTANTS = {
    f"{rule.name}: {' '.join(rule.text[start:end].split())}": replace(
        rule, text=rule.text[:start] + rule.text[end:]
    )
    for rule in RULES.values()
    for start, end in filters_of(rule.text)
}


@pytest.mark.parametrize("name", MUTANTS)
def test_case_goes_red_without(name: str) -> None:
    mutant = MUTANTS[name]
    cases = (UNCHANGED, *(case for case in CASES if case.rule == mutant.name))
    assert any(found_by(mutant, case) != case.finds for case in cases), (
        "no case notices: add one, or remove the filter"
    )


def test_columns_are_those_of_the_query() -> None:
    allowed = {"focus", "path", "value", "graph"}
    for rule in RULES.values():
        selected = re.search(r"^SELECT (?:DISTINCT )?(.*)$", rule.text, re.MULTILINE)
        assert selected, rule.name
        columns = tuple(selected[1].replace("?", "").split())
        assert columns == rule.columns
        for column in set(columns) - allowed:
            assert f"{{{column}}}" in rule.message, f"{rule.name} does not use {column}"
        rows = select_rows(store_of(UNCHANGED), rule.text)
        assert rows == []


def test_every_term_in_the_rules_is_declared() -> None:
    background = read_background()
    declared = {str(s) for g in (background.ontology, background.concepts) for s in g.subjects()}
    for rule in RULES.values():
        prefixes = dict(re.findall(r"^PREFIX (\w*): <([^>]*)>$", rule.text, re.MULTILINE))
        for prefix, iri in prefixes.items():
            assert PREFIXES[prefix] == iri, rule.name
        body = re.sub(r'"(?:[^"\\]|\\.)*"|#.*|<[^>]*>', "", rule.text)
        for prefix, local in re.findall(r"(?<![\w?])(\w*):([A-Za-z][\w-]*)", body):
            iri = PREFIXES[prefix] + local
            if iri.startswith(BASE) and prefix != "graph":
                assert iri in declared, f"{rule.name}: {prefix}:{local}"


def test_severities_follow_the_policy() -> None:
    by_severity = {
        severity: {rule.name for rule in RULES.values() if rule.severity == severity.value}
        for severity in Severity
    }
    assert by_severity[Severity.WARNING] == {
        "administrative-arrest-in-criminal-case",
        "parts-and-whole",
        "result-of-kept-out-party",
        "same-label",
        "sentence-after-acquittal",
        "status-contradiction",
        "two-holders",
        "two-leaders",
    }
    assert by_severity[Severity.INFO] == {
        "office-without-holder",
        "sanction-without-case",
        "table-does-not-close",
        "treaty-without-identifier",
    }
