"""The seconds of queries that a client may use: spent when queries run, back as time passes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kzgraph.errors import ClientLimitError

_CLIENTS_KEPT: Final = 10_000
"""So many accounts are kept before those that are whole again are thrown away."""


@dataclass(frozen=True)
class Account:
    """What a client has left.

    Attributes:
        seconds: query-seconds.
        whole_after: seconds until all are back, if it asks nothing.
    """

    seconds: float
    whole_after: float


class Budget:
    """Query-seconds for each client, a bucket that fills at an even rate.

    Libraries for rate limits count requests before they run; what a query costs is known
    afterwards.

    Args:
        seconds: what a client may use at once.
        per_seconds: in how much time as much comes back.
        clock: gives seconds that never run backwards.
    """

    def __init__(
        self, seconds: float, per_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self.per_seconds = per_seconds
        self._clock = clock
        # When the bucket of a client will be full again; who is not here has a full one.
        self._full_at: dict[str, float] = {}

    def account(self, client: str) -> Account:
        """Say what a client has left."""
        wait = max(0.0, self._full_at.get(client, 0.0) - self._clock())
        return Account(max(0.0, self.seconds - wait * self._rate), wait)

    def check(self, client: str) -> None:
        """Refuse a client whose seconds are used up.

        Raises:
            ClientLimitError: with the time after which one second is there again.
        """
        account = self.account(client)
        if account.seconds <= 0:
            overdrawn = account.whole_after * self._rate - self.seconds
            raise ClientLimitError(
                "budget",
                limit=self.seconds,
                unit="query-seconds",
                retry_after_seconds=(overdrawn + 1) / self._rate,
            )

    def charge(self, client: str, seconds: float) -> None:
        """Take what a query has used, even if it is more than the client has."""
        now = self._clock()
        self._full_at[client] = max(now, self._full_at.get(client, now)) + seconds / self._rate
        if len(self._full_at) > _CLIENTS_KEPT:
            self._full_at = {one: at for one, at in self._full_at.items() if at > now}

    @property
    def _rate(self) -> float:
        return self.seconds / self.per_seconds
