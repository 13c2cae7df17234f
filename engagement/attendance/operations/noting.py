"""Hours without a date, and letting hours go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.attendance import rules
from engagement.attendance.errors import DayAlreadyNoted, HasADate
from engagement.attendance.models import Attendance
from engagement.attendance.operations.ticking import registration_of
from engagement.audit.operations import record
from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations.models import Registration
from engagement.registrations.queries.joining import shown_revision


@retried
@operation
def note_hours(registration_id: str, *, day: date, minutes: int, people: int = 1, actor: Actor) -> None:
    """Confirm hours of somebody who takes part in an offer without dates. Once a day for each person.

    Raises NotFound, Forbidden, HasADate, NotComing, DayInFuture, DayTooLongAgo, HoursOutOfBounds, TooManyPeople,
    DayAlreadyNoted.
    """
    registration = registration_of(registration_id)
    acting = actor if actor.is_system else actor_of(actor.user_id)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=registration.association_id)
    now = utcnow()
    if registration.shift_id is not None:
        raise HasADate
    rules.check_tickable(registration.state, None, None, now)
    rules.check_day(day, today(city_by_id(registration.city_id).zone))
    rules.check_hours(minutes, None, None, now)
    rules.check_people(people, registration.party_size)
    add_hours(registration, day, minutes, people, acting, now)


def add_hours(
    registration: Registration, day: date, minutes: int, people: int, acting: Actor, now: datetime
) -> None:  # fmt: skip
    """Confirmed hours of a day; the caller has locked the registration and asked all rules. Raises DayAlreadyNoted."""
    if is_noted(registration.id, day):
        raise DayAlreadyNoted
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    row = Attendance(
        city_id=registration.city_id, association_id=registration.association_id, registration_id=registration.id,
        user_id=registration.user_id, title=title, day=day, was_there=True, people=people, minutes=minutes,
        marked_by_id=acting.user_id, confirmed_at=now, confirmed_by_id=acting.user_id,
    )  # fmt: skip
    db.session.add(row)
    _log(acting, "hours_confirmed", row)


def is_noted(registration_row: int, day: date) -> bool:
    """Whether the association has noted a day of a registration."""
    same = sa.exists().where(Attendance.registration_id == registration_row, Attendance.day == day)
    return bool(db.session.scalar(sa.select(same)))


@retried
@operation
def remove_hours(public_id: str, *, actor: Actor) -> None:
    """Take hours back that the association has noted by mistake. Raises NotFound, Forbidden."""
    row = _row(sa.select(Attendance).where(Attendance.public_id == public_id))
    acting = actor if actor.is_system else actor_of(actor.user_id)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=row.association_id)
    _log(acting, "unmarked", row)
    db.session.delete(row)


@retried
@operation
def remove_own(public_id: str, *, actor: Actor) -> None:
    """Delete an entry of one's own ledger; repeating it is harmless for nobody else's is found. Raises NotFound."""
    row = _row(
        sa.select(Attendance).where(Attendance.public_id == public_id, Attendance.user_id == (actor.user_id or 0))
    )
    _log(actor, "own_removed", row)
    db.session.delete(row)


def _row(statement: sa.Select[Any]) -> Attendance:
    found: Attendance | None = db.session.scalar(lock(statement))
    if found is None:
        raise NotFound
    return found


def _log(actor: Actor, action: str, row: Attendance) -> None:
    record(
        actor, f"attendance.{action}", kind="attendance", public_id=row.public_id or "", label=row.title,
        city_id=row.city_id, association_id=row.association_id,
    )  # fmt: skip
