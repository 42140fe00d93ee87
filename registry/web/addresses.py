"""Addresses that come from outside."""

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit


def safe_path(target: str | None, default: str) -> str:
    """A path within this site, or the default: never the address of another."""
    if not target or not target.startswith("/") or target.startswith("//") or not target.isprintable():
        return default
    parts = urlsplit(target)
    return default if "\\" in target or parts.scheme or parts.netloc else target


def network_of(address: str | None) -> str:
    """What counts as one network address: an IPv6 household has 2^64 of them."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)
