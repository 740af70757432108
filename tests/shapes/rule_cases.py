"""For each rule: changes of the sample that it must find, and some that it must pass."""

from __future__ import annotations

from dataclasses import dataclass

CITED = "prov:wasDerivedFrom id:passage-alpha-0-9"


@dataclass(frozen=True)
class Case:
    """The sample with one change.

    Attributes:
        rule: name of the rule.
        finds: local names (or prefixed names, or IRIs) of the focus nodes, sorted; empty where the
            change must pass.
        plus: graph → Turtle that it has besides; predicates and objects alone are not enough.
        swap: text of the sample, and what stands in its place.
    """

    rule: str
    finds: tuple[str, ...] = ()
    plus: tuple[tuple[str, str], ...] = ()
    swap: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        change = " ".join(text for _, text in self.plus) or f"{self.swap[0]} → {self.swap[1]}"
        return f"{self.rule}: {change[:60]} {'finds' if self.finds else 'passes'}"


def plus(rule: str, graph: str, turtle: str, *finds: str) -> Case:
    """Make a case in which one graph says more."""
    return Case(rule, finds, ((graph, turtle),))


def also(case: Case, graph: str, turtle: str) -> Case:
    """Let another graph of the case say more, too."""
    return Case(case.rule, case.finds, (*case.plus, (graph, turtle)), case.swap)


def swap(rule: str, old: str, new: str, *finds: str) -> Case:
    """Make a case in which the sample says something else."""
    return Case(rule, finds, swap=(old, new))


def step(name: str, kind: str, *, about: str = "id:person-ann", case: str = "id:case-ann") -> str:
    """Write a step of justice against somebody in a case."""
    return f"{name} a {kind} ; :against {about} ; :case {case} ; {CITED} ."


def days(name: str, earliest: str, latest: str | None = None) -> str:
    """Write the bounds of a record, one day if not told otherwise."""
    return f'{name} :earliest "{earliest}"^^xsd:date ; :latest "{latest or earliest}"^^xsd:date .'


def dated(rule: str, name: str, kind: str, day: str, *finds: str, **about: str) -> Case:
    """Make a case with one more step of justice, on one day."""
    return also(plus(rule, "alpha", step(name, kind, **about), *finds), "derived", days(name, day))


SENTENCES = ("sentence-alpha-ann", "sentence-beta-ann")
LEADER = (
    "id:membership-alpha-bob a :Membership ; :person id:person-bob ; "
    f":organization id:organization-party ; :role c:role-leader ; {CITED} ."
)
STEP_PLANNED = "id:detention-alpha-ann :recordStatus c:status-planned ."
NAMES = "id:decision-x :verdict c:verdict-{} ; :about {} ."
REPORTS = "id:status-x a :StatusPeriod . id:status-y a :StatusPeriod ."
REPORT = f"id:sentence-alpha-other a :Sentence ; :against id:person-ann ; {CITED} ."


def table(completeness: str, total: int) -> str:
    """Write a table of results with this total, and one result of five seats in it."""
    return (
        f"id:table-x :seatsTotal {total} ; :completeness c:completeness-{completeness} . "
        "id:result-x :table id:table-x ; :seats 5 ."
    )


def status(rule: str, code: str, begun: str, ended: str, *finds: str) -> Case:
    """Make a case with another status of the party."""
    stated = f"id:status-x :of id:organization-party ; :legalStatus c:legal-status-{code} ."
    end = f'id:status-x :untilEarliest "{ended}"^^xsd:date .' if ended else ""
    return also(plus(rule, "alpha", stated, *finds), "derived", days("id:status-x", begun) + end)


def holder(begun: str, ended: str, *finds: str, person: str = "dan", role: str = "akim") -> Case:
    """Make a case with another mayor."""
    return also(
        also(
            plus(
                "two-holders",
                "alpha",
                f"id:holding-x :office id:office-mayor ; :person id:person-{person} .",
                *finds,
            ),
            "derived",
            f'id:holding-x :latest "{begun}"^^xsd:date ; :untilEarliest "{ended}"^^xsd:date .',
        ),
        "entities",
        f"id:office-mayor :role c:role-{role} .",
    )


