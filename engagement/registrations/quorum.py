"""Dates that take place only with enough people."""

from __future__ import annotations

from datetime import datetime, timedelta

from engagement.kernel.errors import N_, DomainError, Stale

BEFORE_START = timedelta(days=2)  # when it is decided unless the association says otherwise
TELL_OPEN = timedelta(hours=12)  # before the start, when nobody has decided


class MinimumTooHigh(DomainError):
    message = N_("This date has only %(capacity)d places. Please write a smaller number.")
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
