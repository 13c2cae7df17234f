"""An association cancels one date: the shift ends, everybody with a place is told."""

from __future__ import annotations

from engagement.accounts.queries import actor_of
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.opportunities.operations.places import close_shift, open_shift
from engagement.registrations.operations import cancel_for_shift


@retried
@operation
def cancel_shift(opportunity_id: str, shift_id: str, *, reason: str, actor: Actor) -> int:
    """Cancel a date of an opportunity (public ids) and mail everybody who had a place. Returns how many.

    Raises NotFound, Forbidden, ShiftClosed when it is cancelled or over already.
    """
    shift = open_shift(opportunity_id, shift_id)
    fresh = actor if actor.is_system else actor_of(actor.user_id)
    check(fresh, Permission.OPPORTUNITY_EDIT, association_id=shift.association_id)
    close_shift(shift, actor)
    return cancel_for_shift(shift.opportunity_id, shift.id, reason=reason, actor=actor)
