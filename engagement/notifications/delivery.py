"""Emptying the outbox: claim by lease, send, note the outcome. Any number of workers may do it at once, and die at it.

A mail is sent twice only when a worker dies between the server's „250“ and the note of it; both copies then have the
same Message-ID. Nothing is lost: what a dead worker had leased is anybody's again when the lease runs out.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import is_unreachable, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.late import unwritten, write
from engagement.notifications.models import OutboxMessage
from engagement.notifications.operations import mark_dead, was_taken
from engagement.notifications.queries import is_held
from engagement.notifications.rules import AWAY, BACKOFF_MINUTES, HELD, OLDEST, holds_key, next_try
from engagement.notifications.transport import MailRefused, Transport, TryLater, build, mail_id, opened

__all__ = ["BACKOFF_MINUTES", "claim_due", "deliver_due", "give_up", "give_up_old", "mark_sent", "postpone"]

log = logging.getLogger(__name__)
# Renewed before each mail, so that it has to outlast one mail alone, however slow the server: a handful of replies of
# at most 30 seconds each.
LEASE = timedelta(minutes=5)
BATCH = 20
# The clock calls again every minute, and other work waits behind this one.
BUDGET_SECONDS = 50


def deliver_due(mail_url: str, mail_from: str) -> int:
    """Send what is due and return how many mails were handed over. Never raises for a mail or a server that fails."""
    sent = 0
    ends = time.monotonic() + BUDGET_SECONDS
    with entered(SYSTEM):
        _write_late(ends)
        while time.monotonic() < ends and (rows := claim_due()):
            done = _send_batch(deque(rows), mail_url, mail_from, ends)
            if done is None:
                break
            sent += done
    return sent


def _write_late(ends: float) -> None:
    """Put into words what the worker has to write, whether or not the mail server is there."""
    while time.monotonic() < ends and (waiting := unwritten()):
        for message_id, kind, about in waiting:
            try:
                write(message_id, kind, about)
            except Exception as error:  # whatever is wrong with one mail must not stop the others
                if is_unreachable(error):
                    raise
                log.exception("mail %s cannot be written", message_id)
                give_up(message_id, f"{type(error).__name__}: {error}")


@operation
def claim_due(limit: int = BATCH) -> Sequence[OutboxMessage]:
    """Lease the next rows to this worker, oldest first. A lease that ran out is anybody's again.

    What is for an address that does not work stays where it is, and so does what has no words yet.
    """
    now = utcnow()
    due = (
        sa.select(OutboxMessage.id)
        .where(
            OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None), OutboxMessage.next_attempt_at <= now,
            OutboxMessage.about.is_(None),
            sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now), sa.not_(is_held()),
        )
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )  # fmt: skip
    ids = db.session.scalars(due).all()
    if not ids:
        return []
    lease = sa.update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(leased_until=now + LEASE)
    db.session.execute(lease.execution_options(synchronize_session=False))
    rows = sa.select(OutboxMessage).where(OutboxMessage.id.in_(ids)).execution_options(populate_existing=True)
    return db.session.scalars(rows.order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)).all()


def _send_batch(waiting: deque[OutboxMessage], mail_url: str, mail_from: str, ends: float) -> int | None:
    """Send over one connection; None when no mail could be handed over because the server is away.

    A connection that breaks counts as a try of the mail that was on its way, and of no other.
    """
    sent = 0
    row: OutboxMessage | None = None
    try:
        with opened(mail_url) as transport:
            while waiting and time.monotonic() < ends:
                row = waiting.popleft()
                if _still_mine(row):
                    sent += _send_one(transport, row, mail_from)
                row = None
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail server: %s", error)
        if row is None and waiting:
            _put_back(waiting, utcnow() + AWAY, str(error) or type(error).__name__)
            return None
        if row is not None:
            postpone(row.id, row.attempts + 1, str(error) or type(error).__name__)
    _put_back(waiting, None, None)
    return sent


def _send_one(transport: Transport, row: OutboxMessage, mail_from: str) -> int:
    """Raises OSError or SMTPException when the connection is gone."""
    try:
        message = build(row, mail_from)
    except Exception as error:  # whatever is wrong with one mail must not stop the others
        give_up(row.id, f"{type(error).__name__}: {error}")
        return 0
    try:
        transport.send(message, mail_id(row))
    except MailRefused as error:
        give_up(row.id, str(error), dead_address=row.to_normalised if error.is_address else "")
        return 0
    except TryLater as error:
        postpone(row.id, row.attempts + 1, str(error))
        return 0
    except (ValueError, LookupError) as error:
        give_up(row.id, f"{type(error).__name__}: {error}")
        return 0
    mark_sent(row.id)
    return 1


@operation
def _still_mine(row: OutboxMessage) -> bool:
    """Renew the lease; False when it ran out meanwhile and another worker has the mail, or its address died."""
    until = utcnow() + LEASE
    statement = sa.update(OutboxMessage).where(
        OutboxMessage.id == row.id, OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None),
        OutboxMessage.leased_until == row.leased_until, sa.not_(is_held()),
    )  # fmt: skip
    return _run(statement.values(leased_until=until)) == 1


@operation
def _put_back(rows: Sequence[OutboxMessage] | deque[OutboxMessage], at: datetime | None, error: str | None) -> None:
    """What was leased and not tried is anybody's again, at once or at `at`; no try is counted."""
    if not rows:
        return
    values: dict[str, Any] = {"leased_until": None}
    if at is not None:
        values["next_attempt_at"] = at
    if error is not None:
        values["last_error"] = error[:500]
    leases = {row.leased_until for row in rows}
    statement = sa.update(OutboxMessage).where(
        OutboxMessage.id.in_([row.id for row in rows]), OutboxMessage.leased_until.in_(leases),
        OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None),
    )  # fmt: skip
    _run(statement.values(**values))


