"""Somebody would like to take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from engagement.accounts import throttle
from engagement.core.actor import Actor
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.kernel.values import normalise_email
from engagement.registrations import minors, rules
from engagement.registrations.enums import UNPROVEN_STATES, RegistrationState
from engagement.registrations.errors import (
    MinorNeedsEmail,
    NoContact,
    PhoneUnusable,
    ShiftFull,
    TooManyCalls,
    TooManyRequests,
)
from engagement.registrations.machine import Event
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.adopting import adopt
from engagement.registrations.operations.checks import check_not_blocked, check_open, check_time
from engagement.registrations.operations.confirming import verify
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.operations.participants import guest_row, participant_by_phone
from engagement.registrations.operations.places import lapse
from engagement.registrations.operations.wishes import Minor, Wish, make, wish_for
from engagement.registrations.queries.blocks import marks_of
from engagement.registrations.queries.joinable import joinable
from engagement.registrations.queries.joining import (
    account,
    active_registration,
    called_off_since,
    open_calls,
    open_holds,
)

RESEND_AFTER = timedelta(minutes=5)
RESENT = "registration_link"


@retried
@operation
def register(
    opportunity_id: str, *, city_id: int, actor: Actor, shift_id: str | None = None, name: str, email: str = "",
    phone: str = "", message: str = "", is_adult: bool, is_minor: bool = False, despite_overlap: bool = False,
    party_size: int = 1, group_name: str = "", minor: Minor | None = None, may_wait: bool = False,
    language: str = DEFAULT_LANGUAGE, sender: Sequence[throttle.Limit] = (),
) -> Outcome:  # fmt: skip
    """Take a place in a shift, or show interest in an ongoing offer, in a city's showcase. Ids are public ids.

    With an account the place is taken at once, or waits for the association where it decides; `email` is not used. A
    guest's place is held for 30 minutes until the mail to `email` is answered. With a phone number alone it is kept
    until the association has called, for three days at most (`rules.call_end`). Twice is once: the first registration
    is returned, its mail sent again at most every five minutes. `language` is that of a guest's mails. `is_adult`
    says whether the person has the age asked for, `is_minor` that she is not yet 18 all the same: a city may let people
    of 16 and 17 register by themselves. `despite_overlap`: she has said that she can do both. `party_size` counts
    everybody who comes with her, herself included. With `may_wait` they join the waitlist where not enough places are
    free. `minor` is given where the offer admits younger people: who is too young to register alone waits until a
    parent has agreed. The association is told of who has a place or asks for one. `sender` is what the registration
    counts as, also for the limits.

    Raises:
        TooManyRequests: a limit of `sender` is reached.
        NotFound: the city does not show this offer.
        OfferPaused, OfferWithdrawn, OfferExpired, AssociationSuspended, PeriodOver: nobody can register.
        NoDateChosen, UnknownShift, ShiftCancelled, ShiftPast, ShiftFull, TooFewPlaces: not for this date.
        UnderAge, BelowMinimumAge, MinorsOnly, GuardianMissing, GuardianIsSelf, MinorNeedsEmail, TooManyHolds,
            TooManyCalls: not this person.
        SameTime, OnlyOneAtATime: an account has something else then. Guests are asked when they confirm: who only types
            an address learns nothing.
        TooManyReturns: an account has called off this offer three times within a day.
        NoContact, PhoneUnusable: nobody could reach her.
        NotWithThisAssociation: it has blocked her. A guest's address hears it when she confirms: until then somebody
            else may only be guessing.
    """
    if not throttle.passes(*sender):
        raise TooManyRequests
    offer = joinable(opportunity_id, shift_id, city_id)
    check_open(offer, shift_id, utcnow())
    wish = wish_for(
        offer, actor=actor, name=name, phone=phone, message=message, is_adult=is_adult, is_minor=is_minor,
        despite_overlap=despite_overlap, party_size=party_size, group_name=group_name, minor=minor,
        language=language, now=utcnow(), may_wait=may_wait,
    )  # fmt: skip
    if wish.actor.user_id is not None:
        return join_account(wish, wish.actor.user_id)
    number = normalise_phone(wish.phone) if wish.phone else None
    if wish.phone and number is None:
        raise PhoneUnusable
    if wish.needs_guardian:
        if not email:
            raise MinorNeedsEmail
        minors.check_guardian(wish.minor.guardian_email if wish.minor else "", [normalise_email(email)])
    if email:
        return join_guest(wish, email)
    if number is None:
        raise NoContact
    return join_by_phone(wish, number)


def join_account(wish: Wish, user_id: int) -> Outcome:
    """A place for an account. Joins the open transaction; for several dates the caller sends the mail."""
    # Also takes over what the same person holds as a guest, so that she is found below.
    person = account(user_id)
    if wish.needs_guardian:
        minors.check_guardian(wish.minor.guardian_email if wish.minor else "", [normalise_email(person.email)])
    participant = adopt(person)
    check_not_blocked(wish.offer.association_id, marks_of(participant), wish.now)
    existing = active_registration(wish.offer.opportunity_id, wish.shift_row, [participant.id])
    if existing is None or existing.state in UNPROVEN_STATES:
        check_time(
            [participant.id], wish.offer.shift, forbids=wish.offer.terms.forbids_overlap,
            is_agreed=wish.despite_overlap, now=wish.now, beside=wish.beside,
        )  # fmt: skip
    if existing is not None:
        if existing.state in UNPROVEN_STATES:
            # Somebody else may have typed this address: what the account's owner writes counts.
            existing.name, existing.message = wish.name, wish.message
            verify(existing, wish.offer.terms, wish.actor, wish.now, Event.CONFIRM)
        return outcome(existing, is_repeated=True)
    since = wish.now - rules.RETURN_WINDOW
    rules.check_returns(called_off_since(wish.offer.opportunity_id, participant.id, since))
    is_interest = wish.shift_row is None
    state = rules.state_once_verified(wish.offer.terms.approval_required, is_interest)
    registration = make(
        wish, participant.id, user_id, RegistrationState.AWAITING_GUARDIAN if wish.needs_guardian else state
    )
    registration.confirmed_at = wish.now
    if wish.together is None:
        mails.send_joined(registration)
    return outcome(registration)


def join_guest(wish: Wish, email: str) -> Outcome:
    """A place kept for a guest. Joins the open transaction; for several dates the caller counts and sends the mail."""
    guest = guest_row(email)
    # Who owns the address may have an account; that is not told, and her place there counts as hers.
    ids = [*([] if guest.is_new else [guest.row]), *([] if guest.account_row is None else [guest.account_row])]
    existing = active_registration(wish.offer.opportunity_id, wish.shift_row, ids) if ids else None
    if existing is not None and rules.is_lapsed(existing.state, existing.hold_until, wish.now):
        lapse(existing)
        db.session.flush()
        existing = None
    if existing is not None and wish.together and existing.state in UNPROVEN_STATES:
        existing.together = wish.together  # one button for all that she asks for now; its own end stays
        return outcome(existing, is_repeated=True)
    if existing is not None:
        return _again(existing, wish)
    if not guest.is_new and wish.together is None:
        rules.check_holds(open_holds(guest.row, wish.now))
    registration = make(wish, guest.row, None, RegistrationState.HELD)
    if wish.together is not None:
        return outcome(registration)
    mails.send_hold(registration, email)
    return outcome(registration)


def join_by_phone(wish: Wish, number: str) -> Outcome:
    """Nothing proves the number but the call itself, so the place waits for it. Joins the open transaction; for
    several dates the caller counts and sends the mail."""
    participant = participant_by_phone(wish.phone, number)
    check_not_blocked(wish.offer.association_id, marks_of(participant), wish.now)
    existing = active_registration(wish.offer.opportunity_id, wish.shift_row, [participant.id])
    if existing is not None and rules.is_lapsed(existing.state, existing.hold_until, wish.now):
        lapse(existing)
        db.session.flush()
        existing = None
    if existing is not None:
        return _again(existing, wish)
    if wish.together is None:
        count_call(participant.id, number)
    registration = make(wish, participant.id, None, RegistrationState.PENDING, Event.REGISTER_BY_PHONE)
    registration.is_by_phone = True
    if registration.state is RegistrationState.PENDING:
        registration.hold_until = rules.call_end(wish.now, wish.starts_at)
        if wish.together is None:
            mails.send_please_call(registration)
    return outcome(registration)


def count_call(participant_id: int, number: str) -> None:
    """One more request of this number. Raises TooManyCalls, also when associations owe it too many calls already."""
    rules.check_calls(open_calls(participant_id))
    if not throttle.passes(throttle.Limit("registration_phone", number, rules.PHONE_LIMIT, rules.PHONE_WINDOW)):
        raise TooManyCalls


def _again(existing: Registration, wish: Wish) -> Outcome:
    """A guest asks a second time. Somebody else may only be guessing, so a full shift answers as to everybody."""
    shift = wish.offer.shift
    is_known = existing.state not in UNPROVEN_STATES
    if is_known and shift is not None and shift.free < 1 and not wish.may_wait:
        raise ShiftFull
    if not existing.is_by_phone and not was_told_lately(existing, wish.now):
        throttle.hit(RESENT, existing.public_id)
        mails.send_standing(existing)
    return outcome(existing, is_repeated=True)


def was_told_lately(registration: Registration, now: datetime) -> bool:
    """Whether a mail with her link went out in the last five minutes: with the registration itself, or once more."""
    is_new = registration.created_at > now - RESEND_AFTER
    return is_new or throttle.too_many(RESENT, registration.public_id, 1, RESEND_AFTER)
