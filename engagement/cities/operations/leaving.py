"""Somebody's account ends: her work for cities ends with it."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.audit.operations import record
from engagement.cities.models import CityStaff
from engagement.cities.queries import city_by_id, only_administrator_of
from engagement.cities.rules import OnlyAdministrator
from engagement.core.actor import Actor
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db


@operation
def end_staff_roles(user_id: int, *, actor: Actor, is_forced: bool = False) -> int:
    """Take a person out of the staff of every city. Returns how many cities those were.

    Call it in the transaction that deletes the account, before it: the staff of these cities stay locked until the
    commit, so no other administrator goes meanwhile. `is_forced` is for the period of unused accounts, which holds for
    everybody: the platform can then invite a new administrator.

    Raises OnlyAdministrator: a city would be left without an administrator; it names all of them.
    """
    with unscoped("a person's work for all cities"):
        mine = sa.select(CityStaff.city_id).where(CityStaff.user_id == user_id)
        cities = db.session.scalars(mine.order_by(CityStaff.city_id)).all()
        everybody = sa.select(CityStaff).where(CityStaff.city_id.in_(cities)).order_by(CityStaff.city_id, CityStaff.id)
        staff = db.session.scalars(lock(everybody)).all()
        alone = only_administrator_of(user_id)
        if alone and not is_forced:
            raise OnlyAdministrator(names=", ".join(city.name for city in alone))
        for row in [row for row in staff if row.user_id == user_id]:
            name = city_by_id(row.city_id).name
            record(actor, "staff.left", kind="city", public_id="", label=name, city_id=row.city_id)
            db.session.delete(row)
        db.session.flush()
        return len(cities)
