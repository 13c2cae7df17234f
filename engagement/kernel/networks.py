"""What a network address is, from its text."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"{_PART}(?:\.{_PART}){{3}}")


def is_ipv4(address: str) -> bool:
    """Whether this is an IPv4 address in its one spelling, as `ipaddress` tells in thirty calls."""
    return _IPV4.fullmatch(address) is not None
