"""Who a client is, for fairness: the peer, or whom a trusted proxy names."""

from __future__ import annotations

import functools
import ipaddress

from starlette.types import Scope

from osce_kg.errors import UsageError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_IPV6_PREFIX = 64  # one customer has at least that many addresses


def trusted_networks(setting: str) -> tuple[Network, ...]:
    """Return the networks of the setting `trusted_proxies`.

    Raises:
        UsageError: an element is neither an address nor a network.
    """
    try:
        return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in setting.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(f"setting 'trusted_proxies': {error}; expected addresses such as 10.0.0.0/8") from error


def client_of(scope: Scope, trusted: tuple[Network, ...]) -> str:
    """Return the address that a request comes from; of IPv6 the first 64 bits.

    X-Forwarded-For is read from its end, as long as those who wrote it are trusted: what is before the first
    address that is not could have been written by anybody.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    if not trusted or not _is_trusted(peer, trusted):
        return _grouped(peer)
    named = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    for address in reversed([part.strip() for part in named.split(",") if part.strip()]):
        peer = address
        if not _is_trusted(address, trusted):
            break
    return _grouped(peer)


def scheme_of(scope: Scope, trusted: tuple[Network, ...]) -> str | None:
    """Return the scheme that a trusted proxy says the client used, else None."""
    if not trusted or not scope.get("client") or not _is_trusted(scope["client"][0], trusted):
        return None
    named = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
    return named[0].decode() if len(named) == 1 and named[0] in {b"http", b"https"} else None


@functools.lru_cache(maxsize=4_096)
def _is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


@functools.lru_cache(maxsize=4_096)
def _grouped(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
