"""Every constraint of the shapes, seen firing, and seen missed when it is taken out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import agents_cases
import concepts_cases
import core_cases
import elections_cases
import events_cases
import identity_cases
import justice_cases
import law_cases
import measures_cases
import offices_cases
import pytest
import sources_cases
import statements_cases
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node
from shape_background import ROOT, Background, classes_of, read_background
from shape_case import Case

from kzgraph.model.finding import Finding, Severity
from kzgraph.validation.shapes import SHAPES, read_shapes, validate
from kzgraph.vocabulary.prefixes import BASE, ID, ONTOLOGY, PREFIXES

TABLES = {
    "agents": agents_cases.CASES,
    "concepts": concepts_cases.CASES,
    "core": core_cases.CASES,
    "elections": elections_cases.CASES,
    "events": events_cases.CASES,
    "identity": identity_cases.CASES,
    "justice": justice_cases.CASES,
    "law": law_cases.CASES,
    "measures": measures_cases.CASES,
    "offices": offices_cases.CASES,
    "sources": sources_cases.CASES,
    "statements": statements_cases.CASES,
}
CASES = [(table, case) for table, cases in TABLES.items() for case in cases]
COPIES = {f"{case.node}-case-{number}": case for number, (_, case) in enumerate(CASES)}
TURTLE_PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

# Says something about a shape, or belongs to the parameter beside it.
NOT_CONSTRAINTS = {
    SH.name,
    SH.description,
    SH.message,
    SH.severity,
    SH.path,
    SH.property,
    SH.ignoredProperties,
    SH.qualifiedMinCount,
}
GO_TOGETHER: dict[Node, tuple[URIRef, ...]] = {
    SH.closed: (SH.ignoredProperties,),
    SH.qualifiedValueShape: (SH.qualifiedMinCount,),
}


def expand(name: str) -> URIRef:
    """Expand a prefixed name; a plain name is one of a thing or record."""
    prefix, colon, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local if colon else ID + name)


def copy_of(case: Case, name: str, authored: Graph) -> Graph:
    """Make the changed copy of a case's node."""
    node, copy = expand(case.node), expand(name)
    without = {expand(predicate) for predicate in case.without}
    graph = Graph()
    if case.plus:
        graph.parse(data=f"{TURTLE_PREFIXES}{copy.n3()} {case.plus} .", format="turtle")
    described = list(authored.predicate_objects(node))
    assert described, f"the sample has no {case.node}"
    assert without <= {predicate for predicate, _ in described} | set(graph.predicates())
    for predicate, value in described:
        if predicate not in without:
            graph.add((copy, predicate, value))
    return graph


@dataclass(frozen=True)
class Copies:
    """The changed copies of all cases.

    Attributes:
        graphs: name of the copy → its triples.
        classes: node → its classes, for all that is authored and the copies.
        findings: name of the copy → what the shapes find on it.
    """

    graphs: dict[str, Graph]
    classes: dict[Node, set[Node]]
    findings: dict[str, list[Finding]]


@pytest.fixture(scope="session")
def background() -> Background:
    return read_background()


@pytest.fixture(scope="session")
def copies(background: Background) -> Copies:
    graphs = {name: copy_of(case, name, background.authored) for name, case in COPIES.items()}
    merged = merge(graphs.values())
    classes = background.classes | classes_of(merged)
    findings: dict[str, list[Finding]] = {name: [] for name in COPIES}
    by_iri = {str(expand(name)): name for name in COPIES}
    for finding in validate(merged, classes, background.ontology, background.shapes):
        if finding.focus in by_iri:
            findings[by_iri[finding.focus]].append(finding)
    return Copies(graphs, classes, findings)


def merge(graphs: Iterable[Graph]) -> Graph:
    merged = Graph()
    for graph in graphs:
        for triple in graph:
            merged.add(triple)
    return merged


def test_sample_is_without_findings(background: Background) -> None:
    found = validate(
        background.authored, background.classes, background.ontology, background.shapes
    )
    assert [finding for finding in found if finding.severity is not Severity.INFO] == []


@pytest.mark.parametrize("name", COPIES, ids=[f"{t}: {case}" for t, case in CASES])
def test_case(name: str, copies: Copies) -> None:
    case = COPIES[name]
    findings = copies.findings[name]
    assert {(finding.check, finding.severity) for finding in findings} == case.expected
    assert all(finding.message for finding in findings)


# ---- Taking constraints out ----


def reachable(shapes: Graph, node: Node) -> set[Node]:
    """Find a node shape and all shapes that it uses, its lists included."""
    found: set[Node] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current in found or isinstance(current, Literal):
            continue
        if isinstance(current, URIRef) and not current.startswith(SHAPES):
            continue
        found.add(current)
        waiting.extend(shapes.objects(current))
    return found


@cache
def roots() -> dict[URIRef, set[Node]]:
    """Find the node shapes that have a target, with all that each uses."""
    shapes = read_background().shapes
    targets = (SH.targetClass, SH.targetSubjectsOf)
    found = sorted({s for t in targets for s in shapes.subjects(t) if isinstance(s, URIRef)})
    return {root: reachable(shapes, root) for root in found}


