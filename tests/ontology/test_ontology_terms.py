"""Every term and concept is declared, named in three languages, and explained."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from ontology_files import (
    CONCEPT_FILES,
    CONCEPTS,
    FOLDER,
    TERM_FILES,
    TERMS,
    alignments,
    concepts,
    copy,
    declared,
    ontology,
    own_terms,
)
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, Node, URIRef

import kzgraph
from kzgraph.reasoning import axioms
from kzgraph.vocabulary import generate
from kzgraph.vocabulary.prefixes import BASE, ONTOLOGY, PREFIXES
from kzgraph.vocabulary.terms import KZ

LANGUAGES = ("en", "kk", "ru")
BUILT_IN = (OWL, RDF, RDFS, XSD)
HEADER = URIRef(ONTOLOGY)
T = Namespace(TERMS)
NEIGHBOURS = (
    PREFIXES["foaf"],
    PREFIXES["org"],
    PREFIXES["schema"],
    "http://data.europa.eu/eli/ontology#",
    "http://linkedevents.org/ontology/",
    "http://purl.org/linked-data/cube#",
    "http://purl.org/linked-data/sdmx/2009/",
    "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "http://www.w3.org/ns/opengov#",
)
CYRILLIC = "А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі"


# The checks, as functions of a graph, so that each can be shown a broken one.


def wrongly_labelled(graph: Graph, terms: list[URIRef], label: URIRef) -> set[str]:
    """Terms without exactly one text of this property in each language."""
    languages = {
        term: sorted(
            text.language or "" for text in graph.objects(term, label) if isinstance(text, Literal)
        )
        for term in terms
    }
    return {name(term) for term, found in languages.items() if found != list(LANGUAGES)}


def wrongly_explained(graph: Graph, terms: list[URIRef], explanation: URIRef) -> set[str]:
    """Terms without exactly one English text of this property."""
    return {
        name(term)
        for term in terms
        if [text.language for text in literals(graph, term, explanation)] != ["en"]
    }


def empty_labels(graph: Graph, terms: list[URIRef]) -> set[str]:
    """Terms with a label that says no more than the name, or as much as the definition."""
    return {
        name(term)
        for term in terms
        for label in literals(graph, term, RDFS.label)
        if str(label) in {name(term), *map(str, literals(graph, term, SKOS.definition))}
    }


def mixed_script(graph: Graph) -> set[str]:
    """Words that mix Latin and Cyrillic letters, which look right and are never found."""
    words = chain.from_iterable(
        re.findall(r"\w+", node) for node in graph.objects() if isinstance(node, Literal)
    )
    return {w for w in words if re.search("[A-Za-z]", w) and re.search(f"[{CYRILLIC}]", w)}


def undeclared(graph: Graph) -> set[str]:
    """IRIs in axioms and annotations that are neither declared nor OWL's own."""
    known = declared(graph)
    used: set[Node] = set(graph.predicates())
    axioms = (
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        OWL.onProperty,
        OWL.someValuesFrom,
        OWL.allValuesFrom,
        RDF.first,
    )
    for predicate in axioms:
        used.update(graph.objects(predicate=predicate))
        used.update(graph.subjects(predicate=predicate))
    return {
        str(node)
        for node in used
        if isinstance(node, URIRef)
        and node not in known
        and not any(node in namespace for namespace in BUILT_IN)
    }


def wrongly_coded(graph: Graph) -> set[str]:
    """Concepts whose scheme and notation do not give their IRI."""
    return {
        name(concept)
        for concept in graph.subjects(RDF.type, SKOS.Concept)
        if {
            f"{scheme}-{code}"
            for scheme in graph.objects(concept, SKOS.inScheme)
            for code in graph.objects(concept, SKOS.notation)
        }
        != {str(concept)}
        or graph.value(concept, SKOS.inScheme, any=False) not in schemes(graph)
    }


