"""What is wrong with a query, in sentences for the person who wrote it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kzgraph.engine.reading.grammar import END, Misfit, terminal_of
from kzgraph.engine.reading.meaning import find_mistake
from kzgraph.engine.reading.tokens import Token, fail_at, locate
from kzgraph.errors import QuerySyntaxError, show

ENGINE_MESSAGE_LENGTH: Final = 240
"""How many characters of the engine's own message an error carries."""


class _Hint(NamedTuple):
    """A sentence for some misfits; of several that fit, the first is told.

    Attributes:
        sentence: `{found}` and `{before}` are the misfit and what stands before it.
        missing: rules and terminals of which one must stand where the misfit is; empty: any.
        found: terminals of which the misfit is one; empty: any.
        after: terminals of which one stands before it; empty: any.
        possible: a terminal that could have stood there; empty: any.
    """

    sentence: str
    missing: str = ""
    found: str = ""
    after: str = ""
    possible: str = ""


_MODIFIERS: Final = "GROUP HAVING ORDER LIMIT OFFSET"
_TERMS: Final = "var iri string number bnode TRUE FALSE [ ( << <<("
_EXPRESSIONS: Final = "Expression And Comparison Sum Product Factor Operand"
_UPDATES: Final = "INSERT DELETE DATA LOAD CLEAR DROP CREATE ADD MOVE COPY WITH USING INTO"
_HINTS: Final = (
    _Hint("{found} belongs to an update, and this service only answers", found=_UPDATES),
    _Hint(
        "{found} comes too late or twice; the order is WHERE {{ … }}, GROUP BY, HAVING, ORDER BY, "
        "LIMIT and OFFSET, VALUES",
        missing="end",
        found=f"{_MODIFIERS} VALUES",
    ),
    _Hint("WHERE stands once, before the group {{ … }}", missing="end", found="WHERE"),
    _Hint("FROM stands before WHERE {{ … }}", missing="end }", found="FROM"),
    _Hint(
        "{found} and what it declares stand before the query",
        missing="end }",
        found="PREFIX BASE VERSION",
    ),
    _Hint(
        "a second query begins here; send one at a time",
        missing="end",
        found="SELECT ASK CONSTRUCT DESCRIBE",
    ),
    _Hint("no semicolon stands behind a query; send one query at a time", missing="end", found=";"),
    _Hint("this }} closes nothing", missing="end", found="}"),
    _Hint("the query is complete before {found}, and nothing may follow", missing="end"),
    _Hint(
        "the variables of SELECT are separated by spaces, not by commas",
        missing="Where",
        found=",",
        possible="var",
    ),
    _Hint(
        "each graph has its own FROM; no comma stands between them",
        missing="Where",
        found=",",
        after="iri",
    ),
    _Hint(
        "an expression of SELECT stands in parentheses and has a name: ({found}(…) AS ?name)",
        missing="Selection Selected Where",
        found="aggregate function",
    ),
    _Hint(
        "a column with AS stands in parentheses: ({before} AS ?name)", missing="Where", found="AS"
    ),
    _Hint("{found} stands directly behind SELECT", missing="Where", found="DISTINCT REDUCED"),
    _Hint(
        "SELECT * has all variables; write * or columns, not both",
        missing="Where",
        found="var (",
        after="*",
    ),
    _Hint(
        "a named graph is asked for with FROM NAMED, and FROM is missing",
        missing="Where",
        found="NAMED",
    ),
    _Hint(
        "the query stops before its pattern: WHERE {{ … }} is missing", missing="Where", found="end"
    ),
    _Hint("the pattern in braces must stand here: WHERE {{ … }}, not {found}", missing="Where"),
    _Hint(
        "the name of the variable is missing behind the ?", missing="Selection Selected", found="?"
    ),
    _Hint(
        "columns must stand here, not {found}: variables, (expression AS ?name), or *",
        missing="Selection Selected",
    ),
    _Hint(
        "CONSTRUCT is followed by a template in braces {{ … }} or by WHERE, not by {found}",
        after="CONSTRUCT",
    ),
    _Hint("DESCRIBE must name what it describes: IRIs, variables, or *", missing="Described"),
    _Hint("the expression before {found} needs a name: (expression AS ?name)", missing="AS"),
    _Hint("AS is followed by a variable, not by {found}", missing="Variable"),
    _Hint("{before} is followed by BY, not by {found}", missing="BY"),
    _Hint("{before} is followed by a whole number, not by {found}", missing="Count"),
    _Hint(
        "{before} is followed by a variable or an expression in parentheses, not by {found}",
        missing="GroupKeys OrderKeys",
    ),
    _Hint(
        "{before} is followed by parentheses: {before}(?x)", missing="Brackets", after="ASC DESC"
    ),
    _Hint(
        "{before} is followed by a condition in parentheses, a function or EXISTS {{ … }}, "
        "not by {found}",
        missing="Condition",
    ),
    _Hint("equality is written with one =", missing=_EXPRESSIONS, found="=", after="="),
    _Hint("inequality is written !=", found="<>", possible="&&"),
    _Hint(
        "NOT stands before EXISTS {{ … }} and IN (…) only; else write !",
        missing="EXISTS",
        after="NOT",
    ),
    _Hint("and is written &&", found="&", possible="&&"),
    _Hint("or is written ||", found="|", possible="||"),
    _Hint(
        "{found} reads as an IRI; put a space behind < if it compares", found="iri", possible="&&"
    ),
    _Hint(
        "comparisons do not chain; join two of them with &&",
        missing=")",
        found="= != < > <= >=",
        possible="&&",
    ),
    _Hint(
        'an aggregate takes one expression, and a separator so: GROUP_CONCAT(?x; SEPARATOR=", ")',
        missing=")",
        found=",",
        possible=";",
    ),
    _Hint("an expression must stand here, not {found}", missing=_EXPRESSIONS),
    _Hint(
        "{found} cannot stand here: the parenthesis must close, or an operator follow {before}",
        missing=")",
        possible="&&",
    ),
    _Hint(
        "{before} is followed by parentheses, not by {found}",
        missing="Arguments (",
        after="function aggregate IN",
    ),
    _Hint("BIND is followed by parentheses: BIND(expression AS ?name)", missing="(", after="BIND"),
    _Hint(
        "a predicate is an IRI or a variable, not a string; IRIs stand in < >, not in quotation "
        "marks",
        missing="Properties",
        found="string",
    ),
    _Hint(
        "this < begins no IRI: an IRI ends in > and holds no space",
        missing="Properties Objects Object",
        found="<",
    ),
    _Hint(
        "behind the subject {before} a predicate and an object are missing",
        missing="Properties",
        found="} . end ; ,",
    ),
    _Hint("a predicate must stand here, an IRI or a variable, not {found}", missing="Properties"),
    _Hint("a predicate must stand here, a variable, an IRI or a, not {found}", missing="Verb"),
    _Hint(
        "{found} cannot be part of a triple in << >>, which is made of terms and such triples",
        missing="Part PartObject ReifiedPart ReifiedObject ValueObject Ground",
    ),
    _Hint(
        "a variable cannot be part of a path",
        missing="Objects Object",
        found="/ | ^ * + ? ||",
        after="var",
    ),
    _Hint(
        "paths have no {{n}}; write the step n times",
        missing="Objects Object",
        found="{",
        after="iri",
    ),
    _Hint("behind {before} an object is missing", missing="Objects Object"),
    _Hint(
        "a path goes on with an IRI, a or parentheses here, not with {found}",
        missing="PathPrimary PathStep PathSequence Path PathName PathNegation",
    ),
    _Hint("^^ is followed by the IRI of a datatype, not by {found}", missing="Iri", after="^^"),
    _Hint("a language is given to strings only", found="lang", after="var iri number"),
    _Hint("the language is missing behind the @", found="@"),
    _Hint("a datatype is given with ^^", found="^", after="string"),
    _Hint(
        'a date is written "2023-01-31"^^xsd:date, and a triple has no arithmetic',
        found="-",
        after="number",
        possible=".",
    ),
    _Hint(
        "{found} stands behind the closing }} of the pattern", missing="}", found=f"{_MODIFIERS}"
    ),
    _Hint(
        "a SELECT inside a pattern stands in its own braces: {{ SELECT … }}",
        missing="}",
        found="SELECT",
    ),
    _Hint("UNION stands between groups: {{ … }} UNION {{ … }}", missing="}", found="UNION"),
    _Hint(
        "{found} cannot stand in a template, which is made of triples only",
        missing="}",
        found="FILTER BIND OPTIONAL MINUS GRAPH VALUES {",
    ),
    _Hint(
        "the values of VALUES are separated by spaces, not by commas",
        missing="}",
        found=",",
        possible="UNDEF",
    ),
    _Hint(
        "VALUES holds IRIs, literals and UNDEF, no variables",
        missing="}",
        found="var",
        possible="UNDEF",
    ),
    _Hint(
        "each row of VALUES (…) {{ … }} stands in parentheses",
        missing="}",
        found="iri string number TRUE FALSE UNDEF",
        after="{ )",
        possible="(",
    ),
    _Hint(
        "several variables of VALUES stand in parentheses: VALUES (?x ?y)",
        missing="{",
        found="var",
        after="var",
    ),
    _Hint("the values of VALUES stand in braces: VALUES ?x {{ … }}", missing="{", after="var )"),
    _Hint(
        "a dot is missing before {found}, where the next triple begins",
        missing="}",
        found=_TERMS,
        possible=",",
    ),
    _Hint(
        "this dot ends no triple: subject, predicate and object must stand before it",
        missing="}",
        found=".",
    ),
    _Hint("this semicolon follows no triple", missing="}", found=";"),
    _Hint("a predicate must stand behind [, or the ] that closes it", missing="]", after="["),
    _Hint("{before} is followed by a group in braces {{ … }}, not by {found}", missing="Group"),
    _Hint("{before} is followed by an IRI or a variable, not by {found}", missing="Name"),
    _Hint("{before} is followed by an IRI, not by {found}", missing="Iri"),
)


