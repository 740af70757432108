"""Starting and ending a real server on a few triples, for the tests of this folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

# The triple s p "1" stands in two graphs.
DATA = """
<x:s> <x:p> "1" <x:g1> .
<x:s> <x:p> "1" <x:g2> .
<x:s> <x:p> "2"@kk <x:g2> .
"""
SERVE = """
import sys
from pathlib import Path
from kzgraph.config import Settings
from kzgraph.engine import Source
from kzgraph.errors import KzgraphError
from kzgraph.logs import configure_logging
from kzgraph.web import serve

settings = Settings.from_environment()
configure_logging(settings.log_level, settings.log_format)
source = Source(tuple(Path(path) for path in sys.argv[1:]), merge=True)
try:
    serve(settings, source, lambda ready: print(ready.url, flush=True))
except KzgraphError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def lasting(response: httpx.Response) -> dict[str, str]:
    """The fields of an answer that are the same in the next one."""
    passing = {"date", "x-request-id"}
    return {name: value for name, value in response.headers.items() if name not in passing}


def write_data(folder: Path) -> Path:
    """Write the data that the servers serve."""
    path = folder / "data.nq"
    path.write_text(DATA)
    return path


def start_server(data: Path, *before: str, **settings: object) -> subprocess.Popen[str]:
    """Start a server on a free port; it prints the address of its endpoint when it answers.

    With words before its command, these run it, in a session of their own.
    """
    environment = {
        "KZGRAPH_PORT": 0,
        "KZGRAPH_QUICK_WORKERS": 2,
        "KZGRAPH_SLOW_WORKERS": 2,
        "KZGRAPH_STOP_SECONDS": 1,
        **settings,
    }
    return subprocess.Popen(
        [*before, sys.executable, "-c", SERVE, str(data)],
        start_new_session=bool(before),
        env=os.environ | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end_server(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[str, str]:
    """End a server and give what it still had to say."""
    process.send_signal(number)
    return process.communicate(timeout=20)
