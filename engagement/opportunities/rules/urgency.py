"""„Dringend gesucht“: for a while only, for few offers at once, and with a reason. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from engagement.kernel.errors import N_, DomainError
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.rules.contact_data import contacts_in

MAX_DAYS = 14
MAX_AT_ONCE = 2  # offers of one association
MAX_REASON = 160


class OnlyShownIsUrgent(DomainError):
    message = N_("Only a published offer can be marked as urgent.")


class UrgentUntilMissing(DomainError):
    message = N_("Please enter the last day.")
    field = "until"


class UrgentInPast(DomainError):
    message = N_("This day is over already.")
    field = "until"


class UrgentTooLong(DomainError):
    message = N_("At most %(days)d days ahead: what is urgent for long is no longer urgent.")
    field = "until"


class UrgentReasonMissing(DomainError):
    message = N_("Please say in one line why it is urgent.")
    field = "reason"


class UrgentReasonTooLong(DomainError):
    message = N_("This is too long: %(count)d characters. At most %(limit)d fit.")
    field = "reason"


class ContactInReason(DomainError):
    message = N_("Please leave out addresses and phone numbers here. They stand with the contact.")
    field = "reason"


class TooManyUrgent(DomainError):
    message = N_("Two of your offers are marked as urgent already. Please end one of them first.")


def check_urgent(state: PublicationState, until: date | None, reason: str, *, today: date, others: int) -> None:
    """Raise one of the refusals above. `others` counts the association's other urgent offers, `reason` is trimmed."""
    if state is not PublicationState.PUBLISHED:
        raise OnlyShownIsUrgent
    if until is None:
        raise UrgentUntilMissing
    if until < today:
        raise UrgentInPast
    if until > today + timedelta(days=MAX_DAYS):
        raise UrgentTooLong(days=MAX_DAYS)
    if not reason:
        raise UrgentReasonMissing
    if len(reason) > MAX_REASON:
        raise UrgentReasonTooLong(count=len(reason), limit=MAX_REASON)
    if contacts_in(reason):
        raise ContactInReason
    if others >= MAX_AT_ONCE:
        raise TooManyUrgent


def is_urgent(until: date | None, today: date) -> bool:
    """Whether it is in force; the last day belongs to it. It ends by itself."""
    return until is not None and until >= today
