"""Dates by a rule: which days it makes, which fall out, and what the clock says."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engagement.opportunities.rules import series
from engagement.opportunities.rules.dates import END_BEFORE_START, MAX_SHIFTS, NO_SUCH_HOUR, moments
from engagement.opportunities.rules.errors import Gap
from engagement.opportunities.rules.free_days import SCHOOL_HOLIDAYS, in_school_holidays, public_holiday
from engagement.opportunities.rules.series import Expansion, Rhythm, Rule, expand, rule_problems

BERLIN = ZoneInfo("Europe/Berlin")


def made(rhythm: Rhythm = Rhythm.WEEKLY, first: date = date(2026, 5, 9), **values: Any) -> Expansion:
    times = {"begins": time(20), "ends": time(22)}
    return expand(Rule(**({"rhythm": rhythm, "first": first} | times | values)), BERLIN)


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_every_week_until_a_day_included() -> None:
    assert made(until=date(2026, 5, 23)).days == days("2026-05-09", "2026-05-16", "2026-05-23")


def test_every_second_week_on_two_weekdays() -> None:
    found = made(first=date(2026, 5, 6), every=2, weekdays=(2, 4), count=4)
    assert found.days == days("2026-05-06", "2026-05-08", "2026-05-20", "2026-05-22")


def test_weekdays_before_the_first_day_wait_for_the_next_week() -> None:
    assert made(first=date(2026, 5, 6), weekdays=(0,), count=2).days == days("2026-05-11", "2026-05-18")


def test_every_second_saturday_of_a_month() -> None:
    found = made(Rhythm.MONTHLY_WEEKDAY, count=3)
    assert found.days == days("2026-05-09", "2026-06-13", "2026-07-11")


def test_a_fifth_weekday_is_the_last_one() -> None:
    found = made(Rhythm.MONTHLY_WEEKDAY, first=date(2026, 5, 30), count=3)
    assert found.days == days("2026-05-30", "2026-06-27", "2026-07-25")


def test_the_31st_is_the_last_day_of_shorter_months() -> None:
    found = made(Rhythm.MONTHLY_DAY, first=date(2026, 1, 31), count=4)
    assert found.days == days("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")
    assert made(Rhythm.MONTHLY_DAY, first=date(2028, 1, 30), count=2).days == days("2028-01-30", "2028-02-29")


def test_every_third_month() -> None:
    found = made(Rhythm.MONTHLY_DAY, first=date(2026, 11, 15), every=3, count=3)
    assert found.days == days("2026-11-15", "2027-02-15", "2027-05-15")


def test_eight_in_the_evening_stays_eight_when_the_clocks_change() -> None:
    found = made(first=date(2026, 10, 17), count=3)
    starts = [moments(day, time(20), time(22), BERLIN)[0] for day in found.days]
    assert [start.astimezone(BERLIN).hour for start in starts] == [20, 20, 20]
    assert [start.astimezone(UTC).hour for start in starts] == [18, 18, 19]
    assert [b - a for a, b in pairwise(starts)] == [timedelta(days=7), timedelta(days=7, hours=1)]


def test_an_hour_that_does_not_exist_leaves_the_day_out() -> None:
    found = made(first=date(2027, 3, 21), begins=time(2, 30), ends=time(5), count=2)
    assert found.days == days("2027-03-21", "2027-04-04")
    assert found.left_out == [(date(2027, 3, 28), NO_SUCH_HOUR)]


def test_a_doubled_hour_happens_once() -> None:
    found = made(first=date(2026, 10, 18), begins=time(2, 30), ends=time(4), count=2)
    assert found.days == days("2026-10-18", "2026-10-25")
    start, end = moments(found.days[1], time(2, 30), time(4), BERLIN)
    assert end - start == timedelta(hours=2, minutes=30)


def test_free_days_fall_out_and_do_not_count() -> None:
    found = made(first=date(2026, 12, 18), count=3, without_school_holidays=True, without_public_holidays=True)
    assert found.days == days("2026-12-18", "2027-01-15", "2027-01-22")
    assert found.left_out == [
        (date(2026, 12, 25), "Christmas Day"), (date(2027, 1, 1), "New Year"), (date(2027, 1, 8), SCHOOL_HOLIDAYS)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-06", "Epiphany"), ("2026-04-03", "Good Friday"), ("2026-04-06", "Easter Monday"),
        ("2026-05-14", "Ascension Day"), ("2026-05-25", "Whit Monday"), ("2026-06-04", "Corpus Christi"),
        ("2026-10-03", "Day of German Unity"), ("2026-11-01", "All Saints’ Day"), ("2026-04-05", None),
        ("2026-10-31", None), ("2027-05-27", "Corpus Christi"),
    ],
)  # fmt: skip
def test_public_holidays_of_the_land(day: str, name: str | None) -> None:
    assert public_holiday(date.fromisoformat(day)) == name


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-07-29", False), ("2026-07-30", True), ("2026-09-12", True), ("2026-09-14", False), ("2026-08-02", True),
        ("2026-09-13", False), ("2026-03-28", False), ("2026-12-27", True), ("2031-08-01", False),
    ],
)  # fmt: skip
def test_school_holidays_of_the_land(day: str, closed: bool) -> None:
    assert in_school_holidays(date.fromisoformat(day)) is closed


def test_a_rule_without_end_in_sight_ends() -> None:
    assert len(made(until=date(2060, 1, 1)).days) == MAX_SHIFTS + 1
    assert len(made(count=MAX_SHIFTS).days) == MAX_SHIFTS
    never = made(first=date(2026, 1, 1), rhythm=Rhythm.MONTHLY_DAY, every=12, count=5, without_public_holidays=True)
    assert never.days == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"first": None}, "first", series.NO_FIRST),
        ({"begins": None}, "begins", series.NO_BEGIN),
        ({"ends": None}, "ends", series.NO_FINISH),
        ({"until": None}, "until", series.NO_END),
        ({"count": 3}, "until", series.TWO_ENDS),
        ({"every": 0}, "every", series.NOT_EVERY),
        ({"every": 53}, "every", series.NOT_EVERY),
        ({"until": None, "count": 101}, "count", series.NOT_A_COUNT),
        ({"until": date(2026, 5, 8)}, "until", series.REVERSED),
        ({"until": date(3026, 5, 8)}, "until", series.NOT_A_DAY),
    ],
)
def test_what_is_wrong_with_a_rule(changes: dict[str, Any], field: str, message: str) -> None:
    rule = {"first": date(2026, 5, 9), "begins": time(20), "ends": time(22), "every": 1, "until": date(2026, 6, 1),
            "count": None}  # fmt: skip
    assert rule_problems(**rule) == []
    assert [(gap.field, gap.message) for gap in rule_problems(**(rule | changes))] == [(field, message)]


@pytest.mark.parametrize(
    ("begins", "ends", "is_right"),
    [(20, 22, True), (22, 2, True), (20, 8, True), (20, 18, False), (20, 20, False), (0, 23, True)],
)
def test_a_rule_that_ends_before_it_begins_says_so_beside_its_end(begins: int, ends: int, is_right: bool) -> None:
    found = rule_problems(
        first=date(2026, 5, 9), begins=time(begins), ends=time(ends), every=1, until=None, count=3
    )  # fmt: skip
    assert found == ([] if is_right else [Gap("ends", END_BEFORE_START)])
