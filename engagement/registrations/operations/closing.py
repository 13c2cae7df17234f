"""A date begins, and the association has never answered somebody who asked for a place."""

from __future__ import annotations

from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations.enums import RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.operations.moving import move
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.silence import never_answered

BATCH = 500


def close_unanswered() -> int:
    """End the requests whose date has begun, one commit each; safe to run twice at once, and again. No mail: the
    person was shown other offers a day before. Returns how many ended."""
    with entered(SYSTEM):
        return sum(_close(public_id) for public_id in never_answered(utcnow(), BATCH))


@retried
@operation
def _close(registration_id: str) -> bool:
    try:
        locked = locked_registration(registration_id)
    except NotFound:
        return False
    registration, shift, now = locked.registration, locked.shift, utcnow()
    is_asked = registration.state is RegistrationState.PENDING and not registration.is_by_phone
    if not is_asked or shift is None or shift.starts_at > now:
        return False  # answered, or closed by somebody else, since the list was made
    registration.unanswered_at = now
    move(
        registration, Event.UNANSWERED, RegistrationState.EXPIRED, actor=SYSTEM_ACTOR, title=title_of(registration)
    )  # fmt: skip
    return True
