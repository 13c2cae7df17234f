"""Keeping the figures of each month, before the rows behind them are deleted."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from engagement.cities.models import City, CityFigure
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.workflows.council.counting import count, month_of, months_before, state_now

# Hours are written down late. What was longer ago does not change any more.
MONTHS: Final = 13


def keep_figures() -> int:
    """Count the last months of every town, each in its own transaction; return how many figures changed (job, system
    scope)."""
    return sum(_keep(city_id) for city_id in db.session.scalars(sa.select(City.id).order_by(City.id)).all())


@retried
@operation
def _keep(city_id: int) -> int:
    """A figure never sinks: what is counted again may have been deleted meanwhile. The state is that of today."""
    city = db.session.scalars(lock(sa.select(City).where(City.id == city_id))).one()
    current = month_of(today(city.zone))
    months = [months_before(current, number) for number in range(MONTHS)]
    rows = db.session.scalars(
        sa.select(CityFigure).where(CityFigure.city_id == city_id, CityFigure.month >= months[-1])
    )
    kept = {(row.month, row.figure): row for row in rows}
    changed = 0
    for (month, figure), value in count(city_id, city.zone, months, utcnow()).items():
        row = kept.get((month, figure))
        if row is None and value:
            db.session.add(CityFigure(city_id=city_id, month=month, figure=figure, value=value))
        elif row is not None and value > row.value:
            row.value = value
        else:
            continue
        changed += 1
    for figure, value in state_now(city_id).items():
        row = kept.get((current, figure))
        if row is None:
            db.session.add(CityFigure(city_id=city_id, month=current, figure=figure, value=value))
        elif row.value != value:
            row.value = value
        else:
            continue
        changed += 1
    return changed