def ill_rooted(graph: Graph) -> set[str]:
    """Concepts with more than one broader concept, or with themselves among those above them."""
    broader = {
        concept: set(graph.objects(concept, SKOS.broader))
        for concept in graph.subjects(SKOS.broader, None)
    }
    return {
        name(concept)
        for concept, above in broader.items()
        if len(above) != 1
        or any(concept in graph.transitive_objects(node, SKOS.broader) for node in above)
    }


def misaligned(graph: Graph, own: set[URIRef]) -> set[str]:
    """Subjects of alignments that are no terms of ours, or say more than what is near to them."""
    return {
        name(subject)
        for subject, predicate, value in graph
        if subject not in own
        or predicate not in {SKOS.broadMatch, SKOS.closeMatch, SKOS.relatedMatch}
        or not isinstance(value, URIRef)
        or value.startswith(BASE)
    }


def schemes(graph: Graph) -> set[Node]:
    return set(graph.subjects(RDF.type, SKOS.ConceptScheme))


def literals(graph: Graph, subject: Node, predicate: URIRef) -> list[Literal]:
    return [node for node in graph.objects(subject, predicate) if isinstance(node, Literal)]


def name(term: Node) -> str:
    return re.split(r"[#/]", str(term))[-1]


def all_concepts(graph: Graph) -> list[URIRef]:
    nodes = chain(graph.subjects(RDF.type, SKOS.Concept), schemes(graph))
    return sorted(node for node in nodes if isinstance(node, URIRef))


# Terms


def test_terms_have_labels_in_three_languages() -> None:
    assert wrongly_labelled(ontology(), own_terms(), RDFS.label) == set()


@pytest.mark.parametrize("explanation", [SKOS.definition, SKOS.example])
def test_terms_have_a_definition_and_an_example(explanation: URIRef) -> None:
    assert wrongly_explained(ontology(), own_terms(), explanation) == set()


def test_terms_name_their_ontology() -> None:
    defined = set(ontology().subjects(RDFS.isDefinedBy, HEADER))
    assert defined == set(own_terms())


def test_labels_say_more_than_the_name_and_less_than_the_definition() -> None:
    assert empty_labels(ontology(), own_terms()) == set()


def test_labels_and_definitions_are_not_shared() -> None:
    graph = ontology()
    for predicate in (RDFS.label, SKOS.definition):
        texts = Counter(
            (text, bool(set(graph.objects(term, RDF.type)) & {OWL.Class}))
            for term in own_terms()
            for text in literals(graph, term, predicate)
            if text.language == "en"
        )
        assert [text for text, count in texts.items() if count > 1] == []


def test_words_keep_to_one_script() -> None:
    assert mixed_script(ontology()) | mixed_script(concepts()) == set()


def test_a_term_is_of_one_kind() -> None:
    kinds = Counter(
        subject
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        for subject in set(ontology().subjects(RDF.type, kind))
    )
    assert [term for term, count in kinds.items() if count > 1] == []


def test_everything_used_in_the_ontology_is_declared() -> None:
    assert undeclared(ontology() + concepts()) == set()


def test_values_named_in_conditions_are_concepts() -> None:
    values = set(ontology().objects(predicate=OWL.hasValue))
    assert values <= set(concepts().subjects(RDF.type, SKOS.Concept))
    assert values


def test_foreign_terms_get_no_axiom_beyond_their_place_in_the_hierarchy() -> None:
    graph = ontology()
    foreign = [term for term in declared(graph) if not term.startswith(TERMS)]
    found = {predicate for term in foreign for predicate in graph.predicates(term)}
    assert found == {RDF.type, RDFS.subClassOf}


# Header


