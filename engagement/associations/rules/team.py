"""Who may act for an association. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from engagement.associations.enums import MailKind, MembershipRole
from engagement.kernel.errors import N_, DomainError, Stale

INVITATION_DAYS = 14
MAX_OPEN_INVITATIONS = 20
# Anybody may register an association, and an invitation is a mail with her words to whatever address she types.
MAILS_TO_ONE = 3
MAILS_OF_ONE = 30
MAIL_WINDOW = timedelta(hours=1)
DEFAULT_MAILS: dict[MembershipRole, tuple[MailKind, ...]] = {
    MembershipRole.OWNER: tuple(MailKind),
    MembershipRole.EDITOR: (MailKind.REGISTRATIONS,),
}


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


class HandOverToSelf(DomainError):
    field = "person"
    message = N_("You own the association already. Please choose another person.")


class HandOverVoid(DomainError):
    message = N_("This hand-over does not count any more. Please ask the team.")


class HandOverForOther(DomainError):
    message = N_("This hand-over is meant for another member of the team. Please sign in with that account.")


class SoleOwner(DomainError):
    """The account is the only owner of associations; `names` lists them."""

    message = N_("You are the only owner of %(names)s. Please hand over first.")


def wanted_mails(role: MembershipRole, chosen: Sequence[str] | None) -> frozenset[MailKind]:
    """Which mails a member gets: what she chose, else what her role gets."""
    if chosen is None:
        return frozenset(DEFAULT_MAILS[role])
    return frozenset(MailKind(each) for each in chosen if each in set(MailKind))


def who_gets(
    kind: MailKind, members: Iterable[tuple[int, MembershipRole, Sequence[str] | None]]
) -> list[int]:  # fmt: skip
    """The members (by whatever number comes first) who get mails of a kind, in their order.

    Nobody's choice leaves a mail without reader: then all owners get it, and without an owner everybody.
    """
    known = list(members)
    willing = [one for one, role, chosen in known if kind in wanted_mails(role, chosen)]
    owners = [one for one, role, _chosen in known if role is MembershipRole.OWNER]
    return willing or owners or [one for one, _role, _chosen in known]


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
