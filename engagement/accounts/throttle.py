"""Counting in the database what other domains want to slow down. Keys are stored as keyed hashes only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engagement.accounts.keyed import keyed_hash
from engagement.accounts.models import Attempt
from engagement.core.rows import changed_row, one_row
from engagement.core.scope import MADE_ONCE
from engagement.core.transaction import insert_soon, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow


@dataclass(frozen=True)
class Limit:
    """At most `most` events of a kind and key within a window."""

    kind: str
    key: str
    most: int
    window: timedelta


def is_reached(limit: Limit) -> bool:
    """Whether one more would be too many."""
    return too_many(limit.kind, limit.key, limit.most, limit.window)


@operation
def passes(*limits: Limit) -> bool:
    """Count one event for each; False where one more would be too many, and the caller refuses, which takes the
    others back. Joins the open transaction, or commits by itself."""
    return all(_passes(each) for each in limits)


def _passes(limit: Limit) -> bool:
    now = utcnow()
    values = {
        "of_kind": limit.kind, "of_key": _hashed(limit.kind, limit.key), "since": now - limit.window, "now": now,
        "most": limit.most,
    }  # fmt: skip
    return changed_row(_COUNTED, values) is not None


@operation
def count(limits: Iterable[Limit]) -> None:
    """Count one event for each; joins the open transaction, whose next flush writes them, or commits by itself."""
    for each in limits:
        insert_soon(Attempt, kind=each.kind, key=_hashed(each.kind, each.key))


@operation
def hit(kind: str, key: str) -> None:
    """Count one event; joins the open transaction, or commits by itself."""
    db.session.add(Attempt(kind=kind, key=_hashed(kind, key)))
    db.session.flush()


def too_many(kind: str, key: str, limit: int, window: timedelta) -> bool:
    """Whether `limit` events of this kind and key were counted within the last `window`."""
    values = {"of_kind": kind, "of_key": _hashed(kind, key), "since": utcnow() - window}
    row = one_row(_COUNT, values)
    return row is not None and row[0] >= limit


_COUNT = (
    sa.select(sa.func.count(Attempt.id))
    .where(
        Attempt.kind == sa.bindparam("of_kind"), Attempt.key == sa.bindparam("of_key"),
        Attempt.at > sa.bindparam("since"),
    )
    .execution_options(**MADE_ONCE)
)  # fmt: skip

# Asked and written in one: a row, unless there are as many as may be.
_COUNTED: Any = (
    sa.insert(Attempt)
    .from_select(
        ["kind", "key", "at"],
        sa.select(
            sa.bindparam("of_kind", type_=Attempt.kind.type), sa.bindparam("of_key", type_=Attempt.key.type),
            sa.bindparam("now", type_=Attempt.at.type),
        ).where(_COUNT.scalar_subquery() < sa.bindparam("most", type_=sa.Integer)),
    )
    .returning(Attempt.id)
    .execution_options(**MADE_ONCE)
)  # fmt: skip


def _hashed(kind: str, key: str) -> str:
    return keyed_hash(f"throttle:{kind}", key)
