"""Pictures of the pages as a reader sees them, for people to look at: `make screenshots`.

python tests/site/screenshots.py FOLDER
"""

from __future__ import annotations

import shutil
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from graph_server import serve_graph
from playwright.sync_api import sync_playwright

_QUERY = """\
PREFIX : <https://w3id.org/kzgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?document (COUNT(*) AS ?claims) { ?c a :Claim ; :inDocument/rdfs:label ?document }
GROUP BY ?document"""
PAGES = {
    "home": "/",
    "query": "/query",
    "query-table": f"/query?query={quote(_QUERY)}&view=table",
    "query-bars": f"/query?query={quote(_QUERY)}&view=bar(x%3Ddocument,y%3Dclaims)",
    "query-mistake": f"/query?query={quote(_QUERY)}%20ORDER&view=table",
    "query-no-rows": "/query?query=SELECT%20*%20%7B%20%3Fs%20%3Fs%20%3Fs%20%7D&view=table",
    "questions": "/queries",
    "question": "/queries/posts-of-one-person",
    "timeline": "/queries/timeline-of-events-and-laws",
    "offices": "/queries/who-held-which-office-when",
    "seats": "/queries/seats-in-the-mazhilis",
    "network": "/queries/persons-organizations-and-cases",
    "scores": "/queries/scores-by-question",
    "side-by-side": "/queries/state-and-others-on-a-topic",
    "map": "/queries/records-by-region",
    "turnout": "/queries/turnout",
    "prison-terms": "/queries/prison-terms-by-length",
    "search": "/search?q=Токаев",
    "browse": "/browse",
    "browse-claims": "/browse/Claim?document=document-fiw-2024",
    "person": "/page/person-zhanbolat-mamay",
    "claim": "/page/concept/topic-assembly",
    "ontology": "/ontology",
    "about": "/about",
    "error": "/no-such-page",
}
WIDTHS = {"phone": 390, "desktop": 1280}


def take(folder: Path) -> None:
    """Take a picture of each page, at each width, light and dark, in one of the languages each."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as logs,
        serve_graph(Path(logs) / "server.log") as client,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=shutil.which("chromium")) as browser,
    ):
        looks = list(product(WIDTHS.items(), ("light", "dark")))
        for (width_name, width), scheme in looks:
            language = {"light": "en", "dark": "ru" if width_name == "phone" else "kk"}[scheme]
            with browser.new_page(
                base_url=str(client.base_url),
                color_scheme="dark" if scheme == "dark" else "light",
                viewport={"width": width, "height": 900},
                locale=language,
            ) as page:
                for name, path in PAGES.items():
                    page.goto(path)
                    if "figure.js" in page.content() or "view=" in path:
                        answer = page.locator(".drawing, .query-answer .shown > *").first
                        answer.wait_for()
                        answer.evaluate("each => each.scrollIntoView()")
                        page.wait_for_timeout(300)  # a network takes its places
                    page.screenshot(path=folder / f"{name}-{width_name}-{scheme}-{language}.png")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
