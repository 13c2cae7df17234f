"""An owner hands an association over; it counts when the other one accepts."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations import rules
from engagement.associations.enums import MembershipRole
from engagement.associations.models import Association, Membership, MembershipInvitation
from engagement.associations.operations.team import (
    INVITATION_PURPOSE,
    member_by_public_id,
    member_row,
    opened,
    record_team,
    revoke_hand_overs,
)
from engagement.associations.operations.throttling import count_invitation
from engagement.cities.queries import mail_frame_of
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.permissions import Permission
from engagement.core.tokens import sign
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import enqueue_mail


@operation
def hand_over(
    association_id: int, *, city_id: int, actor: Actor, person: str = "", email: str = "", leaves_after: bool
) -> str:  # fmt: skip
    """Offer one's place as owner to a member (`person`, public id of the account) or to somebody by mail.

    Nothing changes until the other accepts, within 14 days. A second offer replaces the first. Afterwards who handed
    over is editor, or out of the team with `leaves_after`. Returns the invitation's public id.

    Raises:
        NotFound
        Forbidden: the actor is no owner.
        NotInTeam: `person` is no member (any more).
        HandOverToSelf, TooManyInvitationMails
    """
    actor, association = opened(association_id, actor, Permission.TEAM_MANAGE)
    account = _account_of(association_id, person, email)
    if account is not None and account.id == actor.user_id:
        raise rules.HandOverToSelf(field="person" if person else "email")
    address = account.email if account is not None else email.strip()
    count_invitation(normalise_email(address), actor)
    _replace_earlier(association_id, actor)
    invitation = MembershipInvitation(
        association_id=association_id, city_id=city_id, email=address, role=MembershipRole.OWNER,
        invited_by_id=actor.user_id, expires_at=rules.invitation_end(utcnow()), handed_over_by_id=actor.user_id,
        leaves_after=leaves_after, for_user_id=account.id if account is not None else None,
    )  # fmt: skip
    db.session.add(invitation)
    db.session.flush()
    record_team(actor, "team.hand_over_offered", association, city_id)
    frame = mail_frame_of(city_id)
    token = sign(INVITATION_PURPOSE, invitation.public_id)
    enqueue_mail(
        "association_hand_over", to_email=address, to_name=account.name if account is not None else "", frame=frame,
        context={
            "association_name": association.name, "giver": actor.name, "leaves_after": leaves_after,
            "days": rules.INVITATION_DAYS,
            "url": external_url("association.invitation", city=frame.city_slug, token=token),
        },
    )  # fmt: skip
    return invitation.public_id


def leaving_owner(invitation: MembershipInvitation, actor: Actor) -> Membership | None:
    """The membership that makes way when this is a hand-over, None for an invitation.

    Raises HandOverVoid, HandOverForOther, HandOverToSelf.
    """
    if invitation.handed_over_by_id is None:
        return None
    if invitation.handed_over_by_id == actor.user_id:
        raise rules.HandOverToSelf
    if invitation.for_user_id is not None and invitation.for_user_id != actor.user_id:
        raise rules.HandOverForOther
    giver = member_row(invitation.association_id, invitation.handed_over_by_id)
    if giver is None or giver.role is not MembershipRole.OWNER:
        raise rules.HandOverVoid
    return giver


def make_way(giver: Membership, invitation: MembershipInvitation, association: Association, actor: Actor) -> None:
    """The former owner becomes editor, or leaves. The new one is owner already, in the same transaction."""
    db.session.flush()  # this one is accepted, the others are revoked
    if invitation.leaves_after:
        revoke_hand_overs(association.id, giver.user_id)
        db.session.delete(giver)
    else:
        giver.role = MembershipRole.EDITOR
    record_team(actor, "team.handed_over", association, invitation.city_id)


def _account_of(association_id: int, person: str, email: str) -> User | None:
    """The member's account; also when she is named by the address that the team knows. Raises NotInTeam."""
    if person:
        member = member_by_public_id(association_id, person)
        return db.session.scalars(sa.select(User).where(User.id == member.user_id)).one()
    statement = (
        sa.select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.association_id == association_id, User.email_normalised == normalise_email(email))
    )
    return db.session.scalar(statement)


def _replace_earlier(association_id: int, actor: Actor) -> None:
    statement = sa.select(MembershipInvitation).where(
        MembershipInvitation.association_id == association_id, MembershipInvitation.accepted_at.is_(None),
        MembershipInvitation.revoked_at.is_(None), MembershipInvitation.handed_over_by_id == actor.user_id,
    )  # fmt: skip
    for earlier in db.session.scalars(statement.order_by(MembershipInvitation.id)).all():
        earlier.revoked_at = utcnow()
