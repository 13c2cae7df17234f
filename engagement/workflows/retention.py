"""Deleting what has served its purpose. The periods are promised on every city's privacy page.

Each function is one class of data, one transaction, safe to repeat, and returns how many rows went.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.audit.models import AuditEntry
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration

ENDED = timedelta(days=30)  # withdrawn, declined, lapsed or cancelled registrations
COMPLETED = timedelta(days=365)  # registrations whose date is over; expressions of interest that rest
AUDIT = timedelta(days=730)
ENDED_STATES = (
    RegistrationState.WITHDRAWN, RegistrationState.DECLINED, RegistrationState.EXPIRED, RegistrationState.CANCELLED,
)  # fmt: skip


@operation
def purge_ended_registrations() -> int:
    """Registrations that came to nothing, 30 days after they ended."""
    return _delete(
        sa.delete(Registration).where(Registration.state.in_(ENDED_STATES), Registration.updated_at < utcnow() - ENDED)
    )


@operation
def purge_completed_registrations() -> int:
    """Registrations twelve months after the date; expressions of interest twelve months after they last changed."""
    limit = utcnow() - COMPLETED
    over = sa.select(Shift.id).where(Shift.ends_at < limit)
    resting = sa.and_(Registration.shift_id.is_(None), Registration.updated_at < limit)
    return _delete(sa.delete(Registration).where(sa.or_(Registration.shift_id.in_(over), resting)))


@operation
def purge_forgotten_guests() -> int:
    """Guests of whom no registration is left: their address goes with the last one."""
    used = sa.exists().where(Registration.participant_id == Participant.id)
    return _delete(sa.delete(Participant).where(Participant.user_id.is_(None), ~used))


@operation
def purge_audit() -> int:
    """Entries of the log after 24 months."""
    return _delete(sa.delete(AuditEntry).where(AuditEntry.at < utcnow() - AUDIT))


def _delete(statement: sa.Delete) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]
