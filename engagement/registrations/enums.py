"""Words about registrations."""

from __future__ import annotations

import enum


class RegistrationState(enum.StrEnum):
    HELD = "held"  # a guest's e-mail is not confirmed yet; the place is kept for 30 minutes
    PENDING = "pending"  # the association decides
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the hold ran out
    CANCELLED = "cancelled"  # the association or the city took the shift or the offer away


ACTIVE_STATES = (RegistrationState.HELD, RegistrationState.PENDING, RegistrationState.CONFIRMED)
