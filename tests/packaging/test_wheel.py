"""The wheel alone, installed with pip in an empty folder, gives what the checkout gives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path

import httpx
import pytest

FLAGSHIP = "opposition-figures-sentenced-after-2022"
CLEAN = {
    key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "KZGRAPH"))
}


@pytest.fixture(scope="module")
def wheel_bin(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it into a new environment; give its folder of commands."""
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, repository],
        check=True,
        capture_output=True,
        env=CLEAN,
    )
    (wheel,) = dist.glob("kzgraph-*.whl")
    environment = tmp_path_factory.mktemp("venv")
    venv.create(environment, with_pip=True)
    subprocess.run(
        [
            environment / "bin" / "pip",
            "install",
            "--quiet",
            "-c",
            repository / "constraints.txt",
            wheel,
        ],
        check=True,
        env=CLEAN,
    )
    return environment / "bin"


def query(command: Path, cwd: Path) -> str:
    return subprocess.run(
        [command, "query", FLAGSHIP, "--format", "csv"],
        check=True,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=CLEAN,
    ).stdout


def wait_until_healthy(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            assert client.get("/health").status_code == 200
        except httpx.TransportError:
            assert server.poll() is None, server.communicate()[1].decode()
            assert time.monotonic() < deadline, "the server did not answer within 30 seconds"
        else:
            return


def test_wheel_answers_as_the_checkout_does(
    wheel_bin: Path, repository: Path, tmp_path: Path
) -> None:
    here = query(Path(sys.executable).with_name("kzgraph"), repository)
    assert here.count("\n") > 1
    assert query(wheel_bin / "kzgraph", tmp_path) == here


def test_wheel_serves_from_an_empty_folder(
    wheel_bin: Path, repository: Path, tmp_path: Path, free_port: int
) -> None:
    server = subprocess.Popen(
        [wheel_bin / "kzgraph", "serve", "--port", str(free_port)],
        cwd=tmp_path,
        env=CLEAN,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    local = query(Path(sys.executable).with_name("kzgraph"), repository)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{free_port}", timeout=30) as client:
            wait_until_healthy(client, server)
            answer = client.post(
                "/sparql",
                content=(repository / "queries" / f"{FLAGSHIP}.rq").read_bytes(),
                headers={"Content-Type": "application/sparql-query", "Accept": "text/csv"},
            )
            scripts = [client.get(f"/static/{name}") for name in ("query.js", "figure.js")]
            licences = client.get("/static/licences.txt").text
        assert [script.status_code for script in scripts] == [200, 200]
        assert all(script.content for script in scripts)
        assert "@codemirror/view" in licences
        assert "MIT" in licences
        assert answer.status_code == 200
        assert answer.text.splitlines() == local.splitlines()
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=20)
