"""The pages for people: plain HTML without script, in which every text is escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kzgraph.web.words import LANGUAGES, words_of

_FOLDER: Final = Path(__file__).with_name("templates")
_STYLE: Final = "style.css"


def load_templates(root: str = "", corrections: str = "", *, linked: bool = False) -> None:
    """Read and compile the templates, so that no request waits for it.

    Args:
        root: path under which the public finds this server, without its last slash.
        corrections: where errors in the data are reported: a URI in which `{iri}` stands for the
            IRI of what is wrong; empty when there is no such place.
        linked: whether things have pages.
    """
    _environment().globals |= {"root": root, "corrections": corrections, "linked": linked}
    for name in _environment().list_templates():
        _environment().get_template(name)


def write_page(
    template: str, language: str = "en", *, chosen: bool = False, **values: object
) -> str:
    """Write a page.

    Args:
        template: name of a file in the folder of templates.
        language: one of `LANGUAGES`.
        chosen: whether the reader asked for it in the URL, so that links keep it.
        values: what the template asks for.
    """
    known = {
        "words": words_of(language),
        "language": language,
        "languages": LANGUAGES,
        "href": partial(link, f"lang={language}" if chosen else ""),
        "report_link": _link_report,
    }
    return _environment().get_template(template).render(known | values)


def link(choice: str, path: str, page: int = 1) -> str:
    """Link to a page of this server, in the language that was chosen."""
    path, mark, fragment = path.partition("#")
    query = "&".join(part for part in (f"page={page}" if page > 1 else "", choice) if part)
    asked = f"?{query}" if query else ""
    return f"{_environment().globals['root']}{path}{asked}{mark}{fragment}"


def _link_report(iri: str) -> str:
    """Link to where an error in what is said of a thing is reported."""
    corrections = str(_environment().globals["corrections"])
    if not corrections:
        return link("", "/about#corrections")
    return corrections.replace("{iri}", quote(iri, safe=""))


@cache
def security_policy() -> str:
    """Give the policy of the pages, https://www.w3.org/TR/CSP3/: their style sheet, and no more."""
    style = write_page(_STYLE).encode()
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def make_printable(text: str) -> str:
    """Put a mark in the place of each control character: some hide text or turn it around."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=lambda value: make_printable(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"root": "", "corrections": "", "linked": False}
    return environment
