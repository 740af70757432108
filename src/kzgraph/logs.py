"""Logging: one line an event, its name first, then what is known of it as key=value.

Modules log through `logging.getLogger(__name__)`, with the event as the message and its data in
`extra`; only commands call `configure_logging`.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Final, TextIO

_STANDARD: Final = frozenset(
    [*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"]
)


class EventFormatter(logging.Formatter):
    """Writes time, level, logger, event and data on one line, and a traceback below."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's name)
        data = [
            f"{key}={json.dumps(value, default=str, ensure_ascii=False)}"
            for key, value in vars(record).items()
            if key not in _STANDARD
        ]
        return " ".join([super().formatMessage(record), *data])


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """Send what is logged at this level or above to a stream, standard error by default."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(EventFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
