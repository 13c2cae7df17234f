"""Who works for a city: invitations, roles, leaving."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.audit.operations import record
from engagement.cities.models import CityStaff, StaffInvitation
from engagement.cities.queries import city_by_id, mail_frame, open_invitations_of, staff_actor, staff_of
from engagement.cities.rules import (
    INVITATION_DAYS,
    AlreadyStaff,
    InvitationForSomebodyElse,
    InvitationVoid,
    OwnRole,
    check_invitation_open,
    check_keeps_administrator,
    higher_role,
    invitation_expiry,
    masked_email,
)
from engagement.core.actor import Actor, CityRole
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.tokens import sign
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import enqueue_mail

INVITATION = "staff-invitation"


@operation
def invite_staff(city_id: int, *, email: str, role: CityRole, actor: Actor) -> str:
    """Invite somebody to work for a city; an open invitation to the same address is replaced. Returns its public id.

    Raises Forbidden, AlreadyStaff.
    """
    check(_fresh(actor), Permission.CITY_ADMINISTER, city_id=city_id)
    return _invite(city_id, email, role, actor)


@operation
def invite_first_administrator(city_id: int, *, email: str, actor: Actor) -> str:
    """Invite an administrator on behalf of the platform: for a new city, or when a city has lost its own.

    Raises Forbidden, AlreadyStaff.
    """
    check(_fresh(actor), Permission.PLATFORM_ADMINISTER)
    return _invite(city_id, email, CityRole.ADMINISTRATOR, actor)


def _invite(city_id: int, email: str, role: CityRole, actor: Actor) -> str:
    city = city_by_id(city_id)
    wanted = normalise_email(email)
    if any(person.user.email_normalised == wanted for person in staff_of(city_id)):
        raise AlreadyStaff
    for before in open_invitations_of(city_id):
        if normalise_email(before.email) == wanted:
            before.revoked_at = utcnow()
    invitation = StaffInvitation(
        city_id=city_id, email=email, role=role, invited_by_id=actor.user_id, expires_at=invitation_expiry(utcnow())
    )
    db.session.add(invitation)
    db.session.flush()
    url = external_url("staff.invitation", city=city.slug, token=sign(INVITATION, invitation.public_id))
    context = {"url": url, "role": role.value, "city_name": city.name, "inviter": actor.name, "days": INVITATION_DAYS}
    context["is_from_platform"] = actor.is_system or not actor.moderates(city_id)
    enqueue_mail("staff_invitation", to_email=email, frame=mail_frame(city), context=context)
    record(
        actor, "staff.invited", kind="staff_invitation", public_id=invitation.public_id, label=masked_email(email),
        city_id=city_id, role=role.value,
    )  # fmt: skip
    return invitation.public_id


@operation
def revoke_staff_invitation(public_id: str, *, city_id: int, actor: Actor) -> None:
    """Take an invitation back. Raises Forbidden, NotFound, InvitationVoid (it was accepted meanwhile)."""
    check(_fresh(actor), Permission.CITY_ADMINISTER, city_id=city_id)
    invitation = _locked_invitation(public_id, city_id)
    if invitation.accepted_at is not None:
        raise InvitationVoid
    invitation.revoked_at = invitation.revoked_at or utcnow()
    record(
        actor, "staff.invitation_revoked", kind="staff_invitation", public_id=public_id,
        label=masked_email(invitation.email), city_id=city_id,
    )  # fmt: skip


@operation
def accept_staff_invitation(public_id: str, *, city_id: int, user_id: int) -> None:
    """Give the invited person her role; who has one already keeps the higher. It works once.

    Raises NotFound, InvitationVoid, InvitationForSomebodyElse.
    """
    invitation = _locked_invitation(public_id, city_id)
    check_invitation_open(
        now=utcnow(),
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
    )
    person = staff_actor(user_id)
    user = db.session.scalar(sa.select(User).where(User.id == person.user_id))
    if user is None or user.email_normalised != normalise_email(invitation.email):
        raise InvitationForSomebodyElse
    staff = db.session.scalar(
        lock(sa.select(CityStaff).where(CityStaff.city_id == city_id, CityStaff.user_id == user_id))
    )
    if staff is None:
        db.session.add(CityStaff(city_id=city_id, user_id=user_id, role=invitation.role))
    else:
        staff.role = higher_role(staff.role, invitation.role)
    invitation.accepted_at = utcnow()
    record(
        person, "staff.joined", kind="user", public_id=user.public_id, label=user.name, city_id=city_id,
        role=invitation.role.value,
    )  # fmt: skip


def check_open(invitation: StaffInvitation) -> None:
    """Raises InvitationVoid."""
    check_invitation_open(
        now=utcnow(), expires_at=invitation.expires_at, accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
    )  # fmt: skip


@operation
def change_staff_role(user_public_id: str, *, city_id: int, role: CityRole, actor: Actor) -> None:
    """Give a person of the city another role. Raises Forbidden, NotFound, LastAdministrator, OwnRole."""
    check(_fresh(actor), Permission.CITY_ADMINISTER, city_id=city_id)
    staff, user, administrators = locked_staff(user_public_id, city_id)
    if staff.role is role:
        return
    if user.id == actor.user_id and user.id not in administrators:
        raise OwnRole
    if role is not CityRole.ADMINISTRATOR:
        check_keeps_administrator(administrators, user.id)
    before, staff.role = staff.role, role
    record(
        actor, "staff.role_changed", kind="user", public_id=user.public_id, label=user.name, city_id=city_id,
        before=before.value, after=role.value,
    )  # fmt: skip


def _fresh(actor: Actor) -> Actor:
    return actor if actor.is_system else staff_actor(actor.user_id)


def _locked_invitation(public_id: str, city_id: int) -> StaffInvitation:
    statement = sa.select(StaffInvitation).where(
        StaffInvitation.public_id == public_id, StaffInvitation.city_id == city_id
    )
    invitation: StaffInvitation | None = db.session.scalar(lock(statement))
    if invitation is None:
        raise NotFound
    return invitation


def locked_staff(user_public_id: str, city_id: int) -> tuple[CityStaff, User, list[int]]:
    """The person's row and account, and all administrators. All rows of the city are locked, in one order: two
    administrators who remove each other at once must not both succeed."""
    everybody = db.session.scalars(
        lock(sa.select(CityStaff).where(CityStaff.city_id == city_id).order_by(CityStaff.id))
    ).all()
    user = db.session.scalar(sa.select(User).where(User.public_id == user_public_id))
    staff = next((row for row in everybody if user is not None and row.user_id == user.id), None)
    if user is None or staff is None:
        raise NotFound
    return staff, user, [row.user_id for row in everybody if row.role is CityRole.ADMINISTRATOR]