def explain_misfit(text: str, tokens: list[Token], misfit: Misfit) -> QuerySyntaxError:
    """Say what is wrong at the first token that breaks the grammar.

    Args:
        text: the query.
        tokens: those that were given to `find_misfit`.
        misfit: what it found.
    """
    index = misfit.index
    before = tokens[index - 1] if index else None
    after = END if before is None else terminal_of(before)

    found = {misfit.terminal} | ({tokens[index].text} if index < len(tokens) else set())

    def fits(hint: _Hint) -> bool:
        return all(
            not wanted or given & set(wanted.split())
            for wanted, given in (
                (hint.missing, {misfit.missing.rstrip("'")}),
                (hint.found, found),
                (hint.after, {after}),
                (hint.possible, misfit.possible),
            )
        )

    sentence = next((hint.sentence for hint in _HINTS if fits(hint)), _fallback(misfit))
    token = tokens[index] if index < len(tokens) else None
    return fail_at(
        text,
        tokens[-1].end if token is None else token.start,
        sentence.format(
            found="the end of the query" if token is None else _written(text, token),
            before="" if before is None else _written(text, before),
        ),
    )


def _written(text: str, token: Token) -> str:
    return show(text[token.start : token.end])


def _fallback(misfit: Misfit) -> str:
    possible = ", ".join(sorted(_NAMES.get(item, item) for item in misfit.possible))
    return "{found} cannot stand behind {before}; possible are " + re.sub(
        r"([{}])", r"\1\1", possible
    )


