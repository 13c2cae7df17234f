"""An association gives one date another time: everybody with a place is told, and asked whether it suits."""

from __future__ import annotations

from datetime import datetime

from engagement.accounts.queries import actor_of
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import N_, DomainError
from engagement.opportunities.operations.places import ShiftClosed, open_shift, retime_shift
from engagement.registrations.operations import ask_after_move


class NewTimePast(DomainError):
    message = N_("This is in the past. Please write a time that is ahead.")
    field = "day"


class SameTimeAsBefore(DomainError):
    message = N_("This is the time that the date has already.")
    field = "day"


@retried
@operation
def move_shift(
    opportunity_id: str, shift_id: str, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor
) -> int:
    """Move a date that has not begun (public ids; moments in UTC) and mail everybody. Returns how many were told.

    Raises NotFound, Forbidden, ShiftClosed when it has begun or is cancelled, NewTimePast, SameTimeAsBefore.
    """
    shift, now = open_shift(opportunity_id, shift_id), utcnow()
    fresh = actor if actor.is_system else actor_of(actor.user_id)
    check(fresh, Permission.OPPORTUNITY_EDIT, association_id=shift.association_id)
    if shift.starts_at <= now:
        raise ShiftClosed
    if starts_at <= now:
        raise NewTimePast
    before = (shift.starts_at, shift.ends_at)
    if before == (starts_at, ends_at):
        raise SameTimeAsBefore
    retime_shift(shift, starts_at, ends_at, actor)
    return ask_after_move(shift.opportunity_id, shift.id, before=before, reason=reason.strip(), actor=actor)
