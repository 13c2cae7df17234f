"""Dates that take place only with enough people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from engagement.kernel.errors import N_, DomainError, Stale

LEAST, MOST = 2, 1000
MAX_DAYS_BEFORE = 60
BEFORE_START = timedelta(days=2)  # when it is decided unless the association says otherwise
TELL_OPEN = timedelta(hours=12)  # before the start, when nobody has decided


TOO_HIGH = N_("This date has only %(capacity)d places. Please write a smaller number.")
NOT_A_MINIMUM = N_("Please write a number from %(min)d to %(max)d.")
NO_MINIMUM = N_("Please write how many people it needs.")


class MinimumTooHigh(DomainError):
    message = TOO_HIGH
    field = "minimum"


class DecisionNotAhead(DomainError):
    message = N_("Please write a time that is ahead and before the date begins.")
    field = "day"


class DecidedBefore(Stale):
    message = N_("It is decided already: this date takes place.")


class NoQuestionOpen(Stale):
    message = N_("This date has begun, is cancelled, or takes place in any case.")


def default_decision(starts_at: datetime, now: datetime) -> datetime:
    """Two days before; for a date that is nearer, half of the time until it begins."""
    usual = starts_at - BEFORE_START
    return usual if usual > now else now + (starts_at - now) / 2


def check_minimum(minimum: int, capacity: int, decide_by: datetime, starts_at: datetime, now: datetime) -> None:
    """Raise what makes no sense."""
    if minimum > capacity:
        raise MinimumTooHigh(capacity=capacity)
    if not now < decide_by < starts_at:
        raise DecisionNotAhead


class Dated(Protocol):
    """A date that may need enough people."""

    starts_at: datetime
    decide_by: datetime | None


def days_before(shift: Dated, zone: ZoneInfo) -> int | None:
    """How many days before the date it is decided, on the town's calendar; None on the day itself, or undecided."""
    if shift.decide_by is None:
        return None
    return (shift.starts_at.astimezone(zone).date() - shift.decide_by.astimezone(zone).date()).days or None


def decision(starts_at: datetime, days: int | None, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment so many days before at the same time of day; without a number the usual one."""
    if days is None:
        return default_decision(starts_at, now)
    return (starts_at.astimezone(zone) - timedelta(days=days)).astimezone(UTC)
