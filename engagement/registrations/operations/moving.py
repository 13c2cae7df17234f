"""Every change of a registration's state goes through here, by the table of `machine`."""

from __future__ import annotations

from datetime import datetime

from engagement.core.actor import Actor
from engagement.opportunities.operations.places import release_places
from engagement.registrations.enums import PLACE_STATES, RegistrationState
from engagement.registrations.machine import Event, transition
from engagement.registrations.models import Registration
from engagement.registrations.operations.outcome import log


def move(
    registration: Registration, event: Event, target: RegistrationState, *, actor: Actor, title: str,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Change the state of a locked registration, give back the places that it loses, and log it.

    Whoever calls has checked the rules, has taken the places where the move takes some, and sends the mails. `until` is
    when the new state ends by itself. Raises NoSuchTransition.
    """
    line = transition(registration.state, event, target)
    kept = places_of(registration)
    registration.state, registration.collected = target, 0
    if target is not RegistrationState.EXPIRED:
        registration.hold_until = until
    if registration.shift_id is not None and not line.takes_places and kept > places_of(registration):
        release_places(registration.shift_id, kept - places_of(registration))
    log(actor, line.audit, registration, title)


def places_of(registration: Registration) -> int:
    """How many places of its date a registration keeps from others at present."""
    return registration.party_size if registration.state in PLACE_STATES else registration.collected
