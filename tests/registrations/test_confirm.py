"""A guest answers the mail, in time or too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.operations import Outcome, expire_holds
from tests.registrations.support import (
    Stagecraft,
    change,
    change_publication,
    kinds,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.support.factories import make_city, make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]
Clock = time_machine.Traveller


def confirm(stage: Stagecraft, done: Outcome) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.confirm_hold(done.registration_id, actor=ANONYMOUS)


def renew(stage: Stagecraft, done: Outcome) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.renew_hold(done.registration_id, actor=ANONYMOUS)


def test_confirming_makes_the_place_safe(db_app: Flask) -> None:
    stage = make_stage()
    done = confirm(stage, stage.register())
    row = registration(done.registration_id)
    assert (row.state, row.hold_until, row.confirmed_at) == (RegistrationState.CONFIRMED, None, utcnow())
    assert taken(stage.shift) == 1
    assert kinds() == ["registration_hold", "registration_confirmed", "registration_new"]


def test_confirming_asks_the_association_where_it_decides(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    assert confirm(stage, stage.register()).state is RegistrationState.PENDING
    assert kinds()[1:] == ["registration_pending", "registration_new"]


def test_confirming_twice_changes_nothing(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.register()
    confirm(stage, done)
    assert confirm(stage, done).is_repeated
    assert len(mails("registration_new")) == 1


def test_confirming_too_late_is_refused_and_can_be_tried_again(db_app: Flask, clock: Clock) -> None:
    stage = make_stage(capacity=1)
    done = stage.register()
    clock.shift(timedelta(minutes=30))
    with pytest.raises(errors.HoldLapsed):
        confirm(stage, done)
    assert renew(stage, done).state is RegistrationState.CONFIRMED
    assert taken(stage.shift) == 1


def test_trying_again_takes_a_new_place_when_the_old_one_was_given_back(db_app: Flask, clock: Clock) -> None:
    stage = make_stage(capacity=1)
    done = stage.register()
    clock.shift(timedelta(minutes=31))
    assert expire_holds() == 1
    assert taken(stage.shift) == 0
    assert renew(stage, done).state is RegistrationState.CONFIRMED
    assert taken(stage.shift) == 1


def test_trying_again_finds_the_shift_full(db_app: Flask, clock: Clock) -> None:
    stage = make_stage(capacity=1)
    done = stage.register()
    clock.shift(timedelta(minutes=31))
    stage.guest()
    with pytest.raises(errors.ShiftFull):
        renew(stage, done)
    assert registration(done.registration_id).state is RegistrationState.EXPIRED


def test_trying_again_is_refused_when_the_offer_is_gone(db_app: Flask, clock: Clock) -> None:
    stage = make_stage()
    done = stage.register()
    clock.shift(timedelta(minutes=31))
    change_publication(stage.opportunity, state=PublicationState.WITHDRAWN)
    with pytest.raises(errors.OfferWithdrawn):
        renew(stage, done)


def test_trying_again_is_refused_when_registered_meanwhile(db_app: Flask, clock: Clock) -> None:
    stage = make_stage()
    first = stage.register(email="hanna@leute.example")
    clock.shift(timedelta(minutes=31))
    expire_holds()
    stage.guest(email="hanna@leute.example")
    with pytest.raises(errors.AlreadyRegistered):
        renew(stage, first)
    assert taken(stage.shift) == 1


def test_confirming_a_cancelled_registration_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.register()
    with entered(SYSTEM):
        operations.cancel_for_opportunity(stage.opportunity.id, reason="", actor=stage.owner_actor)
    with pytest.raises(errors.AlreadyEnded):
        confirm(stage, done)
    with pytest.raises(errors.AlreadyEnded):
        renew(stage, done)


def test_confirming_with_a_suspended_association_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.register()
    with entered(SYSTEM):
        listing = db.session.scalars(sa.select(Listing)).one()
    change(Listing, listing.id, state=ListingState.SUSPENDED)
    with pytest.raises(errors.AssociationSuspended):
        confirm(stage, done)


def test_another_city_cannot_confirm(db_app: Flask) -> None:
    stage, other = make_stage(), make_city("andernorts")
    done = stage.register()
    with entered(Scope.city(other.id)), pytest.raises(NotFound):
        operations.confirm_hold(done.registration_id, actor=ANONYMOUS)


def test_confirming_finds_the_account_with_the_address(db_app: Flask) -> None:
    stage, person = make_stage(), make_user("hanna@leute.example")
    done = confirm(stage, stage.register(email="Hanna@leute.example"))
    row = registration(done.registration_id)
    assert row.user_id == person.id
    with entered(SYSTEM):
        assert row.participant.user_id == person.id
        assert row.participant.email is None


def test_expiring_frees_the_place_once(db_app: Flask, clock: Clock) -> None:
    stage = make_stage()
    kept, lapsed = stage.guest(), stage.register()
    clock.shift(timedelta(minutes=29))
    fresh = stage.register()
    clock.shift(timedelta(minutes=1))
    assert (expire_holds(), expire_holds()) == (1, 0)
    states = [registration(each.registration_id).state for each in (kept, lapsed, fresh)]
    assert states == [RegistrationState.CONFIRMED, RegistrationState.EXPIRED, RegistrationState.HELD]
    assert taken(stage.shift) == 2


def test_expiring_continues_after_a_failure(db_app: Flask, clock: Clock) -> None:
    """Each place is given back in a commit of its own: a broken row does not undo the others."""
    stage = make_stage(shifts=2)
    good = stage.register(shift=stage.shifts[0])
    clock.shift(timedelta(seconds=1))
    bad = stage.register(shift=stage.shifts[1])
    change(Shift, stage.shifts[1].id, taken=0)  # somebody counted wrong
    clock.shift(timedelta(minutes=31))
    with pytest.raises(RuntimeError, match="fewer than 1"):
        expire_holds()
    assert registration(good.registration_id).state is RegistrationState.EXPIRED
    assert registration(bad.registration_id).state is RegistrationState.HELD
