"""„Wie letztes Jahr“: where dates go in another year."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from engagement.opportunities.rules.moving import in_year, moved, next_year, weeks_to


@pytest.mark.parametrize(
    ("first", "year", "then"),
    [
        (date(2026, 5, 9), 2027, date(2027, 5, 8)),  # the second Saturday stays the second Saturday
        (date(2026, 12, 24), 2027, date(2027, 12, 23)),
        (date(2026, 1, 1), 2027, date(2026, 12, 31)),  # the nearest Thursday lies before New Year
        (date(2027, 12, 31), 2028, date(2028, 12, 29)),  # over a leap day
        (date(2024, 2, 29), 2025, date(2025, 2, 27)),  # from a leap day
        (date(2026, 3, 29), 2027, date(2027, 3, 28)),  # both Sundays change the clocks
        (date(2026, 5, 9), 2029, date(2029, 5, 12)),  # several years
    ],
)
def test_a_day_goes_to_the_nearest_same_weekday(first: date, year: int, then: date) -> None:
    assert moved([first], year) == [then]
    assert then.weekday() == first.weekday()
    assert abs(then - in_year(first, year)) <= timedelta(days=3)


def test_every_day_keeps_its_weekday_and_is_near() -> None:
    for number in range(366 * 4):
        first = date(2026, 1, 1) + timedelta(days=number)
        then = moved([first], first.year + 1)[0]
        assert (then - first).days == 364, first


def test_a_school_year_moves_in_one_piece() -> None:
    weekly = [date(2026, 9, 16) + timedelta(weeks=number) for number in range(44)]
    then = moved(weekly, 2027)
    assert then[0] == date(2027, 9, 15)
    assert {b - a for a, b in pairwise(then)} == {timedelta(weeks=1)}
    assert then[-1].year == 2028


def test_the_earliest_date_decides_and_the_order_stays() -> None:
    assert moved([date(2026, 5, 16), date(2026, 5, 9)], 2027) == [date(2027, 5, 15), date(2027, 5, 8)]
    assert moved([], 2027) == []


def test_the_next_year_is_the_first_with_the_date_ahead() -> None:
    assert next_year(date(2025, 5, 10), date(2026, 5, 4)) == 2026
    assert next_year(date(2025, 5, 10), date(2026, 5, 9)) == 2027  # that day is no longer ahead
    assert next_year(date(2022, 5, 14), date(2026, 11, 1)) == 2027
    assert next_year(date(2026, 7, 1), date(2026, 5, 4)) == 2027


def test_a_period_keeps_its_days() -> None:
    assert in_year(date(2026, 9, 1), 2027) == date(2027, 9, 1)
    assert in_year(date(2028, 2, 29), 2029) == date(2029, 2, 28)
    assert weeks_to(date(2026, 5, 9), 2026) == 0
