"""Somebody says on the phone, in person or on paper that she comes: the association or the city's staff enter her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engagement.accounts.queries import actor_of
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id
from engagement.registrations import rules
from engagement.registrations.enums import UNPROVEN_STATES, EntryWay, RegistrationState
from engagement.registrations.errors import (
    AlreadyEntered,
    NotWithThisAssociation,
    PersonBlocked,
    PersonUnderAge,
    PhoneUnusable,
    ShiftFull,
    TooFewPlaces,
)
from engagement.registrations.machine import Event, transition
from engagement.registrations.models import Participant, Registration, RegistrationEntry
from engagement.registrations.operations import mails
from engagement.registrations.operations.checks import check_open
from engagement.registrations.operations.moving import move, share_out_soon
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.operations.participants import (
    nameless_participant,
    participant_by_phone,
    participant_of_guest,
)
from engagement.registrations.operations.places import lapse, take
from engagement.registrations.queries.blocks import is_blocked, marks_of
from engagement.registrations.queries.joinable import Date, Joinable, joinable
from engagement.registrations.queries.joining import active_registration, own_participant_of_address, shown_revision
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.waitlist import WaitingNeedsContact


@dataclass(frozen=True)
class Person:
    """Whom somebody enters. E-mail and phone may both be empty."""

    name: str
    email: str = ""
    phone: str = ""
    party_size: int = 1
    is_adult: bool = True
    is_minor: bool = False  # of an age at which she may come by herself, and not yet 18


@retried
@operation
def enter(
    opportunity_id: str, *, city_id: int, shift_id: str | None, person: Person, way: EntryWay, note: str = "",
    may_wait: bool = False, actor: Actor, for_city: bool = False,
) -> Outcome:  # fmt: skip
    """Register somebody for a date, or her interest, on her word; it counts at once. Ids are public ids.

    The association does so for its own offers (also while they are paused), staff (`for_city`) for every offer that
    their city shows. Who entered her is kept and shown. With an address the person gets a mail with the link to call
    off; the association gets one when the city has entered her. With `may_wait` she joins the waitlist where not
    enough places are free; without an address the association calls her once it is her turn.

    Raises:
        NotFound, Forbidden.
        OfferWithdrawn, OfferExpired, AssociationSuspended, PeriodOver, NoDateChosen, UnknownShift, ShiftCancelled,
        ShiftPast, ShiftFull, TooFewPlaces: not for this date.
        WaitingNeedsContact: nobody could tell her that it is her turn.
        PersonUnderAge, PhoneUnusable, AlreadyEntered, PersonBlocked (said to the city as NotWithThisAssociation): not
            this person.
    """
    now = utcnow()
    offer = joinable(opportunity_id, shift_id, city_id)
    acting = _allowed(actor, offer, for_city)
    check_open(offer, shift_id, now, also_paused=not for_city)
    age = rules.minimum_age(offer.terms.min_age, offer.own_age)
    if rules.is_too_young(age, is_old_enough=person.is_adult, is_minor=person.is_minor):
        raise PersonUnderAge(age=age)
    number = normalise_phone(person.phone) if person.phone else None
    if person.phone and number is None:
        raise PhoneUnusable
    participant = _participant(person, number)
    if is_blocked(offer.association_id, marks_of(participant, person.phone), now):
        raise NotWithThisAssociation if for_city else PersonBlocked
    _make_room(offer, participant, person.email, now)
    is_in = offer.shift is None or _has_place(offer.shift, person, may_wait=may_wait, now=now)
    registration = Registration(
        public_id=new_public_id(), city_id=offer.city_id, opportunity_id=offer.opportunity_id,
        association_id=offer.association_id, shift_id=offer.shift.id if offer.shift else None,
        participant_id=participant.id, user_id=participant.user_id,
        state=RegistrationState.CONFIRMED if is_in else RegistrationState.WAITLISTED,
        queued_at=None if is_in else now, is_by_phone=not is_in and not person.email,
        party_size=person.party_size, name=" ".join(person.name.split()), phone=" ".join(person.phone.split()),
        is_minor=person.is_minor, confirmed_at=now if is_in else None,
    )  # fmt: skip
    registration.entry = RegistrationEntry(
        city_id=registration.city_id, association_id=registration.association_id, way=way, note=note,
        by_city=for_city, entered_by_id=acting.user_id,
    )  # fmt: skip
    db.session.add(registration)
    db.session.flush()
    event = Event.ENTER_BY_CITY if for_city else Event.ENTER
    log(acting, transition(None, event, registration.state).audit, registration, offer.terms.title)
    if is_in or registration.shift_id is None:
        mails.send_entered(registration, tell_association=for_city)
    else:
        mails.send_waitlisted(registration)
        share_out_soon(registration.shift_id)
    return outcome(registration)


def _has_place(date: Date, person: Person, *, may_wait: bool, now: datetime) -> bool:
    """Take the places; False where she is to wait for them."""
    try:
        take(date.id, person.party_size, now)
    except ShiftFull:
        if person.party_size > date.capacity or (person.party_size > 1 and not may_wait):
            raise TooFewPlaces from None
        if not may_wait:
            raise
        if not person.email and not person.phone:
            raise WaitingNeedsContact from None
        return False
    return True


def _allowed(actor: Actor, offer: Joinable, for_city: bool) -> Actor:
    acting = actor if actor.is_system else actor_of(actor.user_id)
    if for_city:
        check(acting, Permission.MODERATE, city_id=offer.city_id)
    else:
        check(acting, Permission.REGISTRATION_DECIDE, association_id=offer.association_id)
    return acting


def _participant(person: Person, number: str | None) -> Participant:
    if person.email:
        return participant_of_guest(person.email)
    if number is not None:
        return participant_by_phone(person.phone, number)
    return nameless_participant()


def _make_room(offer: Joinable, participant: Participant, email: str, now: datetime) -> None:
    """End what the same person only holds. Raises AlreadyEntered when she is on the list."""
    ids = [participant.id]
    if email and (own := own_participant_of_address(email)) is not None:
        ids.append(own)
    shift_row = offer.shift.id if offer.shift is not None else None
    existing = active_registration(offer.opportunity_id, shift_row, ids)
    if existing is None:
        return
    if existing.state not in UNPROVEN_STATES and not rules.is_lapsed(existing.state, existing.hold_until, now):
        raise AlreadyEntered
    lapse(existing)
    db.session.flush()


@retried
@operation
def withdraw_for(registration_id: str, *, actor: Actor, for_city: bool = False) -> Outcome:
    """Call off for somebody who said so on the phone or in person, and free the place.

    The person gets a mail when there is an address; the association gets one when the city has called off for her.

    Raises NotFound, Forbidden, AlreadyEnded, TooLateToWithdraw.
    """
    locked = locked_registration(registration_id)
    registration, now = locked.registration, utcnow()
    acting = actor if actor.is_system else actor_of(actor.user_id)
    if for_city:
        check(acting, Permission.MODERATE, city_id=registration.city_id)
    else:
        check(acting, Permission.REGISTRATION_DECIDE, association_id=registration.association_id)
    rules.check_withdrawable(registration.state, locked.shift.starts_at if locked.shift is not None else None, now)
    registration.withdrawn_at = now
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    event = Event.WITHDRAW_FOR_BY_CITY if for_city else Event.WITHDRAW_FOR
    move(registration, event, RegistrationState.WITHDRAWN, actor=acting, title=title)
    mails.send_withdrawn_for(registration, by_city=for_city, tell_association=for_city)
    return outcome(registration)
