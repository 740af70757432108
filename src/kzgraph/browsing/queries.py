"""The SPARQL behind the pages. It is shown to readers, so it is written to be read.

Nothing that a reader sends is in it as it came: facets and columns are those of the tables, and
values are names that were checked against a pattern, behind prefixes of ours, or numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kzgraph.browsing.classes import BrowsedClass
from kzgraph.browsing.columns import LINES, RECORD, Column, Shows
from kzgraph.browsing.facets import Holds
from kzgraph.browsing.selection import PAGE_LENGTH, Selection
from kzgraph.vocabulary.prefixes import PREFIXES

SEPARATOR: Final = "; "
"""Stands between the labels of one cell; no label has it."""
ALL: Final = "all"
"""In the place of a facet's name: the number of all rows."""
_PREFIX: Final = re.compile(r"(?<![\w?])([a-z]*):(?=[A-Za-z])")


def write_rows(selection: Selection, language: str, *, whole: bool = False) -> str:
    """Write the query for the rows of a page.

    Args:
        selection: what is chosen.
        language: the first choice for labels; one that is missing in it is in English, in which
            everything has one.
        whole: whether all rows are asked for, and not those of the page.

    Returns:
        A query whose columns are those of the table in its order, then the member, then for each
        column of terms the terms themselves (`…Iri`). In one cell labels stand in the same order
        as terms, with `SEPARATOR` between them; between terms stands a space.
    """
    columns = selection.columns
    items = [*_block("{", _select_items(selection, language, whole=whole), "}")]
    if any(column.shows is Shows.RECORDS for column in columns):
        items = [*_block("{", _count_records(selection, language, items), "}")]
    lists = [one for one in columns if one.is_many and one.shows is not Shows.DOCUMENTS]
    single = [one for one in columns if one not in lists]
    # What has one value comes first: each list multiplies the rows that the next pattern meets.
    patterns = [
        *items,
        *(line for one in (*single, *lists) for line in _bind(selection, one, language)),
    ]
    if lists:
        order = " ".join(f"?{_each(one)}" for one in lists)
        patterns = [*_block("{ SELECT * WHERE {", patterns, f"}} ORDER BY {order} }}")]
    terms = [f"?{one.name}Iri" for one in single if one.has_terms]
    return _finish(
        "SELECT "
        + "\n       ".join(
            (
                *(_join(one) if one in lists else f"?{one.name}" for one in columns),
                "?item",
                *(_join_terms(one) for one in columns if one.has_terms if one in lists),
                *terms,
            )
        ),
        *_block("WHERE {", patterns, "}"),
        " ".join(("GROUP BY ?item ?order", *(f"?{one.name}" for one in single), *terms)),
        f"ORDER BY {_write_order(selection)}",
    )


def write_counts(selection: Selection) -> str:
    """Write the query that counts how many members each value of each facet has.

    Counted are those that have what is chosen of the other facets: so many rows there will be once
    the value alone is chosen of its facet.

    Returns:
        A query with the columns facet, value (an IRI or year) and items; that with the facet `ALL`
        and without value counts the rows of all pages.
    """

    def branch(facet: str, pattern: str) -> Iterator[str]:
        yield from _restrict(selection, besides=facet)
        if pattern:
            yield pattern
        yield f'BIND ("{facet}" AS ?facet)'

    branches = [
        (ALL, ""),
        *((name, facet.pattern("?value")) for name, facet in selection.facets.items()),
    ]
    body = [
        line
        for number, (facet, pattern) in enumerate(branches)
        for line in _block("UNION {" if number else "{", branch(facet, pattern), "}")
    ]
    return _finish(
        "SELECT ?facet ?value (COUNT(DISTINCT ?item) AS ?items)",
        *_block("WHERE {", body, "}"),
        "GROUP BY ?facet ?value",
        "ORDER BY ?facet DESC(?items) ?value",
    )


def write_census(classes: Iterable[BrowsedClass]) -> str:
    """Write the query that counts the members of classes; its columns are class and items."""
    terms = " ".join(each.term for each in classes)
    return _finish(
        "SELECT ?class (COUNT(?item) AS ?items)",
        *_block("WHERE {", [f"VALUES ?class {{ {terms} }}", "?item a ?class ."], "}"),
        "GROUP BY ?class",
        "ORDER BY DESC(?items) ?class",
    )


# ---- Members ----


def _select_items(selection: Selection, language: str, *, whole: bool) -> Iterator[str]:
    """Choose and order the members whose rows are shown."""
    (column,) = (one for one in selection.columns if one.name == selection.sort)
    key = "MIN(LCASE(STR(?key)))"
    if column.shows is Shows.ITEM:
        found = _label("?item", "?key", language)
    elif column.has_terms:
        pattern = _pattern(selection, column, "?value")
        found = _find_label(pattern, "?value", "?key", language)
    elif column.shows is Shows.RECORDS:
        found = _block("OPTIONAL {", [_find_records(selection, column)], "}")
        key = f"COUNT(DISTINCT {RECORD})"
    else:
        found = _block("OPTIONAL {", [f"?item {column.order or column.path} ?key ."], "}")
        key = "MIN(?key)"
    yield f"SELECT ?item ({key} AS ?order) WHERE {{"
    yield from _indent([*_restrict(selection), *found])
    yield "}"
    yield "GROUP BY ?item"
    yield f"ORDER BY {_write_order(selection)}"
    if not whole:
        yield f"LIMIT {PAGE_LENGTH} OFFSET {(selection.page - 1) * PAGE_LENGTH}"


