"""Waiting for a place: the order, the offer, its end, groups, and what frees a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.cities.models import City
from engagement.cities.policies import WaitlistHoursInvalid
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden
from engagement.opportunities.models import Shift
from engagement.opportunities.operations import set_waitlist_hours
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Registration
from engagement.registrations.queries.one import registration_view
from engagement.registrations.queries.waitlist import position_of
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


def wait(stage: Stagecraft, **values: object) -> str:
    """A guest who has confirmed that she would like to wait; her public id."""
    return stage.guest(may_wait=True, **values).registration_id


def group(stage: Stagecraft, size: int) -> str:
    """A group on the waitlist."""
    public_id = wait(stage)
    change(Registration, registration(public_id).id, party_size=size, passed_since=None)
    return public_id


def withdraw(stage: Stagecraft, public_id: str) -> None:
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(public_id, actor=ANONYMOUS)


def take(stage: Stagecraft, public_id: str) -> State:
    with entered(Scope.city(stage.city.id)):
        return operations.take_offer(public_id, actor=ANONYMOUS).state


def states(*public_ids: str) -> list[str]:
    return [registration(each).state.value for each in public_ids]


def tick() -> int:
    return operations.expire_holds() + operations.tend_waitlists()


@pytest.mark.both_engines
def test_a_freed_place_goes_to_who_waits_longest(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    one, two = wait(stage), wait(stage)
    assert states(first, one, two) == ["confirmed", "waitlisted", "waitlisted"]
    assert position_of(registration(one).id) == (1, 2)
    assert position_of(registration(two).id) == (2, 2)
    withdraw(stage, first)
    assert states(one, two) == ["offered", "waitlisted"]
    assert taken(stage.shift) == 1
    assert position_of(registration(two).id) == (1, 1)
    assert [mail.kind for mail in mails() if mail.to_email == mails("registration_offered")[0].to_email] == [
        "registration_hold", "registration_waitlisted", "registration_offered",
    ]  # fmt: skip
    assert take(stage, one) is State.CONFIRMED
    assert take(stage, one) is State.CONFIRMED  # once
    assert len(mails("registration_confirmed")) == 2
    assert taken(stage.shift) == 1


@pytest.mark.both_engines
def test_who_does_not_answer_is_passed(db_app: Flask, clock: time_machine.Coordinates) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    one, two = wait(stage), wait(stage)
    withdraw(stage, first)
    until = registration(one).hold_until
    assert until is not None and until - utcnow() <= timedelta(hours=24)
    clock.move_to(until - timedelta(minutes=1))
    assert tick() == 0
    clock.move_to(until)
    assert tick() == 1
    assert states(one, two) == ["expired", "offered"]
    assert tick() == 0
    assert taken(stage.shift) == 1
    assert kinds().count("registration_passed_on") == 1
    with pytest.raises(errors.PlacePassedOn):
        take(stage, one)


def test_the_offer_is_shorter_near_the_start_and_ends_with_it(
    db_app: Flask, clock: time_machine.Coordinates
) -> None:  # fmt: skip
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    one = wait(stage)
    clock.move_to(stage.shift.starts_at - timedelta(hours=4))
    withdraw(stage, first)
    assert registration(one).hold_until == stage.shift.starts_at - timedelta(hours=2)


def test_the_city_says_how_long_a_place_is_kept(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    change(City, stage.city.id, policies={"waitlist_hours": 6})
    first = stage.guest().registration_id
    one = wait(stage)
    withdraw(stage, first)
    row = registration(one)
    assert row.hold_until is not None and row.offered_at is not None
    assert row.hold_until - row.offered_at == timedelta(hours=6)


@pytest.mark.both_engines
def test_nobody_slips_past_those_who_wait(db_app: Flask) -> None:
    """A larger capacity, or an offer that was paused: what is free then belongs to the waitlist."""
    stage = make_stage(capacity=1)
    stage.guest()
    one = wait(stage)
    change(Shift, stage.shift.id, capacity=2)
    with pytest.raises(errors.ShiftFull):
        stage.register()
    assert states(one) == ["waitlisted"]  # what a refused one has done is undone
    assert tick() == 1
    assert states(one) == ["offered"]
    assert taken(stage.shift) == 2


def test_a_lapsed_hold_goes_to_the_waitlist_before_a_newcomer(
    db_app: Flask, clock: time_machine.Coordinates
) -> None:  # fmt: skip
    stage = make_stage(capacity=1)
    stage.register()
    one = wait(stage)
    clock.shift(timedelta(minutes=31))
    newcomer = stage.guest(may_wait=True).registration_id
    assert states(one, newcomer) == ["offered", "waitlisted"]
    assert taken(stage.shift) == 1


def test_leaving_the_waitlist_and_saying_no(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    one, two, three = wait(stage), wait(stage), wait(stage)
    withdraw(stage, two)
    withdraw(stage, first)
    withdraw(stage, one)
    assert states(one, two, three) == ["withdrawn", "withdrawn", "offered"]
    assert kinds().count("registration_withdrawn_association") == 1  # it only hears of who had a place


def test_an_unconfirmed_guest_has_no_place_in_the_queue(db_app: Flask, clock: time_machine.Coordinates) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    held = stage.register(may_wait=True).registration_id
    later = wait(stage)
    assert states(held, later) == ["waitlist_held", "waitlisted"]
    withdraw(stage, first)
    assert states(held, later) == ["waitlist_held", "offered"]
    clock.shift(timedelta(minutes=31))
    tick()
    assert states(held) == ["expired"]
    assert taken(stage.shift) == 1


def test_waiting_for_what_is_free_takes_it(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    assert stage.guest(may_wait=True).state is State.CONFIRMED


def test_where_the_association_decides_it_is_asked_after_the_offer(db_app: Flask) -> None:
    stage = make_stage(capacity=1, approval_required=True)
    first = stage.guest().registration_id
    one = wait(stage)
    withdraw(stage, first)
    assert take(stage, one) is State.PENDING


def test_the_date_begins_without_a_place(db_app: Flask, clock: time_machine.Coordinates) -> None:
    stage = make_stage(capacity=1)
    stage.guest()
    one = wait(stage)
    clock.move_to(stage.shift.starts_at)
    assert tick() == 1
    assert tick() == 0
    assert states(one) == ["expired"]
    assert kinds().count("registration_waitlist_closed") == 1


def test_a_paused_offer_makes_no_offers(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    one = wait(stage)
    change_publication(stage.opportunity, state="paused")
    withdraw(stage, first)
    assert (states(one), taken(stage.shift)) == (["waitlisted"], 0)
    change_publication(stage.opportunity, state="published")
    tick()
    assert states(one) == ["offered"]


@pytest.mark.both_engines
def test_a_group_is_passed_for_a_time_then_places_are_collected(
    db_app: Flask, clock: time_machine.Coordinates
) -> None:  # fmt: skip
    stage = make_stage(capacity=3, starts_in=timedelta(days=30))
    ids = [stage.guest().registration_id for _ in range(3)]
    three, single = group(stage, 3), wait(stage)
    withdraw(stage, ids[0])
    assert states(three, single) == ["waitlisted", "offered"]  # it does not block
    since = registration(three).passed_since
    assert since is not None
    clock.move_to(since + timedelta(days=2))
    withdraw(stage, ids[1])
    assert registration(three).collected == 1
    assert taken(stage.shift) == 3
    newcomer = stage.guest(may_wait=True).registration_id
    assert states(newcomer) == ["waitlisted"]
    assert (states(single), registration(three).collected) == (["expired"], 2)
    tick()
    withdraw(stage, ids[2])
    tick()
    assert states(three) == ["offered"]
    assert taken(stage.shift) == 3


def test_a_group_gives_way_when_there_never_are_enough(db_app: Flask, clock: time_machine.Coordinates) -> None:
    stage = make_stage(capacity=2, starts_in=timedelta(days=30))
    ids = [stage.guest().registration_id for _ in range(2)]
    pair = group(stage, 2)
    withdraw(stage, ids[0])
    clock.shift(timedelta(days=2))
    tick()
    assert registration(pair).collected == 1
    later = wait(stage)
    clock.shift(timedelta(days=3))
    tick()
    assert registration(pair).collected == 0
    assert states(pair, later) == ["waitlisted", "offered"]
    assert taken(stage.shift) == 2


def test_what_ends_gives_its_collected_places_back(db_app: Flask, clock: time_machine.Coordinates) -> None:
    stage = make_stage(capacity=2, starts_in=timedelta(days=30))
    ids = [stage.guest().registration_id for _ in range(2)]
    pair = group(stage, 2)
    withdraw(stage, ids[0])
    clock.shift(timedelta(days=2))
    tick()
    withdraw(stage, pair)
    assert taken(stage.shift) == 1
    with entered(SYSTEM), writing():
        assert db.session.scalar(sa.select(sa.func.sum(Registration.collected))) == 0


@pytest.mark.both_engines
@pytest.mark.parametrize(("hours", "kept"), [(48, 48), (6, 6), (None, 24)])
def test_the_association_says_how_long_a_place_is_kept(db_app: Flask, hours: int | None, kept: int) -> None:
    stage = make_stage(capacity=1)
    change(Shift, stage.shift.id, starts_at=utcnow() + timedelta(days=20), ends_at=utcnow() + timedelta(days=21))
    first, second = stage.guest().registration_id, wait(stage)
    assert "haben Sie 24 Stunden Zeit" in mails("registration_waitlisted")[0].body_text
    with entered(Scope.association(stage.association.id)):
        set_waitlist_hours(stage.opportunity.public_id, hours, actor=stage.owner_actor)
        with pytest.raises(WaitlistHoursInvalid):
            set_waitlist_hours(stage.opportunity.public_id, 5, actor=stage.owner_actor)
        with pytest.raises(Forbidden):
            set_waitlist_hours(stage.opportunity.public_id, 6, actor=ANONYMOUS)
    with entered(Scope.city(stage.city.id)):
        third = wait(stage)
        assert registration_view(third).offer_hours == kept
    withdraw(stage, first)
    until = registration(second).hold_until
    assert until is not None and timedelta(0) <= utcnow() + timedelta(hours=kept) - until < timedelta(minutes=1)
