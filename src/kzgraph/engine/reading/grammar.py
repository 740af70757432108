"""The grammar of queries: which token may follow which.

The engine's parser tries alternatives letter by letter. It takes for SERVICE what no tokens show
(`trueSERVICE<x>`), and of what it cannot read it says only where it gave up and which letters it
had hoped for. The grammar of SPARQL needs one token of look-ahead and no second try: its first
misfit is the mistake, and what could have stood there is known.

The rules follow https://www.w3.org/TR/sparql11-query/#sparqlGrammar and
https://www.w3.org/TR/sparql12-query/#sparqlGrammar from behind the prologue on, and the engine's
LATERAL and ADJUST. They leave to the engine what takes more than one token to see: how many
arguments a function has, which brackets may be empty, what a variable is bound to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from kzgraph.engine.reading.tokens import AGGREGATES, FUNCTIONS, Kind, Token

END: Final = "end"
"""The terminal behind the last token."""

# A rule a paragraph: quoted signs, keywords in capitals, terminals in lower case, other rules with
# a capital; ( ) groups, [ ] may be missing, * and + repeat, | separates alternatives.
_RULES: Final = """
Query: Form end
Form: SELECT Selection Dataset* Where Modifiers
    | CONSTRUCT ( Template Dataset* Where | Dataset* WHERE Template ) Modifiers
    | DESCRIBE Described Dataset* [ Where ] Modifiers
    | ASK Dataset* Where Modifiers
Selection: [ DISTINCT | REDUCED ] Selected
Selected: "*" | Column Column*
Column: var | "(" Expression AS Variable ")"
Described: "*" | Name Name*
Dataset: FROM [ NAMED ] Iri
Where: [ WHERE ] Group
Modifiers: [ GROUP BY GroupKeys ] [ HAVING Condition Condition* ] [ ORDER BY OrderKeys ]
    [ LIMIT Count [ OFFSET Count ] | OFFSET Count [ LIMIT Count ] ] [ VALUES Table ]
GroupKeys: GroupKey GroupKey*
GroupKey: var | "(" Expression [ AS Variable ] ")" | Call
OrderKeys: OrderKey OrderKey*
OrderKey: var | ( ASC | DESC ) Brackets | Condition
Count: number

Group: "{" Content "}"
Content: SELECT Selection Where Modifiers | [ Triples ] ( Pattern [ "." ] [ Triples ] )*
Pattern: Group ( UNION Group )* | OPTIONAL Group | MINUS Group | LATERAL Group
    | GRAPH Name Group | SERVICE [ SILENT ] Name Group
    | FILTER Condition | BIND "(" Expression AS Variable ")" | VALUES Table
