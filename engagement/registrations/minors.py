"""What holds for those who are too young to register by themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from engagement.kernel.errors import N_, DomainError
from engagement.kernel.values import normalise_email
from engagement.registrations.errors import GuardianIsSelf, GuardianMissing, MinorsOnly, PhoneUnusable
from engagement.registrations.rules import ADULT

GUARDIAN_HOLD = timedelta(days=2)
GUARDIAN_MARGIN = timedelta(hours=12)
GUARDIAN_LATE = timedelta(hours=3)
GUARDIAN_INTEREST = timedelta(days=14)
GUARDIAN_PHONE_KEPT = timedelta(days=7)  # after the date


class ParentsAsked(DomainError):
    """What a parent is asked about is this young person's, and goes to nobody else meanwhile."""

    message = N_("Your parents have not answered yet. As long as we wait for them, you can only call off.")
    field = "email"


class GuardianPhoneUnusable(DomainError):
    """A number at which no parent can be called."""

    message = PhoneUnusable.message
    field = "guardian_phone"


def age_bands(min_age: int | None) -> list[tuple[int, int]]:
    """The bands under 18 that an offer with this minimum age asks for, oldest first: lowest and highest age."""
    floor = min_age or 0
    lows = [low for low in (16, 14, 12) if low > floor] + ([floor] if floor < ADULT else [])
    highs = [ADULT - 1, *(low - 1 for low in lows)]
    return list(zip(lows, highs, strict=False))


def check_minor(*, minors_only: bool, is_minor: bool) -> None:
    """Raise MinorsOnly when an adult asks for an offer that is for younger people alone."""
    if minors_only and not is_minor:
        raise MinorsOnly


def needs_guardian(age_from: int | None, own_age: int) -> bool:
    """Whether a parent has to agree: the lowest age of her band is below the one from which the city asks her alone."""
    return age_from is not None and age_from < own_age


def check_guardian(guardian_email: str, own_emails: Iterable[str | None]) -> None:
    """Raise GuardianMissing, or GuardianIsSelf for an address that is the young person's own."""
    if not guardian_email:
        raise GuardianMissing
    if normalise_email(guardian_email) in own_emails:
        raise GuardianIsSelf


def guardian_end(now: datetime, starts_at: datetime | None) -> datetime:
    """Until when a place is kept for a parent's answer: two days, no later than half a day before the date; whoever
    registers later than that gets three more hours, at most until the date begins."""
    if starts_at is None:
        return now + GUARDIAN_INTEREST
    return min(now + GUARDIAN_HOLD, max(starts_at - GUARDIAN_MARGIN, min(now + GUARDIAN_LATE, starts_at)))
