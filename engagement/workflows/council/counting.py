"""Counting what happened in a town in each month, from what is still there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.attendance.models import Attendance
from engagement.callbacks.enums import FINISHED
from engagement.callbacks.models import CallbackRequest
from engagement.cities.enums import Figure
from engagement.extensions import db
from engagement.kernel.clock import to_utc
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration

Counts = dict[tuple[date, Figure], int]
ONE: Final = sa.literal(1)


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def months_before(month: date, count: int) -> date:
    """The first day of the month so many months earlier; a negative count goes forward."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def count(city_id: int, zone: ZoneInfo, months: Sequence[date], now: datetime) -> Counts:
    """What happened in these months until now, by month and figure; `months` are first days. Eight statements."""
    found: Counts = {}
    for figure, statement, moment, amount in _statements(city_id, now):
        row = db.session.execute(statement.with_only_columns(*_columns(moment, amount, months, zone))).one()
        for month, value in zip(months, row, strict=True):
            key = (month, figure)
            found[key] = found.get(key, 0) + int(value or 0)
    return found


def state_now(city_id: int) -> dict[Figure, int]:
    """How many verified associations and how many open offers the town shows at this moment."""
    associations = sa.select(sa.func.count(Listing.id)).where(
        Listing.city_id == city_id, Listing.state == ListingState.VERIFIED
    )
    offers = sa.select(sa.func.count(Publication.id)).where(
        Publication.city_id == city_id, Publication.state == PublicationState.PUBLISHED
    )
    return {
        Figure.ASSOCIATIONS: db.session.scalar(associations) or 0, Figure.OPEN_OFFERS: db.session.scalar(offers) or 0,
    }  # fmt: skip


def _columns(moment: Any, amount: Any, months: Sequence[date], zone: ZoneInfo) -> list[Any]:
    """A sum for each month. `moment` is a day or a point in time: a month begins on the town's own clock."""
    is_day = isinstance(moment.type, sa.Date)

    def start(month: date) -> Any:
        return month if is_day else to_utc(month, time.min, zone)

    return [
        sa.func.sum(
            sa.case((sa.and_(moment >= start(month), moment < start(months_before(month, -1))), amount), else_=0)
        )
        for month in months
    ]


def _statements(city_id: int, now: datetime) -> list[tuple[Figure, sa.Select[Any], Any, Any]]:
    """For each figure: the rows, when each happened, and what it counts for."""
    was_there = sa.select(Attendance.id).where(Attendance.city_id == city_id, Attendance.was_there)
    is_noted = sa.exists().where(Attendance.registration_id == Registration.id)
    # Nobody has noted who was there: then everybody counts who had a place.
    assumed = (
        sa.select(Registration.id)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.city_id == city_id, Registration.state == RegistrationState.CONFIRMED,
            Shift.ends_at <= now, Shift.cancelled_at.is_(None), ~is_noted,
        )
    )  # fmt: skip
    took_place = (
        sa.select(Shift.id)
        .join(Publication, Publication.opportunity_id == Shift.opportunity_id)
        .where(
            Publication.city_id == city_id, Publication.published_at <= Shift.ends_at,
            Shift.ends_at <= now, Shift.cancelled_at.is_(None), Shift.taken > 0,
        )
    )  # fmt: skip
    shown = sa.select(Publication.id).where(Publication.city_id == city_id, Publication.published_at.is_not(None))
    registrations = sa.select(Registration.id).where(Registration.city_id == city_id)
    without_dates = registrations.where(
        Registration.shift_id.is_(None), Registration.state == RegistrationState.CONFIRMED
    )
    called = sa.select(CallbackRequest.id).where(
        CallbackRequest.city_id == city_id, CallbackRequest.state.in_(FINISHED)
    )
    since = sa.func.coalesce(Registration.confirmed_at, Registration.created_at)
    return [
        (Figure.TURNS, was_there, Attendance.day, Attendance.people),
        (Figure.TURNS, assumed, Shift.starts_at, Registration.party_size),
        (
            Figure.MINUTES, was_there.where(Attendance.confirmed_at.is_not(None)), Attendance.day,
            sa.func.coalesce(Attendance.minutes, 0) * Attendance.people,
        ),
        (Figure.DATES, took_place, Shift.starts_at, ONE),
        (Figure.OFFERS, shown, Publication.published_at, ONE),
        (Figure.INTERESTS, without_dates, since, Registration.party_size),
        (Figure.CALLS, called, sa.func.coalesce(CallbackRequest.finished_at, CallbackRequest.updated_at), ONE),
        (
            Figure.UNANSWERED, registrations.where(Registration.unanswered_at.is_not(None)),
            Registration.unanswered_at, ONE,
        ),
    ]  # fmt: skip
