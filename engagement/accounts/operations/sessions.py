"""Sessions on the server: a cookie is worth what its row says."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from engagement.accounts.enums import SignInMethod
from engagement.accounts.keyed import token_hash
from engagement.accounts.models import User, UserSession
from engagement.accounts.rules.sessions import ABSOLUTE
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound


@operation
def open_session(user_id: int, method: SignInMethod, *, device: str = "") -> str:
    """Begin a session and return its token for the cookie. The database keeps the token's hash only."""
    token = secrets.token_urlsafe(32)
    now = utcnow()
    db.session.add(
        UserSession(
            user_id=user_id, token_hash=token_hash(token), created_at=now, last_seen_at=now, expires_at=now + ABSOLUTE,
            method=method, device=device[:120],
        )
    )  # fmt: skip
    db.session.execute(sa.update(User).where(User.id == user_id).values(last_seen_at=now))
    return token


@operation
def touch_session(session_id: int, user_id: int) -> None:
    """Note that the person is still there."""
    now = utcnow()
    live = sa.update(UserSession).where(UserSession.id == session_id, UserSession.ended_at.is_(None))
    db.session.execute(live.values(last_seen_at=now))
    db.session.execute(sa.update(User).where(User.id == user_id).values(last_seen_at=now))


@operation
def end_session_of_token(token: str) -> None:
    """End the session of a cookie; a token that means nothing is fine."""
    statement = sa.update(UserSession).where(
        UserSession.token_hash == token_hash(token), UserSession.ended_at.is_(None)
    )
    db.session.execute(statement.values(ended_at=utcnow()))


@operation
def end_session(public_id: str, *, actor: Actor) -> None:
    """End one of one's own sessions. Raises NotFound for anybody else's."""
    check(actor, Permission.ACCOUNT_USE)
    row = db.session.scalar(
        sa.select(UserSession).where(UserSession.public_id == public_id, UserSession.user_id == actor.user_id)
    )
    if row is None:
        raise NotFound
    row.ended_at = row.ended_at or utcnow()


@operation
def end_other_sessions(user_id: int, *, keep_id: int | None) -> None:
    """End every session of a person except one (the browser at hand), or all."""
    statement = sa.update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if keep_id is not None:
        statement = statement.where(UserSession.id != keep_id)
    db.session.execute(statement.values(ended_at=utcnow()))
