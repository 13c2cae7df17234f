"""People on a waitlist of the demo: one is offered a place just now, the others wait."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.cities.models import City
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.registrations.waitlist import offer_end

# Who waits, for how many hours, and how many people she brings.
WAITING = (("Ute Sommer", 50, 1), ("Familie Demir", 30, 3), ("Klaus Winter", 8, 1))


def add_waitlist(city: City) -> None:
    """Let people wait for the first full date of the city that is not tomorrow, and of which one guest calls off; joins
    the open transaction. Which dates are full depends on the weekday on which the demo is loaded."""
    now = utcnow()
    found = db.session.execute(
        sa.select(Registration, Shift)
        .join(Shift, Shift.id == Registration.shift_id)
        .join(Publication, Publication.opportunity_id == Shift.opportunity_id)
        .where(
            Publication.city_id == city.id, Publication.state == PublicationState.PUBLISHED,
            Shift.taken == Shift.capacity, Shift.starts_at > now + timedelta(days=2), Shift.cancelled_at.is_(None),
            Registration.user_id.is_(None), Registration.party_size == 1,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Shift.starts_at, Shift.id, Registration.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    if found is None:
        return
    freed, shift = found
    for index, (name, hours, size) in enumerate(WAITING):
        at = now - timedelta(hours=hours)
        one = _guest(city, shift, name, size)
        one.created_at = one.confirmed_at = one.queued_at = at
        if index == 0:  # somebody has called off, and she is the next
            freed.state, freed.withdrawn_at = RegistrationState.WITHDRAWN, now - timedelta(hours=2)
            one.state, one.offered_at = RegistrationState.OFFERED, now - timedelta(hours=2)
            one.hold_until = offer_end(one.offered_at, shift.starts_at, 24)
        db.session.add(one)
    db.session.flush()


def _guest(city: City, shift: Shift, name: str, size: int) -> Registration:
    email = f"{name.lower().replace(' ', '.')}.{city.slug}@leute.example"
    participant = Participant(email=email, email_normalised=email)
    db.session.add(participant)
    db.session.flush()
    return Registration(
        city_id=city.id, opportunity_id=shift.opportunity_id, association_id=shift.association_id, shift_id=shift.id,
        participant_id=participant.id, state=RegistrationState.WAITLISTED, party_size=size, name=name,
    )  # fmt: skip
