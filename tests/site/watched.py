"""A page of a browser on which nothing may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page

_REFUSED = "Failed to load resource: the server responded with a status of "
"""What Chromium says of each answer that is an error, also of those that a script handles."""


@contextmanager
def watch(
    browser: Browser,
    site: httpx.Client,
    *,
    statuses: tuple[int, ...] = (),
    **options: Any,  # noqa: ANN401
) -> Iterator[Page]:
    """Open a page, and see at the end that it asked no other host and no script complained.

    Args:
        browser: where to open it.
        site: a client of the server that it asks.
        statuses: of errors that the server may answer with.
        options: of `Browser.new_page`.
    """
    home = site.base_url.netloc.decode()
    hosts: set[str] = set()
    faults: list[str] = []
    with browser.new_page(base_url=str(site.base_url), **options) as page:
        page.on("console", lambda said: faults.append(said.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: hosts.add(urlsplit(asked.url).netloc))
        yield page
    known = tuple(f"{_REFUSED}{status}" for status in statuses)
    unknown = [fault for fault in faults if not (known and fault.startswith(known))]
    assert not unknown, unknown
    assert hosts - {""} == {home}  # what a script has made itself, to be saved, has no host
