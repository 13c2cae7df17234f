"""The waitlist moves on: people take what is offered, the clock passes it on and closes the list."""

from __future__ import annotations

from engagement.core.actor import SYSTEM_ACTOR, Actor
from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations import minors, rules
from engagement.registrations.enums import KNOWN_STATES, RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.operations import mails
from engagement.registrations.operations.checks import check_not_blocked, check_time, waits_for_guardian
from engagement.registrations.operations.moving import move, share_out
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.queries.blocks import association_of, hold_association, marks_of
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.joining import listing_state, shown_revision
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.waitlist import shifts_to_settle, waiting_too_long

BATCH = 500


@retried
@operation
def take_offer(registration_id: str, *, despite_overlap: bool = False, actor: Actor) -> Outcome:
    """Take the place that is offered; whoever calls has read the id from the person's link. Twice is once.

    Where the association decides, it is asked now. `despite_overlap`: she can do both. Raises NotFound, PlacePassedOn,
    AlreadyEnded, ShiftCancelled,
    ShiftPast, AssociationSuspended, NotWithThisAssociation, SameTime, OnlyOneAtATime.
    """
    hold_association(association_of(registration_id))
    locked = locked_registration(registration_id)
    registration, shift, now = locked.registration, locked.shift, utcnow()
    if registration.state in (*KNOWN_STATES, RegistrationState.AWAITING_GUARDIAN):
        return outcome(registration, is_repeated=True)
    if shift is not None:
        rules.check_shift(shift.starts_at, shift.cancelled_at, now)
    rules.check_takeable(registration.state, registration.hold_until, now)
    rules.check_association(listing_state(registration.association_id, registration.city_id))
    check_not_blocked(registration.association_id, marks_of(locked.participant, registration.phone), now)
    terms = shown_revision(registration.opportunity_id, registration.city_id)
    check_time(
        [registration.participant_id], shift, forbids=terms.forbids_overlap, is_agreed=despite_overlap, now=now
    )  # fmt: skip
    registration.confirmed_at = now
    state, until = rules.state_once_verified(terms.approval_required, is_interest=False), None
    if waits_for_guardian(registration):
        state = RegistrationState.AWAITING_GUARDIAN
        until = minors.guardian_end(now, shift.starts_at if shift is not None else None)
    move(registration, Event.TAKE, state, actor=actor, title=terms.title, until=until)
    mails.send_joined(registration)
    return outcome(registration)


def tend_waitlists() -> int:
    """Offer places that became free without anybody's doing here (a larger capacity, an offer shown again), collect
    places for groups whose turn it is, and end the waitlists of dates that have begun. One commit each; safe to run
    twice at once, and again. Returns how many dates and people it looked at."""
    now = utcnow()
    with entered(SYSTEM):
        shifts = shifts_to_settle(now, BATCH)
        for shift_id in shifts:
            _tend(shift_id)
        return len(shifts) + sum(_close(public_id) for public_id in waiting_too_long(now, BATCH))


@retried
@operation
def _tend(shift_id: int) -> None:
    share_out(shift_id)


@retried
@operation
def _close(registration_id: str) -> bool:
    try:
        locked = locked_registration(registration_id)
    except NotFound:
        return False
    registration, shift = locked.registration, locked.shift
    if registration.state is not RegistrationState.WAITLISTED or shift is None or shift.starts_at > utcnow():
        return False  # left, or told by somebody else, since the list was made
    move(
        registration, Event.CLOSE, RegistrationState.EXPIRED, actor=SYSTEM_ACTOR, title=title_of(registration)
    )  # fmt: skip
    mails.send_waitlist_closed(registration)
    return True
