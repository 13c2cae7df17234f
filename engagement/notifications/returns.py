"""What becomes of a mail in the mailbox for returns."""

from __future__ import annotations

import logging

from engagement.core.scope import SYSTEM, entered
from engagement.notifications.operations import Noted, note_return
from engagement.notifications.reports import parse_report

log = logging.getLogger(__name__)


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
