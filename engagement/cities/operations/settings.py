"""What a town decides for itself, and how it is reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from engagement.audit.operations import record
from engagement.cities.models import City, District
from engagement.cities.policies import (
    ALWAYS_SENSITIVE,
    WAITLIST_HOURS,
    Policies,
    PublishAtOnce,
    check_policies,
    policies_of,
)
from engagement.cities.queries import staff_actor
from engagement.cities.rules.pages import moved
from engagement.cities.rules.settings import check_district, check_point, check_version
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.kernel.points import written_point
from engagement.kernel.values import sort_key

CONTACT_COLUMNS = (
    "name", "intro", "contact_name", "contact_role", "contact_phone", "contact_email", "contact_hours",
    "contact_place", "address_street", "address_postcode", "address_town", "state_name", "map_point",
)  # fmt: skip


@operation
def save_city_contact(city_id: int, *, version: int, actor: Actor, **values: str) -> None:
    """Change name, words, contact, address and point of a town. `version` is the one that the form has shown.

    Raises Forbidden, SettingsChanged, NoPoint; TypeError for another column.
    """
    city = locked_city(city_id, actor)
    check_version(version, city.version)
    if unknown := set(values) - set(CONTACT_COLUMNS):
        raise TypeError(f"no contact data of a city: {', '.join(sorted(unknown))}")
    if "map_point" in values:
        check_point(values["map_point"])
        values["map_point"] = written_point(values["map_point"])
    changed = [name for name in CONTACT_COLUMNS if name in values and values[name] != getattr(city, name)]
    if not changed:
        return
    for name in changed:
        setattr(city, name, values[name])
    city.sort_name = sort_key(city.name)
    city.version += 1
    # The log holds no contact data: only what was changed.
    record(actor, "city.contact_changed", kind="city", public_id=city.slug[:16], label=city.name, city_id=city_id,
           changed=changed)  # fmt: skip


@operation
def save_city_rules(
    city_id: int, *, publish_at_once: PublishAtOnce, sensitive_fields: Collection[str], guardian_age: int,
    waitlist_hours: int = WAITLIST_HOURS, version: int, actor: Actor,
) -> None:  # fmt: skip
    """Decide who may publish at once, what goes back to review, until which age parents confirm, and for how many
    hours a freed place is kept for the next on a waitlist.

    Raises Forbidden, SettingsChanged, UnknownSensitiveField, GuardianAgeInvalid, WaitlistHoursInvalid.
    """
    city = locked_city(city_id, actor)
    check_version(version, city.version)
    wanted = replace(
        policies_of(city), publish_at_once=publish_at_once, guardian_age=guardian_age, waitlist_hours=waitlist_hours,
        sensitive_fields=frozenset(sensitive_fields) | ALWAYS_SENSITIVE,
    )  # fmt: skip
    check_policies(replace(wanted, periods={}), {})
    _put(city, wanted, "city.rules_changed", actor)


@operation
def save_city_periods(
    city_id: int, *, periods: Mapping[str, int], default_days: Mapping[str, int], version: int, actor: Actor
) -> None:
    """Shorten periods, in days by data class; what is as long as the platform's is not kept.

    `default_days` are the platform's periods of all classes that may be shortened.

    Raises Forbidden, SettingsChanged, UnknownPeriod, PeriodTooLong, PeriodTooShort.
    """
    city = locked_city(city_id, actor)
    check_version(version, city.version)
    check_policies(replace(policies_of(city), periods=periods), default_days)
    shorter = {name: days for name, days in periods.items() if days < default_days[name]}
    _put(city, replace(policies_of(city), periods=shorter), "city.periods_changed", actor)


@operation
def add_district(city_id: int, *, name: str, actor: Actor) -> None:
    """Add a district at the end. Raises Forbidden, DistrictExists, TooManyDistricts."""
    city = locked_city(city_id, actor)
    rows = _districts(city_id)
    check_district(name, [row.name for row in rows])
    last = max((row.position for row in rows), default=0)
    db.session.add(District(city_id=city_id, name=name, position=last + 1))
    record(actor, "district.added", kind="city", public_id=city.slug[:16], label=name, city_id=city_id)


@operation
def move_district(city_id: int, public_id: str, *, up: bool, actor: Actor) -> None:
    """Move a district by one place; the core always stands first. Raises Forbidden, NotFound."""
    city = locked_city(city_id, actor)
    rows = {row.public_id: row for row in _districts(city_id) if not row.is_core}
    if public_id not in rows:
        raise NotFound
    for position, each in enumerate(moved(list(rows), public_id, up=up), start=1):
        rows[each].position = position
    record(actor, "district.moved", kind="city", public_id=city.slug[:16], label=rows[public_id].name, city_id=city_id)


def locked_city(city_id: int, actor: Actor) -> City:
    """The city's row, locked, once the actor may change its settings. Call it inside an operation. Raises Forbidden."""
    check(actor if actor.is_system else staff_actor(actor.user_id), Permission.CITY_ADMINISTER, city_id=city_id)
    return db.session.scalars(lock(sa.select(City).where(City.id == city_id))).one()


def _districts(city_id: int) -> list[District]:
    statement = sa.select(District).where(District.city_id == city_id)
    return list(db.session.scalars(statement.order_by(District.is_core.desc(), District.position, District.id)))


def _put(city: City, wanted: Policies, action: str, actor: Actor) -> None:
    before, after = policies_of(city).to_dict(), wanted.to_dict()
    changed: dict[str, Any] = {
        name: {"before": before[name], "after": after[name]} for name in after if after[name] != before[name]
    }
    if not changed:
        return
    city.policies = after
    city.version += 1
    record(actor, action, kind="city", public_id=city.slug[:16], label=city.name, city_id=city.id, **changed)
