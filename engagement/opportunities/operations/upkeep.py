"""What the clock does to opportunities. Mails and the rounds themselves are the workflows'."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engagement.audit.operations import record
from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision
from engagement.opportunities.operations.loading import locked_publication
from engagement.opportunities.operations.publishing import runs_out
from engagement.opportunities.queries import names_around
from engagement.opportunities.rules.freshness import AlreadyAnswered, Step, next_step
from engagement.opportunities.rules.states import SHOWN


@operation
def expire(publication_id: int) -> Publication | None:
    """Take a publication out of its showcase when what it shows is over; None when it is not (any more)."""
    publication = locked_publication(publication_id)
    if publication.state not in SHOWN or publication.shown_revision_id is None or not runs_out(publication):
        return None
    _end(publication)
    return publication


@operation
def advance_freshness(opportunity_id: int) -> tuple[Step, Opportunity] | None:
    """Do what is due for an ongoing opportunity without an end: note the question or the reminder, or let it expire.

    None when nothing is due, because somebody was faster. The mail goes with the same transaction, see
    `workflows.freshness`.
    """
    opportunity = db.session.scalar(lock(sa.select(Opportunity).where(Opportunity.id == opportunity_id)))
    shown = _shown(opportunity_id)
    published = [each.published_at for each in shown if each.state is PublicationState.PUBLISHED and each.published_at]
    if opportunity is None or not published or not _is_endless(shown):
        return None
    now = utcnow()
    step = next_step(
        now, since=opportunity.confirmed_at or min(published), asked_at=opportunity.asked_at,
        reminded_at=opportunity.reminded_at,
    )  # fmt: skip
    if step is None:
        return None
    if step is Step.ASK:
        opportunity.asked_at = now
    elif step is Step.REMIND:
        opportunity.reminded_at = now
    else:
        for publication in shown:
            _end(publication)
        touch(opportunity)  # whoever brings it back has half a year again
    return step, opportunity


@operation
def answer_freshness(public_id: str, *, asked_at: datetime, holds: bool) -> None:
    """Take the answer of whoever has the mailed link: it still holds, or it is over everywhere.

    Registrations stay as they are. Raises AlreadyAnswered when another question or none is open, NotFound.
    """
    opportunity = db.session.scalar(lock(sa.select(Opportunity).where(Opportunity.public_id == public_id)))
    if opportunity is None:
        raise NotFound
    if opportunity.asked_at != asked_at:
        raise AlreadyAnswered
    touch(opportunity)
    if not holds:
        with unscoped("the page of one town ends the offer in all of them"):
            for publication in _shown(opportunity.id):
                _end(publication)
            db.session.flush()
        return
    record(
        SYSTEM_ACTOR, "opportunity.confirmed", kind="opportunity", public_id=public_id, label=opportunity.title,
        city_id=opportunity.home_city_id, association_id=opportunity.association_id,
    )  # fmt: skip


def touch(opportunity: Opportunity) -> None:
    """Note that its authors have just changed or confirmed it; a question that was open is answered by that."""
    opportunity.confirmed_at = utcnow()
    opportunity.asked_at = opportunity.reminded_at = None


def _shown(opportunity_id: int) -> list[Publication]:
    statement = sa.select(Publication).where(Publication.opportunity_id == opportunity_id, Publication.state.in_(SHOWN))
    return list(db.session.scalars(lock(statement.order_by(Publication.id))))


def _is_endless(shown: list[Publication]) -> bool:
    """Whether what is shown anywhere is ongoing and names no last day."""
    ids = [each.shown_revision_id for each in shown if each.state is PublicationState.PUBLISHED]
    endless = sa.select(Revision.id).where(
        Revision.id.in_(ids), Revision.is_ongoing, Revision.ends_on.is_(None)
    )  # fmt: skip
    return db.session.scalars(endless.limit(1)).first() is not None


def _end(publication: Publication) -> None:
    publication.state = PublicationState.EXPIRED
    publication.paused_by_id = publication.paused_at = None
    assert publication.shown_revision_id is not None  # only what is shown expires
    names = names_around(publication.shown_revision_id, publication.city_id)
    record(
        SYSTEM_ACTOR, "opportunity.expired", kind="opportunity", public_id=names.opportunity_id,
        city_id=publication.city_id, association_id=publication.association_id,
    )  # fmt: skip
