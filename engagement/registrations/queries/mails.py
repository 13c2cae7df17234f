"""What the mails about a registration say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.models import Association
from engagement.cities.models import City
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.opportunities.models import Opportunity, Publication, Revision
from engagement.opportunities.views import town_elsewhere
from engagement.registrations.models import Participant, Registration


@dataclass(frozen=True)
class MailFacts:
    """Plain values: nothing live crosses into a mail."""

    language: str  # of the person
    registration_id: str
    registration_row: int
    opportunity_id: str  # public ids, for links
    association_id: str
    association_row: int
    name: str
    email: str  # empty once an account is gone, and where a person has none
    phone: str
    party_size: int
    is_minor: bool
    message: str
    decline_reason: str
    title: str
    association_name: str
    starts_at: datetime | None
    ends_at: datetime | None
    shift_note: str
    schedule_note: str
    place: tuple[str, ...]
    is_remote: bool
    meeting_point: str
    recognise_us: str
    bring_along: str
    contact_name: str
    contact_email: str
    contact_phone: str
    city: City

    @property
    def is_interest(self) -> bool:
        return self.starts_at is None


def mail_facts(registration_ids: Sequence[int]) -> list[MailFacts]:
    """The facts of some registrations, in one statement and in the order of their rows."""
    if not registration_ids:
        return []
    statement = (
        sa.select(Registration, Publication)
        .join(
            Publication,
            sa.and_(
                Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
            ),
        )
        .where(Registration.id.in_(registration_ids))
        .options(
            joinedload(Registration.shift), joinedload(Registration.city),
            joinedload(Registration.participant).joinedload(Participant.user),
            joinedload(Publication.shown_revision).joinedload(Revision.district),
            joinedload(Publication.association),
            joinedload(Publication.opportunity).joinedload(Opportunity.home_city),
        )
        .order_by(Registration.id)
    )  # fmt: skip
    with unscoped("mails go to everyone concerned, in whichever city's showcase they registered"):
        rows = db.session.execute(statement).all()
    return [_facts(row[0], row[1]) for row in rows if row[1].shown_revision is not None]


def _facts(registration: Registration, publication: Publication) -> MailFacts:
    revision = publication.shown_revision
    assert revision is not None
    association: Association = publication.association
    participant, shift = registration.participant, registration.shift
    owner = participant.user
    town = f"{revision.postcode} {town_elsewhere(revision.town, publication.home_town)}".strip()
    district = revision.district.name if revision.district is not None and not publication.home_town else ""
    parts = (revision.location_name, revision.street, town, district)
    return MailFacts(
        language=participant.user.language if participant.user is not None else registration.language,
        registration_id=registration.public_id, registration_row=registration.id,
        opportunity_id=publication.opportunity.public_id, association_id=association.public_id,
        association_row=association.id, name=registration.name,
        email=(owner.email if owner is not None else participant.email) or "",
        phone=registration.phone or (owner.phone if owner is not None else participant.phone) or "",
        party_size=registration.party_size, is_minor=registration.is_minor,
        message=registration.message, decline_reason=registration.decline_reason, title=revision.title,
        association_name=association.name, starts_at=shift.starts_at if shift else None,
        ends_at=shift.ends_at if shift else None, shift_note=shift.note if shift else "",
        schedule_note=revision.schedule_note, place=tuple(part for part in parts if part), is_remote=revision.is_remote,
        meeting_point=revision.meeting_point, recognise_us=revision.recognise_us, bring_along=revision.bring_along,
        contact_name=revision.contact_name, contact_email=revision.contact_email, contact_phone=revision.contact_phone,
        city=registration.city,
    )  # fmt: skip
