"""Lanes: places in which queries run, and the lines of those that wait for one."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator

from kzgraph.engine.observation import LaneLoad
from kzgraph.errors import ClientLimitError, EngineBusyError


class Lane:
    """Places that are given out fairly: clients take turns, whatever each of them asks.

    Args:
        name: for messages.
        places: how many queries run at once.
        share: how many places one client may have, while others wait or not.
        length: how many queries may wait; one client's may be half of them, and fewer when others
            want in.
        patience_seconds: how long a query waits.
    """

    def __init__(
        self, name: str, places: int, *, share: int, length: int, patience_seconds: float
    ) -> None:
        self._name = name
        self._places = places
        self._free = places
        self._share = share
        self._length = length
        self._patience_seconds = patience_seconds
        self._running: Counter[str] = Counter()
        # Clients in the order of their turns, each with its own line; nobody's line is empty.
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}
        self._closed: str | None = None

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return sum(map(len, self._lines.values()))

    @property
    def load(self) -> LaneLoad:
        """How full it is."""
        return LaneLoad(self._places - self._free, self.waiting, self._places)

    def try_enter(self, client: str) -> bool:
        """Take a place if the client can have one at once."""
        # A free place means that whoever waits has its share already.
        if self._closed or not self._free or self._running[client] >= self._share:
            return False
        self._free -= 1
        self._running[client] += 1
        return True

    async def enter(self, client: str) -> None:
        """Take a place, after waiting for it if need be.

        Raises:
            EngineBusyError: too many wait already, no place came free in time, or the lane closed.
            ClientLimitError: too many queries of this client wait already.
        """
        if self._closed:
            raise EngineBusyError(self._closed)
        if self.try_enter(client):
            return
        line = self._lines.get(client, deque())
        if len(line) >= (most := max(1, self._length // 2)):
            raise self._share_error(most)
        if self.waiting >= self._length:
            self._make_room(len(line))
        line = self._lines.setdefault(client, deque())
        admission: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(admission)
        try:
            async with asyncio.timeout(self._patience_seconds):
                await admission
        except BaseException as error:
            if admission.done() and not admission.cancelled() and admission.exception() is None:
                self.leave(client)  # given in the moment of giving up
            else:
                self._remove(client, admission)
            if isinstance(error, TimeoutError):
                raise EngineBusyError(
                    f"all {self._places} places for {self._name} queries were taken for "
                    f"{self._patience_seconds:g} seconds; try again later"
                ) from None
            raise

    def leave(self, client: str) -> None:
        """Give a place back; whoever's turn it is gets it."""
        self._free += 1
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]  # clients are many
        while self._free and (heir := self._next_client()) is not None:
            line = self._lines.pop(heir)
            admission = line.popleft()
            if line:
                self._lines[heir] = line  # behind the others
            if not admission.done():
                self._free -= 1
                self._running[heir] += 1
                admission.set_result(None)

    @contextlib.asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Hold a place; see `enter`."""
        await self.enter(client)
        try:
            yield
        finally:
            self.leave(client)

    def close(self, cause: str) -> None:
        """Send all away who wait, and let nobody in."""
        self._closed = cause
        for line in self._lines.values():
            for admission in line:
                if not admission.done():
                    admission.set_exception(EngineBusyError(cause))
        self._lines.clear()

    def _make_room(self, own: int) -> None:
        """Send away the last query of the longest line, if that is longer than one's own.

        Raises:
            EngineBusyError: no line is longer.
        """
        longest = max(self._lines.values(), key=len)
        if len(longest) <= own + 1:
            raise EngineBusyError(f"{self.waiting} queries wait already; try again later")
        admission = longest.pop()  # the line stays: it was longer than one
        if not admission.done():
            admission.set_exception(self._share_error(len(longest)))

    def _share_error(self, limit: int) -> ClientLimitError:
        return ClientLimitError(
            "share", limit=limit, unit="queries", retry_after_seconds=self._patience_seconds
        )

    def _next_client(self) -> str | None:
        return next((one for one in self._lines if self._running[one] < self._share), None)

    def _remove(self, client: str, admission: asyncio.Future[None]) -> None:
        line = self._lines.get(client)
        if line is not None:
            with contextlib.suppress(ValueError):
                line.remove(admission)
            if not line:
                del self._lines[client]
