"""What docs/client.md shows is what happens."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

from served import run

import kzgraph.errors
from kzgraph import connect
from kzgraph.errors import ClientError
from kzgraph.resources import Resources


def test_examples_give_what_they_show(
    repository: Path, resources: Resources, tmp_path: Path
) -> None:
    assert resources.dataset.exists()
    guide = (repository / "docs" / "client.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 5
    with run(log=tmp_path / "server.log", KZGRAPH_PORT=0) as served:
        text = "\n".join(blocks).replace("connect()", f"connect({served.home!r})")
        test = doctest.DocTestParser().get_doctest(text, {}, "docs/client.md", None, 0)
        runner = doctest.DocTestRunner(
            optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False
        )
        told: list[str] = []
        runner.run(test, out=told.append, clear_globs=False)
        test.globs["kz"].close()
    assert runner.tries > 10
    assert runner.failures == 0, "".join(told)


def test_guide_lists_every_error_and_option(repository: Path) -> None:
    guide = (repository / "docs" / "client.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+Error)` \|", guide, re.MULTILINE)
    kinds = vars(kzgraph.errors).values()
    assert listed == [
        one.__name__
        for one in kinds
        if isinstance(one, type) and issubclass(one, ClientError) and one is not ClientError
    ]
    options = re.findall(r"^\| `(\w+)` \| [^|]+ \| ", guide, re.MULTILINE)
    assert ["url", *options] == list(inspect.signature(connect).parameters)
