"""When somebody of the staff is told by mail that something new waits. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from engagement.cities.enums import QueueMail

MORNING = 7  # o'clock in the town
# A little less than an hour: the clock that ticks each hour is never quite on time.
HOUR = timedelta(minutes=55)


def is_due(wish: QueueMail, told_at: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is this person's turn: at most once an hour, or once a day from seven in the morning on."""
    if wish is QueueMail.NONE:
        return False
    if wish is QueueMail.HOURLY:
        return told_at is None or now - told_at >= HOUR
    here = now.astimezone(zone)
    return here.hour >= MORNING and (told_at is None or told_at.astimezone(zone).date() < here.date())


def is_new(waiting_since: datetime, told_at: datetime) -> bool:
    """Whether a case came after she was told last."""
    return waiting_since > told_at
