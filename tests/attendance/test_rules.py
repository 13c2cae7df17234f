"""Presence and hours: what holds, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.attendance import rules
from engagement.attendance.errors import (
    DateCancelled,
    DayInFuture,
    DayTooLongAgo,
    HoursOutOfBounds,
    NoHoursYet,
    NotComing,
    TooEarlyToTick,
    TooManyPeople,
)
from engagement.attendance.forms import minutes_of
from engagement.kernel.clock import to_utc
from engagement.registrations.enums import RegistrationState as State

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_people_are_ticked_off_from_three_hours_before() -> None:
    rules.check_tickable(State.CONFIRMED, NOW + 3 * HOUR, None, NOW)
    with pytest.raises(TooEarlyToTick):
        rules.check_tickable(State.CONFIRMED, NOW + 3 * HOUR + timedelta(seconds=1), None, NOW)


@pytest.mark.parametrize("state", [each for each in State if each is not State.CONFIRMED])
def test_only_a_confirmed_place_can_be_ticked(state: State) -> None:
    with pytest.raises(NotComing):
        rules.check_tickable(state, NOW, None, NOW)


def test_a_cancelled_date_has_no_people() -> None:
    with pytest.raises(DateCancelled):
        rules.check_tickable(State.CONFIRMED, NOW, NOW, NOW)


def test_hours_wait_for_the_end() -> None:
    with pytest.raises(NoHoursYet):
        rules.check_hours(60, NOW - HOUR, NOW + timedelta(seconds=1), NOW)
    rules.check_hours(60, NOW - HOUR, NOW, NOW)


@pytest.mark.parametrize(("minutes", "is_fine"), [(4, False), (5, True), (26 * 60, True), (26 * 60 + 1, False)])
def test_a_date_may_last_a_day_longer_than_planned(minutes: int, is_fine: bool) -> None:
    start, end = NOW - 2 * HOUR, NOW
    if is_fine:
        rules.check_hours(minutes, start, end, NOW)
    else:
        with pytest.raises(HoursOutOfBounds):
            rules.check_hours(minutes, start, end, NOW)


def test_a_day_has_24_hours() -> None:
    rules.check_hours(24 * 60, None, None, NOW)
    with pytest.raises(HoursOutOfBounds) as refusal:
        rules.check_hours(24 * 60 + 1, None, None, NOW)
    assert refusal.value.values["hours"] == 24


def test_not_more_people_than_places() -> None:
    rules.check_people(3, 3)
    for people in (0, 4):
        with pytest.raises(TooManyPeople):
            rules.check_people(people, 3)


def test_days_of_the_last_year() -> None:
    today = date(2026, 5, 4)
    rules.check_day(today, today)
    rules.check_day(date(2025, 5, 4), today)
    with pytest.raises(DayInFuture):
        rules.check_day(date(2026, 5, 5), today)
    with pytest.raises(DayTooLongAgo):
        rules.check_day(date(2025, 5, 3), today)


def test_a_night_across_the_change_of_the_clocks_has_its_real_length() -> None:
    night = date(2026, 10, 24)
    start, end = (
        to_utc(night, datetime.min.time().replace(hour=22)),
        to_utc(date(2026, 10, 25), datetime.min.time().replace(hour=6)),
    )
    assert rules.proposed_minutes(start, end) == 9 * 60


@settings(deadline=None)
@given(st.integers(1, 20_000))
def test_a_proposal_is_the_next_quarter(minutes: int) -> None:
    proposed = rules.proposed_minutes(NOW, NOW + timedelta(minutes=minutes))
    assert proposed % rules.STEP == 0
    assert minutes <= proposed < minutes + rules.STEP


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2", 120), ("2,5", 150), ("2.5 Std.", 150), ("2:30", 150), ("2h30", 150), (" 0,25 ", 15), ("1,75 h", 105),
        ("", None), ("zwei", None), ("-2", None), ("2,555", None), ("0", None), ("400", None), ("2:75", None),
        ("1e3", None), ("=1+1", None), ("٣", 180),
    ],
)  # fmt: skip
def test_hours_as_people_write_them(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


def test_a_mark_compares_names_without_holding_them() -> None:
    mark = rules.name_mark("Łucja  Dvořák", "a1")
    assert mark == rules.name_mark(" łucja dvořák ", "a1")
    assert mark != rules.name_mark("Lucja Dvorak", "a1")
    assert mark != rules.name_mark("Łucja Dvořák", "a2")
    assert "ucja" not in mark
