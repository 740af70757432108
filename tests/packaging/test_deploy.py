"""The files with which the service is deployed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kzgraph.config import Settings

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here"
)
LEFT_OPEN = {
    "DeviceAllow",  # the clock may be read, by the rule of systemd itself
    "IPAddressDeny",  # clients come from anywhere
    "PrivateMounts",  # implied: it may not mount
    "PrivateNetwork",  # it is a server
    "RestrictAddressFamilies_AF_INET_INET6",
    "RestrictAddressFamilies_AF_UNIX",  # the control socket, and what leads to the processes
    "RootDirectoryOrRootImage",  # it sees the package where it is installed
    "SystemCallFilter_resources",  # it limits its workers, and lets long queries give way
}


@pytest.fixture
def unit(repository: Path, tmp_path: Path) -> Path:
    """The unit, with a command that is there."""
    written = (repository / "deploy" / "kzgraph.service").read_text(encoding="utf-8")
    assert "ExecStart=/opt/kzgraph/bin/kzgraph serve\n" in written
    path = tmp_path / "kzgraph.service"
    path.write_text(written.replace("/opt/kzgraph/bin/kzgraph", sys.executable))
    return path


@needs_systemd
def test_systemd_finds_no_fault_with_the_unit(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_unit_is_confined(unit: Path) -> None:
    command = [
        "systemd-analyze",
        "security",
        "--offline=yes",
        "--no-pager",
        "--json=short",
        str(unit),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert {row["json_field"] for row in json.loads(done.stdout) if row["exposure"]} == LEFT_OPEN


def test_time_to_stop_is_longer_than_the_service_takes(unit: Path, repository: Path) -> None:
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit.read_text(), re.MULTILINE)
    assert int(seconds) > Settings().stop_seconds + 3
    guide = (repository / "docs" / "operating.md").read_text(encoding="utf-8")
    (of_container,) = re.findall(r"--stop-timeout (\d+)", guide)
    assert int(of_container) > Settings().stop_seconds + 3


def test_image_is_made_of_all_that_the_package_takes(repository: Path) -> None:
    # A folder that the build of the wheel needs and the image does not copy would be missed late.
    lines = (repository / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1] for line in lines if re.match(r"COPY (\w+) \1$", line)]
    project = (repository / "pyproject.toml").read_text(encoding="utf-8")
    included = re.findall(r'^(\w+) = "kzgraph/_resources/\w+"$', project, re.MULTILINE)
    assert {*copied} == {*included, "frontend", "src"} - {"build"}
    for name in (".containerignore", "deploy/Containerfile.dockerignore"):
        ignored = (repository / name).read_text(encoding="utf-8")
        assert {f"!{folder}" for folder in copied} <= set(ignored.splitlines())
