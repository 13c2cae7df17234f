"""How long an association may take to answer, and who is told when it does not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

REMIND_AFTER = timedelta(days=3)
TELL_AFTER = timedelta(days=7)
SHOW_OTHERS = timedelta(hours=24)


@dataclass(frozen=True)
class Silence:
    """Moments by which something happens unless the association has answered."""

    remind: datetime  # the association
    tell: datetime  # the person that there is no answer yet
    show_others: datetime | None  # the person, with offers that are open; None where there is no date


def silence(since: datetime, starts_at: datetime | None) -> Silence:
    """When what is due for a request that stands `since`.

    Three days and seven; near the date after half of the time that was left then, and the person after half of the
    rest. A day before the date she is shown other offers; who asked later than that is shown them when she is told.
    """
    if starts_at is None:
        return Silence(since + REMIND_AFTER, since + TELL_AFTER, None)
    remind = min(since + REMIND_AFTER, since + (starts_at - since) / 2)
    tell = min(since + TELL_AFTER, remind + (starts_at - remind) / 2)
    last = starts_at - SHOW_OTHERS
    return Silence(remind, tell, last if last > since else tell)
