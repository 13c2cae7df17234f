"""People write down their hours themselves, and the association says what counts."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.attendance import rules
from engagement.attendance.enums import ProposalState
from engagement.attendance.errors import DayNoted, DayProposed, HasADate, ProposalDecided
from engagement.attendance.models import Attendance, HoursProposal
from engagement.attendance.operations.noting import add_hours, is_noted
from engagement.attendance.operations.ticking import registration_of
from engagement.audit.operations import record
from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import local, today, utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations.models import Registration


@retried
@operation
def propose_hours(registration_id: str, *, day: date, minutes: int, note: str = "", actor: Actor) -> None:
    """Write down hours of a day; whoever calls has read the id from the person's mailed link.

    The association hears of it with the next digest. Saying the same again changes nothing.

    Raises NotFound, HasADate, NotTakingPart, DayInFuture, DayTooLongAgo, BeforeJoining, HoursOutOfBounds, DayNoted,
    DayProposed, DayTooFull, TooManyProposals.
    """
    registration = registration_of(registration_id)
    if registration.shift_id is not None:
        raise HasADate
    zone = city_by_id(registration.city_id).zone
    rules.check_proposal(registration.state, day, local(registration.created_at, zone).date(), today(zone))
    rules.check_hours(minutes, None, None, utcnow())
    mine = sa.and_(HoursProposal.registration_id == registration.id, HoursProposal.state == ProposalState.OPEN)
    same = db.session.scalar(sa.select(HoursProposal).where(mine, HoursProposal.day == day))
    if same is not None:
        if (same.minutes, same.note) == (minutes, note):
            return
        raise DayProposed
    if is_noted(registration.id, day):
        raise DayNoted
    rules.check_day_total(minutes, _others(registration, day))
    rules.check_open_proposals(db.session.scalar(sa.select(sa.func.count(HoursProposal.id)).where(mine)) or 0)
    row = HoursProposal(
        city_id=registration.city_id, association_id=registration.association_id, registration_id=registration.id,
        day=day, minutes=minutes, note=note,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _log(actor, "hours_proposed", registration, row)


@retried
@operation
def take_back_hours(proposal_id: str, *, registration_id: str, actor: Actor) -> None:
    """Delete an entry of one's own that nobody has answered yet. Raises NotFound, ProposalDecided."""
    registration = registration_of(registration_id)
    row = _row(proposal_id, HoursProposal.registration_id == registration.id)
    if row.state is not ProposalState.OPEN:
        raise ProposalDecided
    _log(actor, "hours_taken_back", registration, row)
    db.session.delete(row)


@retried
@operation
def confirm_proposal(proposal_id: str, *, minutes: int, actor: Actor) -> None:
    """Let hours that somebody has written down count, with the minutes that the association knows.

    Also for who takes part no more: she has helped. Saying the same again changes nothing.

    Raises NotFound, Forbidden, ProposalDecided, HoursOutOfBounds, DayAlreadyNoted.
    """
    registration, row, acting = _opened(proposal_id, actor)
    if row.state is ProposalState.CONFIRMED and row.decided_minutes == minutes:
        return
    if row.state is not ProposalState.OPEN:
        raise ProposalDecided
    now = utcnow()
    rules.check_hours(minutes, None, None, now)
    add_hours(registration, row.day, minutes, 1, acting, now)
    row.state, row.decided_minutes = ProposalState.CONFIRMED, minutes
    row.decided_at, row.decided_by_id = now, acting.user_id


@retried
@operation
def decline_proposal(proposal_id: str, *, answer: str = "", actor: Actor) -> None:
    """Say that hours do not count, with a word why; a second no changes nothing. Raises as `confirm_proposal`."""
    registration, row, acting = _opened(proposal_id, actor)
    if row.state is ProposalState.DECLINED:
        return
    if row.state is not ProposalState.OPEN:
        raise ProposalDecided
    row.state, row.answer = ProposalState.DECLINED, answer
    row.decided_at, row.decided_by_id = utcnow(), acting.user_id
    _log(acting, "hours_declined", registration, row)


@operation
def forget_proposals(user_id: int) -> None:
    """Somebody's account ends: what she has written down goes; what was confirmed is in the ledger."""
    theirs = sa.select(Registration.id).where(Registration.user_id == user_id)
    gone = sa.delete(HoursProposal).where(HoursProposal.registration_id.in_(theirs))
    db.session.execute(gone.execution_options(synchronize_session=False))


def _opened(proposal_id: str, actor: Actor) -> tuple[Registration, HoursProposal, Actor]:
    """The registration is locked before the entry, as everywhere."""
    statement = sa.select(Registration.public_id).join(HoursProposal, HoursProposal.registration_id == Registration.id)
    registration_id = db.session.scalar(statement.where(HoursProposal.public_id == proposal_id))
    if registration_id is None:
        raise NotFound
    registration = registration_of(registration_id)
    acting = fresh(actor)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=registration.association_id)
    return registration, _row(proposal_id), acting


def _row(proposal_id: str, *criteria: sa.ColumnElement[bool]) -> HoursProposal:
    found: HoursProposal | None = db.session.scalar(
        lock(sa.select(HoursProposal).where(HoursProposal.public_id == proposal_id, *criteria))
    )
    if found is None:
        raise NotFound
    return found


def _others(registration: Registration, day: date) -> int:
    """Minutes of the same person on that day elsewhere, confirmed or written down."""
    with unscoped("a person's day is one in every city"):
        same = sa.select(Registration.id).where(Registration.participant_id == registration.participant_id)
        confirmed = sa.select(sa.func.coalesce(sa.func.sum(Attendance.minutes), 0)).where(
            Attendance.registration_id.in_(same), Attendance.day == day
        )
        waiting = sa.select(sa.func.coalesce(sa.func.sum(HoursProposal.minutes), 0)).where(
            HoursProposal.registration_id.in_(same), HoursProposal.day == day,
            HoursProposal.state == ProposalState.OPEN,
        )  # fmt: skip
        return int(db.session.scalar(confirmed) or 0) + int(db.session.scalar(waiting) or 0)


def _log(actor: Actor, action: str, registration: Registration, row: HoursProposal) -> None:
    record(
        actor, f"attendance.{action}", kind="attendance", public_id=row.public_id,
        label=registration.opportunity.title, city_id=row.city_id, association_id=row.association_id,
    )  # fmt: skip
