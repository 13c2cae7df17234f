"""The counter of a shift. Nothing else changes `taken`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from engagement.core.transaction import is_writing
from engagement.extensions import db
from engagement.opportunities.models import Shift


def take_places(shift_id: int, count: int, *, now: datetime) -> bool:
    """Take places in one conditional UPDATE: both engines decide in it, however many people ask at once.

    False when too few are left, or the shift is cancelled or has begun. The CHECK on the table backs it.
    """
    return _change(
        sa.update(Shift)
        .where(
            Shift.id == shift_id, Shift.taken + count <= Shift.capacity, Shift.cancelled_at.is_(None),
            Shift.starts_at > now,
        )
        .values(taken=Shift.taken + count)
    )  # fmt: skip


def release_places(shift_id: int, count: int) -> None:
    """Give places back. Raises RuntimeError when more would be given back than were taken: somebody counted wrong."""
    if not _change(
        sa.update(Shift).where(Shift.id == shift_id, Shift.taken >= count).values(taken=Shift.taken - count)
    ):
        raise RuntimeError(f"shift {shift_id} has fewer than {count} places taken")


def _change(statement: sa.Update) -> bool:
    if not is_writing():
        raise RuntimeError("places change inside an operation only")
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount == 1