@operation
def mark_sent(message_id: int) -> None:
    """Note the delivery and erase what the mail said: it may hold links that act for the person."""
    now = utcnow()
    address = db.session.scalar(sa.select(OutboxMessage.to_normalised).where(OutboxMessage.id == message_id))
    _update(message_id, sent_at=now, leased_until=None, subject="", body_text="", body_html="", calendar="",
            last_error="", attempts=OutboxMessage.attempts + 1)  # fmt: skip
    was_taken(address or "")


@operation
def postpone(message_id: int, attempts: int, error: str) -> None:
    """Try again later; after the last step of the backoff give up."""
    later = next_try(attempts, utcnow())
    if later is None:
        give_up(message_id, error)
        return
    _update(message_id, attempts=attempts, next_attempt_at=later, leased_until=None, last_error=error[:500])


@operation
def give_up(message_id: int, error: str, *, dead_address: str = "") -> None:
    """Note that this mail will not arrive, and mark the address when the server says that there is none.

    The row stays for the staff, who may try again; without its words when those are a key.
    """
    log.error("mail %s given up", message_id)
    kind = db.session.scalar(sa.select(OutboxMessage.kind).where(OutboxMessage.id == message_id)) or ""
    erased = {"subject": "", "body_text": "", "body_html": "", "calendar": ""} if holds_key(kind) else {}
    _update(message_id, failed_at=utcnow(), leased_until=None, last_error=error[:500], **erased)
    if dead_address:
        mark_dead(dead_address, error)


@operation
def give_up_old() -> int:
    """Give up what is five days old, or two weeks where the address does not work. Returns how many mails."""
    now = utcnow()
    waits = (OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None))
    count = 0
    for criterion, age, why in (
        (sa.not_(is_held()), OLDEST, ""), (is_held(), HELD, "The address did not work for two weeks."),
    ):  # fmt: skip
        statement = sa.select(OutboxMessage.id, OutboxMessage.last_error).where(
            *waits, criterion, OutboxMessage.created_at < now - age
        )
        for row in db.session.execute(statement.order_by(OutboxMessage.id)).all():
            give_up(row.id, why or row.last_error or "It waited for five days.")
            count += 1
    return count


def _update(message_id: int, **values: object) -> None:
    statement = sa.update(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.sent_at.is_(None))
    _run(statement.values(**values))


def _run(statement: sa.Update) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount
