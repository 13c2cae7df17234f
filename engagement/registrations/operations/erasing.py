"""Somebody has her own details deleted before their period is over."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.attendance.models import HoursProposal
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.feedback.models import Feedback
from engagement.kernel.clock import utcnow
from engagement.messages.models import MessageThread
from engagement.registrations.enums import ACTIVE_STATES
from engagement.registrations.models import CallTask, Registration, RegistrationEntry
from engagement.registrations.operations.outcome import log
from engagement.registrations.operations.participants import nameless_participant
from engagement.registrations.operations.withdrawing import withdraw
from engagement.registrations.queries.joining import shown_revision
from engagement.registrations.queries.one import locked_registration


@retried
@operation
def erase(registration_id: str, *, actor: Actor) -> None:
    """Delete name, contact and words of a registration; what is to come is called off first, the association is told.

    What she answered to “how was it” goes, and what she and the association wrote to each other about the offer, unless
    another registration of hers is about it as well. Date, size and outcome stay until their period ends, as with an
    account that is deleted. All links are void. A guest's address goes when nothing else hangs on it. Raises NotFound.
    """
    locked = locked_registration(registration_id)
    registration, guest, now = locked.registration, locked.participant, utcnow()
    if registration.state in ACTIVE_STATES and (locked.shift is None or locked.shift.starts_at > now):
        withdraw(registration_id, actor=actor, tell_person=False)
    db.session.flush()
    log(actor, "erased", registration, shown_revision(registration.opportunity_id, registration.city_id).title)
    registration.participant_id, registration.user_id = nameless_participant().id, None
    registration.name = registration.phone = registration.message = registration.decline_reason = ""
    registration.group_name, registration.companions, registration.is_minor = "", [], False
    registration.successor_email, registration.successor_name, registration.successor_until = None, "", None
    registration.age_band, registration.guardian_name = "", ""
    registration.guardian_email, registration.guardian_phone = None, None
    registration.links_void_before = now
    db.session.flush()
    for statement in (
        sa.update(RegistrationEntry).where(RegistrationEntry.registration_id == registration.id).values(note=""),
        sa.delete(HoursProposal).where(HoursProposal.registration_id == registration.id),
        sa.delete(CallTask).where(CallTask.registration_id == registration.id),
        sa.delete(Feedback).where(Feedback.registration_id == registration.id),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    with unscoped("what she and the association wrote, also by the link of another city"):
        about = (Registration.participant_id == guest.id, Registration.opportunity_id == registration.opportunity_id)
        written = sa.delete(MessageThread).where(
            MessageThread.participant_id == guest.id,
            MessageThread.opportunity_id == registration.opportunity_id,
            ~sa.exists().where(*about),
        )
        db.session.execute(written.execution_options(synchronize_session=False))
    with unscoped("a guest is one person in every city"):
        others = db.session.scalar(sa.select(Registration.id).where(Registration.participant_id == guest.id).limit(1))
        if others is None and guest.user_id is None:
            db.session.delete(guest)
            db.session.flush()
