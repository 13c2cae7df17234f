"""What a person sets for herself: the address of her calendar, and when she is reminded."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.registrations import rules
from engagement.registrations.models import Participant
from engagement.registrations.queries.calendar import OWN, CalendarOwner


@operation
def renew_calendar(owner: CalendarOwner) -> None:
    """Make the secret address of a person's calendar void; the next one is another. Whoever calls is that person.

    Two clicks on one page renew it once: `owner.number` is the one that the page has shown.
    """
    with unscoped(OWN):
        row = _locked(owner)
        if row.calendar_number == owner.number:
            row.calendar_number += 1
        db.session.flush()


@operation
def set_reminders(owner: CalendarOwner, *, hours: int, wants_thanks: bool) -> None:
    """Say how many hours before each date to be reminded (0: never), and whether to be asked afterwards how it was.

    Whoever calls is that person. Raises UnknownReminder.
    """
    rules.check_reminder(hours)
    with unscoped(OWN):
        row = _locked(owner)
        row.reminder_hours, row.wants_thanks = hours, wants_thanks
        db.session.flush()


def _locked(owner: CalendarOwner) -> User | Participant:
    row: User | Participant | None
    if owner.user_id is not None:
        row = db.session.scalar(lock(sa.select(User).where(User.id == owner.user_id)))
    else:
        row = db.session.scalar(lock(sa.select(Participant).where(Participant.id == owner.participant_id)))
    if row is None:
        raise NotFound
    return row
