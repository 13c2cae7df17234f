"""Entries that may be one association, and where an old address leads."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations import rules
from engagement.associations.models import Association, Listing, Logo, Membership, MergedAssociation
from engagement.core.scope import unscoped
from engagement.extensions import db


def merged_into(old_public_id: str) -> str | None:
    """The public id of the entry into which this one was merged, None for any other."""
    statement = (
        sa.select(Association.public_id)
        .join(MergedAssociation, MergedAssociation.association_id == Association.id)
        .where(MergedAssociation.old_public_id == old_public_id)
    )
    with unscoped("an old address leads on, whoever comes"):
        return db.session.scalar(statement)


def entries_to_compare(city_id: int) -> list[rules.Entry]:
    """All entries of a city at home there, in the order of the alphabet: one statement."""
    statement = (
        sa.select(
            Association.id, Association.public_id, Association.name, Association.alternative_names, Association.town,
            Association.website, Association.phone,
            sa.exists().where(Membership.association_id == Association.id),
        )
        .join(Listing, Listing.association_id == Association.id)
        .where(Listing.city_id == city_id, Association.home_city_id == city_id)
        .order_by(Association.sort_name, Association.id)
    )  # fmt: skip
    return [rules.Entry(*row) for row in db.session.execute(statement)]


def both_to_merge(city_id: int, public_ids: tuple[str, str]) -> Sequence[Association]:
    """Two entries of a city with district and logo, in the order of the ids given; fewer when one is unknown."""
    statement = (
        sa.select(Association)
        .join(Listing, Listing.association_id == Association.id)
        .where(Listing.city_id == city_id, Association.public_id.in_(public_ids))
        .options(joinedload(Association.district), joinedload(Association.logo).joinedload(Logo.picture))
    )
    found = {one.public_id: one for one in db.session.scalars(statement.order_by(Association.id))}
    return [found[public_id] for public_id in dict.fromkeys(public_ids) if public_id in found]
