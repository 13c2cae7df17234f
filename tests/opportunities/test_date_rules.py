"""Dates: the wall clock, the change of the clocks, repeating, and people who are registered."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engagement.opportunities.rules import dates
from engagement.opportunities.rules.dates import NoSuchTime, ShiftInput, moments, shift_problems
from engagement.opportunities.rules.errors import CapacityBelowTaken, ShiftHasPeople, ShiftTimeFixed

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 6, 6, 12, tzinfo=UTC)
NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)


def row(**values: Any) -> ShiftInput:
    return ShiftInput(**({"starts_at": START, "ends_at": START + timedelta(hours=2), "capacity": 5} | values))


def stored(**values: Any) -> Any:
    base = {"public_id": "abc", "starts_at": START, "ends_at": START + timedelta(hours=2), "capacity": 5, "taken": 0,
            "cancelled_at": None}  # fmt: skip
    return SimpleNamespace(**(base | values))


def test_wall_clock_becomes_utc() -> None:
    assert moments(date(2026, 7, 1), time(14), time(17), BERLIN) == (
        datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 15, tzinfo=UTC),
    )  # fmt: skip
    assert moments(date(2026, 12, 12), time(14), time(17), BERLIN)[0] == datetime(2026, 12, 12, 13, tzinfo=UTC)


def test_a_night_ends_on_the_next_day() -> None:
    start, end = moments(date(2026, 7, 1), time(22), time(2), BERLIN)
    assert end - start == timedelta(hours=4)


@pytest.mark.parametrize(
    ("day", "begins", "ends", "part", "message"),
    [
        (date(2026, 7, 1), time(14), time(12), "ends", dates.END_BEFORE_START),
        (date(2026, 7, 1), time(14), time(14), "ends", dates.END_BEFORE_START),
        (date(2026, 3, 29), time(2, 30), time(4), "begins", dates.NO_SUCH_HOUR),
        (date(2026, 3, 29), time(1), time(2, 30), "ends", dates.NO_SUCH_HOUR),
        (date(26, 7, 1), time(14), time(15), "day", "Please check the year of this date."),
    ],
)
def test_times_that_cannot_be(day: date, begins: time, ends: time, part: str, message: str) -> None:
    with pytest.raises(NoSuchTime) as refusal:
        moments(day, begins, ends, BERLIN)
    assert (refusal.value.part, refusal.value.message) == (part, message)


def test_the_doubled_hour_counts_once() -> None:
    start, end = moments(date(2026, 10, 25), time(2, 30), time(3, 30), BERLIN)
    assert end - start == timedelta(hours=2)


@pytest.mark.parametrize(
    ("rows", "kept", "field", "message"),
    [
        ([row(capacity=0)], 0, "shifts-0-places", dates.NOT_A_CAPACITY),
        ([row(), row(note="b", capacity=1001)], 0, "shifts-1-places", dates.NOT_A_CAPACITY),
        ([row(note="x" * 121)], 0, "shifts-0-note", dates.NOTE_TOO_LONG),
        ([row(ends_at=START)], 0, "shifts-0-ends", dates.END_BEFORE_START),
        ([row(), row()], 0, "shifts-1-day", dates.SAME_TWICE),
        ([row()], 100, "shifts", dates.TOO_MANY_SHIFTS),
    ],
)
def test_rows_that_cannot_be_stored(rows: list[ShiftInput], kept: int, field: str, message: str) -> None:
    assert [(gap.field, gap.message) for gap in shift_problems(rows, kept)] == [(field, message)]


def test_rows_that_can_be_stored() -> None:
    assert shift_problems([row(), row(note="Küche"), row(capacity=1000, note="Theke")], 97) == []


def test_registered_people_fix_time_and_number() -> None:
    dates.check_change(stored(taken=3), row(capacity=3, note="neu"), 0)
    dates.check_change(stored(), row(starts_at=START + timedelta(hours=1)), 0)
    with pytest.raises(CapacityBelowTaken) as few:
        dates.check_change(stored(taken=3), row(capacity=2), 4)
    assert few.value.field == "shifts-4-places"
    with pytest.raises(ShiftTimeFixed) as moved:
        dates.check_change(stored(taken=1), row(starts_at=START + timedelta(hours=1)), 1)
    assert moved.value.field == "shifts-1-day"
    dates.check_removal(stored(), BERLIN)
    with pytest.raises(ShiftHasPeople, match=r"06\.06\.2026"):
        dates.check_removal(stored(taken=1), BERLIN)


def test_which_dates_a_form_shows() -> None:
    over = stored(ends_at=NOW)
    assert dates.is_editable(stored(), NOW, was_published=True)
    assert not dates.is_editable(over, NOW, was_published=True)
    assert dates.is_editable(over, NOW, was_published=False)
    assert not dates.is_editable(stored(cancelled_at=NOW), NOW, was_published=False)


def test_all_over() -> None:
    assert dates.all_over([stored(ends_at=NOW)], NOW)
    assert not dates.all_over([stored(ends_at=NOW), stored()], NOW)
    assert dates.all_over([stored(ends_at=NOW), stored(cancelled_at=NOW)], NOW)
    assert not dates.all_over([], NOW)
