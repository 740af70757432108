"""How soon a new visitor can write a query, and sees a drawing, in headless Chromium.

    python benchmarks/editor.py [TIMES]

Starts `kzgraph serve` on the built graph and opens each page TIMES (10) times with an empty cache:
the editor, until a character that is typed stands in it; an answer as a table and as bars, until
it is drawn; pages of questions, until their figure is drawn. Tells what was sent, too. Needs
Debian's Chromium. How to read what it prints: benchmarks/README.md.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from linked_data import serve
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

_QUERY: Final = """\
PREFIX : <https://w3id.org/kzgraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?document (COUNT(*) AS ?claims) { ?c a :Claim ; :inDocument/rdfs:label ?document }
GROUP BY ?document"""
_ASKED: Final = f"/query?query={quote(_QUERY)}"
_Ready = Callable[[Page], None]


def _write(page: Page) -> None:
    editor = page.locator(".cm-content")  # before, the plain field of the form is there
    editor.press("End")
    editor.press("x")
    page.locator(".cm-line", has_text="x").first.wait_for()


def _see(selector: str) -> _Ready:
    return lambda page: page.locator(selector).first.wait_for()


PAGES: Final[dict[str, tuple[str, _Ready]]] = {
    "editor": ("/query", _write),
    "answer": (f"{_ASKED}&view=table", _see(".query-answer .answer")),
    "bars": (f"{_ASKED}&view=bar(x%3Ddocument,y%3Dclaims)", _see(".drawing svg")),
    "question with bars": ("/queries/seats-in-the-mazhilis", _see(".drawing svg")),
    "question with a network": (
        "/queries/persons-organizations-and-cases",
        _see(".drawing canvas"),
    ),
    "question without a view": ("/queries/denials", _see("table.answer")),
}


def _open(browser: Browser, home: str, path: str, ready: _Ready) -> tuple[float, int]:
    """Open a page as a new visitor; give milliseconds until it is ready, and bytes that came."""
    with browser.new_context(base_url=home, locale="en") as context:
        page = context.new_page()
        session: CDPSession = context.new_cdp_session(page)
        sent = 0

        def note(event: dict[str, int]) -> None:
            nonlocal sent
            sent += event["encodedDataLength"]

        session.on("Network.loadingFinished", note)
        session.send("Network.enable")
        started = time.perf_counter()
        page.goto(path, wait_until="commit")
        ready(page)
        return (time.perf_counter() - started) * 1000, sent


def measure(times: int) -> None:
    """Print a table."""
    with (
        serve() as connection,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=shutil.which("chromium")) as browser,
    ):
        home = f"http://{connection.host}:{connection.port}"
        _open(browser, home, "/about", lambda _: None)  # until it is there, data are being read
        print(f"{'ms p50':>8}{'most':>8}{'kB sent':>9}  until")  # noqa: T201
        for name, (path, ready) in PAGES.items():
            found = [_open(browser, home, path, ready) for _ in range(times)]
            taken = [milliseconds for milliseconds, _ in found]
            kilobytes = found[-1][1] / 1000
            print(  # noqa: T201
                f"{statistics.median(taken):>8.0f}{max(taken):>8.0f}{kilobytes:>9.0f}  {name}"
            )


if __name__ == "__main__":
    measure(max(2, int(sys.argv[1])) if len(sys.argv) > 1 else 10)
