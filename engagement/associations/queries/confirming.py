"""Whom to ask whether the entry is still right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from engagement.associations import rules
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing, Membership
from engagement.core.scope import unscoped
from engagement.extensions import db

BATCH = 2000


def ids_to_ask(now: datetime) -> Sequence[int]:
    """Associations with a team and a place in a directory whose mail may be due, oldest first."""
    base = sa.func.coalesce(Association.confirmed_at, Association.created_at)
    due = sa.or_(
        sa.and_(Association.ask_open_since.is_(None), base <= now - rules.ASK_AFTER),
        sa.and_(Association.ask_count == 1, Association.ask_mailed_at <= now - rules.REMIND_AFTER),
        sa.and_(Association.ask_count > 1, Association.ask_mailed_at <= now - rules.ASK_AFTER),
    )
    statement = sa.select(Association.id).where(
        due,
        sa.exists().where(Membership.association_id == Association.id),
        sa.exists().where(Listing.association_id == Association.id, Listing.state == ListingState.VERIFIED),
    )
    return db.session.scalars(statement.order_by(base, Association.id).limit(BATCH)).all()


def city_to_ask_from(association_id: int) -> int | None:
    """The city in whose name the team is asked: the home city, else the first that shows the association."""
    statement = (
        sa.select(Listing.city_id)
        .join(Association, Association.id == Listing.association_id)
        .where(Listing.association_id == association_id, Listing.state == ListingState.VERIFIED)
        .order_by((Listing.city_id != Association.home_city_id).asc(), Listing.id)
    )
    with unscoped("an association may be shown by several cities"):
        return db.session.scalar(statement.limit(1))
