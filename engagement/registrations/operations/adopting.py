"""A guest turns out to be somebody with an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.accounts.models import User
from engagement.attendance.models import Attendance
from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.messages.models import MergedThread, Message, MessageThread
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.models import Participant, Registration
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.participants import existing_guest, existing_of_user, participant_of_user
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.joining import Account, account, active_registration

# What holds for who has never set anything (the models' defaults).
USUAL_REMINDERS: dict[str, Any] = {"reminder_hours": 24, "wants_thanks": True}


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
        _carry_reminders(guest, person.user_id)
        if own is None:
            # The address is the account's from now on; a second copy would grow old.
            guest.user_id, guest.email, guest.email_normalised = person.user_id, None, None
            own = guest
        else:
            _end_doubles(guest, own, utcnow())
            _move_threads(guest.id, own.id)
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


def _carry_reminders(guest: Participant, user_id: int) -> None:
    """What a guest has set for her reminders is the account's, too, where that has not been set otherwise."""
    for name, usual in USUAL_REMINDERS.items():
        chosen = getattr(guest, name)
        if chosen != usual:
            db.session.execute(
                sa.update(User).where(User.id == user_id, getattr(User, name) == usual).values({name: chosen})
            )


def _move_threads(guest_id: int, own_id: int) -> None:
    """Her conversations stay hers. Where both had one about an offer, the account's gets the other's messages.

    What the association has sent to both in one go is there once; the rest goes with the guest.
    """
    twin = aliased(MessageThread)
    both = sa.and_(twin.participant_id == own_id, twin.opportunity_id == MessageThread.opportunity_id)
    statement = (
        sa.select(MessageThread.id, twin.id).outerjoin(twin, both).where(MessageThread.participant_id == guest_id)
    )
    for thread_id, kept_id in db.session.execute(statement.order_by(MessageThread.id)).all():
        if kept_id is None:
            _set(MessageThread, MessageThread.id == thread_id, participant_id=own_id)
            continue
        known = sa.select(Message.form_key).where(Message.thread_id == kept_id)
        keys = list(db.session.scalars(known))
        _set(Message, sa.and_(Message.thread_id == thread_id, Message.form_key.not_in(keys)), thread_id=kept_id)
        last = sa.select(sa.func.max(MessageThread.last_at)).where(MessageThread.id.in_([thread_id, kept_id]))
        unread = sa.select(MessageThread.id).where(
            MessageThread.id.in_([thread_id, kept_id]), MessageThread.is_unread
        )  # fmt: skip
        is_unread = db.session.scalar(unread.limit(1)) is not None
        _set(MessageThread, MessageThread.id == kept_id, last_at=db.session.scalar(last), is_unread=is_unread)
        _lead_on(thread_id, kept_id)


def _lead_on(thread_id: int, kept_id: int) -> None:
    """The links of a conversation that ends now, and of those that it has taken in before, lead to the kept one."""
    _set(MergedThread, MergedThread.thread_id == thread_id, thread_id=kept_id)
    old = db.session.execute(
        sa.select(MessageThread.public_id, MessageThread.association_id, MessageThread.city_id).where(
            MessageThread.id == thread_id
        )
    ).one()
    db.session.add(
        MergedThread(old_public_id=old[0], association_id=old[1], city_id=old[2], thread_id=kept_id)
    )  # fmt: skip


def _set(model: type[MergedThread | Message | MessageThread], which: sa.ColumnElement[bool], **values: Any) -> None:
    db.session.execute(sa.update(model).where(which).values(**values).execution_options(synchronize_session=False))
