"""Somebody calls off."""

from __future__ import annotations

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.registrations import rules
from engagement.registrations.enums import KNOWN_STATES, RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.queries.joining import shown_revision
from engagement.registrations.queries.one import locked_registration


@retried
@operation
def withdraw(registration_id: str, *, actor: Actor, tell_person: bool = True) -> Outcome:
    """End a registration for its person and free the place; both sides get a mail, the association if it knew.

    Whoever calls has read the id from the person's link. Raises NotFound, AlreadyEnded, TooLateToWithdraw.
    """
    registration, was_known = end(registration_id, actor, Event.WITHDRAW if tell_person else Event.LEAVE)
    mails.send_withdrawn(registration, tell_association=was_known, tell_person=tell_person)
    return outcome(registration)


def end(registration_id: str, actor: Actor, event: Event) -> tuple[Registration, bool]:
    """What `withdraw` does, in the open transaction and without mails; also whether the association knew of it."""
    locked = locked_registration(registration_id)
    registration, now = locked.registration, utcnow()
    rules.check_withdrawable(registration.state, locked.shift.starts_at if locked.shift is not None else None, now)
    was_known = registration.state in KNOWN_STATES
    registration.withdrawn_at = now
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    move(registration, event, RegistrationState.WITHDRAWN, actor=actor, title=title)
    return registration, was_known
