"""One offer of the demo with its revision, publication, shifts and the people who come."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Association, Membership
from engagement.cities.models import City
from engagement.demo.content import Entry, demo_id, needed_people, period, shift_times, urgency
from engagement.demo.history import note_decision
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.opportunities.enums import GermanLevel, PublicationState
from engagement.opportunities.models import (
    CONTENT_COLUMNS,
    AssociationTemplate,
    Opportunity,
    Publication,
    Revision,
    Shift,
)
from engagement.opportunities.queries import content_of
from engagement.opportunities.search import index_publication
from engagement.opportunities.starters.rules import kept
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration

SHOWN = (
    PublicationState.PUBLISHED, PublicationState.PAUSED, PublicationState.EXPIRED, PublicationState.WITHDRAWN,
    PublicationState.ARCHIVED,
)  # fmt: skip


def add_offer(
    city: City, association: Association, entry: Entry, day: date, guests: Iterator[str], citizen: User
) -> None:
    """Write one offer in its state; joins the open transaction."""
    values = {column: entry[column] for column in CONTENT_COLUMNS if column in entry}
    if "german_level" in entry:
        values["german_level"] = GermanLevel(entry["german_level"])
    district = next((d for d in city.districts if d.name == entry.get("district")), None)
    values["district_id"] = district.id if district else None
    values["starts_on"], values["ends_on"] = period(entry, day)
    values["urgent_until"], values["urgent_reason"] = urgency(entry, day)
    owner_id = db.session.scalar(sa.select(Membership.user_id).where(Membership.association_id == association.id))
    opportunity = Opportunity(
        public_id=demo_id(city.slug, entry["key"]), association_id=association.id, home_city_id=city.id,
        created_by_id=owner_id, **values,
    )  # fmt: skip
    db.session.add(opportunity)
    db.session.flush()
    publication = _publish(city, opportunity, entry)
    note_decision(city, publication, opportunity)
    if publication.shown_revision is not None:
        index_publication(publication, publication.shown_revision, association.name, district.name if district else "")
    if "kept_as" in entry:
        template = AssociationTemplate(
            association_id=association.id, name=entry["kept_as"], content=kept(content_of(opportunity)),
            created_by_id=owner_id,
        )  # fmt: skip
        db.session.add(template)
    for index, shift_entry in enumerate(entry.get("shifts", [])):
        shift = _add_shift(city, opportunity, entry, index, shift_entry, day)
        for _ in range(shift_entry.get("taken_by", 0)):
            register_guest(city, opportunity, shift, next(guests))
    for _ in range(entry.get("interested_by", 0)):
        register_guest(city, opportunity, None, next(guests))
    if entry["key"] == "cafe-am-samstag":
        _register_citizen(city, opportunity, citizen)


def _publish(city: City, opportunity: Opportunity, entry: Entry) -> Publication:
    state = PublicationState(entry["state"])
    now = utcnow()
    publication = Publication(
        public_id=demo_id(city.slug, entry["key"], "publication"), opportunity_id=opportunity.id,
        association_id=opportunity.association_id, city_id=city.id, state=PublicationState.DRAFT,
        reason=entry.get("reason", ""),
    )  # fmt: skip
    db.session.add(publication)
    if state is PublicationState.DRAFT:
        db.session.flush()
        return publication
    submitted = now - timedelta(hours=entry.get("submitted_hours_ago", 24 * entry.get("published_days_ago", 2) + 20))
    revision = Revision(
        opportunity_id=opportunity.id, association_id=opportunity.association_id, number=1, submitted_at=submitted,
        submitted_by_id=opportunity.created_by_id,
    )  # fmt: skip
    for column in CONTENT_COLUMNS:
        setattr(revision, column, getattr(opportunity, column))
    db.session.add(revision)
    db.session.flush()
    publication.submitted_at = submitted
    if state in SHOWN:
        publication.shown_revision, publication.seen_number = revision, revision.number
        publication.published_at = now - timedelta(days=entry.get("published_days_ago", 2))
    elif state is PublicationState.IN_REVIEW:
        publication.pending_revision = revision
    if state is PublicationState.PAUSED:
        publication.paused_at = now - timedelta(days=3)
    publication.state = state
    db.session.flush()
    return publication


def _add_shift(city: City, opportunity: Opportunity, entry: Entry, index: int, shift_entry: Entry, day: date) -> Shift:
    starts_at, ends_at = shift_times(shift_entry, day)
    shift = Shift(
        public_id=demo_id(city.slug, entry["key"], "shift", index), opportunity_id=opportunity.id,
        association_id=opportunity.association_id, starts_at=starts_at, ends_at=ends_at,
        capacity=shift_entry["capacity"], taken=shift_entry.get("taken_by", 0), note=shift_entry.get("note", ""),
        series=demo_id(city.slug, entry["key"], "series") if entry.get("series") else None,
        **needed_people(shift_entry, starts_at),
    )  # fmt: skip
    db.session.add(shift)
    db.session.flush()
    return shift


def register_guest(city: City, opportunity: Opportunity, shift: Shift | None, name: str) -> None:
    """Write a registration of somebody without an account, as if just confirmed; joins the open transaction."""
    email = _address(name)
    participant = db.session.scalar(sa.select(Participant).where(Participant.email_normalised == email))
    if participant is None:
        participant = Participant(email=email, email_normalised=email)
        db.session.add(participant)
        db.session.flush()
    _add_registration(city, opportunity, shift, participant, name, None)


def _register_citizen(city: City, opportunity: Opportunity, citizen: User) -> None:
    """The citizen's login has a place, so that her account shows something."""
    shift = db.session.scalars(
        sa.select(Shift).where(Shift.opportunity_id == opportunity.id).order_by(Shift.starts_at.desc())
    ).first()
    if shift is not None and shift.taken < shift.capacity:
        shift.taken += 1
        register_citizen_for(city, opportunity, shift, citizen)


def register_citizen_for(city: City, opportunity: Opportunity, shift: Shift, citizen: User) -> None:
    """Write a registration of the citizen's login; joins the open transaction. The caller counts the place."""
    participant = db.session.scalar(sa.select(Participant).where(Participant.user_id == citizen.id))
    if participant is None:
        email = normalise_email(citizen.email)
        participant = Participant(user_id=citizen.id, email=citizen.email, email_normalised=email)
        db.session.add(participant)
        db.session.flush()
    _add_registration(city, opportunity, shift, participant, citizen.name, citizen)


def _add_registration(
    city: City, opportunity: Opportunity, shift: Shift | None, participant: Participant, name: str, user: User | None
) -> None:
    waits = opportunity.approval_required or shift is None
    at = utcnow() - timedelta(hours=3 + 7 * (participant.id % 9))  # not all in the same minute
    db.session.add(
        Registration(
            city_id=city.id, opportunity_id=opportunity.id, association_id=opportunity.association_id,
            shift_id=shift.id if shift else None, participant_id=participant.id, user_id=user.id if user else None,
            state=RegistrationState.PENDING if waits else RegistrationState.CONFIRMED, name=name,
            confirmed_at=at, created_at=at,
        )
    )  # fmt: skip
    db.session.flush()


def _address(name: str) -> str:
    spelled = name.casefold().translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xDF: "ss", 0x131: "i"})
    plain = unicodedata.normalize("NFKD", spelled)
    bare = (char for char in plain if not unicodedata.combining(char))
    letters = "".join(char if char.isascii() and char.isalnum() else "." for char in bare)
    return ".".join(part for part in letters.split(".") if part) + "@leute.example"
