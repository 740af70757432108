"""The client: questions to a SPARQL endpoint, ours or another one, answered as tables and graphs.

    from kzgraph import connect

    with connect() as kz:
        kz.run("seats-by-party")

Importing this loads only the standard library; connecting loads httpx, a table pandas, a graph
rdflib. docs/client.md shows all that can be done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzgraph.client.text import Text

if TYPE_CHECKING:
    import httpx

    from kzgraph.client.connection import Connection

__all__ = ["Text", "connect"]


def connect(
    url: str = "http://127.0.0.1:8000",
    *,
    timeout: float = 30,
    retries: int = 4,
    transport: httpx.BaseTransport | None = None,
) -> Connection:
    """Connect to an endpoint.

    Args:
        url: of a site of ours (without a path, or with one that ends with a slash), or of any
            endpoint that speaks the SPARQL 1.1 Protocol (`…/sparql`, `…/query`). A name and
            password before the host (`https://name:password@host/…`) are sent to it.
        timeout: seconds that a query may take; our service is told, and stops it then.
        retries: how often a request is repeated when the endpoint is busy or cannot be reached.
        transport: what carries the requests in the place of the network.

    Raises:
        ConnectionFailedError: nobody answers there.
        RequestRejectedError: the timeout is none.
        UnsupportedError: this is no site of ours, and no address of an endpoint.
        ServerBusyError: our service still loads its data, or has no time to say what it is.
    """
    from kzgraph.client.connection import Connection

    return Connection(url, timeout=timeout, retries=retries, transport=transport)
