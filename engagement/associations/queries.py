"""Reading associations."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.associations.models import Association, Listing
from engagement.extensions import db


def association_by_public_id(public_id: str, city_id: int) -> Association | None:
    """An association that is listed in the city, in whatever state; None for any other."""
    statement = sa.select(Association).join(Listing, Listing.association_id == Association.id)
    return db.session.scalar(statement.where(Association.public_id == public_id, Listing.city_id == city_id))
