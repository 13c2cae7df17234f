"""What a person who leaves has still before her, and behind her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations.enums import ACTIVE_STATES
from engagement.registrations.models import Registration


@dataclass(frozen=True)
class Coming:
    """A registration that can still be called off; an interest has no date."""

    public_id: str
    title: str
    association_name: str
    starts_at: datetime | None
    ends_at: datetime | None


def upcoming_of(user_id: int) -> Sequence[Coming]:
    """What a person has registered for that has not begun, over all cities, soonest first, interest last."""
    statement = (
        sa.select(Registration.public_id, Opportunity.title, Association.name, Shift.starts_at, Shift.ends_at)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == Registration.association_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.user_id == user_id, Registration.state.in_(ACTIVE_STATES),
            sa.or_(Shift.id.is_(None), Shift.starts_at > utcnow()),
        )
        .order_by(Shift.starts_at.is_(None), Shift.starts_at, Registration.id)
    )  # fmt: skip
    with unscoped("a person's registrations of all cities"):
        return [Coming(*row) for row in db.session.execute(statement)]


def registration_count(user_id: int) -> int:
    """How many registrations of a person are kept, over all cities."""
    with unscoped("a person's registrations of all cities"):
        statement = sa.select(sa.func.count(Registration.id)).where(Registration.user_id == user_id)
        return db.session.scalar(statement) or 0
