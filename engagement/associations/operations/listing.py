"""A city decides on an association. Moderation calls these together with the first offer, or on their own."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.accounts.queries import fresh
from engagement.associations import rules
from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.associations.queries import owners_of
from engagement.audit.operations import record
from engagement.cities.queries import mail_frame_of
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.notifications.operations import enqueue_mail


@operation
def verify_listing(listing_id: int, *, actor: Actor, notify: bool = True) -> None:
    """Show an association in the city's directory and tell its owners; `notify=False` when another mail says it.

    Also brings back one that was suspended.

    Raises:
        NotFound, Forbidden
        ListingDecided: it is verified already.
    """
    actor, listing = _open(listing_id, actor)
    rules.check_can_verify(listing.state)
    listing.state, listing.verified_at, listing.verified_by_id = ListingState.VERIFIED, utcnow(), actor.user_id
    _finish(listing, actor, "listing.verified", "association_verified" if notify else None)


@operation
def refuse_listing(listing_id: int, *, reason: str, actor: Actor) -> None:
    """Keep an association out of the city's showcase and tell its owners why.

    Raises:
        NotFound, Forbidden
        ReasonMissing: `reason` is empty.
        ListingDecided: it is verified or refused already.
    """
    actor, listing = _open(listing_id, actor)
    rules.check_reason(reason)
    rules.check_can_refuse(listing.state)
    listing.state = ListingState.SUSPENDED
    _finish(listing, actor, "listing.refused", "association_refused", reason.strip())


def _open(listing_id: int, actor: Actor) -> tuple[Actor, Listing]:
    listing = db.session.scalar(lock(sa.select(Listing).where(Listing.id == listing_id)))
    if listing is None:
        raise NotFound
    actor = fresh(actor)
    check(actor, Permission.MODERATE, city_id=listing.city_id)
    return actor, listing


def _finish(listing: Listing, actor: Actor, action: str, mail: str | None, reason: str = "") -> None:
    found = sa.select(Listing).where(Listing.id == listing.id).options(joinedload(Listing.association))
    association = db.session.scalars(found).one().association
    record(
        actor, action, kind="association", public_id=association.public_id, label=association.name,
        city_id=listing.city_id, association_id=association.id, reason=reason,
    )  # fmt: skip
    if mail is None:
        return
    frame = mail_frame_of(listing.city_id)
    links = {"city": frame.city_slug}
    context = {
        "association_name": association.name,
        "reason": reason,
        "profile_url": external_url("public.association", public_id=association.public_id, **links),
        "work_url": external_url("association.today", association_id=association.public_id, **links),
    }
    for owner in owners_of(association.id):
        enqueue_mail(mail, to_email=owner.email, to_name=owner.name, frame=frame, context=context)
