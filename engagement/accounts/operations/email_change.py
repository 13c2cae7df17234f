"""Using another mail address: asked with the password, confirmed at the new one, stopped from the old one.

Mails go to both addresses: a link to the new one, a note with a way to stop it to the old one. Whether the new address
has an account already is told to nobody but its owner, by mail.
"""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.mails import account_url, send_account_mail
from engagement.accounts.models import EmailChange, SignInCode, User
from engagement.accounts.operations.attempts import count_attempts, of_mail
from engagement.accounts.operations.resets import reset_url
from engagement.accounts.operations.security import WrongPassword
from engagement.accounts.operations.sessions import end_other_sessions
from engagement.accounts.operations.sign_in import WrongCredentials, check_own_password
from engagement.accounts.queries import open_email_change, user_by_email, user_by_id
from engagement.accounts.rules.email_change import (
    CONFIRM_HOURS,
    STOP_DAYS,
    STOP_WITHIN,
    AddressTaken,
    SameAddress,
    check_confirmable,
    check_stoppable,
)
from engagement.cities.queries import frame_for
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.tokens import TokenInvalid, read, sign
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Stale
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import enqueue_mail

CONFIRM = "confirm-new-email"
STOP = "stop-new-email"


def request_email_change(new_email: str, password: str, *, actor: Actor, city_id: int | None, network: str) -> None:
    """Ask to use another address; nothing changes before it is confirmed there. A wish before it is replaced.

    Raises:
        SameAddress: it is the account's address already.
        WrongPassword: `password` is not the present one; counted like a failed sign-in.
        TooManyAttempts, TooManyMails
    """
    check(actor, Permission.ACCOUNT_USE)
    user = user_by_id(actor.user_id or 0)
    if normalise_email(new_email) == user.email_normalised:
        raise SameAddress
    try:
        user = check_own_password(user.email, password, network=network)
    except WrongCredentials:
        raise WrongPassword from None
    count_attempts(of_mail(new_email, network))
    _store_wish(user.id, user.password_hash, new_email, city_id)


@operation
def _store_wish(user_id: int, password_hash: str | None, new_email: str, city_id: int | None) -> None:
    user = _locked(user_id)
    if user.password_hash != password_hash:
        raise Stale
    _end_open(user_id)
    change = EmailChange(user_id=user_id, old_email=user.email, new_email=new_email)
    db.session.add(change)
    db.session.flush()
    frame = frame_for(city_id)
    holder = user_by_email(new_email)
    is_free = holder is None or holder.email_confirmed_at is None
    # To whom it belongs already: a mail without a link. The person who asked sees no difference.
    kind = "account_email_confirm" if is_free else "account_email_taken"
    url = account_url(frame, "email_confirm", token=sign(CONFIRM, change.public_id))
    context = {"url": url, "hours": CONFIRM_HOURS, "old_email": user.email}
    enqueue_mail(kind, to_email=new_email, to_name=user.name if is_free else "", frame=frame, context=context)
    send_account_mail("account_email_asked", user, city_id, new_email=new_email, stop_url=_stop_url(change, city_id))


def confirmable_change(token: str) -> tuple[EmailChange, User]:
    """The change that a link from the new address confirms, and whose account it is.

    Raises TokenExpired, TokenInvalid, ChangeVoid.
    """
    change, user = _change_of(CONFIRM, token, CONFIRM_HOURS * 3600)
    check_confirmable(change.created_at, change.confirmed_at, change.ended_at, utcnow())
    return change, user


