"""What is behind the demo's people: a date of yesterday whose hours wait, and a ledger of the citizen's hours."""

from __future__ import annotations

from datetime import date, time, timedelta

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Association
from engagement.attendance.models import Attendance, HoursProposal
from engagement.cities.models import City
from engagement.demo.content import demo_id, people
from engagement.demo.offers import register_citizen_for, register_guest
from engagement.extensions import db
from engagement.kernel.clock import to_utc, utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration

# Days ago, and minutes.
LEDGER = ((9, 150), (23, 180), (51, 120), (87, 210), (140, 165), (238, 240))


# Days ago, minutes, and what somebody did; her association has not looked yet.
WRITTEN = ((2, 90, "Neue Leute eingearbeitet"), (5, 120, "Material geholt und aufgeräumt"))


def add_hours(city: City, association: Association, citizen: User, day: date) -> None:
    """Write both for the first association of a city; joins the open transaction."""
    opportunity = db.session.scalars(
        sa.select(Opportunity)
        .join(Publication, Publication.opportunity_id == Opportunity.id)
        .where(
            Opportunity.association_id == association.id, Opportunity.is_ongoing.is_(False),
            Publication.state == PublicationState.PUBLISHED,
        )
        .order_by(Opportunity.id)
    ).first()  # fmt: skip
    if opportunity is None:
        return
    yesterday = day - timedelta(days=1)
    shift = Shift(
        public_id=demo_id(city.slug, "yesterday"), opportunity_id=opportunity.id, association_id=association.id,
        starts_at=to_utc(yesterday, time(14), city.zone), ends_at=to_utc(yesterday, time(17), city.zone), capacity=6,
        taken=4,
    )  # fmt: skip
    db.session.add(shift)
    db.session.flush()
    # The first name is the citizen’s own.
    for name in people()[1:4]:
        register_guest(city, opportunity, shift, name)
    register_citizen_for(city, opportunity, shift, citizen)
    for days, minutes in LEDGER:
        at = to_utc(day - timedelta(days=days), time(18), city.zone)
        db.session.add(
            Attendance(
                public_id=demo_id(city.slug, "hours", days), city_id=city.id, association_id=association.id,
                user_id=citizen.id, title=opportunity.title, day=day - timedelta(days=days), was_there=True,
                minutes=minutes, confirmed_at=at, created_at=at, updated_at=at,
            )
        )  # fmt: skip
    db.session.flush()
    _write_down(city, association, day)


def _write_down(city: City, association: Association, day: date) -> None:
    """Somebody who takes part without dates has written down hours."""
    opportunity = db.session.scalars(
        sa.select(Opportunity)
        .join(Publication, Publication.opportunity_id == Opportunity.id)
        .where(
            Opportunity.association_id == association.id, Opportunity.is_ongoing.is_(True),
            Publication.state == PublicationState.PUBLISHED, Publication.city_id == city.id,
        )
        .order_by(Opportunity.id)
    ).first()  # fmt: skip
    if opportunity is None:
        return
    register_guest(city, opportunity, None, people()[5])
    db.session.flush()
    taking_part = db.session.scalars(
        sa.select(Registration)
        .where(Registration.opportunity_id == opportunity.id, Registration.name == people()[5])
        .order_by(Registration.id.desc())
    ).first()
    if taking_part is None:
        return
    taking_part.state = RegistrationState.CONFIRMED
    taking_part.created_at = taking_part.confirmed_at = utcnow() - timedelta(days=40)
    for days, minutes, note in WRITTEN:
        at = to_utc(day - timedelta(days=days), time(19), city.zone)
        db.session.add(
            HoursProposal(
                public_id=demo_id(city.slug, "written", days), city_id=city.id, association_id=association.id,
                registration_id=taking_part.id, day=day - timedelta(days=days), minutes=minutes, note=note,
                created_at=at, told_at=at,
            )
        )  # fmt: skip
    db.session.flush()
