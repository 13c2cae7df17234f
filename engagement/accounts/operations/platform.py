"""Who administers the platform."""

from __future__ import annotations

import enum

import sqlalchemy as sa

from engagement.accounts.mails import account_url, send_account_mail
from engagement.accounts.models import User
from engagement.accounts.operations.resets import WELCOME_DAYS, welcome_token
from engagement.accounts.queries import fresh
from engagement.audit.operations import record
from engagement.cities.queries import frame_for
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.values import normalise_email


class Made(enum.Enum):
    """What `make_platform_admin` did."""

    GRANTED = "granted"
    INVITED = "invited"
    ALREADY = "already"


@operation
def make_platform_admin(email: str, *, name: str = "", resend: bool = False, actor: Actor) -> Made:
    """Make somebody an administrator of the platform.

    A confirmed account is granted the power at once and told so by mail. Anybody else gets a link, good for a week, to
    set a password; until then the account can do nothing. Calling again changes nothing, except that `resend` sends the
    link again. Raises Forbidden.
    """
    check(fresh(actor), Permission.PLATFORM_ADMINISTER)
    user = db.session.scalar(lock(sa.select(User).where(User.email_normalised == normalise_email(email))))
    was_admin = user is not None and user.is_platform_admin
    if user is None:
        user = User(email=email, email_normalised=normalise_email(email), name=name or email.partition("@")[0])
        db.session.add(user)
    user.is_platform_admin = True
    db.session.flush()
    confirmed = user.email_confirmed_at is not None
    if not was_admin:
        record(actor, "platform_admin.granted", kind="user", public_id=user.public_id, label=user.name)
    frame = frame_for(None)
    if confirmed and not was_admin:
        send_account_mail("platform_admin_granted", user, None, sign_in_url=account_url(frame, "sign_in"))
    elif not confirmed and (resend or not was_admin):
        # Whoever began an account with this address has not proved to own it: that password must not stay.
        user.password_hash = None
        url = account_url(frame, "reset", token=welcome_token(user))
        send_account_mail("platform_admin_welcome", user, None, url=url, days=WELCOME_DAYS)
    if was_admin and not (resend and not confirmed):
        return Made.ALREADY
    return Made.GRANTED if confirmed else Made.INVITED
