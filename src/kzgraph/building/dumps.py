"""The data set as files to take away: whole and graph by graph, compressed, with their digests.

The same data set gives the same bytes, as long as zlib stays the same.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kzgraph.engine import GraphFormat, rewrite
from kzgraph.vocabulary.prefixes import GRAPH, PREFIXES

CHECKSUMS_NAME: Final = "SHA256SUMS"


@dataclass(frozen=True)
class Dump:
    """A file with the data set or one of its graphs.

    Attributes:
        name: its name, such as `graph-fiw-2024.ttl.gz`.
        format: what it holds when it is uncompressed.
        graph: name of the one graph that it holds, or None when it holds all of them.
        content: its bytes, compressed by gzip.
    """

    name: str
    format: GraphFormat
    graph: str | None
    content: bytes

    @property
    def sha256(self) -> str:
        """Digest of the file, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def make_dumps(nquads: bytes) -> tuple[Dump, ...]:
    """Write the data set in each form that is handed out: the whole ones first, then by name.

    Args:
        nquads: the data set, written by `to_nquads`.
    """
    graphs: dict[str, list[bytes]] = defaultdict(list)
    for line in nquads.splitlines(keepends=True):
        # Canonical N-Quads: the graph is what stands between the last two spaces but one.
        graphs[line.rsplit(b" ", 2)[1].decode()[len(GRAPH) + 1 : -1]].append(line)
    by_graph = b"".join(line for name in sorted(graphs) for line in graphs[name])
    trig = rewrite(by_graph, GraphFormat.N_QUADS, GraphFormat.TRIG, PREFIXES)
    dumps = [
        Dump("kzgraph.nq.gz", GraphFormat.N_QUADS, None, _compress(nquads)),
        Dump("kzgraph.trig.gz", GraphFormat.TRIG, None, _compress(trig)),
    ]
    for name in sorted(graphs):
        triples = b"".join(line.rsplit(b" ", 2)[0] + b" .\n" for line in graphs[name])
        turtle = rewrite(triples, GraphFormat.N_TRIPLES, GraphFormat.TURTLE, PREFIXES)
        dumps.append(Dump(f"graph-{name}.ttl.gz", GraphFormat.TURTLE, name, _compress(turtle)))
    return tuple(dumps)


def write_checksums(dumps: Iterable[Dump]) -> bytes:
    """Write the digests of the files as `sha256sum --check` reads them."""
    return "".join(f"{dump.sha256}  {dump.name}\n" for dump in dumps).encode()


def _compress(content: bytes) -> bytes:
    # gzip.compress leaves the header to the version of Python; here neither clock nor system is
    # told in it.
    compressed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=compressed, mtime=0) as file:
        file.write(content)
    return compressed.getvalue()
