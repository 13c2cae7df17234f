"""Reminding people of their dates, and thanking them afterwards: once each, however often the job runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations import rules
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.registrations.operations import mails
from engagement.registrations.queries.reminding import ids_to_remind, ids_to_thank

EVERYBODY = "people are reminded in every city"


@dataclass(frozen=True)
class _Due:
    registration: Registration
    shift: Shift
    hours: int
    wants_thanks: bool


def remind_due() -> int:
    """Remind everybody whose time has come, each in a transaction of its own; return how many mails (job)."""
    with unscoped(EVERYBODY):
        return sum(_remind(each) for each in ids_to_remind(utcnow()))


def thank_due(address_of: mails.AddressOf) -> int:
    """Thank everybody whose date is over, and ask how it was; return how many mails (job).

    `address_of` makes the address of the question out of the city's slug and the registration's public id.
    """
    with unscoped(EVERYBODY):
        return sum(_thank(each, address_of) for each in ids_to_thank(utcnow()))


@retried
@operation
def _remind(registration_row: int) -> bool:
    due = _locked(registration_row)
    now = utcnow()
    if due is None or due.registration.reminded_for == due.shift.starts_at or due.shift.starts_at <= now:
        return False
    due.registration.reminded_for = due.shift.starts_at
    if not rules.is_reminder_due(due.shift.starts_at, due.hours, _placed_at(due.registration), now):
        return False
    return mails.send_reminder(due.registration)


@retried
@operation
def _thank(registration_row: int, address_of: mails.AddressOf) -> bool:
    due = _locked(registration_row)
    now = utcnow()
    if due is None or due.registration.thanked_at is not None or due.shift.ends_at > now - rules.THANK_AFTER:
        return False
    due.registration.thanked_at = now
    return due.wants_thanks and mails.send_thanks(due.registration, address_of)


def _placed_at(registration: Registration) -> datetime:
    return registration.decided_at or registration.confirmed_at or registration.created_at


def _locked(registration_row: int) -> _Due | None:
    """The registration as it is now, locked; None when she does not come any more, or the date is off."""
    registration = db.session.scalar(lock(sa.select(Registration).where(Registration.id == registration_row)))
    if registration is None or registration.state is not RegistrationState.CONFIRMED:
        return None
    shift = db.session.scalar(
        sa.select(Shift).where(Shift.id == registration.shift_id).execution_options(populate_existing=True)
    )
    if shift is None or shift.cancelled_at is not None:
        return None
    chosen = db.session.execute(
        sa.select(
            sa.func.coalesce(User.reminder_hours, Participant.reminder_hours),
            sa.func.coalesce(User.wants_thanks, Participant.wants_thanks),
        )
        .select_from(Participant)
        .outerjoin(User, User.id == Participant.user_id)
        .where(Participant.id == registration.participant_id)
    ).one()
    return _Due(registration, shift, chosen[0], bool(chosen[1]))
