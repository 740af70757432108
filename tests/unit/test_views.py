"""Views: what they are written as, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzgraph.views import CHANNELS, View, read_view

COLUMNS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]*", fullmatch=True)


@st.composite
def views(draw: st.DrawFn) -> View:
    kind = draw(st.sampled_from(list(CHANNELS)))
    optional = [one for one in CHANNELS[kind] if one.endswith("?")]
    left_out = draw(st.sets(st.sampled_from(optional))) if optional else set()
    used = draw(st.permutations([one for one in CHANNELS[kind] if one not in left_out]))
    return View(kind, {one.rstrip("?"): draw(COLUMNS) for one in used})


@given(views())
def test_what_is_written_is_read_again(view: View) -> None:
    again = read_view(str(view))
    assert again == view
    assert list(again.columns) == list(view.columns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pie(x=a, y=b)", "'pie(x=a, y=b)' is no view; write kind(channel=column, …)"),
        ("bar", "'bar' is no view"),
        ("bar(x=a, y=b", "is no view"),
        ("bar(x=(a), y=b)", "is no view"),
        ("bar(x=a, y=b, size=c)", "'size=c' is no channel of bar, or stands there twice; it has"),
        ("bar(x=a, x=b)", "'x=b' is no channel of bar, or stands there twice"),
        ("bar(x=a, y)", "'y' is no channel of bar"),
        ("bar(x=a, y=?b)", "'y=?b' is no channel of bar"),
        ("bar(x=a, y=b,)", "'' is no channel of bar"),
        ("bar()", "'' is no channel of bar"),
        ("bar(x=a)", "bar needs the channel y: write y=column"),
        ("timeline(label=a, end=b)", "timeline needs the channel start"),
    ],
)
def test_what_is_no_view_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"channel|view") as caught:
        read_view(text)
    assert said in str(caught.value)
