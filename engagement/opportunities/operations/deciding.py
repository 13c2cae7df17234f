"""What a city decides about a revision that waits. The decision itself and the mails are moderation's."""

from __future__ import annotations

from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication, Revision
from engagement.opportunities.operations.loading import fresh, locked_publication, revision_by_id
from engagement.opportunities.queries import names_around
from engagement.opportunities.rules import states
from engagement.opportunities.rules.errors import AlreadyDecided
from engagement.opportunities.search import index_publication


@operation
def approve_publication(publication_id: int, *, revision_id: int, actor: Actor) -> None:
    """Show the pending revision to citizens and make it findable. A paused opportunity stays paused.

    Raises:
        AlreadyDecided: `revision_id` is not what waits for a decision (any more).
        NotFound, Forbidden.
    """
    publication, revision, acting = _pending(publication_id, revision_id, actor)
    now = utcnow()
    publication.shown_revision_id = revision.id
    publication.pending_revision_id = publication.submitted_at = None
    publication.state = states.after_approval(publication.state)
    publication.published_at = publication.published_at or now
    publication.reason = ""
    names = names_around(revision.id)
    index_publication(publication, revision, names.association, names.district)
    _record(acting, "opportunity.approved", publication, revision)


@operation
def request_changes(publication_id: int, *, revision_id: int, reason: str, actor: Actor) -> None:
    """Give the pending revision back with a reason. A shown opportunity goes on with its older text.

    Raises: as `approve_publication`.
    """
    _refuse(publication_id, revision_id, reason, PublicationState.CHANGES_REQUESTED, actor)


@operation
def reject_publication(publication_id: int, *, revision_id: int, reason: str, actor: Actor) -> None:
    """Refuse the pending revision with a reason. A shown opportunity goes on with its older text.

    Raises: as `approve_publication`.
    """
    _refuse(publication_id, revision_id, reason, PublicationState.REJECTED, actor)


def _refuse(publication_id: int, revision_id: int, reason: str, refused: PublicationState, actor: Actor) -> None:
    publication, revision, acting = _pending(publication_id, revision_id, actor)
    publication.pending_revision_id = publication.submitted_at = None
    publication.state = states.after_refusal(publication.state, refused)
    publication.reason = reason.strip()
    action = "opportunity.rejected" if refused is PublicationState.REJECTED else "opportunity.changes_requested"
    _record(acting, action, publication, revision)


def _pending(publication_id: int, revision_id: int, actor: Actor) -> tuple[Publication, Revision, Actor]:
    publication = locked_publication(publication_id)
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=publication.city_id)
    if publication.pending_revision_id != revision_id:
        raise AlreadyDecided
    return publication, revision_by_id(revision_id), acting


def _record(actor: Actor, action: str, publication: Publication, revision: Revision) -> None:
    names = names_around(revision.id)
    record(
        actor, action, kind="opportunity", public_id=names.opportunity_id, label=revision.title,
        city_id=publication.city_id, association_id=publication.association_id, revision=revision.number,
    )  # fmt: skip
