"""An index of names, in memory: SQLite's full-text search for words, RapidFuzz for mistyped ones.

Names and questions are compared by their search keys, so that scripts and transliterations make no
difference, and mistyped ones as they are written, too: one letter can be several in a key.

Sources: FTS5, https://www.sqlite.org/fts5.html; RapidFuzz, https://rapidfuzz.github.io/RapidFuzz/.
"""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kzgraph.engine import DESCRIPTION_GRAPH, Literal, Store, select_rows
from kzgraph.linked import SECTIONS as ALL_SECTIONS
from kzgraph.linked import Directory, section_of
from kzgraph.model.names import COMPUTED_KINDS, KINDS, REPORT_KINDS, THING_KINDS
from kzgraph.model.search_key import search_key
from kzgraph.vocabulary.prefixes import BASE, CONCEPT, ID, PREFIXES

_SKOS: Final = PREFIXES["skos"]
_NAMES: Final = PREFIXES[""] + "names"
_FURTHER: Final = (
    *(_SKOS + name for name in ("altLabel", "hiddenLabel")),
    *(PREFIXES["dcterms"] + "title", PREFIXES[""] + "content", PREFIXES[""] + "spelling"),
)
"""What is searched besides the labels of the directory."""
# A spelling that a document prints leads to what it names, not to the record that says so.
_RECORD_KINDS: Final = REPORT_KINDS - COMPUTED_KINDS - {"name"}
SECTIONS: Final = tuple(
    section
    for section in ALL_SECTIONS
    if section in {"concepts", *(KINDS[kind] for kind in THING_KINDS | _RECORD_KINDS)}
)
"""The kinds of what is found: those of `kzgraph.linked.SECTIONS` that are searched."""
_REFERRING: Final = f"""
SELECT ?thing (COUNT(DISTINCT ?other) AS ?count) WHERE {{
  GRAPH ?graph {{ ?other ?property ?thing }}
  FILTER(?graph != <{DESCRIPTION_GRAPH}> && ?other != ?thing)
  FILTER(STRSTARTS(STR(?thing), "{BASE}") && STRSTARTS(STR(?other), "{BASE}"))
}} GROUP BY ?thing
"""

