"""What the pages and documents about things are made of, read once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, Self

import kzgraph
from kzgraph import RELEASED
from kzgraph.engine import Store, load, packaged_source
from kzgraph.linked import Directory, Viewer
from kzgraph.model.names import Registry
from kzgraph.resources import Resources
from kzgraph.vocabulary.prefixes import DESCRIPTION_PREFIXES, ID
from kzgraph.web.representations import State
from kzgraph.web.words import words_of

_PACKAGE: Final = Path(kzgraph.__file__).parent
_CODE: Final = frozenset({".py", ".html", ".css"})


@dataclass(frozen=True, eq=False)
class Site:
    """The data set as the pages see it.

    They read it in this process: what a page needs is found in microseconds each, and a page has
    hundreds of them.

    Attributes:
        store: the data set, without a merged default graph.
        directory: of it.
        retired: IRI of a thing that is not there any more → IRI of its successor, or empty.
        state: of data and code.
    """

    store: Store
    directory: Directory
    retired: Mapping[str, str]
    state: State

    @classmethod
    def read(cls, resources: Resources) -> Self:
        """Read the packaged data set; takes some tenths of a second.

        Raises:
            FileError: a file that cannot be used.
        """
        source = replace(packaged_source(resources.dataset), merge=False)
        store = load(source)
        retired = Registry.read(resources.names).retired
        return cls(
            store,
            Directory.of(store),
            {ID + name: successor and ID + successor for name, successor in retired.items()},
            _state_of(sorted(path for path in resources.build.iterdir() if path.is_file())),
        )

    @cache  # noqa: B019  (there is one site)
    def viewer(self, language: str) -> Viewer:
        """Give what makes views in a language."""
        words = words_of(language)
        terms = {
            DESCRIPTION_PREFIXES[prefix] + local: text
            for (prefix, _, local), text in ((key.partition(":"), words[key]) for key in words)
            if local and prefix in DESCRIPTION_PREFIXES
        }
        return Viewer(self.directory, language, terms)


class SiteLoader:
    """Reads the site in a thread, once, beside the first requests.

    Args:
        resources: where the data lie.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._reading: asyncio.Task[Site] | None = None

    async def site(self) -> Site:
        """Wait until it is read.

        Raises:
            FileError: a file cannot be used any more.
        """
        failed = self._reading is not None and self._reading.done() and self._reading.exception()
        if self._reading is None or failed:
            self._reading = asyncio.create_task(asyncio.to_thread(Site.read, self._resources))
        return await asyncio.shield(self._reading)


def _state_of(built: list[Path]) -> State:
    """Tell data and code apart from all others.

    Args:
        built: the files of the build but for the dumps, which follow from the first of them.
    """
    code = sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _CODE)
    digest = hashlib.sha256()
    for path in (*built, *code):
        digest.update(path.read_bytes())
    changed = max(path.stat().st_mtime for path in (*built, *code))
    released = datetime.fromisoformat(RELEASED).replace(tzinfo=UTC)
    return State(
        digest.hexdigest(),
        # A wheel gives all its files an early date.
        max(released, datetime.fromtimestamp(int(changed), UTC)),
    )
