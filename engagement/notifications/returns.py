"""Noting that a mail which had left came back after all."""

from __future__ import annotations

import enum
import logging

import sqlalchemy as sa

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.models import OutboxMessage
from engagement.notifications.operations import mark_dead
from engagement.notifications.reports import DeliveryReport, parse_report, says_dead

log = logging.getLogger(__name__)


class Noted(enum.Enum):
    """What was made of a mail in the mailbox for returns."""

    RETURNED = "noted as returned"
    MARKED = "noted as returned, address marked"
    REPEATED = "known already"
    PATIENCE = "nothing to do: the server goes on trying, or all is well"
    FOREIGN = "not about a mail of the last 30 days from here"
    UNREADABLE = "no report on delivery that can be read"

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to look at it any more."""
        return self not in (Noted.FOREIGN, Noted.UNREADABLE)


def take_in(raw: bytes) -> Noted:
    """Read a mail and note what it reports. Never raises for what stands in it."""
    try:
        report = parse_report(raw)
    except Exception as error:  # whatever somebody sends us must not stop the others
        log.warning("a report on delivery could not be read: %s", type(error).__name__)
        return Noted.UNREADABLE
    if report is None:
        return Noted.UNREADABLE
    with entered(SYSTEM):
        return note_return(report)


@operation
def note_return(report: DeliveryReport) -> Noted:
    """Let a mail count as not arrived, for staff to see, and mark its address when there is no such mailbox.

    Only the address to which we have sent that very mail is ever marked, whatever the report says: its id is known to
    nobody but the reader and the servers on the way. A second report changes nothing.
    """
    statement = sa.select(OutboxMessage).where(OutboxMessage.public_id == report.mail.public_id)
    row = db.session.scalar(lock(statement))
    if row is None or row.sent_at is None or int(row.created_at.timestamp()) != report.mail.created:
        return Noted.FOREIGN
    failures = [each for each in report.recipients if each.has_failed]
    if not failures:
        return Noted.PATIENCE
    if row.failed_at is not None:
        return Noted.REPEATED
    dead = [each for each in failures if says_dead(each, row.to_normalised)]
    row.failed_at, row.last_error = utcnow(), (dead or failures)[0].reason[:500]
    log.warning("mail %s came back", row.id)
    if not dead:
        return Noted.RETURNED
    mark_dead(row.to_normalised, row.last_error, is_reported=True)
    return Noted.MARKED
