"""Counting what must not be tried too often. Keys are keyed hashes, so the table holds neither addresses nor people."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engagement.accounts.enums import AttemptKind
from engagement.accounts.keyed import keyed_hash
from engagement.accounts.models import Attempt
from engagement.accounts.queries import attempts_since
from engagement.accounts.rules.attempts import LONGEST_WINDOW, check_attempts, network_of
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email

Counted = Sequence[tuple[AttemptKind, str]]


def of_sign_in(email: str, network: str) -> Counted:
    """What a try to sign in counts against."""
    return ((AttemptKind.SIGN_IN_ACCOUNT, email), (AttemptKind.SIGN_IN_NETWORK, network))


def of_mail(email: str, network: str) -> Counted:
    """What asking for a mail counts against, whether or not the address is known."""
    return ((AttemptKind.MAIL_RECIPIENT, email), (AttemptKind.MAIL_NETWORK, network))


def _key(kind: AttemptKind, value: str) -> str:
    plain = network_of(value) if kind.endswith("_network") else normalise_email(value)
    return keyed_hash(f"attempt:{kind}", plain)


@operation
def count_attempts(counted: Counted) -> None:
    """Count an attempt before it is made, so that many at once gain nothing.

    Raises:
        TooManyAttempts: it comes too early; it is then not counted, and must not be made.
    """
    now = utcnow()
    # In a fixed order, so that two requests never wait for each other's lock.
    for kind, value in sorted(counted):
        key = _key(kind, value)
        _one_at_a_time(key)
        check_attempts(kind, attempts_since(kind, key, now - LONGEST_WINDOW), now)
        db.session.add(Attempt(kind=kind, key=key, at=now))
        db.session.flush()


@operation
def forget_attempts(email: str, network: str | None = None) -> None:
    """After a success: the account starts anew, and the network gets this one attempt back."""
    key = _key(AttemptKind.SIGN_IN_ACCOUNT, email)
    db.session.execute(sa.delete(Attempt).where(Attempt.kind == AttemptKind.SIGN_IN_ACCOUNT, Attempt.key == key))
    if network is not None:
        key = _key(AttemptKind.SIGN_IN_NETWORK, network)
        latest = sa.select(sa.func.max(Attempt.id)).where(
            Attempt.kind == AttemptKind.SIGN_IN_NETWORK, Attempt.key == key
        )
        db.session.execute(sa.delete(Attempt).where(Attempt.id == latest.scalar_subquery()))


def _one_at_a_time(key: str) -> None:
    """PostgreSQL lets transactions count side by side; SQLite's one writer does not."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(key[:15], 16))))
