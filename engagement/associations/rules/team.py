"""Who may act for an association. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from engagement.associations.enums import MembershipRole
from engagement.kernel.errors import N_, DomainError, Stale

INVITATION_DAYS = 14
MAX_OPEN_INVITATIONS = 20
# Anybody may register an association, and an invitation is a mail with her words to whatever address she types.
MAILS_TO_ONE = 3
MAILS_OF_ONE = 30
MAIL_WINDOW = timedelta(hours=1)


class LastOwner(DomainError):
    message = N_("A team needs at least one owner. Please make another person owner first.")


class NotInTeam(Stale):
    message = N_("This person is not in the team any more.")


class AlreadyInTeam(DomainError):
    field = "email"
    message = N_("This person is in the team already.")


class TooManyInvitations(DomainError):
    message = N_("There are %(limit)d open invitations. Please withdraw some of them first.")


class TooManyInvitationMails(DomainError):
    field = "email"
    message = N_("Several invitations have just been sent. Please wait an hour.")


class InvitationExpired(DomainError):
    message = N_("This invitation is too old. Please ask the association for a new one.")


class InvitationRevoked(DomainError):
    message = N_("This invitation was withdrawn. Please ask the association for a new one.")


class InvitationUsed(DomainError):
    message = N_("This invitation has been accepted already.")


def check_owner_remains(roles: Mapping[int, MembershipRole], user_id: int, new_role: MembershipRole | None) -> None:
    """Whether somebody still owns the association when this person gets the role, or goes (None).

    Raises:
        NotInTeam: the person has no role there.
        LastOwner: nobody would own it.
    """
    if user_id not in roles:
        raise NotInTeam
    after = {person: role for person, role in roles.items() if person != user_id}
    if new_role is not None:
        after[user_id] = new_role
    if MembershipRole.OWNER not in after.values():
        raise LastOwner


def invitation_end(now: datetime) -> datetime:
    return now + timedelta(days=INVITATION_DAYS)


def check_invitation(
    *, accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> None:
    """Whether an invitation may still be accepted."""
    if accepted_at is not None:
        raise InvitationUsed
    if revoked_at is not None:
        raise InvitationRevoked
    if now >= expires_at:
        raise InvitationExpired


def check_invitation_count(count: int) -> None:
    if count >= MAX_OPEN_INVITATIONS:
        raise TooManyInvitations(limit=MAX_OPEN_INVITATIONS)
