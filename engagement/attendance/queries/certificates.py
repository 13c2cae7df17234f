"""What a certificate says: confirmed hours only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Association, MergedAssociation
from engagement.attendance.errors import NoConfirmedHours
from engagement.attendance.models import Attendance
from engagement.cities.models import City
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.registrations.models import Registration


@dataclass(frozen=True)
class Line:
    """One activity: an offer's title, on how many days, from when to when, and the minutes together."""

    title: str
    days: int
    first: date
    last: date
    minutes: int


@dataclass(frozen=True)
class Certified:
    """Somebody's confirmed hours for one association in one city."""

    name: str
    association_id: str
    association_name: str
    city: City
    lines: Sequence[Line]

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.lines)

    @property
    def first(self) -> date:
        return min(each.first for each in self.lines)

    @property
    def last(self) -> date:
        return max(each.last for each in self.lines)


def certified(user_id: int, association_id: str, city_slug: str, first: date | None, last: date | None) -> Certified:
    """The hours of a person with an account, from `first` to `last` (both included; None: from the beginning, to the
    end). Raises NotFound for an unknown association or city, NoConfirmedHours."""
    name = db.session.scalar(sa.select(User.name).where(User.id == user_id))
    return _certified(name or "", Attendance.user_id == user_id, association_id, city_slug, first, last)


def certified_guest(registration_id: str) -> Certified:
    """The hours of the person behind a registration, at its association and in its city; for who has its link.

    Raises NotFound, NoConfirmedHours.
    """
    row = db.session.execute(
        sa.select(Registration.name, Registration.participant_id, Association.public_id, City.slug)
        .join(Association, Association.id == Registration.association_id)
        .join(City, City.id == Registration.city_id)
        .where(Registration.public_id == registration_id)
    ).first()
    if row is None:
        raise NotFound
    name, participant_id, association_id, slug = row
    same = sa.select(Registration.id).where(Registration.participant_id == participant_id)
    return _certified(name, Attendance.registration_id.in_(same), association_id, slug, None, None)


def _certified(
    name: str, mine: sa.ColumnElement[bool], association_id: str, city_slug: str, first: date | None, last: date | None
) -> Certified:
    association = db.session.execute(
        sa.select(Association.id, Association.name).where(Association.public_id == association_id)
    ).first()
    city = db.session.scalar(sa.select(City).where(City.slug == city_slug))
    if association is None or city is None:
        raise NotFound
    wanted: list[Any] = [
        mine, Attendance.association_id == association.id, Attendance.city_id == city.id,
        Attendance.minutes.is_not(None),
    ]  # fmt: skip
    if first is not None:
        wanted.append(Attendance.day >= first)
    if last is not None:
        wanted.append(Attendance.day <= last)
    day = sa.func.min(Attendance.day)
    statement = (
        sa.select(
            Attendance.title, sa.func.count(sa.distinct(Attendance.day)), day, sa.func.max(Attendance.day),
            sa.func.sum(Attendance.minutes),
        )
        .where(*wanted)
        .group_by(Attendance.title)
        .order_by(day, Attendance.title)
    )  # fmt: skip
    lines = [Line(row[0], row[1], row[2], row[3], int(row[4] or 0)) for row in db.session.execute(statement)]
    if not lines:
        raise NoConfirmedHours
    return Certified(name, association_id, association.name, city, lines)


def associations_beginning(prefix: str) -> list[tuple[str, str]]:
    """Public ids and names of the associations whose ids begin so, also of those that became part of another one."""
    statements = [
        sa.select(model_id, name).where(model_id.startswith(prefix, autoescape=True))
        for model_id, name in (
            (Association.public_id, Association.name), (MergedAssociation.old_public_id, MergedAssociation.name),
        )
    ]  # fmt: skip
    with unscoped("the paper names its association, whichever town's page checks it"):
        return sorted((str(row[0]), str(row[1])) for each in statements for row in db.session.execute(each))


@dataclass(frozen=True)
class LinkedHours:
    """What the page of a registration tells of its hours."""

    was_there: bool
    minutes: int | None  # confirmed, of all days together


def hours_by_link(registration_id: str) -> LinkedHours | None:
    """Presence and confirmed hours of one registration; None while nothing is noted."""
    row = db.session.execute(
        sa.select(sa.func.max(sa.cast(Attendance.was_there, sa.Integer)), sa.func.sum(Attendance.minutes))
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(Registration.public_id == registration_id)
    ).one()
    return LinkedHours(bool(row[0]), int(row[1]) if row[1] else None) if row[0] is not None else None
