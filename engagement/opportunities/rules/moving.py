"""„Wie letztes Jahr“: where the dates of an offer go in another year. Pure; days only, wall clock times stay.

The first date goes to the same weekday that is nearest to the same day of the calendar; all others go along by the same
number of whole weeks. So a weekly group stays weekly, a school year from September to July stays in one piece, a leap
day in between changes nothing, and 20:00 stays 20:00 when the clocks have changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta


def weeks_to(first: date, year: int) -> int:
    """By how many whole weeks dates move whose first one is to be in `year`.

    The nearest same weekday to the same day is at most three days away, so that there is exactly one. It may lie beyond
    New Year: a Thursday, 1 January 2026, is Thursday, 31 December, on the way to 2027.
    """
    return ((in_year(first, year) - first).days + 3) // 7


def moved(days: Sequence[date], year: int) -> list[date]:
    """The days in `year`, in the order given; the earliest decides by how much all of them move."""
    if not days:
        return []
    weeks = timedelta(weeks=weeks_to(min(days), year))
    return [day + weeks for day in days]


def next_year(first: date, today: date) -> int:
    """The first year after that of `first` in which the moved date is still ahead."""
    year = first.year + 1
    while first + timedelta(weeks=weeks_to(first, year)) <= today:
        year += 1
    return year


def in_year(day: date, year: int) -> date:
    """The same day of the calendar in another year, as a period's first or last day; 29 February becomes the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
