"""Loading the page of one offer, and what machines read."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing, Logo
from engagement.cities.models import City, District
from engagement.core.detached import columns_of, detached, names_of
from engagement.core.models import Base
from engagement.core.rows import one_row, rows
from engagement.core.scope import MADE_ONCE
from engagement.extensions import db
from engagement.kernel.clock import DEFAULT_ZONE
from engagement.media.models import Picture
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.search.statements import Moment, is_open, joined


@dataclass(frozen=True)
class Shown:
    """An offer that a city shows, or showed once. Of opportunity and association it has what the page shows."""

    state: PublicationState
    is_visible: bool  # published, and the association is not suspended
    is_suspended: bool  # the city does not show the association for the time being
    revision: Revision  # with its district and picture
    opportunity: Opportunity
    shifts: Sequence[Any]  # rows of `_shifts`
    association: Association  # with its logo
    publication: Publication
    home_town: str = ""  # where it comes from, in another city's showcase


_LOGO_PICTURE = aliased(Picture)
_HOME = aliased(City)


@functools.cache
def _parts() -> tuple[tuple[type[Base], Any, tuple[str, ...]], ...]:
    """Of what the page is made: the table, where the statement finds it, the columns. In the order of the row."""
    of_picture = ("id", "public_id", "width", "height", "variants")
    return (
        (Publication, Publication, ("id", "city_id", "state", "easy_title", "easy_text")),
        (Revision, Revision, names_of(Revision)),
        (Opportunity, Opportunity, ("id", "public_id", "home_city_id", "urgent_until", "urgent_reason")),
        (Association, Association, ("id", "public_id", "name", "purpose", "language")),
        (Logo, Logo, names_of(Logo)),
        (Picture, _LOGO_PICTURE, of_picture),
        (District, District, ("id", "name")),
        (Picture, Picture, of_picture),
    )


@functools.cache
def _shown() -> sa.Select[*tuple[Any, ...]]:
    """Made once: making it takes longer than running it. As objects of the session its row takes several times both."""
    of_city = sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id)
    home_town = sa.case((Opportunity.home_city_id == Publication.city_id, ""), else_=_HOME.name)
    columns = [column for _entity, where, names in _parts() for column in columns_of(where, names)]
    return (
        sa.select(Listing.state, home_town, *columns)
        .select_from(Publication)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Association, Association.id == Publication.association_id)
        .join(Listing, of_city)
        .join(_HOME, _HOME.id == Opportunity.home_city_id)
        .outerjoin(Logo, Logo.association_id == Association.id)
        .outerjoin(_LOGO_PICTURE, _LOGO_PICTURE.id == Logo.picture_id)
        .outerjoin(District, District.id == Revision.district_id)
        .outerjoin(Picture, Picture.id == Revision.picture_id)
        .where(Opportunity.public_id == sa.bindparam("offer"), Publication.city_id == sa.bindparam("city"))
        .execution_options(**MADE_ONCE)
    )


@functools.cache
def _shifts() -> sa.Select[*tuple[Any, ...]]:
    """The dates as `opportunities.views.shift_views` reads them."""
    columns = columns_of(Shift, (
        "id", "public_id", "starts_at", "ends_at", "cancelled_at", "capacity", "note", "minimum", "decide_by",
        "takes_place_at",
    ))  # fmt: skip
    statement = sa.select(*columns, (Shift.capacity - Shift.taken).label("free"))
    statement = statement.where(Shift.opportunity_id == sa.bindparam("opportunity"))
    return statement.order_by(Shift.starts_at, Shift.id).execution_options(**MADE_ONCE)


def shown_offer(public_id: str, city_id: int) -> Shown | None:
    """The offer with this address in the city; None when the city never showed it."""
    row = one_row(_shown(), {"offer": public_id, "city": city_id})
    if row is None:
        return None
    listing_state, home_town, *values = row
    publication, revision, opportunity, association, logo, logo_picture, district, picture = _objects(values)
    vars(revision).update(district=district, picture=picture)
    vars(association)["logo"] = logo
    if logo is not None:
        vars(logo)["picture"] = logo_picture
    suspended = listing_state is ListingState.SUSPENDED
    visible = publication.state is PublicationState.PUBLISHED and not suspended
    shifts = rows(_shifts(), {"opportunity": opportunity.id})
    return Shown(
        publication.state, visible, suspended, revision, opportunity, shifts, association, publication, home_town
    )


def _objects(values: Sequence[Any]) -> list[Any]:
    """One of each part; None where the row has none."""
    found, begin = [], 0
    for entity, _where, names in _parts():
        own = dict(zip(names, values[begin : begin + len(names)], strict=True))
        begin += len(names)
        found.append(detached(entity, own) if own["id"] is not None else None)
    return found


@dataclass(frozen=True)
class Past:
    """An offer that a city showed, and that is not open there now."""

    public_id: str
    title: str
    language: str
    association_name: str
    field: str | None
    is_pausing: bool  # it may come back


def past_offers(city_id: int, public_ids: Sequence[str]) -> list[Past]:
    """What the city knows of these offers, in the order given; for those that no card can be made of. One statement."""
    statement = (
        sa.select(
            Opportunity.public_id, Revision.title, Revision.language, Association.name, Revision.fields,
            Publication.state,
        )
        .select_from(Publication)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Association, Association.id == Publication.association_id)
        .where(Publication.city_id == city_id, Opportunity.public_id.in_(public_ids))
    )  # fmt: skip
    found = {
        row[0]: Past(row[0], row[1], row[2], row[3], next(iter(row[4]), None), row[5] is PublicationState.PAUSED)
        for row in db.session.execute(statement)
    }
    return [found[public_id] for public_id in dict.fromkeys(public_ids) if public_id in found]


def open_addresses(city_id: int, limit: int) -> Sequence[tuple[str, datetime]]:
    """Public ids of the open offers with the moment of their last change, for the site map."""
    statement = joined(sa.select(Opportunity.public_id, Publication.updated_at).select_from(Publication))
    statement = statement.join(Opportunity, Opportunity.id == Publication.opportunity_id)
    statement = statement.where(*is_open(city_id, Moment.at_present(DEFAULT_ZONE))).order_by(Publication.id)
    return [(row[0], row[1]) for row in db.session.execute(statement.limit(limit))]
