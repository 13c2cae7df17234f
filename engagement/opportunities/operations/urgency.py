"""Marking a shown opportunity as urgent, and ending that early. It counts at once and needs no approval."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import today
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication
from engagement.opportunities.operations.loading import locked_for_authors
from engagement.opportunities.rules.urgency import check_urgent


@retried
@operation
def mark_urgent(public_id: str, *, until: date | None, reason: str, actor: Actor) -> None:
    """Show an opportunity as urgent up to and including a day of the city's calendar; sent again, it is changed.

    Raises:
        OnlyShownIsUrgent, UrgentUntilMissing, UrgentInPast, UrgentTooLong, UrgentReasonMissing, UrgentReasonTooLong,
        ContactInReason, TooManyUrgent, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    opportunity = locked.opportunity
    # One at a time, so that two windows do not both find room.
    db.session.scalar(lock(sa.select(Association.id).where(Association.id == opportunity.association_id)))
    day = today(city_by_id(locked.publication.city_id).zone)
    reason = reason.strip()
    check_urgent(locked.publication.state, until, reason, today=day, others=_others(opportunity, day))
    opportunity.urgent_until, opportunity.urgent_reason = until, reason
    locked.record("opportunity.urgent", until=until.isoformat() if until else "")


@retried
@operation
def end_urgency(public_id: str, *, actor: Actor) -> None:
    """Show it as any other again; doing it twice does no harm. Raises: NotFound, Forbidden."""
    locked = locked_for_authors(public_id, actor)
    if locked.opportunity.urgent_until is not None:
        locked.opportunity.urgent_until, locked.opportunity.urgent_reason = None, ""
        locked.record("opportunity.urgency_ended")


def _others(opportunity: Opportunity, day: date) -> int:
    shown = sa.exists().where(
        Publication.opportunity_id == Opportunity.id, Publication.state == PublicationState.PUBLISHED
    )
    statement = sa.select(sa.func.count(Opportunity.id)).where(
        Opportunity.association_id == opportunity.association_id, Opportunity.id != opportunity.id,
        Opportunity.urgent_until >= day, shown,
    )  # fmt: skip
    return db.session.scalar(statement) or 0
