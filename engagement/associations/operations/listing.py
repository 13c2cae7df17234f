"""A city decides on an association. Moderation calls these, alone or with the first offer, and writes the mails."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.associations import rules
from engagement.associations.enums import ListingState, SuspensionGround
from engagement.associations.models import Association, Listing, Suspension
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound


@operation
def verify_listing(listing_id: int, *, actor: Actor) -> None:
    """Show an association in the city's directory.

    Raises:
        NotFound, Forbidden
        ListingDecided: it does not wait for a decision (any more).
    """
    actor, listing = _open(listing_id, actor)
    rules.check_can_verify(listing.state)
    listing.state, listing.verified_at, listing.verified_by_id = ListingState.VERIFIED, utcnow(), actor.user_id
    _record(listing, actor, "listing.verified")


@operation
def refuse_listing(listing_id: int, *, reason: str, actor: Actor) -> None:
    """Keep an association out of the city's showcase. The reason goes into the log.

    Raises:
        NotFound, Forbidden
        ReasonMissing: `reason` is empty.
        ListingDecided: it is verified or refused already.
    """
    actor, listing = _open(listing_id, actor)
    rules.check_reason(reason)
    rules.check_can_refuse(listing.state)
    listing.state = ListingState.SUSPENDED
    _record(listing, actor, "listing.refused", reason=reason.strip())


@operation
def suspend_listing(listing_id: int, *, ground: SuspensionGround, facts: str, actor: Actor) -> str:
    """Hide an association and all its offers in one city; nothing of them is changed. Returns the suspension's id.

    `workflows.suspend_association` calls this and tells everybody concerned.

    Raises:
        NotFound, Forbidden
        FactsTooShort: `facts` is no sentence.
        ListingDecided: it is suspended or refused already.
    """
    actor, listing = _open(listing_id, actor)
    rules.check_facts(facts)
    rules.check_can_suspend(listing.state)
    suspension = Suspension(
        city_id=listing.city_id, association_id=listing.association_id, ground=ground, facts=facts.strip(),
        state_before=listing.state, suspended_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(suspension)
    listing.state = ListingState.SUSPENDED
    db.session.flush()
    _record(listing, actor, "listing.suspended", ground=ground.value)
    return suspension.public_id


@operation
def restore_listing(listing_id: int, *, note: str, actor: Actor) -> ListingState:
    """Bring a suspended association back as it was; returns its state. A refused newcomer waits in the queue again.

    Raises:
        NotFound, Forbidden
        ListingDecided: it is not suspended.
    """
    actor, listing = _open(listing_id, actor)
    rules.check_can_restore(listing.state)
    of_listing = sa.select(Suspension).where(
        Suspension.city_id == listing.city_id, Suspension.association_id == listing.association_id,
        Suspension.lifted_at.is_(None),
    )  # fmt: skip
    suspension = db.session.scalar(lock(of_listing))
    listing.state = rules.state_after_restoring(suspension.state_before if suspension else None)
    if suspension is not None:
        suspension.lifted_at, suspension.lifted_by_id, suspension.lift_note = utcnow(), actor.user_id, note.strip()
    _record(listing, actor, "listing.restored")
    return listing.state


def _open(listing_id: int, actor: Actor) -> tuple[Actor, Listing]:
    listing = db.session.scalar(lock(sa.select(Listing).where(Listing.id == listing_id)))
    if listing is None:
        raise NotFound
    actor = fresh(actor)
    check(actor, Permission.MODERATE, city_id=listing.city_id)
    return actor, listing


def _record(listing: Listing, actor: Actor, action: str, **details: Any) -> None:
    of_listing = sa.select(Association).where(Association.id == listing.association_id)
    association = db.session.scalars(of_listing).one()
    record(
        actor, action, kind="association", public_id=association.public_id, label=association.name,
        city_id=listing.city_id, association_id=association.id, **details,
    )  # fmt: skip
