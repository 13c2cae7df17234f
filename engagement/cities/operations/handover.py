"""Somebody stops working for the city, and a colleague takes over what hangs on her."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.audit.operations import record
from engagement.cities.models import City, CityStaff, StaffDeputy, StaffInvitation
from engagement.cities.operations.staff import locked_staff
from engagement.cities.queries import city_by_id, deputyship, mail_frame, staff_actor
from engagement.cities.rules import (
    SuccessorNoColleague,
    check_keeps_administrator,
    higher_role,
    is_contact,
)
from engagement.core.actor import Actor, CityRole
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import today
from engagement.notifications.operations import enqueue_mail


@operation
def remove_staff(
    user_public_id: str, *, city_id: int, actor: Actor, successor: str | None = None, takes_role: bool = False,
    takes_contact: bool = False,
) -> None:  # fmt: skip
    """End a person's work for the city; the account stays.

    A successor, named by her account's public id, takes over the deputyships and the open invitations; with
    `takes_role` also what the person may do, and with `takes_contact` her place as contact of the town. Without a
    successor the deputyships end.

    Raises Forbidden, NotFound, SuccessorNoColleague, LastAdministrator.
    """
    check(actor if actor.is_system else staff_actor(actor.user_id), Permission.CITY_ADMINISTER, city_id=city_id)
    city = db.session.scalars(lock(sa.select(City).where(City.id == city_id))).one()
    staff, user, administrators = locked_staff(user_public_id, city_id)
    heir = _successor(successor, city_id, user)
    if heir is not None and takes_role:
        heir.role = higher_role(heir.role, staff.role)
        administrators += [heir.user_id] if heir.role is CityRole.ADMINISTRATOR else []
    if staff.role is CityRole.ADMINISTRATOR:
        check_keeps_administrator(administrators, user.id)
    details: dict[str, Any] = {}
    if heir is not None:
        details = {"successor": heir.user.name, "takes_role": takes_role, "takes_contact": takes_contact}
        _pass_on(city_id, user.id, heir.user_id)
        if takes_contact:
            _become_contact(city, user, heir.user)
    label = f"{user.name} → {heir.user.name}" if heir is not None else user.name
    record(actor, "staff.removed", kind="user", public_id=user.public_id, label=label, city_id=city_id, **details)
    db.session.delete(staff)
    db.session.flush()
    _tell(city_by_id(city_id), user, heir.user if heir is not None else None)


def _successor(public_id: str | None, city_id: int, leaving: User) -> CityStaff | None:
    if public_id is None:
        return None
    heir: CityStaff | None = db.session.scalar(
        sa.select(CityStaff).join(CityStaff.user).where(CityStaff.city_id == city_id, User.public_id == public_id)
    )
    if heir is None or heir.user_id == leaving.id:
        raise SuccessorNoColleague
    return heir


def _pass_on(city_id: int, leaving: int, heir: int) -> None:
    """Deputyships that are not over go to the successor, unless it is her own absence or she is named already."""
    rows = db.session.scalars(lock(sa.select(StaffDeputy).where(StaffDeputy.city_id == city_id))).all()
    for row in rows:
        if row.deputy_id == leaving and row.absent_id != heir and not deputyship(row).is_over(today()):
            row.deputy_id = heir
    invitations = sa.update(StaffInvitation).where(
        StaffInvitation.city_id == city_id, StaffInvitation.invited_by_id == leaving,
        StaffInvitation.accepted_at.is_(None),
    )  # fmt: skip
    db.session.execute(invitations.values(invited_by_id=heir))


def _become_contact(city: City, leaving: User, heir: User) -> None:
    if is_contact(city.contact_name, leaving.name):
        city.contact_name = heir.name
        city.version += 1
    if is_contact(city.contact_email, leaving.email):
        city.contact_email = heir.email
        city.version += 1


def _tell(city: City, user: User, heir: User | None) -> None:
    frame, context = mail_frame(city), {"city_name": city.name}
    enqueue_mail("staff_removed", to_email=user.email, to_name=user.name, frame=frame, context=context)
    if heir is not None:
        values = {**context, "leaving": user.name}
        enqueue_mail("staff_successor", to_email=heir.email, to_name=heir.name, frame=frame, context=values)
