"""Who comes, for the association."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.core.i18n import _
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations import rules
from engagement.registrations.enums import KNOWN_STATES, EntryWay, RegistrationState
from engagement.registrations.models import Participant, Registration, RegistrationEntry
from engagement.registrations.queries.waitlist import is_out_of_reach, line

SEEN_BY_ASSOCIATION = (*KNOWN_STATES, RegistrationState.OFFERED, RegistrationState.WAITLISTED)
SHIFTS_A_PAGE = 20


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
    guardian: str  # name and address of the parent who has agreed
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


def people_of(opportunity_id: str, *, past: bool = False, page: int = 1) -> People:
    """The people of an opportunity of the association at hand, dates to come first. Raises NotFound."""
    opportunity, title = _opportunity(opportunity_id)
    now = utcnow()
    over = sa.or_(Shift.ends_at <= now, Shift.cancelled_at.is_not(None))
    statement = (
        sa.select(Shift)
        .where(Shift.opportunity_id == opportunity.id, over if past else sa.not_(over))
        .order_by(Shift.starts_at.desc() if past else Shift.starts_at.asc(), Shift.id)
    )
    shifts = paginate(statement, page, SHIFTS_A_PAGE)
    people = _people(opportunity.id, [shift.id for shift in shifts.items])
    held = _held(opportunity.id, now)
    interest = None
    if opportunity.is_ongoing or people.get(None) or held.get(None):
        interest = PeopleOfShift(
            None, None, None, "", 0, 0, False, False, False, tuple(people.get(None, ())), (), held.get(None, 0)
        )  # fmt: skip
    return People(
        opportunity_id=opportunity.public_id, title=title, is_ongoing=opportunity.is_ongoing,
        approval_required=opportunity.approval_required,
        extended_background_check=opportunity.extended_background_check, interest=interest,
        shifts=shifts.with_items(lambda shift: _of_shift(shift, people.get(shift.id, ()), held.get(shift.id, 0), now)),
    )  # fmt: skip


def people_of_shifts(opportunity_id: str, shift_id: str | None = None) -> tuple[str, list[PeopleOfShift]]:
    """Title and all dates with people, oldest first, or one of them; for lists to keep. Raises NotFound."""
    opportunity, title = _opportunity(opportunity_id)
    statement = sa.select(Shift).where(Shift.opportunity_id == opportunity.id)
    if shift_id is not None:
        statement = statement.where(Shift.public_id == shift_id)
    shifts = db.session.scalars(statement.order_by(Shift.starts_at, Shift.id)).all()
    if shift_id is not None and not shifts:
        raise NotFound
    now = utcnow()
    people = {
        shift_row: [person for person in each if not person.is_expired]
        for shift_row, each in _people(opportunity.id, [shift.id for shift in shifts]).items()
    }
    found = [_of_shift(shift, people.get(shift.id, ()), 0, now) for shift in shifts]
    if shift_id is None and people.get(None):
        found.append(PeopleOfShift(None, None, None, "", 0, 0, False, False, False, tuple(people[None]), (), 0))
    return title, found


def _opportunity(public_id: str) -> tuple[Opportunity, str]:
    """The opportunity and its title as people know it: the shown one, else the draft's."""
    row = db.session.execute(
        sa.select(Opportunity, Revision.title)
        .outerjoin(Publication, Publication.opportunity_id == Opportunity.id)
        .outerjoin(Revision, Revision.id == Publication.shown_revision_id)
        .where(Opportunity.public_id == public_id)
        .order_by(Publication.city_id != Opportunity.home_city_id, Publication.id)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1] or row[0].title


