"""What holds of the data as they are: form, names, no finding that stops a release."""

from __future__ import annotations

from kzgraph.dataset import check_format, read_graphs
from kzgraph.resources import Resources


def test_data_are_in_canonical_form_with_all_names_registered(resources: Resources) -> None:
    assert check_format(read_graphs(resources.data), resources.data, resources.names) == ()
