"""Somebody would like to take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.accounts import throttle
from engagement.core.actor import Actor
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE, known_language
from engagement.kernel.values import new_public_id, normalise_email
from engagement.registrations import minors, rules
from engagement.registrations.enums import UNPROVEN_STATES, RegistrationState
from engagement.registrations.errors import (
    MinorNeedsEmail,
    NoContact,
    PhoneUnusable,
    ShiftFull,
    TooFewPlaces,
    TooManyCalls,
    TooManyRequests,
)
from engagement.registrations.machine import Event, transition
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.adopting import adopt
from engagement.registrations.operations.checks import check_not_blocked, check_open, check_time
from engagement.registrations.operations.confirming import verify
from engagement.registrations.operations.moving import share_out_soon
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.operations.participants import guest_row, participant_by_phone
from engagement.registrations.operations.places import lapse, take
from engagement.registrations.queries.blocks import marks_of
from engagement.registrations.queries.joining import (
    Date,
    Joinable,
    account,
    active_registration,
    called_off_since,
    joinable,
    open_calls,
    open_holds,
    own_participant_of_address,
)

RESEND_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Minor:
    """Somebody who says that she is under 18: her band in years, and whom of her parents we may ask."""

    age_from: int
    band: str
    guardian_name: str = ""
    guardian_email: str = ""


@dataclass(frozen=True)
class _Wish:
    actor: Actor
    offer: Joinable
    name: str
    phone: str
    message: str
    is_minor: bool
    despite_overlap: bool
    party_size: int
    group_name: str
    minor: Minor | None
    language: str
    now: datetime
    may_wait: bool

    @property
    def shift_row(self) -> int | None:
        return self.offer.shift.id if self.offer.shift is not None else None

    @property
    def needs_guardian(self) -> bool:
        return self.minor is not None and minors.needs_guardian(self.minor.age_from, self.offer.own_age)

    @property
    def starts_at(self) -> datetime | None:
        return self.offer.shift.starts_at if self.offer.shift is not None else None


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
    now = utcnow()
    if any(throttle.is_reached(each) for each in sender):
        raise TooManyRequests
    throttle.count(sender)
    offer = joinable(opportunity_id, shift_id, city_id)
    check_open(offer, shift_id, now)
    is_minor = is_minor or minor is not None
    admits = offer.terms.admits_minors or offer.terms.minors_only
    rules.check_age(is_adult, offer.terms.min_age, is_minor=is_minor, own_age=0 if admits else offer.own_age)
    minors.check_minor(minors_only=offer.terms.minors_only, is_minor=is_minor)
    # A name stands in mail headers: one line.
    wish = _Wish(
        actor, offer, " ".join(name.split()), " ".join(phone.split()), message, is_minor, despite_overlap,
        party_size, " ".join(group_name.split()), minor, known_language(language), now, may_wait,
    )  # fmt: skip
    if actor.user_id is not None:
        return _register_account(wish, actor.user_id)
    number = normalise_phone(phone) if phone else None
    if phone and number is None:
        raise PhoneUnusable
    if wish.needs_guardian:
        if not email:
            raise MinorNeedsEmail
        minors.check_guardian(wish.minor.guardian_email if wish.minor else "", [normalise_email(email)])
    if email:
        return _register_guest(wish, email)
    if number is None:
        raise NoContact
    return _register_by_phone(wish, number)


def _register_account(wish: _Wish, user_id: int) -> Outcome:
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
            is_agreed=wish.despite_overlap, now=wish.now,
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
    registration = _make(
        wish, participant.id, user_id, RegistrationState.AWAITING_GUARDIAN if wish.needs_guardian else state
    )
    registration.confirmed_at = wish.now
    mails.send_joined(registration)
    return outcome(registration)


def _register_guest(wish: _Wish, email: str) -> Outcome:
    guest, is_new = guest_row(email)
    # Who owns the address may have an account; that is not told, and her place there counts as hers.
    own = own_participant_of_address(email)
    ids = [*([] if is_new else [guest]), *([own] if own is not None else [])]
    existing = active_registration(wish.offer.opportunity_id, wish.shift_row, ids) if ids else None
    if existing is not None and rules.is_lapsed(existing.state, existing.hold_until, wish.now):
        lapse(existing)
        db.session.flush()
        existing = None
    if existing is not None:
        return _again(existing, wish)
    if not is_new:
        rules.check_holds(open_holds(guest, wish.now))
    registration = _make(wish, guest, None, RegistrationState.HELD)
    mails.send_hold(registration)
    throttle.count([throttle.Limit("registration_link", registration.public_id, 1, RESEND_AFTER)])
    return outcome(registration)


def _register_by_phone(wish: _Wish, number: str) -> Outcome:
    """Nothing proves the number but the call itself, so the place waits for it."""
    participant = participant_by_phone(wish.phone, number)
    check_not_blocked(wish.offer.association_id, marks_of(participant), wish.now)
    existing = active_registration(wish.offer.opportunity_id, wish.shift_row, [participant.id])
    if existing is not None and rules.is_lapsed(existing.state, existing.hold_until, wish.now):
        lapse(existing)
        db.session.flush()
        existing = None
    if existing is not None:
        return _again(existing, wish)
    rules.check_calls(open_calls(participant.id))
    if throttle.too_many("registration_phone", number, rules.PHONE_LIMIT, rules.PHONE_WINDOW):
        raise TooManyCalls
    registration = _make(wish, participant.id, None, RegistrationState.PENDING, Event.REGISTER_BY_PHONE)
    registration.is_by_phone = True
    throttle.hit("registration_phone", number)
    if registration.state is RegistrationState.PENDING:
        registration.hold_until = rules.call_end(wish.now, wish.starts_at)
        mails.send_please_call(registration)
    return outcome(registration)


def _again(existing: Registration, wish: _Wish) -> Outcome:
    """A guest asks a second time. Somebody else may only be guessing, so a full shift answers as to everybody."""
    shift = wish.offer.shift
    is_known = existing.state not in UNPROVEN_STATES
    if is_known and shift is not None and shift.free < 1 and not wish.may_wait:
        raise ShiftFull
    if not existing.is_by_phone and not throttle.too_many("registration_link", existing.public_id, 1, RESEND_AFTER):
        throttle.hit("registration_link", existing.public_id)
        mails.send_standing(existing)
    return outcome(existing, is_repeated=True)


def _make(
    wish: _Wish, participant_id: int, user_id: int | None, state: RegistrationState, event: Event = Event.REGISTER
) -> Registration:
    offer, shift = wish.offer, wish.offer.shift
    if shift is not None:
        state = _place_or_queue(shift, state, wish)
    registration = Registration(
        public_id=new_public_id(), city_id=offer.city_id, opportunity_id=offer.opportunity_id,
        association_id=offer.association_id, shift_id=wish.shift_row, participant_id=participant_id,
        user_id=user_id, state=state, party_size=wish.party_size, group_name=wish.group_name, name=wish.name,
        phone=wish.phone, message=wish.message,
        is_minor=wish.is_minor, age_band=wish.minor.band if wish.minor else "",
        guardian_name=" ".join(wish.minor.guardian_name.split()) if wish.minor and wish.needs_guardian else "",
        guardian_email=wish.minor.guardian_email if wish.minor and wish.needs_guardian else None,
        language=wish.language, hold_until=_hold_end(wish, state),
        queued_at=wish.now if state is RegistrationState.WAITLISTED else None,
    )  # fmt: skip
    db.session.add(registration)  # written with what follows when the mail is: one flush instead of two
    log(wish.actor, transition(None, event, state).audit, registration, offer.terms.title)
    if shift is not None and state is RegistrationState.WAITLISTED:
        share_out_soon(shift.id)
    return registration


def _place_or_queue(shift: Date, state: RegistrationState, wish: _Wish) -> RegistrationState:
    """Take a place, or join the waitlist where somebody may wait."""
    try:
        take(shift.id, wish.party_size, wish.now)
    except ShiftFull:
        if wish.party_size > shift.capacity or (wish.party_size > 1 and shift.free and not wish.may_wait):
            raise TooFewPlaces from None
        if not wish.may_wait:
            raise
        return RegistrationState.WAITLIST_HELD if state is RegistrationState.HELD else RegistrationState.WAITLISTED
    return state


def _hold_end(wish: _Wish, state: RegistrationState) -> datetime | None:
    if state in UNPROVEN_STATES:
        return rules.hold_end(wish.now, wish.starts_at)
    return minors.guardian_end(wish.now, wish.starts_at) if state is RegistrationState.AWAITING_GUARDIAN else None
