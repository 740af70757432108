"""How long search takes.

    python benchmarks/search.py [QUESTIONS]

Makes the index of the built graph, and asks it in this process; then starts `kzgraph serve` and
asks over one connection. QUESTIONS (500) are names, spread evenly over all; suggestions are asked
for after each of their first letters, as a reader types. How to read it: benchmarks/README.md.
"""

from __future__ import annotations

import statistics
import string
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from urllib.parse import quote

from linked_data import get, serve

from kzgraph.engine import Store, load, packaged_source
from kzgraph.linked import Directory
from kzgraph.resources import find_resources
from kzgraph.search import Index, is_thing
from kzgraph.vocabulary.prefixes import PREFIXES

TYPED = 10
"""How many letters are typed."""
HOSTILE = (
    string.ascii_lowercase[:1],
    " ".join(string.ascii_lowercase),
    "of the in and to a for by on with at from as is was or an " * 4,
    "tokaiev electoin partty goverment presidnt parlament consitution " * 3,
    "щ" * 200,
    "ﷺ" * 200,
)
"""What costs most: beginnings of thousands of words, mistyped words, characters long in a key."""


def list_names(store: Store) -> list[str]:
    """Give all names of things, sorted."""
    labels = ("prefLabel", "altLabel", "hiddenLabel")
    predicates = (*(PREFIXES["skos"] + label for label in labels), PREFIXES[""] + "spelling")
    return sorted(
        {
            str(text)
            for predicate in predicates
            for subject, _, text, _ in store.match(predicate=predicate)
            if is_thing(str(subject)) or predicate.endswith("spelling")
        }
    )


def measure(questions: int) -> None:
    """Print a table of milliseconds."""
    store = load(replace(packaged_source(find_resources().dataset), merge=False))
    directory = Directory.of(store)
    times = {"make the index": [_time(lambda: Index.of(store, directory)) for _ in range(3)]}
    index = Index.of(store, directory)
    names = list_names(store)
    asked = names[:: max(1, len(names) // questions)]
    typed = [name[:length] for name in asked for length in range(1, min(TYPED, len(name)) + 1)]
    hostile = [text[:200] for text in HOSTILE]

    def suggest(text: str) -> object:
        return index.search(text, records=False)

    times |= {
        "suggest": _time_each(suggest, typed),
        "search": _time_each(index.search, asked),
        "search, hostile": _time_each(index.search, hostile),
    }
    with serve() as connection:
        get(connection, "/search")  # reads the site
        for name, path, texts in (
            ("/api/suggest", "/api/suggest", typed),
            ("/api/search", "/api/search", asked),
            ("/search", "/search", asked),
            ("/search, hostile", "/search", hostile),
        ):
            answers = [get(connection, f"{path}?q={quote(text)}") for text in texts]
            if any(status != 200 for _, status, *_ in answers):
                sys.exit(f"{path}: not every answer is 200")
            times[name] = [taken for taken, *_ in answers]
    _print(times)


def _time(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _time_each(call: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    return [_time(lambda text=text: call(text)) for text in texts]  # type: ignore[misc]


def _print(times: Mapping[str, list[float]]) -> None:
    print(f"{'milliseconds':<20}{'count':>7}{'p50':>8}{'p95':>8}{'max':>8}")  # noqa: T201
    for kind, values in times.items():
        p95 = statistics.quantiles(values, n=20, method="inclusive")[-1]
        print(  # noqa: T201
            f"{kind:<20}{len(values):>7}{statistics.median(values):>8.1f}{p95:>8.1f}"
            f"{max(values):>8.1f}"
        )


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
