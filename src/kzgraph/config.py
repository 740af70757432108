"""The settings of the service, read from the environment once."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final
from urllib.parse import urlsplit

from kzgraph.engine import DEFAULT_LIMITS, Capacity, Limits
from kzgraph.errors import SettingError

ENVIRONMENT_PREFIX: Final = "KZGRAPH_"
SOCKET_PATH_BYTES: Final = 107
"""What Linux leaves for the path of a Unix socket, see unix(7)."""
_OF_OTHERS: Final = frozenset({"KZGRAPH_SOURCES", "KZGRAPH_W3C"})
"""Variables that other commands and the tests read."""
_CAPACITY: Final = Capacity()
LOG_FORMATS: Final = ("text", "json")
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
_KINDS: Final[Mapping[str, tuple[Callable[[str], int | float | str], str]]] = {
    "int": (int, "a whole number"),
    "float": (float, "a number"),
    "str": (str, "a text"),
    "bool": (_TRUTHS.__getitem__, "one of true and false"),
}


def _about(
    description: str, unit: str = "", *, least: float = 1, most: float = math.inf
) -> dict[str, object]:
    return {"description": description, "unit": unit, "least": least, "most": most}


@dataclass(frozen=True)
class Settings:
    """How the service runs; each field is also an environment variable, `KZGRAPH_` + its name.

    Every field carries its description, its unit and its least value as metadata.

    Raises:
        SettingError: a value below the least or above the most that works, or no level of logging.
    """

    host: str = field(
        default="127.0.0.1", metadata=_about("Name or number of the interface to listen at.")
    )
    port: int = field(
        default=8000,
        metadata=_about("Port to listen at; 0 takes a free one.", "TCP port", least=0, most=65535),
    )
    timeout_seconds: float = field(
        default=DEFAULT_LIMITS.seconds,
        metadata=_about(
            "Time for one query; a client may ask for less with `timeout=`.", "seconds", least=0.001
        ),
    )
    quick_workers: int = field(
        default=max(4, 3 * (os.cpu_count() or 1)),
        metadata=_about(
            "How many queries run at once in their first moment. Each process may come to hold a "
            "copy of the data.",
            "processes",
        ),
    )
    slow_workers: int = field(
        default=max(2, os.cpu_count() or 2),
        metadata=_about(
            "How many long queries run at once beside them; one client has all but one of these.",
            "processes",
        ),
    )
    quick_seconds: float = field(
        default=_CAPACITY.quick_seconds,
        metadata=_about(
            "The first moment: what has not answered after it is a long query.",
            "seconds",
            least=0.001,
        ),
    )
    memory_limit_bytes: int = field(
        default=1 << 30,
        metadata=_about(
            "Memory one query may take beyond the data; a query that needs more ends its worker.",
            "bytes",
            least=1 << 24,
        ),
    )
    answer_limit_bytes: int = field(
        default=DEFAULT_LIMITS.answer_bytes,
        metadata=_about("Size of one answer.", "bytes"),
    )
    answer_buffer_bytes: int = field(
        default=DEFAULT_LIMITS.buffer_bytes,
        metadata=_about(
            "Up to this size an answer is complete before its first byte is sent; a larger one is "
            "sent while it is worked out.",
            "bytes",
            least=1 << 10,
        ),
    )
    cache_bytes: int = field(
        default=1 << 26,
        metadata=_about(
            "Room for answers that are kept for who asks the same again; 0 keeps none.",
            "bytes",
            least=0,
        ),
    )
    query_limit_bytes: int = field(
        default=DEFAULT_LIMITS.query_bytes,
        metadata=_about("Size of the text of one query in UTF-8.", "bytes"),
    )
    nesting_limit: int = field(
        default=DEFAULT_LIMITS.nesting,
        metadata=_about("Brackets of any kind that may be open at once in a query.", "levels"),
    )
    queue_seconds: float = field(
        default=_CAPACITY.queue_seconds,
        metadata=_about("How long a query waits for its turn.", "seconds", least=0),
    )
    queue_length: int = field(
        default=_CAPACITY.queue_length,
        metadata=_about("How many queries wait; one client's may be half of them.", "queries"),
    )
    client_seconds: float = field(
        default=_CAPACITY.client_seconds,
        metadata=_about(
            "Query-seconds that a client may use, and that come back to it within a minute; who "
            "has used them up gets no answers to long queries.",
            "seconds",
        ),
    )
    request_seconds: float = field(
        default=30,
        metadata=_about("Time for a client to send its request.", "seconds", least=0.1),
    )
    stall_seconds: float = field(
        default=30,
        metadata=_about("Time for a client to take what is sent to it.", "seconds", least=0.1),
    )
    stop_seconds: float = field(
        default=10,
        metadata=_about(
            "Time for what runs to finish when the service is told to stop; then it is ended, and "
            "clients are told.",
            "seconds",
            least=0,
        ),
    )
    control_socket: str = field(
        default="",
        metadata=_about(
            "Path of the Unix socket by which `kzgraph reload` reaches the server; if empty, "
            "kzgraph-<port>.sock in XDG_RUNTIME_DIR, RUNTIME_DIRECTORY, or a folder of the user's "
            "own among temporary files."
        ),
    )
    connections: int = field(
        default=1000,
        metadata=_about("How many connections may be open; further ones get 503.", "connections"),
    )
    trusted_proxies: str = field(
        default="",
        metadata=_about(
            "Addresses or networks of proxies, between commas, whose X-Forwarded-For names the "
            "client; without it a proxy is one client."
        ),
    )
    public_url: str = field(
        default="",
        metadata=_about(
            "The address under which the public reaches this server, such as "
            "https://example.org/kz, when a proxy stands before it; links on pages begin with its "
            "path."
        ),
    )
    corrections: str = field(
        default="",
        metadata=_about(
            "Where readers report errors in the data: an e-mail address, or a URL in which {iri} "
            "stands for the IRI of what is wrong."
        ),
    )
    log_level: str = field(
        default="WARNING", metadata=_about("Least severe level that is logged, such as INFO.")
    )
    log_format: str = field(
        default="text",
        metadata=_about("How a line of the log is written: text, or json for programs."),
    )
    log_queries: bool = field(
        default=False,
        metadata=_about(
            "Whether lines about queries have their text, beside the hash that they always have.",
            least=0,
        ),
    )
    slow_query_seconds: float = field(
        default=5,
        metadata=_about(
            "A query that takes so long, waiting included, is logged although it was answered.",
            "seconds",
            least=0,
        ),
    )
    metrics_port: int = field(
        default=0,
        metadata=_about(
            "Port at which Prometheus finds the metrics, apart from the public one; 0: none.",
            "TCP port",
            least=0,
            most=65535,
        ),
    )
    metrics_host: str = field(
        default="127.0.0.1",
        metadata=_about("Name or number of the interface at which it finds them."),
    )

    def __post_init__(self) -> None:
        for setting in fields(self):
            value, least = getattr(self, setting.name), setting.metadata["least"]
            most = setting.metadata["most"]
            variable = ENVIRONMENT_PREFIX + setting.name.upper()
            # Written so that NaN is refused, too.
            if not isinstance(value, str) and not value >= least:
                raise SettingError(variable, f"{value} is below {least:g}, the least that works")
            if not isinstance(value, str) and value > most:
                raise SettingError(variable, f"{value} is above {most:g}, the most that works")
            if isinstance(value, float) and not math.isfinite(value):
                raise SettingError(variable, f"{value} is no number of {setting.metadata['unit']}")
        if "*" in self.trusted_proxies:
            raise SettingError(
                ENVIRONMENT_PREFIX + "TRUSTED_PROXIES",
                "with * each client could name itself as it likes; name the proxies or networks",
            )
        for name, text in (("PUBLIC_URL", self.public_url), ("CORRECTIONS", self.corrections)):
            is_mail = name == "CORRECTIONS" and "@" in text and ":" not in text
            if text and not is_mail and not _is_web_address(text):
                raise SettingError(
                    ENVIRONMENT_PREFIX + name, f"{text!r} is no address that begins with https://"
                )
        if len(os.fsencode(self.control_socket)) > SOCKET_PATH_BYTES:
            raise SettingError(
                ENVIRONMENT_PREFIX + "CONTROL_SOCKET",
                f"the path is longer than {SOCKET_PATH_BYTES} bytes, the most that a socket has",
            )
        levels = logging.getLevelNamesMapping()
        if self.log_level.upper() not in levels:
            variable = ENVIRONMENT_PREFIX + "LOG_LEVEL"
            raise SettingError(variable, f"{self.log_level!r} is none of {', '.join(levels)}")
        if self.log_format not in LOG_FORMATS:
            variable = ENVIRONMENT_PREFIX + "LOG_FORMAT"
            raise SettingError(variable, f"{self.log_format!r} is none of {', '.join(LOG_FORMATS)}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings that the environment has; the others keep their defaults.

        Raises:
            SettingError: a value of the wrong type or too small, or a name nobody knows.
        """
        given = os.environ if environment is None else environment
        known = {ENVIRONMENT_PREFIX + one.name.upper(): one for one in fields(cls)}
        values: dict[str, Any] = {}
        for variable, text in given.items():
            if variable in known:
                values[known[variable].name] = _parse(variable, text, str(known[variable].type))
            elif variable.startswith(ENVIRONMENT_PREFIX) and variable not in _OF_OTHERS:
                raise SettingError(variable, f"there is no such setting; known: {', '.join(known)}")
        return cls(**values)

    @property
    def corrections_link(self) -> str:
        """Where errors are reported, as a URI with `{iri}` in it; empty if nowhere."""
        if self.corrections and not _is_web_address(self.corrections):
            return f"mailto:{self.corrections}?subject={{iri}}"
        return self.corrections

    @property
    def limits(self) -> Limits:
        """What one query may use, as the engine takes it."""
        return Limits(
            seconds=self.timeout_seconds,
            answer_bytes=self.answer_limit_bytes,
            buffer_bytes=self.answer_buffer_bytes,
            query_bytes=self.query_limit_bytes,
            nesting=self.nesting_limit,
        )

    @property
    def capacity(self) -> Capacity:
        """How many queries run and wait, as the engine takes it."""
        return Capacity(
            quick_workers=self.quick_workers,
            slow_workers=self.slow_workers,
            memory_bytes=self.memory_limit_bytes,
            quick_seconds=self.quick_seconds,
            queue_length=self.queue_length,
            queue_seconds=self.queue_seconds,
            client_seconds=self.client_seconds,
        )


def _is_web_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _parse(variable: str, text: str, kind: str) -> int | float | str:
    convert, name = _KINDS[kind]
    try:
        return convert(text)
    except (KeyError, ValueError):
        raise SettingError(variable, f"{text!r} is not {name}") from None
