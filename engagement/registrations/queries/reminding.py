"""Whose date is near, and whose is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.extensions import db
from engagement.opportunities.models import Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.registrations.rules import REMINDERS, THANK_AFTER, THANK_WITHIN

ROUND = 500


def ids_to_remind(now: datetime) -> Sequence[int]:
    """Registrations (row numbers) whose person wants to be reminded by now, soonest date first."""
    wanted = sa.func.coalesce(User.reminder_hours, Participant.reminder_hours)
    near = [sa.and_(wanted == hours, Shift.starts_at <= now + timedelta(hours=hours)) for hours in REMINDERS if hours]
    statement = _placed().where(
        Shift.starts_at > now, sa.or_(*near),
        sa.or_(Registration.reminded_for.is_(None), Registration.reminded_for != Shift.starts_at),
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Shift.starts_at, Registration.id).limit(ROUND)).all()


def ids_to_thank(now: datetime) -> Sequence[int]:
    """Registrations (row numbers) whose date ended a while ago, and whose person has not been asked how it was."""
    wants = sa.func.coalesce(User.wants_thanks, Participant.wants_thanks)
    statement = _placed().where(
        Shift.ends_at <= now - THANK_AFTER, Shift.ends_at > now - THANK_WITHIN, wants,
        Registration.thanked_at.is_(None), sa.or_(User.id.is_not(None), Participant.email.is_not(None)),
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Shift.ends_at, Registration.id).limit(ROUND)).all()


def _placed() -> sa.Select[int]:
    return (
        sa.select(Registration.id)
        .join(Shift, Shift.id == Registration.shift_id)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .where(Registration.state == RegistrationState.CONFIRMED, Shift.cancelled_at.is_(None))
    )
