"""Deleting what has served its purpose, and telling beforehand what would go.

Each batch is one transaction, safe to repeat and safe when two workers do it at once: the rows are locked, those that
somebody else holds are passed by, and whether they are due is looked at once more under the lock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from engagement.cities.models import City
from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.workflows.retention.due import Shortened, due, period_of
from engagement.workflows.retention.policies import shortened_periods
from engagement.workflows.retention.table import CLASSES
from engagement.workflows.retention.terms import DataClass, Erase, Rows

log = logging.getLogger(__name__)
BATCH = 500
SHORT = timedelta(days=2)  # what lives no longer than this is looked after every hour


def delete_due(classes: Iterable[DataClass] = CLASSES) -> int:
    """Send the notices and delete the rows that are due now, class by class. Returns how many rows went.

    A class that fails is logged and does not keep the others from running.
    """
    with entered(SYSTEM):
        shortened = shortened_periods()
        return sum(_class_safely(each, shortened) for each in classes)


def delete_short_lived() -> int:
    """The same for what lives two days at most; the job runs it every hour."""
    return delete_due([each for each in CLASSES if each.period is not None and each.period <= SHORT])


def _class_safely(data_class: DataClass, shortened: Shortened) -> int:
    try:
        if data_class.notice is not None:
            _all(data_class, data_class.notice.rows, data_class.notice.send, shortened)
        gone = sum(_all(data_class, rows, rows.erase or _deleting(rows), shortened) for rows in data_class.rows)
    except Exception:
        log.exception("data class %s failed", data_class.key)
        return 0
    if gone:
        log.info("data class %s: %s rows deleted", data_class.key, gone)
    return gone


def _all(data_class: DataClass, rows: Rows, act: Erase, shortened: Shortened) -> int:
    criterion = due(data_class, rows, utcnow(), shortened)
    total, last_id = 0, 0
    while (step := _batch(rows, criterion, act, last_id)) is not None:
        last_id, done = step
        total += done
    return total


@retried
@operation
def _batch(rows: Rows, criterion: sa.ColumnElement[bool], act: Erase, after_id: int) -> tuple[int, int] | None:
    """The next batch in the order of the rows: (last row number, how many went); None when there is none."""
    number = rows.model.id  # type: ignore[attr-defined]  # every class of rows has an id
    statement = sa.select(number).where(criterion, number > after_id).order_by(number).limit(BATCH)
    ids = db.session.scalars(statement.with_for_update(skip_locked=True)).all()
    return (ids[-1], act(ids, criterion)) if ids else None


def _deleting(rows: Rows) -> Erase:
    def delete(ids: Sequence[int], criterion: sa.ColumnElement[bool]) -> int:
        number = rows.model.id  # type: ignore[attr-defined]  # every class of rows has an id
        statement = sa.delete(rows.model).where(number.in_(ids), criterion)
        done = db.session.execute(statement.execution_options(synchronize_session=False))
        return cast(CursorResult[Any], done).rowcount

    return delete


@dataclass(frozen=True)
class Outlook:
    """What a run would do to one class in one city (`city` empty: rows of no city, or of all)."""

    key: str
    city: str
    due: int
    next_at: datetime | None  # when the next row that is not due yet will be
    is_notice: bool = False


def outlook() -> list[Outlook]:
    """What would go now, and when something goes next, for each class and city. Changes nothing."""
    with entered(SYSTEM):
        shortened = shortened_periods()
        names = {row.id: row.name for row in db.session.execute(sa.select(City.id, City.name).order_by(City.id))}
        found: list[Outlook] = []
        for each in CLASSES:
            if each.notice is not None:
                found += _outlook(each, each.notice.rows, shortened, names, is_notice=True)
            for rows in each.rows:
                found += _outlook(each, rows, shortened, names)
        return _summed(found)


def _outlook(
    data_class: DataClass, rows: Rows, shortened: Shortened, names: dict[int, str], *, is_notice: bool = False
) -> list[Outlook]:
    criterion = due(data_class, rows, utcnow(), shortened)
    counts = (sa.func.count().filter(criterion), sa.func.min(rows.start).filter(~criterion))
    if rows.city is None:
        statement = sa.select(sa.null(), *counts).select_from(rows.model).where(rows.where)
    else:
        statement = sa.select(rows.city, *counts).where(rows.where).group_by(rows.city).order_by(rows.city)
    found = []
    for city_id, count, start in db.session.execute(statement):
        period = rows.period if rows.period is not None else period_of(data_class, city_id, shortened)
        if not count and start is None:
            continue
        next_at = start + period if start is not None and period is not None else None
        found.append(Outlook(data_class.key, names.get(city_id, ""), count, next_at, is_notice))
    return found


def _summed(lines: list[Outlook]) -> list[Outlook]:
    """One line a class and city: a class may have rows of several kinds."""
    merged: dict[tuple[str, str, bool], Outlook] = {}
    for line in lines:
        key = (line.key, line.city, line.is_notice)
        before = merged.get(key)
        if before is not None:
            moments = [each for each in (before.next_at, line.next_at) if each is not None]
            line = Outlook(*key[:2], before.due + line.due, min(moments, default=None), line.is_notice)
        merged[key] = line
    return list(merged.values())
