"""Checks of the data: shapes graph by graph, rules over everything. All give findings.

The only package that imports pySHACL.
"""

from kzgraph.validation.dates import check_dates
from kzgraph.validation.rules import check_rules
from kzgraph.validation.shapes import check_shapes

__all__ = ["check_dates", "check_rules", "check_shapes"]
