"""What somebody asks for, and the row that becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engagement.core.actor import Actor
from engagement.core.rows import insert_now
from engagement.extensions import db
from engagement.kernel.languages import known_language
from engagement.kernel.values import new_public_id
from engagement.registrations import minors, rules
from engagement.registrations.enums import UNPROVEN_STATES, RegistrationState
from engagement.registrations.errors import ShiftFull, TooFewPlaces
from engagement.registrations.machine import Event, transition
from engagement.registrations.models import Registration
from engagement.registrations.operations.guardian_phones import checked_phone
from engagement.registrations.operations.moving import share_out_soon
from engagement.registrations.operations.outcome import log
from engagement.registrations.operations.places import take
from engagement.registrations.queries.joinable import Date, Joinable


@dataclass(frozen=True)
class Minor:
    """Somebody who says that she is under 18: her band in years, and whom of her parents we may ask."""

    age_from: int
    band: str
    guardian_name: str = ""
    guardian_email: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: one date, or her interest."""

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
    # What the dates of one form have in common, and the rows of the shifts that were asked for in it.
    together: str | None = None
    beside: tuple[int, ...] = ()
    public_id: str = field(default_factory=new_public_id)  # of the registration

    @property
    def shift_row(self) -> int | None:
        return self.offer.shift.id if self.offer.shift is not None else None

    @property
    def needs_guardian(self) -> bool:
        return self.minor is not None and minors.needs_guardian(self.minor.age_from, self.offer.own_age)

    @property
    def starts_at(self) -> datetime | None:
        return self.offer.shift.starts_at if self.offer.shift is not None else None


def wish_for(
    offer: Joinable, *, actor: Actor, name: str, phone: str, message: str, is_adult: bool, is_minor: bool,
    despite_overlap: bool, party_size: int, group_name: str, minor: Minor | None, language: str, now: datetime,
    may_wait: bool = False, together: str | None = None, beside: tuple[int, ...] = (),
) -> Wish:  # fmt: skip
    """What was typed, in order. Raises what the person's age forbids: UnderAge, BelowMinimumAge,
    MinorsOnly; and GuardianPhoneUnusable."""
    is_minor = is_minor or minor is not None
    admits = offer.terms.admits_minors or offer.terms.minors_only
    rules.check_age(is_adult, offer.terms.min_age, is_minor=is_minor, own_age=0 if admits else offer.own_age)
    minors.check_minor(minors_only=offer.terms.minors_only, is_minor=is_minor)
    # A name stands in mail headers: one line.
    wish = Wish(
        actor, offer, " ".join(name.split()), " ".join(phone.split()), message, is_minor, despite_overlap,
        party_size, " ".join(group_name.split()), minor, known_language(language), now, may_wait, together, beside,
    )  # fmt: skip
    if wish.minor is not None and wish.needs_guardian:
        checked_phone(wish.minor.guardian_phone)
    return wish


def make(
    wish: Wish, participant_id: int, user_id: int | None, state: RegistrationState, event: Event = Event.REGISTER
) -> Registration:
    """Write the registration, with its place or its place in the queue. Joins the open transaction.

    The session knows it only where it stands already: of a guest's, who has to confirm first, the columns can be read.
    """
    offer, shift = wish.offer, wish.offer.shift
    if shift is not None:
        state = _place_or_queue(shift, state, wish)
    registration = insert_now(
        Registration, public_id=wish.public_id, city_id=offer.city_id, opportunity_id=offer.opportunity_id,
        association_id=offer.association_id, shift_id=wish.shift_row, participant_id=participant_id,
        user_id=user_id, state=state, party_size=wish.party_size, group_name=wish.group_name, name=wish.name,
        phone=wish.phone, message=wish.message,
        is_minor=wish.is_minor, age_band=wish.minor.band if wish.minor else "",
        guardian_name=" ".join(wish.minor.guardian_name.split()) if wish.minor and wish.needs_guardian else "",
        guardian_email=wish.minor.guardian_email if wish.minor and wish.needs_guardian else None,
        guardian_phone=checked_phone(wish.minor.guardian_phone) if wish.minor and wish.needs_guardian else None,
        language=wish.language, hold_until=_hold_end(wish, state),
        together=wish.together,
        # Of several dates it says, once the 30 minutes are over, for which of them she was willing to wait.
        queued_at=wish.now if state is RegistrationState.WAITLISTED or (
            wish.together is not None and state is RegistrationState.WAITLIST_HELD
        ) else None,
    )  # fmt: skip
    if state not in UNPROVEN_STATES:  # of those nothing is asked or changed before they are proven
        db.session.add(registration)
    log(wish.actor, transition(None, event, state).audit, registration, offer.terms.title)
    if shift is not None and state is RegistrationState.WAITLISTED:
        share_out_soon(shift.id)
    return registration


def _place_or_queue(shift: Date, state: RegistrationState, wish: Wish) -> RegistrationState:
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


def _hold_end(wish: Wish, state: RegistrationState) -> datetime | None:
    if state in UNPROVEN_STATES:
        return rules.hold_end(wish.now, wish.starts_at)
    return minors.guardian_end(wish.now, wish.starts_at) if state is RegistrationState.AWAITING_GUARDIAN else None
