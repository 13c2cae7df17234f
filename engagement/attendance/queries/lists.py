"""Who is expected, who was there: for the association."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import LoaderOption

from engagement.attendance import rules
from engagement.attendance.models import Attendance
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration

ASKED_FOR = timedelta(days=30)  # for so long the first page asks who was there
OPEN_DATES = 6
NOTED_A_PAGE = 20


@dataclass(frozen=True)
class Expected:
    """Somebody with a confirmed place, and what is noted about her."""

    registration_id: str
    name: str
    phone: str
    party_size: int
    is_minor: bool
    was_there: bool | None
    people: int
    minutes: int | None  # confirmed


@dataclass(frozen=True)
class DoorList:
    """A date with everybody who is expected, by name."""

    shift_id: str
    opportunity_id: str
    title: str
    note: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    is_open: bool  # people can be ticked off
    is_over: bool  # hours can be confirmed
    proposed: int  # minutes
    people: Sequence[Expected]

    @property
    def expected(self) -> int:
        return sum(each.party_size for each in self.people)

    @property
    def there(self) -> int:
        return sum(each.people for each in self.people if each.was_there)


def door_list(opportunity_id: str, shift_id: str, now: datetime) -> DoorList:
    """A date of an offer in the scope at hand. Raises NotFound."""
    statement = (
        sa.select(Shift, Opportunity.title)
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .where(Shift.public_id == shift_id, Opportunity.public_id == opportunity_id)
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    shift: Shift = row[0]
    people = _expected(Registration.shift_id == shift.id, Registration.state == RegistrationState.CONFIRMED)
    return DoorList(
        shift_id=shift.public_id, opportunity_id=opportunity_id, title=row[1], note=shift.note,
        starts_at=shift.starts_at, ends_at=shift.ends_at, is_cancelled=shift.cancelled_at is not None,
        is_open=shift.cancelled_at is None and shift.starts_at - rules.EARLY <= now, is_over=shift.ends_at <= now,
        proposed=rules.proposed_minutes(shift.starts_at, shift.ends_at), people=people,
    )  # fmt: skip


def _her_account() -> LoaderOption:
    """Not made once: while modules are imported no table is known yet."""
    return joinedload(Registration.participant).joinedload(Participant.user)


def _expected(*conditions: sa.ColumnElement[bool]) -> list[Expected]:
    statement = (
        sa.select(Registration, Attendance)
        .outerjoin(Attendance, Attendance.registration_id == Registration.id)
        .where(*conditions)
        .options(_her_account())
        .order_by(sa.func.lower(Registration.name), Registration.id)
    )
    return [_one(row[0], row[1]) for row in db.session.execute(statement)]


def _one(registration: Registration, noted: Attendance | None) -> Expected:
    return Expected(
        registration_id=registration.public_id, name=registration.name, phone=registration.phone_to_call,
        party_size=registration.party_size, is_minor=registration.is_minor,
        was_there=noted.was_there if noted is not None else None,
        people=noted.people if noted is not None else registration.party_size,
        minutes=noted.minutes if noted is not None else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """What a phone shows that has read somebody's code."""

    person: Expected
    is_confirmed: bool  # her place; else there is nothing to tick off
    opportunity_id: str
    title: str
    shift_id: str
    starts_at: datetime
    ends_at: datetime


