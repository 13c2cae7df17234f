"""Making an account and confirming its address."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from engagement.accounts.banned import is_banned
from engagement.accounts.mails import account_url, send_account_mail
from engagement.accounts.models import User
from engagement.accounts.operations.attempts import count_attempts, of_mail
from engagement.accounts.passwords import hash_password
from engagement.accounts.queries import user_by_email, user_by_id, user_by_public_id
from engagement.accounts.rules.passwords import check_password
from engagement.cities.queries import frame_for
from engagement.core.tokens import TokenInvalid, read, sign
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import N_, DomainError
from engagement.kernel.languages import DEFAULT_LANGUAGE, known_language
from engagement.kernel.values import normalise_email


class AccountExists(DomainError):
    """Only ever shown to somebody who holds a link from the mailbox of the address."""

    message = N_("There is already an account with this mail address. Please sign in first.")


CONFIRM_HOURS = 48
CONFIRM = "confirm-email"


def check_new_password(password: str, *, email: str, name: str, city_id: int | None) -> None:
    """Check a password against the rules, with the words of this person and place.

    Raises PasswordTooShort, PasswordTooLong, PasswordBanned or PasswordPersonal.
    """
    words = [email, name, current_app.config["PLATFORM_NAME"], frame_for(city_id).city_name]
    check_password(password, is_banned=is_banned, words=words)


def sign_up(
    *, name: str, email: str, password: str, city_id: int, network: str, next_path: str | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> None:  # fmt: skip
    """Make an unconfirmed account and send the link that confirms it.

    Whether the address had an account shows nowhere: a known owner gets a mail that somebody tried. An account that was
    never confirmed takes the new name and password, since nobody has proved to own it. `next_path` is a path of this
    site where the person was going; the link leads on there. `language` is that of the mails to a new account.

    Raises the refusals of `check_new_password`, and TooManyMails.
    """
    check_new_password(password, email=email, name=name, city_id=city_id)
    count_attempts(of_mail(email, network))
    hashed = hash_password(password)
    try:
        _store_sign_up(name, email, hashed, city_id, next_path, language)
    except IntegrityError:  # the same address a moment ago: now there is an account
        _store_sign_up(name, email, hashed, city_id, next_path, language)


@operation
def _store_sign_up(
    name: str, email: str, password_hash: str, city_id: int, next_path: str | None, language: str
) -> None:
    user = db.session.scalar(lock(sa.select(User).where(User.email_normalised == normalise_email(email))))
    if user is not None and user.email_confirmed_at is not None:
        frame = frame_for(city_id)
        sign_in, reset = account_url(frame, "sign_in"), account_url(frame, "reset_request")
        send_account_mail("account_known", user, city_id, sign_in_url=sign_in, reset_url=reset)
        return
    if user is None:
        user = User(email_normalised=normalise_email(email))
        db.session.add(user)
    user.name, user.email, user.password_hash, user.created_at = name, email, password_hash, utcnow()
    user.language = known_language(language)
    db.session.flush()
    send_confirmation(user, city_id, next_path)


def send_confirmation(user: User, city_id: int | None, next_path: str | None = None) -> None:
    user.created_at = utcnow()  # the account waits as long as its latest link
    url = account_url(frame_for(city_id), "confirm", token=sign(CONFIRM, user.public_id), next=next_path)
    send_account_mail("account_confirm", user, city_id, url=url, hours=CONFIRM_HOURS)


def resend_confirmation(email: str, *, city_id: int, network: str) -> None:
    """Send the link again, if the address waits for one. The answer is the same for all. Raises TooManyMails."""
    count_attempts(of_mail(email, network))
    _resend(email, city_id)


@operation
def _resend(email: str, city_id: int) -> None:
    user = user_by_email(email)
    if user is not None and user.email_confirmed_at is None and user.disabled_at is None:
        send_confirmation(user, city_id)


def confirmable_user(token: str) -> User:
    """Whose address a link confirms; `email_confirmed_at` says whether that was done before.

    Raises TokenExpired or TokenInvalid.
    """
    user = user_by_public_id(str(read(CONFIRM, token, max_age_seconds=CONFIRM_HOURS * 3600)))
    if user is None or user.disabled_at is not None:
        raise TokenInvalid
    return user


@operation
def confirm_email(user_id: int) -> bool:
    """Note that the address belongs to the person. True when it was not known before."""
    user = user_by_id(user_id)
    if user.email_confirmed_at is not None:
        return False
    user.email_confirmed_at = utcnow()
    db.session.flush()
    return True


@operation
def create_confirmed_account(*, name: str, email: str, password_hash: str) -> int:
    """An account for somebody who has proved by an invitation's link that the address is hers. Returns the row's id.

    An account that was never confirmed becomes this one. Raises AccountExists when there is a confirmed one: its owner
    signs in instead.
    """
    user: User | None = db.session.scalar(lock(sa.select(User).where(User.email_normalised == normalise_email(email))))
    if user is None:
        user = User(email_normalised=normalise_email(email))
        db.session.add(user)
    if user.email_confirmed_at is not None:
        raise AccountExists
    user.name, user.email, user.password_hash, user.email_confirmed_at = name, email, password_hash, utcnow()
    db.session.flush()
    return user.id
