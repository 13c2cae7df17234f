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
from engagement.kernel.values import new_public_id, public_id_of
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


@dataclass(frozen=True)
class Told:
    """What somebody says of a person, and who says it: the same for all dates that she is entered for."""

    person: Person
    participant: Participant
    acting: Actor
    way: EntryWay
    note: str
    for_city: bool
    key: str | None  # of the form, together with who sent it and whom it names; None where nothing can be sent twice
    now: datetime


@retried
@operation
def enter(
    opportunity_id: str, *, city_id: int, shift_id: str | None, person: Person, way: EntryWay, note: str = "",
    may_wait: bool = False, actor: Actor, for_city: bool = False, form_key: str = "",
) -> Outcome:  # fmt: skip
    """Register somebody for a date, or her interest, on her word; it counts at once. Ids are public ids.

    The association does so for its own offers (also while they are paused), staff (`for_city`) for every offer that
    their city shows. Who entered her is kept and shown. With an address the person gets a mail with the link to call
    off; the association gets one when the city has entered her. With `may_wait` she joins the waitlist where not
    enough places are free; without an address the association calls her once it is her turn. A form that is sent twice
    (`form_key`, made once a form) enters her once, also when she has left no contact.

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
    acting = allowed(actor, offer, for_city=for_city)
    check_open(offer, shift_id, now, also_paused=not for_city)
    told = told_of(offer, person, acting=acting, way=way, note=note, for_city=for_city, form_key=form_key, now=now)
    registration, is_repeated = put_down(offer, told, may_wait=may_wait)
    if not is_repeated:
        mails.send_put_down(registration, tell_association=for_city)
    return outcome(registration, is_repeated=is_repeated)


def told_of(
    offer: Joinable, person: Person, *, acting: Actor, way: EntryWay, note: str, for_city: bool, form_key: str,
    now: datetime,
) -> Told:  # fmt: skip
    """Look at the person, and lock her row. Raises PersonUnderAge, PhoneUnusable, PersonBlocked,
    NotWithThisAssociation."""
    age = rules.minimum_age(offer.terms.min_age, offer.own_age)
    if rules.is_too_young(age, is_old_enough=person.is_adult, is_minor=person.is_minor):
        raise PersonUnderAge(age=age)
    number = normalise_phone(person.phone) if person.phone else None
    if person.phone and number is None:
        raise PhoneUnusable
    # The same form may be used again, after „back“, for somebody else: the name is part of its key.
    parts = (form_key, offer.opportunity_id, acting.user_id, _plain(person.name), person.email, person.phone)
    key = public_id_of(*map(str, parts)) if form_key else None
    participant = _participant(person, number, key)
    if is_blocked(offer.association_id, marks_of(participant, person.phone), now):
        raise NotWithThisAssociation if for_city else PersonBlocked
    return Told(person, participant, acting, way, note, for_city, key, now)


def put_down(offer: Joinable, told: Told, *, may_wait: bool) -> tuple[Registration, bool]:
    """Write one date down, with its audit entry and without its mails; True where the same form had done so before.

    Raises ShiftFull, TooFewPlaces, WaitingNeedsContact, AlreadyEntered.
    """
    person, participant, now = told.person, told.participant, told.now
    before = _make_room(offer, told)
    if before is not None:
        return before, True
    is_in = offer.shift is None or _has_place(offer.shift, person, may_wait=may_wait, now=now)
    registration = Registration(
        public_id=new_public_id(), city_id=offer.city_id, opportunity_id=offer.opportunity_id,
        association_id=offer.association_id, shift_id=offer.shift.id if offer.shift else None,
        participant_id=participant.id, user_id=participant.user_id, together=told.key,
        state=RegistrationState.CONFIRMED if is_in else RegistrationState.WAITLISTED,
        queued_at=None if is_in else now, is_by_phone=not is_in and not person.email,
        party_size=person.party_size, name=_plain(person.name), phone=_plain(person.phone),
        is_minor=person.is_minor, confirmed_at=now if is_in else None,
    )  # fmt: skip
    registration.entry = RegistrationEntry(
        city_id=registration.city_id, association_id=registration.association_id, way=told.way, note=told.note,
        by_city=told.for_city, entered_by_id=told.acting.user_id,
    )  # fmt: skip
    db.session.add(registration)
    db.session.flush()
    event = Event.ENTER_BY_CITY if told.for_city else Event.ENTER
    log(told.acting, transition(None, event, registration.state).audit, registration, offer.terms.title)
    if not is_in and registration.shift_id is not None:
        share_out_soon(registration.shift_id)
    return registration, False


def _plain(text: str) -> str:
    return " ".join(text.split())


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


def allowed(actor: Actor, offer: Joinable, *, for_city: bool) -> Actor:
    """Who enters, with her roles as they are now. Raises Forbidden."""
    acting = actor if actor.is_system else actor_of(actor.user_id)
    if for_city:
        check(acting, Permission.MODERATE, city_id=offer.city_id)
    else:
        check(acting, Permission.REGISTRATION_DECIDE, association_id=offer.association_id)
    return acting


def _participant(person: Person, number: str | None, key: str | None) -> Participant:
    if person.email:
        return participant_of_guest(person.email)
    if number is not None:
        return participant_by_phone(person.phone, number)
    return nameless_participant(key)


def _make_room(offer: Joinable, told: Told) -> Registration | None:
    """End what the same person only holds. Returns what the same form has entered before; raises AlreadyEntered when
    she is on the list otherwise."""
    ids, person = [told.participant.id], told.person
    if person.email and (own := own_participant_of_address(person.email)) is not None:
        ids.append(own)
    shift_row = offer.shift.id if offer.shift is not None else None
    existing = active_registration(offer.opportunity_id, shift_row, ids)
    if existing is None:
        return None
    if existing.state not in UNPROVEN_STATES and not rules.is_lapsed(existing.state, existing.hold_until, told.now):
        if told.key is not None and existing.together == told.key and existing.party_size == person.party_size:
            return existing
        raise AlreadyEntered
    lapse(existing)
    db.session.flush()
    return None


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
