"""Who asks, as far as shares are concerned."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Final

from starlette.types import Scope

_HOUSEHOLD_PREFIX: Final = 64


def client_of(scope: Scope) -> str:
    """Name who asks: an address, or of IPv6 the network, of which a household has a whole one."""
    return name_client(scope["client"][0] if scope.get("client") else "")


@lru_cache(maxsize=1024)
def name_client(host: str) -> str:
    """Name the client at an address; see `client_of`."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    if address.ipv4_mapped is not None:  # reached by a socket for both
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _HOUSEHOLD_PREFIX), strict=False))
