"""Counting in the database what other domains want to slow down. Keys are stored as keyed hashes only."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.keyed import keyed_hash
from engagement.accounts.models import Attempt
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow


@operation
def hit(kind: str, key: str) -> None:
    """Count one event; joins the open transaction, or commits by itself."""
    db.session.add(Attempt(kind=kind, key=_hashed(kind, key)))
    db.session.flush()


def too_many(kind: str, key: str, limit: int, window: timedelta) -> bool:
    """Whether `limit` events of this kind and key were counted within the last `window`."""
    statement = sa.select(sa.func.count(Attempt.id)).where(
        Attempt.kind == kind, Attempt.key == _hashed(kind, key), Attempt.at > utcnow() - window
    )
    return (db.session.scalar(statement) or 0) >= limit


def _hashed(kind: str, key: str) -> str:
    return keyed_hash(f"throttle:{kind}", key)
