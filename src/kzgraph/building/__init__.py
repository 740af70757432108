"""From authored files to the data set that is served: derive, put together, write."""

from kzgraph.building.assembly import BuildReport, assemble, build
from kzgraph.building.derivation import Derivation, Trace, derive
from kzgraph.building.rules import RULES, Rule

__all__ = ["RULES", "BuildReport", "Derivation", "Rule", "Trace", "assemble", "build", "derive"]
