"""The time. Everything asks here, so that tests can freeze it (time-machine) and zones are handled in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_ZONE = ZoneInfo("Europe/Berlin")


def utcnow() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = DEFAULT_ZONE) -> date:
    """The calendar day in the city's zone."""
    return utcnow().astimezone(zone).date()


def local(moment: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> datetime:
    """The same moment on the city's wall clock."""
    return moment.astimezone(zone)


def to_utc(day: date, at: time, zone: ZoneInfo = DEFAULT_ZONE) -> datetime:
    """A wall clock time of a day as a moment in UTC. In the doubled hour of autumn the first one counts."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def day_bounds(day: date, zone: ZoneInfo = DEFAULT_ZONE) -> tuple[datetime, datetime]:
    """Start (included) and end (excluded) of a local day in UTC; 23 or 25 hours long when clocks change."""
    return to_utc(day, time.min, zone), to_utc(day + timedelta(days=1), time.min, zone)


def weekend(day: date) -> tuple[date, date]:
    """Saturday and Sunday of „dieses Wochenende“ seen from `day`; on a Sunday the weekend that is ending."""
    saturday = day + timedelta(days=5 - day.weekday()) if day.weekday() < 5 else day - timedelta(days=day.weekday() - 5)
    return saturday, saturday + timedelta(days=1)
