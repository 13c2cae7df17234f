"""Why somebody cannot register: each reason has its own error, and leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.actor import Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
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
    make_stage,
    taken,
)
from tests.support.factories import make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]

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


def test_an_account_that_goes_and_comes_back_all_day_is_asked_to_talk(db_app: Flask, clock) -> None:
    stage, other = make_stage(shifts=2), make_stage("andernorts")
    actor = Actor(user_id=make_user().id)

    def back_and_forth() -> None:
        made = stage.register(actor=actor)
        with entered(Scope.city(stage.city.id)):
            operations.withdraw(made.registration_id, actor=actor)

    for _ in range(3):
        back_and_forth()
    before = kinds()
    for shift in stage.shifts:
        with pytest.raises(errors.TooManyReturns):
            stage.register(actor=actor, shift=shift)
    assert kinds() == before, "nobody gets a mail"
    assert other.register(actor=actor).state is RegistrationState.CONFIRMED, "another offer is another matter"
    assert stage.register(actor=Actor(user_id=make_user().id)).state is RegistrationState.CONFIRMED
    clock.shift(timedelta(hours=24, minutes=1))
    assert stage.register(actor=actor, despite_overlap=True).state is RegistrationState.CONFIRMED


def test_who_has_a_place_is_not_turned_away_by_it(db_app: Flask) -> None:
    stage, actor = make_stage(), Actor(user_id=make_user().id)
    for _ in range(2):
        made = stage.register(actor=actor)
        with entered(Scope.city(stage.city.id)):
            operations.withdraw(made.registration_id, actor=actor)
    stage.register(actor=actor)
    assert stage.register(actor=actor).is_repeated
