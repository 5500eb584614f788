"""How often somebody may try to sign in, counted by name and by address, so that guessing passwords is hopeless.

A name alone is counted generously: otherwise a stranger could lock somebody out by knocking in their name.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta

from redactor.domain.account import account_key
from redactor.store.sessions import Attempts

WINDOW = timedelta(minutes=15)
MOST_FROM_ONE_ADDRESS_AS_ONE_NAME = 5
MOST_FROM_ONE_ADDRESS = 20
MOST_AS_ONE_NAME = 50
_IPV6_NETWORK_BITS = 64
"""What one customer of a provider has: counting single IPv6 addresses would count nothing."""


class Knocks:
    """Attempts to sign in that failed, within the last quarter of an hour."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts

    def are_too_many(self, name: str, address: str, *, at: datetime) -> bool:
        """Whether the next attempt in that name, or from that address, has to wait."""
        limits = _limits(name, address).items()
        return any(self._attempts.count(key, since=at - WINDOW) >= most for key, most in limits)

    def failed(self, name: str, address: str, *, at: datetime) -> None:
        """Count an attempt that failed."""
        self._attempts.note(_limits(name, address), at=at, forget_before=at - WINDOW)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the slips of somebody who came in after all."""
        self._attempts.forgive(_both(name, address))


def _limits(name: str, address: str) -> Mapping[str, int]:
    """Key -> how many attempts it allows; a name of nobody's choosing ("") is not counted."""
    limits = {f"address {_network(address)}": MOST_FROM_ONE_ADDRESS}
    if name:
        limits[_both(name, address)] = MOST_FROM_ONE_ADDRESS_AS_ONE_NAME
        limits[f"name {account_key(name)}"] = MOST_AS_ONE_NAME
    return limits


def _both(name: str, address: str) -> str:
    return f"both {_network(address)} {account_key(name)}"


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, _IPV6_NETWORK_BITS), strict=False))
    return str(known)
