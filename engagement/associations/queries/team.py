"""The people of an association, and the associations of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.accounts.models import User
from engagement.associations import rules
from engagement.associations.enums import ListingState, MailKind, MembershipRole
from engagement.associations.models import Association, Listing, Membership, MembershipInvitation
from engagement.cities.models import City
from engagement.core.scope import unscoped
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


def recipients(association_id: int, kind: MailKind, *, owners_too: bool = False) -> list[User]:
    """The accounts that get a kind of mail about an association: at least one, where anybody can be reached.

    Each member chooses for herself; nobody's choice leaves a mail without reader (`rules.who_gets`). `owners_too` is
    for what every owner has to know, whatever she chose.
    """
    statement = (
        sa.select(User, Membership.role, Membership.mail_kinds)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.association_id == association_id, User.email_confirmed_at.is_not(None),
            User.disabled_at.is_(None),
        )
        .order_by(Membership.id)
    )  # fmt: skip
    with unscoped("the team is told, whoever acts"):
        rows = db.session.execute(statement).all()
    users = {row[0].id: row[0] for row in rows}
    chosen = set(rules.who_gets(kind, [(row[0].id, row[1], row[2]) for row in rows]))
    if owners_too:
        chosen |= {row[0].id for row in rows if row[1] is MembershipRole.OWNER}
    return [user for user_id, user in users.items() if user_id in chosen]


@dataclass(frozen=True)
class SoleOwnership:
    """An association that would have no owner without this person."""

    association_id: int
    public_id: str
    name: str
    city_slug: str  # of its home city
    others: int  # further members, to whom it could be handed over


def sole_ownerships(user_id: int) -> list[SoleOwnership]:
    """The associations of which a person is the only owner, in the order of the alphabet; for whoever would go."""
    other = sa.orm.aliased(Membership)
    others = sa.select(sa.func.count(other.id)).where(
        other.association_id == Membership.association_id, other.user_id != user_id
    )
    other_owner = sa.exists().where(
        other.association_id == Membership.association_id, other.user_id != user_id, other.role == MembershipRole.OWNER
    )
    statement = (
        sa.select(Association.id, Association.public_id, Association.name, City.slug, others.scalar_subquery())
        .join(Membership, Membership.association_id == Association.id)
        .join(City, City.id == Association.home_city_id)
        .where(Membership.user_id == user_id, Membership.role == MembershipRole.OWNER, ~other_owner)
        .order_by(Association.sort_name, Association.id)
    )
    with unscoped("whether others own it is seen from the association, not from the person"):
        return [SoleOwnership(*row) for row in db.session.execute(statement)]


def open_hand_over(association_id: int, user_id: int, now: datetime) -> MembershipInvitation | None:
    """What a person has offered to hand over, or is offered, and nobody has answered yet."""
    statement = (
        sa.select(MembershipInvitation)
        .where(
            MembershipInvitation.association_id == association_id, MembershipInvitation.accepted_at.is_(None),
            MembershipInvitation.revoked_at.is_(None), MembershipInvitation.expires_at > now,
            sa.or_(
                MembershipInvitation.handed_over_by_id == user_id,
                sa.and_(
                    MembershipInvitation.for_user_id == user_id, MembershipInvitation.handed_over_by_id.is_not(None)
                ),
            ),
        )
        .options(joinedload(MembershipInvitation.handed_over_by), joinedload(MembershipInvitation.for_user))
        .order_by(MembershipInvitation.id.desc())
    )  # fmt: skip
    return db.session.scalars(statement.limit(1)).first()


def has_owner(association_id: int) -> bool:
    return MembershipRole.OWNER in roles_of(association_id).values()


def open_invitations(association_id: int, now: datetime) -> Sequence[MembershipInvitation]:
    """Invitations that can still be accepted, hand-overs among them, newest first."""
    statement = sa.select(MembershipInvitation).where(
        MembershipInvitation.association_id == association_id,
        MembershipInvitation.accepted_at.is_(None),
        MembershipInvitation.revoked_at.is_(None),
        MembershipInvitation.expires_at > now,
    )
    newest = (MembershipInvitation.created_at.desc(), MembershipInvitation.id.desc())
    return db.session.scalars(statement.order_by(*newest)).all()


def invitation_by_public_id(public_id: str, city_id: int) -> MembershipInvitation | None:
    """An invitation with its association and who hands over, in whatever state."""
    statement = sa.select(MembershipInvitation).options(
        joinedload(MembershipInvitation.association), joinedload(MembershipInvitation.handed_over_by)
    )
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
