"""Invitations are no way to flood a mailbox."""

from __future__ import annotations

from engagement.accounts import throttle
from engagement.associations import rules
from engagement.core.actor import Actor


def count_invitation(address: str, actor: Actor) -> None:
    """Count by recipient over all associations, and by who invites over all recipients.

    Raises TooManyInvitationMails.
    """
    limits = (
        ("team_invitation_to", address, rules.MAILS_TO_ONE),
        ("team_invitation_by", str(actor.user_id), rules.MAILS_OF_ONE),
    )
    if any(throttle.too_many(kind, key, limit, rules.MAIL_WINDOW) for kind, key, limit in limits):
        raise rules.TooManyInvitationMails
    for kind, key, _limit in limits:
        throttle.hit(kind, key)
