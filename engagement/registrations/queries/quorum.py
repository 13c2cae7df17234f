"""Dates that are waiting for enough people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.cities.models import City
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.rules.minimum import TELL_OPEN
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration

COMING = (
    sa.select(sa.func.coalesce(sa.func.sum(Registration.party_size), 0))
    .where(Registration.shift_id == Shift.id, Registration.state == RegistrationState.CONFIRMED)
    .correlate(Shift)
    .scalar_subquery()
)


def undecided(now: datetime, limit: int) -> Sequence[int]:
    """Rows of dates whose decision is due and that have not begun, soonest first."""
    due = sa.or_(Shift.decide_by <= now, Shift.starts_at <= now + TELL_OPEN)
    statement = sa.select(Shift.id).where(
        Shift.minimum.is_not(None), Shift.takes_place_at.is_(None), Shift.cancelled_at.is_(None),
        Shift.starts_at > now, due,
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Shift.starts_at, Shift.id).limit(limit)).all()


def locked_undecided(shift_id: int, now: datetime) -> tuple[Shift, int] | None:
    """The date, locked, with how many people come for certain; None when there is nothing to decide any more."""
    shift = db.session.scalar(lock(sa.select(Shift).where(Shift.id == shift_id)))
    if shift is None or shift.minimum is None or shift.takes_place_at is not None or shift.cancelled_at is not None:
        return None
    if shift.starts_at <= now:
        return None
    return shift, db.session.scalar(sa.select(COMING).select_from(Shift).where(Shift.id == shift_id)) or 0


@dataclass(frozen=True)
class OpenQuestion:
    """A date of which the association is asked whether it takes place. Public ids."""

    opportunity_id: str
    shift_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    minimum: int
    coming: int


def open_questions(association_id: int, now: datetime) -> list[OpenQuestion]:
    """The dates that the association still has to decide, soonest first."""
    statement = (
        sa.select(
            Opportunity.public_id, Shift.public_id, Opportunity.title, Shift.starts_at, Shift.ends_at, Shift.minimum,
            COMING,
        )
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .where(
            Shift.association_id == association_id, Shift.decision_asked_at.is_not(None),
            Shift.takes_place_at.is_(None), Shift.cancelled_at.is_(None), Shift.starts_at > now,
            Shift.minimum.is_not(None),
        )
        .order_by(Shift.starts_at, Shift.id)
    )  # fmt: skip
    return [OpenQuestion(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class HomeOffer:
    """Where the association wrote the offer, and whom it names as contact."""

    city: City
    public_id: str
    association_id: str
    title: str
    contact_email: str
    contact_name: str


def home_offer(opportunity_id: int, association_public_id: str) -> HomeOffer | None:
    """The offer in its home town; None when it is shown nowhere."""
    statement = (
        sa.select(City, Opportunity.public_id, Revision.title, Revision.contact_email, Revision.contact_name)
        .select_from(Opportunity)
        .join(City, City.id == Opportunity.home_city_id)
        .join(Publication, Publication.opportunity_id == Opportunity.id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(Opportunity.id == opportunity_id)
        .order_by(Publication.city_id != Opportunity.home_city_id, Publication.id)
    )
    row = db.session.execute(statement).first()
    return HomeOffer(row[0], row[1], association_public_id, row[2], row[3], row[4]) if row is not None else None
