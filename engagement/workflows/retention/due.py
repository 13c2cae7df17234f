"""Which rows are due: the period of the class, or the shorter one of the row's city."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from engagement.workflows.retention.terms import DataClass, Rows

# City id → data class key → shortened period.
Shortened = Mapping[int, Mapping[str, timedelta]]


def period_of(data_class: DataClass, city_id: int | None, shortened: Shortened) -> timedelta | None:
    """The period that holds in a city: its own one where it is shorter, never a longer one."""
    default = data_class.period
    own = shortened.get(city_id, {}).get(data_class.key) if city_id is not None else None
    if default is None or own is None or not data_class.may_be_shortened:
        return default
    return min(default, own)


def due_before(rows: Rows, period: timedelta, now: datetime) -> sa.ColumnElement[bool]:
    """The criterion of rows whose period of one length is over."""
    return sa.and_(rows.where, rows.start <= now - period)


def due(data_class: DataClass, rows: Rows, now: datetime, shortened: Shortened) -> sa.ColumnElement[bool]:
    """The criterion of the class's rows that have to go, each by the period of its city."""
    period = rows.period if rows.period is not None else data_class.period
    if period is None:
        return sa.false()
    if rows.city is None or rows.period is not None:
        return due_before(rows, period, now)
    shorter = {
        city_id: own for city_id in shortened
        if (own := period_of(data_class, city_id, shortened)) is not None and own < period
    }  # fmt: skip
    by_city = [sa.and_(rows.city == city_id, rows.start <= now - own) for city_id, own in sorted(shorter.items())]
    return sa.and_(rows.where, sa.or_(rows.start <= now - period, *by_city))
