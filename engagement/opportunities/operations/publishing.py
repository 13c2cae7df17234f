"""The way of an opportunity to citizens and back, as far as its authors decide it."""

from __future__ import annotations

from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import local, utcnow
from engagement.opportunities import queries
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication
from engagement.opportunities.operations.loading import Locked, freeze, locked_for_authors, revision_by_id
from engagement.opportunities.rules import states
from engagement.opportunities.rules.dates import all_over
from engagement.opportunities.rules.errors import AllDatesOver, Incomplete, NothingChanged
from engagement.opportunities.rules.gaps import gaps


@retried
@operation
def submit(public_id: str, *, actor: Actor) -> None:
    """Freeze the working copy as a revision and put it before the city. A shown opportunity stays shown meanwhile.

    Raises:
        Incomplete: it names every gap.
        NothingChanged: the same text waits or is shown already.
        CannotSubmit, AssociationSuspended, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    opportunity, publication = locked.opportunity, locked.publication
    listing = queries.listing_state(opportunity.association_id, publication.city_id)
    state = states.after_submit(publication.state, listing)
    shifts = [shift for shift in queries.shifts_of(opportunity.id) if shift.cancelled_at is None]
    now = utcnow()
    found = gaps(
        queries.content_of(opportunity), shifts, local(now, city_by_id(publication.city_id).zone),
        was_published=publication.published_at is not None,
    )  # fmt: skip
    if found:
        raise Incomplete(found)
    if publication.state in (*states.SHOWN, PublicationState.IN_REVIEW):
        _check_new(locked)
    revision = freeze(opportunity, locked.actor.user_id)
    publication.pending_revision_id = revision.id
    publication.submitted_at = now
    publication.state = state
    locked.record("opportunity.submitted", revision=revision.number)


def _check_new(locked: Locked) -> None:
    last_id = locked.publication.pending_revision_id or locked.publication.shown_revision_id
    if last_id is not None:
        last = revision_by_id(last_id)
        if queries.content_of(last) == queries.content_of(locked.opportunity):
            raise NothingChanged


@retried
@operation
def pause(public_id: str, *, actor: Actor) -> None:
    """Hide a published opportunity for a while; who paused it is kept. Raises CannotPause, NotFound, Forbidden."""
    locked = locked_for_authors(public_id, actor)
    states.check_pause(locked.publication.state)
    locked.publication.state = PublicationState.PAUSED
    locked.publication.paused_by_id = locked.actor.user_id
    locked.publication.paused_at = utcnow()
    locked.record("opportunity.paused")


@retried
@operation
def resume(public_id: str, *, actor: Actor) -> None:
    """Show a paused opportunity again. Raises CannotResume, AllDatesOver, NotFound, Forbidden."""
    locked = locked_for_authors(public_id, actor)
    states.check_resume(locked.publication.state)
    if runs_out(locked.publication):
        raise AllDatesOver
    locked.publication.state = PublicationState.PUBLISHED
    locked.publication.paused_by_id = locked.publication.paused_at = None
    locked.record("opportunity.resumed")


@retried
@operation
def withdraw(public_id: str, *, actor: Actor) -> int:
    """Take an opportunity back and return its row number. What nobody has seen becomes a draft again.

    `workflows.withdraw_opportunity` calls this and cancels the registrations with it.

    Raises: CannotWithdraw, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    publication = locked.publication
    publication.state = states.after_withdrawal(publication.state, publication.published_at is not None)
    _forget_pending(publication)
    locked.record("opportunity.withdrawn")
    return locked.opportunity.id


@retried
@operation
def archive(public_id: str, *, actor: Actor) -> None:
    """Put away an opportunity that is neither shown nor waiting. Raises CannotArchive, NotFound, Forbidden."""
    locked = locked_for_authors(public_id, actor)
    states.check_archive(locked.publication.state)
    locked.publication.state = PublicationState.ARCHIVED
    _forget_pending(locked.publication)
    locked.record("opportunity.archived")


def runs_out(publication: Publication) -> bool:
    """Whether what is shown is over: its dates, or its last day on the city's calendar."""
    shown = revision_by_id(publication.shown_revision_id) if publication.shown_revision_id is not None else None
    if shown is None:
        return False
    now = utcnow()
    dates = [shift for shift in queries.shifts_of(publication.opportunity_id) if shift.cancelled_at is None]
    return states.is_over(
        is_ongoing=shown.is_ongoing, ends_on=shown.ends_on, dates_over=all_over(dates, now), has_dates=bool(dates),
        today=local(now, city_by_id(publication.city_id).zone).date(),
    )  # fmt: skip


def _forget_pending(publication: Publication) -> None:
    publication.pending_revision_id = None
    publication.submitted_at = None
    publication.paused_by_id = publication.paused_at = None
