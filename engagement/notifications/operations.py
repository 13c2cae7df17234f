"""Putting mail into the outbox, and knowing which addresses do not work."""

from __future__ import annotations

import enum
import logging
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engagement.core.i18n import speaking
from engagement.core.links import readdress
from engagement.core.transaction import after_commit, insert_soon, is_writing, lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.notifications.frame import MailFrame
from engagement.notifications.models import DeadAddress, OutboxMessage
from engagement.notifications.queries import language_of
from engagement.notifications.reports import DeliveryReport, says_dead
from engagement.notifications.wakeup import wake_worker

log = logging.getLogger(__name__)
OUTSIDE = "mail is queued inside the operation that it tells about"


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


@dataclass(frozen=True)
class Mail:
    """A mail in words, for the outbox: the columns of its row."""

    city_id: int | None
    kind: str
    to_email: str
    to_name: str
    reply_to: str
    from_name: str
    subject: str
    body_text: str
    body_html: str
    language: str
    calendar: str


def enqueue_mail(
    kind: str, *, to_email: str, to_name: str = "", frame: MailFrame, context: dict[str, Any], reply_to: str = "",
    language: str | None = None, calendar: str = "",
) -> None:  # fmt: skip
    """Put a mail into words now and store it with the transaction; the worker sends it after the commit.

    `kind` names the templates `email/<kind>.html` and `email/<kind>.txt`, each with a first block `subject`; `context`
    holds plain values only, translated words as lazy ones. Links in it are complete addresses
    (`core.links.external_url`). It speaks the language that the owner of the address has chosen, German for others,
    and so do its links; `language` says otherwise, for a guest who has read in another one. `calendar` is an iCalendar
    object with a METHOD that goes along.
    """
    if not is_writing():
        raise RuntimeError(OUTSIDE)
    enqueue(
        written_mail(
            kind, to_email=to_email, to_name=to_name, frame=frame, context=context, reply_to=reply_to,
            language=language, calendar=calendar,
        )
    )  # fmt: skip


def written_mail(
    kind: str, *, to_email: str, to_name: str = "", frame: MailFrame, context: dict[str, Any], reply_to: str = "",
    language: str | None = None, calendar: str = "",
) -> Mail:  # fmt: skip
    """What `enqueue_mail` would store. Needs no transaction: what it tells has to be true still when it is stored."""
    from engagement.notifications.rendering import render_mail

    spoken = language or language_of(to_email)
    with speaking(spoken):
        mail = render_mail(kind, readdress(frame, spoken), readdress({"to_name": to_name, **context}, spoken))
    return Mail(
        city_id=frame.city_id, kind=kind, to_email=to_email, to_name=to_name, reply_to=reply_to,
        from_name=f"{frame.city_name} {frame.claim}".strip(), subject=mail.subject[:300], body_text=mail.text,
        body_html=mail.html, language=spoken, calendar=calendar,
    )  # fmt: skip


def enqueue(mail: Mail) -> None:
    """Store a mail with the transaction that it tells about."""
    if not is_writing():
        raise RuntimeError(OUTSIDE)
    insert_soon(OutboxMessage, **vars(mail))
    after_commit(wake_worker)


@operation
def mark_dead(email_normalised: str, error: str, *, is_reported: bool = False) -> None:
    """Hold further mails to an address; a second refusal changes nothing.

    `is_reported` when a report came later: then it takes more than a server that takes the next mail (`revive`).
    """
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    values = {"email_normalised": email_normalised, "since": utcnow(), "error": error[:500], "is_reported": is_reported}
    statement = (sqlite.insert if is_sqlite else postgresql.insert)(DeadAddress).values(**values)
    known = [DeadAddress.email_normalised]
    if is_reported:
        db.session.execute(statement.on_conflict_do_update(index_elements=known, set_={"is_reported": True}))
    else:
        db.session.execute(statement.on_conflict_do_nothing())


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


@operation
def revive(email: str) -> None:
    """Let mails go to an address again; those that wait leave with the next round.

    For a person who says so, or who has used the key that was mailed to it.
    """
    _forget(DeadAddress.email_normalised == normalise_email(email))


@operation
def was_taken(email_normalised: str) -> None:
    """The server has taken a mail for an address: it lives, unless a report had come after such a taking."""
    _forget(DeadAddress.email_normalised == email_normalised, DeadAddress.is_reported.is_(False))


def _forget(*criteria: sa.ColumnElement[bool]) -> None:
    statement = sa.delete(DeadAddress).where(*criteria)
    db.session.execute(statement.execution_options(synchronize_session=False))
