"""A date or an offer is taken away from those who had registered. Called by workflows, which check who may do that."""

from __future__ import annotations

from collections.abc import Sequence

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.registrations.enums import UNPROVEN_STATES, RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.moving import move
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
    told = [each for each in registrations if each.state not in UNPROVEN_STATES]
    with unscoped("a cancellation ends registrations of every city's showcase"):
        titles = {facts.registration_id: facts.title for facts in mail_facts([each.id for each in registrations])}
        # All rows are locked: dates are given back to in one order.
        for registration in sorted(registrations, key=lambda each: (each.shift_id or 0, each.id)):
            title = titles.get(registration.public_id, "")
            move(registration, Event.CANCEL, RegistrationState.CANCELLED, actor=actor, title=title)
        mails.send_cancelled(told, reason)
        db.session.flush()
    return len(registrations)
