"""Somebody checks a certificate by its code."""

from __future__ import annotations

from datetime import timedelta

from engagement.accounts import throttle
from engagement.attendance.certificates import read_typed
from engagement.attendance.errors import TooManyCodes, UnknownCode
from engagement.attendance.typed_codes import plain
from engagement.core.tokens import TokenInvalid

WRONG, WRONG_WINDOW = 30, timedelta(hours=1)  # of a network: an office types on, nobody tries them through


def check_code(text: str, *, network: str) -> str:
    """The code as its page's address takes it. Only wrong ones are counted. Raises UnknownCode, TooManyCodes."""
    limit = throttle.Limit("certificate_code", network, WRONG, WRONG_WINDOW)
    if throttle.is_reached(limit):
        raise TooManyCodes
    try:
        read_typed(text)
    except TokenInvalid:
        throttle.count([limit])
        raise UnknownCode from None
    return plain(text)
