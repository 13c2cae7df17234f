"""What holds for registrations. Pure: values in, one named refusal out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from engagement.associations.enums import ListingState
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.registrations.enums import ACTIVE_STATES, LAPSING_STATES, UNPROVEN_STATES, RegistrationState
from engagement.registrations.errors import (
    AlreadyAnswered,
    AlreadyEnded,
    AnswerTooLate,
    AssociationSuspended,
    BelowMinimumAge,
    BlockReasonMissing,
    HoldLapsed,
    NoDateChosen,
    NoDatesLeft,
    NotByPhone,
    NothingToKnowBy,
    OfferExpired,
    OfferPaused,
    OfferWithdrawn,
    PeriodOver,
    PlaceNotOffered,
    PlacePassedOn,
    ShiftCancelled,
    ShiftPast,
    TooLateToWithdraw,
    TooManyCalls,
    TooManyDates,
    TooManyHolds,
    TooManyNames,
    TooManyReturns,
    UnderAge,
    UnknownReminder,
)

HOLD = timedelta(minutes=30)
MAX_HOLDS = 3
MAX_DATES = 10  # in one form
MAX_ENTERED_DATES = 40  # in one form of an association or the city: a whole season by phone
# How often somebody may call off and come back to one offer; each time both sides get mails.
MAX_RETURNS = 3
RETURN_WINDOW = timedelta(hours=24)
CALL_HOLD = timedelta(days=3)
CALL_MARGIN = timedelta(hours=24)
CALL_INTEREST = timedelta(days=14)
ADULT = 18
# A fair or a school shares one network: what slows down a flood must not stop them.
SENDER_LIMIT = 100
SENDER_WINDOW = timedelta(hours=1)
# A call costs an association time, so fewer of them come from one network, and to one number.
CALLER_LIMIT = 20
PHONE_LIMIT = 6
PHONE_WINDOW = timedelta(days=1)
MAX_PARTY = 60
# A link in an old mail still explains itself for this long after the date.
LINK_LIFE = timedelta(days=90)
# By a link in its mail the association answers for this long, and never once the date has begun.
ANSWER_LINK_LIFE = timedelta(days=60)
BLOCK = timedelta(days=730)
SUCCESSION = timedelta(days=7)
MAX_SUCCESSORS = 3
NAMES_ASKED = timedelta(days=3)
NAMES_LATEST = timedelta(hours=6)
CALLABLE_STATES = (RegistrationState.PENDING, RegistrationState.OFFERED, RegistrationState.EXPIRED)
# Hours before a date between which people choose; 0 is never.
REMINDERS = (0, 2, 24, 48, 168)
# Not while people are still sweeping up, and not when nobody remembers.
THANK_AFTER, THANK_WITHIN = timedelta(hours=2), timedelta(days=4)


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


def check_dates(dates: int) -> None:
    """Raise NoDatesLeft, for an offer with dates. Who finds all of them full may join a waitlist."""
    if dates == 0:
        raise NoDatesLeft


def check_period(ends_on: date | None, today: date) -> None:
    """Raise PeriodOver after the last day of an ongoing offer. Before its first day interest is welcome already."""
    if ends_on is not None and ends_on < today:
        raise PeriodOver


def minimum_age(min_age: int | None, own_age: int = ADULT) -> int:
    """From which age people register by themselves: that of the city (`own_age`), or more where the offer says so."""
    return max(own_age, min_age or 0)


def is_too_young(age: int, *, is_old_enough: bool, is_minor: bool) -> bool:
    """Whether her answer keeps a person out where `age` is asked for; a minor says that she has reached it, not 18."""
    return not is_old_enough or (is_minor and age >= ADULT)


def check_age(is_old_enough: bool, min_age: int | None, *, is_minor: bool = False, own_age: int = ADULT) -> None:
    """Raise UnderAge, or BelowMinimumAge where the offer asks for more years than the city."""
    age = minimum_age(min_age, own_age)
    if not is_too_young(age, is_old_enough=is_old_enough, is_minor=is_minor):
        return
    if age > own_age:
        raise BelowMinimumAge(age=age)
    raise UnderAge(age=age)


def check_returns(called_off: int) -> None:
    """Raise TooManyReturns when the person has called off this offer three times within a day."""
    if called_off >= MAX_RETURNS:
        raise TooManyReturns


def check_number_of_dates(count: int, most: int = MAX_DATES) -> None:
    """Raise unless so many dates may be chosen at once."""
    if not count:
        raise NoDateChosen
    if count > most:
        raise TooManyDates(max=most)


def check_holds(open_holds: int) -> None:
    """Raise TooManyHolds when the address has three unconfirmed places already."""
    if open_holds >= MAX_HOLDS:
        raise TooManyHolds


def hold_end(now: datetime, starts_at: datetime | None) -> datetime:
    """When an unconfirmed place is given back: after 30 minutes, at the latest when the date begins."""
    end = now + HOLD
    return min(end, starts_at) if starts_at is not None else end


def call_end(now: datetime, starts_at: datetime | None) -> datetime:
    """Until when an association may call before the place goes back.

    Three days, but no later than a day before the date; whoever registers later than that is kept for up to another
    day, at most until the date begins. Interest, which takes no place from anybody, is kept for two weeks.
    """
    if starts_at is None:
        return now + CALL_INTEREST
    return min(now + CALL_HOLD, max(starts_at - CALL_MARGIN, min(now + CALL_MARGIN, starts_at)))


def check_calls(open_calls: int) -> None:
    """Raise TooManyCalls when three calls to the number are open already."""
    if open_calls >= MAX_HOLDS:
        raise TooManyCalls


def check_callable(state: RegistrationState, is_by_phone: bool) -> None:
    """Raise NotByPhone unless the association still has to call, or came too late and may try once more. To whom a
    place is offered may say so on the phone in any case."""
    if state is RegistrationState.OFFERED:
        return
    if not is_by_phone or state not in CALLABLE_STATES:
        raise NotByPhone


def check_offer_stands(state: RegistrationState, hold_until: datetime | None, now: datetime) -> None:
    """Raise PlacePassedOn when an offered place went to the next one, NotByPhone when somebody answered before."""
    if state is RegistrationState.EXPIRED or is_lapsed(state, hold_until, now):
        raise PlacePassedOn
    if state is not RegistrationState.OFFERED:
        raise NotByPhone


def is_lapsed(state: RegistrationState, hold_until: datetime | None, now: datetime) -> bool:
    """Whether an unconfirmed place, or one that waits for a call, has run out, also when no job has tidied up yet."""
    return state in LAPSING_STATES and hold_until is not None and hold_until <= now


def check_confirmable(state: RegistrationState, hold_until: datetime | None, now: datetime) -> None:
    """Raise HoldLapsed when the confirmation comes too late, AlreadyEnded when there is nothing to confirm."""
    if state is RegistrationState.EXPIRED or (state in UNPROVEN_STATES and is_lapsed(state, hold_until, now)):
        raise HoldLapsed
    if state not in UNPROVEN_STATES:
        raise AlreadyEnded


def check_takeable(state: RegistrationState, hold_until: datetime | None, now: datetime) -> None:
    """Raise PlacePassedOn when an offered place went to the next one, PlaceNotOffered when she waits (again),
    AlreadyEnded otherwise."""
    if state is RegistrationState.EXPIRED or (state is RegistrationState.OFFERED and is_lapsed(state, hold_until, now)):
        raise PlacePassedOn
    if state is RegistrationState.WAITLISTED:
        raise PlaceNotOffered
    if state is not RegistrationState.OFFERED:
        raise AlreadyEnded


def check_withdrawable(state: RegistrationState, starts_at: datetime | None, now: datetime) -> None:
    """Raise AlreadyEnded, or TooLateToWithdraw once the date has begun."""
    if state not in ACTIVE_STATES:
        raise AlreadyEnded
    if starts_at is not None and starts_at <= now:
        raise TooLateToWithdraw


def check_answerable_by_mail(state: RegistrationState, starts_at: datetime | None, now: datetime) -> None:
    """Raise AlreadyAnswered, or AnswerTooLate once the date has begun."""
    check_answerable(state)
    if starts_at is not None and starts_at <= now:
        raise AnswerTooLate


def check_answerable(state: RegistrationState) -> None:
    """Raise AlreadyAnswered unless the association still owes an answer."""
    if state is not RegistrationState.PENDING:
        raise AlreadyAnswered


def state_once_verified(approval_required: bool, is_interest: bool) -> RegistrationState:
    """Where a registration with a verified address stands: interest always wants an answer of the association."""
    return RegistrationState.PENDING if approval_required or is_interest else RegistrationState.CONFIRMED


def block_end(now: datetime) -> datetime:
    """Until when a person stays blocked. A city's privacy page names the period."""
    return now + BLOCK


