"""A person's own hours, over all cities and associations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.models import Association
from engagement.attendance import rules
from engagement.attendance.models import Attendance
from engagement.cities.models import City
from engagement.core.pagination import Page, paginate
from engagement.extensions import db

PAGE_SIZE = 10


@dataclass(frozen=True)
class OwnEntry:
    """A day of one's own ledger. `minutes` None: the association has not confirmed them yet."""

    public_id: str
    day: date
    title: str
    association_name: str
    city_name: str
    minutes: int | None


@dataclass(frozen=True)
class HoursOfAssociation:
    """What comes together at one association in one city: the choice for a certificate."""

    association_id: str
    association_name: str
    city_slug: str
    city_name: str
    minutes: int
    first: date
    last: date


@dataclass(frozen=True)
class OwnHours:
    """One page of the ledger, and what it adds up to: in minutes, confirmed ones only."""

    entries: Page[OwnEntry]
    associations: Sequence[HoursOfAssociation]
    last_year: int

    @property
    def total(self) -> int:
        return sum(each.minutes for each in self.associations)

    @property
    def reaches_card(self) -> bool:
        return self.last_year >= rules.CARD_MINUTES


def my_hours(user_id: int, today: date, *, page: int = 1, size: int = PAGE_SIZE) -> OwnHours:
    """The ledger, the latest day first; what was noted as not there is no entry. Four statements."""
    mine = sa.and_(Attendance.user_id == user_id, Attendance.was_there)
    found = paginate(_entries(mine), page, size)
    last_year = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Attendance.minutes), 0)).where(
            mine, Attendance.day > today - rules.CARD_PERIOD, Attendance.day <= today
        )
    )
    return OwnHours(entries=found.with_items(_entry), associations=_by_association(mine), last_year=int(last_year or 0))


def all_my_hours(user_id: int) -> list[OwnEntry]:
    """The whole ledger, the latest day first; for a file."""
    mine = sa.and_(Attendance.user_id == user_id, Attendance.was_there)
    return [_entry(each) for each in db.session.scalars(_entries(mine))]


def _entries(mine: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(Attendance)
        .where(mine)
        .options(joinedload(Attendance.association), joinedload(Attendance.city))
        .order_by(Attendance.day.desc(), Attendance.id.desc())
    )


def _entry(row: Attendance) -> OwnEntry:
    return OwnEntry(row.public_id, row.day, row.title, row.association.name, row.city.name, row.minutes)


def _by_association(mine: sa.ColumnElement[bool]) -> list[HoursOfAssociation]:
    statement = (
        sa.select(
            Association.public_id, Association.name, City.slug, City.name, sa.func.sum(Attendance.minutes),
            sa.func.min(Attendance.day), sa.func.max(Attendance.day),
        )
        .select_from(Attendance)
        .join(Association, Association.id == Attendance.association_id)
        .join(City, City.id == Attendance.city_id)
        .where(mine, Attendance.minutes.is_not(None))
        .group_by(Association.id, City.id)
        .order_by(Association.sort_name, Association.id, City.sort_name)
    )  # fmt: skip
    return [HoursOfAssociation(*row[:4], int(row[4] or 0), *row[5:]) for row in db.session.execute(statement)]
