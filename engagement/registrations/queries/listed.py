"""Who comes, as the association sees it: what a list of people holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engagement.core.pagination import Page
from engagement.registrations.enums import EntryWay, RegistrationState


@dataclass(frozen=True)
class Person:
    """Somebody who comes or would like to."""

    public_id: str  # of the registration
    name: str
    email: str
    phone: str
    message: str
    party_size: int
    group_name: str
    companions: tuple[str, ...]
    state: RegistrationState
    since: datetime
    is_minor: bool
    queued_at: datetime | None  # since when she waits, or waited, for a place
    offered_until: datetime | None  # a freed place is kept for her
    position: int  # on the waitlist, from 1; 0 when she does not wait
    is_out_of_reach: bool  # waits, and nobody could tell her: a free place goes to the next one
    passed_at: datetime | None  # waits again: a place was offered to her then, and the mail came back
    collected: int  # of the places that a waiting group needs
    age_band: str
    moved_from: datetime | None  # the date was moved since, and she has not said whether she still comes
    guardian: str  # name and address of the parent who has agreed,
    guardian_phone: str  # and by which number she is reached on the day
    call: Call | None  # she registered by phone: the association calls her, or has called
    entry: Entry | None  # somebody has entered her

    @property
    def is_pending(self) -> bool:
        return self.state is RegistrationState.PENDING

    @property
    def is_expired(self) -> bool:
        """Nobody called in time: her place went back."""
        return self.state is RegistrationState.EXPIRED

    @property
    def is_confirmed(self) -> bool:
        return self.state is RegistrationState.CONFIRMED

    @property
    def wants_call(self) -> bool:
        return self.call is not None and (self.is_pending or self.is_expired or self.is_offered)

    @property
    def is_offered(self) -> bool:
        return self.state is RegistrationState.OFFERED

    @property
    def is_waiting(self) -> bool:
        return self.state is RegistrationState.WAITLISTED

    @property
    def wants_answer(self) -> bool:
        return self.is_pending and self.call is None


@dataclass(frozen=True)
class Call:
    """A call that is due: until when the place is kept, and how often it was tried."""

    until: datetime | None
    tries: int
    last_at: datetime | None


@dataclass(frozen=True)
class Entry:
    """Who has entered somebody, and how that person had said so."""

    by: str  # empty once the account is gone
    by_city: bool
    way: EntryWay
    note: str
    at: datetime


@dataclass(frozen=True)
class PeopleOfShift:
    """A date with its people; without a date the people who showed interest."""

    shift_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    note: str
    capacity: int
    taken: int
    is_cancelled: bool
    is_past: bool
    has_begun: bool
    people: tuple[Person, ...]
    waiting: tuple[Person, ...]  # the waitlist, in its order
    held: int  # places that wait for a guest's confirmation: a number only

    minimum: int | None = None
    decide_by: datetime | None = None
    takes_place: bool = False

    @property
    def confirmed(self) -> int:
        return sum(person.party_size for person in self.people if person.is_confirmed)

    @property
    def pending(self) -> int:
        return sum(1 for person in self.people if person.is_pending)

    @property
    def calls(self) -> int:
        """How many people have to be called."""
        return sum(1 for person in self.people if person.wants_call and not person.is_expired)

    @property
    def asks(self) -> int:
        """How many people wait for a yes or a no."""
        return sum(1 for person in self.people if person.wants_answer)

    @property
    def can_enter(self) -> bool:
        return not self.is_cancelled and not self.has_begun

    @property
    def can_cancel(self) -> bool:
        return self.shift_id is not None and not self.is_cancelled and not self.is_past


@dataclass(frozen=True)
class People:
    """Everybody of one opportunity, by date, one page of dates."""

    opportunity_id: str
    title: str
    is_ongoing: bool
    approval_required: bool
    extended_background_check: bool
    interest: PeopleOfShift | None
    shifts: Page[PeopleOfShift]
