"""Taking a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.scope import Scope, entered
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState
from tests.registrations.support import (
    change,
    count_registrations,
    kinds,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.support.factories import make_opportunity, make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]


def test_guest_holds_a_place_for_thirty_minutes(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.register(email="Hanna@Leute.example", message="Ich bringe Kuchen mit.")
    row = registration(done.registration_id)
    assert done.state is RegistrationState.HELD
    assert row.hold_until == utcnow() + timedelta(minutes=30)
    assert (row.user_id, row.name, row.message) == (None, "Hanna Keller", "Ich bringe Kuchen mit.")
    assert taken(stage.shift) == 1
    assert [(mail.kind, mail.to_email) for mail in mails()] == [("registration_hold", "Hanna@Leute.example")]


def test_hold_ends_when_the_date_begins(db_app: Flask) -> None:
    stage = make_stage()
    soon = utcnow() + timedelta(minutes=10)
    change(Shift, stage.shift.id, starts_at=soon, ends_at=soon + timedelta(hours=1))
    assert registration(stage.register().registration_id).hold_until == soon


def test_account_has_the_place_at_once(db_app: Flask) -> None:
    stage, person = make_stage(), make_user("hanna@leute.example")
    done = stage.register(actor=actor_of(person.id), email="somebody-else@leute.example")
    row = registration(done.registration_id)
    assert (row.state, row.user_id) == (RegistrationState.CONFIRMED, person.id)
    assert taken(stage.shift) == 1
    assert [(mail.kind, mail.to_email) for mail in mails()] == [
        ("registration_confirmed", "hanna@leute.example"), ("registration_new", "helga@verein.example"),
    ]  # fmt: skip


def test_association_decides_where_it_wants_to(db_app: Flask) -> None:
    stage, person = make_stage(approval_required=True), make_user()
    assert stage.register(actor=actor_of(person.id)).state is RegistrationState.PENDING
    assert taken(stage.shift) == 1
    assert kinds() == ["registration_pending", "registration_new"]


def test_interest_in_an_ongoing_offer_waits_for_an_answer(db_app: Flask) -> None:
    stage, person = make_stage(is_ongoing=True), make_user()
    assert stage.register(actor=actor_of(person.id)).state is RegistrationState.PENDING
    assert stage.guest().state is RegistrationState.PENDING


def test_interest_is_welcome_before_the_first_day(db_app: Flask) -> None:
    stage = make_stage(is_ongoing=True, starts_on=utcnow().date() + timedelta(days=40))
    assert stage.register().state is RegistrationState.HELD


def test_second_click_of_a_guest_returns_the_first_registration(db_app: Flask) -> None:
    stage = make_stage()
    first = stage.register(email="hanna@leute.example")
    second = stage.register(email=" HANNA@leute.example ", name="Hanna K.")
    assert (second.registration_id, second.is_repeated) == (first.registration_id, True)
    assert (count_registrations(), taken(stage.shift)) == (1, 1)
    assert kinds() == ["registration_hold"]


def test_link_is_sent_again_after_five_minutes_at_most(db_app: Flask, clock) -> None:
    stage = make_stage()
    stage.register(email="hanna@leute.example")
    clock.shift(timedelta(minutes=6))
    stage.register(email="hanna@leute.example")
    stage.register(email="hanna@leute.example")
    assert kinds() == ["registration_hold", "registration_hold"]


def test_second_click_with_an_account_returns_the_first_registration(db_app: Flask) -> None:
    stage, person = make_stage(capacity=1), make_user()
    actor = actor_of(person.id)
    first, second = stage.register(actor=actor), stage.register(actor=actor)
    assert (second.registration_id, second.is_repeated) == (first.registration_id, True)
    assert (count_registrations(), len(mails("registration_confirmed"))) == (1, 1)


def test_guest_with_the_address_of_an_account_is_the_same_person(db_app: Flask) -> None:
    stage, person = make_stage(), make_user("hanna@leute.example")
    first = stage.register(actor=actor_of(person.id))
    second = stage.register(email="hanna@leute.example")
    assert (second.registration_id, second.is_repeated) == (first.registration_id, True)
    assert (count_registrations(), taken(stage.shift)) == (1, 1)


def test_who_signs_in_takes_over_her_own_hold(db_app: Flask) -> None:
    stage, person = make_stage(), make_user("hanna@leute.example")
    held = stage.register(email="hanna@leute.example", name="Spaßvogel", message="Haha")
    done = stage.register(actor=actor_of(person.id), name="Hanna Keller")
    assert (registration(held.registration_id).name, registration(held.registration_id).message) == ("Hanna Keller", "")
    assert (done.registration_id, done.state) == (held.registration_id, RegistrationState.CONFIRMED)
    assert registration(held.registration_id).user_id == person.id
    assert taken(stage.shift) == 1


def test_full_shift_tells_a_stranger_nothing_about_an_address(db_app: Flask) -> None:
    """Somebody who tries addresses hears „full“, whether or not the address has a place."""
    stage = make_stage(capacity=1)
    stage.guest(email="hanna@leute.example")
    for email in ("hanna@leute.example", "stranger@leute.example"):
        with pytest.raises(errors.ShiftFull):
            stage.register(email=email)


def test_withdrawing_and_coming_back_works(db_app: Flask) -> None:
    stage, person = make_stage(), make_user()
    actor = actor_of(person.id)
    first = stage.register(actor=actor)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(first.registration_id, actor=actor)
    second = stage.register(actor=actor)
    assert (second.is_repeated, second.state) == (False, RegistrationState.CONFIRMED)
    assert (count_registrations(), taken(stage.shift)) == (2, 1)


def test_each_shift_is_taken_by_itself(db_app: Flask) -> None:
    stage, person = make_stage(shifts=2), make_user()
    for shift in stage.shifts:
        assert not stage.register(actor=actor_of(person.id), shift=shift).is_repeated
    assert [taken(shift) for shift in stage.shifts] == [1, 1]


def test_lapsed_hold_gives_its_place_to_the_next_without_the_job(db_app: Flask, clock) -> None:
    stage = make_stage(capacity=1)
    held = stage.register()
    with pytest.raises(errors.ShiftFull):
        stage.register()
    clock.shift(timedelta(minutes=31))
    assert stage.register().state is RegistrationState.HELD
    assert registration(held.registration_id).state is RegistrationState.EXPIRED
    assert taken(stage.shift) == 1


def test_own_lapsed_hold_is_replaced(db_app: Flask, clock) -> None:
    stage = make_stage()
    first = stage.register(email="hanna@leute.example")
    clock.shift(timedelta(minutes=31))
    second = stage.register(email="hanna@leute.example")
    assert second.registration_id != first.registration_id
    assert registration(first.registration_id).state is RegistrationState.EXPIRED
    assert taken(stage.shift) == 1


def test_two_offers_do_not_mix(db_app: Flask) -> None:
    stage, person = make_stage(is_ongoing=True), make_user()
    other = make_opportunity(stage.city, stage.association, is_ongoing=True, title="Zweites")
    first = stage.register(actor=actor_of(person.id))
    stage.opportunity = other
    second = stage.register(actor=actor_of(person.id))
    assert first.registration_id != second.registration_id
