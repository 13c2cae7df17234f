"""An association does not answer: it is reminded, and the person is told."""

from __future__ import annotations

from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations import patience
from engagement.registrations.enums import RegistrationState
from engagement.registrations.operations import mails
from engagement.registrations.operations.outcome import log
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.silence import unanswered

BATCH = 2000


def follow_up_silence() -> int:
    """Remind associations of requests, and tell people who hear nothing; each once. One commit a request, safe to run
    twice at once, and again. Returns to how many requests something was due."""
    with entered(SYSTEM):
        return sum(_follow_up(public_id) for public_id in unanswered(utcnow(), BATCH))


@retried
@operation
def _follow_up(registration_id: str) -> bool:
    try:
        locked = locked_registration(registration_id)
    except NotFound:
        return False
    registration, now = locked.registration, utcnow()
    starts_at = locked.shift.starts_at if locked.shift is not None else None
    if registration.state is not RegistrationState.PENDING or (starts_at is not None and starts_at <= now):
        return False  # answered, or told by somebody else, since the list was made
    due = patience.silence(registration.confirmed_at or registration.created_at, starts_at)
    done = []
    if registration.association_reminded_at is None and now >= due.remind:
        registration.association_reminded_at = now
        mails.send_unanswered(registration)
        done.append("reminded")
    shows = registration.shown_others_at is None and due.show_others is not None and now >= due.show_others
    if shows:
        registration.shown_others_at = now
        registration.told_of_silence_at = registration.told_of_silence_at or now  # one mail says both
        mails.send_others(registration)
        done.append("shown_others")
    elif registration.told_of_silence_at is None and now >= due.tell:
        registration.told_of_silence_at = now
        mails.send_silence(registration)
        done.append("told_of_silence")
    for action in done:
        log(SYSTEM_ACTOR, action, registration, title_of(registration))
    return bool(done)
