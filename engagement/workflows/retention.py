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
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration

UNCONFIRMED = timedelta(hours=48)  # registrations of guests who never answered the mail
ENDED = timedelta(days=30)  # withdrawn, declined or cancelled registrations
COMPLETED = timedelta(days=365)  # registrations whose date is over; expressions of interest that rest
AUDIT = timedelta(days=730)
MAILS = timedelta(days=30)  # that a mail was sent, to whom and when; what it said is erased with the delivery
BATCH = 1000
ENDED_STATES = (RegistrationState.WITHDRAWN, RegistrationState.DECLINED, RegistrationState.CANCELLED)


@operation
def purge_ended_registrations() -> int:
    """Registrations that came to nothing, 30 days after they ended; those never confirmed after 48 hours."""
    ended = sa.and_(Registration.state.in_(ENDED_STATES), Registration.updated_at < utcnow() - ENDED)
    never = sa.and_(
        Registration.state == RegistrationState.EXPIRED, Registration.updated_at < utcnow() - UNCONFIRMED
    )  # fmt: skip
    return _delete(sa.delete(Registration).where(sa.or_(ended, never)))


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
    unused = ~sa.exists().where(Registration.participant_id == Participant.id)
    forgotten = sa.select(Participant.id).where(Participant.user_id.is_(None), unused)
    # One who registers at this moment holds her row: she stays. Whether the others are unused is looked at once more
    # under the lock, because PostgreSQL would delete them as they were before, and their new registration with them.
    ids = db.session.scalars(forgotten.order_by(Participant.id).limit(BATCH).with_for_update(skip_locked=True)).all()
    return _delete(sa.delete(Participant).where(Participant.id.in_(ids), unused)) if ids else 0


@operation
def purge_mails() -> int:
    """The rows of mails that were delivered or given up: they name people who may be forgotten otherwise."""
    limit = utcnow() - MAILS
    return _delete(
        sa.delete(OutboxMessage).where(sa.or_(OutboxMessage.sent_at < limit, OutboxMessage.failed_at < limit))
    )


@operation
def purge_audit() -> int:
    """Entries of the log after 24 months."""
    return _delete(sa.delete(AuditEntry).where(AuditEntry.at < utcnow() - AUDIT))


def _delete(statement: sa.Delete) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]
