"""What people change about their own account."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.mails import account_url, send_account_mail
from engagement.accounts.models import User
from engagement.accounts.operations.sessions import end_other_sessions
from engagement.accounts.operations.sign_in import WrongCredentials, check_own_password
from engagement.accounts.operations.sign_up import check_new_password
from engagement.accounts.passwords import hash_password
from engagement.accounts.queries import user_by_id
from engagement.accounts.rules.profile import PhoneInvalid
from engagement.cities.queries import frame_for
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.phones import normalise_phone
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import N_, DomainError, Stale
from engagement.kernel.languages import DEFAULT_LANGUAGE, known_language


class WrongPassword(DomainError):
    message = N_("This is not your present password.")
    field = "current"


def change_password(
    current: str, new: str, *, actor: Actor, city_id: int | None, network: str, keep_session_id: int | None
) -> None:
    """Change one's own password, end all other sessions and send a note by mail.

    Raises:
        WrongPassword: `current` is not the present one; this is counted like a failed sign-in.
        TooManyAttempts: it was tried too often.
        PasswordTooShort, PasswordTooLong, PasswordBanned, PasswordPersonal: the new one is refused.
    """
    check(actor, Permission.ACCOUNT_USE)
    user = user_by_id(actor.user_id or 0)
    check_new_password(new, email=user.email, name=user.name, city_id=city_id)
    try:
        user = check_own_password(user.email, current, network=network)
    except WrongCredentials:
        raise WrongPassword from None
    _store(user.id, user.password_hash, hash_password(new), city_id, keep_session_id)


@operation
def _store(user_id: int, before: str | None, after: str, city_id: int | None, keep_session_id: int | None) -> None:
    user = db.session.scalars(lock(sa.select(User).where(User.id == user_id))).one()
    if user.password_hash != before:
        raise Stale
    user.password_hash = after
    end_other_sessions(user.id, keep_id=keep_session_id)
    send_account_mail(
        "account_password_changed", user, city_id, reset_url=account_url(frame_for(city_id), "reset_request")
    )


@operation
def change_profile(name: str, phone: str, *, actor: Actor, language: str = DEFAULT_LANGUAGE) -> None:
    """Change one's own name, telephone number (may be empty) and the language of the mails to oneself.

    What was signed before keeps the name of then. A language that we do not speak counts as German.

    Raises PhoneInvalid.
    """
    check(actor, Permission.ACCOUNT_USE)
    if phone and normalise_phone(phone) is None:
        raise PhoneInvalid
    user = user_by_id(actor.user_id or 0)
    user.name, user.phone, user.language = name, phone, known_language(language)
