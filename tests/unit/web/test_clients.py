"""Who counts as one client."""

import pytest

from kzgraph.web.clients import client_of


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_client_is_an_address_or_a_network(host: str, client: str) -> None:
    assert client_of({"type": "http", "client": (host, 1)}) == client


def test_connection_without_address_is_one_client() -> None:
    assert client_of({"type": "http", "client": None}) == ""
