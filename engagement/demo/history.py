"""What the staff of the demo have decided before anyone looks."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.audit.models import AuditEntry
from engagement.cities.models import City, CityStaff
from engagement.core.actor import CityRole
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.models import Decision
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision

ACTIONS = {
    Verdict.APPROVE: "opportunity.approved",
    Verdict.REQUEST_CHANGES: "opportunity.changes_requested",
    Verdict.REJECT: "opportunity.rejected",
}
VERDICTS = {
    PublicationState.CHANGES_REQUESTED: Verdict.REQUEST_CHANGES,
    PublicationState.REJECTED: Verdict.REJECT,
}
UNDECIDED = (PublicationState.DRAFT, PublicationState.IN_REVIEW)
TIME_TO_ANSWER = timedelta(hours=9)


def note_decision(city: City, publication: Publication, opportunity: Opportunity) -> None:
    """Log the decision that led to the state of an offer; joins the open transaction."""
    if publication.state in UNDECIDED:
        return
    moderator = db.session.scalars(
        sa.select(User)
        .join(CityStaff, CityStaff.user_id == User.id)
        .where(CityStaff.city_id == city.id, CityStaff.role == CityRole.MODERATOR)
    ).one()
    verdict = VERDICTS.get(publication.state, Verdict.APPROVE)
    submitted = publication.submitted_at or utcnow() - timedelta(days=2)
    at: datetime = publication.published_at or min(submitted + TIME_TO_ANSWER, utcnow())
    revision_id = db.session.scalar(sa.select(Revision.id).where(Revision.opportunity_id == opportunity.id))
    db.session.add(
        Decision(
            kind=CaseKind.OPPORTUNITY, verdict=verdict, reason=publication.reason, city_id=city.id, decided_at=at,
            association_id=opportunity.association_id, publication_id=publication.id, revision_id=revision_id,
            decided_by_id=moderator.id,
        )
    )  # fmt: skip
    db.session.add(
        AuditEntry(
            at=at, city_id=city.id, association_id=opportunity.association_id, actor_id=moderator.id,
            actor_name=moderator.name, action=ACTIONS[verdict], subject_kind="opportunity",
            subject_id=opportunity.public_id, subject_label=opportunity.title[:200],
        )
    )  # fmt: skip
