"""Shortly before its date a group is asked who comes."""

from __future__ import annotations

from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations import rules
from engagement.registrations.operations import mails_of_changes
from engagement.registrations.queries.ending import groups_without_names
from engagement.registrations.queries.one import locked_registration

BATCH = 500


def ask_for_names() -> int:
    """Mail the contact persons of groups whose names are missing three days before the date, once. Returns how many.

    Safe to run twice at once, and again.
    """
    with entered(SYSTEM):
        return sum(_ask(public_id) for public_id in groups_without_names(utcnow(), BATCH))


@retried
@operation
def _ask(registration_id: str) -> bool:
    try:
        locked = locked_registration(registration_id)
    except NotFound:
        return False
    registration, now = locked.registration, utcnow()
    starts_at = locked.shift.starts_at if locked.shift is not None else None
    if registration.names_asked_at is not None or not rules.wants_names(
        registration.state, registration.party_size, registration.companions, starts_at, now
    ):
        return False
    registration.names_asked_at = now
    mails_of_changes.send_names_wanted(registration)
    return True
