"""Who acts for an association. Every change of a team locks the association first, so no two owners go at once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts import throttle
from engagement.accounts.models import User
from engagement.accounts.queries import fresh
from engagement.associations import rules
from engagement.associations.enums import MembershipRole
from engagement.associations.models import Association, Membership, MembershipInvitation
from engagement.associations.queries import open_invitations, roles_of, team_of
from engagement.audit.operations import record
from engagement.cities.queries import mail_frame_of
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.tokens import sign
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import enqueue_mail

INVITATION_PURPOSE = "association-invitation"


@operation
def invite_member(
    association_id: int, *, city_id: int, email: str, role: MembershipRole, actor: Actor
) -> str:  # fmt: skip
    """Invite somebody by mail for 14 days; returns the invitation's public id.

    An open invitation to the same address is renewed with the new role and mailed again.

    Raises:
        NotFound
        Forbidden: the actor is no owner.
        AlreadyInTeam, TooManyInvitations
        TooManyInvitationMails: this address, or the actor's invitations, got too many within an hour.
    """
    actor, association = _open(association_id, actor, Permission.TEAM_MANAGE)
    address = normalise_email(email)
    if any(member.user.email_normalised == address for member in team_of(association_id)):
        raise rules.AlreadyInTeam
    now = utcnow()
    waiting = open_invitations(association_id, now)
    invitation = next((each for each in waiting if normalise_email(each.email) == address), None)
    if invitation is None:
        rules.check_invitation_count(len(waiting))
    _count_mail(address, actor)
    if invitation is None:
        invitation = MembershipInvitation(association_id=association_id, city_id=city_id)
        db.session.add(invitation)
    invitation.email, invitation.role, invitation.invited_by_id = email.strip(), role, actor.user_id
    invitation.expires_at = rules.invitation_end(now)
    db.session.flush()
    _record(actor, "team.invited", association, city_id, role=role.value)
    frame = mail_frame_of(city_id)
    token = sign(INVITATION_PURPOSE, invitation.public_id)
    enqueue_mail(
        "association_invitation", to_email=invitation.email, frame=frame,
        context={
            "association_name": association.name, "inviter": actor.name, "role": role.value,
            "days": rules.INVITATION_DAYS,
            "url": external_url("association.invitation", city=frame.city_slug, token=token),
        },
    )  # fmt: skip
    return invitation.public_id


def _count_mail(address: str, actor: Actor) -> None:
    """Count by recipient over all associations, and by who invites over all recipients."""
    limits = (
        ("team_invitation_to", address, rules.MAILS_TO_ONE),
        ("team_invitation_by", str(actor.user_id), rules.MAILS_OF_ONE),
    )
    if any(throttle.too_many(kind, key, limit, rules.MAIL_WINDOW) for kind, key, limit in limits):
        raise rules.TooManyInvitationMails
    for kind, key, _limit in limits:
        throttle.hit(kind, key)


@operation
def revoke_invitation(public_id: str, *, association_id: int, city_id: int, actor: Actor) -> None:
    """Make an invitation void. Twice is once.

    Raises:
        NotFound, Forbidden
        InvitationUsed: it was accepted.
    """
    actor, association = _open(association_id, actor, Permission.TEAM_MANAGE)
    invitation = _invitation(MembershipInvitation.association_id == association_id, public_id)
    if invitation.accepted_at is not None:
        raise rules.InvitationUsed
    if invitation.revoked_at is None:
        invitation.revoked_at = utcnow()
        _record(actor, "team.invitation_revoked", association, city_id)


@operation
def accept_invitation(public_id: str, *, city_id: int, actor: Actor) -> str:
    """Join the team with the account at hand, whatever its address; returns the association's public id.

    An owner who accepts an invitation as editor stays owner.

    Raises:
        NotFound
        Forbidden: nobody is signed in.
        InvitationUsed, InvitationRevoked, InvitationExpired
    """
    invited_to = sa.select(MembershipInvitation.association_id).where(
        MembershipInvitation.public_id == public_id, MembershipInvitation.city_id == city_id
    )
    association_id = db.session.scalar(invited_to)
    if association_id is None:
        raise NotFound
    actor, association = _open(association_id, actor, Permission.ACCOUNT_USE)
    if actor.user_id is None:
        raise Forbidden
    invitation = _invitation(MembershipInvitation.city_id == city_id, public_id)
    member = _member(association_id, actor.user_id)
    if member is not None and invitation.accepted_at is not None:
        return association.public_id
    now = utcnow()
    rules.check_invitation(
        accepted_at=invitation.accepted_at, revoked_at=invitation.revoked_at, expires_at=invitation.expires_at, now=now
    )
    if member is None:
        db.session.add(Membership(association_id=association_id, user_id=actor.user_id, role=invitation.role))
    elif invitation.role is MembershipRole.OWNER:
        member.role = MembershipRole.OWNER
    invitation.accepted_at = now
    _record(actor, "team.joined", association, city_id, role=invitation.role.value)
    return association.public_id


@operation
def change_role(
    association_id: int, user_public_id: str, *, role: MembershipRole, city_id: int, actor: Actor
) -> None:  # fmt: skip
    """Make a member owner or editor.

    Raises:
        NotFound, Forbidden
        NotInTeam, LastOwner
    """
    actor, association = _open(association_id, actor, Permission.TEAM_MANAGE)
    member = _member_by_public_id(association_id, user_public_id)
    rules.check_owner_remains(roles_of(association_id), member.user_id, role)
    if member.role is not role:
        member.role = role
        _record(actor, "team.role_changed", association, city_id, person=user_public_id, role=role.value)


@operation
def remove_member(association_id: int, user_public_id: str, *, city_id: int, actor: Actor) -> None:
    """Take somebody out of the team.

    Raises:
        NotFound, Forbidden
        NotInTeam, LastOwner
    """
    actor, association = _open(association_id, actor, Permission.TEAM_MANAGE)
    member = _member_by_public_id(association_id, user_public_id)
    rules.check_owner_remains(roles_of(association_id), member.user_id, None)
    db.session.delete(member)
    _record(actor, "team.removed", association, city_id, person=user_public_id)


@operation
def leave_team(association_id: int, *, city_id: int, actor: Actor) -> None:
    """Leave a team.

    Raises:
        NotFound
        Forbidden: the actor is in no team.
        LastOwner: nobody else owns the association.
    """
    actor, association = _open(association_id, actor, Permission.ASSOCIATION_VIEW)
    member = _member(association_id, actor.user_id or 0)
    if member is None:
        raise rules.NotInTeam
    rules.check_owner_remains(roles_of(association_id), member.user_id, None)
    db.session.delete(member)
    _record(actor, "team.left", association, city_id)


def _open(association_id: int, actor: Actor, permission: Permission) -> tuple[Actor, Association]:
    association = db.session.scalar(lock(sa.select(Association).where(Association.id == association_id)))
    if association is None:
        raise NotFound
    actor = fresh(actor)
    check(actor, permission, association_id=association_id)
    return actor, association


def _invitation(condition: sa.ColumnElement[bool], public_id: str) -> MembershipInvitation:
    statement = sa.select(MembershipInvitation).where(MembershipInvitation.public_id == public_id, condition)
    invitation: MembershipInvitation | None = db.session.scalar(lock(statement))
    if invitation is None:
        raise NotFound
    return invitation


def _member(association_id: int, user_id: int) -> Membership | None:
    statement = sa.select(Membership).where(Membership.association_id == association_id, Membership.user_id == user_id)
    found: Membership | None = db.session.scalar(lock(statement))
    return found


def _member_by_public_id(association_id: int, public_id: str) -> Membership:
    statement = sa.select(Membership).where(Membership.association_id == association_id)
    statement = statement.where(Membership.user_id.in_(sa.select(User.id).where(User.public_id == public_id)))
    member: Membership | None = db.session.scalar(lock(statement))
    if member is None:
        raise rules.NotInTeam
    return member


def _record(actor: Actor, action: str, association: Association, city_id: int, **details: Any) -> None:
    record(
        actor, action, kind="association", public_id=association.public_id, label=association.name, city_id=city_id,
        association_id=association.id, **details,
    )  # fmt: skip
