"""The address by which anybody can check a certificate, without the names of people being kept for it.

What the paper says stands in the address itself, signed; of the name only a mark with which a name can be compared. So
nothing is stored, and who knows the paper learns nothing more. Papers of
an earlier SECRET_KEY need it in SECRET_KEY_FALLBACKS: docs/settings.md.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

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
    salt: str
    mark: str

    def is_about(self, name: str) -> bool:
        """Whether the certificate was made out to this name."""
        return secrets.compare_digest(name_mark(name, self.salt), self.mark)


def certificate_token(association_name: str, name: str, minutes: int, first: date, last: date, issued: date) -> str:
    """The last part of the address that stands on the paper."""
    salt = secrets.token_hex(4)
    days = [each.toordinal() for each in (first, last, issued)]
    return sign(PURPOSE, [association_name, minutes, *days, salt, name_mark(name, salt)])


def read_certificate(token: str) -> Claim:
    """What the paper must say. Raises TokenInvalid for anything that was not made here."""
    match read(PURPOSE, token):
        case [str(association_name), int(minutes), int(first), int(last), int(issued), str(salt), str(mark)]:
            day = date.fromordinal
            return Claim(association_name, minutes, day(first), day(last), day(issued), salt, mark)
    raise TokenInvalid
