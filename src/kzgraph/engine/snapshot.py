"""The files of a source as they were once.

A process that loads the data again, because the first one ended, must get the same: by then the
files may hold other data, or half of them, and pages and caches were made of the first.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self, cast

from kzgraph.engine.store import Source


@dataclass(frozen=True)
class Snapshot:
    """Copies of files in a file without a name; on Linux it lies in memory.

    Attributes:
        file: all of them, one after the other.
        places: file → where its copy begins and how long it is, in bytes. One that could not be
            read is not here: whoever loads it tells what is wrong.
    """

    file: BinaryIO
    places: Mapping[Path, tuple[int, int]]

    @classmethod
    def take(cls, source: Source) -> Self:
        """Copy the files of a source.

        Raises:
            OSError: there is no room for them.
        """
        file, places = _open_file(), dict[Path, tuple[int, int]]()
        for path in source.files:
            start = file.tell()
            with ExitStack() as opened:
                try:
                    original = opened.enter_context(path.open("rb"))
                except OSError:
                    continue
                shutil.copyfileobj(original, file)
                places[path] = (start, file.tell() - start)
        file.flush()
        return cls(file, places)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def read(self, path: Path) -> bytes:
        """Give the content of a file as it was.

        Raises:
            OSError: it cannot be read, and could not be then.
        """
        if path not in self.places:
            return path.read_bytes()
        start, length = self.places[path]
        self.file.seek(start)
        return self.file.read(length)


def _open_file() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("kzgraph"), "w+b")
    return cast("BinaryIO", tempfile.TemporaryFile())
