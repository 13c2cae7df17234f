"""Withdrawals, expiries, acceptances and newcomers at once: no place is sold twice, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Publication, Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import PLACE_STATES
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Registration
from engagement.registrations.queries.silence import waitlists_of_city
from tests.registrations.support import Stagecraft, change, kinds, make_stage, registration, taken
from tests.registrations.test_concurrency import at_once, names
from tests.support.factories import make_city

pytestmark = pytest.mark.both_engines
PLACES, WAITING = 6, 9


def check(stage: Stagecraft) -> dict[str, int]:
    """What holds whoever came first; returns how many stand in which state."""
    with entered(SYSTEM):
        rows = db.session.scalars(sa.select(Registration)).all()
        held = sum(row.party_size if row.state in PLACE_STATES else row.collected for row in rows)
        free = PLACES - taken(stage.shift)
        assert taken(stage.shift) == held <= PLACES
        waiting = sorted((row for row in rows if row.state is State.WAITLISTED), key=lambda row: row.queued_at)
        assert not [row for row in waiting if row.party_size <= free], "a place is lost"
        for row in rows:
            if row.state is State.OFFERED:
                assert not [each for each in waiting if each.queued_at < row.queued_at], "somebody was passed"
        assert kinds().count("registration_offered") == sum(row.offered_at is not None for row in rows)
        return {state: sum(row.state is state for row in rows) for state in State}


def call(function: Callable[..., Any], public_id: str) -> Callable[[], Any]:
    return lambda: function(public_id, actor=ANONYMOUS)


def test_everybody_at_once(db_app: Flask) -> None:
    stage = make_stage(capacity=PLACES, starts_in=timedelta(days=20))
    placed = [stage.guest().registration_id for _ in range(PLACES)]
    waiting = [stage.guest(may_wait=True).registration_id for _ in range(WAITING)]
    for public_id in placed[:2]:  # two are offered
        with entered(Scope.city(stage.city.id)):
            operations.withdraw(public_id, actor=ANONYMOUS)
    lapsing = registration(waiting[1])
    assert lapsing.state is State.OFFERED
    change(Registration, lapsing.id, hold_until=utcnow() - timedelta(minutes=1))

    def tick() -> int:
        with entered(SYSTEM):
            return operations.expire_holds() + operations.tend_waitlists()

    opportunity, city, shift = stage.opportunity.public_id, stage.city.id, stage.shift.public_id

    def newcomer(number: int) -> Callable[[], Any]:
        return lambda: operations.register(
            opportunity, city_id=city, actor=ANONYMOUS, shift_id=shift, name="Neu", is_adult=True,
            email=f"neu{number}@leute.example",
        )  # fmt: skip

    calls = [
        call(operations.take_offer, waiting[0]), call(operations.take_offer, waiting[1]),
        *(call(operations.withdraw, each) for each in placed[2:5]),
        call(operations.withdraw, waiting[3]), call(operations.withdraw, waiting[4]), tick, tick,
        *(newcomer(number) for number in range(4)),
    ]  # fmt: skip
    results = at_once(db_app, Scope.city(stage.city.id), calls)
    assert set(names(results)) <= {"Outcome", "int", "ShiftFull", "PlacePassedOn", "AlreadyEnded"}, results
    found = check(stage)
    assert found[State.HELD] == 0, "a newcomer came before those who wait"
    assert taken(stage.shift) == PLACES
    tick()
    check(stage)


def test_joining_while_the_last_place_is_given_back(db_app: Flask) -> None:
    """Whoever comes first: either the place is free for her, or it is offered to her."""
    for _round in range(3):
        stage = make_stage(f"stadt{_round}", capacity=1)
        placed = stage.guest().registration_id
        held = stage.register(may_wait=True).registration_id
        at_once(
            db_app, Scope.city(stage.city.id),
            [call(operations.withdraw, placed), call(operations.confirm_hold, held)],
        )  # fmt: skip
        assert registration(held).state is State.OFFERED
        assert taken(stage.shift) == 1


def test_nobody_slips_past_those_who_wait_in_another_town(db_app: Flask) -> None:
    """There is one waitlist, through whichever town's stage people have joined it."""
    stage = make_stage(capacity=1)
    stage.guest()
    one = stage.guest(may_wait=True).registration_id
    there = make_city("dortstadt")
    with entered(SYSTEM), writing():
        here = db.session.scalars(sa.select(Publication)).one()
        db.session.add_all([
            Listing(association_id=stage.association.id, city_id=there.id, state=ListingState.VERIFIED),
            Publication(
                opportunity_id=here.opportunity_id, association_id=here.association_id, city_id=there.id,
                state=here.state, shown_revision_id=here.shown_revision_id,
            ),
        ])  # fmt: skip
    change(Registration, registration(one).id, city_id=there.id)
    stage.guest(may_wait=True)
    assert [each.position for each in waitlists_of_city(there.id, utcnow())] == [1]
    assert [each.position for each in waitlists_of_city(stage.city.id, utcnow())] == [2], "as the association sees it"
    change(Shift, stage.shift.id, capacity=2)
    with pytest.raises(errors.ShiftFull):
        stage.register()
