"""Dates with places: from the wall clock to moments, repeating, and what may change once people are registered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from engagement.kernel.errors import N_, DomainError
from engagement.opportunities.rules import minimum
from engagement.opportunities.rules.content import EARLIEST, LATEST, NOT_A_DAY
from engagement.opportunities.rules.errors import CapacityBelowTaken, Gap, ShiftHasPeople, ShiftTimeFixed

MAX_SHIFTS = 100
MAX_CAPACITY = 1000
MAX_NOTE = 120
# 22–2 Uhr ends on the next day; 14–12 Uhr is a slip of the finger.
MAX_OVER_MIDNIGHT = timedelta(hours=12)

END_BEFORE_START = N_("The end must be after the start.")
NO_SUCH_HOUR = N_("This time does not exist: in this night the clocks are put forward.")
TOO_MANY_SHIFTS = N_("At most %(limit)d dates fit into one offer.")
NOT_A_CAPACITY = N_("Please enter a number from 1 to 1000.")
NOTE_TOO_LONG = N_("This is too long: %(count)d characters. At most %(limit)d fit.")
SAME_TWICE = N_("This date is entered twice.")
NEW_IN_PAST = N_("This date is in the past. On a published offer new dates must be ahead.")


class NoSuchTime(DomainError):
    """A wall clock time that cannot be a date's. `part` is the form's part: day, begins or ends."""

    def __init__(self, part: str, message: str) -> None:
        self.part = part
        self.message = message
        super().__init__(field=part)


@dataclass(frozen=True)
class ShiftInput:
    """A date as it is to be: `public_id` of a stored one, None for a new one; moments in UTC."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    note: str = ""
    public_id: str | None = None
    series: str | None = None  # of a new date: what it shares with the others of its rule
    minimum: int | None = None  # it takes place only with so many people,
    decide_days: int | None = None  # decided so many days before


class Stored(Protocol):
    """A stored shift."""

    public_id: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    note: str
    cancelled_at: datetime | None


S = TypeVar("S", bound=Stored)


