"""A new password for who forgot the old one."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.mails import account_url, send_account_mail
from engagement.accounts.models import User
from engagement.accounts.operations.attempts import count_attempts, forget_attempts, of_mail
from engagement.accounts.operations.sessions import end_other_sessions
from engagement.accounts.operations.sign_up import check_new_password
from engagement.accounts.passwords import fingerprint, hash_password, is_fingerprint
from engagement.accounts.queries import user_by_email, user_by_public_id
from engagement.cities.queries import frame_for
from engagement.core.tokens import TokenInvalid, read, sign
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.notifications.rendering import render_mail

RESET_HOURS = 1
WELCOME_DAYS = 7
RESET = "reset-password"
WELCOME = "welcome"


def request_reset(email: str, *, city_id: int | None, network: str) -> None:
    """Send a link for a new password, if the address has an account. The answer is the same for all.

    Raises TooManyMails.
    """
    count_attempts(of_mail(email, network))
    _send_reset(email, city_id)


@operation
def _send_reset(email: str, city_id: int | None) -> None:
    user = user_by_email(email)
    frame = frame_for(city_id)
    # Rendered for nobody when the address is unknown, so that it takes as long.
    url = account_url(frame, "reset", token=_token(user) if user else sign(RESET, ["nobody", fingerprint(None)]))
    if user is None or user.disabled_at is not None:
        render_mail("account_reset", frame, {"to_name": "", "url": url, "hours": RESET_HOURS})
        return
    send_account_mail("account_reset", user, city_id, url=url, hours=RESET_HOURS)


def _token(user: User, purpose: str = RESET) -> str:
    """Bound to the present password and address: the first use changes that, so no link works twice or elsewhere."""
    return sign(purpose, [user.public_id, fingerprint(_state(user))])


def _state(user: User) -> str:
    return f"{user.password_hash or ''}:{user.email_normalised}"


def reset_url(user: User, city_id: int | None) -> str:
    """The page where the owner of the account's address chooses a new password; good for an hour."""
    return account_url(frame_for(city_id), "reset", token=_token(user))


def welcome_token(user: User) -> str:
    """A link of the same kind that waits a week, for somebody who was invited."""
    return _token(user, WELCOME)


def resettable_user(token: str) -> User:
    """Whose password a link may set. Raises TokenExpired, or TokenInvalid when it was used before."""
    try:
        values = read(RESET, token, max_age_seconds=RESET_HOURS * 3600)
    except TokenInvalid:
        values = read(WELCOME, token, max_age_seconds=WELCOME_DAYS * 24 * 3600)
    user = user_by_public_id(str(values[0]))
    if user is None or user.disabled_at is not None:
        raise TokenInvalid
    if not is_fingerprint(str(values[1]), _state(user)):
        raise TokenInvalid
    return user


def reset_password(token: str, password: str, *, city_id: int | None) -> int:
    """Set a new password, end every session and tell the owner. The link proves the address too. Returns the user's id.

    Raises TokenExpired, TokenInvalid, and the refusals of `check_new_password`.
    """
    user = resettable_user(token)
    check_new_password(password, email=user.email, name=user.name, city_id=city_id)
    _store_new_password(token, hash_password(password), city_id)
    return user.id


@operation
def _store_new_password(token: str, password_hash: str, city_id: int | None) -> None:
    # Checked again with the row locked: two clicks at once set one password.
    db.session.scalars(lock(sa.select(User).where(User.id == resettable_user(token).id))).one()
    user = resettable_user(token)
    user.password_hash = password_hash
    end_other_sessions(user.id, keep_id=None)
    forget_attempts(user.email)
    send_account_mail(
        "account_password_changed", user, city_id, reset_url=account_url(frame_for(city_id), "reset_request")
    )
