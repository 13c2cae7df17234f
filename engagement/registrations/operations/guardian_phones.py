"""By which number a parent is reached on the day, if something happens; for no other purpose, and not for long."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from engagement.core.actor import Actor
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.opportunities.models import Shift
from engagement.registrations.enums import ACTIVE_STATES
from engagement.registrations.errors import GuardianTooLate
from engagement.registrations.minors import GUARDIAN_PHONE_KEPT, GuardianPhoneUnusable
from engagement.registrations.models import Registration
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.queries.joining import shown_revision
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.together import dates_together


def checked_phone(typed: str) -> str | None:
    """The number as it was typed, None for none. Raises GuardianPhoneUnusable."""
    number = " ".join(typed.split())
    if number and normalise_phone(number) is None:
        raise GuardianPhoneUnusable
    return number or None


@retried
@operation
def note_guardian_phone(registration_id: str, *, email: str, phone: str, actor: Actor) -> Outcome:
    """A parent says by which number she is reached, for all dates of the form; an empty one is forgotten.

    `email` is of the link that was mailed there, which proves it. Raises NotFound, GuardianTooLate,
    GuardianPhoneUnusable.
    """
    number = checked_phone(phone)
    dates = sorted(dates_together(registration_id), key=lambda each: each.shift_row)
    asked = locked_registration(registration_id).registration
    if asked.guardian_email is None or normalise_email(asked.guardian_email) != normalise_email(email):
        raise GuardianTooLate
    if asked.state not in ACTIVE_STATES:
        raise GuardianTooLate
    for each in [each.registration_id for each in dates] or [registration_id]:
        registration = locked_registration(each).registration
        if registration.state in ACTIVE_STATES and registration.guardian_email is not None:
            registration.guardian_phone = number
    title = shown_revision(asked.opportunity_id, asked.city_id).title
    log(actor, "guardian_phone_noted", asked, title)
    db.session.flush()
    return outcome(asked)


@retried
@operation
def forget_guardian_phones() -> int:
    """Forget the numbers of parents a week after the date, and of whatever has ended. Returns how many."""
    over = sa.select(Shift.id).where(Shift.ends_at <= utcnow() - GUARDIAN_PHONE_KEPT)
    statement = (
        sa.update(Registration)
        .where(
            Registration.guardian_phone.is_not(None),
            sa.or_(Registration.state.not_in(ACTIVE_STATES), Registration.shift_id.in_(over)),
        )
        .values(guardian_phone=None, updated_at=Registration.updated_at)
    )
    with unscoped("numbers that nobody needs any more, in every city"):
        result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(cast("CursorResult[Any]", result).rowcount)