_NAMES: Final = {
    "var": "a variable",
    "iri": "an IRI",
    "string": "a string",
    "number": "a number",
    "bnode": "a blank node",
    "lang": "a language",
    "function": "a function",
    "aggregate": "an aggregate",
    "A": "a",
    END: "the end",
}


_REFUSALS: Final = {
    "IRI parsing failed": "the IRI {found} is malformed",
    "language tag parsing failed": "the language {found} is malformed",
    "base directions": "the direction of a language is --ltr or --rtl",
    "Reifiers are not allowed": "before {found}, ~ or {{| |}} follows a path, not a predicate",
}
"""What the engine says of mistakes that no token shows, and our sentences."""


def explain_refusal(
    text: str, tokens: list[Token], message: str, place: int | None
) -> QuerySyntaxError:
    """Say why the engine does not take a query that is right by the grammar.

    Args:
        text: the query.
        tokens: those behind the prologue.
        message: what the engine said, `error at 1:16: expected one of …`.
        place: index of the token at which it gave up, when it said where.
    """
    short = _shorten(message)
    mistake = find_mistake(tokens, message)
    if mistake is not None:
        index, sentence = mistake
    elif place is None:
        return QuerySyntaxError("the engine cannot read the query", engine_message=short)
    else:
        unread = "the engine cannot read {found}, or what stands shortly before it"
        index = place
        sentence = next((ours for said, ours in _REFUSALS.items() if said in message), unread)
    index = min(index, len(tokens) - 1)
    sentence = sentence.format(found=_written(text, tokens[index]))
    line, column = locate(text, tokens[index].start)
    return QuerySyntaxError(sentence, line=line, column=column, engine_message=short)


def _shorten(message: str) -> str:
    """Drop place and character classes from what the engine said.

    The place is one in the text that was made for the engine; the classes are most of its message.
    """
    said = re.sub(r"^error at \d+:\d+: ", "", message.replace("\n", " "))
    head, several, expected = said.partition("expected one of ")
    listed = [item for item in expected.split(", ") if not re.match(r"\[|'|\\|\||\(", item)]
    return (head + several + ", ".join(listed))[:ENGINE_MESSAGE_LENGTH]
