"""How an answer can be looked at, beside its table: `timeline(start=when, label=event)`.

A view has a kind, and each of its channels shows a column of the answer. The scripts of the pages
draw it (`frontend/src/views/`); the links of the editor and the headers of query files say it in
the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

CHANNELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bar": ("x", "y", "color?"),
        "line": ("x", "y", "color?"),
        "scatter": ("x", "y", "label?", "color?"),
        "heatmap": ("x", "y", "value", "least?", "most?"),
        "timeline": ("start", "end?", "label", "row?", "color?", "document?"),
        "map": ("region", "value?"),
        "network": ("from", "to", "label?"),
        "columns": ("by", "text", "who?", "when?", "document?", "line?"),
    }
)
"""Kind of view → its channels; those with a question mark may be left out."""

_VIEW: Final = re.compile(r"(?P<kind>[a-z]+)\((?P<channels>[^()]*)\)")
_CHANNEL: Final = re.compile(r"(?P<name>[a-z]+)=(?P<column>[A-Za-z][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class View:
    """A way to look at an answer.

    Attributes:
        kind: one of `CHANNELS`.
        columns: name of each channel that is used → name of the column that it shows.
    """

    kind: str
    columns: Mapping[str, str]

    def __str__(self) -> str:
        channels = ", ".join(f"{name}={column}" for name, column in self.columns.items())
        return f"{self.kind}({channels})"


def read_view(text: str) -> View:
    """Read a view.

    Raises:
        ValueError: it is none; says why.
    """
    match = _VIEW.fullmatch(text)
    if match is None or match["kind"] not in CHANNELS:
        raise ValueError(
            f"{text!r} is no view; write kind(channel=column, …) with one of " + ", ".join(CHANNELS)
        )
    kind = match["kind"]
    known = {channel.rstrip("?"): not channel.endswith("?") for channel in CHANNELS[kind]}
    columns: dict[str, str] = {}
    for part in match["channels"].split(","):
        channel = _CHANNEL.fullmatch(part.strip())
        if channel is None or channel["name"] not in known or channel["name"] in columns:
            raise ValueError(
                f"{part.strip()!r} is no channel of {kind}, or stands there twice; it has "
                + ", ".join(CHANNELS[kind])
            )
        columns[channel["name"]] = channel["column"]
    for name, is_needed in known.items():
        if is_needed and name not in columns:
            raise ValueError(f"{kind} needs the channel {name}: write {name}=column")
    return View(kind, MappingProxyType(columns))
