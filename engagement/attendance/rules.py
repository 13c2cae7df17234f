"""What holds for presence and hours. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date, datetime, timedelta

from engagement.attendance.errors import (
    BeforeJoining,
    DateCancelled,
    DayInFuture,
    DayTooFull,
    DayTooLongAgo,
    HoursOutOfBounds,
    NoHoursYet,
    NotComing,
    NotTakingPart,
    TooEarlyToTick,
    TooManyPeople,
    TooManyProposals,
)
from engagement.registrations.enums import RegistrationState

EARLY = timedelta(hours=3)  # helpers who build up come before the date begins
# From then on her page shows the code for the door: in time to print it on the evening before, and not for weeks.
CODE_EARLY = timedelta(hours=24)
MIN_MINUTES = 5
MAX_MINUTES = 14 * 24 * 60  # a holiday camp of two weeks is one date
DAY_MINUTES = 24 * 60
STEP = 15  # hours are proposed in quarters
REMEMBERED = timedelta(days=365)
MAX_NOTE = 300
MAX_OPEN_PROPOSALS = 31  # of one person and offer: a month, each day
# The association hears of new proposals at once, then once a day.
PROPOSALS_DIGEST = timedelta(hours=20)
# The Ehrenamtskarte of Baden-Württemberg is given for 200 hours in a year (the installation's towns take part or not).
CARD_MINUTES = 200 * 60
CARD_PERIOD = timedelta(days=365)


def check_tickable(
    state: RegistrationState, starts_at: datetime | None, cancelled_at: datetime | None, now: datetime
) -> None:
    """Raise DateCancelled, NotComing or TooEarlyToTick. Who has come without a confirmed place is entered first."""
    if cancelled_at is not None:
        raise DateCancelled
    if state is not RegistrationState.CONFIRMED:
        raise NotComing
    if starts_at is not None and ticks_from(starts_at) > now:
        raise TooEarlyToTick


def ticks_from(starts_at: datetime) -> datetime:
    """From when on people can be ticked off."""
    return starts_at - EARLY


def code_from(starts_at: datetime) -> datetime:
    """From when on a person's page shows the code for the door."""
    return starts_at - CODE_EARLY


def check_hours(minutes: int, starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> None:
    """Raise NoHoursYet before the end of a date, HoursOutOfBounds for less than five minutes or more than is possible.

    A date may take a day longer than planned; a day without a date has 24 hours.
    """
    if ends_at is not None and ends_at > now:
        raise NoHoursYet
    most = DAY_MINUTES if starts_at is None or ends_at is None else _minutes(starts_at, ends_at) + DAY_MINUTES
    most = min(most, MAX_MINUTES)
    if not MIN_MINUTES <= minutes <= most:
        raise HoursOutOfBounds(hours=most // 60)


def check_people(people: int, registered: int) -> None:
    """Raise TooManyPeople when more came than have a place: the others have to be entered, with a name."""
    if not 1 <= people <= registered:
        raise TooManyPeople(people=registered)


def check_day(day: date, today: date) -> None:
    """Raise DayInFuture, or DayTooLongAgo after a year."""
    if day > today:
        raise DayInFuture
    if today - day > REMEMBERED:
        raise DayTooLongAgo


def check_proposal(state: RegistrationState, day: date, joined: date, today: date) -> None:
    """Whether somebody may write down hours herself: while she takes part, for days since she has joined.

    Raises NotTakingPart, DayInFuture, DayTooLongAgo, BeforeJoining.
    """
    if state is not RegistrationState.CONFIRMED:
        raise NotTakingPart
    check_day(day, today)
    if day < joined:
        raise BeforeJoining


def check_day_total(minutes: int, others: int) -> None:
    """Raise DayTooFull when all that somebody has done on a day is more than a day."""
    if minutes + others > DAY_MINUTES:
        raise DayTooFull


def check_open_proposals(count: int) -> None:
    """Raise TooManyProposals when as many wait already as anybody can look through."""
    if count >= MAX_OPEN_PROPOSALS:
        raise TooManyProposals(number=MAX_OPEN_PROPOSALS)


def proposed_minutes(starts_at: datetime, ends_at: datetime) -> int:
    """The length of a date in quarters of an hour, rounded up. Real time: across the change of the clocks, too."""
    return min(-(-_minutes(starts_at, ends_at) // STEP) * STEP, MAX_MINUTES)


def _minutes(starts_at: datetime, ends_at: datetime) -> int:
    return int((ends_at - starts_at).total_seconds() // 60)


def comparable(name: str) -> str:
    """A name as names are compared: spelling counts, capital letters and spaces do not."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def name_mark(name: str, salt: str) -> str:
    """What stands for a name in the address of a certificate: it can be compared with a name, not read.

    80 bits are more than anybody can try for a name that another paper shall carry.
    """
    return hashlib.blake2b(comparable(name).encode(), key=salt.encode(), digest_size=10).hexdigest()