Table: var "{" Value* "}" | "(" var* ")" "{" ( "(" Value* ")" )* "}"
Value: iri | Literal | UNDEF | GroundTriple
GroundTriple: "<<(" Iri ( iri | A ) Ground ")>>"
Ground: iri | Literal | GroundTriple
Template: "{" [ Triples' ] "}"

Condition: Brackets | Call
Brackets: "(" Expression ")"
Call: function Arguments | EXISTS Group | NOT EXISTS Group | iri CustomArguments
    | aggregate "(" [ DISTINCT ] ( "*" | Expression ) [ ";" SEPARATOR "=" String ] ")"
Arguments: "(" [ Expression ( "," Expression )* ] ")"
CustomArguments: "(" [ [ DISTINCT ] Expression ( "," Expression )* ] ")"
Expression: And ( "||" And )*
And: Comparison ( "&&" Comparison )*
Comparison: Sum [ ( "=" | "!=" | "<" | ">" | "<=" | ">=" ) Sum | [ NOT ] IN Arguments ]
Sum: Product ( ( "+" | "-" ) Product )*
Product: Factor ( ( "*" | "/" ) Factor )*
Factor: "!" Factor | ( "+" | "-" ) Operand | Operand
Operand: var | iri [ CustomArguments ] | string [ Tag ] | number | TRUE | FALSE | Brackets
    | function Arguments | EXISTS Group | NOT EXISTS Group | ValueTriple
    | aggregate "(" [ DISTINCT ] ( "*" | Expression ) [ ";" SEPARATOR "=" String ] ")"

Verb: Path | var
Path: PathSequence ( "|" PathSequence )*
PathSequence: PathStep ( "/" PathStep )*
PathStep: [ "^" ] PathPrimary [ "?" | "*" | "+" ]
PathPrimary: iri | A | "(" Path ")" | "!" PathNegation
PathNegation: PathName | "(" [ PathName ( "|" PathName )* ] ")"
PathName: [ "^" ] ( iri | A )
Verb': var | iri | A

Iri: iri
Name: var | iri
Variable: var
String: string
Literal: string [ Tag ] | [ "+" | "-" ] number | TRUE | FALSE
Tag: lang | "^^" Iri
Node: var | iri | bnode | "[" "]"
TripleTerm: "<<(" Part Verb' PartObject ")>>"
Part: Node | TripleTerm
PartObject: Part | Literal
ReifiedTriple: "<<" ReifiedPart Verb' ReifiedObject [ "~" [ Node ] ] ">>"
ReifiedPart: Part | ReifiedTriple
ReifiedObject: ReifiedPart | Literal
ValueTriple: "<<(" Name Verb' ValueObject ")>>"
ValueObject: Name | Literal | ValueTriple
"""
# The same for a pattern and, with another Verb and so marked, for the template of CONSTRUCT.
_TRIPLES: Final = """
Triples: Subject [ "." [ Triples ] ]
Subject: ( var | iri | Literal | bnode | TripleTerm ) Properties | Structure [ Properties ]
Structure: "(" GraphNode* ")" | "[" [ Properties ] "]" | ReifiedTriple
Properties: Verb Objects ( ";" [ Verb Objects ] )*
Objects: Object ( "," Object )*
Object: GraphNode Annotation*
GraphNode: var | iri | Literal | bnode | TripleTerm | Structure
Annotation: "~" [ Node ] | "{|" Properties "|}"
"""
_SYMBOL: Final = re.compile(r"\"[^\"]+\"|[A-Za-z]+'?|[()\[\]|*:]")
_TERMINALS: Final = {
    Kind.IRI: "iri",
    Kind.PREFIXED_NAME: "iri",
    Kind.STRING: "string",
    Kind.VARIABLE: "var",
    Kind.LANGUAGE: "lang",
    Kind.NUMBER: "number",
    Kind.BLANK_NODE: "bnode",
}

_Alternatives = list[list[str]]
_Table = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Misfit:
    """The first token that no query can have where it stands.

    Attributes:
        index: its index; the number of tokens when the end comes too early.
        terminal: what it is to the grammar.
        missing: the rule or terminal that must stand there.
        possible: every terminal that could stand there.
    """

    index: int
    terminal: str
    missing: str
    possible: frozenset[str]


def find_misfit(tokens: Sequence[Token]) -> Misfit | None:
    """Find the first token that breaks the grammar, or None.

    Args:
        tokens: those of a query, from the form on.
    """
    table = _table()
    stack = ["Query"]
    for index, terminal in enumerate([*map(terminal_of, tokens), END]):
        passed: list[Iterable[str]] = []  # what could have stood here, rule by rule
        while (top := stack.pop()) != terminal:
            productions = table.get(top)
            if productions is None:
                return Misfit(index, terminal, top, _possible([*passed, {top}]))
            production = productions.get(terminal)
            if production is None:
                passed.append(productions)
                production = productions.get("")
                if production is None:
                    return Misfit(index, terminal, top, _possible(passed))
            stack.extend(production)
    return None


def _possible(passed: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset().union(*passed) - {""}


def terminal_of(token: Token) -> str:
    """Say what a token is to the grammar."""
    if token.kind is Kind.WORD:
        if token.text in FUNCTIONS:
            return "function"
        return "aggregate" if token.text in AGGREGATES else token.text
    return _TERMINALS.get(token.kind, token.text)


@cache
def _table() -> _Table:
    """Make the parse table: rule → next terminal → production, its symbols from last to first.

    The production under the empty terminal is the one for all terminals not named.
    """
    rules: dict[str, _Alternatives] = {}
    marked = re.sub(
        r"\b(Triples|Subject|Structure|Properties|Objects|Object|GraphNode|Annotation|Verb)\b",
        r"\1'",
        _TRIPLES,
    )
    symbols = _SYMBOL.findall(_RULES + _TRIPLES + marked)
    starts = [index - 1 for index, symbol in enumerate(symbols) if symbol == ":"]
    for start, end in zip(starts, [*starts[1:], len(symbols)], strict=True):
        body = symbols[start + 2 : end]
        rules[symbols[start]] = _read_alternatives(body, rules)
    firsts: dict[str, set[str]] = {name: set() for name in rules}
    grown = True
    while grown:
        grown = False
        for name, alternatives in rules.items():
            found = set().union(*(_first(alternative, firsts) for alternative in alternatives))
            if not found <= firsts[name]:
                firsts[name] |= found
                grown = True
    return {
        name: {
            terminal: tuple(reversed(alternative))
            for alternative in alternatives
            for terminal in _first(alternative, firsts)
        }
        for name, alternatives in rules.items()
    }


def _first(symbols: Sequence[str], firsts: Mapping[str, set[str]]) -> set[str]:
    """Give the terminals that can begin a sequence; the empty one when it can be empty."""
    found: set[str] = set()
    for symbol in symbols:
        begins = firsts.get(symbol, {symbol})
        found |= begins - {""}
        if "" not in begins:
            return found
    return found | {""}


def _read_alternatives(symbols: list[str], rules: dict[str, _Alternatives]) -> _Alternatives:
    """Take alternatives off the front of a list, up to a closing bracket; name their groups."""
    alternatives: _Alternatives = [[]]
    while symbols:
        symbol = symbols.pop(0)
        if symbol in {")", "]"}:
            break
        if symbol == "|":
            alternatives.append([])
            continue
        if symbol in {"(", "["}:
            group = _read_alternatives(symbols, rules)
            if symbol == "[":
                group.append([])
            symbol = f"#{len(rules)}"
            rules[symbol] = group
        if symbols[:1] == ["*"]:
            del symbols[0]
            repeated = f"#{len(rules)}"
            rules[repeated] = [[symbol, repeated], []]
            symbol = repeated
        alternatives[-1].append(symbol.strip('"'))
    return alternatives
