"""Answers that are kept for who asks the same again, and asked for once by many at a time."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple, Self

from cachetools import LRUCache

from kzgraph.engine.execution import BYTE_ORDER_MARK, Query
from kzgraph.engine.formats import GraphFormat, ResultsFormat
from kzgraph.engine.observation import Origin, Watch
from kzgraph.engine.reading import condense
from kzgraph.engine.scheduling import Delivery, Engine
from kzgraph.engine.store import RequestedDataset
from kzgraph.errors import KzgraphError, QueryTimeoutError

_KEPT_LENGTH: Final = 1 << 13
"""How many characters a query may have, its data set included, whose answer is kept: to compare
longer ones takes time."""
_MOST_OF_ALL: Final = 8
"""One answer may take this part of the room for all."""
_BESIDE_BYTES: Final = 1 << 10
"""What an entry takes beside body and key, roughly."""
_LARGE_BYTES: Final = 1 << 16
"""To compress more than this would hold up all others for milliseconds."""
_LEVEL: Final = 5


class Key(NamedTuple):
    """What an answer depends on, besides the data.

    Attributes:
        text: the query without comments and layout.
        format: how the answer is written.
        dataset: the one that the request asks for.
        base_iri: what relative IRIs are relative to; None if there are none.
    """

    text: str
    format: ResultsFormat | GraphFormat
    dataset: RequestedDataset | None
    base_iri: str | None


@dataclass(frozen=True)
class Kept:
    """An answer that is whole.

    Attributes:
        key: of what.
        body: the bytes.
        tag: 32 hexadecimal digits that another body would not have.
    """

    key: Key
    body: bytes
    tag: str

    @property
    def format(self) -> ResultsFormat | GraphFormat:
        """How it is written."""
        return self.key.format

    def __enter__(self) -> Self:
        """Hold nothing; see `Delivery`."""
        return self

    def __exit__(self, *_: object) -> None:
        pass

    async def read(self) -> bytes:
        """Give all the bytes."""
        return self.body


class _Flight(Enum):
    """How it ended when one asked for several."""

    OVER = auto()
    """The answer is kept, or whoever asked has left: look again."""
    ALONE = auto()
    """There is no answer that could be shared."""


def key_of(query: Query) -> Key | None:
    """Say what the answer to a query is known by; None if it cannot be kept."""
    dataset = query.dataset
    graphs = (*dataset.default_graphs, *dataset.named_graphs) if dataset else ()
    if sum(map(len, (query.text, query.base_iri or "", *graphs))) > _KEPT_LENGTH:
        return None
    condensed = condense(query.text.removeprefix(BYTE_ORDER_MARK))
    if condensed is None or not condensed.is_repeatable:
        return None
    written = query.graph_format if condensed.form.gives_graph else query.results_format
    base_iri = query.base_iri if condensed.is_relative else None
    return written and Key(condensed.text, written, dataset, base_iri)


class AnswerCache:
    """Answers of one engine, whose data never change, the least recently used of which go first.

    Args:
        engine: what answers.
        kept_bytes: how much is kept; 0: nothing, and each query is asked by itself.
    """

    def __init__(self, engine: Engine, kept_bytes: int) -> None:
        self.engine = engine
        self._most_bytes = kept_bytes // _MOST_OF_ALL
        # Compressed, an answer takes a fraction.
        self._kept: LRUCache[Key, Kept] = LRUCache(kept_bytes * 3 // 4, _weigh)
        self._compressed: LRUCache[Key, Kept] = LRUCache(kept_bytes // 4, _weigh)
        self._flights: dict[Key, asyncio.Future[_Flight]] = {}
        self.waiting = 0
        """How many wait for the answer to the same query of somebody else."""

    @property
    def size(self) -> tuple[int, int]:
        """How many answers are kept, and their bytes."""
        entries = len({*self._kept, *self._compressed})  # most are there in both codings
        return entries, int(self._kept.currsize + self._compressed.currsize)

    def find(self, key: Key | None) -> Kept | None:
        """Give the answer if it is kept."""
        return None if key is None else self._kept.get(key)

    async def compress(self, kept: Kept) -> Kept:
        """Give an answer in the coding gzip, which is kept beside it."""
        found = self._compressed.get(kept.key)
        if found is None:
            if len(kept.body) > _LARGE_BYTES:
                body = await asyncio.to_thread(gzip.compress, kept.body, _LEVEL, mtime=0)
            else:
                body = gzip.compress(kept.body, _LEVEL, mtime=0)
            found = Kept(kept.key, body, _tag(body))
            _keep(self._compressed, found)
        return found

    async def deliver(
        self, key: Key | None, query: Query, client: str = "", *, whole: bool = False
    ) -> tuple[Kept | Delivery, Origin]:
        """Give the answer that is kept, or that of the engine, which is then kept if it is small.

        Who asks what is being worked out for somebody else waits for that. If it fails there, it
        is asked again: each has limits and a budget of its own.

        Args:
            key: of the query; None: it is asked by itself.
            query: see `Engine.deliver`, as for all else.
            client: who asks.
            whole: whether an answer that does not fit the buffer is refused.

        Raises:
            QueryTimeoutError: the time of this query is over, while it waits for the other.
            KzgraphError: see `Engine.deliver`.
        """
        if (kept := self.find(key)) is not None:
            return kept, Origin.KEPT
        begun = time.monotonic()
        if key is None or not self._most_bytes or not await self._wait(key, query, client, begun):
            delivery = await self.engine.deliver(query, client, whole=whole, begun=begun)
            return delivery, Origin.PASSED_ON
        if (kept := self.find(key)) is not None:
            return kept, Origin.SHARED
        answer = await self._lead(key, query, client, whole=whole, begun=begun)
        return answer, Origin.NEW if isinstance(answer, Kept) else Origin.PASSED_ON

    async def ask(self, query: Query, client: str) -> bytes:
        """Give a whole answer; see `deliver`."""
        answer, origin = await self.deliver(key_of(query), query, client, whole=True)
        with answer:
            body = await answer.read()
        self.engine.observer.answer_given(origin)
        return body

    async def _wait(self, key: Key, query: Query, client: str, begun: float) -> bool:
        """Wait until nobody asks the same; say whether that can be shared."""
        if key not in self._flights:
            return True
        # Whoever leads may wait for a place in either lane first.
        seconds = self.engine.limits.seconds_of(query)
        waiting = 2 * self.engine.capacity.queue_seconds
        watch = Watch(self.engine.observer, query, client, begun)
        self.waiting += 1
        try:
            async with asyncio.timeout(waiting + seconds):
                while (flight := self._flights.get(key)) is not None:
                    await asyncio.wait({flight})
                    if flight.result() is _Flight.ALONE:
                        return False
        except TimeoutError:
            with watch:
                raise QueryTimeoutError(seconds) from None
        except asyncio.CancelledError:
            with watch:
                raise
        finally:
            self.waiting -= 1
        return True

    async def _lead(
        self, key: Key, query: Query, client: str, *, whole: bool, begun: float
    ) -> Kept | Delivery:
        """Ask the engine, for all who ask the same meanwhile."""
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        end = _Flight.OVER
        try:
            delivery = await self.engine.deliver(query, client, whole=whole, begun=begun)
            body = delivery.body
            if body is None or len(body) > self._most_bytes or delivery.format is not key.format:
                end = _Flight.ALONE
                return delivery
            with delivery:  # what is whole and small needs its place no more
                kept = Kept(key, body, _tag(body))
            if not _keep(self._kept, kept):
                end = _Flight.ALONE
        except KzgraphError:
            end = _Flight.ALONE
            raise
        else:
            return kept
        finally:
            del self._flights[key]
            flight.set_result(end)


def _tag(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _weigh(kept: Kept) -> int:
    return len(kept.body) + len(kept.key.text) + _BESIDE_BYTES


def _keep(answers: LRUCache[Key, Kept], kept: Kept) -> bool:
    """Keep an answer if there is room for it; say whether there is."""
    if fits := _weigh(kept) <= answers.maxsize:
        answers[kept.key] = kept
    return fits
