"""The address and the code by which anybody can check a certificate, without the names of people being kept for it.

What the paper says stands in the address itself, signed; of the name only a mark with which a name can be compared. So
nothing is stored, and who knows the paper learns nothing more. A camera reads the address; the code is what somebody
types (typed_codes.py). Papers of an earlier SECRET_KEY need it in SECRET_KEY_FALLBACKS: docs/settings.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from engagement.accounts.keyed import keyed_hashes
from engagement.attendance import typed_codes
from engagement.attendance.queries.certificates import associations_beginning
from engagement.attendance.rules import name_mark
from engagement.core.tokens import TokenInvalid, read, sign

PURPOSE = "certificate"


@dataclass(frozen=True)
class Claim:
    """What a certificate claims."""

    association_name: str
    minutes: int
    first: date
    last: date
    issued: date
    compare: Callable[[str], bool]
    is_renamed: bool = False  # the association was called otherwise when the paper was made

    def is_about(self, name: str) -> bool:
        """Whether the certificate was made out to this name."""
        return self.compare(name)


def certificate_token(association_name: str, name: str, minutes: int, first: date, last: date, issued: date) -> str:
    """The last part of the address that stands on the paper."""
    salt = secrets.token_hex(4)
    days = [each.toordinal() for each in (first, last, issued)]
    return sign(PURPOSE, [association_name, minutes, *days, salt, name_mark(name, salt)])


def read_certificate(token: str) -> Claim:
    """What the paper must say, by its address or its code. Raises TokenInvalid for what was not made here."""
    code = typed_codes.plain(token)
    if typed_codes.is_code(code):
        return read_typed(code)
    match read(PURPOSE, token):
        case [str(association_name), int(minutes), int(first), int(last), int(issued), str(salt), str(mark)]:
            day = date.fromordinal
            return Claim(
                association_name, minutes, day(first), day(last), day(issued),
                lambda name: secrets.compare_digest(name_mark(name, salt), mark),
            )  # fmt: skip
    raise TokenInvalid


def certificate_code(
    association_id: str, association_name: str, name: str, minutes: int, first: date, last: date, issued: date
) -> str:
    """What somebody without a camera types; in the rare case that it has no room for the numbers, ""."""
    return typed_codes.write_code(
        association_id, association_name, name, minutes, first, last, issued, keyed_hashes
    )  # fmt: skip


def read_typed(text: str) -> Claim:
    """What the paper with this code must say, however it was typed. Raises TokenInvalid."""
    try:
        typed = typed_codes.read_code(typed_codes.plain(text), associations_beginning, keyed_hashes)
    except typed_codes.NotOneOfOurs:
        raise TokenInvalid from None
    return Claim(
        typed.association_name, typed.minutes, typed.first, typed.last, typed.issued,
        lambda name: typed_codes.is_about(typed, name, keyed_hashes), typed.is_renamed,
    )  # fmt: skip
