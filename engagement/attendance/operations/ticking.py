"""The association says who was there, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.accounts.queries import actor_of
from engagement.attendance import rules
from engagement.attendance.models import Attendance
from engagement.audit.operations import record
from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Shift
from engagement.registrations.models import Registration
from engagement.registrations.queries.joining import shown_revision


@dataclass(frozen=True)
class Tick:
    """What is said about one registration of a date. `was_there` None takes an earlier word back."""

    registration_id: str
    was_there: bool | None
    people: int = 1
    minutes: int | None = None


@retried
@operation
def tick(shift_id: str, ticks: Sequence[Tick], *, actor: Actor) -> int:
    """Note for a date who was there and, once it is over, confirm the hours. Returns how many people changed.

    Only what differs from what is noted is written, so that saying the same twice, or two phones at one door, are
    harmless. All or nothing. Raises NotFound, Forbidden, DateCancelled, NotComing, TooEarlyToTick, NoHoursYet,
    HoursOutOfBounds, TooManyPeople.
    """
    shift = db.session.scalar(sa.select(Shift).where(Shift.public_id == shift_id))
    if shift is None:
        raise NotFound
    acting = actor if actor.is_system else actor_of(actor.user_id)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=shift.association_id)
    registrations = _registrations(shift.id, [each.registration_id for each in ticks])
    noted = _noted([each.id for each in registrations.values()])
    now, changed = utcnow(), 0
    for each in sorted(ticks, key=lambda one: registrations[one.registration_id].id):
        registration = registrations[each.registration_id]
        if _tick(registration, shift, noted.get(registration.id), each, acting, now):
            changed += 1
    return changed


def _registrations(shift_row: int, public_ids: Sequence[str]) -> dict[str, Registration]:
    statement = sa.select(Registration).where(
        Registration.shift_id == shift_row, Registration.public_id.in_(public_ids)
    )
    # In the order of the rows, so that two phones at one door never wait for each other.
    found = {each.public_id: each for each in db.session.scalars(lock(statement.order_by(Registration.id)))}
    if set(public_ids) - set(found):
        raise NotFound
    return found


def _noted(registration_rows: Sequence[int]) -> dict[int | None, Attendance]:
    statement = sa.select(Attendance).where(Attendance.registration_id.in_(registration_rows)).order_by(Attendance.id)
    return {each.registration_id: each for each in db.session.scalars(lock(statement))}


def _tick(
    registration: Registration, shift: Shift, before: Attendance | None, said: Tick, actor: Actor, now: datetime
) -> bool:
    if said.was_there is None:
        if before is None:
            return False
        db.session.delete(before)
        _log(actor, "unmarked", registration, before.title)
        return True
    minutes = said.minutes if said.was_there else None
    people = said.people if said.was_there else 1
    if before is not None and (before.was_there, before.people, before.minutes) == (said.was_there, people, minutes):
        return False
    rules.check_tickable(registration.state, shift.starts_at, shift.cancelled_at, now)
    rules.check_people(people, registration.party_size)
    if minutes is not None:
        rules.check_hours(minutes, shift.starts_at, shift.ends_at, now)
    row = before or _new(registration, shift)
    row.was_there, row.people, row.minutes, row.marked_by_id = said.was_there, people, minutes, actor.user_id
    row.confirmed_at, row.confirmed_by_id = (now, actor.user_id) if minutes is not None else (None, None)
    db.session.add(row)
    _log(actor, "marked" if minutes is None else "hours_confirmed", registration, row.title)
    return True


def _new(registration: Registration, shift: Shift) -> Attendance:
    zone = city_by_id(registration.city_id).zone
    return Attendance(
        city_id=registration.city_id, association_id=registration.association_id, registration_id=registration.id,
        user_id=registration.user_id, day=shift.starts_at.astimezone(zone).date(), starts_at=shift.starts_at,
        ends_at=shift.ends_at, title=shown_revision(registration.opportunity_id, registration.city_id).title,
    )  # fmt: skip


def _log(actor: Actor, action: str, registration: Registration, title: str) -> None:
    record(
        actor, f"attendance.{action}", kind="registration", public_id=registration.public_id, label=title,
        city_id=registration.city_id, association_id=registration.association_id,
    )  # fmt: skip


def registration_of(public_id: str) -> Registration:
    """One registration with its offer, locked, in the scope at hand. Raises NotFound."""
    statement = sa.select(Registration).where(Registration.public_id == public_id)
    found = db.session.scalar(
        statement.options(joinedload(Registration.opportunity))
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found
