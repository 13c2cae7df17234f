"""Words about registrations."""

from __future__ import annotations

import enum


class RegistrationState(enum.StrEnum):
    HELD = "held"  # a guest's e-mail is not confirmed yet; the place is kept for 30 minutes
    AWAITING_GUARDIAN = "awaiting_guardian"  # a minor's parent has to agree; the place is kept until `hold_until`
    PENDING = "pending"  # the association decides, or still has to call
    CONFIRMED = "confirmed"
    WAITLIST_HELD = "waitlist_held"  # would like to wait for a place, and the e-mail is not confirmed yet
    WAITLISTED = "waitlisted"  # waits for a place, in the order of `queued_at`
    OFFERED = "offered"  # a freed place is kept for her until `hold_until`, if she takes it
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the hold or the offer ran out, the waitlist has ended, or nobody answered
    CANCELLED = "cancelled"  # the association or the city took the shift or the offer away


# Takes the places of its party away from others. A waitlisted group holds what was `collected` for it besides.
PLACE_STATES = (
    RegistrationState.HELD, RegistrationState.AWAITING_GUARDIAN, RegistrationState.PENDING,
    RegistrationState.CONFIRMED, RegistrationState.OFFERED,
)  # fmt: skip
WAITING_STATES = (RegistrationState.WAITLIST_HELD, RegistrationState.WAITLISTED)
# A person has one of these for a shift at most.
ACTIVE_STATES = PLACE_STATES + WAITING_STATES
# These end when `hold_until` is over; without an end they stay.
LAPSING_STATES = (
    RegistrationState.HELD, RegistrationState.AWAITING_GUARDIAN, RegistrationState.PENDING,
    RegistrationState.WAITLIST_HELD, RegistrationState.OFFERED,
)  # fmt: skip
# The association counts on her, or owes her an answer.
KNOWN_STATES = (RegistrationState.PENDING, RegistrationState.CONFIRMED)
# Nobody has proven yet that it is she: neither she nor the association hears of what becomes of it.
UNPROVEN_STATES = (RegistrationState.HELD, RegistrationState.WAITLIST_HELD)


class CallAnswer(enum.StrEnum):
    """How a call to somebody who registered by phone ended."""

    COMES = "comes"
    DOES_NOT_COME = "does_not_come"
    NOT_REACHED = "not_reached"


class EntryWay(enum.StrEnum):
    """How somebody told whoever entered her."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    PAPER = "paper"


class CallTopic(enum.StrEnum):
    """What somebody without an e-mail address has to be told by phone."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    MOVED = "moved"  # the date has another time, and she should say whether she still comes
    HAPPENS = "happens"  # enough people come
    OPEN = "open"  # whether it takes place is not decided
    NO_PLACE = "no_place"  # the date has begun, and no place came for her on the waitlist
    SUSPENDED = "suspended"  # the city does not show the association for the time being
