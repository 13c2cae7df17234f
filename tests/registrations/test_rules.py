"""Rules without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.registrations import errors, rules
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.web.sheets import FORMULA_STARTS, safe_cell

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def test_hold_lasts_thirty_minutes_or_until_the_start() -> None:
    assert rules.hold_end(NOW, None) == NOW + timedelta(minutes=30)
    assert rules.hold_end(NOW, NOW + timedelta(days=1)) == NOW + timedelta(minutes=30)
    assert rules.hold_end(NOW, NOW + timedelta(minutes=5)) == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("min_age", "own_age", "expected"),
    [
        (None, 18, 18),
        (14, 18, 18),
        (18, 18, 18),
        (21, 18, 21),
        (None, 16, 16),
        (14, 16, 16),
        (17, 16, 17),
        (18, 16, 18),
    ],
)
def test_age_asked_for(min_age: int | None, own_age: int, expected: int) -> None:
    assert rules.minimum_age(min_age, own_age) == expected


def test_minors_pass_only_where_the_city_and_the_offer_let_them() -> None:
    rules.check_age(True, None, is_minor=True, own_age=16)
    with pytest.raises(errors.UnderAge) as refusal:
        rules.check_age(False, None, own_age=16)
    assert refusal.value.values == {"age": 16}
    with pytest.raises(errors.UnderAge):
        rules.check_age(True, None, is_minor=True, own_age=18)
    with pytest.raises(errors.BelowMinimumAge):
        rules.check_age(True, 18, is_minor=True, own_age=16)


def test_old_enough_passes_whatever_the_age() -> None:
    rules.check_age(True, 67)


def test_shift_is_closed_from_its_first_minute() -> None:
    rules.check_shift(NOW + timedelta(seconds=1), None, NOW)
    with pytest.raises(errors.ShiftPast):
        rules.check_shift(NOW, None, NOW)


def test_cancelled_is_said_before_past() -> None:
    with pytest.raises(errors.ShiftCancelled):
        rules.check_shift(NOW - timedelta(days=1), NOW, NOW)


def test_offer_without_a_date_to_choose() -> None:
    with pytest.raises(errors.NoDatesLeft):
        rules.check_dates(0)
    rules.check_dates(1)


def test_last_day_counts() -> None:
    rules.check_period(date(2026, 5, 4), date(2026, 5, 4))
    rules.check_period(None, date(2026, 5, 4))
    with pytest.raises(errors.PeriodOver):
        rules.check_period(date(2026, 5, 3), date(2026, 5, 4))


def test_coming_back_twice_passes_and_three_times_does_not() -> None:
    rules.check_returns(2)
    with pytest.raises(errors.TooManyReturns):
        rules.check_returns(3)


def test_third_hold_passes_and_fourth_does_not() -> None:
    rules.check_holds(2)
    with pytest.raises(errors.TooManyHolds):
        rules.check_holds(3)


@pytest.mark.parametrize("state", [state for state in RegistrationState if state is not RegistrationState.PENDING])
def test_only_a_pending_request_is_answered(state: RegistrationState) -> None:
    rules.check_answerable(RegistrationState.PENDING)
    with pytest.raises(errors.AlreadyAnswered):
        rules.check_answerable(state)


@pytest.mark.parametrize("state", RegistrationState)
def test_only_active_registrations_are_withdrawn(state: RegistrationState) -> None:
    if state in ACTIVE_STATES:
        rules.check_withdrawable(state, None, NOW)
    else:
        with pytest.raises(errors.AlreadyEnded):
            rules.check_withdrawable(state, None, NOW)


def test_lapsing() -> None:
    assert rules.is_lapsed(RegistrationState.HELD, NOW, NOW)
    assert not rules.is_lapsed(RegistrationState.HELD, NOW + timedelta(seconds=1), NOW)
    assert not rules.is_lapsed(RegistrationState.CONFIRMED, NOW, NOW)


def test_link_lives_ninety_days_after_the_date() -> None:
    assert rules.is_link_alive(None, NOW)
    assert rules.is_link_alive(NOW - timedelta(days=89), NOW)
    assert not rules.is_link_alive(NOW - timedelta(days=90), NOW)


@settings(deadline=None)
@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe_cell(text).startswith(FORMULA_STARTS)


def test_harmless_cells_stay_as_they_are() -> None:
    assert safe_cell("Hanna – „Kuchen“; ja") == "Hanna – „Kuchen“; ja"
    assert safe_cell("=1+1") == "'=1+1"
