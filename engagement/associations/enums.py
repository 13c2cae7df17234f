"""Words about associations."""

from __future__ import annotations

import enum

from engagement.core.actor import MembershipRole

__all__ = ["AssociationKind", "ClaimState", "ListingState", "MailKind", "MembershipRole", "SuspensionGround"]


class AssociationKind(enum.StrEnum):
    CLUB = "club"
    INITIATIVE = "initiative"
    FOUNDATION = "foundation"
    INSTITUTION = "institution"


class ListingState(enum.StrEnum):
    """What a city thinks of an association in its showcase."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


class ClaimState(enum.StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class SuspensionGround(enum.StrEnum):
    """Which rule of the terms of use a suspension rests on."""

    NOT_ELIGIBLE = "not_eligible"
    WRONG_DATA = "wrong_data"
    FORBIDDEN_CONTENT = "forbidden_content"
    PROTECTION = "protection"
    PRIVACY = "privacy"
    LAW = "law"


class MailKind(enum.StrEnum):
    """What a member of a team may want by mail."""

    REGISTRATIONS = "registrations"
    ANSWERS = "answers"
    DECISIONS = "decisions"
    MESSAGES = "messages"
    REMINDERS = "reminders"
