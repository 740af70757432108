"""Answers that are kept, and readers that do not take them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from served import Served, get, until

READERS = 100
ANSWER = "SELECT * { ?a ?b ?c . VALUES ?n { 1 2 3 4 } }"
SETTINGS = {
    "KZGRAPH_CACHE_BYTES": 64 << 20,
    "KZGRAPH_ANSWER_BUFFER_BYTES": 16 << 20,
    "KZGRAPH_ANSWER_LIMIT_BYTES": 16 << 20,
    "KZGRAPH_STALL_SECONDS": 5,
}
LEAST_BYTES = 4 << 20
BYTES_OF_A_READER = 1 << 20
"""What the server may have of an answer for one reader beside what is kept for all."""


def resident_bytes(process: int) -> int:
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_readers_that_take_nothing_of_a_kept_answer_take_no_memory_and_no_time(
    served: Served,
) -> None:
    whole = served.ask(ANSWER)
    assert len(whole.content) > LEAST_BYTES
    again = served.ask(ANSWER)
    assert again.headers["cache-status"] == "kzgraph; hit"
    assert again.content == whole.content
    resident, descriptors = resident_bytes(served.process.pid), served.descriptors()
    with contextlib.ExitStack() as readers:
        for _ in range(READERS):
            reader = readers.enter_context(served.connect(receive_bytes=1 << 12))
            reader.sendall(get(ANSWER))
        assert until(lambda: served.descriptors() == descriptors + READERS)
        served.assert_sound()
        taken = resident_bytes(served.process.pid) - resident
        assert taken < READERS * BYTES_OF_A_READER
        # Whoever takes nothing is cut off, though its connection stays open on its side.
        assert until(lambda: served.descriptors() <= descriptors, seconds=20)
    assert served.ask(ANSWER).content == whole.content
