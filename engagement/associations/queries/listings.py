"""One association in one city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.enums import ListingState, MembershipRole
from engagement.associations.models import Association, Listing, Logo, Membership, Suspension
from engagement.associations.words import key_pattern, keys_of
from engagement.extensions import db


@dataclass(frozen=True)
class Profile:
    """What the public page shows, beside the association's own columns."""

    association: Association  # with its district
    state: ListingState
    has_owner: bool
    was_verified: bool = False  # the city showed it at some time

    @property
    def is_listed(self) -> bool:
        return self.state is ListingState.VERIFIED

    @property
    def is_hidden(self) -> bool:
        """The city showed it and does not for the time being; a newcomer that was refused never was in public."""
        return self.state is ListingState.SUSPENDED and self.was_verified


def association_by_public_id(public_id: str, city_id: int) -> Association | None:
    """An association that is listed in the city, in whatever state; None for any other."""
    statement = sa.select(Association).join(Listing, Listing.association_id == Association.id)
    return db.session.scalar(statement.where(Association.public_id == public_id, Listing.city_id == city_id))


def listing_of(association_id: int, city_id: int) -> Listing | None:
    """The association's place in the city, None when it has none."""
    return db.session.scalar(
        sa.select(Listing).where(Listing.association_id == association_id, Listing.city_id == city_id)
    )


def open_suspension(association_id: int, city_id: int) -> Suspension | None:
    """Why the city does not show the association; None where it does, and for one that was refused when new."""
    return db.session.scalar(
        sa.select(Suspension).where(
            Suspension.association_id == association_id, Suspension.city_id == city_id, Suspension.lifted_at.is_(None)
        )
    )


def profile(public_id: str, city_id: int) -> Profile | None:
    """The public page of an association in whatever state; the caller decides who may see an unlisted one."""
    owners = sa.exists().where(Membership.association_id == Association.id, Membership.role == MembershipRole.OWNER)
    row = db.session.execute(
        sa.select(Association, Listing.state, owners, Listing.verified_at)
        .join(Listing, Listing.association_id == Association.id)
        .where(Association.public_id == public_id, Listing.city_id == city_id)
        .options(joinedload(Association.district), joinedload(Association.logo).joinedload(Logo.picture))
    ).first()
    return Profile(row[0], row[1], row[2], row[3] is not None) if row is not None else None


def similar_listed(name: str, city_id: int, alternative_names: str = "") -> Sequence[Association]:
    """Associations of the city that go by this name, „e. V.“, case, accents and hyphens aside."""
    keys = keys_of(name, alternative_names)
    if not keys:
        return []
    statement = (
        sa.select(Association)
        .join(Listing, Listing.association_id == Association.id)
        .where(Listing.city_id == city_id, sa.or_(*(Association.search_text.like(key_pattern(key)) for key in keys)))
        .options(joinedload(Association.district))
    )
    return db.session.scalars(statement.order_by(Association.sort_name, Association.id)).all()


def unverified_count(user_id: int) -> int:
    """How many unverified associations a person owns; each new one is work for somebody in a town hall."""
    statement = (
        sa.select(sa.func.count(sa.distinct(Listing.association_id)))
        .join(Membership, Membership.association_id == Listing.association_id)
        .where(
            Listing.state == ListingState.UNVERIFIED,
            Membership.user_id == user_id,
            Membership.role == MembershipRole.OWNER,
        )
    )
    return db.session.scalar(statement) or 0
