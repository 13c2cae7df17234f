"""What a host name means, from its text alone: no database, no request."""

from __future__ import annotations

import ipaddress
from typing import Final

LOCAL: Final = "localhost"
LOCAL_SUFFIX: Final = ".localhost"


def hostname(host: str) -> str:
    """A Host header without its port and in small letters; the brackets of an IPv6 address stay."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def is_platform(host: str, platform_host: str, *, allows_local: bool) -> bool:
    """Whether the host is the platform's. With `allows_local` (demo, development) localhost and IPs are it as well.

    Ports are left aside: behind a proxy the one that arrives is not the one that people type.
    """
    name = hostname(host)
    return name == hostname(platform_host) or (allows_local and (name == LOCAL or is_ip(name)))


def local_slug(host: str) -> str | None:
    """The city of `<slug>.localhost`; None for any other host."""
    name = hostname(host)
    return name.removesuffix(LOCAL_SUFFIX) if name.endswith(LOCAL_SUFFIX) else None


def is_ip(name: str) -> bool:
    """Whether a host name is an address of IPv4 or, in brackets, of IPv6."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
