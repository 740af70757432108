"""What follows from the data by the ontology, and which statements it follows from.

The rules of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#OWL_2_RL) are worked by the package
`reasonable`. Of what it finds, only the statements about named things are of use; it also restates
the ontology, says that everything is an owl:Thing and equal to itself, and gives types to the
blank nodes of axioms. It does not follow property chains and reports no contradiction.

It gives no reasons either. `Closure.justify` finds them by asking it about ever smaller sets of
statements, so a justification holds for whatever axioms the ontology has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import reasonable
from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from kzgraph.reasoning.statements import Triple, in_order
from kzgraph.vocabulary.prefixes import PREFIXES

_SCHEMA = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))


@dataclass(frozen=True)
class Closure:
    """Statements and what follows from them.

    Attributes:
        axioms: the ontology, see `statements.axioms`.
        facts: types and object-property statements of the data.
        inferred: types and object-property statements of named things that follow and are not
            among the facts.
    """

    axioms: tuple[Triple, ...]
    facts: tuple[Triple, ...]
    inferred: frozenset[Triple]
    _touching: dict[object, list[Triple]] = field(repr=False)
    _from_one: dict[Triple, Triple] = field(repr=False)

    def justify(self, triple: Triple) -> tuple[Triple, ...]:
        """Find facts from which an inferred statement follows; none of them can be left out.

        Where several sets of facts would do, one of the smallest distance to the statement's
        subject is returned, the same one each time.

        Raises:
            KeyError: the statement is not among the inferred ones.
        """
        if triple not in self.inferred:
            raise KeyError(triple)
        if triple in self._from_one:
            return (self._from_one[triple],)
        near: list[Triple] = []
        for near in self._neighbourhoods(triple):
            if self._entails(near, triple):
                break
        return in_order(self._shrink([], near, triple, grown=False))

    def _neighbourhoods(self, triple: Triple) -> Iterator[list[Triple]]:
        """Yield growing sets of facts around a statement, at last all facts.

        The way does not lead through nodes that axioms mention (classes, concepts used in a
        condition): half of the data meets there.
        """
        nominal = {node for axiom in self.axioms for node in axiom}
        seen: dict[Triple, None] = {}
        reached = {triple[0]}
        frontier = {triple[0]}
        while frontier:
            around = [fact for node in sorted(frontier, key=str) for fact in self._touching[node]]
            seen.update(dict.fromkeys(around))
            yield list(seen)
            ends = {node for subject, _, value in around for node in (subject, value)}
            frontier = ends - nominal - reached
            reached |= frontier
        yield list(self.facts)

    def _entails(self, facts: list[Triple], triple: Triple) -> bool:
        return triple in _reason([*self.axioms, *facts])

    def _shrink(
        self, kept: list[Triple], candidates: list[Triple], goal: Triple, *, grown: bool
    ) -> list[Triple]:
        """Return a part of the candidates, as small as can be, that with the kept entails the goal.

        Halving (QuickXplain, Junker 2004): a set of k facts among n is found in about
        k·log(n/k) questions to the reasoner.

        Args:
            kept: facts that stay.
            candidates: facts to choose from; all of them and the kept ones entail the goal.
            goal: what is to be entailed.
            grown: whether the kept facts have become more since they were last asked about.
        """
        if grown and self._entails(kept, goal):
            return []
        if len(candidates) == 1:
            return candidates
        middle = len(candidates) // 2
        first, second = candidates[:middle], candidates[middle:]
        of_second = self._shrink([*kept, *first], second, goal, grown=True)
        of_first = self._shrink([*kept, *of_second], first, goal, grown=bool(of_second))
        return of_first + of_second


def close(axioms: Iterable[Triple], facts: Iterable[Triple]) -> Closure:
    """Find what follows from facts by axioms (OWL 2 RL without property chains)."""
    axioms, facts = tuple(axioms), tuple(facts)
    inferred = frozenset(_of_named_things(_reason([*axioms, *facts]), axioms) - set(facts))
    # In a choice of reasons the first stays: the types of a thing, then what else is said of it,
    # then where it is mentioned.
    touching: dict[object, list[Triple]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: fact[1] != RDF.type):
        touching[fact[0]].append(fact)
    for fact in facts:
        if fact[1] != RDF.type and fact[2] != fact[0]:
            touching[fact[2]].append(fact)
    return Closure(axioms, facts, inferred, touching, _from_one(axioms, facts, inferred))


def _reason(statements: list[Triple]) -> set[Triple]:
    reasoner = reasonable.PyReasoner()
    reasoner.from_graph(statements)
    return set(reasoner.reason())


def _of_named_things(statements: set[Triple], axioms: tuple[Triple, ...]) -> set[Triple]:
    terms = {subject for subject, _, _ in axioms}
    return {
        (subject, predicate, value)
        for subject, predicate, value in statements
        if isinstance(subject, URIRef)
        and subject not in terms
        and isinstance(value, URIRef)
        and (predicate == RDF.type or not str(predicate).startswith(_SCHEMA))
        and not str(value).startswith(_SCHEMA)
    }


def _from_one(
    axioms: tuple[Triple, ...], facts: tuple[Triple, ...], inferred: frozenset[Triple]
) -> dict[Triple, Triple]:
    """Find the inferred statements that follow from a single fact, which most do, and that fact.

    What a fact entails alone depends on its class or property only; so one question about a
    sample fact of each kind answers for all of them.
    """
    samples: dict[tuple[object, object], tuple[URIRef, URIRef]] = {}
    questions: list[Triple] = []
    for _, predicate, value in facts:
        kind = (predicate, value if predicate == RDF.type else None)
        if kind not in samples:
            ends = (
                URIRef(f"urn:x-sample:{len(samples)}:s"),
                URIRef(f"urn:x-sample:{len(samples)}:o"),
            )
            samples[kind] = ends
            questions.append((ends[0], predicate, value if predicate == RDF.type else ends[1]))
    answers: dict[object, list[Triple]] = defaultdict(list)
    for answer in _of_named_things(_reason([*axioms, *questions]), axioms):
        answers[str(answer[0]).rpartition(":")[0]].append(answer)

    found: dict[Triple, Triple] = {}
    # What a thing is called explains its types better than how it is used.
    for fact in sorted(facts, key=lambda fact: fact[1] != RDF.type):
        subject, predicate, value = fact
        kind = (predicate, value if predicate == RDF.type else None)
        sample, other = samples[kind]
        names: dict[Node, Node] = {sample: subject, other: value}
        for answer in answers[str(sample).rpartition(":")[0]]:
            entailed = (names[answer[0]], answer[1], names.get(answer[2], answer[2]))
            if entailed in inferred:
                found.setdefault(entailed, fact)
    return found
