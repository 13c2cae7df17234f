"""Somebody's account ends: what is to come is called off, what is over loses the person."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.core.actor import Actor
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError
from engagement.registrations.models import CallTask, Participant, Registration, RegistrationEntry
from engagement.registrations.operations.participants import existing_of_user
from engagement.registrations.operations.withdrawing import withdraw
from engagement.registrations.queries.leaving import upcoming_of


@operation
def leave_registrations(user_id: int, *, actor: Actor) -> int:
    """Call off what is to come and take the person out of what is over. Returns how many were called off.

    Associations are told of what is called off; the person is not, she gets one mail about everything. What is over
    keeps date, size and outcome until its period ends, without name, contact and words.
    """
    with unscoped("a person's registrations of all cities"):
        participant = existing_of_user(user_id)
        if participant is None:
            return 0
        coming = upcoming_of(user_id)
        for each in coming:
            try:
                withdraw(each.public_id, actor=actor, tell_person=False)
            except DomainError:  # it began or ended since: then it is over
                continue
        db.session.flush()
        nobody = {
            "name": "",
            "phone": "",
            "message": "",
            "decline_reason": "",
            "is_minor": False,
            "user_id": None,
            "group_name": "",
            "companions": [],
            "age_band": "",
            "guardian_name": "",
            "guardian_email": None,
            "guardian_phone": None,
            "successor_email": None,
            "successor_name": "",
            "successor_until": None,
            # Nobody stands behind the links that were mailed to her.
            "links_void_before": utcnow(),
        }
        theirs = sa.or_(Registration.participant_id == participant.id, Registration.user_id == user_id)
        hers = db.session.scalars(sa.select(Registration.id).where(theirs)).all()
        # The moment from which the period counts stays.
        statement = sa.update(Registration).where(theirs).values(**nobody, updated_at=Registration.updated_at)
        db.session.execute(statement.execution_options(synchronize_session=False))
        # What others have noted about her goes as well: on entering her, and what she was to be told.
        notes = sa.update(RegistrationEntry).where(RegistrationEntry.registration_id.in_(hers)).values(note="")
        db.session.execute(notes.execution_options(synchronize_session=False))
        calls = sa.delete(CallTask).where(CallTask.registration_id.in_(hers))
        db.session.execute(calls.execution_options(synchronize_session=False))
        contact = {"user_id": None, "email": None, "email_normalised": None, "phone": None, "phone_normalised": None}
        leave = sa.update(Participant).where(Participant.id == participant.id).values(**contact)
        db.session.execute(leave.execution_options(synchronize_session=False))
        db.session.expire_all()
        return len(coming)
