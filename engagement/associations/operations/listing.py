"""A city decides on an association. Moderation calls these, alone or with the first offer, and writes the mails."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.associations import rules
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound


@operation
def verify_listing(listing_id: int, *, actor: Actor) -> None:
    """Show an association in the city's directory; also brings back one that was suspended.

    Raises:
        NotFound, Forbidden
        ListingDecided: it is verified already.
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
