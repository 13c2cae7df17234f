"""A later look at what went online without a decision, and taking something offline."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.operations.deciding import staff
from engagement.moderation.operations.telling import note, tell_offer
from engagement.moderation.rules import DecidedBefore, check_reason
from engagement.opportunities import operations as opportunities
from engagement.opportunities.models import Publication, Revision
from engagement.opportunities.operations import AlreadyDecided


@retried
@operation
def decide_shown(
    city_id: int, public_id: str, *, revision_id: str, since: datetime | None, verdict: Verdict, reason: str,
    actor: Actor,
) -> None:  # fmt: skip
    """Decide on what the city shows: seen (APPROVE), please change while it stays online, or offline (REJECT).

    `revision_id` is the public id of the shown revision that was read, `since` the `look_since` that stood there; for
    taking something offline that nobody has to look at, None. Who is refused something gets a mail with the reason.

    Raises NotFound, Forbidden, ReasonMissing, ReasonTooShort, and DecidedBefore when a colleague was faster or
    something changed in the meantime.
    """
    actor = staff(actor, city_id)
    check_reason(verdict, reason)
    publication = db.session.scalar(
        lock(sa.select(Publication).where(Publication.public_id == public_id, Publication.city_id == city_id))
    )
    if publication is None:
        raise NotFound
    revision = db.session.scalar(sa.select(Revision).where(Revision.id == publication.shown_revision_id))
    if revision is None or revision.public_id != revision_id or publication.look_since != since:
        raise DecidedBefore
    try:
        _decide(publication, revision, since, verdict, reason, actor)
    except AlreadyDecided as refusal:
        raise DecidedBefore from refusal
    note(CaseKind.OPPORTUNITY, verdict, reason, actor, city_id, publication.association_id,
         publication_id=publication.id, revision_id=revision.id)  # fmt: skip
    if verdict is not Verdict.APPROVE:
        kind = "offer_changes_wanted" if verdict is Verdict.REQUEST_CHANGES else "offer_taken_down"
        tell_offer(kind, city_id, publication, revision.title, reason)


def _decide(
    publication: Publication, revision: Revision, since: datetime | None, verdict: Verdict, reason: str, actor: Actor
) -> None:
    if verdict is Verdict.REJECT:
        opportunities.take_down(publication.id, reason=reason, actor=actor)
        return
    if since is None:
        raise DecidedBefore
    if verdict is Verdict.APPROVE:
        opportunities.mark_seen(publication.id, revision_id=revision.id, since=since, actor=actor)
    else:
        opportunities.ask_for_changes(
            publication.id, revision_id=revision.id, since=since, reason=reason, actor=actor
        )  # fmt: skip
