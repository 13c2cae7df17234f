"""Reading opportunities for their authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import City, District
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Publication, Revision, Shift
from engagement.opportunities.rules.states import SHOWN

_REFUSED = PublicationState.REJECTED


@dataclass(frozen=True)
class AuthoredOffer:
    """An opportunity as its authors see it: working copy, publications in the home city and in others, all dates."""

    opportunity: Opportunity
    publication: Publication
    shifts: Sequence[Shift]
    elsewhere: Sequence[Publication] = ()  # by the name of the city; also those that the authors have left

    @property
    def everywhere(self) -> tuple[Publication, ...]:
        return (self.publication, *self.elsewhere)

    @property
    def standing(self) -> tuple[Publication, ...]:
        """Where it stands or is meant to stand: the home city first."""
        return (self.publication, *(each for each in self.elsewhere if each.is_chosen))

    @property
    def state(self) -> PublicationState:
        return self.publication.state

    @property
    def is_shown(self) -> bool:
        return any(each.state in SHOWN for each in self.everywhere)

    @property
    def was_published(self) -> bool:
        return any(each.published_at is not None for each in self.everywhere)

    @property
    def has_new_text(self) -> bool:
        """Whether the working copy says something new to a city. One that has refused is asked again by name only."""
        asked = (each for each in self.standing if each is self.publication or each.state is not _REFUSED)
        return any(self.is_new_in(each) for each in asked)

    def is_new_in(self, publication: Publication) -> bool:
        """Whether a city knows another text than the working copy."""
        last = publication.pending_revision or publication.shown_revision
        return last is None or content_of(self.opportunity) != content_of(last)


def content_of(source: Opportunity | Revision) -> dict[str, Any]:
    """The content columns as plain values."""
    return {column: getattr(source, column) for column in CONTENT_COLUMNS}


def authored_offer(public_id: str, *, association_id: int, city_id: int) -> AuthoredOffer:
    """An association's opportunity in its home city, with district and picture. Raises NotFound for any other."""
    statement = (
        sa.select(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(City, City.id == Publication.city_id)
        .where(
            Opportunity.public_id == public_id, Opportunity.association_id == association_id,
            Opportunity.home_city_id == city_id,
        )
        .options(
            joinedload(Publication.opportunity).joinedload(Opportunity.district),
            joinedload(Publication.opportunity).joinedload(Opportunity.picture),
            joinedload(Publication.shown_revision), joinedload(Publication.pending_revision),
            contains_eager(Publication.city),
        )
        .order_by(City.sort_name, City.id)
    )  # fmt: skip
    publications = db.session.scalars(statement).all()
    home = next((each for each in publications if each.city_id == city_id), None)
    if home is None:
        raise NotFound
    elsewhere = tuple(each for each in publications if each is not home)
    return AuthoredOffer(home.opportunity, home, shifts_of(home.opportunity_id), elsewhere)


def made_by_form(form_key: str, association_id: int) -> str | None:
    """The public id of the opportunity that a form has made already."""
    statement = sa.select(Opportunity.public_id).where(Opportunity.form_key == form_key)
    return db.session.scalar(statement.where(Opportunity.association_id == association_id))


def places_taken(offer: AuthoredOffer) -> int:
    """Taken places on dates that are not over and not cancelled."""
    now = utcnow()
    return sum(shift.taken for shift in offer.shifts if shift.cancelled_at is None and shift.ends_at > now)


def shifts_of(opportunity_id: int) -> Sequence[Shift]:
    """All dates of an opportunity, soonest first."""
    statement = sa.select(Shift).where(Shift.opportunity_id == opportunity_id)
    return db.session.scalars(statement.order_by(Shift.starts_at, Shift.id)).all()


def coming_of_series(opportunity_id: int, series: str) -> Sequence[Shift]:
    """The dates of a series that have not begun and are not cancelled, soonest first."""
    statement = sa.select(Shift).where(
        Shift.opportunity_id == opportunity_id, Shift.series == series, Shift.cancelled_at.is_(None),
        Shift.starts_at > utcnow(),
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Shift.starts_at, Shift.id)).all()


def listings_of(association_id: int) -> Sequence[Listing]:
    """The association's places in all cities."""
    statement = sa.select(Listing).where(Listing.association_id == association_id).order_by(Listing.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def listing_state(association_id: int, city_id: int) -> ListingState | None:
    """What the city thinks of the association; None when it is not listed there."""
    statement = sa.select(Listing.state).where(Listing.association_id == association_id, Listing.city_id == city_id)
    return db.session.scalar(statement)


@dataclass(frozen=True)
class Names:
    """What stands around a revision in a showcase: the opportunity's public id, the names of association and district.

    Districts belong to a town: in another city's showcase the home town stands in the district's place.
    """

    opportunity_id: str
    association: str
    district: str
    home_town: str  # empty at home


def names_around(revision_id: int, city_id: int) -> Names:
    """Raises NotFound."""
    row = db.session.execute(
        sa.select(Opportunity.public_id, Association.name, District.name, City.name, City.id)
        .select_from(Revision)
        .join(Opportunity, Opportunity.id == Revision.opportunity_id)
        .join(Association, Association.id == Revision.association_id)
        .join(City, City.id == Opportunity.home_city_id)
        .outerjoin(District, District.id == Revision.district_id)
        .where(Revision.id == revision_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    is_home = row[4] == city_id
    return Names(row[0], row[1], (row[2] or "") if is_home else "", "" if is_home else row[3])
