"""Signing in with a code sent by mail."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.enums import AttemptKind, SignInMethod
from engagement.accounts.keyed import keyed_hash
from engagement.accounts.mails import account_url, send_account_mail
from engagement.accounts.models import SignInCode, User
from engagement.accounts.operations.attempts import count_attempts, of_mail
from engagement.accounts.operations.sign_in import SignIn, step_of
from engagement.accounts.operations.sign_up import send_confirmation
from engagement.accounts.queries import is_staff, user_by_email
from engagement.cities.queries import frame_for
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import N_, DomainError
from engagement.notifications.operations import revive

CODE_MINUTES = 10
CODE_ATTEMPTS = 5
CODE_DIGITS = 6


class WrongCode(DomainError):
    """Wrong, too old, used, tried too often, or never sent: the answer is the same."""

    message = N_("This code is not right or no longer valid. You can ask for a new one.")
    field = "code"


def request_code(email: str, *, city_id: int, network: str) -> None:
    """Send a code to sign in with. Staff are told to use their password, strangers get nothing; the answer is the same.

    Raises TooManyMails.
    """
    count_attempts(of_mail(email, network))
    _send_code(email, city_id)


@operation
def _send_code(email: str, city_id: int) -> None:
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    user = user_by_email(email)
    if user is None or user.disabled_at is not None:
        _do_the_same_work(code, city_id)
    elif user.email_confirmed_at is None:
        # A code would open an account whose password may be a stranger's; the link asks for that password.
        send_confirmation(user, city_id)
    elif is_staff(user.id):
        frame = frame_for(city_id)
        sign_in, reset = account_url(frame, "sign_in"), account_url(frame, "reset_request")
        send_account_mail("account_code_staff", user, city_id, sign_in_url=sign_in, reset_url=reset)
    else:
        unused = sa.update(SignInCode).where(SignInCode.user_id == user.id, SignInCode.used_at.is_(None))
        db.session.execute(unused.values(used_at=utcnow()))
        expires_at = utcnow() + timedelta(minutes=CODE_MINUTES)
        db.session.add(SignInCode(user_id=user.id, code_hash=_code_hash(user, code), expires_at=expires_at))
        send_account_mail("account_code", user, city_id, code=code, minutes=CODE_MINUTES)


def _do_the_same_work(code: str, city_id: int) -> None:
    """Render the mail that nobody gets, so that an unknown address takes as long as a known one."""
    from engagement.notifications.rendering import render_mail

    render_mail("account_code", frame_for(city_id), {"to_name": "", "code": code, "minutes": CODE_MINUTES})


def sign_in_with_code(email: str, code: str, *, network: str) -> SignIn:
    """Check a code; it works once.

    Raises:
        TooManyAttempts: this network tried too often.
        WrongCode: in every other case.
    """
    count_attempts([(AttemptKind.SIGN_IN_NETWORK, network)])
    found = _use_code(email, "".join(code.split()))
    if found is None:
        raise WrongCode
    return found


@operation
def _use_code(email: str, code: str) -> SignIn | None:
    """Count the try and use the code; None when it is wrong, because the count must be saved."""
    user = user_by_email(email)
    if user is None or user.disabled_at is not None:
        return None
    statement = sa.select(SignInCode).where(
        SignInCode.user_id == user.id, SignInCode.used_at.is_(None), SignInCode.expires_at > utcnow(),
        SignInCode.attempts < CODE_ATTEMPTS,
    )  # fmt: skip
    row = db.session.scalar(lock(statement.order_by(SignInCode.id.desc()).limit(1)))
    if row is None:
        return None
    row.attempts += 1
    if not hmac.compare_digest(row.code_hash, _code_hash(user, code)):
        return None
    row.used_at = utcnow()
    revive(user.email)
    return step_of(user, SignInMethod.CODE)


def _code_hash(user: User, code: str) -> str:
    return keyed_hash("sign-in-code", f"{user.public_id}:{code}")
