"""Handing in: one frozen text, and what each city makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engagement.associations.models import Listing
from engagement.associations.operations import list_elsewhere
from engagement.cities.policies import Policies, policies_of
from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import local, utcnow
from engagement.opportunities import queries
from engagement.opportunities.enums import LookReason, PublicationState
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.opportunities.operations.loading import (
    Locked,
    freeze,
    locked_for_authors,
    look_later,
    revision_by_id,
)
from engagement.opportunities.operations.showing import show
from engagement.opportunities.rules import changes, states
from engagement.opportunities.rules.errors import AssociationSuspended, Incomplete, NothingChanged
from engagement.opportunities.rules.gaps import gaps

State = PublicationState


@dataclass
class Submitted:
    """What handing in has led to; cities by row number. One may stand in both: small things at once, others later."""

    at_once: list[int] = field(default_factory=list)
    in_review: list[int] = field(default_factory=list)


@dataclass
class _Texts:
    """The texts of one submission: each is frozen once, for all cities that get it."""

    locked: Locked
    content: Mapping[str, Any]
    frozen: list[tuple[Mapping[str, Any], Revision]] = field(default_factory=list)

    def revision(self, content: Mapping[str, Any]) -> Revision:
        for known, revision in self.frozen:
            if known == content:
                return revision
        revision = freeze(self.locked.opportunity, self.locked.actor.user_id, content)
        self.frozen.append((content, revision))
        return revision


@retried
@operation
def submit(public_id: str, *, actor: Actor, city_id: int | None = None) -> Submitted:
    """Freeze the working copy and put it before every city that the authors chose, or before one of them (row number).

    What a city does not call sensitive is seen there at once; the rest waits, while the older text stays. A city that
    trusts the association shows all at once. Whatever nobody has decided on stands on the city's list for a later look.
    A city that has refused the offer is asked again only when it is named, or when it is the home city.

    Raises:
        Incomplete: it names every gap.
        NothingChanged: the same text waits or is shown already, everywhere.
        CannotSubmit, AssociationSuspended, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    content = queries.content_of(locked.opportunity)
    wanted = [publication for publication in locked.those_of(city_id) if _is_asked(publication, locked, city_id)]
    listings = {each.city_id: each for each in queries.listings_of(locked.opportunity.association_id)}
    open_to = [each for each in wanted if _takes(each, listings.get(each.city_id), alone=len(wanted) == 1)]
    if not open_to:
        raise AssociationSuspended if wanted else NothingChanged
    now = utcnow()
    shifts = [shift for shift in queries.shifts_of(locked.opportunity.id) if shift.cancelled_at is None]
    zone = city_by_id(locked.publication.city_id).zone
    found = gaps(content, shifts, local(now, zone), was_published=locked.was_published)
    if found:
        raise Incomplete(found)
    targets = [publication for publication in open_to if _is_new(publication, content)]
    if not targets:
        raise NothingChanged
    done, texts, first = Submitted(), _Texts(locked, content), _next_start(shifts, now)
    for publication in targets:
        publication.is_chosen = True
        listing = listings.get(publication.city_id) or list_elsewhere(
            locked.opportunity.association_id, city_id=publication.city_id, actor=locked.actor
        )
        _put_before(publication, listing, first, texts, done, now)
    return done


def _is_asked(publication: Publication, locked: Locked, city_id: int | None) -> bool:
    if city_id is not None:
        return True
    if publication is locked.publication:
        return publication.is_chosen or not any(each.is_chosen for each in locked.elsewhere)
    return publication.is_chosen and publication.state is not State.REJECTED


def _takes(publication: Publication, listing: Listing | None, *, alone: bool) -> bool:
    """Whether the city takes texts of this association. The only city asked says why not; raises as `after_submit`."""
    try:
        states.after_submit(publication.state, listing.state if listing is not None else None)
    except AssociationSuspended:
        if alone:
            raise
        return False
    return True


def _is_new(publication: Publication, content: Mapping[str, Any]) -> bool:
    last_id = publication.pending_revision_id or publication.shown_revision_id
    if publication.state not in (*states.SHOWN, State.IN_REVIEW) or last_id is None:
        return True
    return queries.content_of(revision_by_id(last_id)) != content


def _next_start(shifts: Sequence[Shift], now: datetime) -> datetime | None:
    return min((shift.starts_at for shift in shifts if shift.starts_at > now), default=None)


def _put_before(
    publication: Publication, listing: Listing, first: datetime | None, texts: _Texts, done: Submitted, now: datetime
) -> None:
    """One city: everything at once, small things at once and the rest later, or everything later."""
    policies = policies_of(city_by_id(publication.city_id))
    standing = changes.Standing(publication.state, publication.reason, listing.state, listing.is_trusted, first)
    reason = changes.at_once(standing, policies.publish_at_once, now)
    before = _known_text(publication)
    if reason is not None and not (before is not None and texts.content == before):
        _show(publication, texts.revision(texts.content), reason, texts.locked, done, now)
    elif before is None or publication.reason:
        _wait(publication, texts, done, now)
    else:
        _by_field(publication, before, policies, texts, done, now)


def _known_text(publication: Publication) -> Mapping[str, Any] | None:
    """What the city has approved and shows, or showed until its dates were over; None when it must look at all."""
    if publication.state not in (*states.SHOWN, State.EXPIRED) or publication.shown_revision_id is None:
        return None
    return queries.content_of(revision_by_id(publication.shown_revision_id))


def _by_field(
    publication: Publication, before: Mapping[str, Any], policies: Policies, texts: _Texts, done: Submitted,
    now: datetime,
) -> None:  # fmt: skip
    split = changes.split_changes(before, texts.content, policies.sensitive_fields)
    is_shown = publication.state in states.SHOWN
    if split.is_empty and is_shown:
        # What waited is taken back: the shown text is wanted again.
        publication.pending_revision_id = publication.submitted_at = None
        done.at_once.append(publication.city_id)
        texts.locked.record("opportunity.pending_dropped", publication)
        return
    if not split.after_review or (split.at_once and is_shown):
        small = texts.revision(changes.mixed(before, texts.content, split))
        _show(publication, small, LookReason.SMALL_CHANGE, texts.locked, done, now)
    if split.after_review:
        _wait(publication, texts, done, now)


def _show(
    publication: Publication, revision: Revision, reason: LookReason, locked: Locked, done: Submitted, now: datetime
) -> None:
    publication.pending_revision_id = publication.submitted_at = None
    show(publication, revision)
    look_later(publication, reason, now)
    done.at_once.append(publication.city_id)
    locked.record("opportunity.shown_at_once", publication, revision=revision.number, reason=reason.value)


def _wait(publication: Publication, texts: _Texts, done: Submitted, now: datetime) -> None:
    revision = texts.revision(texts.content)
    publication.state = publication.state if publication.state in states.SHOWN else State.IN_REVIEW
    publication.pending_revision_id = revision.id
    publication.submitted_at = now
    done.in_review.append(publication.city_id)
    texts.locked.record("opportunity.submitted", publication, revision=revision.number)
