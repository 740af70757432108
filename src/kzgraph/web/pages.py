"""The pages for people: plain HTML, whole without script, in which every text is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.types import Scope

from kzgraph import LICENSE
from kzgraph.web.words import LANGUAGES, words_of

_FOLDER: Final = Path(__file__).with_name("templates")
_STYLE: Final = "style.css"
_DATE: Final = re.compile(r"\[?[\d.][\dX.?~%/-]{3,23}\]?", re.ASCII)
_TRACKING: Final = ("utm_", "fbclid", "gclid")


@dataclass(frozen=True)
class Address:
    """How the public reaches an application; its pages link accordingly.

    Attributes:
        root: path under which it is found, without the last slash.
        url: the same with scheme and host; empty: as each client reaches it.
        corrections: where errors in the data are reported: a URI in which `{iri}` stands for the
            IRI of what is wrong; empty when there is no such place.
        linked: whether things have pages.
    """

    root: str = ""
    url: str = ""
    corrections: str = ""
    linked: bool = False

    @classmethod
    def of(cls, scope: Scope) -> Address:
        """Give the address of the application that a request has reached."""
        return scope["app"].state.address if "app" in scope else cls()

    def base(self, request: Request) -> str:
        """Give what the absolute URLs in an answer begin with, without the last slash."""
        return self.url or str(request.base_url).rstrip("/")

    def link(self, choice: str, path: str, page: int = 1) -> str:
        """Link to a page, in the language that was chosen, given as a parameter or empty."""
        path, mark, fragment = path.partition("#")
        query = "&".join(part for part in (f"page={page}" if page > 1 else "", choice) if part)
        asked = f"{'&' if '?' in path else '?'}{query}" if query else ""
        return f"{self.root}{path}{asked}{mark}{fragment}"

    def report_link(self, iri: str) -> str:
        """Link to where an error in what is said of a thing is reported."""
        if not self.corrections:
            return self.link("", "/about#corrections")
        return self.corrections.replace("{iri}", quote(iri, safe=""))


def load_templates() -> None:
    """Read and compile the templates, so that no request waits for it."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def choose_links(address: Address, language: str, *, chosen: bool) -> Callable[..., str]:
    """Give what links to pages, and keeps a language that the reader chose in the URL."""
    return partial(address.link, f"lang={language}" if chosen else "")


def write_page(
    template: str,
    address: Address,
    language: str = "en",
    *,
    chosen: bool = False,
    **values: object,
) -> str:
    """Write a page.

    Args:
        template: name of a file in the folder of templates.
        address: of the application.
        language: one of `LANGUAGES`.
        chosen: whether the reader asked for it in the URL, so that links keep it.
        values: what the template asks for.
    """
    known = {
        "address": address,
        "chosen": chosen,
        "href": choose_links(address, language, chosen=chosen),
        "language": language,
        "languages": LANGUAGES,
        "licence": LICENSE,
        "words": words_of(language),
    }
    return _environment().get_template(template).render(known | values)


def without_tracking(parameters: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Leave out the parameters that newsletters and networks add to the links in them."""
    return (one for one in parameters if not one[0].startswith(_TRACKING))


@cache
def security_policy() -> str:
    """Give the policy of the pages, https://www.w3.org/TR/CSP3/.

    They have their style sheet, scripts and images of this server, which scripts ask, and no more.
    """
    style = _environment().get_template(_STYLE).render().encode()
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "script-src 'self'; connect-src 'self'; img-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def make_printable(text: str) -> str:
    """Put a mark in the place of each control character: some hide text or turn it around."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in text)


def _is_date(text: str) -> bool:
    """Say whether a text is a date or period as the data write them (or a number)."""
    return _DATE.fullmatch(text) is not None


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
    environment.tests["date"] = _is_date
    return environment
