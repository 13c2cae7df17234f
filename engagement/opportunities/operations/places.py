"""The counter of a shift. Nothing else changes `taken`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.rows import changed_row
from engagement.core.scope import MADE_ONCE
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import N_, NotFound, Stale
from engagement.opportunities.models import Opportunity, Shift
from engagement.opportunities.search.marks import shelf_changed


def take_places(
    shift_id: int, count: int, *, now: datetime, unless: Callable[[], sa.ColumnElement[bool]] | None = None
) -> bool:  # fmt: skip
    """Take places in one conditional UPDATE: both engines decide in it, however many people ask at once.

    False when too few are left, or the shift is cancelled or has begun, or `unless` is true of its row: somebody else
    comes first. `unless` is a function of a module, asked once for its criterion. The CHECK on the table backs it.
    """
    changed = changed_row(_taking(unless), {"shift": shift_id, "count": count, "now": now, "written": utcnow()})
    if changed is not None and changed.taken == changed.capacity:
        shelf_changed([changed.opportunity_id])  # lists put full dates last
    return changed is not None


@functools.cache
def _taking(unless: Callable[[], sa.ColumnElement[bool]] | None) -> sa.Update | Any:
    count: sa.BindParameter[int] = sa.bindparam("count", type_=sa.Integer)
    return _change(
        sa.update(Shift)
        .where(
            Shift.id == sa.bindparam("shift"), Shift.taken + count <= Shift.capacity, Shift.cancelled_at.is_(None),
            Shift.starts_at > sa.bindparam("now"), sa.not_(unless()) if unless is not None else sa.true(),
        )
        .values(taken=Shift.taken + count)
    )  # fmt: skip


def release_places(shift_id: int, count: int) -> None:
    """Give places back. Raises RuntimeError when more would be given back than were taken: somebody counted wrong."""
    changed = changed_row(_releasing(), {"shift": shift_id, "count": count, "written": utcnow()})
    if changed is None:
        raise RuntimeError(f"shift {shift_id} has fewer than {count} places taken")
    if changed.taken + count == changed.capacity:
        shelf_changed([changed.opportunity_id])


@functools.cache
def _releasing() -> sa.Update | Any:
    count: sa.BindParameter[int] = sa.bindparam("count", type_=sa.Integer)
    its_row = (Shift.id == sa.bindparam("shift"), Shift.taken >= count)
    return _change(sa.update(Shift).where(*its_row).values(taken=Shift.taken - count))


def _change(statement: sa.Update) -> sa.Update | Any:
    """It tells the changed row's opportunity, and its places as they are now."""
    # Most changes of the counter move no offer in any list: whoever fills or frees a date marks it.
    statement = statement.values(updated_at=sa.bindparam("written")).execution_options(**MADE_ONCE)
    return statement.returning(Shift.opportunity_id, Shift.taken, Shift.capacity)


class ShiftClosed(Stale):
    message = N_("This date is cancelled or over already.")


def open_shift(opportunity_id: str, shift_id: str) -> Shift:
    """A shift that can still be cancelled (public ids), locked, so that nobody takes a place meanwhile.

    Raises NotFound, ShiftClosed.
    """
    statement = (
        sa.select(Shift)
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .where(Shift.public_id == shift_id, Opportunity.public_id == opportunity_id)
        .options(contains_eager(Shift.opportunity))
        .with_for_update(of=Shift)
        .execution_options(populate_existing=True)
    )
    shift = db.session.scalar(statement)
    if shift is None:
        raise NotFound
    if shift.cancelled_at is not None or shift.ends_at <= utcnow():
        raise ShiftClosed
    return shift


def retime_shift(shift: Shift, starts_at: datetime, ends_at: datetime, actor: Actor) -> None:
    """Give a locked shift another time; what happens to its people is the caller's."""
    if shift.decide_by is not None and shift.takes_place_at is None:  # the decision moves along
        shift.decide_by += starts_at - shift.starts_at
        shift.decision_asked_at = shift.told_open_at = None
    shift.starts_at, shift.ends_at = starts_at, ends_at
    opportunity: Opportunity = shift.opportunity
    opportunity.version += 1  # a form that still shows the old time is stale
    record(
        actor, "shift.moved", kind="shift", public_id=shift.public_id, label=opportunity.title,
        city_id=opportunity.home_city_id, association_id=opportunity.association_id,
    )  # fmt: skip
    db.session.flush()


def close_shift(shift: Shift, actor: Actor) -> None:
    """Mark a locked shift as cancelled; what happens to its people is the caller's."""
    shift.cancelled_at = utcnow()
    opportunity: Opportunity = shift.opportunity
    record(
        actor, "shift.cancelled", kind="shift", public_id=shift.public_id, label=opportunity.title,
        city_id=opportunity.home_city_id, association_id=opportunity.association_id,
    )  # fmt: skip
    db.session.flush()
