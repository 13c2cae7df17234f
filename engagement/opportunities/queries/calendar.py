"""The dates of published offers, for the calendars of people who follow an association or a town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import City, District
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.views import town_elsewhere

# What is over stays for a while, so that it does not vanish while people are on their way home.
KEPT = timedelta(days=30)
# Google takes no calendar of more than a megabyte; this many of usual length have two thirds of one.
MOST = 1000


@dataclass(frozen=True)
class PublicDate:
    """One date as everybody may know it."""

    shift_id: str
    opportunity_id: str
    title: str
    summary: str
    association_name: str
    starts_at: datetime
    ends_at: datetime
    note: str
    is_cancelled: bool
    is_remote: bool
    place: str
    language: str
    sequence: int
    changed_at: datetime


def public_dates(city_id: int, *, association_id: str = "", shift_id: str = "") -> Sequence[PublicDate]:
    """The dates that a city shows, soonest first; those of one association, or one alone, by public id.

    Offers without dates have none. A cancelled date is told of, so that calendars strike it out.
    """
    home = aliased(City)
    of_city = sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id)
    statement = (
        sa.select(
            Shift, Revision, Opportunity.public_id, Association.name, District.name.label("district"),
            sa.case((Opportunity.home_city_id != Publication.city_id, home.name), else_="").label("home_town"),
        )
        .select_from(Publication)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Listing, of_city)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(home, home.id == Opportunity.home_city_id)
        .join(Association, Association.id == Publication.association_id)
        .join(Shift, Shift.opportunity_id == Publication.opportunity_id)
        .outerjoin(District, District.id == Revision.district_id)
        .where(
            Publication.city_id == city_id, Publication.state == PublicationState.PUBLISHED,
            Listing.state != ListingState.SUSPENDED, Revision.is_ongoing.is_(False),
            Shift.ends_at > utcnow() - KEPT,
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST)
    )  # fmt: skip
    if association_id:
        statement = statement.where(Association.public_id == association_id)
    if shift_id:
        statement = statement.where(Shift.public_id == shift_id)
    return [_date(*row) for row in db.session.execute(statement)]


def _date(
    shift: Shift, revision: Revision, opportunity_id: str, association: str, district: str | None, home_town: str
) -> PublicDate:
    town = f"{revision.postcode} {town_elsewhere(revision.town, home_town)}".strip()
    place = (revision.location_name, revision.street, town, "" if home_town else district or "")
    return PublicDate(
        shift_id=shift.public_id, opportunity_id=opportunity_id, title=revision.title, summary=revision.summary,
        association_name=association, starts_at=shift.starts_at, ends_at=shift.ends_at, note=shift.note,
        is_cancelled=shift.cancelled_at is not None, is_remote=revision.is_remote,
        place=", ".join(part for part in place if part), language=revision.language,
        # Another date or another text: either is a change for whoever has the entry.
        sequence=shift.calendar_sequence + revision.number - 1,
        changed_at=max(shift.updated_at, revision.submitted_at),
    )  # fmt: skip
