"""Somebody changes what she has said: who comes, how many, how to reach her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engagement.core.actor import Actor
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.opportunities.operations.places import release_places
from engagement.registrations import rules
from engagement.registrations.enums import KNOWN_STATES, PLACE_STATES, WAITING_STATES
from engagement.registrations.errors import (
    AlreadyEnded,
    ChangeTooLate,
    PhoneUnusable,
    ShiftFull,
    TooFewPlaces,
    TooLateToWithdraw,
)
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails_of_changes
from engagement.registrations.operations.moving import share_out_soon
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.operations.places import take
from engagement.registrations.queries.joining import shown_revision
from engagement.registrations.queries.one import locked_registration


@dataclass(frozen=True)
class Details:
    """What a person may change by herself. `companions` are the names of those who come with her."""

    name: str
    phone: str
    message: str
    party_size: int
    group_name: str
    companions: Sequence[str]


@retried
@operation
def change_details(registration_id: str, details: Details, *, actor: Actor) -> Outcome:
    """Change a registration until its date begins; the association is told of what it knows.

    Fewer people give their places back at once; more take them if there are any. Whoever calls has read the id from the
    person's link. Raises NotFound, AlreadyEnded (also when its time has run out), ChangeTooLate, PhoneUnusable,
    TooManyNames, TooFewPlaces.
    """
    locked = locked_registration(registration_id)
    registration, now = locked.registration, utcnow()
    try:
        rules.check_withdrawable(registration.state, locked.shift.starts_at if locked.shift is not None else None, now)
    except TooLateToWithdraw:
        raise ChangeTooLate from None
    if rules.is_lapsed(registration.state, registration.hold_until, now):
        raise AlreadyEnded  # else it might grow into the places that it loses by that
    phone = " ".join(details.phone.split())
    if phone and phone != registration.phone and normalise_phone(phone) is None:
        raise PhoneUnusable
    names = [name for each in details.companions if (name := " ".join(each.split()))]
    rules.check_names(names, details.party_size)
    before = registration.party_size
    if details.party_size != before:
        if registration.state in WAITING_STATES and locked.shift and details.party_size > locked.shift.capacity:
            raise TooFewPlaces
        _resize(registration, details.party_size)
    values = {
        "name": " ".join(details.name.split()), "phone": phone, "message": details.message,
        "group_name": " ".join(details.group_name.split()), "companions": names,
    }  # fmt: skip
    changed = {key: value for key, value in values.items() if getattr(registration, key) != value}
    for key, value in changed.items():
        setattr(registration, key, value)
    if not changed and registration.party_size == before:
        return outcome(registration, is_repeated=True)
    log(actor, "changed", registration, shown_revision(registration.opportunity_id, registration.city_id).title)
    if registration.state in KNOWN_STATES:
        mails_of_changes.send_changed(registration, people_before=before)
    return outcome(registration)


def _resize(registration: Registration, wanted: int) -> None:
    """Take or give back the difference. A group that waits keeps its turn, and collects anew what it needs."""
    difference = wanted - registration.party_size
    shift_id = registration.shift_id
    if shift_id is not None and registration.state in PLACE_STATES:
        if difference > 0:
            try:
                take(shift_id, difference, utcnow())
            except ShiftFull:
                raise TooFewPlaces from None
        else:
            release_places(shift_id, -difference)
    elif shift_id is not None and registration.collected:
        release_places(shift_id, registration.collected)
        registration.collected = 0
    registration.party_size = wanted
    if shift_id is not None:
        share_out_soon(shift_id)
