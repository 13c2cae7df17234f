"""The dates that somebody chose in one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations import rules
from engagement.registrations.enums import KNOWN_STATES, UNPROVEN_STATES, RegistrationState
from engagement.registrations.models import Registration


@dataclass(frozen=True)
class DateTogether:
    """One of several dates, as the person sees it."""

    registration_id: str
    row: int  # of the registration
    shift_id: str
    shift_row: int
    starts_at: datetime
    ends_at: datetime
    note: str
    state: RegistrationState  # a hold that has run out is EXPIRED, also before the job has noted it
    hold_until: datetime | None
    can_confirm: bool  # held, or lapsed before she confirmed, and still to come
    would_wait: bool  # the same of a date that was full

    @property
    def is_to_keep(self) -> bool:
        """Whether it belongs into the person's calendar: she comes, or has asked to, and it is still to come."""
        return self.state in KNOWN_STATES and self.starts_at > utcnow()


def rows_together(together: str) -> Sequence[Registration]:
    """The registrations of one form, by row."""
    statement = sa.select(Registration).where(Registration.together == together).order_by(Registration.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def dates_together(registration_id: str) -> list[DateTogether]:
    """All dates of the form of a registration in the scope at hand that the same person still has, soonest first;
    none when she chose only one. Who hands a date over has it no more."""
    first = sa.orm.aliased(Registration)
    statement = (
        sa.select(Registration, Shift)
        .join(Shift, Shift.id == Registration.shift_id)
        .join(
            first,
            sa.and_(first.together == Registration.together, first.participant_id == Registration.participant_id),
        )
        .where(first.public_id == registration_id)
        .order_by(Shift.starts_at, Shift.id)
        .execution_options(populate_existing=True)
    )
    now = utcnow()
    found = [_date(row[0], row[1], now) for row in db.session.execute(statement)]
    return found if len(found) > 1 else []


def _date(registration: Registration, shift: Shift, now: datetime) -> DateTogether:
    state = registration.state
    if rules.is_lapsed(state, registration.hold_until, now):
        state = RegistrationState.EXPIRED
    is_proven = registration.confirmed_at is not None or registration.offered_at is not None
    is_open = not is_proven and not registration.is_by_phone and state in (*UNPROVEN_STATES, RegistrationState.EXPIRED)
    can_confirm = is_open and shift.starts_at > now and shift.cancelled_at is None
    return DateTogether(
        registration.public_id, registration.id, shift.public_id, shift.id, shift.starts_at, shift.ends_at, shift.note,
        state, registration.hold_until, can_confirm, can_confirm and registration.queued_at is not None,
    )  # fmt: skip
