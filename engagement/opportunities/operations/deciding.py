"""What a city decides about a revision that waits, or about what it shows. Mails and reasons are moderation's."""

from __future__ import annotations

from datetime import datetime

from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication, Revision
from engagement.opportunities.operations.loading import fresh, locked_publication, revision_by_id, seen
from engagement.opportunities.operations.publishing import runs_out
from engagement.opportunities.operations.showing import show
from engagement.opportunities.queries import names_around
from engagement.opportunities.rules import states
from engagement.opportunities.rules.errors import AlreadyDecided


@retried
@operation
def approve_publication(publication_id: int, *, revision_id: int, actor: Actor) -> None:
    """Show the pending revision to citizens and make it findable. A paused opportunity stays paused.

    Raises:
        AlreadyDecided: `revision_id` is not what waits for a decision (any more).
        NotFound, Forbidden.
    """
    publication, revision, acting = _pending(publication_id, revision_id, actor)
    publication.pending_revision_id = publication.submitted_at = None
    show(publication, revision)
    seen(publication, revision)
    _record(acting, "opportunity.approved", publication, revision)


@retried
@operation
def request_changes(publication_id: int, *, revision_id: int, reason: str, actor: Actor) -> None:
    """Give the pending revision back with a reason. A shown opportunity goes on with its older text.

    Raises: as `approve_publication`.
    """
    _refuse(publication_id, revision_id, reason, PublicationState.CHANGES_REQUESTED, actor)


@retried
@operation
def reject_publication(publication_id: int, *, revision_id: int, reason: str, actor: Actor) -> None:
    """Refuse the pending revision with a reason. A shown opportunity goes on with its older text.

    Raises: as `approve_publication`.
    """
    _refuse(publication_id, revision_id, reason, PublicationState.REJECTED, actor)


@retried
@operation
def mark_seen(publication_id: int, *, revision_id: int, since: datetime, actor: Actor) -> None:
    """Tick off what went online without a decision. `since` is the publication's `look_since` that was read.

    Raises:
        AlreadyDecided: a colleague was faster, or something changed since.
        NotFound, Forbidden.
    """
    publication, revision, acting = _unseen(publication_id, revision_id, since, actor)
    seen(publication, revision)
    _record(acting, "opportunity.looked_at", publication, revision)


@retried
@operation
def ask_for_changes(publication_id: int, *, revision_id: int, since: datetime, reason: str, actor: Actor) -> None:
    """Want something changed in what is online. It stays there; its next text goes to the city first.

    Raises: as `mark_seen`.
    """
    publication, revision, acting = _unseen(publication_id, revision_id, since, actor)
    seen(publication, revision)
    publication.reason = reason.strip()
    _record(acting, "opportunity.changes_requested", publication, revision)


@retried
@operation
def take_down(publication_id: int, *, reason: str, actor: Actor) -> None:
    """Take what a city shows out of its showcase, with a reason. Registrations stay: the city decides what it shows.

    Raises:
        CannotTakeDown: it is not shown (any more).
        NotFound, Forbidden.
    """
    publication, acting = _publication(publication_id, actor)
    publication.state = states.after_take_down(publication.state)
    publication.reason = reason.strip()
    publication.pending_revision_id = publication.submitted_at = None
    publication.paused_by_id = publication.paused_at = None
    assert publication.shown_revision_id is not None  # it was shown
    revision = revision_by_id(publication.shown_revision_id)
    seen(publication, revision)
    _record(acting, "opportunity.taken_down", publication, revision)


@retried
@operation
def put_back(publication_id: int, *, actor: Actor) -> bool:
    """Show again what was taken down, as it was; False when its authors have gone another way since.

    Raises: NotFound, Forbidden.
    """
    publication, acting = _publication(publication_id, actor)
    can_return = publication.state is PublicationState.REJECTED and publication.pending_revision_id is None
    if not can_return or publication.shown_revision_id is None:
        return False
    publication.state = PublicationState.EXPIRED if runs_out(publication) else PublicationState.PUBLISHED
    publication.reason = ""
    _record(acting, "opportunity.put_back", publication, revision_by_id(publication.shown_revision_id))
    return True


def _refuse(publication_id: int, revision_id: int, reason: str, refused: PublicationState, actor: Actor) -> None:
    publication, revision, acting = _pending(publication_id, revision_id, actor)
    publication.pending_revision_id = publication.submitted_at = None
    publication.state = states.after_refusal(publication.state, refused)
    publication.reason = reason.strip()
    action = "opportunity.rejected" if refused is PublicationState.REJECTED else "opportunity.changes_requested"
    _record(acting, action, publication, revision)


def _publication(publication_id: int, actor: Actor) -> tuple[Publication, Actor]:
    publication = locked_publication(publication_id)
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=publication.city_id)
    return publication, acting


def _pending(publication_id: int, revision_id: int, actor: Actor) -> tuple[Publication, Revision, Actor]:
    publication, acting = _publication(publication_id, actor)
    if publication.pending_revision_id != revision_id:
        raise AlreadyDecided
    return publication, revision_by_id(revision_id), acting


def _unseen(
    publication_id: int, revision_id: int, since: datetime, actor: Actor
) -> tuple[Publication, Revision, Actor]:  # fmt: skip
    publication, acting = _publication(publication_id, actor)
    if publication.shown_revision_id != revision_id or publication.look_since != since:
        raise AlreadyDecided
    return publication, revision_by_id(revision_id), acting


def _record(actor: Actor, action: str, publication: Publication, revision: Revision) -> None:
    names = names_around(revision.id, publication.city_id)
    record(
        actor, action, kind="opportunity", public_id=names.opportunity_id, label=revision.title,
        city_id=publication.city_id, association_id=publication.association_id, revision=revision.number,
    )  # fmt: skip
