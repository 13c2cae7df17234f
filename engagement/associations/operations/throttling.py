"""Invitations are no way to flood a mailbox."""

from __future__ import annotations

from engagement.accounts import throttle
from engagement.associations import rules
from engagement.core.actor import Actor


def count_invitation(address: str, actor: Actor) -> None:
    """Count by recipient over all associations, and by who invites over all recipients.

    Raises TooManyInvitationMails.
    """
    if not throttle.passes(
        throttle.Limit("team_invitation_to", address, rules.MAILS_TO_ONE, rules.MAIL_WINDOW),
        throttle.Limit("team_invitation_by", str(actor.user_id), rules.MAILS_OF_ONE, rules.MAIL_WINDOW),
    ):
        raise rules.TooManyInvitationMails