def test_header_gives_the_version_of_the_package() -> None:
    graph = ontology()
    assert graph.value(HEADER, OWL.versionInfo) == Literal(kzgraph.__version__)
    assert graph.value(HEADER, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{kzgraph.__version__}")


def test_there_is_one_header_and_it_imports_nothing() -> None:
    graph = ontology() + concepts()
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [HEADER]
    assert list(graph.subject_objects(OWL.imports)) == []


# Concepts


def test_concepts_and_schemes_are_named_in_three_languages_and_defined() -> None:
    graph = concepts()
    assert wrongly_labelled(graph, all_concepts(graph), SKOS.prefLabel) == set()
    assert wrongly_explained(graph, all_concepts(graph), SKOS.definition) == set()


def test_concept_iris_come_from_scheme_and_code() -> None:
    assert wrongly_coded(concepts()) == set()


def test_no_scheme_is_a_concept_and_no_concept_a_term() -> None:
    graph = concepts()
    assert schemes(graph) & set(graph.subjects(RDF.type, SKOS.Concept)) == set()
    assert set(graph.subjects()) & set(ontology().subjects()) == set()


def test_each_scheme_stands_in_the_file_of_its_name() -> None:
    for path in CONCEPT_FILES:
        graph = Graph().parse(path)
        assert {str(scheme) for scheme in schemes(graph)} == {CONCEPTS + path.stem}
        found = set(graph.subjects()) - schemes(graph)
        assert {str(graph.value(concept, SKOS.inScheme)) for concept in found} == {
            CONCEPTS + path.stem
        }


def test_labels_are_unique_within_a_scheme() -> None:
    graph = concepts()
    labels = Counter(
        (graph.value(concept, SKOS.inScheme), label)
        for concept in graph.subjects(RDF.type, SKOS.Concept)
        for label in literals(graph, concept, SKOS.prefLabel)
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_related_and_broader_concepts_exist_in_the_same_scheme() -> None:
    graph = concepts()
    pairs = list(chain(graph.subject_objects(SKOS.related), graph.subject_objects(SKOS.broader)))
    assert pairs
    for one, other in pairs:
        assert graph.value(one, SKOS.inScheme) == graph.value(other, SKOS.inScheme)
    for one, other in graph.subject_objects(SKOS.related):
        assert (other, SKOS.related, one) in graph


def test_no_concept_is_broader_than_itself_or_has_two_above_it() -> None:
    assert ill_rooted(concepts()) == set()


# Neighbouring terms of other vocabularies


def test_alignments_lead_from_declared_terms_of_ours_to_others() -> None:
    assert misaligned(alignments(), set(own_terms())) == set()


def test_alignments_name_every_vocabulary_we_align_with() -> None:
    targets = [str(node) for node in alignments().objects()]
    for namespace in NEIGHBOURS:
        assert any(target.startswith(namespace) for target in targets), namespace
    assert [t for t in targets if not t.startswith(NEIGHBOURS)] == []


def test_no_axiom_comes_from_the_alignments() -> None:
    assert set(alignments()) & set(axioms(ontology())) == set()


# The module generated from the ontology


def test_terms_module_is_fresh() -> None:
    text = generate.TARGET.read_text(encoding="utf-8")
    assert text == generate.render(FOLDER), (
        "run `python -m kzgraph.vocabulary.generate ontology`: the ontology has changed"
    )


def test_terms_module_knows_every_term_and_no_other() -> None:
    assert [KZ[name(term)] for term in own_terms()] == own_terms()
    with pytest.raises(AttributeError):
        _ = KZ.Sentense


# Files


@pytest.mark.parametrize("path", TERM_FILES + CONCEPT_FILES, ids=lambda path: path.stem)
def test_files_keep_the_style(path: Path) -> None:
    data = path.read_bytes()
    text = data.decode("utf-8")
    assert b"\r" not in data
    assert "\t" not in text
    assert text.endswith(".\n")
    assert not re.search(r"[ ]+$|\n\n\n", text, re.MULTILINE)
    lines = re.findall(r"^@prefix (\S*): <(\S+)> \.$", text, re.MULTILINE)
    assert lines == sorted(lines)
    assert set(lines) <= set(PREFIXES.items())
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|#.*', "", text)
    used = set(re.findall(r"(?<![\w:-])([a-z]*):[A-Za-z]", bare))
    assert used == {prefix for prefix, _ in lines}
    for section in text.split("# ---- ")[1:]:
        subjects = re.findall(r"^([\w-]*:[\w-]+)$", section, re.MULTILINE)
        assert subjects == sorted(subjects)


# Each check, shown something broken


def broken(subject: URIRef, predicate: URIRef, *objects: Node, of: Graph) -> Graph:
    """A copy of a graph in which one property of one subject has these values alone."""
    graph = copy(of)
    graph.remove((subject, predicate, None))
    for node in objects:
        graph.add((subject, predicate, node))
    return graph


def test_the_check_of_labels_fires() -> None:
    labels = [Literal("fine", "en"), Literal("штраф", "ru")]
    missing = broken(T.Fine, RDFS.label, *labels, of=ontology())
    assert wrongly_labelled(missing, own_terms(), RDFS.label) == {"Fine"}
    twice = broken(T.Fine, RDFS.label, *labels, Literal("a", "kk"), Literal("b", "kk"), of=missing)
    assert wrongly_labelled(twice, own_terms(), RDFS.label) == {"Fine"}


@pytest.mark.parametrize("texts", [(), (Literal("x", "ru"),), (Literal("x"), Literal("x", "en"))])
def test_the_check_of_explanations_fires(texts: tuple[Literal, ...]) -> None:
    graph = broken(T.Fine, SKOS.definition, *texts, of=ontology())
    assert wrongly_explained(graph, own_terms(), SKOS.definition) == {"Fine"}


@pytest.mark.parametrize("label", ["penalty", "definition"])
def test_the_check_of_empty_labels_fires(label: str) -> None:
    graph = broken(T.penalty, RDFS.label, Literal(label, "en"), of=ontology())
    graph = broken(T.penalty, SKOS.definition, Literal("definition", "en"), of=graph)
    assert empty_labels(graph, own_terms()) == {"penalty"}


def test_the_check_of_scripts_fires() -> None:
    graph = broken(T.Fine, RDFS.label, Literal("штpaф", "ru"), of=ontology())
    assert mixed_script(graph) == {"штpaф"}


def test_the_check_of_declarations_fires() -> None:
    for predicate, node in (
        (RDFS.subClassOf, T.Penaltie),
        (T.lable, Literal("x")),
        (URIRef(f"{RDFS.label}s"), Literal("x")),
    ):
        graph = broken(T.Fine, predicate, node, of=ontology())
        wrong = node if isinstance(node, URIRef) else predicate
        assert undeclared(graph) == {str(wrong)}
    graph = copy(ontology())
    graph.add((BNode(), OWL.onProperty, T.rol))
    assert undeclared(graph) == {str(T.rol)}


def test_the_check_of_trees_fires() -> None:
    one, other = URIRef(CONCEPTS + "topic-women"), URIRef(CONCEPTS + "topic-domestic-violence")
    assert ill_rooted(broken(one, SKOS.broader, other, of=concepts())) >= {
        "topic-women",
        "topic-domestic-violence",
    }
    both = [URIRef(CONCEPTS + "topic-family"), URIRef(CONCEPTS + "topic-women")]
    assert ill_rooted(broken(other, SKOS.broader, *both, of=concepts())) == {
        "topic-domestic-violence"
    }


@pytest.mark.parametrize(
    ("predicate", "node"),
    [
        (RDFS.subClassOf, URIRef("https://schema.org/Thing")),
        (SKOS.closeMatch, T.Fine),
        (SKOS.closeMatch, Literal("schema:Thing")),
    ],
)
def test_the_check_of_alignments_fires(predicate: URIRef, node: Node) -> None:
    graph = broken(T.Claim, predicate, node, of=alignments())
    assert misaligned(graph, set(own_terms())) == {"Claim"}
    assert misaligned(alignments(), set(own_terms()) - {T.Claim}) == {"Claim"}


@pytest.mark.parametrize(
    ("predicate", "node"),
    [
        (SKOS.notation, Literal("sam")),
        (SKOS.inScheme, URIRef(CONCEPTS + "verdicts")),
    ],
)
def test_the_check_of_codes_fires(predicate: URIRef, node: Node) -> None:
    concept = URIRef(CONCEPTS + "verdict-same")
    assert wrongly_coded(broken(concept, predicate, node, of=concepts())) == {"verdict-same"}
