"""How long pages and documents take, asked one after the other over one connection.

    python benchmarks/linked_data.py [NAMES]

Starts `kzgraph serve` on the built graph and asks for NAMES things (500), spread evenly over all in
the sitemap: their page, their document in Turtle and in N-Quads, and each again with its entity
tag, which gives 304. How to read what it prints: benchmarks/README.md.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator

from servers import run_kzgraph


@contextlib.contextmanager
def serve() -> Iterator[http.client.HTTPConnection]:
    """Run the server, and give a connection to it."""
    with (
        run_kzgraph(settings={"KZGRAPH_PORT": 0}) as (_, port),
        contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as connection,
    ):
        yield connection


def get(
    connection: http.client.HTTPConnection, path: str, tag: str | None = None
) -> tuple[float, int, str, bytes]:
    """Ask for a path; give milliseconds, status, entity tag and body."""
    started = time.perf_counter()
    connection.request("GET", path, headers={"If-None-Match": tag} if tag else {})
    response = connection.getresponse()
    body = response.read()
    milliseconds = (time.perf_counter() - started) * 1000
    return milliseconds, response.status, response.headers["etag"] or "", body


def measure(names: int) -> None:
    """Print a table of milliseconds."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    with serve() as connection:
        sitemap = get(connection, "/sitemap.xml")[3].decode()
        pages = re.findall(r"<loc>[^<]*(/page/[^<]*)</loc>", sitemap)
        for path in pages[:: max(1, len(pages) // names)]:
            name = path.removeprefix("/page/")
            for kind, asked in (
                ("page", path),
                ("data, Turtle", f"/data/{name}.ttl"),
                ("data, N-Quads", f"/data/{name}.nq"),
            ):
                taken, status, tag, _ = get(connection, asked)
                if status != 200:
                    sys.exit(f"{asked}: {status}")
                times[kind].append(taken)
                taken, status, _, _ = get(connection, asked, tag)
                if status != 304:
                    sys.exit(f"{asked} with its tag: {status}")
                times[f"{kind}, 304"].append(taken)
    print(f"{'milliseconds':<20}{'count':>7}{'p50':>8}{'p95':>8}{'max':>8}")  # noqa: T201
    for kind, values in times.items():
        p95 = statistics.quantiles(values, n=20)[-1]
        print(  # noqa: T201
            f"{kind:<20}{len(values):>7}{statistics.median(values):>8.1f}{p95:>8.1f}"
            f"{max(values):>8.1f}"
        )


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