def _people(opportunity_id: int, shift_ids: Sequence[int]) -> dict[int | None, list[Person]]:
    """Confirmed and pending people by shift; requests that want an answer come first, then by time of registration."""
    queue = line(Registration.shift_id.in_(shift_ids))
    skipped = sa.case((Registration.state == RegistrationState.WAITLISTED, is_out_of_reach()), else_=sa.false())
    statement = (
        sa.select(Registration, sa.func.coalesce(queue.c.position, 0), skipped)
        .outerjoin(queue, queue.c.row == Registration.id)
        .where(
            Registration.opportunity_id == opportunity_id, _is_seen(),
            sa.or_(Registration.shift_id.in_(shift_ids), Registration.shift_id.is_(None)),
        )
        .options(
            joinedload(Registration.participant).joinedload(Participant.user),
            joinedload(Registration.entry).joinedload(RegistrationEntry.entered_by),
        )
        .order_by((Registration.state != RegistrationState.PENDING).asc(), Registration.created_at, Registration.id)
    )  # fmt: skip
    found: dict[int | None, list[Person]] = {}
    for each, position, is_skipped in db.session.execute(statement):
        found.setdefault(each.shift_id, []).append(_person(each, position, is_skipped))
    return found


def _is_seen() -> sa.ColumnElement[bool]:
    """Who would like to come, who comes, and whom nobody called in time."""
    return sa.or_(
        Registration.state.in_(SEEN_BY_ASSOCIATION),
        sa.and_(Registration.state == RegistrationState.EXPIRED, Registration.is_by_phone),
    )


def _person(registration: Registration, position: int, is_skipped: bool) -> Person:
    participant, user = registration.participant, registration.participant.user
    email = user.email if user is not None else participant.email
    own_phone = user.phone if user is not None else participant.phone
    entry = registration.entry
    lapsed = rules.is_lapsed(registration.state, registration.hold_until, utcnow())
    return Person(
        public_id=registration.public_id, name=registration.name or _("Account deleted"), email=email or "",
        phone=registration.phone or own_phone or "", message=registration.message,
        party_size=registration.party_size, group_name=registration.group_name,
        companions=tuple(registration.companions), state=RegistrationState.EXPIRED if lapsed else registration.state,
        since=registration.confirmed_at or registration.created_at, is_minor=registration.is_minor,
        queued_at=registration.queued_at, position=position, is_out_of_reach=bool(is_skipped),
        passed_at=registration.offered_at if registration.state is RegistrationState.WAITLISTED else None,
        collected=registration.collected,
        offered_until=registration.hold_until if registration.state is RegistrationState.OFFERED else None,
        age_band=registration.age_band, moved_from=registration.moved_from,
        guardian=f"{registration.guardian_name} {registration.guardian_email or ''}".strip()
        if registration.guardian_agreed_at else "",
        call=Call(registration.hold_until, registration.call_tries, registration.last_call_at)
        if registration.is_by_phone else None,
        entry=Entry(
            entry.entered_by.name if entry.entered_by is not None else "", entry.by_city, entry.way, entry.note,
            entry.created_at,
        ) if entry is not None else None,
    )  # fmt: skip


def _held(opportunity_id: int, now: datetime) -> dict[int | None, int]:
    rows = db.session.execute(
        sa.select(Registration.shift_id, sa.func.sum(Registration.party_size))
        .where(
            Registration.opportunity_id == opportunity_id, Registration.state == RegistrationState.HELD,
            Registration.hold_until > now,
        )
        .group_by(Registration.shift_id)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in rows}


def _of_shift(shift: Shift, people: Sequence[Person], held: int, now: datetime) -> PeopleOfShift:
    return PeopleOfShift(
        shift_id=shift.public_id, starts_at=shift.starts_at, ends_at=shift.ends_at, note=shift.note,
        capacity=shift.capacity, taken=shift.taken, is_cancelled=shift.cancelled_at is not None,
        is_past=shift.ends_at <= now, has_begun=shift.starts_at <= now, held=held, minimum=shift.minimum,
        decide_by=shift.decide_by, takes_place=shift.takes_place_at is not None,
        people=tuple(each for each in people if not each.is_waiting),
        waiting=tuple(sorted((each for each in people if each.is_waiting), key=lambda each: each.position)),
    )  # fmt: skip
