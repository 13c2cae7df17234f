"""Registrations of the demo with a story: a group, a young person, a moved date, a question, and how it was."""

from __future__ import annotations

from datetime import date, time, timedelta

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Association, Membership
from engagement.cities.models import City
from engagement.demo.content import demo_id
from engagement.extensions import db
from engagement.feedback.enums import Mood
from engagement.feedback.models import Feedback
from engagement.kernel.clock import to_utc, utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.messages.models import Message, MessageThread
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.minors import guardian_end
from engagement.registrations.models import Participant, Registration

GROUP, GROUP_CONTACT, GROUP_SIZE = "Azubis der Sparkasse", "Birgit Lorenz", 4
COMPANIONS = ["Jana Pohl", "Emre Yıldız"]  # one name is still missing
MINOR, GUARDIAN = "Lina Fuchs", "Martina Fuchs"
MOVED = (("Erika Lang", True), ("Peter Vogt", False))  # Peter has said that the new time suits him
QUESTION = "Ich komme gern auch am neuen Tag. Gibt es bei Ihnen einen Parkplatz?"
NEWS = "Guten Tag, wir müssen unseren Termin um einen Tag verschieben. Bitte sagen Sie uns, ob Sie trotzdem kommen."
MOODS = (
    (Mood.GOOD, "Es hat viel Freude gemacht. Ich komme wieder."),
    (Mood.FAIR, "Gut war’s. Nur den Eingang habe ich lange gesucht."),
)


def add_stories(city: City, association: Association, day: date) -> None:
    """Write them for the first association of a city; joins the open transaction."""
    offers = db.session.scalars(
        sa.select(Opportunity)
        .join(Publication, Publication.opportunity_id == Opportunity.id)
        .where(
            Opportunity.association_id == association.id, Opportunity.is_ongoing.is_(False),
            Publication.state == PublicationState.PUBLISHED, Publication.city_id == city.id,
        )
        .order_by(Opportunity.id)
    ).all()  # fmt: skip
    if not offers:
        return
    _group(city, offers[0])
    _minor(city, next((offer for offer in offers if offer.admits_minors), None))
    _moved(city, association, offers[0], day)
    _moods(city)
    db.session.flush()


def _group(city: City, offer: Opportunity) -> None:
    """Colleagues come together; whom they bring is not yet said of all."""
    shift = _free(offer, GROUP_SIZE)
    if shift is not None:
        one = _registered(city, offer, shift, GROUP_CONTACT, GROUP_SIZE)
        one.group_name, one.companions = GROUP, COMPANIONS
        one.message = "Wir sind zum ersten Mal dabei."


def _minor(city: City, offer: Opportunity | None) -> None:
    """A girl would like to help, and her mother has not answered yet."""
    shift = _free(offer, 1) if offer is not None else None
    if offer is None or shift is None:
        return
    one = _registered(city, offer, shift, MINOR, 1)
    one.state, one.confirmed_at = RegistrationState.AWAITING_GUARDIAN, None
    one.hold_until = guardian_end(utcnow(), shift.starts_at)
    one.is_minor, one.age_band = True, "14–15"
    one.guardian_name, one.guardian_email = GUARDIAN, _address(GUARDIAN, city)
    one.guardian_phone = "0171 3920031"


def _moved(city: City, association: Association, offer: Opportunity, day: date) -> None:
    """A date is a day later than first said: one has agreed, the other asks something before she answers."""
    owner = db.session.scalars(
        sa.select(User).join(Membership, Membership.user_id == User.id)
        .where(Membership.association_id == association.id).order_by(Membership.id)
    ).first()  # fmt: skip
    on = day + timedelta(days=10)
    shift = Shift(
        public_id=demo_id(city.slug, "moved"), opportunity_id=offer.id, association_id=association.id,
        starts_at=to_utc(on, time(15), city.zone), ends_at=to_utc(on, time(17), city.zone), capacity=5,
    )  # fmt: skip
    db.session.add(shift)
    db.session.flush()
    for name, is_open in MOVED:
        one = _registered(city, offer, shift, name, 1)
        one.moved_from = shift.starts_at - timedelta(days=1) if is_open else None
        thread = MessageThread(
            city_id=city.id, association_id=association.id, opportunity_id=offer.id, is_unread=is_open,
            participant_id=one.participant_id, name=name, language=DEFAULT_LANGUAGE, last_at=utcnow(),
        )  # fmt: skip
        thread.last_at -= timedelta(hours=1 if is_open else 20)
        said = [(NEWS, 20, False)] + ([(QUESTION, 1, True)] if is_open else [])
        for text, hours, is_hers in said:
            at = utcnow() - timedelta(hours=hours)
            thread.messages.append(
                Message(
                    association_id=association.id, form_key=demo_id(city.slug, "message", hours), text=text,
                    is_from_person=is_hers, created_at=at, told_at=at if is_hers else None,
                    author_id=owner.id if owner and not is_hers else None,
                    author_name=name if is_hers else owner.name if owner else "",
                )
            )  # fmt: skip
        db.session.add(thread)


def _moods(city: City) -> None:
    """Two of those who were there yesterday have said how it was."""
    were_there = db.session.scalars(
        sa.select(Registration)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(Shift.public_id == demo_id(city.slug, "yesterday"), Registration.user_id.is_(None))
        .order_by(Registration.id)
    )
    for one, (mood, text) in zip(were_there, MOODS, strict=False):
        db.session.add(
            Feedback(
                city_id=city.id, association_id=one.association_id, registration_id=one.id, mood=mood, text=text,
                created_at=utcnow() - timedelta(hours=3),
            )
        )  # fmt: skip


def _free(offer: Opportunity, places: int) -> Shift | None:
    """The last date of an offer that has so many places left."""
    return db.session.scalars(
        sa.select(Shift)
        .where(
            Shift.opportunity_id == offer.id, Shift.capacity - Shift.taken >= places, Shift.cancelled_at.is_(None),
            Shift.starts_at > utcnow() + timedelta(days=3),
        )
        .order_by(Shift.starts_at.desc(), Shift.id)
    ).first()  # fmt: skip


def _registered(city: City, offer: Opportunity, shift: Shift, name: str, size: int) -> Registration:
    """Somebody who has a place, which is counted."""
    email = _address(name, city)
    person = Participant(email=email, email_normalised=email)
    db.session.add(person)
    db.session.flush()
    at = utcnow() - timedelta(days=2, hours=person.id % 9)
    shift.taken += size
    one = Registration(
        city_id=city.id, opportunity_id=offer.id, association_id=offer.association_id, shift_id=shift.id,
        participant_id=person.id, state=RegistrationState.CONFIRMED, party_size=size, name=name, created_at=at,
        confirmed_at=at,
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    return one


def _address(name: str, city: City) -> str:
    return f"{name.lower().replace(' ', '.')}.{city.slug}@leute.example"
