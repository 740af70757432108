"""Build hook: data set and scripts are made before the package, so that a wheel carries them.

The project's own build code runs, from this tree with no more than the build system's requirements
(see pyproject.toml).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # its type is not exported
    """Runs `kzgraph.building.build` and `frontend/build.py` before a wheel or editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the data set and the scripts of the pages.

        Args:
            version: "standard" for a wheel to hand on, "editable" for an install from this tree.
            build_data: what hatchling is told about the package.
        """
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from kzgraph.building import build  # noqa: PLC0415  (on the path only now)
            from kzgraph.errors import KzgraphError  # noqa: PLC0415
            from kzgraph.resources import Resources  # noqa: PLC0415
        finally:
            sys.path.pop(0)
        resources = Resources(root)
        try:
            build(resources, resources.build)
        except KzgraphError as error:
            if version != "editable":
                raise
            # Whoever is about to mend the data needs the commands for it.
            self.app.display_warning(f"the data set was not built: {error}")
        try:
            subprocess.run([sys.executable, str(root / "frontend" / "build.py")], check=True)  # noqa: S603
        except subprocess.CalledProcessError:
            if version != "editable":
                raise
            # Without scripts the pages do all but suggest, draw, and help to write a query.
            self.app.display_warning("the scripts of the pages were not built, see above")
        if version == "editable":
            # The package finds its resources in this tree, where copies would grow stale. An empty
            # table would mean the one of pyproject.toml, so the least file stands in for all.
            build_data["force_include_editable"] = {"src/kzgraph/py.typed": "kzgraph/py.typed"}
