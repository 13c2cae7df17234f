"""What a city's own host name may be. Pure: text in, text out."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import idna

from engagement.kernel.errors import N_, DomainError

MAX_LENGTH: Final = 253  # RFC 1035: the longest name that DNS carries
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Names that no DNS server gives out (RFC 6761, RFC 6762), so no visitor could come.
_NOWHERE: Final = ("localhost", "local", "invalid", "onion")


class DomainInvalid(DomainError):
    message = N_("This is no web address of a town. Example: mitmachen.musterstadt.de")
    field = "domain"


class DomainIsPlatform(DomainError):
    message = N_("This is the address of the platform itself. Please choose another one.")
    field = "domain"


class DomainTaken(DomainError):
    message = N_("Another town has this address already.")
    field = "domain"


class DomainMissing(DomainError):
    message = N_("There is no address yet that mails could name.")
    field = "domain"


def normalise_domain(typed: str) -> str:
    """The host name in the form that browsers send: ASCII, small, without scheme, port, path and final dot.

    „https://Mitmachen.Bühl.de/“ gives „mitmachen.xn--bhl-hoa.de“. Raises DomainInvalid.
    """
    text = re.sub(r"^[a-z]+://", "", typed.strip().lower()).split("/", 1)[0]
    text = re.sub(r":\d+$", "", text).rstrip(".")
    try:
        name = idna.encode(text, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise DomainInvalid from None
    labels = name.split(".")
    if len(name) > MAX_LENGTH or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise DomainInvalid
    if labels[-1].isdigit() or labels[-1] in _NOWHERE or _is_ip(name):
        raise DomainInvalid
    return name


def check_domain(domain: str, platform_host: str) -> None:
    """A city cannot have the platform's own name. Raises DomainIsPlatform."""
    platform = platform_host.lower().partition(":")[0].rstrip(".")
    if domain in (platform, f"www.{platform}"):
        raise DomainIsPlatform


def readable_domain(domain: str) -> str:
    """The name as people write it: „bühl.de“ for „xn--bhl-hoa.de“."""
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
