"""The people of an association, and the associations of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.accounts.models import User
from engagement.associations.enums import ListingState, MembershipRole
from engagement.associations.models import Association, Listing, Membership, MembershipInvitation
from engagement.extensions import db


@dataclass(frozen=True)
class MyAssociation:
    association: Association
    role: MembershipRole
    state: ListingState


def team_of(association_id: int) -> Sequence[Membership]:
    """The members with their accounts, owners first, then by the time they joined."""
    owner_first = sa.case((Membership.role == MembershipRole.OWNER, 0), else_=1)
    statement = sa.select(Membership).where(Membership.association_id == association_id)
    statement = statement.options(joinedload(Membership.user))
    return db.session.scalars(statement.order_by(owner_first, Membership.created_at, Membership.id)).all()


def roles_of(association_id: int) -> dict[int, MembershipRole]:
    """User id → role."""
    statement = sa.select(Membership.user_id, Membership.role).where(Membership.association_id == association_id)
    return {row.user_id: row.role for row in db.session.execute(statement.order_by(Membership.id))}


def owners_of(association_id: int) -> Sequence[User]:
    """The accounts that own an association, for mails."""
    statement = (
        sa.select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.association_id == association_id, Membership.role == MembershipRole.OWNER)
    )
    return db.session.scalars(statement.order_by(Membership.id)).all()


def has_owner(association_id: int) -> bool:
    return MembershipRole.OWNER in roles_of(association_id).values()


def open_invitations(association_id: int, now: datetime) -> Sequence[MembershipInvitation]:
    """Invitations that can still be accepted, newest first."""
    statement = sa.select(MembershipInvitation).where(
        MembershipInvitation.association_id == association_id,
        MembershipInvitation.accepted_at.is_(None),
        MembershipInvitation.revoked_at.is_(None),
        MembershipInvitation.expires_at > now,
    )
    newest = (MembershipInvitation.created_at.desc(), MembershipInvitation.id.desc())
    return db.session.scalars(statement.order_by(*newest)).all()


def invitation_by_public_id(public_id: str, city_id: int) -> MembershipInvitation | None:
    """An invitation with its association, in whatever state."""
    statement = sa.select(MembershipInvitation).options(joinedload(MembershipInvitation.association))
    return db.session.scalar(
        statement.where(MembershipInvitation.public_id == public_id, MembershipInvitation.city_id == city_id)
    )


def my_associations(user_id: int, city_id: int) -> Sequence[MyAssociation]:
    """A person's associations that have a place in the city, in the order of the alphabet."""
    statement = (
        sa.select(Association, Membership.role, Listing.state)
        .join(Membership, Membership.association_id == Association.id)
        .join(Listing, Listing.association_id == Association.id)
        .where(Membership.user_id == user_id, Listing.city_id == city_id)
        .order_by(Association.sort_name, Association.id)
    )
    return [MyAssociation(row[0], row[1], row[2]) for row in db.session.execute(statement)]
