"""The first page of an association's workplace: what needs an answer, who comes next, what the city said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.extensions import db
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import CallTask, Participant, Registration

LIST_LENGTH = 12
NEW_DAYS = 14
_ATTENTION = (
    PublicationState.CHANGES_REQUESTED, PublicationState.REJECTED, PublicationState.DRAFT, PublicationState.IN_REVIEW,
)  # fmt: skip
_TAKES_PEOPLE = (PublicationState.PUBLISHED, PublicationState.PAUSED)


@dataclass(frozen=True)
class Today:
    to_call: Sequence[Registration]  # registered by phone, the first whose place goes back on top
    call_dates: Mapping[Registration, Sequence[Shift]]  # what each of these calls is about
    tasks: Sequence[CallTask]  # people whom no mail reaches and who do not know yet, oldest first
    waiting: Sequence[Registration]  # the association decides, oldest first; with opportunity and shift
    waiting_total: int
    interested: Sequence[Registration]  # new expressions of interest, newest first
    shifts: Sequence[Shift]  # the next dates, with their opportunity
    coming: Mapping[int, Sequence[Registration]]  # shift id → confirmed registrations
    publications: Sequence[Publication]  # not published: what a city wants first, then drafts, then what waits

    @property
    def people_coming(self) -> int:
        return sum(each.party_size for registrations in self.coming.values() for each in registrations)


def today_of(association_id: int, now: datetime) -> Today:
    """What there is to do in all cities, the same in the workplace of each. Eight statements, however much it is."""
    pending = sa.and_(Registration.state == RegistrationState.PENDING, Registration.is_by_phone.is_(False))
    mine = Registration.association_id == association_id
    waiting = _registrations(mine, pending).order_by(Registration.created_at, Registration.id).limit(LIST_LENGTH)
    total = sa.select(sa.func.count()).select_from(Registration).where(mine, pending)
    interested = _registrations(
        mine,
        Registration.shift_id.is_(None),
        Registration.state == RegistrationState.CONFIRMED,
        Registration.created_at > now - timedelta(days=NEW_DAYS),
    ).order_by(Registration.created_at.desc(), Registration.id.desc())
    shifts = _next_shifts(association_id, now)
    calls = _to_call(association_id, now)
    return Today(
        to_call=list(calls),
        call_dates=calls,
        tasks=_tasks(association_id),
        waiting=db.session.scalars(waiting).all(),
        waiting_total=db.session.scalar(total) or 0,
        interested=db.session.scalars(interested.limit(LIST_LENGTH)).all(),
        shifts=shifts,
        coming=_coming([shift.id for shift in shifts]),
        publications=_publications(association_id),
    )


def _to_call(association_id: int, now: datetime) -> dict[Registration, list[Shift]]:
    """Whom to call, and about which dates: those of one form are one call."""
    statement = _registrations(
        Registration.association_id == association_id,
        Registration.state.in_((RegistrationState.PENDING, RegistrationState.OFFERED)),
        Registration.is_by_phone.is_(True),
        Registration.hold_until > now,
    )
    rows = db.session.scalars(statement.order_by(Registration.hold_until, Registration.id).limit(LIST_LENGTH))
    calls: dict[str, list[Registration]] = {}
    for each in rows:
        calls.setdefault(each.together or each.public_id, []).append(each)
    return {
        group[0]: sorted((each.shift for each in group if each.shift is not None), key=lambda shift: shift.starts_at)
        for group in calls.values()
    }


def _tasks(association_id: int) -> Sequence[CallTask]:
    statement = (
        sa.select(CallTask)
        .where(CallTask.association_id == association_id, CallTask.done_at.is_(None))
        .options(
            joinedload(CallTask.registration).options(
                joinedload(Registration.opportunity),
                joinedload(Registration.shift),
                joinedload(Registration.participant).joinedload(Participant.user),
            )
        )
        .order_by(CallTask.created_at, CallTask.id)
    )
    return db.session.scalars(statement.limit(LIST_LENGTH)).all()


def _registrations(*conditions: sa.ColumnElement[bool]) -> sa.Select[Registration]:
    statement = sa.select(Registration).where(*conditions)
    return statement.options(
        joinedload(Registration.opportunity), joinedload(Registration.shift),
        joinedload(Registration.participant).joinedload(Participant.user),
    )  # fmt: skip


def _next_shifts(association_id: int, now: datetime) -> Sequence[Shift]:
    takes_people = sa.exists().where(
        Publication.opportunity_id == Shift.opportunity_id,
        Publication.state.in_(_TAKES_PEOPLE),
    )
    statement = (
        sa.select(Shift)
        .where(Shift.association_id == association_id, Shift.ends_at > now, Shift.cancelled_at.is_(None), takes_people)
        .options(joinedload(Shift.opportunity))
        .order_by(Shift.starts_at, Shift.id)
    )
    return db.session.scalars(statement.limit(LIST_LENGTH)).all()


def _coming(shift_ids: Sequence[int]) -> dict[int, list[Registration]]:
    statement = (
        sa.select(Registration)
        .where(Registration.shift_id.in_(shift_ids), Registration.state == RegistrationState.CONFIRMED)
        .order_by(Registration.created_at, Registration.id)
    )
    coming: dict[int, list[Registration]] = {}
    for registration in db.session.scalars(statement):
        if registration.shift_id is not None:
            coming.setdefault(registration.shift_id, []).append(registration)
    return coming


def _publications(association_id: int) -> Sequence[Publication]:
    order = sa.case({state: place for place, state in enumerate(_ATTENTION)}, value=Publication.state)
    statement = (
        sa.select(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .where(
            Publication.association_id == association_id,
            Publication.is_chosen,
            Publication.state.in_(_ATTENTION),
            sa.or_(Publication.state != PublicationState.DRAFT, Publication.city_id == Opportunity.home_city_id),
        )
        .options(joinedload(Publication.opportunity).joinedload(Opportunity.home_city), joinedload(Publication.city))
        .order_by(order, Publication.updated_at.desc(), Publication.id)
    )
    return db.session.scalars(statement.limit(LIST_LENGTH)).all()
