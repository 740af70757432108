"""The pages for people: plain HTML without script, in which every text is escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FOLDER: Final = Path(__file__).with_name("templates")
_STYLE: Final = "style.css"


def load_templates() -> None:
    """Read and compile the templates, so that no request waits for it."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def write_page(template: str, **values: object) -> str:
    """Write a page.

    Args:
        template: name of a file in the folder of templates.
        values: what it asks for.
    """
    return _environment().get_template(template).render(values)


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
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=lambda value: make_printable(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
