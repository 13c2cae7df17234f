"""An association comes into another city's view, with its first offer there."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engagement.accounts.queries import fresh
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id


@operation
def list_elsewhere(association_id: int, *, city_id: int, actor: Actor) -> Listing:
    """The association's place in a city, made unverified when there is none: that city decides for itself.

    Raises Forbidden.
    """
    actor = fresh(actor)
    check(actor, Permission.OPPORTUNITY_EDIT, city_id=city_id, association_id=association_id)
    # Another offer of the association may come here at this moment: then its listing counts, and this one waits for it.
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    now = utcnow()
    made = insert(Listing).values(
        public_id=new_public_id(), city_id=city_id, association_id=association_id, state=ListingState.UNVERIFIED,
        is_trusted=False, created_at=now, updated_at=now,
    )  # fmt: skip
    db.session.execute(made.on_conflict_do_nothing(index_elements=["city_id", "association_id"]))
    of_city = sa.select(Listing).where(Listing.city_id == city_id, Listing.association_id == association_id)
    listing = db.session.scalars(lock(of_city)).one()
    if listing.created_at == now:
        association = db.session.scalars(sa.select(Association).where(Association.id == association_id)).one()
        record(
            actor, "listing.opened", kind="association", public_id=association.public_id, label=association.name,
            city_id=city_id, association_id=association_id,
        )  # fmt: skip
    return listing
