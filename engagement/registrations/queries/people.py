"""Who comes, for the association."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.core.i18n import _
from engagement.core.pagination import paginate
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations import rules
from engagement.registrations.enums import KNOWN_STATES, RegistrationState
from engagement.registrations.models import Participant, Registration, RegistrationEntry
from engagement.registrations.queries.listed import Call, Entry, People, PeopleOfShift, Person
from engagement.registrations.queries.waitlist import is_out_of_reach, line

SEEN_BY_ASSOCIATION = (*KNOWN_STATES, RegistrationState.OFFERED, RegistrationState.WAITLISTED)
SHIFTS_A_PAGE = 30


def people_of(
    opportunity_id: str, *, past: bool = False, page: int | None = None, shift_id: str | None = None
) -> People:  # fmt: skip
    """The people of an opportunity of the association at hand, dates to come first. Without a page, that of the date
    `shift_id`, or the first. Raises NotFound."""
    opportunity, title = _opportunity(opportunity_id)
    now = utcnow()
    over = sa.or_(Shift.ends_at <= now, Shift.cancelled_at.is_not(None))
    of_them = (Shift.opportunity_id == opportunity.id, over if past else sa.not_(over))
    statement = (
        sa.select(Shift).where(*of_them).order_by(Shift.starts_at.desc() if past else Shift.starts_at.asc(), Shift.id)
    )
    if page is None:
        page = _page_of(shift_id, past, *of_them) if shift_id is not None else 1
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


def _page_of(shift_id: str, past: bool, *of_them: sa.ColumnElement[bool]) -> int:
    """On which page of the list a date stands; the first where it is not among them."""
    starts_at = sa.select(Shift.starts_at).where(Shift.public_id == shift_id, *of_them).scalar_subquery()
    comes_before = Shift.starts_at > starts_at if past else Shift.starts_at < starts_at
    before = db.session.scalar(sa.select(sa.func.count(Shift.id)).where(*of_them, comes_before))
    return (before or 0) // SHIFTS_A_PAGE + 1


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
    entry = registration.entry
    lapsed = rules.is_lapsed(registration.state, registration.hold_until, utcnow())
    return Person(
        public_id=registration.public_id, name=registration.name or _("Account deleted"), email=email or "",
        phone=registration.phone_to_call, message=registration.message,
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
        guardian_phone=(registration.guardian_phone or "") if registration.guardian_agreed_at else "",
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