def one_expected(registration_id: str) -> Arrival:
    """A person with a date, by the code on her page, in the scope at hand. Raises NotFound."""
    statement = (
        sa.select(Registration, Attendance, Shift, Opportunity.public_id, Opportunity.title)
        .join(Shift, Shift.id == Registration.shift_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .outerjoin(Attendance, Attendance.registration_id == Registration.id)
        .where(Registration.public_id == registration_id)
        .options(_her_account())
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    registration, noted, shift, opportunity_id, title = row
    return Arrival(
        _one(registration, noted), registration.state is RegistrationState.CONFIRMED, opportunity_id, title,
        shift.public_id, shift.starts_at, shift.ends_at,
    )  # fmt: skip


@dataclass(frozen=True)
class OpenDate:
    """A date that is over and about which nobody has said yet who was there."""

    opportunity_id: str
    shift_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    open: int  # people without a word


def open_dates(association_id: int, now: datetime) -> list[OpenDate]:
    """Dates of the last month, and of today, whose people are not all ticked off; the latest first. One statement."""
    unsaid = ~sa.exists().where(Attendance.registration_id == Registration.id)
    unconfirmed = sa.exists().where(
        Attendance.registration_id == Registration.id, Attendance.was_there, Attendance.minutes.is_(None)
    )
    statement = (
        sa.select(Shift, Opportunity.public_id, Opportunity.title, sa.func.count(Registration.id))
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .join(Registration, Registration.shift_id == Shift.id)
        .where(
            Shift.association_id == association_id, Shift.cancelled_at.is_(None), Shift.ends_at <= now,
            Shift.ends_at > now - ASKED_FOR, Registration.state == RegistrationState.CONFIRMED,
            sa.or_(unsaid, unconfirmed),
        )
        .group_by(Shift.id, Opportunity.id)
        .order_by(Shift.ends_at.desc(), Shift.id.desc())
        .limit(OPEN_DATES)
    )  # fmt: skip
    return [
        OpenDate(public_id, shift.public_id, title, shift.starts_at, shift.ends_at, count)
        for shift, public_id, title, count in db.session.execute(statement)
    ]


@dataclass(frozen=True)
class NotedHours:
    """Hours of a day for somebody of an offer without dates."""

    public_id: str
    name: str  # empty once the registration is gone
    day: date
    people: int
    minutes: int


@dataclass(frozen=True)
class HoursOfOffer:
    """An offer without dates: who takes part, and the hours noted, the latest day first."""

    opportunity_id: str
    title: str
    people: Sequence[Expected]
    noted: Page[NotedHours]


def hours_of_offer(opportunity_id: str, *, page: int = 1) -> HoursOfOffer:
    """The people with an accepted interest in an offer, and their hours. Raises NotFound."""
    opportunity = db.session.execute(
        sa.select(Opportunity.id, Opportunity.title).where(Opportunity.public_id == opportunity_id)
    ).first()
    if opportunity is None:
        raise NotFound
    mine = sa.and_(Registration.opportunity_id == opportunity.id, Registration.shift_id.is_(None))
    people = db.session.scalars(
        sa.select(Registration)
        .where(mine, Registration.state == RegistrationState.CONFIRMED)
        .options(_her_account())
        .order_by(sa.func.lower(Registration.name), Registration.id)
    ).all()
    noted = paginate(
        sa.select(Attendance)
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(mine, Attendance.minutes.is_not(None))
        .options(joinedload(Attendance.registration))
        .order_by(Attendance.day.desc(), Attendance.id.desc()),
        page, NOTED_A_PAGE,
    )  # fmt: skip
    return HoursOfOffer(
        opportunity_id=opportunity_id, title=opportunity.title, people=[_one(each, None) for each in people],
        noted=noted.with_items(
            lambda row: NotedHours(row.public_id, row.registration.name, row.day, row.people, row.minutes or 0)
        ),
    )  # fmt: skip


def noted_of_registrations(registration_ids: Sequence[str]) -> Mapping[str, tuple[bool, int]]:
    """For lists to keep: whether each was there and the confirmed minutes of all days together, by registration."""
    statement = (
        sa.select(
            Registration.public_id, sa.func.max(sa.cast(Attendance.was_there, sa.Integer)),
            sa.func.coalesce(sa.func.sum(Attendance.minutes * Attendance.people), 0),
        )
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(Registration.public_id.in_(registration_ids))
        .group_by(Registration.public_id)
    )  # fmt: skip
    return {row[0]: (bool(row[1]), int(row[2] or 0)) for row in db.session.execute(statement)}
