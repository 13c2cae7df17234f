"""When an ongoing offer without an end has to be confirmed, and what comes when nobody answers. Pure."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from engagement.kernel.errors import N_, Stale

ASK_AFTER = timedelta(days=182)  # half a year after it was last changed or confirmed
REMIND_AFTER = timedelta(days=14)  # after the question
EXPIRE_AFTER = timedelta(days=30)  # after the question
LINK_VALID = timedelta(days=60)


class Step(enum.StrEnum):
    ASK = "ask"
    REMIND = "remind"
    EXPIRE = "expire"


class AlreadyAnswered(Stale):
    message = N_("This has been answered already, or the offer was changed in the meantime. Thank you!")


def next_step(
    now: datetime, *, since: datetime, asked_at: datetime | None, reminded_at: datetime | None
) -> Step | None:  # fmt: skip
    """What is due for an offer that stands since `since` without a word.

    Nothing expires without a reminder some time before, also when the job was not running meanwhile.
    """
    if asked_at is None:
        return Step.ASK if now - since >= ASK_AFTER else None
    if reminded_at is None:
        return Step.REMIND if now - asked_at >= REMIND_AFTER else None
    is_due = now - asked_at >= EXPIRE_AFTER and now - reminded_at >= EXPIRE_AFTER - REMIND_AFTER
    return Step.EXPIRE if is_due else None
