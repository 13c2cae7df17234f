"""Taking an opportunity back, and telling everybody who was coming."""

from __future__ import annotations

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.opportunities.operations import withdraw
from engagement.registrations.operations import cancel_for_opportunity


@retried
@operation
def withdraw_opportunity(public_id: str, *, reason: str, actor: Actor, city_id: int | None = None) -> int:
    """Withdraw an opportunity everywhere, or from one city's showcase (row number); return how many people are told.

    As long as another city shows it, it takes place and everybody keeps her place, whichever showcase she used. When
    no city is left, its active registrations of all cities end and the people get a mail with `reason`, if any.

    Raises:
        CannotWithdraw, NotFound, Forbidden.
    """
    done = withdraw(public_id, actor=actor, city_id=city_id)
    if not done.is_over:
        return 0
    return cancel_for_opportunity(done.opportunity_id, reason=reason.strip(), actor=actor)
