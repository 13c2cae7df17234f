"""A date gets another time: everybody is told, and asked whether it still suits."""

from __future__ import annotations

from datetime import datetime

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.registrations import rules
from engagement.registrations.enums import UNPROVEN_STATES
from engagement.registrations.operations import mails_of_changes
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.queries.joining import active_of_opportunity, shown_revision
from engagement.registrations.queries.one import locked_registration


@operation
def ask_after_move(
    opportunity_id: int, shift_id: int, *, before: tuple[datetime, datetime], reason: str, actor: Actor
) -> int:
    """Tell everybody who is registered for a moved shift (row numbers), and ask again. Returns how many.

    Nobody loses her place by not answering. Who had not answered to an earlier move is asked about the time that she
    knows; when it is that time again, nothing is open any more. The caller has checked who may move the date.
    """
    with unscoped("a date is moved for people of every city's showcase"):
        told = [
            each for each in active_of_opportunity(opportunity_id, shift_id) if each.state not in UNPROVEN_STATES
        ]  # fmt: skip
        now_at = told[0].shift.starts_at if told else None
        for registration in told:
            known = registration.moved_from or before[0]
            registration.moved_from = None if known == now_at else known
        mails_of_changes.send_moved(told, before, reason)
        db.session.flush()
    return len(told)


@retried
@operation
def agree_to_time(registration_id: str, *, actor: Actor) -> Outcome:
    """„Ich komme auch dann“. A second time changes nothing. Raises NotFound, AlreadyEnded, TooLateToWithdraw."""
    locked = locked_registration(registration_id)
    registration = locked.registration
    rules.check_withdrawable(
        registration.state, locked.shift.starts_at if locked.shift is not None else None, utcnow()
    )  # fmt: skip
    if registration.moved_from is None:
        return outcome(registration, is_repeated=True)
    registration.moved_from = None
    log(actor, "time_agreed", registration, shown_revision(registration.opportunity_id, registration.city_id).title)
    return outcome(registration)
