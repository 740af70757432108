"""The walls around a worker, shown from inside one that lacks the check for SERVICE."""

import socket
import subprocess
import sys

# A process that confines itself as a worker does, then asks the engine directly.
WORKER = """
import os, socket, sys
from kzgraph.engine import load_text
from kzgraph.engine.worker import confine

store = load_text("<x:s> <x:p> 1 .")
ours, theirs = socket.socketpair()
memory = 1 << 27
connection = confine(ours, memory)
port = int(sys.argv[1])

def attempt(name, act):
    try:
        act()
    except Exception as error:
        print(name, type(error).__name__)
    else:
        print(name, "done")

def ask(text):
    return lambda: [list(row) for row in store.evaluate(text, None)]

attempt("query", ask("SELECT * { ?s ?p ?o }"))
attempt("service", ask("SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }" % port))
attempt("silent", ask("SELECT * { SERVICE SILENT <http://127.0.0.1:%d/> { ?s ?p ?o } }" % port))
attempt("socket", socket.socket)
attempt("file", lambda: open("/dev/null"))
attempt("memory", lambda: bytearray(2 * memory))
attempt("descriptors", lambda: os.fstat(4))
attempt("connection", lambda: connection.getsockname())
"""


def test_confined_process_cannot_connect_open_or_grow() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        done = subprocess.run(
            [sys.executable, "-c", WORKER, str(listener.getsockname()[1])],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        try:
            listener.accept()
            seen = True
        except BlockingIOError:
            seen = False
    assert not seen, "a query reached the network"
    outcomes = dict(line.split() for line in done.stdout.splitlines())
    assert outcomes["query"] == "done"
    assert outcomes["connection"] == "done"
    assert outcomes["service"] != "done"
    assert outcomes["socket"] == outcomes["file"] == outcomes["descriptors"] == "OSError"
    assert outcomes["memory"] == "MemoryError"
