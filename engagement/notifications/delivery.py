"""Emptying the outbox: claim by lease, send, note the outcome. Any number of workers may do it at once."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.models import OutboxMessage
from engagement.notifications.transport import MailRefused, Transport, build, opened

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
BATCH = 20
# Minutes until the next try. RFC 5321 section 4.5.4.1 asks for four to five days before giving up; a mail about a
# place is worthless long before, so we try for about two days.
BACKOFF_MINUTES = (1, 5, 15, 60, 180, 360, 720, 1440)
Outcome = str


def deliver_due(mail_url: str, mail_from: str) -> int:
    """Send what is due and return how many mails were handed over. Never raises for a mail or a server that fails."""
    sent = 0
    with entered(SYSTEM):
        while rows := claim_due():
            done = _send_batch(rows, mail_url, mail_from)
            sent += done
            if done < len(rows):
                break
    return sent


@operation
def claim_due(limit: int = BATCH) -> Sequence[OutboxMessage]:
    """Lease the next rows to this worker, oldest first. A lease that ran out is anybody's again."""
    now = utcnow()
    due = (
        sa.select(OutboxMessage.id)
        .where(
            OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None), OutboxMessage.next_attempt_at <= now,
            sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
        )
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    ids = db.session.scalars(due).all()
    if not ids:
        return []
    lease = sa.update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(leased_until=now + LEASE)
    db.session.execute(lease.execution_options(synchronize_session=False))
    rows = sa.select(OutboxMessage).where(OutboxMessage.id.in_(ids)).execution_options(populate_existing=True)
    return db.session.scalars(rows.order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)).all()


def _send_batch(rows: Sequence[OutboxMessage], mail_url: str, mail_from: str) -> int:
    """Send over one connection; what could not be tried because the server is away goes back with a later date."""
    sent = 0
    waiting = list(rows)
    try:
        with opened(mail_url) as transport:
            while waiting:
                sent += _send_one(transport, waiting.pop(0), mail_from)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail server: %s", error)
        for row in waiting:
            postpone(row.id, row.attempts + 1, str(error))
    return sent


def _send_one(transport: Transport, row: OutboxMessage, mail_from: str) -> int:
    try:
        transport.send(build(row, mail_from))
    except (MailRefused, ValueError) as error:
        give_up(row.id, str(error))
        return 0
    except (OSError, smtplib.SMTPException) as error:
        postpone(row.id, row.attempts + 1, str(error))
        return 0
    mark_sent(row.id)
    return 1


@operation
def mark_sent(message_id: int) -> None:
    """Note the delivery and erase what the mail said: it may hold links that act for the person."""
    now = utcnow()
    _update(message_id, sent_at=now, leased_until=None, subject="", body_text="", body_html="", calendar="",
            last_error="", attempts=OutboxMessage.attempts + 1)  # fmt: skip


@operation
def postpone(message_id: int, attempts: int, error: str) -> None:
    """Try again later; after the last step of the backoff give up."""
    if attempts > len(BACKOFF_MINUTES):
        give_up(message_id, error)
        return
    later = utcnow() + timedelta(minutes=BACKOFF_MINUTES[attempts - 1])
    _update(message_id, attempts=attempts, next_attempt_at=later, leased_until=None, last_error=error[:500])


@operation
def give_up(message_id: int, error: str) -> None:
    """Note that this mail will not arrive. The row stays for the operator, without its words, which may be a code."""
    log.error("mail %s given up: %s", message_id, error)
    _update(message_id, failed_at=utcnow(), leased_until=None, subject="", body_text="", body_html="",
            calendar="", last_error=error[:500])  # fmt: skip


def _update(message_id: int, **values: object) -> None:
    statement = sa.update(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.sent_at.is_(None))
    db.session.execute(statement.values(**values).execution_options(synchronize_session=False))
