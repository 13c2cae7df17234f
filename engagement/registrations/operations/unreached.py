"""A place from the waitlist is offered to somebody, and the mail that says so comes back."""

from __future__ import annotations

from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations import rules
from engagement.registrations.enums import RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.operations import mails
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import log
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.waitlist import cannot_be_told, offers_undelivered

BATCH = 500


def pass_on_undelivered() -> int:
    """Look at every open offer whose person no mail reaches any more: where there is a phone number, the association
    is asked to call; where there is none, the offer ends and the place goes to the next one. She keeps her turn on the
    waitlist, in which such people are passed over until their address works.

    One commit each; safe to run twice at once, and again. Returns how many offers it changed.
    """
    with entered(SYSTEM):
        return sum(_pass_on(public_id) for public_id in offers_undelivered(utcnow(), BATCH))


@retried
@operation
def _pass_on(registration_id: str) -> bool:
    try:
        registration = locked_registration(registration_id).registration
    except NotFound:
        return False
    now = utcnow()
    if registration.state is not RegistrationState.OFFERED:
        return False  # taken, or called off, since the list was made: she had the mail after all
    if rules.is_lapsed(registration.state, registration.hold_until, now) or mails.is_reached(registration):
        return False
    if cannot_be_told(registration.id):
        move(
            registration, Event.UNREACHED, RegistrationState.WAITLISTED, actor=SYSTEM_ACTOR,
            title=title_of(registration),
        )  # fmt: skip
        return True
    if registration.is_by_phone:
        return False  # the association knows
    registration.is_by_phone = True
    log(SYSTEM_ACTOR, "call_asked", registration, title_of(registration))
    mails.send_please_call_about_offer(registration)
    return True
