"""What the letter for the extended certificate of good conduct says."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.cities.models import City
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Opportunity, Publication, Revision
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration


@dataclass(frozen=True)
class BackgroundCheck:
    """Who asks whom for the certificate, and why. The person's birth and home are not known here."""

    name: str
    title: str
    reason: str
    association_name: str
    association_address: tuple[str, ...]
    contact_name: str
    contact_phone: str
    contact_email: str
    city: City


def background_check(registration_id: str, *, opportunity_id: str | None = None) -> BackgroundCheck:
    """The letter of somebody who takes part, in the scope at hand; of the offer `opportunity_id` where it is given.

    Raises NotFound: also where the offer asks for no certificate, or she does not take part (yet, or any more).
    """
    shown = sa.and_(
        Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
    )
    statement = (
        sa.select(Registration.name, Revision, Association, City)
        .select_from(Registration)
        .join(Publication, shown)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == Registration.association_id)
        .join(City, City.id == Registration.city_id)
        .where(
            Registration.public_id == registration_id, Registration.state == RegistrationState.CONFIRMED,
            Revision.extended_background_check,
        )
    )  # fmt: skip
    if opportunity_id is not None:
        statement = statement.where(Opportunity.public_id == opportunity_id)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    name, revision, association, city = row
    town = f"{association.postcode} {association.town}".strip()
    return BackgroundCheck(
        name=name, title=revision.title, reason=revision.background_check_reason, association_name=association.name,
        association_address=tuple(part for part in (association.street, town) if part),
        contact_name=revision.contact_name, contact_phone=revision.contact_phone or association.phone,
        contact_email=revision.contact_email or association.email, city=city,
    )  # fmt: skip
