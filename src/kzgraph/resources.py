"""Where ontology, data, shapes, queries and the build lie.

A wheel carries them inside the package; a checkout (an editable install) has them at its top.
Everything that needs one of these folders asks here, so both installs behave alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kzgraph.errors import MissingFileError


@dataclass(frozen=True)
class Resources:
    """The folders of one installation or checkout.

    Attributes:
        root: the folder that holds the others.
        build_folder: where the build lies if not in the root's `build`.
    """

    root: Path
    build_folder: Path | None = None

    @property
    def ontology(self) -> Path:
        return self.root / "ontology"

    @property
    def data(self) -> Path:
        return self.root / "data" / "ttl"

    @property
    def names(self) -> Path:
        """The registry of local names."""
        return self.root / "data" / "names.csv"

    @property
    def furniture(self) -> Path:
        """The list of lines in the documents that hold nothing to record."""
        return self.root / "data" / "furniture.csv"

    @property
    def complete(self) -> Path:
        """The list of documents in which no sentence is left uncited."""
        return self.root / "data" / "complete.csv"

    @property
    def reviews(self) -> Path:
        """The folder with the verdicts of the second readers, a table for each document."""
        return self.root / "data" / "review"

    @property
    def shapes(self) -> Path:
        return self.root / "shapes"

    @property
    def rules(self) -> Path:
        return self.root / "shapes" / "rules"

    @property
    def queries(self) -> Path:
        return self.root / "queries"

    @property
    def build(self) -> Path:
        return self.build_folder or self.root / "build"

    @property
    def dataset(self) -> Path:
        """The built data set, canonical N-Quads; the default graph is not in it, see the engine."""
        return self.build / "kzgraph.nq"


def find_resources() -> Resources:
    """Find the resources of this installation.

    Raises:
        MissingFileError: neither the wheel's folder nor a checkout is there.
    """
    package = Path(__file__).resolve().parent
    for root in (package / "_resources", package.parent.parent):
        if (root / "ontology" / "kzgraph.ttl").is_file():
            return Resources(root)
    raise MissingFileError(
        package / "_resources",
        "this installation of kzgraph carries no data",
        remedy="install the wheel again, or work in a checkout with `pip install -e .`",
    )
