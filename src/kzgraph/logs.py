"""Logging: one line an event, its name first, then what is known of it as key=value, or JSON.

Modules log through `logging.getLogger(__name__)`, with the event as the message and its data in
`extra`; only commands call `configure_logging`. What is logged while a request is answered has its
id.
"""

from __future__ import annotations

import itertools
import json
import logging
import secrets
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TextIO

_STANDARD: Final = frozenset(
    [*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"]
)
_BEGINNING: Final = secrets.token_hex(4)
_numbers: Final = itertools.count(1)


@dataclass(slots=True)
class Request:
    """What the log knows of a request while it is answered.

    Attributes:
        id: by which its lines are found; letters, digits, full stop, hyphen and underscore.
        is_told: whether a line has said what became of it.
    """

    id: str
    is_told: bool = False


current_request: Final[ContextVar[Request | None]] = ContextVar("current_request", default=None)
"""The request that is answered here; None outside of any."""


def name_request() -> str:
    """Give an id that no other request has; another server, or this one anew, begins otherwise."""
    return f"{_BEGINNING}-{next(_numbers):x}"


class EventFormatter(logging.Formatter):
    """Writes time, level, logger, event and data on one line, and a traceback below."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's name)
        data = [
            f"{key}={_escape(json.dumps(value, default=str, ensure_ascii=False))}"
            for key, value in _list_data(record)
        ]
        return " ".join([super().formatMessage(record), *data])


def _escape(text: str) -> str:
    """Write characters that a terminal would obey, or that turn text around, as JSON escapes."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in text)


class JsonFormatter(logging.Formatter):
    """Writes an event as a JSON object on one line of ASCII, with its traceback as a text.

    The first keys are time (UTC, https://www.rfc-editor.org/rfc/rfc3339), level, logger and event.
    """

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        for key, value in _list_data(record):
            told.setdefault(key, value)
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return f"{{{', '.join(f'{json.dumps(key)}: {_write(told[key])}' for key in told)}}}"


def _list_data(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    """Give what is known of an event besides its name."""
    request = current_request.get()
    if request is not None and "request" not in vars(record):
        yield "request", request.id
    for key, value in vars(record).items():
        if key not in _STANDARD:
            yield key, value


def _write(value: object) -> str:
    try:
        return json.dumps(value, default=str, allow_nan=False)
    except (TypeError, ValueError, RecursionError):  # NaN, a key that is no text, a circle
        return json.dumps(repr(value))


def configure_logging(level: str, form: str = "text", stream: TextIO | None = None) -> None:
    """Send what is logged at this level or above to a stream, standard error by default.

    Args:
        level: name of the least severe one.
        form: "text" or "json".
        stream: where to.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else EventFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
