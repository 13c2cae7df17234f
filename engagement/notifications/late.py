"""Mails that the worker puts into words: those that many people ask for at the same moment.

To write a mail takes as long as all the rest of a sign-up. Such a mail is queued as its kind and the row it is about,
and says what is true when it is written, a second later (docs/adr/0026-the-worker-writes-what-many-ask-for.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from engagement.core.transaction import after_commit, insert_soon, is_writing, operation
from engagement.extensions import db
from engagement.kernel.values import normalise_email
from engagement.notifications.models import OutboxMessage
from engagement.notifications.operations import OUTSIDE, Mail
from engagement.notifications.wakeup import wake_worker

BATCH = 50

# From the row number of what it is about; None when nobody needs the mail any more.
Writer = Callable[[int], Mail | None]
_writers: dict[str, Writer] = {}


def written_late(kind: str) -> Callable[[Writer], Writer]:
    """Mark the function that puts mails of a kind into words. It runs in the worker, in the scope of the system."""

    def remember(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return remember


def enqueue_late(kind: str, *, about: int, to_email: str, city_id: int | None, language: str) -> None:
    """Store with the transaction that a mail has to be written and sent."""
    if not is_writing():
        raise RuntimeError(OUTSIDE)
    insert_soon(
        OutboxMessage, city_id=city_id, kind=kind, to_email=to_email, about=about, subject="", body_text="",
        body_html="", language=language,
    )  # fmt: skip
    after_commit(wake_worker)


def unwritten() -> Sequence[tuple[int, str, int]]:
    """The next of them that have no words yet, oldest first."""
    statement = (
        sa.select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.about)
        .where(OutboxMessage.about.is_not(None), OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None))
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)  # as the index of what is due
        .limit(BATCH)
    )
    return [(row.id, row.kind, row.about) for row in db.session.execute(statement)]


def write(message_id: int, kind: str, about: int) -> None:
    """Put one into words, or take it back where nobody needs it any more. When two workers write the same one, the
    first counts. Raises what its writer raises."""
    _note(message_id, _writers[kind](about))


@operation
def _note(message_id: int, mail: Mail | None) -> None:
    unwritten = OutboxMessage.id == message_id, OutboxMessage.about.is_not(None)
    statement: Any = sa.delete(OutboxMessage).where(*unwritten)
    if mail is not None:
        words = vars(mail) | {"to_normalised": normalise_email(mail.to_email), "about": None}
        statement = sa.update(OutboxMessage).where(*unwritten).values(**words)
    db.session.execute(statement.execution_options(synchronize_session=False))
