"""„Stimmen diese Angaben noch?“: when the team is asked, and when people are told that it has not answered. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

ASK_AFTER = timedelta(days=365)
REMIND_AFTER = timedelta(days=30)
SAY_AFTER = timedelta(days=60)
LINK_DAYS = 180  # how long the button behind a mailed link acts


def is_ask_due(
    *, base: datetime, open_since: datetime | None, mailed_at: datetime | None, count: int, now: datetime
) -> bool:
    """Whether a mail is due: a year after the last yes, once more after 30 days, then every year.

    `base` is the last confirmation, or the entry's beginning.
    """
    if open_since is None or mailed_at is None:
        return now - base >= ASK_AFTER
    return now - mailed_at >= (REMIND_AFTER if count == 1 else ASK_AFTER)


def is_unconfirmed(open_since: datetime | None, now: datetime) -> bool:
    """Whether the public page says when the data were confirmed last: 60 days after a question without answer."""
    return open_since is not None and now - open_since >= SAY_AFTER
