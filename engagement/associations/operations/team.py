"""What all changes of a team share. Each locks the association first, so no two owners go at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.accounts.queries import fresh
from engagement.associations import rules
from engagement.associations.models import Association, Membership, MembershipInvitation
from engagement.audit.operations import record
from engagement.cities.queries import mail_frame_of
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.notifications.operations import enqueue_mail

INVITATION_PURPOSE = "association-invitation"


def opened(association_id: int, actor: Actor, permission: Permission) -> tuple[Actor, Association]:
    """The association, locked, and the actor with her roles of this moment. Raises NotFound, Forbidden."""
    association = db.session.scalar(lock(sa.select(Association).where(Association.id == association_id)))
    if association is None:
        raise NotFound
    actor = fresh(actor)
    check(actor, permission, association_id=association_id)
    return actor, association


def invitation_row(condition: sa.ColumnElement[bool], public_id: str) -> MembershipInvitation:
    """Locked. Raises NotFound."""
    statement = sa.select(MembershipInvitation).where(MembershipInvitation.public_id == public_id, condition)
    invitation: MembershipInvitation | None = db.session.scalar(lock(statement))
    if invitation is None:
        raise NotFound
    return invitation


def member_row(association_id: int, user_id: int) -> Membership | None:
    statement = sa.select(Membership).where(Membership.association_id == association_id, Membership.user_id == user_id)
    found: Membership | None = db.session.scalar(lock(statement))
    return found


def member_by_public_id(association_id: int, public_id: str) -> Membership:
    """Raises NotInTeam."""
    statement = sa.select(Membership).where(Membership.association_id == association_id)
    statement = statement.where(Membership.user_id.in_(sa.select(User.id).where(User.public_id == public_id)))
    member: Membership | None = db.session.scalar(lock(statement))
    if member is None:
        raise rules.NotInTeam
    return member


def revoke_hand_overs(association_id: int, user_id: int) -> None:
    """Make void what a person had offered to hand over, or was offered: she goes, or is no owner any more."""
    statement = sa.select(MembershipInvitation).where(
        MembershipInvitation.association_id == association_id, MembershipInvitation.accepted_at.is_(None),
        MembershipInvitation.revoked_at.is_(None), MembershipInvitation.handed_over_by_id.is_not(None),
        sa.or_(MembershipInvitation.handed_over_by_id == user_id, MembershipInvitation.for_user_id == user_id),
    )  # fmt: skip
    for invitation in db.session.scalars(lock(statement.order_by(MembershipInvitation.id))).all():
        invitation.revoked_at = utcnow()


def record_team(actor: Actor, action: str, association: Association, city_id: int, **details: Any) -> None:
    record(
        actor, action, kind="association", public_id=association.public_id, label=association.name, city_id=city_id,
        association_id=association.id, **details,
    )  # fmt: skip


def mail_team(kind: str, people: Iterable[User], association: Association, city_id: int, **context: Any) -> None:
    """Write to accounts about the team, with a link to its page."""
    frame = mail_frame_of(city_id)
    values = {
        "association_name": association.name,
        "team_url": external_url("association.team", city=frame.city_slug, association_id=association.public_id),
        **context,
    }
    for person in people:
        enqueue_mail(kind, to_email=person.email, to_name=person.name, frame=frame, context=values)


def account(user_id: int) -> User:
    return db.session.scalars(sa.select(User).where(User.id == user_id)).one()