def mutations() -> Iterator[tuple[str, tuple[Node, Node, Node]]]:
    """List every target and every constraint, with the name of its shape."""
    shapes = read_shapes(ROOT / "shapes")
    for shape, parameter, value in sorted(shapes, key=str):
        if not str(shape).startswith(SHAPES) or not str(parameter).startswith(str(SH)):
            continue
        if parameter not in NOT_CONSTRAINTS:
            short_shape = str(shape).removeprefix(SHAPES)
            short_value = "" if isinstance(value, BNode) else f" {value.n3()}"
            name = f"{short_shape} {str(parameter).removeprefix(str(SH))}{short_value}"
            yield name, (shape, parameter, value)


MUTATIONS = dict(mutations())


@pytest.mark.parametrize("name", MUTATIONS)
def test_case_goes_red_without(name: str, copies: Copies, background: Background) -> None:
    shape, parameter, value = MUTATIONS[name]
    # A list has another blank node in each reading of the file.
    values = (
        (value,) if not isinstance(value, BNode) else background.shapes.objects(shape, parameter)
    )
    for root, used in roots().items():
        if shape not in used:
            continue
        checks = {str(each).removeprefix(SHAPES) for each in used}
        mutant = Graph()
        for each in used:
            for predicate, object_ in background.shapes.predicate_objects(each):
                mutant.add((each, predicate, object_))
        for gone in values:
            mutant.remove((shape, parameter, gone))
        for beside in GO_TOGETHER.get(parameter, ()):
            mutant.remove((shape, beside, None))
        concerned = cases_of(checks)
        assert concerned, f"no case of {root}"
        # Most constraints are noticed by the few cases of their own shape.
        own = str(shape).removeprefix(SHAPES)
        closest = cases_of({own, *(check for check in checks if check.startswith(f"{own}-"))})
        for names in (closest, concerned):
            data = merge(copies.graphs[name] for name in names)
            for node in ("match-ann", "detention-alpha-ann"):
                # Valid nodes show what a constraint lets pass.
                for predicate, object_ in background.authored.predicate_objects(expand(node)):
                    data.add((expand(node), predicate, object_))
            found = {
                (finding.focus, finding.check)
                for finding in validate(data, copies.classes, background.ontology, mutant)
            }
            expected = {
                (finding.focus, finding.check)
                for name in names
                for finding in copies.findings[name]
                if finding.check in checks
            }
            if found != expected:
                return
    pytest.fail("no case notices: add one, or remove the constraint")


def cases_of(checks: set[str]) -> list[str]:
    """List the copies on which one of these shapes must find something."""
    return [name for name, case in COPIES.items() if checks & {shape for shape, _ in case.expected}]


# ---- Form and coverage ----


def test_every_shape_explains_itself(background: Background) -> None:
    shapes = background.shapes
    properties = set(shapes.subjects(RDF.type, SH.PropertyShape))
    nodes = set(shapes.subjects(RDF.type, SH.NodeShape))
    assert set(shapes.objects(predicate=SH.property)) == properties
    for shape in properties | nodes:
        assert str(shape).startswith(SHAPES)
        for required in (SH.name, SH.description):
            assert len(list(shapes.objects(shape, required))) == 1, (shape, required)
    with_own = {s for s, p, _ in (triple for _, triple in mutations()) if "target" not in str(p)}
    for shape in properties | with_own:
        assert len(list(shapes.objects(shape, SH.message))) == 1, shape
        assert shapes.value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}, shape
    used = {term for term in shapes.all_nodes() if str(term).startswith(SHAPES)}
    assert used == properties | nodes
    for shape in properties:
        owner = str(shape).partition("-")[0]
        assert (URIRef(owner), SH.property, shape) in shapes, f"{shape} is named after another"


def test_every_term_in_the_shapes_is_declared(background: Background) -> None:
    declared = set(background.ontology.subjects(RDF.type)) | set(
        background.concepts.subjects(RDF.type)
    )
    for triple in background.shapes:
        for term in triple:
            if isinstance(term, URIRef) and str(term).startswith(BASE):
                assert str(term).startswith(SHAPES) or term in declared, term
    targets = {
        *background.shapes.objects(predicate=SH.targetClass),
        *background.shapes.objects(predicate=SH.targetSubjectsOf),
        *background.shapes.objects(predicate=SH["class"]),
        *(p for p in background.shapes.objects(predicate=SH.path) if isinstance(p, URIRef)),
    }
    built_in = {RDF.type, RDFS.label}
    assert targets - declared - built_in == set()


def test_every_class_has_a_shape(background: Background) -> None:
    targeted = set(background.shapes.objects(predicate=SH.targetClass))
    uncovered = {
        term
        for term in background.ontology.subjects(RDF.type, OWL.Class)
        if isinstance(term, URIRef)
        and not targeted & set(background.ontology.transitive_objects(term, RDFS.subClassOf))
    }
    # Nothing is only one of these: their subclasses have the shapes.
    above = {"foaf:Agent", "oa:SpecificResource", "org:Membership", "org:Post"}
    assert uncovered == {expand(name) for name in above}


def test_every_property_is_in_a_shape(background: Background) -> None:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    own = {
        term
        for kind in kinds
        for term in background.ontology.subjects(RDF.type, kind)
        if str(term).startswith(ONTOLOGY)
    }
    mentioned = set(background.shapes.objects())
    assert own - mentioned == set()
