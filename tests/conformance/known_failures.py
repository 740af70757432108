"""Reads the table of tests that are known to fail, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class KnownFailure:
    """Why a test fails.

    Attributes:
        reason: in one sentence.
        servers: the names of the servers with which it fails.
    """

    reason: str
    servers: frozenset[str]


def read_known_failures() -> dict[str, KnownFailure]:
    """Give the failures by the names of their tests.

    Raises:
        ValueError: a test stands there twice.
    """
    groups = tomllib.loads(Path(__file__).with_name("known_failures.toml").read_text("utf-8"))
    failures: dict[str, KnownFailure] = {}
    for group in groups["failures"]:
        for test in group["tests"]:
            if test in failures:
                raise ValueError(f"{test} stands twice in the table of known failures")
            failures[test] = KnownFailure(group["reason"], frozenset(group["servers"]))
    return failures
