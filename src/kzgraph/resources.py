"""Where ontology, data, shapes, queries and the build lie.

A wheel carries them inside the package; a checkout (an editable install) has them at its top.
Everything that needs one of these folders asks here, so both installs behave alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kzgraph.errors import MissingFileError

DATASET_NAME: Final = "kzgraph.nq"
"""Name of the file that holds the built data set."""
DESCRIPTION_NAME: Final = "description.ttl"
"""Name of the file that lies beside the built data set and describes it."""


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
        return self.build / DATASET_NAME

    @property
    def manifest(self) -> Path:
        """Version, day of release and digest of the data set, and what is in it, as JSON."""
        return self.build / "manifest.json"

    @property
    def description(self) -> Path:
        """What the data set, its dumps and its endpoint are, in Turtle."""
        return self.build / DESCRIPTION_NAME

    @property
    def dumps(self) -> Path:
        """The folder with the data set as files to take away, and their digests."""
        return self.build / "dumps"

    @property
    def ontology_document(self) -> Path:
        """The whole ontology, but for the concepts, as one file of Turtle."""
        return self.build / "ontology.ttl"

    @property
    def documentation(self) -> Path:
        """What the pages about the ontology show, as JSON."""
        return self.build / "ontology.json"

    @property
    def frontend(self) -> Path:
        """The folder with the scripts of the pages, and what they ask for."""
        return self.build / "frontend"

    @property
    def shapes_document(self) -> Path:
        """All shapes and rules as one file of Turtle."""
        return self.build / "shapes.ttl"


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
