"""Places whose confirmation never came go back."""

from __future__ import annotations

from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations import rules
from engagement.registrations.operations.places import lapse
from engagement.registrations.queries.ending import lapsed_holds
from engagement.registrations.queries.one import locked_registration

BATCH = 500


def expire_holds() -> int:
    """Release the places of all holds that ran out, one commit each: a killed run loses nothing. Returns how many.

    Safe to run twice at once, and again.
    """
    with entered(SYSTEM):
        return sum(_expire(public_id) for public_id in lapsed_holds(utcnow(), BATCH))


@retried
@operation
def _expire(registration_id: str) -> bool:
    try:
        registration = locked_registration(registration_id).registration
    except NotFound:
        return False
    if not rules.is_lapsed(registration.state, registration.hold_until, utcnow()):
        return False  # confirmed, or tidied up by somebody else, since the list was made
    lapse(registration)
    return True