def moments(day: date, begins: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end in UTC of a date typed on the city's wall clock.

    An end before the start is on the next day when that makes at most 12 hours. In the doubled hour of autumn the first
    one counts.

    Raises:
        NoSuchTime: the year cannot be meant, the hour does not exist, or the end is not after the start.
    """
    if not EARLIEST <= day < LATEST:
        raise NoSuchTime("day", NOT_A_DAY)
    start = _moment(day, begins, zone, "begins")
    end = _moment(day, ends, zone, "ends")
    if end < start:
        end = _moment(day + timedelta(days=1), ends, zone, "ends")
        if end - start > MAX_OVER_MIDNIGHT:
            raise NoSuchTime("ends", END_BEFORE_START)
    if end == start:
        raise NoSuchTime("ends", END_BEFORE_START)
    return start, end


def is_right_length(begins: time, ends: time) -> bool:
    """Whether a date from one time to the other can be meant: it ends later, or soon after midnight."""
    day = date(2000, 1, 1)
    length = datetime.combine(day, ends) - datetime.combine(day, begins)
    return timedelta(0) < length or timedelta(0) < length + timedelta(days=1) <= MAX_OVER_MIDNIGHT


def _moment(day: date, at: time, zone: ZoneInfo, part: str) -> datetime:
    wall = datetime.combine(day, at, zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise NoSuchTime(part, NO_SUCH_HOUR)
    return moment


def is_editable(shift: Stored, now: datetime, *, was_published: bool) -> bool:
    """Whether a form shows the date. What is over stays as it was, unless nobody ever saw it."""
    return shift.cancelled_at is None and (shift.ends_at > now or (not was_published and shift.taken == 0))


def shift_problems(rows: Sequence[ShiftInput], kept: int = 0) -> list[Gap]:
    """What cannot be stored. `kept` counts the dates of the opportunity that stay beside these rows."""
    found: list[Gap] = []
    if len(rows) + kept > MAX_SHIFTS:
        found.append(Gap("shifts", TOO_MANY_SHIFTS, {"limit": MAX_SHIFTS}))
    seen: set[tuple[datetime, datetime, str]] = set()
    for index, row in enumerate(rows):
        if not 1 <= row.capacity <= MAX_CAPACITY:
            found.append(Gap(f"shifts-{index}-places", NOT_A_CAPACITY))
        if len(row.note) > MAX_NOTE:
            found.append(Gap(f"shifts-{index}-note", NOTE_TOO_LONG, {"count": len(row.note), "limit": MAX_NOTE}))
        found += minimum_problems(f"shifts-{index}-", row.minimum, row.decide_days, row.capacity)
        if row.ends_at <= row.starts_at:
            found.append(Gap(f"shifts-{index}-ends", END_BEFORE_START))
        key = (row.starts_at, row.ends_at, row.note.casefold())
        if key in seen:
            found.append(Gap(f"shifts-{index}-day", SAME_TWICE))
        seen.add(key)
    return found


def minimum_problems(prefix: str, least: int | None, days: int | None, capacity: int) -> list[Gap]:
    """What cannot be right about how many people a date needs; fields are called with `prefix`."""
    found: list[Gap] = []
    if least is None:
        return [Gap(f"{prefix}minimum", minimum.NO_MINIMUM)] if days is not None else []
    if not minimum.LEAST <= least <= minimum.MOST:
        found.append(Gap(f"{prefix}minimum", minimum.NOT_A_MINIMUM, {"min": minimum.LEAST, "max": minimum.MOST}))
    elif least > capacity:
        found.append(Gap(f"{prefix}minimum", minimum.TOO_HIGH, {"capacity": capacity}))
    if days is not None and not 1 <= days <= minimum.MAX_DAYS_BEFORE:
        found.append(Gap(f"{prefix}decide_days", minimum.NOT_A_MINIMUM, {"min": 1, "max": minimum.MAX_DAYS_BEFORE}))
    return found


def recognised(rows: Sequence[ShiftInput], stored: Iterable[Stored]) -> list[ShiftInput]:
    """The rows; a new one that says what a stored one says is that one, so that a form sent twice changes nothing."""
    named = {row.public_id for row in rows}
    free = {(each.starts_at, each.ends_at, each.note): each for each in stored if each.public_id not in named}
    found = []
    for row in rows:
        same = free.pop((row.starts_at, row.ends_at, row.note), None) if row.public_id is None else None
        found.append(row if same is None else replace(row, public_id=same.public_id))
    return found


def past_problems(rows: Sequence[ShiftInput], now: datetime) -> list[Gap]:
    """New dates of a shown opportunity that are not ahead: they take effect at once."""
    return [
        Gap(f"shifts-{index}-day", NEW_IN_PAST)
        for index, row in enumerate(rows) if row.public_id is None and row.starts_at <= now
    ]  # fmt: skip


def check_change(shift: Stored, row: ShiftInput, index: int) -> None:
    """Raise ShiftTimeFixed or CapacityBelowTaken when the change would hurt people who are registered."""
    if row.capacity < shift.taken:
        raise CapacityBelowTaken(field=f"shifts-{index}-places", taken=shift.taken)
    if shift.taken and (row.starts_at, row.ends_at) != (shift.starts_at, shift.ends_at):
        raise ShiftTimeFixed(field=f"shifts-{index}-day")


def check_removal(shift: Stored, zone: ZoneInfo) -> None:
    """Raise ShiftHasPeople when somebody is registered for it."""
    if shift.taken:
        raise ShiftHasPeople(field="shifts", day=shift.starts_at.astimezone(zone).strftime("%d.%m.%Y"))


def all_over(shifts: Iterable[Stored], now: datetime) -> bool:
    """Whether there were dates and none of them is still to come or running."""
    dates = [shift for shift in shifts if shift.cancelled_at is None]
    return bool(dates) and all(shift.ends_at <= now for shift in dates)
