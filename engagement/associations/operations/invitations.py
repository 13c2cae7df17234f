"""Inviting people into a team, and what they answer."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.associations import rules
from engagement.associations.enums import MailKind, MembershipRole
from engagement.associations.models import Association, Membership, MembershipInvitation
from engagement.associations.operations.hand_over import leaving_owner, make_way
from engagement.associations.operations.team import (
    INVITATION_PURPOSE,
    account,
    invitation_row,
    mail_team,
    member_row,
    opened,
    record_team,
)
from engagement.associations.operations.throttling import count_invitation
from engagement.associations.queries import open_invitations, recipients, team_of
from engagement.cities.queries import mail_frame_of
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.permissions import Permission
from engagement.core.tokens import sign
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import enqueue_mail


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
    actor, association = opened(association_id, actor, Permission.TEAM_MANAGE)
    address = normalise_email(email)
    if any(member.user.email_normalised == address for member in team_of(association_id)):
        raise rules.AlreadyInTeam
    now = utcnow()
    waiting = open_invitations(association_id, now)
    same = [each for each in waiting if each.handed_over_by_id is None and normalise_email(each.email) == address]
    invitation = next(iter(same), None)
    if invitation is None:
        rules.check_invitation_count(len(waiting))
    count_invitation(address, actor)
    if invitation is None:
        invitation = MembershipInvitation(association_id=association_id, city_id=city_id)
        db.session.add(invitation)
    invitation.email, invitation.role, invitation.invited_by_id = email.strip(), role, actor.user_id
    invitation.expires_at = rules.invitation_end(now)
    db.session.flush()
    record_team(actor, "team.invited", association, city_id, role=role.value)
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


@operation
def revoke_invitation(public_id: str, *, association_id: int, city_id: int, actor: Actor) -> None:
    """Make an invitation void. Twice is once.

    Raises:
        NotFound, Forbidden
        InvitationUsed: it was accepted.
    """
    actor, association = opened(association_id, actor, Permission.TEAM_MANAGE)
    invitation = invitation_row(MembershipInvitation.association_id == association_id, public_id)
    if invitation.accepted_at is not None:
        raise rules.InvitationUsed
    if invitation.revoked_at is None:
        invitation.revoked_at = utcnow()
        record_team(actor, "team.invitation_revoked", association, city_id)


@operation
def accept_invitation(public_id: str, *, city_id: int, actor: Actor) -> str:
    """Join the team with the account at hand, whatever its address; returns the association's public id.

    An owner who accepts an invitation as editor stays owner. With a hand-over the new owner takes the place of who
    offered it. The team is told.

    Raises:
        NotFound
        Forbidden: nobody is signed in.
        InvitationUsed, InvitationRevoked, InvitationExpired
        HandOverVoid: who offered it is no owner any more.
        HandOverForOther, HandOverToSelf: not this account.
    """
    invited_to = sa.select(MembershipInvitation.association_id).where(
        MembershipInvitation.public_id == public_id, MembershipInvitation.city_id == city_id
    )
    association_id = db.session.scalar(invited_to)
    if association_id is None:
        raise NotFound
    actor, association = opened(association_id, actor, Permission.ACCOUNT_USE)
    if actor.user_id is None:
        raise Forbidden
    invitation = invitation_row(MembershipInvitation.city_id == city_id, public_id)
    member = member_row(association_id, actor.user_id)
    if member is not None and invitation.accepted_at is not None:
        return association.public_id
    now = utcnow()
    rules.check_invitation(
        accepted_at=invitation.accepted_at, revoked_at=invitation.revoked_at, expires_at=invitation.expires_at, now=now
    )
    giver = leaving_owner(invitation, actor)
    told = [each for each in recipients(association_id, MailKind.MESSAGES) if each.id != actor.user_id]
    if member is None:
        db.session.add(Membership(association_id=association_id, user_id=actor.user_id, role=invitation.role))
    elif invitation.role is MembershipRole.OWNER:
        member.role = MembershipRole.OWNER
    invitation.accepted_at = now
    record_team(actor, "team.joined", association, city_id, role=invitation.role.value)
    if giver is not None:
        make_way(giver, invitation, association, actor)
    left = giver.user_id if giver is not None and invitation.leaves_after else None
    for has_left, people in (
        (False, [each for each in told if each.id != left]),
        (True, [each for each in told if each.id == left]),
    ):
        mail_team(
            "team_joined", people, association, city_id, person=actor.name, role=invitation.role.value,
            is_hand_over=giver is not None, has_left=has_left,
        )  # fmt: skip
    return association.public_id


@operation
def decline_invitation(public_id: str, *, city_id: int, actor: Actor) -> None:
    """Say no to an invitation or a hand-over; whoever calls has read the id from the mailed link. Twice is once.

    Who invited is told. Raises NotFound, InvitationUsed.
    """
    invited_to = sa.select(MembershipInvitation.association_id).where(
        MembershipInvitation.public_id == public_id, MembershipInvitation.city_id == city_id
    )
    association_id = db.session.scalar(invited_to)
    if association_id is None:
        raise NotFound
    association = db.session.scalars(lock(sa.select(Association).where(Association.id == association_id))).one()
    invitation = invitation_row(MembershipInvitation.city_id == city_id, public_id)
    if invitation.accepted_at is not None:
        raise rules.InvitationUsed
    if invitation.revoked_at is not None:
        return
    invitation.revoked_at = utcnow()
    record_team(actor, "team.invitation_declined", association, city_id)
    if invitation.invited_by_id is not None:
        mail_team("team_declined", [account(invitation.invited_by_id)], association, city_id, email=invitation.email)
