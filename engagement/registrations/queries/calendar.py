"""What belongs into a person's own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.opportunities.models import Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.registrations.queries.mails import MailFacts, mail_facts

KEPT = timedelta(days=90)
OWN = "a person's own dates and settings, in whichever city's look she sees them"
# What the association has cancelled stays until its day, struck out; what one calls off oneself goes at once.
IN_CALENDAR = (RegistrationState.PENDING, RegistrationState.CONFIRMED, RegistrationState.CANCELLED)


@dataclass(frozen=True)
class CalendarOwner:
    """Whose calendar it is: an account's, or a guest's. `number` is the one that the secret address must name."""

    public_id: str
    number: int
    language: str
    reminder_hours: int
    wants_thanks: bool
    user_id: int | None = None
    participant_id: int | None = None


def owner_of_account(user_id: int) -> CalendarOwner:
    """Raises NotFound, also for an account that is closed."""
    return _account(User.id == user_id)


def owner_of_calendar(kind: str, public_id: str) -> CalendarOwner:
    """Whom a secret address names, which the caller has checked to be ours. Raises NotFound."""
    with unscoped(OWN):
        return _account(User.public_id == public_id) if kind == "u" else _guest(Participant.public_id == public_id)


def owner_of_registration(registration_id: str) -> CalendarOwner:
    """The person behind a registration: her account where she has one. Raises NotFound."""
    with unscoped(OWN):
        row = db.session.execute(
            sa.select(Participant.id, Participant.user_id)
            .join(Registration, Registration.participant_id == Participant.id)
            .where(Registration.public_id == registration_id)
        ).one_or_none()
        if row is None:
            raise NotFound
        return _account(User.id == row.user_id) if row.user_id is not None else _guest(Participant.id == row.id)


def _account(criterion: sa.ColumnElement[bool]) -> CalendarOwner:
    user = db.session.scalar(sa.select(User).where(criterion, User.disabled_at.is_(None)))
    if user is None:
        raise NotFound
    return CalendarOwner(
        user.public_id, user.calendar_number, user.language, user.reminder_hours, user.wants_thanks, user_id=user.id
    )


def _guest(criterion: sa.ColumnElement[bool]) -> CalendarOwner:
    guest = db.session.scalar(sa.select(Participant).where(criterion))
    if guest is None:
        raise NotFound
    return CalendarOwner(
        guest.public_id, guest.calendar_number, DEFAULT_LANGUAGE, guest.reminder_hours, guest.wants_thanks,
        participant_id=guest.id,
    )  # fmt: skip


def dates_of(owner: CalendarOwner) -> Sequence[MailFacts]:
    """Her coming dates and those of the last three months, in the order of registering."""
    if owner.user_id is not None:
        theirs = Registration.user_id == owner.user_id
    else:
        theirs = Registration.participant_id == owner.participant_id
    now = utcnow()
    over = sa.and_(Registration.state != RegistrationState.CANCELLED, Shift.ends_at > now - KEPT)
    statement = (
        sa.select(Registration.id)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(theirs, Registration.state.in_(IN_CALENDAR), sa.or_(Shift.ends_at > now, over))
        .order_by(Registration.id)
    )
    with unscoped(OWN):
        return mail_facts(db.session.scalars(statement).all())
