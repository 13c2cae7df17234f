"""What the clock does. Every function may run twice at once and picks up where a killed run stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask

from engagement.associations.operations import ask_for_confirmation
from engagement.attendance.operations import tell_of_decisions, tell_of_proposals
from engagement.core.scope import SYSTEM, entered
from engagement.health.operations import beat
from engagement.media.operations import add_avif
from engagement.messages.operations import tell_of_answers
from engagement.notifications.delivery import deliver_due, give_up_old
from engagement.notifications.mailbox import MailboxTrouble, read_returns
from engagement.opportunities.operations import purge_orphan_pictures
from engagement.registrations.operations import (
    ask_for_names,
    close_unanswered,
    decide_dates,
    expire_holds,
    follow_up_silence,
    forget_guardian_phones,
    forget_successors,
    pass_on_undelivered,
    remind_due,
    tend_waitlists,
)
from engagement.workflows.council import keep_figures
from engagement.workflows.freshness import ask_whether_current, expire_past
from engagement.workflows.queue_mail import send_queue_mails
from engagement.workflows.retention import delete_due, delete_short_lived
from engagement.workflows.thanking import thank_people

log = logging.getLogger(__name__)


def deliver_mail(app: Flask) -> None:
    """Empty the outbox; a place that was offered by a mail that is refused goes on at once."""
    settings = app.config["SETTINGS"]
    deliver_due(settings.mail_url, settings.mail_from)
    _each(pass_on_undelivered)


def every_minute(app: Flask) -> None:
    """Sign of life, lapsed holds, waitlists, requests without an answer, mail that waited for another try."""
    with entered(SYSTEM):
        beat("worker")
    _each(tell_of_answers, remind_due, expire_holds, tend_waitlists, close_unanswered)
    deliver_mail(app)


def read_mailbox(app: Flask) -> None:
    """What came back of the mails that had left."""
    url = app.config["SETTINGS"].bounces_url
    if not url:
        return
    try:
        counts = read_returns(url)
    except MailboxTrouble as trouble:
        log.warning("mailbox for returned mails: %s", trouble)
        return
    for noted, count in counts.items():
        log.info("mailbox for returned mails: %s × %s", count, noted.name)
    _each(pass_on_undelivered)


def every_hour(app: Flask) -> None:
    """What may wait: offers that are over, pictures of nobody, lighter files of old ones, data that lives for hours
    only, news of the queue."""
    _each(
        decide_dates, follow_up_silence, ask_for_names, forget_successors, forget_guardian_phones, expire_past,
        purge_orphan_pictures, add_avif, delete_short_lived, send_queue_mails,
        give_up_old, thank_people, tell_of_proposals, tell_of_decisions,
    )  # fmt: skip


def every_day(app: Flask) -> None:
    """The figures for the council, questions about offers and entries that stand for long, notices, and all data past
    its period. The figures come first: they count what may be deleted then."""
    _each(keep_figures, ask_whether_current, ask_for_confirmation, delete_due)


def _each(*jobs: Callable[[], int]) -> None:
    """Run each job; one that fails does not keep the others from running."""
    for job in jobs:
        try:
            with entered(SYSTEM):
                count = job()
            if count:
                log.info("%s: %s", job.__name__, count)
        except Exception:
            log.exception("%s failed", job.__name__)