def _count_records(selection: Selection, language: str, items: Iterable[str]) -> Iterator[str]:
    """Count the records of each member by themselves, since there may be hundreds."""
    (records,) = (one for one in selection.columns if one.shows is Shows.RECORDS)
    documents = [one for one in selection.columns if one.shows is Shows.DOCUMENTS]
    found = [_find_records(selection, records)]
    for _ in documents:
        found += _label("?documentEachIri", "?documentEach", language)
    yield f"SELECT ?item ?order (COUNT(DISTINCT {RECORD}) AS ?{records.name})"
    for one in documents:
        yield f"       {_join(one)}"
        yield f"       {_join_terms(one)}"
    yield from _block("WHERE {", [*items, *_block("OPTIONAL {", found, "}")], "}")
    yield "GROUP BY ?item ?order"


def _restrict(selection: Selection, besides: str = "") -> Iterator[str]:
    """Say what the members have in common, but for what is chosen of one facet."""
    yield f"?item a {selection.browsed.term} ."
    for name, values in selection.chosen.items():
        if name != besides:
            yield selection.facets[name].restrict(values)


def _write_order(selection: Selection) -> str:
    # What has no value comes last, in both directions.
    order = "DESC(?order)" if selection.is_descending else "(!BOUND(?order)) ?order"
    return f"{order} ?item"


# ---- Columns ----


def _each(column: Column) -> str:
    """Name the variable for one of several values, or for the only one."""
    return f"{column.name}Each" if column.is_many else column.name


def _join(column: Column) -> str:
    separator = ", " if column.name == LINES else SEPARATOR
    each = f"STR(?{column.name}Each)"
    return f'(GROUP_CONCAT(DISTINCT {each}; SEPARATOR = "{separator}") AS ?{column.name})'


def _join_terms(column: Column) -> str:
    each = f"STR(?{column.name}EachIri)"
    return f'(GROUP_CONCAT(DISTINCT {each}; SEPARATOR = " ") AS ?{column.name}Iri)'


def _bind(selection: Selection, column: Column, language: str) -> Iterator[str]:
    """Bind the variables of a column."""
    name = f"?{_each(column)}"
    match column.shows:
        case Shows.ITEM:
            yield from _label("?item", name, language)
        case Shows.TEXT:
            yield f"OPTIONAL {{ {_pattern(selection, column, name)} }}"
        case Shows.TERM:
            pattern = _pattern(selection, column, f"{name}Iri")
            yield from _find_label(pattern, f"{name}Iri", name, language)
        case Shows.RECORDS | Shows.DOCUMENTS:
            pass  # `_count_records` binds them


def _pattern(selection: Selection, column: Column, variable: str) -> str:
    """Tie the member to what a column shows."""
    if column.path:
        return f"?item {column.path} {variable} ."
    facet = selection.facets[column.name]
    if facet.holds is Holds.CLASS:
        # Authors state the most precise class; the wider ones follow.
        return f"GRAPH ?in {{ {facet.pattern(variable)} }} FILTER (?in != graph:derived)"
    return facet.pattern(variable)


def _find_records(selection: Selection, column: Column) -> str:
    """Tie a thing to its records, and these to their documents."""
    if column.path:
        return f"?item {column.path} {RECORD} ."
    return selection.facets["document"].pattern("?documentEachIri")


def _find_label(pattern: str, term: str, name: str, language: str) -> Iterator[str]:
    """Bind a term by a pattern, where there is one, and its label."""
    return _block("OPTIONAL {", [pattern, *_label(term, name, language)], "}")


def _label(term: str, name: str, language: str) -> Iterator[str]:
    """Bind the label of a term, in a language or else in English."""
    english = name if language == "en" else f"{name}En"
    yield f'OPTIONAL {{ {term} rdfs:label {english} . FILTER (LANG({english}) = "en") }}'
    if language != "en":
        own = f"{name}Own"
        yield f"OPTIONAL {{ {term} skos:prefLabel|rdfs:label {own} ."
        yield f'           FILTER (LANG({own}) = "{language}") }}'
        yield f"BIND (COALESCE({own}, {english}) AS {name})"


# ---- Text ----


def _block(first: str, lines: Iterable[str], last: str) -> Iterator[str]:
    yield first
    yield from _indent(lines)
    yield last


def _indent(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def _finish(*lines: str) -> str:
    """Put the prefixes that are used before a query."""
    body = "\n".join(lines)
    used = sorted(set(_PREFIX.findall(body)))
    head = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used)
    return f"{head}\n{body}\n"
