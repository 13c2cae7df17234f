"""How fast attempts may follow each other.

Counting never locks anybody out for good: the delay has an upper bound, and a code or a reset by mail goes past it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.accounts.enums import AttemptKind
from engagement.kernel.errors import N_, DomainError
from engagement.kernel.networks import is_ipv4


@dataclass(frozen=True)
class Limit:
    """`free` attempts within `window` pass at once; each further one waits twice as long as the one before."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    window: timedelta = timedelta(hours=1)


# NIST SP 800-63B-4, 3.2.2 allows 100 consecutive failures; with these an account sees about 12 an hour.
LIMITS: dict[AttemptKind, Limit] = {
    AttemptKind.SIGN_IN_ACCOUNT: Limit(5, timedelta(seconds=30), timedelta(minutes=15)),
    # A school or a town hall shares one address.
    AttemptKind.SIGN_IN_NETWORK: Limit(30, timedelta(seconds=30), timedelta(minutes=15)),
    AttemptKind.MAIL_RECIPIENT: Limit(4, timedelta(minutes=5), timedelta(minutes=30)),
    AttemptKind.MAIL_NETWORK: Limit(30, timedelta(minutes=1), timedelta(minutes=30)),
}
LONGEST_WINDOW = max(limit.window for limit in LIMITS.values())


class TooManyAttempts(DomainError):
    """The caller shows it with status 429; `seconds` is for the Retry-After header."""

    message = N_(
        "There were too many attempts. Please wait %(minutes)d minutes. You can also ask for a new password by mail."
    )

    def __init__(self, *, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        if minutes <= 1:
            self.message = self.short
        super().__init__(minutes=max(1, minutes))

    short = N_("There were too many attempts. Please wait one minute. You can also ask for a new password by mail.")


class TooManyMails(TooManyAttempts):
    message = N_("We have just sent several mails. Please look into your spam folder too, or wait %(minutes)d minutes.")
    short = N_("We have just sent several mails. Please look into your spam folder too, or wait one minute.")


def waits_until(attempts: Sequence[datetime], limit: Limit, now: datetime) -> datetime | None:
    """The moment from which the next attempt is let through; None when that is now.

    `attempts` are the moments of those that were let through, in any order.
    """
    counted = [at for at in attempts if at > now - limit.window]
    if len(counted) < limit.free:
        return None
    # The exponent is capped, so that a flood does not build a huge number.
    wait = min(limit.first_wait * 2 ** min(len(counted) - limit.free, 20), limit.longest_wait)
    until = max(counted) + wait
    return until if until > now else None


def check_attempts(kind: AttemptKind, attempts: Sequence[datetime], now: datetime) -> None:
    """Raises TooManyAttempts, or TooManyMails for mails."""
    until = waits_until(attempts, LIMITS[kind], now)
    if until is None:
        return
    seconds = max(1, round((until - now).total_seconds()))
    if kind in (AttemptKind.MAIL_RECIPIENT, AttemptKind.MAIL_NETWORK):
        raise TooManyMails(seconds=seconds)
    raise TooManyAttempts(seconds=seconds)


def network_of(address: str) -> str:
    """What is counted as one network: an IPv4 address, or the /64 that one IPv6 customer has at least.

    Anything that is no address counts as itself.
    """
    if is_ipv4(address):
        return address
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
