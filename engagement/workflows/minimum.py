"""An association says that a date takes place only with enough people, and decides when they are too few."""

from __future__ import annotations

from datetime import datetime

from engagement.accounts.queries import actor_of
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.opportunities.operations.places import ShiftClosed, open_shift
from engagement.opportunities.rules.minimum import DecidedBefore, NoQuestionOpen, check_minimum, default_decision
from engagement.registrations.operations.deciding import log_decision, tell_takes_place


@retried
@operation
def set_minimum(
    opportunity_id: str, shift_id: str, *, minimum: int | None, decide_by: datetime | None = None, actor: Actor
) -> None:
    """Let a date (public ids) take place only with `minimum` people, decided at `decide_by` (UTC; by default two days
    before); None takes that back.

    Raises NotFound, Forbidden, ShiftClosed, DecidedBefore, MinimumTooHigh, DecisionNotAhead.
    """
    shift, now = _open(opportunity_id, shift_id, actor), utcnow()
    if shift.starts_at <= now:
        raise ShiftClosed
    if shift.takes_place_at is not None:
        raise DecidedBefore
    if minimum is None:
        shift.minimum = shift.decide_by = None
    else:
        decide_by = decide_by or default_decision(shift.starts_at, now)
        check_minimum(minimum, shift.capacity, decide_by, shift.starts_at, now)
        shift.minimum, shift.decide_by = minimum, decide_by
    shift.decision_asked_at = shift.told_open_at = None
    log_decision(shift, "minimum_set", actor)


@retried
@operation
def hold_anyway(opportunity_id: str, shift_id: str, *, actor: Actor) -> None:
    """The association says that a date (public ids) takes place although few come; everybody is told, once.

    Raises NotFound, Forbidden, ShiftClosed, NoQuestionOpen.
    """
    shift, now = _open(opportunity_id, shift_id, actor), utcnow()
    if shift.minimum is None or shift.takes_place_at is not None or shift.starts_at <= now:
        raise NoQuestionOpen
    tell_takes_place(shift, actor, now)


def _open(opportunity_id: str, shift_id: str, actor: Actor) -> Shift:
    shift = open_shift(opportunity_id, shift_id)
    fresh = actor if actor.is_system else actor_of(actor.user_id)
    check(fresh, Permission.OPPORTUNITY_EDIT, association_id=shift.association_id)
    return shift
