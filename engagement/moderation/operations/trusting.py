"""Trusting an association: its offers appear at once where the city's policy allows."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.moderation.operations.deciding import listing_in, staff
from engagement.moderation.rules import NotVerified


@retried
@operation
def set_trust(city_id: int, public_id: str, *, trusted: bool, actor: Actor) -> None:
    """Trust an association (public id) in one city, or do so no longer; twice is once. What is online stays online.

    Raises NotFound, Forbidden, NotVerified.
    """
    actor = staff(actor, city_id)
    association = db.session.scalar(sa.select(Association).where(Association.public_id == public_id))
    if association is None:
        raise NotFound
    listing = listing_in(city_id, Listing.association_id == association.id)
    if trusted and listing.state is not ListingState.VERIFIED:
        raise NotVerified
    if listing.is_trusted is trusted:
        return
    listing.is_trusted = trusted
    record(
        actor, "listing.trusted" if trusted else "listing.trust_ended", kind="association",
        public_id=association.public_id, label=association.name, city_id=city_id, association_id=association.id,
    )  # fmt: skip
