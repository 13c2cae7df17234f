"""Signing in with a password."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import sqlalchemy as sa

from engagement.accounts.enums import SignInMethod
from engagement.accounts.models import User
from engagement.accounts.operations.attempts import count_attempts, forget_attempts, of_sign_in
from engagement.accounts.operations.sign_up import resend_confirmation
from engagement.accounts.passwords import hash_password, is_outdated, verify_password
from engagement.accounts.queries import is_staff, user_by_email
from engagement.accounts.requirements import Step, Subject, next_step
from engagement.accounts.rules.attempts import TooManyMails
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.errors import N_, DomainError


class WrongCredentials(DomainError):
    """No account, no password, another password, or a closed account: the answer is the same."""

    message = N_("The mail address or the password is not right.")
    field = "password"


@dataclass(frozen=True)
class SignIn:
    """Who proved herself, how, and what comes next; the session begins when the step is DONE."""

    user_id: int
    method: SignInMethod
    step: Step


def step_of(user: User, method: SignInMethod) -> SignIn:
    """What this person's sign-in still needs."""
    subject = Subject(email_confirmed=user.email_confirmed_at is not None, is_staff=is_staff(user.id))
    return SignIn(user.id, method, next_step(subject, method))


def sign_in_with_password(email: str, password: str, *, city_id: int | None, network: str) -> SignIn:
    """Check a password. Who has yet to confirm the address gets the link again.

    Raises:
        TooManyAttempts: this account or this network has to wait.
        WrongCredentials: in every other case, after the same time.
    """
    user = check_own_password(email, password, network=network)
    found = step_of(user, SignInMethod.PASSWORD)
    if found.step is Step.CONFIRM_EMAIL and city_id is not None:
        with contextlib.suppress(TooManyMails):  # the mails before are still good
            resend_confirmation(email, city_id=city_id, network=network)
    return found


def check_own_password(email: str, password: str, *, network: str) -> User:
    """The account whose password this is, confirmed or not; failures are counted.

    Raises TooManyAttempts or WrongCredentials.
    """
    count_attempts(of_sign_in(email, network))
    user = user_by_email(email)
    stored = user.password_hash if user is not None and user.disabled_at is None else None
    fits = verify_password(password, stored)
    if user is None or stored is None or not fits:
        raise WrongCredentials
    forget_attempts(email, network)
    if is_outdated(stored):
        _store_hash(user.id, stored, hash_password(password))
    return user


@operation
def _store_hash(user_id: int, before: str, after: str) -> None:
    """Replace a hash made with old parameters, unless the password was changed meanwhile."""
    statement = sa.update(User).where(User.id == user_id, User.password_hash == before)
    db.session.execute(statement.values(password_hash=after))
