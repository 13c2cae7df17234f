"""What the clock has to look at: offers that are over, and those that stand for long without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.rules.freshness import ASK_AFTER


def publication_ids_to_expire(now: datetime) -> Sequence[int]:
    """Shown publications whose dates or period may be over; the operation decides on each (system scope).

    A last day that is today in UTC is taken along, because cities may lie in other zones.
    """
    has_ahead = sa.exists().where(
        Shift.opportunity_id == Publication.opportunity_id, Shift.ends_at > now, Shift.cancelled_at.is_(None)
    )
    statement = (
        sa.select(Publication.id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(Publication.state.in_([PublicationState.PUBLISHED, PublicationState.PAUSED]))
        .where(sa.or_(sa.and_(Revision.is_ongoing.is_(False), ~has_ahead), Revision.ends_on <= now.date()))
        .order_by(Publication.id)
    )
    return db.session.scalars(statement).all()


def ids_without_a_word(now: datetime) -> Sequence[int]:
    """Ongoing opportunities without an end that are shown, and that nobody has changed or confirmed for half a year, or
    that were asked about (system scope); the operation decides on each."""
    since = sa.func.coalesce(Opportunity.confirmed_at, Publication.published_at)
    statement = (
        sa.select(Opportunity.id)
        .join(Publication, Publication.opportunity_id == Opportunity.id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(Publication.state == PublicationState.PUBLISHED, Revision.is_ongoing, Revision.ends_on.is_(None))
        .where(sa.or_(Opportunity.asked_at.is_not(None), since <= now - ASK_AFTER))
        .distinct()
        .order_by(Opportunity.id)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class AskedOffer:
    """What the page of the question „Stimmt das Angebot noch?“ shows."""

    public_id: str
    title: str
    schedule_note: str
    location_name: str
    association_id: str  # public id
    association_name: str
    asked_at: datetime | None
    is_shown: bool  # in any city


def asked_offer(public_id: str, city_id: int) -> AskedOffer:
    """An opportunity of this home city. Raises NotFound for any other."""
    statement = (
        sa.select(
            Opportunity.public_id, Opportunity.title, Opportunity.schedule_note, Opportunity.location_name,
            Association.public_id, Association.name, Opportunity.asked_at,
            sa.exists().where(
                Publication.opportunity_id == Opportunity.id, Publication.state == PublicationState.PUBLISHED
            ),
        )
        .join(Association, Association.id == Opportunity.association_id)
        .where(Opportunity.public_id == public_id, Opportunity.home_city_id == city_id)
    )  # fmt: skip
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return AskedOffer(*row)
