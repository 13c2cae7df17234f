"""Words about registrations."""

from __future__ import annotations

import enum


class RegistrationState(enum.StrEnum):
    HELD = "held"  # a guest's e-mail is not confirmed yet; the place is kept for 30 minutes
    PENDING = "pending"  # the association decides, or still has to call
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the hold ran out
    CANCELLED = "cancelled"  # the association or the city took the shift or the offer away


ACTIVE_STATES = (RegistrationState.HELD, RegistrationState.PENDING, RegistrationState.CONFIRMED)
# A place in one of these goes back when `hold_until` is over; without an end it is kept.
HOLDING_STATES = (RegistrationState.HELD, RegistrationState.PENDING)


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
    SUSPENDED = "suspended"  # the city does not show the association for the time being
