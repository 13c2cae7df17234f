"""Requests that associations have not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.patience import REMIND_AFTER
from engagement.registrations.queries.waitlist import EVERYWHERE, IN_ORDER, is_out_of_reach, line

OTHERS = 3
PAGE_SIZE = 100
MISSED_FOR = timedelta(days=30)
SINCE = sa.func.coalesce(Registration.confirmed_at, Registration.created_at)


def unanswered(now: datetime, limit: int) -> list[str]:
    """Public ids of requests about which somebody may have to be told something, oldest first."""
    statement = (
        sa.select(Registration.public_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.state == RegistrationState.PENDING, Registration.is_by_phone.is_(False),
            sa.or_(Shift.id.is_(None), Shift.starts_at > now),
            sa.or_(
                Registration.association_reminded_at.is_(None), Registration.told_of_silence_at.is_(None),
                sa.and_(Shift.id.is_not(None), Registration.shown_others_at.is_(None)),
            ),
        )
        .order_by(Registration.id)
        .limit(limit)
    )  # fmt: skip
    return list(db.session.scalars(statement))


def never_answered(now: datetime, limit: int) -> list[str]:
    """Public ids of requests that still wait for an answer although the date has begun, oldest first."""
    statement = (
        sa.select(Registration.public_id)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.state == RegistrationState.PENDING, Registration.is_by_phone.is_(False), Shift.starts_at <= now
        )
        .order_by(Registration.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class OtherOffer:
    """Something else that is open, for a mail."""

    public_id: str
    title: str
    association_name: str
    starts_at: datetime | None
    ends_at: datetime | None


def other_offers(city_id: int, opportunity_id: int, now: datetime) -> list[OtherOffer]:
    """Up to three other offers of the city with a free place, or without dates; the soonest dates first."""
    statement = (
        sa.select(Opportunity.public_id, Revision.title, Association.name, Shift.starts_at, Shift.ends_at)
        .select_from(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Association, Association.id == Publication.association_id)
        .outerjoin(
            Shift,
            sa.and_(
                Shift.opportunity_id == Publication.opportunity_id, Shift.starts_at > now,
                Shift.cancelled_at.is_(None), Shift.taken < Shift.capacity,
            ),
        )
        .where(
            Publication.city_id == city_id, Publication.state == PublicationState.PUBLISHED,
            Publication.opportunity_id != opportunity_id, sa.or_(Shift.id.is_not(None), Revision.is_ongoing),
        )
        .order_by(Shift.starts_at.is_(None), Shift.starts_at, Publication.id)
        .limit(OTHERS * 8)
    )  # fmt: skip
    with unscoped("what the city shows to everybody"):
        found = [OtherOffer(*row) for row in db.session.execute(statement)]
    once = {each.public_id: each for each in reversed(found)}
    return sorted(once.values(), key=found.index)[:OTHERS]


@dataclass(frozen=True)
class SilentAssociation:
    """An association that owes answers, for the city's staff: no names of those who ask."""

    public_id: str
    name: str
    phone: str
    email: str
    count: int
    oldest: datetime
    next_date: datetime | None  # of those who ask
    missed: int  # requests that got no answer at all before the date, in the last 30 days


def silent_associations(city_id: int, now: datetime) -> list[SilentAssociation]:
    """Who owes answers to people of this city for three days or longer, or has let a date begin without one in the
    last 30 days; the longest first."""
    statement = _silent(city_id, now).order_by(sa.func.min(SINCE), Association.id).limit(PAGE_SIZE)
    return [SilentAssociation(*row) for row in db.session.execute(statement)]


def _silent(city_id: int, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    missed = Registration.unanswered_at.is_not(None)
    owed = sa.and_(
        Registration.state == RegistrationState.PENDING, Registration.is_by_phone.is_(False),
        now - REMIND_AFTER >= SINCE, sa.or_(Shift.id.is_(None), Shift.starts_at > now),
    )  # fmt: skip
    return (
        sa.select(
            Association.public_id, Association.name, Association.phone, Association.email,
            sa.func.sum(sa.case((missed, 0), else_=1)), sa.func.min(SINCE),
            sa.func.min(sa.case((missed, None), else_=Shift.starts_at)), sa.func.sum(sa.case((missed, 1), else_=0)),
        )
        .select_from(Registration)
        .join(Association, Association.id == Registration.association_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(Registration.city_id == city_id, sa.or_(owed, Registration.unanswered_at > now - MISSED_FOR))
        .group_by(Association.id, Association.public_id, Association.name, Association.phone, Association.email)
    )  # fmt: skip


@dataclass(frozen=True)
class WaitingPerson:
    """Somebody on a waitlist, or to whom a place from it is offered, for the city's staff."""

    registration_id: str
    shift_id: str
    position: int | None  # from 1, among all who wait for the date, through whichever city's showcase
    name: str
    party_size: int
    queued_at: datetime | None
    offered_until: datetime | None  # a place is kept for her until then
    is_called: bool  # no mail reaches her: the association calls about the place
    is_out_of_reach: bool  # nobody can tell her: a free place goes to the next one
    passed_at: datetime | None  # waits again: a place was offered to her then, and the mail came back
    title: str
    association_name: str
    starts_at: datetime
    ends_at: datetime


def waitlists_of_city(city_id: int, now: datetime) -> Sequence[WaitingPerson]:
    """Who waits for dates to come, through this city's showcase, by date: first to whom a place is offered, then the
    others in the order of the list."""
    queue = line()
    offered = sa.and_(Registration.state == RegistrationState.OFFERED, Registration.hold_until > now)
    statement = (
        sa.select(
            Registration.public_id, Shift.public_id, queue.c.position, Registration.name, Registration.party_size,
            Registration.queued_at, sa.case((offered, Registration.hold_until)), Registration.is_by_phone,
            is_out_of_reach(), sa.case((Registration.state == RegistrationState.WAITLISTED, Registration.offered_at)),
            Opportunity.title, Association.name, Shift.starts_at, Shift.ends_at,
        )
        .select_from(Registration)
        .outerjoin(queue, queue.c.row == Registration.id)
        .join(Shift, Shift.id == Registration.shift_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == Registration.association_id)
        .where(
            Registration.city_id == city_id, Shift.starts_at > now,
            sa.or_(Registration.state == RegistrationState.WAITLISTED, offered),
        )
        .order_by(Shift.starts_at, Shift.id, queue.c.position.is_not(None), *IN_ORDER)
        .limit(200)
    )  # fmt: skip
    with unscoped(EVERYWHERE):
        return [WaitingPerson(*row) for row in db.session.execute(statement)]
