"""Another contact person takes a registration over, once she has said so by the link mailed to her."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from engagement.accounts import throttle
from engagement.attendance.models import HoursProposal
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.registrations import rules
from engagement.registrations.enums import KNOWN_STATES, RegistrationState
from engagement.registrations.errors import (
    AlreadyEnded,
    AlreadyRegistered,
    NotAskedToTakeOver,
    SuccessorIsSelf,
    SuccessorTooYoung,
    TooManySuccessors,
)
from engagement.registrations.minors import ParentsAsked
from engagement.registrations.models import CallTask, Registration
from engagement.registrations.operations import mails, mails_of_changes
from engagement.registrations.operations.adopting import adopt
from engagement.registrations.operations.checks import check_not_blocked
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.operations.participants import participant_of_guest
from engagement.registrations.queries.blocks import association_of, hold_association, marks_of
from engagement.registrations.queries.joining import account_of_address, active_registration, shown_revision
from engagement.registrations.queries.one import Locked, locked_registration


def _title(registration: Registration) -> str:
    return shown_revision(registration.opportunity_id, registration.city_id).title


def _open(registration_id: str) -> Locked:
    locked, now = locked_registration(registration_id), utcnow()
    registration = locked.registration
    rules.check_withdrawable(registration.state, locked.shift.starts_at if locked.shift is not None else None, now)
    if registration.state is RegistrationState.AWAITING_GUARDIAN:
        if rules.is_lapsed(registration.state, registration.hold_until, now):
            raise AlreadyEnded
        raise ParentsAsked
    return locked


@retried
@operation
def ask_successor(registration_id: str, *, name: str, email: str, actor: Actor) -> Outcome:
    """Ask somebody by mail to be the contact person from now on; until she says yes nothing changes.

    A second question takes the first one back. Raises NotFound, AlreadyEnded, ParentsAsked, TooLateToWithdraw,
    SuccessorIsSelf, TooManySuccessors (three a day).
    """
    locked = _open(registration_id)
    registration, now = locked.registration, utcnow()
    account = locked.participant.user
    own = [locked.participant.email_normalised, account.email_normalised if account is not None else None]
    if normalise_email(email) in own:
        raise SuccessorIsSelf
    limit = throttle.Limit("registration_successor", registration_id, rules.MAX_SUCCESSORS, rules.RETURN_WINDOW)
    if not throttle.passes(limit):
        raise TooManySuccessors
    registration.successor_email, registration.successor_name = email, " ".join(name.split())
    registration.successor_until = rules.successor_end(now, locked.shift.starts_at if locked.shift else None)
    log(actor, "successor_asked", registration, _title(registration))
    mails_of_changes.send_successor_asked(registration)
    return outcome(registration)


@retried
@operation
def drop_successor(registration_id: str, *, actor: Actor) -> Outcome:
    """Take the question back; the mailed link is void. Raises NotFound."""
    registration = locked_registration(registration_id).registration
    if registration.successor_email is not None:
        _forget(registration)
        log(actor, "successor_dropped", registration, _title(registration))
    return outcome(registration)


def _forget(registration: Registration) -> None:
    registration.successor_email, registration.successor_name, registration.successor_until = None, "", None


@retried
@operation
def take_over(registration_id: str, *, email: str, is_old_enough: bool, actor: Actor) -> Outcome:
    """Become the contact person. `email` is of the link that was mailed there, which proves it.

    Name, address and account are hers from now on; telephone number, parent and older links of the one before her are
    gone. All sides are told, the parent who had agreed among them. Raises NotFound, NotAskedToTakeOver, AlreadyEnded,
    ParentsAsked, TooLateToWithdraw, SuccessorTooYoung, AlreadyRegistered (she comes already), NotWithThisAssociation.
    """
    hold_association(association_of(registration_id))
    locked = _open(registration_id)
    registration, now = locked.registration, utcnow()
    asked, until = registration.successor_email, registration.successor_until
    if asked is None or until is None or until <= now or normalise_email(asked) != normalise_email(email):
        raise NotAskedToTakeOver
    if not is_old_enough:
        raise SuccessorTooYoung
    person = account_of_address(asked)
    successor = adopt(person) if person is not None else participant_of_guest(asked)
    check_not_blocked(registration.association_id, marks_of(successor), now)
    if active_registration(registration.opportunity_id, registration.shift_id, [successor.id]) is not None:
        raise AlreadyRegistered
    mails_of_changes.send_handed_over(registration)  # to the one before her, as long as her address is known
    if registration.guardian_agreed_at is not None:
        mails_of_changes.send_guardian_released(registration)
    registration.participant_id, registration.user_id = successor.id, successor.user_id
    registration.name, registration.phone, registration.is_minor = registration.successor_name, "", False
    registration.is_by_phone = False
    # She is old enough: the parent of the one before her has no say over her, and is nobody to call for her.
    registration.age_band, registration.guardian_name = "", ""
    registration.guardian_email, registration.guardian_phone, registration.guardian_agreed_at = None, None, None
    registration.links_void_before = now
    _forget(registration)
    # What the one before her has written is not hers to read, and nobody may take it for her words.
    registration.message = ""
    written = sa.delete(HoursProposal).where(HoursProposal.registration_id == registration.id)
    db.session.execute(written.execution_options(synchronize_session=False))
    # She is told now how it stands; nobody need call the one before her.
    calls = sa.update(CallTask).where(CallTask.registration_id == registration.id, CallTask.done_at.is_(None))
    db.session.execute(calls.values(done_at=now).execution_options(synchronize_session=False))
    db.session.flush()
    db.session.refresh(registration)
    log(actor, "handed_over", registration, _title(registration))
    mails.send_standing(registration)
    if registration.state in KNOWN_STATES:
        mails_of_changes.send_changed(registration, people_before=registration.party_size, is_new_contact=True)
    return outcome(registration)


@retried
@operation
def forget_successors() -> int:
    """Forget whom people have asked to take over, once the time to answer is past. Returns how many."""
    statement = (
        sa.update(Registration)
        .where(Registration.successor_until <= utcnow())
        .values(successor_email=None, successor_name="", successor_until=None, updated_at=Registration.updated_at)
    )
    with unscoped("addresses that nobody needs any more, in every city"):
        result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(cast("CursorResult[Any]", result).rowcount)
