"""A date or an offer is taken away from those who had registered. Called by workflows, which check who may do that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.opportunities.operations.places import release_places
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.outcome import log
from engagement.registrations.queries.joining import active_of_opportunity
from engagement.registrations.queries.mails import mail_facts


@retried
@operation
def cancel_for_opportunity(opportunity_id: int, *, reason: str, actor: Actor) -> int:
    """Cancel interest and all registrations for dates that are not over, free the places, mail the people.

    Takes the opportunity's row number. The caller has locked the publication and ended it in the same transaction, so
    that nobody registers meanwhile; and has checked that `actor` may do this. Returns how many were cancelled.
    """
    return _cancel(active_of_opportunity(opportunity_id), reason, actor)


@retried
@operation
def cancel_for_shift(opportunity_id: int, shift_id: int, *, reason: str, actor: Actor) -> int:
    """The same for one shift (row numbers), which the caller has marked as cancelled. Returns how many."""
    return _cancel(active_of_opportunity(opportunity_id, shift_id), reason, actor)


def _cancel(registrations: Sequence[Registration], reason: str, actor: Actor) -> int:
    # An unconfirmed guest gets no mail: perhaps it never was hers.
    told = [each for each in registrations if each.state is not RegistrationState.HELD]
    places: Counter[int] = Counter()
    with unscoped("a cancellation ends registrations of every city's showcase"):
        for registration in registrations:
            registration.state, registration.hold_until = RegistrationState.CANCELLED, None
            if registration.shift_id is not None:
                places[registration.shift_id] += registration.party_size
        db.session.flush()
        for shift_id, count in sorted(places.items()):
            release_places(shift_id, count)
        titles = {facts.registration_id: facts.title for facts in mail_facts([each.id for each in registrations])}
        for registration in registrations:
            log(actor, "cancelled", registration, titles.get(registration.public_id, ""))
        mails.send_cancelled(told, reason)
        db.session.flush()
    return len(registrations)
