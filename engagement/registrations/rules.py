"""What holds for registrations. Pure: values in, one named refusal out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engagement.associations.enums import ListingState
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.registrations.errors import (
    AlreadyAnswered,
    AlreadyEnded,
    AssociationSuspended,
    BelowMinimumAge,
    HoldLapsed,
    NoDatesLeft,
    OfferExpired,
    OfferFull,
    OfferPaused,
    OfferWithdrawn,
    PeriodOver,
    ShiftCancelled,
    ShiftPast,
    TooLateToWithdraw,
    TooManyHolds,
    UnderAge,
)

HOLD = timedelta(minutes=30)
MAX_HOLDS = 3
ADULT = 18
# A fair or a school shares one network: what slows down a flood must not stop them.
SENDER_LIMIT = 100
SENDER_WINDOW = timedelta(hours=1)
# A link in an old mail still explains itself for this long after the date.
LINK_LIFE = timedelta(days=90)


def check_offer(state: PublicationState, listing: ListingState | None) -> None:
    """Raise unless people may register: OfferPaused, OfferWithdrawn, OfferExpired, AssociationSuspended, NotFound."""
    refusal = {
        PublicationState.PAUSED: OfferPaused,
        PublicationState.WITHDRAWN: OfferWithdrawn,
        PublicationState.ARCHIVED: OfferWithdrawn,
        PublicationState.EXPIRED: OfferExpired,
    }.get(state)
    if refusal is not None:
        raise refusal
    if state is not PublicationState.PUBLISHED:
        raise NotFound
    check_association(listing)


def check_association(listing: ListingState | None) -> None:
    """Raise AssociationSuspended when the city has stopped the association."""
    if listing is ListingState.SUSPENDED:
        raise AssociationSuspended


def check_shift(starts_at: datetime, cancelled_at: datetime | None, now: datetime) -> None:
    """Raise ShiftCancelled or ShiftPast. Whether there is a place is decided by the conditional UPDATE alone."""
    if cancelled_at is not None:
        raise ShiftCancelled
    if starts_at <= now:
        raise ShiftPast


def check_dates(dates: int, free_dates: int) -> None:
    """Raise NoDatesLeft or OfferFull, for an offer with dates; both count dates that have not begun."""
    if dates == 0:
        raise NoDatesLeft
    if free_dates == 0:
        raise OfferFull


def check_period(ends_on: date | None, today: date) -> None:
    """Raise PeriodOver after the last day of an ongoing offer. Before its first day interest is welcome already."""
    if ends_on is not None and ends_on < today:
        raise PeriodOver


def minimum_age(min_age: int | None) -> int:
    """The age in years that the form asks for: 18, or more where the offer says so."""
    return max(ADULT, min_age or 0)


def check_age(is_old_enough: bool, min_age: int | None) -> None:
    """Raise UnderAge, or BelowMinimumAge where the offer asks for more than 18 years."""
    if is_old_enough:
        return
    age = minimum_age(min_age)
    if age > ADULT:
        raise BelowMinimumAge(age=age)
    raise UnderAge


def check_holds(open_holds: int) -> None:
    """Raise TooManyHolds when the address has three unconfirmed places already."""
    if open_holds >= MAX_HOLDS:
        raise TooManyHolds


def hold_end(now: datetime, starts_at: datetime | None) -> datetime:
    """When an unconfirmed place is given back: after 30 minutes, at the latest when the date begins."""
    end = now + HOLD
    return min(end, starts_at) if starts_at is not None else end


def is_lapsed(state: RegistrationState, hold_until: datetime | None, now: datetime) -> bool:
    """Whether an unconfirmed place has run out, also when no job has tidied up yet."""
    return state is RegistrationState.HELD and hold_until is not None and hold_until <= now


def check_confirmable(state: RegistrationState, hold_until: datetime | None, now: datetime) -> None:
    """Raise HoldLapsed when the confirmation comes too late, AlreadyEnded when there is nothing to confirm."""
    if state is RegistrationState.EXPIRED or is_lapsed(state, hold_until, now):
        raise HoldLapsed
    if state is not RegistrationState.HELD:
        raise AlreadyEnded


def check_withdrawable(state: RegistrationState, starts_at: datetime | None, now: datetime) -> None:
    """Raise AlreadyEnded, or TooLateToWithdraw once the date has begun."""
    if state not in ACTIVE_STATES:
        raise AlreadyEnded
    if starts_at is not None and starts_at <= now:
        raise TooLateToWithdraw


def check_answerable(state: RegistrationState) -> None:
    """Raise AlreadyAnswered unless the association still owes an answer."""
    if state is not RegistrationState.PENDING:
        raise AlreadyAnswered


def state_once_verified(approval_required: bool, is_interest: bool) -> RegistrationState:
    """Where a registration with a verified address stands: interest always wants an answer of the association."""
    return RegistrationState.PENDING if approval_required or is_interest else RegistrationState.CONFIRMED


def is_link_alive(ends_at: datetime | None, now: datetime) -> bool:
    """Whether a mailed link still opens: until 90 days after the date; without a date as long as the row exists."""
    return ends_at is None or ends_at + LINK_LIFE > now