@operation
def apply_email_change(token: str, *, user_id: int, keep_session_id: int | None, city_id: int | None) -> None:
    """Make the new address that of the account: other sessions end, links and codes of the old address are void.

    The caller has proved that the account's owner acts. Raises TokenExpired, TokenInvalid, ChangeVoid, AddressTaken.
    """
    user = _locked(user_id)
    change, _user = confirmable_change(token)
    if change.user_id != user_id:
        raise TokenInvalid
    _free_address(change.new_email, user_id)
    now = utcnow()
    change.confirmed_at = now
    # Written to the old address, which may be somebody else's mailbox by now.
    send_account_mail(
        "account_email_changed", user, city_id, new_email=change.new_email, stop_url=_stop_url(change, city_id),
        days=STOP_DAYS,
    )  # fmt: skip
    _use_address(user, change.new_email)
    end_other_sessions(user_id, keep_id=keep_session_id)


@operation
def cancel_email_change(*, actor: Actor) -> None:
    """Take one's own wish back; without one nothing happens."""
    check(actor, Permission.ACCOUNT_USE)
    _end_open(actor.user_id or 0)


def stoppable_change(token: str) -> tuple[EmailChange, User]:
    """The change that a link from the old address stops. Raises TokenExpired, TokenInvalid, ChangeVoid."""
    change, user = _change_of(STOP, token, CONFIRM_HOURS * 3600 + round(STOP_WITHIN.total_seconds()))
    check_stoppable(change.created_at, change.confirmed_at, change.ended_at, utcnow())
    return change, user


@operation
def stop_email_change(token: str, *, city_id: int | None) -> None:
    """The owner of the old address did not want this: it is the account's again, and nobody gets in any more.

    Whoever asked knew the password, so that is void too; the old address gets a link to choose a new one.
    Raises TokenExpired, TokenInvalid, ChangeVoid, AddressTaken.
    """
    user = _locked(stoppable_change(token)[1].id)
    change, _user = stoppable_change(token)
    now = utcnow()
    if change.confirmed_at is not None:
        _free_address(change.old_email, user.id)
        _use_address(user, change.old_email)
    # Also what was asked for afterwards: whoever did this may have gone on.
    later = sa.update(EmailChange).where(EmailChange.user_id == user.id, EmailChange.id >= change.id)
    db.session.execute(later.where(EmailChange.ended_at.is_(None)).values(ended_at=now))
    user.password_hash = None
    end_other_sessions(user.id, keep_id=None)
    db.session.flush()
    send_account_mail("account_email_stopped", user, city_id, url=reset_url(user, city_id))


def _change_of(purpose: str, token: str, max_age_seconds: int) -> tuple[EmailChange, User]:
    public_id = str(read(purpose, token, max_age_seconds=max_age_seconds))
    change = db.session.scalar(sa.select(EmailChange).where(EmailChange.public_id == public_id))
    user = user_by_id(change.user_id) if change is not None else None
    if change is None or user is None or user.disabled_at is not None:
        raise TokenInvalid
    return change, user


def _stop_url(change: EmailChange, city_id: int | None) -> str:
    return account_url(frame_for(city_id), "email_stop", token=sign(STOP, change.public_id))


def _end_open(user_id: int) -> None:
    change = open_email_change(user_id)
    if change is not None:
        change.ended_at = utcnow()
        db.session.flush()


def _free_address(email: str, user_id: int) -> None:
    """Make room at an address whose mailbox has just spoken: an account that nobody ever confirmed there goes.

    Raises AddressTaken when somebody has confirmed it.
    """
    holder = db.session.scalar(lock(sa.select(User).where(User.email_normalised == normalise_email(email))))
    if holder is None or holder.id == user_id:
        return
    if holder.email_confirmed_at is not None or holder.is_platform_admin:
        raise AddressTaken
    db.session.delete(holder)
    db.session.flush()


def _use_address(user: User, email: str) -> None:
    user.email, user.email_normalised, user.email_confirmed_at = email, normalise_email(email), utcnow()
    unused = sa.update(SignInCode).where(SignInCode.user_id == user.id, SignInCode.used_at.is_(None))
    db.session.execute(unused.values(used_at=utcnow()))
    db.session.flush()


def _locked(user_id: int) -> User:
    return db.session.scalars(lock(sa.select(User).where(User.id == user_id))).one()
