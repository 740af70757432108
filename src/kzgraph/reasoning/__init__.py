"""What follows from the data by OWL, and whether it holds together.

The only package that knows owlready2 (HermiT) and reasonable.
"""

from kzgraph.reasoning.closure import Closure, close
from kzgraph.reasoning.consistency import find_inconsistency, find_java
from kzgraph.reasoning.statements import Triple, axioms, object_statements

__all__ = [
    "Closure",
    "Triple",
    "axioms",
    "close",
    "find_inconsistency",
    "find_java",
    "object_statements",
]
