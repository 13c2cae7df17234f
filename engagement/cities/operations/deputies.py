"""Standing in for a colleague who is away."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.audit.operations import record
from engagement.cities.enums import QueueMail
from engagement.cities.models import CityStaff, StaffDeputy
from engagement.cities.queries import city_by_id, deputies_of, deputyship, mail_frame, staff_actor, staff_of
from engagement.cities.rules.deputies import DeputyNoColleague, Deputyship, check_deputyship
from engagement.core.actor import Actor, CityRole
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import today
from engagement.kernel.errors import Forbidden, NotFound
from engagement.notifications.operations import enqueue_mail


@operation
def name_deputy(
    city_id: int, *, deputy: str, starts_on: date, ends_on: date | None, actor: Actor, absent: str | None = None
) -> str:
    """Let a colleague stand in from a day on, to a last day or until further notice. Returns the public id.

    `deputy` and `absent` are public ids of accounts; without `absent` it is the actor who will be away. Only somebody
    who leads the city by her own role names a deputy for another one.

    Raises Forbidden, NotFound, DeputyHerself, DeputyNoColleague, DeputyEndsBeforeStart, DeputyInThePast,
    DeputyOverlaps.
    """
    people = _locked_people(city_id)
    away = _who_is_away(people, city_id, absent, actor)
    colleague = next((row for row in people if row.user.public_id == deputy), None)
    if colleague is None:
        raise DeputyNoColleague
    wanted = Deputyship(away.user_id, colleague.user_id, starts_on, ends_on)
    check_deputyship(
        wanted, day=today(), colleagues={row.user_id for row in people},
        others=[deputyship(row) for row in deputies_of(city_id)],
    )  # fmt: skip
    row = StaffDeputy(
        city_id=city_id, absent_id=away.user_id, deputy_id=colleague.user_id, starts_on=starts_on, ends_on=ends_on
    )
    db.session.add(row)
    db.session.flush()
    record(
        actor, "staff.deputy_named", kind="user", public_id=away.user.public_id,
        label=f"{away.user.name} → {colleague.user.name}", city_id=city_id, starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else None,
    )  # fmt: skip
    _tell(city_id, away.user, colleague.user, starts_on, ends_on)
    return row.public_id


@operation
def end_deputyship(public_id: str, *, city_id: int, actor: Actor) -> None:
    """End a deputyship at once, or call off one that has not begun. The absent one, the deputy herself and whoever
    leads the city may. Raises Forbidden, NotFound."""
    check(_fresh(actor), Permission.CITY_WORK, city_id=city_id)
    row = db.session.scalar(
        lock(sa.select(StaffDeputy).where(StaffDeputy.public_id == public_id, StaffDeputy.city_id == city_id))
    )
    if row is None:
        raise NotFound
    if actor.user_id not in (row.absent_id, row.deputy_id) and not leads(city_id, actor):
        raise Forbidden
    label = f"{row.absent.name} → {row.deputy.name}"
    record(actor, "staff.deputy_ended", kind="user", public_id=row.absent.public_id, label=label, city_id=city_id)
    db.session.delete(row)


@operation
def choose_queue_mail(city_id: int, *, wanted: QueueMail, actor: Actor) -> None:
    """Note how often the actor wants to hear of the queue. Raises Forbidden."""
    check(_fresh(actor), Permission.CITY_WORK, city_id=city_id)
    statement = sa.select(CityStaff).where(CityStaff.city_id == city_id, CityStaff.user_id == actor.user_id)
    row = db.session.scalar(lock(statement))
    if row is None:
        raise Forbidden
    row.queue_mail = wanted


def leads(city_id: int, actor: Actor) -> bool:
    """Whether the actor is administrator by her own role, not as a deputy. Call it inside an operation."""
    if actor.is_system:
        return True
    role = db.session.scalar(
        sa.select(CityStaff.role).where(CityStaff.city_id == city_id, CityStaff.user_id == actor.user_id)
    )
    return role is CityRole.ADMINISTRATOR


def _who_is_away(people: list[CityStaff], city_id: int, absent: str | None, actor: Actor) -> CityStaff:
    check(_fresh(actor), Permission.CITY_WORK, city_id=city_id)
    own = next((row for row in people if row.user_id == actor.user_id), None)
    if absent is None or (own is not None and own.user.public_id == absent):
        if own is None:
            raise Forbidden
        return own
    if not leads(city_id, actor):
        raise Forbidden
    away = next((row for row in people if row.user.public_id == absent), None)
    if away is None:
        raise NotFound
    return away


def _locked_people(city_id: int) -> list[CityStaff]:
    """The staff with their accounts; locked in one order, so that two deputies for the same days are not both named."""
    db.session.scalars(lock(sa.select(CityStaff).where(CityStaff.city_id == city_id).order_by(CityStaff.id))).all()
    return list(staff_of(city_id))


def _tell(city_id: int, away: User, colleague: User, starts_on: date, ends_on: date | None) -> None:
    city = city_by_id(city_id)
    context = {
        "city_name": city.name, "absent": away.name, "starts_on": starts_on, "ends_on": ends_on,
        "url": external_url("staff.queue", city=city.slug),
    }  # fmt: skip
    enqueue_mail(
        "staff_deputy", to_email=colleague.email, to_name=colleague.name, frame=mail_frame(city), context=context
    )


def _fresh(actor: Actor) -> Actor:
    return actor if actor.is_system else staff_actor(actor.user_id)