def check_block_reason(reason: str) -> None:
    """Raise BlockReasonMissing unless the team says why, for itself and for whoever comes after it."""
    if not reason.strip():
        raise BlockReasonMissing


def check_block_marks(count: int) -> None:
    """Raise NothingToKnowBy for somebody whom the association has entered without any contact."""
    if not count:
        raise NothingToKnowBy


def check_reminder(hours: int) -> None:
    """Raise UnknownReminder for what is not offered."""
    if hours not in REMINDERS:
        raise UnknownReminder


def is_reminder_due(starts_at: datetime, hours: int, placed_at: datetime, now: datetime) -> bool:
    """Whether to remind now. Who took the place later than the reminder would have come knows it without one."""
    at = starts_at - timedelta(hours=hours)
    return hours > 0 and placed_at <= at <= now < starts_at


def is_link_alive(ends_at: datetime | None, now: datetime) -> bool:
    """Whether a mailed link still opens: until 90 days after the date; without a date as long as the row exists."""
    return ends_at is None or ends_at + LINK_LIFE > now


def check_names(names: Sequence[str], party_size: int) -> None:
    """Raise TooManyNames when more people are named than come along."""
    if len(names) > party_size - 1:
        raise TooManyNames


def wants_names(
    state: RegistrationState, party_size: int, names: Sequence[str], starts_at: datetime | None, now: datetime
) -> bool:
    """Whether a group should say by now who comes: three days before the date, and not in the last hours."""
    if starts_at is None or state is not RegistrationState.CONFIRMED or len(names) >= party_size - 1:
        return False
    return NAMES_LATEST < starts_at - now <= NAMES_ASKED


def successor_end(now: datetime, starts_at: datetime | None) -> datetime:
    """Until when somebody may say that she takes over: for a week, no longer than until the date begins."""
    end = now + SUCCESSION
    return min(end, starts_at) if starts_at is not None else end
