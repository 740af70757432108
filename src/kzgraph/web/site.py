"""What the pages and documents about things are made of, read once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import kzgraph
from kzgraph import RELEASED
from kzgraph.engine import Store, load, packaged_source
from kzgraph.library import Things
from kzgraph.linked import Directory, Overview, Viewer
from kzgraph.model.names import Registry
from kzgraph.resources import Resources
from kzgraph.search import Index
from kzgraph.vocabulary.prefixes import DESCRIPTION_PREFIXES, ID
from kzgraph.web.pages import Address
from kzgraph.web.representations import State
from kzgraph.web.words import words_of

_PACKAGE: Final = Path(kzgraph.__file__).parent
_CODE: Final = frozenset({".py", ".html", ".css", ".xml"})
_IMAGES: Final = Path(__file__).with_name("static")


@dataclass(frozen=True, eq=False)
class Site:
    """The data set as the pages see it.

    They read it in this process: what a page needs is found in microseconds each, and a page has
    hundreds of them.

    Attributes:
        store: the data set, without a merged default graph.
        directory: of it.
        overview: of it.
        index: by which its things and records are found.
        retired: IRI of a thing that is not there any more → IRI of its successor, or empty.
        files: name of a file of the build → its content; not the data set itself, nor the dumps.
        static: name of a script or image of the pages → its content.
        state: of all this, of the questions, of the code, and of the address that pages show.
    """

    store: Store
    directory: Directory
    overview: Overview
    index: Index
    retired: Mapping[str, str]
    files: Mapping[str, bytes]
    static: Mapping[str, bytes]
    state: State

    @classmethod
    def read(cls, resources: Resources, address: Address) -> Self:
        """Read the packaged data set; takes about a second.

        Raises:
            FileError: a file that cannot be used.
        """
        source = replace(packaged_source(resources.dataset), merge=False)
        store = load(source)
        retired = Registry.read(resources.names).retired
        built = sorted(path for path in resources.build.iterdir() if path.is_file())
        code = sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _CODE)
        shown = sorted((*_IMAGES.iterdir(), *resources.frontend.glob("*")))
        questions = sorted(resources.queries.glob("*.rq"))
        files = {path.name: path.read_bytes() for path in built if path != resources.dataset}
        static = {path.name: path.read_bytes() for path in shown}
        parts = (
            *(store.facts.digest.encode(), repr(address).encode()),
            *(*files.values(), *static.values()),
            *(path.read_bytes() for path in (*questions, *code)),
        )
        changed = max(path.stat().st_mtime for path in (*built, *questions, *code, *shown))
        # A wheel gives all its files an early date.
        released = datetime.fromisoformat(RELEASED).replace(tzinfo=UTC)
        modified = max(released, datetime.fromtimestamp(int(changed), UTC))
        directory = Directory.of(store)
        return cls(
            store,
            directory,
            Overview.of(store, directory),
            Index.of(store, directory),
            {ID + name: successor and ID + successor for name, successor in retired.items()},
            files,
            static,
            State(hashlib.sha256(b"".join(parts)).hexdigest(), modified),
        )

    @cached_property
    def things(self) -> Things:
        """What values of parameters may name."""
        return Things(self.store, self.directory)

    @cached_property
    def _viewers(self) -> dict[str, Viewer]:
        return {}

    def viewer(self, language: str) -> Viewer:
        """Give what makes views in a language."""
        if language in self._viewers:
            return self._viewers[language]
        words = words_of(language)
        terms = {
            DESCRIPTION_PREFIXES[prefix] + local: text
            for (prefix, _, local), text in ((key.partition(":"), words[key]) for key in words)
            if local and prefix in DESCRIPTION_PREFIXES
        }
        return self._viewers.setdefault(language, Viewer(self.directory, language, terms))


class SiteLoader:
    """Reads the site in a thread, once, beside the first requests.

    Args:
        resources: where the data lie.
        address: what pages show of it.
    """

    def __init__(self, resources: Resources, address: Address) -> None:
        self._resources = resources
        self._address = address
        self._reading: asyncio.Task[Site] | None = None

    def start(self) -> asyncio.Task[Site]:
        """Begin to read, unless somebody has and it did not fail."""
        task = self._reading
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            reading = asyncio.to_thread(Site.read, self._resources, self._address)
            self._reading = task = asyncio.create_task(reading)
        return task

    def forget(self) -> None:
        """Let go of what was read; with all that refers to each other it would stay for a while."""
        self._reading = None

    async def site(self) -> Site:
        """Wait until it is read.

        Raises:
            FileError: a file cannot be used any more.
        """
        return await asyncio.shield(self.start())
