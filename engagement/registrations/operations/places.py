"""Places are never sold twice: one conditional UPDATE takes them, a CHECK backs it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.opportunities.operations.places import release_places, take_places
from engagement.registrations import rules
from engagement.registrations.enums import HOLDING_STATES, RegistrationState
from engagement.registrations.errors import ShiftFull
from engagement.registrations.models import Registration
from engagement.registrations.queries.joining import fresh_shift


def take(shift_id: int, count: int, now: datetime) -> None:
    """Take places in a shift. When none is left, those are given back first whose confirmation never came.

    Raises ShiftFull; ShiftCancelled or ShiftPast when that happened meanwhile.
    """
    if take_places(shift_id, count, now=now):
        return
    if expire_lapsed(shift_id, now) and take_places(shift_id, count, now=now):
        return
    shift = fresh_shift(shift_id)
    rules.check_shift(shift.starts_at, shift.cancelled_at, now)
    raise ShiftFull


def give_back(registration: Registration) -> None:
    """Release the places of a registration that was active; nothing to do for an interest."""
    if registration.shift_id is not None:
        release_places(registration.shift_id, registration.party_size)


def expire_lapsed(shift_id: int, now: datetime) -> int:
    """Expire the holds of a shift that ran out, in one statement, and release their places. Returns the places."""
    statement = (
        sa.update(Registration)
        .where(
            Registration.shift_id == shift_id, Registration.state.in_(HOLDING_STATES),
            Registration.hold_until <= now,
        )
        .values(state=RegistrationState.EXPIRED)
        .returning(Registration.party_size)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    with unscoped("a place in a shift counts, in whichever city's showcase it was taken"):
        result = cast(CursorResult[Any], db.session.execute(statement))
    places = sum(int(row[0]) for row in result)
    if places:
        release_places(shift_id, places)
    return places
