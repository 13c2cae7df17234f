"""Dates by a rule: every week, every second Saturday of a month, on the 15th. Pure.

A rule is expanded to days on the calendar, and each day to a plain date on the city's wall clock: 20:00 stays 20:00
when the clocks change. An hour that does not exist that day leaves the day out, of a doubled hour the first one counts.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from engagement.kernel.errors import N_
from engagement.opportunities.rules.content import EARLIEST, LATEST, NOT_A_DAY
from engagement.opportunities.rules.dates import (
    END_BEFORE_START,
    MAX_SHIFTS,
    NoSuchTime,
    is_right_length,
    moments,
)
from engagement.opportunities.rules.errors import Gap
from engagement.opportunities.rules.free_days import SCHOOL_HOLIDAYS, in_school_holidays, public_holiday

MAX_EVERY = 52
# Days that are looked at: a rule that meets a free day each time must end, too.
MAX_TRIES = 600

NO_FIRST = N_("Please enter the first day.")
NO_END = N_("Please enter the last day or the number of dates.")
TWO_ENDS = N_("Please enter either the last day or the number of dates.")
REVERSED = N_("The last day must not be before the first day.")
NOT_EVERY = N_("Please enter a number from 1 to 52.")
NOT_A_COUNT = N_("Please enter a number from 1 to %(limit)d.")
TOO_MANY = N_("This makes more than %(limit)d dates. Please end it earlier.")
NO_DATE = N_("The rule makes no date.")
NO_BEGIN = N_("Please enter when it begins.")
NO_FINISH = N_("Please enter when it ends.")


class Rhythm(enum.StrEnum):
    WEEKLY = "weekly"
    MONTHLY_WEEKDAY = "monthly_weekday"  # „jeden zweiten Samstag im Monat“
    MONTHLY_DAY = "monthly_day"  # „am 15. jedes Monats“


@dataclass(frozen=True)
class Rule:
    """When to meet. `weekdays` (0 is Monday) count for weekly rules; none means that of the first day."""

    rhythm: Rhythm
    first: date
    begins: time
    ends: time
    every: int = 1  # weeks or months
    weekdays: tuple[int, ...] = ()
    until: date | None = None  # included
    count: int | None = None  # dates that take place
    without_school_holidays: bool = False
    without_public_holidays: bool = False


@dataclass(frozen=True)
class Expansion:
    """What a rule makes: days that take place, and those that fall out with the msgid of the reason."""

    days: list[date] = field(default_factory=list)
    left_out: list[tuple[date, str]] = field(default_factory=list)


def rule_problems(
    *, first: date | None, begins: time | None, ends: time | None, every: int | None, until: date | None,
    count: int | None,
) -> list[Gap]:  # fmt: skip
    """What is missing or wrong before a rule can be expanded; fields as in the form."""
    needed = (("first", first, NO_FIRST), ("begins", begins, NO_BEGIN), ("ends", ends, NO_FINISH))
    found = [Gap(name, text) for name, value, text in needed if value is None]
    found += [
        Gap(name, NOT_A_DAY) for name, day in (("first", first), ("until", until))
        if day is not None and not EARLIEST <= day < LATEST
    ]  # fmt: skip
    if every is not None and not 1 <= every <= MAX_EVERY:
        found.append(Gap("every", NOT_EVERY))
    if until is None and count is None:
        found.append(Gap("until", NO_END))
    elif until is not None and count is not None:
        found.append(Gap("until", TWO_ENDS))
    if count is not None and not 1 <= count <= MAX_SHIFTS:
        found.append(Gap("count", NOT_A_COUNT, {"limit": MAX_SHIFTS}))
    if begins is not None and ends is not None and not is_right_length(begins, ends):
        found.append(Gap("ends", END_BEFORE_START))
    if first is not None and until is not None and until < first:
        found.append(Gap("until", REVERSED))
    return found


def expand(rule: Rule, zone: ZoneInfo) -> Expansion:
    """The days of a rule that was found right, at most one more than MAX_SHIFTS: then it is too long."""
    found = Expansion()
    wanted = rule.count or MAX_SHIFTS + 1
    for day in islice(_days(rule), MAX_TRIES):
        if len(found.days) >= wanted or (rule.until is not None and day > rule.until):
            break
        reason = _reason_against(rule, day, zone)
        if reason is None:
            found.days.append(day)
        else:
            found.left_out.append((day, reason))
    return found


def _days(rule: Rule) -> Iterator[date]:
    start = datetime.combine(rule.first, time.min)
    if rule.rhythm is Rhythm.WEEKLY:
        on = sorted(set(rule.weekdays)) or [rule.first.weekday()]
        made = rrule(WEEKLY, interval=rule.every, byweekday=on, dtstart=start)
    elif rule.rhythm is Rhythm.MONTHLY_WEEKDAY:
        made = rrule(MONTHLY, interval=rule.every, byweekday=_nth_weekday(rule.first), dtstart=start)
    else:
        # The 31st is the last day of a shorter month; without this the month would be left out.
        last = list(range(28, rule.first.day + 1)) if rule.first.day > 28 else [rule.first.day]
        made = rrule(MONTHLY, interval=rule.every, bymonthday=last, bysetpos=-1, dtstart=start)
    return (moment.date() for moment in made)


def _nth_weekday(first: date) -> weekday:
    """The second Saturday, as the first day is one; a fifth one is the last of its month."""
    number = (first.day - 1) // 7 + 1
    return weekday(first.weekday(), -1 if number == 5 else number)


def _reason_against(rule: Rule, day: date, zone: ZoneInfo) -> str | None:
    if rule.without_public_holidays and (name := public_holiday(day)):
        return name
    if rule.without_school_holidays and in_school_holidays(day):
        return SCHOOL_HOLIDAYS
    try:
        moments(day, rule.begins, rule.ends, zone)
    except NoSuchTime as refusal:
        return refusal.message
    return None
