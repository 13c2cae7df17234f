"""What a person has at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.registrations.enums import PLACE_STATES
from engagement.registrations.models import Registration


@dataclass(frozen=True)
class Overlapping:
    """Another date that a person has; `forbids` when that offer allows nothing beside it."""

    title: str
    forbids: bool


def overlapping(
    participant_ids: Sequence[int], starts_at: datetime, ends_at: datetime, *, shift_ids: Sequence[int], now: datetime
) -> list[Overlapping]:
    """What these participants have between two moments, in whichever city, beside the shifts `shift_ids`.

    A place that still waits for a guest's confirmation counts as long as it is kept. Each title once, soonest first.
    """
    shown = sa.and_(
        Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
    )
    statement = (
        sa.select(Revision.title, Revision.forbids_overlap)
        .select_from(Registration)
        .join(Shift, Shift.id == Registration.shift_id)
        .join(Publication, shown)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(
            Registration.participant_id.in_(participant_ids), Registration.state.in_(PLACE_STATES),
            sa.or_(Registration.hold_until.is_(None), Registration.hold_until > now),
            Shift.starts_at < ends_at, Shift.ends_at > starts_at, Shift.cancelled_at.is_(None),
            Shift.id.not_in(shift_ids),
        )
        .order_by(Shift.starts_at, Registration.id)
    )  # fmt: skip
    with unscoped("nobody can be in two places, in whichever cities' showcases they were taken"):
        found = [Overlapping(*row) for row in db.session.execute(statement)]
    return list(dict.fromkeys(found))
