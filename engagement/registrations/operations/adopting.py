"""A guest turns out to be somebody with an account."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engagement.attendance.models import Attendance
from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.models import Participant, Registration
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.participants import existing_guest, existing_of_user, participant_of_user
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.joining import Account, account, active_registration


@retried
@operation
def adopt_guest_registrations(user_id: int) -> int:
    """Give an account what its owner registered as a guest with the same, now confirmed, address. Returns how many.

    Raises Forbidden unless the account's address is confirmed.
    """
    person = account(user_id)
    guest = existing_guest(person.email)
    if guest is None:
        return 0
    with unscoped("a guest's registrations of all cities"):
        count = db.session.scalar(
            sa.select(sa.func.count(Registration.id)).where(Registration.participant_id == guest.id)
        )
        adopt(person)
    return count or 0


def adopt(person: Account) -> Participant:
    """The account's one participant, after taking over what the guest with its address had. Joins the transaction."""
    guest = existing_guest(person.email)
    own = existing_of_user(person.user_id)
    if guest is None:
        return own or participant_of_user(person.user_id)
    with unscoped("a guest's registrations of all cities"):
        if own is None:
            # The address is the account's from now on; a second copy would grow old.
            guest.user_id, guest.email, guest.email_normalised = person.user_id, None, None
            own = guest
        else:
            _end_doubles(guest, own, utcnow())
        db.session.flush()
        db.session.execute(
            sa.update(Registration)
            .where(Registration.participant_id == guest.id)
            .values(participant_id=own.id, user_id=person.user_id)
        )
        # Her hours are hers from now on: they outlive the registrations.
        mine = sa.select(Registration.id).where(Registration.participant_id == own.id)
        db.session.execute(
            sa.update(Attendance)
            .where(Attendance.registration_id.in_(mine), Attendance.user_id.is_(None))
            .values(user_id=person.user_id)
            .execution_options(synchronize_session=False)
        )
        if own is not guest:
            db.session.delete(guest)
        db.session.flush()
    return own


def _end_doubles(guest: Participant, own: Participant, now: datetime) -> None:
    """Where both had a place in the same shift, the account's stays."""
    statement = sa.select(Registration).where(
        Registration.participant_id == guest.id, Registration.state.in_(ACTIVE_STATES)
    )
    for registration in db.session.scalars(lock(statement.order_by(Registration.id))).all():
        if active_registration(registration.opportunity_id, registration.shift_id, [own.id]) is not None:
            registration.withdrawn_at = now
            title = title_of(registration)
            move(registration, Event.MERGE, RegistrationState.WITHDRAWN, actor=SYSTEM_ACTOR, title=title)
