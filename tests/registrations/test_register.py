"""Taking a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.actor import Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState
from tests.registrations.support import (
    change,
    change_publication,
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


REFUSED_STATES = [
    (PublicationState.PAUSED, errors.OfferPaused),
    (PublicationState.WITHDRAWN, errors.OfferWithdrawn),
    (PublicationState.ARCHIVED, errors.OfferWithdrawn),
    (PublicationState.EXPIRED, errors.OfferExpired),
]


@pytest.mark.parametrize(("state", "refusal"), REFUSED_STATES)
def test_offer_that_is_not_open_is_refused(db_app: Flask, state: PublicationState, refusal: type[Exception]) -> None:
    stage = make_stage(state=state)
    with pytest.raises(refusal):
        stage.register()
    assert (count_registrations(), taken(stage.shift), kinds()) == (0, 0, [])


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.IN_REVIEW])
def test_offer_that_nobody_has_seen_does_not_exist(db_app: Flask, state: PublicationState) -> None:
    with pytest.raises(NotFound):
        make_stage(state=state).register()


def test_suspended_association_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    with entered(SYSTEM):
        import sqlalchemy as sa

        from engagement.extensions import db

        listing = db.session.scalars(sa.select(Listing)).one()
    change(Listing, listing.id, state=ListingState.SUSPENDED)
    with pytest.raises(errors.AssociationSuspended):
        stage.register()


def test_past_shift_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    change(Shift, stage.shift.id, starts_at=utcnow() - timedelta(minutes=1))
    with pytest.raises(errors.ShiftPast):
        stage.register()


def test_cancelled_shift_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    change(Shift, stage.shift.id, cancelled_at=utcnow())
    with pytest.raises(errors.ShiftCancelled):
        stage.register()


def test_full_shift_is_refused(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    stage.register()
    with pytest.raises(errors.ShiftFull):
        stage.register()
    assert (count_registrations(), taken(stage.shift)) == (1, 1)


def test_shift_of_another_offer_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    other = make_stage("andernorts")
    with pytest.raises(errors.UnknownShift):
        stage.register(shift=other.shift)
    assert taken(other.shift) == 0


def test_offer_of_another_city_does_not_exist(db_app: Flask) -> None:
    here, there = make_stage(), make_stage("andernorts")
    with entered(Scope.city(here.city.id)), pytest.raises(NotFound):
        operations.register(
            there.opportunity.public_id, city_id=here.city.id, actor=Actor(), shift_id=there.shift.public_id,
            name="Hanna", email="hanna@leute.example", is_adult=True,
        )  # fmt: skip


def test_date_must_be_chosen(db_app: Flask) -> None:
    with pytest.raises(errors.NoDateChosen):
        make_stage().register(shift=None)


def test_ongoing_offer_after_its_last_day_is_refused(db_app: Flask) -> None:
    stage = make_stage(is_ongoing=True, ends_on=utcnow().date() - timedelta(days=1))
    with pytest.raises(errors.PeriodOver):
        stage.register()


def test_ongoing_offer_on_its_last_day_is_open(db_app: Flask) -> None:
    assert make_stage(is_ongoing=True, ends_on=utcnow().date()).register().state is RegistrationState.HELD


def test_under_age_is_refused_and_leaves_nothing(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(errors.UnderAge):
        stage.register(is_adult=False)
    assert (count_registrations(), kinds()) == (0, [])


def test_higher_minimum_age_is_named(db_app: Flask) -> None:
    with pytest.raises(errors.BelowMinimumAge) as refusal:
        make_stage(min_age=21).register(is_adult=False)
    assert refusal.value.values == {"age": 21}


def test_fourth_open_hold_of_an_address_is_refused_over_all_cities(db_app: Flask, clock) -> None:
    here, there = make_stage(shifts=3), make_stage("andernorts")
    here.register(email="hanna@leute.example", shift=here.shifts[0])
    there.register(email="hanna@leute.example")
    third = here.register(email="hanna@leute.example", shift=here.shifts[1])
    with pytest.raises(errors.TooManyHolds):
        here.register(email="Hanna@leute.example", shift=here.shifts[2])
    with entered(Scope.city(here.city.id)):
        operations.confirm_hold(third.registration_id, actor=Actor())
    assert here.register(email="hanna@leute.example", shift=here.shifts[2]).state is RegistrationState.HELD


def test_account_without_confirmed_address_cannot_act_as_one(db_app: Flask) -> None:
    stage, person = make_stage(), make_user(confirmed=False)
    with pytest.raises(Forbidden):
        stage.register(actor=Actor(user_id=person.id))


def test_publication_changes_are_seen(db_app: Flask) -> None:
    stage = make_stage()
    change_publication(stage.opportunity, state=PublicationState.PAUSED)
    with pytest.raises(errors.OfferPaused):
        stage.register()


def test_two_offers_do_not_mix(db_app: Flask) -> None:
    stage, person = make_stage(is_ongoing=True), make_user()
    other = make_opportunity(stage.city, stage.association, is_ongoing=True, title="Zweites")
    first = stage.register(actor=actor_of(person.id))
    stage.opportunity = other
    second = stage.register(actor=actor_of(person.id))
    assert first.registration_id != second.registration_id
