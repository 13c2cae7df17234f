"""A guest answers the mail."""

from __future__ import annotations

from datetime import datetime

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.operations import revive
from engagement.opportunities.models import Revision
from engagement.registrations import minors, rules
from engagement.registrations.enums import ACTIVE_STATES, UNPROVEN_STATES, RegistrationState
from engagement.registrations.errors import AlreadyEnded, AlreadyRegistered, ShiftFull
from engagement.registrations.machine import Event
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.adopting import adopt
from engagement.registrations.operations.checks import check_not_blocked, check_open, check_time, waits_for_guardian
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.operations.places import take
from engagement.registrations.queries.blocks import association_of, hold_association, marks_of
from engagement.registrations.queries.joinable import Terms, joinable
from engagement.registrations.queries.joining import (
    account_of_address,
    active_registration,
    fresh_shift,
    listing_state,
    offer_of,
    own_participant_of_address,
    shown_revision,
)
from engagement.registrations.queries.one import Locked, locked_registration
from engagement.registrations.queries.together import dates_together

VERIFIED = tuple(state for state in ACTIVE_STATES if state not in UNPROVEN_STATES)


@retried
@operation
def confirm_hold(registration_id: str, *, actor: Actor, despite_overlap: bool = False) -> Outcome:
    """Confirm a guest's held place; whoever calls has read the id from the mailed link, which proves the address.

    A second call changes nothing. Raises NotFound, HoldLapsed (see `renew_hold`), AlreadyEnded, AssociationSuspended;
    SameTime unless she says that she can do both (`despite_overlap`), OnlyOneAtATime.
    """
    hold_association(association_of(registration_id))
    locked = locked_registration(registration_id)
    registration, now = locked.registration, utcnow()
    if registration.state in VERIFIED:
        return outcome(registration, is_repeated=True)
    rules.check_confirmable(registration.state, registration.hold_until, now)
    rules.check_association(listing_state(registration.association_id, registration.city_id))
    terms = shown_revision(registration.opportunity_id, registration.city_id)
    _check_time(locked, terms, is_agreed=despite_overlap, now=now)
    verify(registration, terms, actor, now, Event.CONFIRM)
    return outcome(registration)


@retried
@operation
def renew_hold(registration_id: str, *, actor: Actor, despite_overlap: bool = False) -> Outcome:
    """Try again after the 30 minutes: take a place if there is one, and confirm it at once.

    Raises NotFound, AlreadyEnded, AlreadyRegistered, SameTime, OnlyOneAtATime, and what `register` raises about the
    offer and the date.
    """
    return renew(registration_id, actor, is_agreed=despite_overlap)


def renew(registration_id: str, actor: Actor, *, is_agreed: bool, is_told: bool = True) -> Outcome:
    """What `renew_hold` does, in the open transaction; without mails unless `is_told`."""
    opportunity_id, shift_id, city_id = offer_of(registration_id)
    offer = joinable(opportunity_id, shift_id, city_id)
    hold_association(association_of(registration_id))
    locked = locked_registration(registration_id)
    registration, now = locked.registration, utcnow()
    if registration.state in VERIFIED:
        return outcome(registration, is_repeated=True)
    if registration.state not in (*UNPROVEN_STATES, RegistrationState.EXPIRED) or not registration.name:
        raise AlreadyEnded  # without a name: she has had her details deleted
    check_open(offer, shift_id, now)
    _check_time(locked, offer.terms, is_agreed=is_agreed, now=now)
    event, waits = Event.RENEW, registration.state is RegistrationState.WAITLIST_HELD
    if waits:
        event = Event.CONFIRM
    elif registration.state is RegistrationState.EXPIRED:
        if active_registration(registration.opportunity_id, registration.shift_id, [registration.participant_id]):
            raise AlreadyRegistered
        if registration.shift_id is not None:
            waits = not _takes(registration, now)
    # A hold that has run out but was not tidied up yet still has its place.
    verify(registration, offer.terms, actor, now, event, waits=waits, is_told=is_told)
    return outcome(registration)


def _takes(registration: Registration, now: datetime) -> bool:
    """Take the places of a lapsed hold anew; False where there is none, and she had been willing to wait."""
    assert registration.shift_id is not None
    try:
        take(registration.shift_id, registration.party_size, now)
    except ShiftFull:
        if not _would_wait(registration):
            raise
        return False
    return True


def _would_wait(registration: Registration) -> bool:
    return registration.queued_at is not None and registration.confirmed_at is None and registration.offered_at is None


def _check_time(locked: Locked, terms: Terms | Revision, *, is_agreed: bool, now: datetime) -> None:
    """The address is proven now, so she may be asked about what she has, as a guest and with an account."""
    participant = locked.participant
    own = own_participant_of_address(participant.email) if participant.email and not participant.user_id else None
    theirs = [participant.id, *([own] if own is not None else [])]
    # She has said in the form itself that she can come to all that she chose there.
    beside = [each.shift_row for each in dates_together(locked.registration.public_id)]
    check_time(theirs, locked.shift, forbids=terms.forbids_overlap, is_agreed=is_agreed, now=now, beside=beside)


def verify(
    registration: Registration, terms: Terms | Revision, actor: Actor, now: datetime, event: Event, *,
    waits: bool = False, is_told: bool = True,
) -> None:  # fmt: skip
    """The address is proven: the registration counts, belongs to the account with this address, and mails go out.

    Joins the open transaction, in which the caller has held the association. Raises AlreadyRegistered when that account
    has the same place already, NotWithThisAssociation when the association has blocked her.
    """
    check_not_blocked(registration.association_id, marks_of(registration.participant, registration.phone), now)
    is_interest = registration.shift_id is None
    registration.confirmed_at = now
    state, until = rules.state_once_verified(terms.approval_required, is_interest), None
    if waits or registration.state is RegistrationState.WAITLIST_HELD:
        state = RegistrationState.WAITLISTED
    elif waits_for_guardian(registration):
        state = RegistrationState.AWAITING_GUARDIAN
        until = minors.guardian_end(
            now, fresh_shift(registration.shift_id).starts_at if registration.shift_id else None
        )
    move(registration, event, state, actor=actor, title=terms.title, until=until)
    db.session.flush()
    participant = registration.participant
    revive(participant.email or "")
    person = account_of_address(participant.email) if participant.user_id is None else None
    if person is not None:
        adopt(person)
        db.session.refresh(registration)
        if registration.state not in ACTIVE_STATES:
            raise AlreadyRegistered
    if is_told:
        mails.send_joined(registration)
