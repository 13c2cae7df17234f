"""Taking an opportunity back, and telling everybody who was coming."""

from __future__ import annotations

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.opportunities.operations import withdraw
from engagement.registrations.operations import cancel_for_opportunity


@retried
@operation
def withdraw_opportunity(public_id: str, *, reason: str, actor: Actor) -> int:
    """Withdraw an opportunity, cancel its active registrations and mail the people; return how many those were.

    `reason` is the authors' sentence for them and may be empty.

    Raises:
        CannotWithdraw, NotFound, Forbidden.
    """
    opportunity_id = withdraw(public_id, actor=actor)
    return cancel_for_opportunity(opportunity_id, reason=reason.strip(), actor=actor)
