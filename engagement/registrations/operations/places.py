"""Places are never sold twice: one conditional UPDATE takes them, a CHECK backs it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.scope import unscoped
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.opportunities.operations.places import take_places
from engagement.registrations import rules
from engagement.registrations.enums import LAPSING_STATES, RegistrationState
from engagement.registrations.errors import ShiftFull
from engagement.registrations.machine import Event
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails, mails_of_changes
from engagement.registrations.operations.moving import move, places_of, share_out
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.joining import fresh_shift
from engagement.registrations.queries.waitlist import EVERYWHERE, somebody_is_next


def take(shift_id: int, count: int, now: datetime) -> None:
    """Take places in a shift, unless somebody on the waitlist comes first. When none is left, those are given back
    whose confirmation never came, to those who wait before anybody else.

    Raises ShiftFull; ShiftCancelled or ShiftPast when that happened meanwhile.
    """
    with unscoped(EVERYWHERE):
        is_taken = take_places(shift_id, count, now=now, unless=somebody_is_next)
    if is_taken:
        return
    expire_lapsed(shift_id, now)
    share_out(shift_id)
    if take_places(shift_id, count, now=now):
        return
    shift = fresh_shift(shift_id)
    rules.check_shift(shift.starts_at, shift.cancelled_at, now)
    raise ShiftFull


def lapse(registration: Registration) -> None:
    """End a locked registration whose time has run out, and give its places back; tell who waited for an answer."""
    before = registration.state
    move(
        registration, Event.LAPSE, RegistrationState.EXPIRED, actor=SYSTEM_ACTOR, title=title_of(registration)
    )  # fmt: skip
    if before is RegistrationState.OFFERED:
        mails.send_passed_on(registration)
    elif before is RegistrationState.AWAITING_GUARDIAN:
        mails_of_changes.send_guardian_late(registration)


def expire_lapsed(shift_id: int, now: datetime) -> int:
    """End what has run out on a date, and give the places back, before the job does. Returns how many places."""
    statement = (
        sa.select(Registration)
        .where(
            Registration.shift_id == shift_id, Registration.state.in_(LAPSING_STATES),
            Registration.hold_until <= now,
        )
        .order_by(Registration.id)
    )  # fmt: skip
    with unscoped("a place in a shift counts, in whichever city's showcase it was taken"):
        lapsed = db.session.scalars(lock(statement)).all()
        places = sum(places_of(each) for each in lapsed)
        for each in lapsed:
            lapse(each)
        db.session.flush()
    return places
