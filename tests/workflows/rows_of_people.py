"""Rows of people who take part, for tests of the data classes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from engagement.attendance.models import Attendance, HoursProposal
from engagement.cities.models import City
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.feedback.enums import Mood
from engagement.feedback.models import Feedback
from engagement.kernel.clock import utcnow
from engagement.messages.models import Message, MessageThread
from engagement.opportunities.models import Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from tests.support.factories import make_association, make_city, make_opportunity, make_user

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def town() -> City:
    return db.session.scalar(sa.select(City).order_by(City.id).limit(1)) or make_city()


def save(*rows: object) -> None:
    with writing():
        db.session.add_all(rows)


def register(state: RegistrationState, *, shift: bool = True, city: City | None = None, email: str = "") -> datetime:
    """A guest's registration; returns when its date ends."""
    city = city or town()
    offer = make_opportunity(city, make_association(city), is_ongoing=not shift)
    email = email or f"gast{city.id}@leute.example"
    with writing():
        guest = Participant(email=email, email_normalised=email)
        db.session.add(guest)
        db.session.flush()
        date = db.session.scalar(sa.select(Shift).where(Shift.opportunity_id == offer.id))
        ends_at = date.ends_at if date is not None else utcnow()
        db.session.add(
            Registration(
                city_id=city.id, opportunity_id=offer.id, association_id=offer.association_id, participant_id=guest.id,
                shift_id=date.id if date is not None else None, state=state, name="Gast", hold_until=utcnow(),
            )
        )  # fmt: skip
    return ends_at


def registration(
    state: RegistrationState, *, shift: bool = True, is_unanswered: bool = False
) -> Callable[[], datetime]:  # fmt: skip
    def make() -> datetime:
        ends_at = register(state, shift=shift)
        if is_unanswered:
            with writing():
                db.session.execute(sa.update(Registration).values(unanswered_at=utcnow()))
        is_over_with_date = state in (RegistrationState.CONFIRMED, RegistrationState.PENDING)
        return ends_at if is_over_with_date else utcnow()

    return make


def presence(*, has_account: bool) -> Callable[[], datetime]:
    """With an account the hours stay; that somebody did not come goes anyway."""

    def make() -> datetime:
        city = town()
        save(
            Attendance(
                city_id=city.id, association_id=make_association(city).id, title="Fest", day=utcnow().date(),
                user_id=make_user().id if has_account else None, was_there=not has_account,
            )
        )  # fmt: skip
        return utcnow()

    return make


def hours_proposal() -> datetime:
    register(RegistrationState.CONFIRMED)
    one = db.session.scalars(sa.select(Registration)).one()
    values = {"city_id": one.city_id, "association_id": one.association_id, "registration_id": one.id}
    save(HoursProposal(day=utcnow().date(), minutes=90, note="Vorgelesen", **values))
    return utcnow()


def feedback() -> datetime:
    register(RegistrationState.CONFIRMED)
    one = db.session.scalars(sa.select(Registration)).one()
    values = {"city_id": one.city_id, "association_id": one.association_id, "registration_id": one.id}
    save(Feedback(mood=Mood.GOOD, text="Schön.", **values))
    return utcnow()


def message_thread() -> datetime:
    register(RegistrationState.CONFIRMED)
    one = db.session.scalars(sa.select(Registration)).one()
    save(
        MessageThread(
            city_id=one.city_id, association_id=one.association_id, opportunity_id=one.opportunity_id,
            participant_id=one.participant_id, name="Gast", language="de",
        )
    )  # fmt: skip
    return utcnow()


def message() -> datetime:
    message_thread()
    thread = db.session.scalars(sa.select(MessageThread)).one()
    save(Message(thread_id=thread.id, association_id=thread.association_id, form_key="x", text="Hallo"))
    return utcnow()