def leader(begun: str, ended: str, *finds: str) -> Case:
    """Make a case with another leader of the party."""
    bounds = (
        f'id:membership-alpha-bob :latest "{begun}"^^xsd:date ; '
        f':untilEarliest "{ended}"^^xsd:date .'
    )
    return also(plus("two-leaders", "alpha", LEADER, *finds), "derived", bounds)


CASES: tuple[Case, ...] = (
    # ---- terms and IRIs ----
    swap("dangling-iri", ":by id:organization-court", ":by id:organization-cuort", SENTENCES[0]),
    # Described by the reasoner alone, which takes what is pointed to for what it should be.
    also(
        swap(
            "dangling-iri", ":by id:organization-court", ":by id:organization-cuort", SENTENCES[0]
        ),
        "derived",
        "id:organization-cuort a foaf:Agent .",
    ),
    plus("dangling-iri", "derived", "id:person-ann :participant id:person-nobody ."),
    plus("dangling-iri", "alpha", "id:passage-alpha-0-9 a :Pasage ."),
    plus("points-to-itself", "alpha", "id:person-ann :by id:person-ann .", "person-ann"),
    plus("points-to-itself", "ontology", ":Record rdfs:subClassOf :Record ."),
    plus(
        "points-into-another-document",
        "beta",
        "id:sentence-beta-ann :inResponseTo id:charge-alpha-ann .",
        "sentence-beta-ann",
    ),
    plus("points-into-another-document", "alpha", "id:x :inResponseTo id:charge-alpha-ann ."),
    plus("points-into-another-document", "derived", "id:x :mainRecord id:charge-alpha-ann ."),
    swap("undeclared-class", "a :Appeal ;", "a :Apeal ;", "review-alpha-ann"),
    swap("undeclared-property", ":outcome c:", ":outcom c:", "review-alpha-ann"),
    swap("undeclared-property", ":outcome c:", ":Sentence c:", "review-alpha-ann"),
    plus("concept-outside-its-scheme", "concepts", "c:role-x skos:inScheme c:status .", "c:role-x"),
    plus("concept-outside-its-scheme", "concepts", "c:role-x skos:inScheme c:role ."),
    plus(
        "concept-outside-its-scheme",
        "concepts",
        "c:end-status-x skos:inScheme c:end .",
        "c:end-status-x",
    ),
    plus("concept-outside-its-scheme", "concepts", "c:end-x skos:inScheme c:end ."),
    plus("blank-node", "alpha", "_:x a :Record .", "_:"),
    plus("blank-node", "alpha", "id:sentence-alpha-ann :penalty [] .", SENTENCES[0]),
    plus("blank-node", "ontology", "[] a owl:Class ."),
    plus(
        "foreign-subject",
        "entities",
        "<https://example.org/x> a foaf:Person .",
        "https://example.org/x",
    ),
    plus("foreign-subject", "entities", "_:x a foaf:Person ."),
    plus("foreign-subject", "derived", "<https://example.org/x> a foaf:Agent ."),
    plus("same-as", "links", "id:person-ann owl:sameAs id:person-dan .", "person-ann"),
    *(
        plus("partial-date-literal", "alpha", f"id:sentence-alpha-ann :when {value} .", *finds)
        for value, finds in (
            ('"2023"^^xsd:gYear', SENTENCES[:1]),
            ('"2023-04"^^xsd:gYearMonth', SENTENCES[:1]),
            ('"--04-10"^^xsd:gMonthDay', SENTENCES[:1]),
            ('"--04"^^xsd:gMonth', SENTENCES[:1]),
            ('"---10"^^xsd:gDay', SENTENCES[:1]),
            ('"2023"', ()),
            ('"2023-04-10"^^xsd:date', ()),
        )
    ),
    # ---- what stands where ----
    plus("node-without-class", "alpha", 'id:person-ann :when "2023" .', "person-ann"),
    plus("node-without-class", "links", 'id:person-ann skos:altLabel "A"@en .', "person-ann"),
    plus(
        "node-without-class",
        "entities",
        "id:person-x skos:exactMatch <https://example.org/x> .",
        "person-x",
    ),
    plus("node-without-class", "catalog", 'id:document-x rdfs:label "X"@en .', "document-x"),
    plus("node-without-class", "catalog", 'graph:beta rdfs:label "What beta says"@en .'),
    plus("node-without-class", "alpha", 'graph:beta rdfs:label "Beta"@en .', "graph:beta"),
    plus("node-without-class", "links", "id:person-bob skos:exactMatch <https://example.org/x> ."),
    plus("node-without-class", "links", 'id:act-law dcterms:identifier "K2" .'),
    plus("node-in-wrong-graph", "entities", "id:x a :Sentence .", "x"),
    plus("node-in-wrong-graph", "links", "id:x a foaf:Person .", "x"),
    plus("node-in-wrong-graph", "catalog", "id:x a :Passage .", "x"),
    plus(
        "node-in-wrong-graph", "alpha", "id:x a :SourceDocument , :Court , :Decision .", *["x"] * 3
    ),
    plus(
        "node-in-wrong-graph",
        "alpha",
        "id:x a :Office , :Programme , :DigitalPlatform , :Election , :Treaty .",
        *["x"] * 5,
    ),
    plus("node-in-wrong-graph", "entities", "id:x a :Tenure .", "x"),
    plus("node-in-wrong-graph", "alpha", "id:x a :Fine , :PersonGroup , :Arrest ."),
    plus("node-in-wrong-graph", "alpha", "id:x a :Finne ."),
    plus("node-in-wrong-graph", "derived", "id:x a foaf:Person ."),
    plus("described-twice", "beta", "id:sentence-alpha-ann a :Sentence .", SENTENCES[0]),
    plus("described-twice", "beta", "id:passage-beta-3-7 a oa:SpecificResource ."),
    plus("described-twice", "derived", "id:passage-beta-3-7 a oa:SpecificResource ."),
    plus("described-twice", "ontology", "id:passage-beta-3-7 a owl:NamedIndividual ."),
    swap(
        "record-without-passage",
        ':when "2023-02" ; prov:wasDerivedFrom id:passage-alpha-0-9',
        ':when "2023-02"',
        "detention-alpha-ann",
    ),
    plus("record-without-passage", "alpha", "id:x rdfs:label [] .", "x"),
    # A passage named by another graph is none.
    also(
        plus("record-without-passage", "alpha", "id:x a :Charge .", "x"),
        "beta",
        "id:x prov:wasDerivedFrom id:passage-beta-3-7 .",
    ),
    swap(
        "record-outside-its-document",
        ':when "2023-02" ; prov:wasDerivedFrom id:passage-alpha-0-9',
        ':when "2023-02" ; prov:wasDerivedFrom id:passage-beta-3-7',
        "detention-alpha-ann",
    ),
    plus("record-outside-its-document", "beta", "id:x oa:hasSource id:document-alpha .", "x"),
    swap(
        "record-outside-its-document",
        ":by id:document-alpha",
        ":by id:document-beta",
        "claim-alpha-own",
    ),
    plus(
        "section-without-its-lines",
        "alpha",
        f"id:section-x a :Section ; :startLine 2 ; :endLine 3 ; {CITED} .",
        "section-x",
    ),
    plus(
        "section-without-its-lines",
        "alpha",
        f"id:section-x a :Section ; :startLine 0 ; :endLine 0 ; {CITED} .",
        "section-x",
    ),
    *(
        plus(
            "sections-cross",
            "alpha",
            f"id:section-x a :Section ; :startLine {first} ; :endLine {last} .",
            *finds,
        )
        for first, last, finds in (
            (3, 5, ["section-alpha-a"]),
            (0, 2, ["section-x"]),
            (4, 5, []),
            (2, 3, []),
            (1, 4, []),
        )
    ),
    # ---- parts and wholes ----
    swap("parts-and-whole", ":seats 7", ":seats 8", "rule-alpha-council"),
    swap("parts-and-whole", ":seats 7", ":seats 6", "rule-alpha-council"),
    # "The rest" has no number, so less is right and more is not.
    swap("parts-and-whole", ":seats 3 ;", ""),
    also(
        swap("parts-and-whole", ":seats 3 ;", "", "rule-alpha-council"),
        "alpha",
        "id:rule-x :partOf id:rule-alpha-council ; :seats 4 .",
    ),
    plus(
        "penalty-shared",
        "beta",
        "id:sentence-beta-ann :penalty id:penalty-alpha-prison .",
        "sentence-alpha-ann",
    ),
    plus("orphan-penalty", "alpha", "id:x a :Fine .", "x"),
    also(
        plus("orphan-penalty", "alpha", "id:x a :Fine .", "x"),
        "beta",
        "id:sentence-beta-ann :penalty id:x .",
    ),
    plus("orphan-penalty", "derived", "id:penalty-alpha-prison a :Penalty ."),
    plus("orphan-passage", "alpha", "id:x a :Passage .", "x"),
    plus("orphan-selector", "alpha", "id:x a oa:TextPositionSelector .", "x"),
    plus(
        "subgroup-exceeds-group",
        "alpha",
        "id:x :subgroupOf id:group-alpha-marchers ; :countLow 11 .",
        "x",
    ),
    plus(
        "subgroup-exceeds-group",
        "alpha",
        "id:x :subgroupOf id:group-alpha-marchers ; :countLow 10 .",
    ),
    swap("members-exceed-count", ":countHigh 10 ;", ":countHigh 0 ;", "group-alpha-marchers"),
    swap("members-exceed-count", ":countHigh 10 ;", ":countHigh 1 ;"),
    # ---- time ----
    swap(
        "end-before-start",
        '"2023-12-31"^^xsd:date',
        '"2019-12-31"^^xsd:date',
        "membership-alpha-ann",
    ),
    swap("end-before-start", '"2023-12-31"^^xsd:date', '"2020-01-01"^^xsd:date'),
    dated("sentence-before-charge", "id:charge-x", ":Charge", "2023-04-11", *SENTENCES),
    dated("sentence-before-charge", "id:charge-x", ":Charge", "2023-04-10"),
    dated("sentence-before-charge", "id:detention-x", ":Arrest", "2023-04-11"),
    dated("sentence-before-charge", "id:charge-x", ":Charge", "2023-04-11", about="id:person-bob"),
    dated("sentence-before-charge", "id:charge-x", ":Charge", "2023-04-11", case="id:case-x"),
    dated("sentence-before-charge", "id:conviction-x", ":Conviction", "2023-01-01", "conviction-x"),
    dated("sentence-before-charge", "id:acquittal-x", ":Acquittal", "2023-01-01"),
    dated(
        "sentence-before-detention", "id:conviction-x", ":Conviction", "2023-01-01", "conviction-x"
    ),
    dated("sentence-before-detention", "id:acquittal-x", ":Acquittal", "2023-01-01"),
    dated("sentence-before-detention", "id:conviction-x", ":Conviction", "2023-02-01"),
    # A second detention after the sentence is possible, and so is a first one without a date.
    dated("sentence-before-detention", "id:detention-x", ":Detention", "2023-04-11"),
    also(
        dated("sentence-before-detention", "id:conviction-x", ":Conviction", "2023-01-01"),
        "beta",
        "id:detention-x a :Detention ; :against id:person-ann ; :case id:case-ann .",
    ),
    # Another step, or a detention in another case or of another person, does not excuse it.
    *(
        also(
            dated(
                "sentence-before-detention",
                "id:conviction-x",
                ":Conviction",
                "2023-01-01",
                "conviction-x",
            ),
            "beta",
            f"id:other-x a {kind} ; :against {agent} ; :case {case} .",
        )
        for kind, agent, case in (
            (":Trial", "id:person-ann", "id:case-ann"),
            (":Detention", "id:person-bob", "id:case-ann"),
            (":Detention", "id:person-ann", "id:case-x"),
        )
    ),
    dated("release-before-detention", "id:release-x", ":Release", "2023-01-01", *["release-x"] * 3),
    dated("release-before-detention", "id:release-x", ":Release", "2023-02-01"),
    dated("release-before-detention", "id:trial-x", ":Trial", "2023-01-01"),
    *(
        also(
            dated("release-before-detention", "id:release-x", ":Release", "2023-01-01"),
            "beta",
            f"id:other-x a {kind} ; :against id:person-ann ; :case id:case-ann .",
        )
        for kind in (":Detention", ":Sanction")
    ),
    also(
        dated(
            "release-before-detention", "id:release-x", ":Release", "2023-01-01", *["release-x"] * 3
        ),
        "beta",
        "id:other-x a :Trial ; :against id:person-ann ; :case id:case-ann .",
    ),
    swap(
        "change-before-the-step",
        '"2023-06-30"^^xsd:date',
        '"2023-04-09"^^xsd:date',
        "review-alpha-ann",
    ),
    swap("change-before-the-step", '"2023-06-30"^^xsd:date', '"2023-04-10"^^xsd:date'),
    # With an appeal in the case, a sentence after the acquittal is what courts do.
    dated("sentence-after-acquittal", "id:acquittal-x", ":Acquittal", "2023-01-01"),
    *(
        also(
            also(
                swap("sentence-after-acquittal", "a :Appeal ;", "a :Trial ;", *finds),
                "alpha",
                step("id:acquittal-x", ":Acquittal"),
            ),
            "derived",
            days("id:acquittal-x", day),
        )
        for day, finds in (("2023-04-09", SENTENCES), ("2023-04-10", ()))
    ),
    leader("2021-01-01", "2022-12-31", "membership-alpha-ann"),
    leader("2023-12-01", "2024-12-31", "membership-alpha-ann"),
    leader("2023-12-02", "2024-12-31"),
    leader("2019-01-01", "2020-12-30"),
    leader("2022-12-31", "2021-01-01"),
    *(
        plus(
            "later-than-its-document",
            "derived",
            'id:{} :earliest "{}"^^xsd:date .'.format(*what),
            *finds,
        )
        for *what, finds in (
            ("detention-alpha-ann", "2025-01-01", ["detention-alpha-ann"]),
            ("detention-alpha-ann", "2024-03-01", ["detention-alpha-ann"]),
            ("detention-alpha-ann", "2024-02-29", []),
            ("conviction-alpha-jailed", "2025-01-01", ["conviction-alpha-jailed"]),
            ("sentence-beta-ann", "2025-01-01", []),
        )
    ),
    also(
        plus("later-than-its-document", "alpha", STEP_PLANNED),
        "derived",
        days("id:detention-alpha-ann", "2025-01-01"),
    ),
    # "About 2022" is no limit.
    swap("later-than-its-document", ':stateOfText "2024-02"', ':stateOfText "2022~"'),
    # ---- classes ----
    # Once for each graph that says so.
    plus("disjoint-classes", "alpha", "id:person-ann a :Place .", "person-ann", "person-ann"),
    plus("disjoint-classes", "alpha", "id:review-alpha-ann a :Trial .", "review-alpha-ann"),
    plus("disjoint-classes", "derived", "id:review-alpha-ann a :Trial .", "review-alpha-ann"),
    plus("disjoint-classes", "derived", "id:review-alpha-ann a :Review , :JusticeStep ."),
    also(
        plus("disjoint-classes", "alpha", "id:charge-alpha-ann a :Arrest .", "charge-alpha-ann"),
        "derived",
        "id:charge-alpha-ann a :Detention .",
    ),
    # ---- names and decisions ----
    plus("same-label", "entities", 'id:person-x skos:prefLabel "Bob"@en .', "person-bob"),
    plus("same-label", "entities", 'id:place-x skos:prefLabel "Bob"@en .'),
    plus(
        "same-match",
        "links",
        "id:person-bob skos:exactMatch <https://example.org/ann> .",
        "person-ann",
    ),
    plus("same-match", "links", 'id:act-law dcterms:identifier "K1" .', "act-code"),
    plus(
        "match-without-link",
        "links",
        "id:person-dan skos:exactMatch <https://example.org/dan> .",
        "person-dan",
    ),
    plus(
        "match-without-link",
        "links",
        "id:person-bob skos:exactMatch <https://example.org/bob> .",
        "person-bob",
    ),
    swap(
        "match-without-link",
        "    id:person-ann skos:exactMatch <https://example.org/ann> .\n",
        "",
        "person-ann",
    ),
    plus(
        "match-without-link",
        "links",
        "id:match-x :entity id:person-dan ; :target <https://example.org/dan> ; "
        ":certainty c:certainty-likely . id:person-dan skos:exactMatch <https://example.org/dan> .",
    ),
    plus("match-without-link", "links", 'id:act-law dcterms:identifier "K2" .', "act-law"),
    plus("match-without-link", "entities", 'id:act-code dcterms:identifier "K1" .', "act-code"),
    swap("match-without-link", '    id:act-code dcterms:identifier "K1" .\n', "", "act-code"),
    swap("spelling-not-a-label", ' ; skos:hiddenLabel "Ann Eek"@en', "", "name-alpha-ann-eek"),
    swap(
        "spelling-not-a-label", ':spelling "court"@en', ':spelling "court"@ru', "name-alpha-court"
    ),
    plus(
        "label-without-name-use",
        "entities",
        'id:person-ann skos:altLabel "Annie"@en .',
        "person-ann",
    ),
    plus(
        "label-without-name-use",
        "entities",
        'id:person-ann skos:hiddenLabel "Annie"@en .',
        "person-ann",
    ),
    plus("label-without-name-use", "entities", 'id:person-ann skos:altLabel "Аня"@ru .'),
    plus(
        "label-without-name-use",
        "entities",
        'id:person-x a foaf:Person ; skos:prefLabel "X"@en .',
        "person-x",
    ),
    plus(
        "label-without-name-use",
        "entities",
        'id:organization-x a :Court ; skos:prefLabel "X"@en .',
        "organization-x",
    ),
    plus(
        "label-without-name-use",
        "entities",
        'id:organization-press skos:altLabel "X"@en .',
        "organization-press",
    ),
    swap("label-without-name-use", '"Bob"@en , ', '"Robert"@en , ', "person-bob"),
    swap(
        "names-without-decision",
        ", id:name-alpha-ann-eek , id:name-beta-ann ;",
        ", id:name-alpha-ann-eek ;",
        "name-beta-ann",
    ),
    swap(
        "names-without-decision",
        ":about id:name-alpha-ann ,",
        ":about id:name-alpha-bob ,",
        "name-alpha-ann",
    ),
    # Two decisions may join three names, two at a time.
    also(
        swap(
            "names-without-decision",
            ", id:name-alpha-ann-eek , id:name-beta-ann ;",
            ", id:name-alpha-ann-eek ;",
        ),
        "links",
        NAMES.format("same", "id:name-alpha-ann , id:name-beta-ann"),
    ),
    also(
        swap(
            "names-without-decision",
            ", id:name-alpha-ann-eek , id:name-beta-ann ;",
            ", id:name-alpha-ann-eek ;",
            "name-beta-ann",
        ),
        "links",
        NAMES.format("same", "id:name-beta-ann , id:name-alpha-bob"),
    ),
    # A place is no person or organization.
    plus(
        "names-without-decision",
        "alpha",
        "id:name-x :names id:place-ekton . id:name-y :names id:place-ekton .",
    ),
    plus(
        "decision-joins-two-things",
        "links",
        NAMES.format("same", "id:name-alpha-ann , id:name-alpha-bob"),
        "decision-x",
    ),
    plus(
        "decision-joins-two-things",
        "links",
        NAMES.format("possibly-same", "id:name-alpha-ann , id:name-alpha-bob"),
    ),
    *(
        plus(
            "decision-separates-one-thing",
            "links",
            NAMES.format(verdict, "id:name-alpha-ann , id:name-beta-ann"),
            *finds,
        )
        for verdict, finds in (
            ("different", ["decision-x"]),
            ("possibly-same", ["decision-x"]),
            ("same", []),
        )
    ),
    swap(
        "decision-without-main-record", ":fullest id:sentence-alpha-ann ; ", "", "decision-sentence"
    ),
    swap(
        "decision-without-main-record",
        ":fullest id:sentence-alpha-ann ; ",
        ":fullest id:review-alpha-ann ; ",
        "decision-sentence",
    ),
    also(
        plus("record-in-two-decisions", "alpha", REPORT, "sentence-alpha-ann"),
        "links",
        NAMES.format("same", "id:sentence-alpha-ann , id:sentence-alpha-other"),
    ),
    also(
        plus("record-in-two-decisions", "alpha", REPORT),
        "links",
        NAMES.format("different", "id:sentence-alpha-ann , id:sentence-alpha-other"),
    ),
    plus(
        "record-in-two-decisions",
        "links",
        NAMES.format("same", "id:name-alpha-ann , id:name-beta-ann"),
    ),
    also(
        plus("decision-without-main-record", "alpha", REPORTS, "decision-x"),
        "links",
        NAMES.format("same", "id:status-x , id:status-y"),
    ),
    also(
        plus("decision-without-main-record", "alpha", REPORTS),
        "links",
        NAMES.format("same", "id:status-x , id:status-y") + "id:decision-x :fullest id:status-y .",
    ),
    # ---- elections ----
    swap("table-and-total", ":seatsTotal 10", ":seatsTotal 11", "table-alpha-council"),
    also(
        swap("table-and-total", ":seatsTotal 10", ":seatsTotal 11"),
        "alpha",
        "id:result-x :table id:table-alpha-council .",
    ),
    *(
        plus("table-and-total", "alpha", table(completeness, total), *finds)
        for completeness, total, finds in (
            ("complete", 4, ["table-x"]),
            ("complete", 5, []),
            ("does-not-close", 5, ["table-x"]),
            ("does-not-close", 4, []),
            ("partial", 4, ["table-x"]),
            ("partial", 6, []),
        )
    ),
    plus("table-does-not-close", "alpha", table("does-not-close", 4), "table-x"),
    plus("table-does-not-close", "alpha", table("partial", 6)),
    *(
        plus(
            "shares-exceed-hundred",
            "alpha",
            f"id:result-x :table id:table-alpha-council ; {share} .",
            *finds,
        )
        for share, finds in (
            (":seatShare 0.6", ["table-alpha-council"]),
            (":seatShare 0.5", []),
            (":voteShare 0.2", ["table-alpha-council"]),
            (":voteShare 0.1", []),
        )
    ),
    plus(
        "result-of-another-election",
        "alpha",
        "id:result-x :table id:table-alpha-council ; :election id:election-day .",
        "result-x",
    ),
    plus(
        "contestant-twice",
        "alpha",
        "id:result-x :table id:table-alpha-council ; :contestant id:organization-party .",
        "result-alpha-party",
    ),
    plus(
        "contestant-twice",
        "alpha",
        "id:result-x :table id:table-alpha-day ; :contestant id:organization-party .",
    ),
    *(
        status("result-of-kept-out-party", *what, *finds)
        for *what, finds in (
            ("banned", "2021-05-02", "2021-05-02", ["result-alpha-party"]),
            ("banned", "2021-05-02", "", ["result-alpha-party"]),
            ("registration-denied", "2021-01-01", "2022-01-01", ["result-alpha-party"]),
            ("dissolved", "2021-01-01", "2022-01-01", ["result-alpha-party"]),
            ("unregistered", "2021-01-01", "2022-01-01", []),
            ("banned", "2021-05-03", "2022-01-01", []),
            ("banned", "2021-01-01", "2021-05-01", []),
        )
    ),
    # By the date of the result itself, where there is no record of the day of the vote.
    *(
        also(
            also(
                status("result-of-kept-out-party", "banned", "2021-01-01", "2022-01-01", *finds),
                "alpha",
                "id:result-x a :Result ; :contestant id:organization-party ; "
                ":election id:election-day .",
            ),
            "derived",
            days("id:result-x", day),
        )
        for day, finds in (
            ("2021-05-02", ["result-alpha-party", "result-x"]),
            ("2022-05-02", ["result-alpha-party"]),
        )
    ),
    # A protest about the vote is not the vote.
    also(
        also(
            status("result-of-kept-out-party", "banned", "2022-01-01", "2022-12-31"),
            "alpha",
            "id:happening-x :event id:election-council ; :eventKind c:event-kind-protest .",
        ),
        "derived",
        days("id:happening-x", "2022-03-01"),
    ),
    *(
        holder(begun, ended, *finds)
        for begun, ended, finds in (
            ("2021-06-01", "2022-03-01", ["holding-alpha-bob"]),
            ("2021-06-01", "2021-12-31", ["holding-alpha-bob"]),
            ("2021-06-01", "2021-12-30", []),
            ("2022-05-01", "2022-06-01", ["holding-alpha-bob"]),
            ("2022-05-02", "2022-06-01", []),
        )
    ),
    holder("2021-06-01", "2022-03-01", person="bob"),
    holder("2021-06-01", "2022-03-01", role="judge"),
    swap(
        "replaces-another-office",
        ":replaces id:holding-alpha-bob",
        ":replaces id:holding-alpha-dan",
        "holding-alpha-ann",
    ),
    plus(
        "replaces-another-office",
        "alpha",
        "id:membership-x :organization id:organization-press ; :replaces id:membership-alpha-ann .",
        "membership-x",
    ),
    *(
        status("status-contradiction", *what, *finds)
        for *what, finds in (
            ("banned", "2021-03-01", "", ["status-x"]),
            ("registration-denied", "2020-12-31", "", ["status-x"]),
            ("dissolved", "2022-01-01", "", ["status-x"]),
            ("banned", "2020-12-30", "", []),
            ("banned", "2022-01-02", "", []),
            ("banned", "2020-12-30", "2021-03-01", []),
            ("extremist-designated", "2021-03-01", "", []),
        )
    ),
    # The party is registered, by a second record, on the day on which it is banned.
    also(
        also(
            status("status-contradiction", "banned", "2023-03-01", "", "status-x", "status-y"),
            "alpha",
            "id:status-y :of id:organization-party ; :legalStatus c:legal-status-registered .",
        ),
        "derived",
        days("id:status-y", "2023-03-01"),
    ),
    # ---- law ----
    *(
        swap(
            "law-in-force-too-early",
            ':latest "2023-07-31"^^xsd:date',
            f':latest "{day}"^^xsd:date',
            *finds,
        )
        for day, finds in (("2023-04-30", ["lawstep-alpha-law-in-force"]), ("2023-05-01", []))
    ),
    *(
        also(
            also(
                swap(
                    "law-in-force-too-early",
                    ':latest "2023-07-31"^^xsd:date',
                    ':latest "2023-04-30"^^xsd:date',
                    *finds,
                ),
                "alpha",
                f"id:lawstep-x :act id:act-law ; :stepType c:step-{code} .",
            ),
            "derived",
            f'id:lawstep-x :earliest "{day}"^^xsd:date .' if day else "",
        )
        for code, day, finds in (
            ("adopted", "", []),
            ("adopted", "2023-04-30", []),
            ("adopted", "2023-05-01", ["lawstep-alpha-law-in-force"] * 2),
            ("proposed", "", ["lawstep-alpha-law-in-force"]),
        )
    ),
    swap("provision-of-another-act", ":act id:act-code", ":act id:act-law", "rule-alpha-quota"),
    swap(
        "treaty-without-identifier",
        'id:treaty-protocol dcterms:identifier "T2" .',
        "",
        "treaty-protocol",
    ),
    swap("treaty-without-identifier", 'id:treaty-pact dcterms:identifier "T1" .', ""),
    also(
        swap(
            "treaty-without-identifier",
            'id:treaty-pact dcterms:identifier "T1" .',
            "",
            "treaty-pact",
        ),
        "alpha",
        "id:status-x :of id:treaty-pact ; :legalStatus c:legal-status-state-party .",
    ),
    plus("office-without-holder", "entities", "id:office-x a :Office .", "office-x"),
    # ---- numbers and statements ----
    *(
        plus(
            "two-scores",
            "alpha",
            "id:score-x a :Score ; :indicator c:indicator-fiw-total ; :of id:place-ekton ; "
            f"{what} .",
            *finds,
        )
        for what, finds in (
            (':edition 2024 ; :period "2023"', ["score-alpha-total"]),
            (':edition 2025 ; :period "2023"', []),
            (':edition 2024 ; :period "2022"', []),
            (":edition 2023", ["score-alpha-band"]),
            (":trend c:trend-neutral", []),
        )
    ),
    plus("said-twice", "alpha", 'id:x :content "Ekton is calm."@en .', "claim-alpha-own"),
    plus("said-twice", "beta", 'id:x :content "Ekton is calm."@en .'),
    # ---- justice ----
    plus("sanction-without-case", "alpha", f"id:x a :Sentence ; {CITED} .", "x"),
    also(
        plus("sanction-without-case", "alpha", f"id:x a :Sentence ; {CITED} .", "x"),
        "derived",
        "id:x a :Sanction .",
    ),
    plus("sanction-without-case", "alpha", f"id:x a :Detention ; {CITED} ."),
    swap(
        "administrative-arrest-in-criminal-case",
        "a :Imprisonment ; :months 12 ; :days 3",
        "a :AdministrativeArrest ; :days 3",
        SENTENCES[0],
    ),
    plus(
        "administrative-arrest-in-criminal-case",
        "beta",
        "id:penalty-beta-prison a :AdministrativeArrest .",
    ),
)