_LEAST_SIMILARITY: Final = 0.7
"""Of a whole name that is found although it is written differently: one letter in four or more."""
_LEAST_LETTERS: Final = 4
"""Of what may be mistyped: each shorter word is like many others."""
_LEAST_PART: Final = 0.4
"""Of a question, in letters: so much is held by the best of what holds only some words."""
_LEAST_SHARE: Final = 0.5
"""Of what that one holds: the others hold more, so that "the" does not suffice."""
_LETTERS: Final = 200
_WORDS: Final = 12
"""What is looked for of a question: so many letters of its key, and of the words the longest."""
_ALTERNATIVES: Final = 8
"""How many words are tried in the place of one that may be mistyped."""
_HOLDING: Final = "SELECT rowid FROM texts WHERE texts MATCH ? AND rowid < ?"
_HOLDING_SOME: Final = (
    "SELECT rowid, rank FROM texts WHERE texts MATCH ? AND rowid < ? ORDER BY rank LIMIT 500"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        iri: of a thing or record.
        score: from 0 to 1, which is a name exactly; comparable within one answer.
        matched: the name, spelling or text that fits the question best.
        language: of that text, or None when it is in none.
        referring: how many things and records refer to it.
        is_exact: whether a text of it is the question but for one letter, or holds all its words;
            otherwise it is only like the question, or holds some of it.
    """

    iri: str
    score: float
    matched: str
    language: str | None
    referring: int
    is_exact: bool

    @property
    def kind(self) -> str:
        """One of `SECTIONS`."""
        return section_of(self.iri)


@dataclass(frozen=True, slots=True)
class _Row:
    """A text by which something is found."""

    iri: str
    text: str
    language: str | None
    key: str
    folded: str


def is_thing(iri: str) -> bool:
    """Say whether an IRI names a thing or concept, which come before records that tell of them."""
    return iri.startswith(CONCEPT) or _kind(iri) in THING_KINDS


class Index:
    """What things, concepts and records are called.

    Things are found by all their names and spellings, records by their labels and contents. The
    bookkeeping of the graph (name uses, passages, decisions, matches) is not searched.

    Args:
        rows: the texts.
        referring: IRI → how many things and records refer to it.
    """

    def __init__(self, rows: Iterable[_Row], referring: Mapping[str, int]) -> None:
        self._rows: Sequence[_Row] = sorted(rows, key=lambda row: not is_thing(row.iri))
        self._things = sum(is_thing(row.iri) for row in self._rows)
        self._referring = referring
        self._most = math.log1p(max(referring.values(), default=1))
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        self._by_text: defaultdict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows[: self._things]):
            self._by_key[row.key].append(number)
            self._by_text[row.folded].append(number)
        # It is only read after this, and SQLite lets one thread at a time do that.
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript(
            "CREATE VIRTUAL TABLE texts USING fts5(key, content='', tokenize='ascii');"
            "CREATE VIRTUAL TABLE words USING fts5vocab(texts, row);"
        )
        keys = enumerate(row.key for row in self._rows)
        self._database.executemany("INSERT INTO texts (rowid, key) VALUES (?, ?)", keys)
        self._words = [
            word
            for (word,) in self._database.execute("SELECT term FROM words")
            if len(word) >= _LEAST_LETTERS - 1
        ]

    @classmethod
    def of(cls, store: Store, directory: Directory) -> Index:
        """Make the index of a data set; takes some tenths of a second."""
        key_of_word = cache(search_key)
        rows: dict[tuple[str, str], _Row] = {}
        for iri, text, language in _read_texts(store, directory):
            folded = text.casefold()
            if (iri, folded) not in rows and (is_thing(iri) or _kind(iri) in _RECORD_KINDS):
                # Words recur, so that this takes a third of the time of a key for each text.
                key = " ".join(filter(None, map(key_of_word, folded.split(" "))))
                rows[iri, folded] = _Row(iri, text, language, key, folded)
        counted = select_rows(store, _REFERRING)
        return cls(rows.values(), {str(row["thing"]): int(str(row["count"])) for row in counted})

    def search(self, asked: str, *, records: bool = True) -> tuple[Found, ...]:
        """Find what a question may mean, the likeliest first.

        In this order come: what is called exactly so; names with one letter wrong, missing, too
        many, or two exchanged; names of which the question is a beginning or a part, the more alike
        and the more is said of the thing, the sooner; names like it; records. If nothing holds all
        words, words like them are tried, and then what holds much of the question comes last,
        things first. Names that are only like it are left out when a thing is called so. Things
        precede concepts when there is nothing else to choose by.

        Args:
            asked: anything; nothing is found by a text without letter or digit.
            records: whether records are looked for, too.
        """
        # A character can be a dozen in the key, and names are not that long.
        key, folded = search_key(asked)[:_LETTERS].strip(), asked.casefold().strip()
        if not key:
            return ()
        records = records and len(key) >= _LEAST_LETTERS - 1
        scores: defaultdict[int, float] = defaultdict(float)
        like = list(self._find_like(key, folded))
        holding = list(self._find_holding(key, records=records))
        exact = {number for number, _, is_exact in (*like, *holding) if is_exact}
        if any(number < self._things for number in exact):
            like = [one for one in like if one[0] in exact]
        for number, score, _ in (*like, *holding):
            scores[number] = max(scores[number], score)
        called = {self._rows[number].iri for number in exact}
        best: dict[str, tuple[float, float, int]] = {}
        for number, score in scores.items():
            row = self._rows[number]
            # Of the spellings with one key, the one in the script of the question is shown.
            fit = (score, OSA.normalized_similarity(folded, row.folded), -number)
            best[row.iri] = max(fit, best.get(row.iri, fit))
        found = [
            Found(
                *(iri, round(score, 4), row.text, row.language, self._referring.get(iri, 0)),
                is_exact=iri in called,
            )
            for iri, (score, _, number) in best.items()
            for row in (self._rows[-number],)
        ]
        return tuple(sorted(found, key=_rank))

    def _find_like(self, key: str, folded: str) -> Iterator[tuple[int, float, bool]]:
        """Find names of things that are alike as a whole: row, score, whether it is exact."""
        for asked, known in ((key, self._by_key), (folded, self._by_text)):
            alike = process.extract(
                asked,
                known.keys(),
                scorer=OSA.normalized_similarity,
                limit=None,
                score_cutoff=_LEAST_SIMILARITY if len(asked) >= _LEAST_LETTERS else 1,
            )
            for text, similarity, _ in alike:
                wrong = round((1 - similarity) * max(len(asked), len(text)))
                match wrong:
                    case 0:
                        score = 1.0
                    case 1:
                        score = 0.94 + 0.05 * similarity
                    case _:
                        score = 0.9 * similarity
                yield from ((number, score, wrong <= 1) for number in known[text])

    def _find_holding(self, key: str, *, records: bool) -> Iterator[tuple[int, float, bool]]:
        """Find texts with all words, else others like them, else some: row, score, whether all."""
        words = sorted(dict.fromkeys(key.split()), key=len, reverse=True)[:_WORDS]
        last = len(self._rows) if records else self._things
        holding = self._match(" AND ".join(f"{word}*" for word in words), last)
        is_exact = bool(holding)
        if not holding:
            like = [" OR ".join((f"{word}*", *self._alternatives(word))) for word in words]
            holding = self._match(" AND ".join(f"({one})" for one in like), last)
        for number in holding:
            yield number, self._weigh(self._rows[number], key, words), is_exact
        telling = [word for word in words if len(word) >= _LEAST_LETTERS - 1]
        if not holding and telling:
            beginnings = " OR ".join(f"{word}*" for word in telling)
            some = self._database.execute(_HOLDING_SOME, (beginnings, last)).fetchall()
            held = [_count_held(self._rows[number], telling) for number, _ in some]
            most = max(held, default=0)
            if most < _LEAST_PART * sum(map(len, telling)):
                return
            for (number, rank), letters in zip(some, held, strict=True):
                if letters > _LEAST_SHARE * most:
                    weight = rank / some[0][1]
                    score = 0.2 + 0.1 * weight if number < self._things else 0.1 * weight
                    yield number, score, False

    def _match(self, expression: str, last: int) -> list[int]:
        rows = self._database.execute(_HOLDING, (expression, last))
        return [number for (number,) in rows]

    def _weigh(self, row: _Row, key: str, words: Sequence[str]) -> float:
        """Say from 0 to 1 how well a text fits that holds the words of a question."""
        text = f" {row.key}"
        if f" {key}" in text:
            base = 0.85
        else:
            base = 0.8 if all(f" {word}" in text for word in words) else 0.6
        closeness = OSA.normalized_similarity(key, row.key)
        known = math.log1p(self._referring.get(row.iri, 0)) / self._most
        weight = base + 0.06 * closeness**2 + 0.03 * known
        return weight if is_thing(row.iri) else weight / 2

    def _alternatives(self, word: str) -> list[str]:
        """Give words that may be meant by a mistyped one."""
        if len(word) < _LEAST_LETTERS:
            return []
        most = 1 if len(word) < 2 * _LEAST_LETTERS else 2
        found = process.extract(
            word, self._words, scorer=OSA.distance, limit=_ALTERNATIVES, score_cutoff=most
        )
        return [other for other, _, _ in found]


def _count_held(row: _Row, words: Iterable[str]) -> int:
    """Count the letters of the words of a question that a text holds or begins with."""
    text = f" {row.key}"
    return sum(len(word) for word in words if f" {word}" in text)


def _read_texts(store: Store, directory: Directory) -> Iterator[tuple[str, str, str | None]]:
    """Give what each thing and record is called, and the language of it."""
    for iri, entry in directory.entries.items():
        yield from ((iri, label, language) for language, label in entry.labels.items())
    named = {str(use): str(thing) for use, _, thing, _ in store.match(predicate=_NAMES)}
    for name in _FURTHER:
        for subject, _, text, _ in store.match(predicate=name):
            if isinstance(text, Literal):
                yield named.get(str(subject), str(subject)), text.value, text.language


def _kind(iri: str) -> str:
    return iri.removeprefix(ID).partition("-")[0] if iri.startswith(ID) else ""


def _rank(found: Found) -> tuple[float, bool, int, str]:
    return -found.score, found.iri.startswith(CONCEPT), -found.referring, found.iri
