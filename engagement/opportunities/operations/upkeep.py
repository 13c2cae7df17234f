"""What the clock does to opportunities."""

from __future__ import annotations

from engagement.audit.operations import record
from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.operations.loading import locked_publication
from engagement.opportunities.operations.publishing import runs_out
from engagement.opportunities.queries import names_around, publication_ids_to_expire
from engagement.opportunities.rules.states import SHOWN


def expire_past() -> int:
    """Take what is over out of the showcases, each in its own transaction; return how many (job, system scope)."""
    return sum(_expire(publication_id) for publication_id in publication_ids_to_expire(utcnow()))


@operation
def _expire(publication_id: int) -> bool:
    publication = locked_publication(publication_id)
    if publication.state not in SHOWN or publication.shown_revision_id is None or not runs_out(publication):
        return False
    publication.state = PublicationState.EXPIRED
    publication.paused_by_id = publication.paused_at = None
    names = names_around(publication.shown_revision_id, publication.city_id)
    record(
        SYSTEM_ACTOR, "opportunity.expired", kind="opportunity", public_id=names.opportunity_id,
        city_id=publication.city_id, association_id=publication.association_id,
    )  # fmt: skip
    return True
