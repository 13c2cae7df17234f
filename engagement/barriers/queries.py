"""Reading which barriers people have met."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from engagement.barriers.enums import BarrierState
from engagement.barriers.models import BarrierAnswer, BarrierReport
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.errors import NotFound


def waiting_barriers(city_id: int) -> int:
    """How many reports wait for an answer; for the menu and the digest. One query."""
    statement = sa.select(sa.func.count(BarrierReport.id)).where(
        BarrierReport.city_id == city_id, BarrierReport.state == BarrierState.OPEN
    )
    return db.session.scalar(statement) or 0


def barrier_page(city_id: int, number: int, state: BarrierState = BarrierState.OPEN) -> Page[BarrierReport]:
    """One page of a city's list. What waits: the nearest deadline first, so that what is overdue stands on top; what is
    answered, the latest."""
    statement = sa.select(BarrierReport).where(BarrierReport.city_id == city_id, BarrierReport.state == state)
    first = BarrierReport.due_at.asc() if state is BarrierState.OPEN else BarrierReport.answered_at.desc()
    return paginate(statement.order_by(first, BarrierReport.id), number)


def barrier_report(city_id: int, public_id: str) -> BarrierReport:
    """One report with its answers. Raises NotFound, also for another city's."""
    statement = (
        sa.select(BarrierReport)
        .where(BarrierReport.city_id == city_id, BarrierReport.public_id == public_id)
        .options(selectinload(BarrierReport.answers).joinedload(BarrierAnswer.author))
        .execution_options(populate_existing=True)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found
