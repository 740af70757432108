"""How long pages take and how much of them is sent, asked one after the other.

    python benchmarks/pages.py [TIMES [PATH …]]

Starts `kzgraph serve` on the built graph and asks for each path TIMES (20) times over one
connection, as a browser does, with gzip: first each once, which is the column "first" (nothing of
it was asked before), then in turns. Without paths, for those below. How to read what it prints:
benchmarks/README.md.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from linked_data import serve

PATHS: Final = (
    "/",
    "/about",
    "/ontology",
    "/page/dataset",
    "/page/person-zhanbolat-mamay",
    "/page/organization-kazakhstan",
    "/queries",
    "/queries/opposition-figures-sentenced-after-2022",
    "/queries/acts-on-a-topic?topic=topic-assembly",
    "/queries/contested-topics",
    "/search?q=Tokaev",
    "/search?q=%D0%A2%D0%BE%D0%BA%D0%B0%D0%B5%D0%B2&kind=claims",
    "/api/suggest?q=nazar",
    "/browse",
    "/browse/Person",
    "/browse/Organization",
    "/browse/Organization?kind=PoliticalParty&lang=kk",
    "/browse/LegalAct?document=document-fiw-2024&period=2023",
    "/browse/JusticeStep?kind=Sentence",
    "/browse/ReportedEvent?period=2023&document=document-fiw-2024",
    "/browse/Rule?modality=modality-penalizes",
    "/browse/Claim",
    "/browse/Claim?page=5",
    "/browse/Claim?topic=topic-freedoms&stance=stance-criticizes",
    "/browse/Claim?claimant=document-nit-2022&sort=content&lang=ru",
    "/browse/Figure?sort=-value",
    "/browse/Concept?kind=topic&lang=ru",
)
"""Pages of each sort; add those of a new one."""
BROWSER: Final = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}


def get(connection: http.client.HTTPConnection, path: str) -> tuple[float, int]:
    """Ask for a page; give milliseconds and bytes of the body as it is sent."""
    started = time.perf_counter()
    connection.request("GET", path, headers=BROWSER)
    response = connection.getresponse()
    body = response.read()
    milliseconds = (time.perf_counter() - started) * 1000
    if response.status != 200:
        sys.exit(f"{path}: {response.status}")
    return milliseconds, len(body)


def measure(times: int, paths: Sequence[str]) -> None:
    """Print a table of milliseconds and bytes."""
    taken: defaultdict[str, list[float]] = defaultdict(list)
    sizes: dict[str, int] = {}
    with serve() as connection:
        get(connection, "/about")  # until it is there, the data are still being read
        first = {path: get(connection, path)[0] for path in paths}
        for _ in range(times):
            for path in paths:
                milliseconds, sizes[path] = get(connection, path)
                taken[path].append(milliseconds)
    print(f"{'ms first':>9}{'p50':>7}{'p95':>7}{'bytes':>9}  path")  # noqa: T201
    for path, values in taken.items():
        p95 = statistics.quantiles(values, n=20)[-1]
        print(  # noqa: T201
            f"{first[path]:>9.1f}{statistics.median(values):>7.1f}{p95:>7.1f}"
            f"{sizes[path]:>9}  {path}"
        )


if __name__ == "__main__":
    measure(max(2, int(sys.argv[1])) if len(sys.argv) > 1 else 20, sys.argv[2:] or PATHS)
